#include "base/bulk.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace careway {

namespace {

constexpr std::size_t smallest_in_file = std::size_t{1} << 20;  // bytes
constexpr std::size_t most_in_memory = std::size_t{16} << 20;   // bytes of arrays of that size or more
constexpr std::size_t left_free = std::size_t{1} << 30;         // bytes of the disk: the results themselves are to find room
constexpr std::size_t most_resident = std::size_t{32} << 20;    // bytes of such files in memory, before they are let go
constexpr std::chrono::milliseconds between_looks{2};

/// Bytes of files in memory, the program's own among them; 0 where the system does not say.
std::size_t resident_of_files() {
  char text[128];
  const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return 0;
  text[size] = '\0';
  char* at = text;  // pages: of the program, resident, resident of files, ...
  for (int i = 0; i < 2; ++i) std::strtoull(at, &at, 10);
  return std::strtoull(at, nullptr, 10) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

class Files {
 public:
  void into(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    folder_ = folder;
  }

  std::size_t bytes() {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

  void let_go() {
    const std::lock_guard lock(mutex_);
    if (!mapped_.empty()) let_go_of_many();
  }

  /// Null when it is to be taken from memory instead; then it is counted here all the same.
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const bool enough = in_memory_ + bytes > most_in_memory;
    void* memory = folder_.empty() || !enough ? nullptr : map_file(bytes);
    if (memory == nullptr) {
      in_memory_ += bytes;
      return nullptr;
    }
    mapped_.emplace(memory, bytes);
    bytes_ += bytes;
    if (mapped_.size() == 1) begin_looking();
    return memory;
  }

  /// Whether it was in a file.
  bool give_back(void* memory, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = mapped_.find(memory);
    if (found == mapped_.end()) {
      in_memory_ -= bytes;
      return false;
    }
    munmap(memory, found->second);
    bytes_ -= found->second;
    mapped_.erase(found);
    return true;
  }

 private:
  bool has_room(std::size_t bytes) const {
    struct statvfs disk {};
    if (statvfs(folder_.c_str(), &disk) != 0) return false;
    rlimit largest{};
    if (getrlimit(RLIMIT_FSIZE, &largest) != 0 || largest.rlim_cur < bytes) return false;  // the system would end the process
    return static_cast<std::size_t>(disk.f_bavail) * disk.f_frsize > left_free + 2 * bytes;
  }

  /// In a file of its own, whose room is taken before anything is written; null when that cannot be had.
  void* map_file(std::size_t bytes) const {
    if (!has_room(bytes)) return nullptr;
    const int file = open(folder_.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return nullptr;
    void* memory = MAP_FAILED;
    if (posix_fallocate(file, 0, static_cast<off_t>(bytes)) == 0) memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? nullptr : memory;
  }

  void begin_looking() {
    others_ = resident_of_files();
    if (looks_) return changed_.notify_one();
    sigset_t all, before;  // signals are for the other threads
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      std::thread([this] { look(); }).detach();
      looks_ = true;
    } catch (const std::system_error&) {  // then they stay in memory while there is some
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void let_go_of_many() {
    const std::size_t resident = resident_of_files();
    if (resident != 0 && resident <= others_ + most_resident) return;
    // More of the program itself may have come in since; without it, files would be let go of for nothing from now on. What others write
    // between both calls would be taken for it: when there is much, it is looked again.
    const std::size_t known = others_;
    others_ = SIZE_MAX;
    for (int looks = 0; looks < 3 && others_ > known + most_resident / 4; ++looks) {
      for (const auto& [memory, bytes] : mapped_) madvise(memory, bytes, MADV_DONTNEED);  // the file keeps what was written
      others_ = std::min(others_, resident_of_files());
    }
  }

  [[noreturn]] void look() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return !mapped_.empty(); });
      let_go_of_many();
      changed_.wait_for(lock, between_looks, [] { return false; });
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string folder_;                     ///< "": nothing goes into files
  std::map<void*, std::size_t> mapped_;    ///< where each begins, and its bytes
  std::size_t bytes_ = 0;                  ///< in files
  std::size_t in_memory_ = 0;              ///< bytes of large arrays that are not
  std::size_t others_ = 0;                 ///< resident bytes of other files
  bool looks_ = false;                     ///< there is a thread
};

/// Never destroyed: arrays and the thread may outlive everything else.
Files& files() {
  static Files& all = *new Files;
  return all;
}

}  // namespace

void bulk_into(const std::string& folder) { files().into(folder); }

void let_go_of_bulk() noexcept { files().let_go(); }

std::size_t bulk_in_files() noexcept { return files().bytes(); }

void* take_bulk(std::size_t bytes) {
  if (bytes < smallest_in_file) return ::operator new(bytes);
  if (void* memory = files().take(bytes)) return memory;
  try {
    return ::operator new(bytes);
  } catch (...) {
    files().give_back(nullptr, bytes);
    throw;
  }
}

void give_back_bulk(void* memory, std::size_t bytes) noexcept {
  if (bytes < smallest_in_file || !files().give_back(memory, bytes)) ::operator delete(memory);
}

}  // namespace careway
