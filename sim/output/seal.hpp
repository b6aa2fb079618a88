// The seal: 64 bytes of text after the HDF5 content that say how long it is and what it hashes to. A file that was cut
// off, damaged or changed by another program is refused before the HDF5 library, which trusts what it reads, sees it.
// Other readers pass over it: HDF5 ignores what follows the end that its own header states. It is no signature.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "output/format.hpp"

namespace careway {

inline constexpr std::size_t seal_size = 64;

/// "\ncareway-results 1 <16 hex: bytes before the seal> <16 hex: their hash>", spaces, "\n".
std::string seal_of(std::string_view content, std::string_view format = format_name);

/// Whether the file ends in such a seal; nothing else of it is looked at. False where there is no file.
bool has_seal(const std::string& path, std::string_view format);

/// The content without its seal; throws FileFault in the words for the user when there is something wrong.
std::string_view unsealed(std::string_view file, std::string_view format = format_name);

}  // namespace careway
