// Whole files in and out, such that a reader never meets half a file under its real name.
#pragma once

#include <string>
#include <string_view>

#include "base/bulk.hpp"

namespace careway {

/// Writes `path`.part in the same folder, syncs it to the disk and renames it. On any failure the .part is removed and
/// WorldError thrown with the system's words; what stood at `path` before is then untouched. A file that is marked
/// read-only, a folder or a device is not replaced; a link is followed.
void write_file(const std::string& path, std::string_view bytes);

/// To be put behind the words for a file that could not be written: that the disk is full, where it is; else nothing.
std::string full_disk_words(const std::string& path);

/// Why `write_file` would refuse to replace what stands at `path`; empty when it would not.
std::string write_refusal(const std::string& path);

/// The whole file; WorldError when that fails.
std::string read_file(const std::string& path);
Bulk<char> read_large_file(const std::string& path);

}  // namespace careway
