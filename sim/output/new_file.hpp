// A file that is written piece by piece, and has its name only when it is whole.
#pragma once

#include <cstdio>
#include <string>

namespace careway {

class NewFile final {
 public:
  /// Writes `path`.part until finish(). WorldError when the disk or the system refuses, here and below.
  explicit NewFile(std::string path);
  /// Removes what was not finished.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  void put(const std::string& bytes);
  void finish();

 private:
  [[noreturn]] void fail() const;
  std::string path_, part_;
  std::FILE* file_;
};

}  // namespace careway
