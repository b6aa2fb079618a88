// While it lives, a results file is being read by the HDF5 library, which was not made for files that lie: on one that was
// doctored and sealed anew it may loop or crash. Then the program ends with the file's name and exit code 3, as for any file that
// cannot be read. Nothing else in the program ends it without returning to `cli`: there is no way back out of the library.
// For one thread at a time, while no other works.
#pragma once

#include <cstddef>
#include <string>

namespace careway {

class ReadingGuard final {
 public:
  /// Allows some seconds of processor time, and more for large files.
  ReadingGuard(const std::string& path, std::size_t file_size);
  ~ReadingGuard();
  ReadingGuard(const ReadingGuard&) = delete;
  ReadingGuard& operator=(const ReadingGuard&) = delete;
};

}  // namespace careway
