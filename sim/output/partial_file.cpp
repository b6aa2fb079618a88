#include "output/partial_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>
#include <utility>

#include "base/bytes.hpp"
#include "base/errors.hpp"

namespace careway {

namespace {

constexpr std::string_view first_line = "careway-partial 1\n";
constexpr std::size_t head_size = 16;                    // of a frame: length and hash of the payload
constexpr std::size_t task_size = 8;                     // study and replication, before a record
constexpr std::uint64_t largest_frame = 1ULL << 32;
constexpr std::uint64_t largest_identity = 1 << 20;
constexpr auto sync_every = std::chrono::seconds(5);     // what a power cut may cost; a process that dies costs nothing

void put(std::string& to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i, value >>= 8) to += static_cast<char>(value & 0xFF);
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, int count) {
  std::uint64_t value = 0;
  for (int i = count - 1; i >= 0; --i) value = (value << 8) | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

/// As many bytes as there are, up to `size`.
std::string read_at(int descriptor, const std::string& path, std::uint64_t at, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::pread(descriptor, bytes.data() + got, size - got, static_cast<off_t>(at + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw WorldError(path, "read", std::strerror(errno));
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

std::string text_of(const std::vector<IdentityLine>& lines) {
  std::string text;
  for (const IdentityLine& line : lines) (text += line.name) += '\0', (text += line.value) += '\0';
  return text;
}

std::vector<IdentityLine> lines_of(std::string_view text) {
  std::vector<IdentityLine> lines;
  while (!text.empty()) {
    IdentityLine line;
    for (std::string* part : {&line.name, &line.value}) {
      const std::size_t end = std::min(text.find('\0'), text.size());
      *part = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::string partial_path(const std::string& results_path) { return results_path + ".partial"; }

PartialFile::PartialFile(const std::string& path) : path_(path), synced_(std::chrono::steady_clock::now()) {
  open();
  try {
    scan();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

PartialFile::~PartialFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void PartialFile::open() {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor_ < 0) throw WorldError(path_, "write", std::strerror(errno));
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;  // some file systems know no locks
  ::close(std::exchange(descriptor_, -1));
  throw WorldError(path_, "write", "another run is writing it at this moment");
}

void PartialFile::scan() {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw WorldError(path_, "read", std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw WorldError(path_, "write", "it is not a file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const std::string start = read_at(descriptor_, path_, 0, first_line.size());
  if (!first_line.starts_with(start)) throw WorldError(path_, "read", "it does not hold finished replications of a run");
  if (start.size() < first_line.size()) return;  // new, or torn at once
  std::set<std::pair<std::uint32_t, std::uint32_t>> known;
  std::uint64_t at = first_line.size();
  while (size - at >= head_size) {
    const std::string head = read_at(descriptor_, path_, at, head_size);
    if (head.size() < head_size) break;
    const std::uint64_t length = number_at(head, 0, 8);
    if (length > largest_frame || length > size - at - head_size) break;
    const std::string payload = read_at(descriptor_, path_, at + head_size, static_cast<std::size_t>(length));
    if (payload.size() < length || bytes_key(payload) != number_at(head, 8, 8)) break;
    if (end_ == 0) {
      identity_ = lines_of(payload);
    } else {
      if (length < task_size) break;
      const Task task{static_cast<std::uint32_t>(number_at(payload, 0, 4)), static_cast<std::uint32_t>(number_at(payload, 4, 4))};
      if (known.insert({task.study, task.replication}).second) entries_.push_back({task, at + head_size + task_size, length - task_size});
    }
    at += head_size + length;
    end_ = at;
  }
  if (end_ > 0 || size - at < head_size) return;
  // Either it was torn while its first replication was written, or damaged later: then it is whole, or large.
  damaged_ = number_at(read_at(descriptor_, path_, at, head_size), 0, 8) <= size - at - head_size || size > largest_identity;
}

std::size_t PartialFile::count() {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::string PartialFile::read(const Entry& entry) const {
  std::string bytes = read_at(descriptor_, path_, entry.at, static_cast<std::size_t>(entry.size));
  if (bytes.size() < entry.size) throw WorldError(path_, "read", "it became shorter");
  return bytes;
}

void PartialFile::begin(const std::vector<IdentityLine>& identity) {
  if (!entries_.empty() || damaged_) {
    if (std::rename(path_.c_str(), (path_ + ".old").c_str()) != 0) throw WorldError(path_, "rename", std::strerror(errno));
    ::close(std::exchange(descriptor_, -1));
    open();
  }
  identity_ = identity;
  entries_.clear();
  damaged_ = false;
  end_ = 0;
  append(std::string());
}

void PartialFile::add(const Task& task, std::string_view bytes) {
  std::string payload;
  payload.reserve(task_size + bytes.size());
  put(payload, task.study, 4);
  put(payload, task.replication, 4);
  payload += bytes;
  int to_sync = -1;
  {
    const std::lock_guard lock(mutex_);
    const std::uint64_t at = end_ + head_size + task_size;
    append(payload);
    entries_.push_back({task, at, bytes.size()});
    if (const auto now = std::chrono::steady_clock::now(); now - synced_ >= sync_every) {
      synced_ = now;
      to_sync = descriptor_;
    }
  }
  if (to_sync >= 0) ::fdatasync(to_sync);  // a failure here is no loss yet; the results themselves are synced strictly
}

/// One frame; with the first line and the identity before it when the file has none yet.
void PartialFile::append(std::string_view payload) {
  std::string frame;
  const auto add_frame = [&frame](std::string_view content) {
    put(frame, content.size(), 8);
    put(frame, bytes_key(content), 8);
    frame += content;
  };
  if (end_ == 0) {
    frame = first_line;
    add_frame(text_of(identity_));
  }
  if (!payload.empty()) add_frame(payload);
  const auto fail = [this](int error) {
    (void)!::ftruncate(descriptor_, static_cast<off_t>(end_));  // what was good stays good
    throw WorldError(path_, "write", std::strerror(error));
  };
  if (::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0) fail(errno);
  std::size_t done = 0;
  while (done < frame.size()) {
    const ssize_t n = ::pwrite(descriptor_, frame.data() + done, frame.size() - done, static_cast<off_t>(end_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(errno);
    done += static_cast<std::size_t>(n);
  }
  end_ += frame.size();
}

void PartialFile::remove() {
  ::unlink(path_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

}  // namespace careway
