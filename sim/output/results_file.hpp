// The results file (HDF5, see FORMAT.md): written and read here only. A canonical image of a Results: equal results
// give equal bytes, whatever computed them; nothing in it depends on the time, the host, threads or the command line.
#pragma once

#include <string>
#include <string_view>

#include "output/summary.hpp"
#include "study/results.hpp"

namespace careway {

/// Writes the file under a temporary name and renames it. WorldError when the disk or the system refuses, and then no
/// file, and no part of one, is left. A Results that breaks its promises is a Defect.
/// Gives back the summary that it made for the file.
Summary write_results(const Results& results, const std::string& path);

/// Reads and checks everything. WorldError says what is wrong with the file.
Results read_results(const std::string& path);

/// The bytes that `write_results` writes, and their reading; `path` is for messages.
std::string results_image(const Results& results);
Results results_from_image(std::string_view image, const std::string& path);

}  // namespace careway
