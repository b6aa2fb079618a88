#include "output/new_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/errors.hpp"

namespace careway {

NewFile::NewFile(std::string path) : path_(std::move(path)), part_(path_ + ".part"), file_(std::fopen(part_.c_str(), "wb")) {
  if (file_ == nullptr) fail();
}

NewFile::~NewFile() {
  if (part_.empty()) return;
  if (file_ != nullptr) std::fclose(file_);
  std::remove(part_.c_str());
}

void NewFile::put(const std::string& bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail();
}

void NewFile::finish() {
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail();
  if (std::rename(part_.c_str(), path_.c_str()) != 0) fail();
  part_.clear();
}

void NewFile::fail() const { throw WorldError(path_, "write", std::error_code(errno, std::generic_category()).message()); }

}  // namespace careway
