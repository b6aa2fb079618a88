#include "output/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/errors.hpp"
#include "output/open_file.hpp"

namespace careway {
namespace {

[[noreturn]] void fail(const std::string& path, const char* operation, int error) {
  throw WorldError(path, operation, std::strerror(error));
}

/// What a link points to, so that the link itself survives.
std::string followed(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> target(::realpath(path.c_str(), nullptr), &std::free);
  return target ? target.get() : path;
}

/// Removes the unfinished file unless told that it was renamed.
class Unfinished {
 public:
  explicit Unfinished(std::string path) : path_(std::move(path)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  void renamed() { path_.clear(); }

 private:
  std::string path_;
};

/// Makes the new name last through a power cut. Not every file system can; the file itself is safe by now.
void sync_folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  const OpenFile folder(slash == std::string::npos ? "." : path.substr(0, slash + 1), O_RDONLY | O_DIRECTORY);
  if (folder.is_open()) ::fsync(folder.descriptor());
}

}  // namespace

std::string write_refusal(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno == ENOENT ? "" : std::strerror(errno);
  if (S_ISDIR(status.st_mode)) return "it is a folder";
  if (!S_ISREG(status.st_mode)) return "it is a pipe or a device, not a file";
  const bool read_only = (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
  return read_only || ::access(path.c_str(), W_OK) != 0 ? std::strerror(EACCES) : "";
}

std::string full_disk_words(const std::string& path) {
  constexpr std::uintmax_t next_to_nothing = 1 << 20;  // bytes; large pieces fail before the last of them are used
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const std::filesystem::space_info space = std::filesystem::space(folder.empty() ? "." : folder, error);
  return !error && space.available < next_to_nothing ? "; the disk is full" : "";
}

void write_file(const std::string& path, std::string_view bytes) {
  if (const std::string words = write_refusal(path); !words.empty()) throw WorldError(path, "write", words);
  const std::string target = followed(path);
  const std::string part = target + ".part";
  OpenFile file(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  if (!file.is_open()) fail(path, "write", errno);
  Unfinished unfinished(part);
  if (const int error = write_all(file, bytes)) fail(path, "write", error);
  if (::fsync(file.descriptor()) != 0) fail(path, "write", errno);
  if (!file.close()) fail(path, "write", errno);
  if (std::rename(part.c_str(), target.c_str()) != 0) fail(path, "write", errno);
  unfinished.renamed();
  sync_folder_of(target);
}

namespace {

template <class Bytes>
Bytes whole_file(const std::string& path) {
  const OpenFile file(path, O_RDONLY | O_NONBLOCK);  // a pipe that nobody writes to would never open
  if (!file.is_open()) fail(path, "read", errno);
  Bytes bytes;
  struct stat status {};
  if (::fstat(file.descriptor(), &status) != 0) fail(path, "read", errno);
  if (S_ISDIR(status.st_mode)) fail(path, "read", EISDIR);
  if (!S_ISREG(status.st_mode)) throw WorldError(path, "read", "it is a pipe or a device, not a file");
  bytes.reserve(static_cast<std::size_t>(status.st_size));
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(file.descriptor(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) return bytes;
    bytes.insert(bytes.end(), buffer, buffer + got);
  }
}

}  // namespace

std::string read_file(const std::string& path) { return whole_file<std::string>(path); }

Bulk<char> read_large_file(const std::string& path) { return whole_file<Bulk<char>>(path); }

}  // namespace careway
