// Finished replications of a run that is not over, kept in a file of their own (RESULTS.h5.partial) until the results have their
// name: whatever ends the program, only what was in hand is lost. Records are only ever added at the end, each with its length
// and a hash; a torn one at the end is cut off when the file is opened again. Times of day play no part.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "study/identity.hpp"
#include "study/tasks.hpp"

namespace careway {

/// The usual name: results path + ".partial".
std::string partial_path(const std::string& results_path);

class PartialFile final {
 public:
  struct Entry {
    Task task;
    std::uint64_t at = 0;  ///< place of the bytes in the file
    std::uint64_t size = 0;
  };

  /// Opens the file, or makes it, and finds what it holds. WorldError when the disk refuses, when another process has it open
  /// to write, or when it is no such file.
  explicit PartialFile(const std::string& path);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::string& path() const { return path_; }
  /// Of the run that it holds; empty in a new file.
  const std::vector<IdentityLine>& identity() const { return identity_; }
  /// Each task once, in the order in which they were finished.
  const std::vector<Entry>& entries() const { return entries_; }
  std::string read(const Entry& entry) const;
  /// Whether it holds something, but not of which run: none of it can be used.
  bool damaged() const { return damaged_; }
  /// How many; from any thread.
  std::size_t count();

  /// Empties it for a run with this identity. What it held is renamed to PATH.old when there is any, damaged or not.
  void begin(const std::vector<IdentityLine>& identity);
  /// From any thread. Safe from the end of this process when it returns, and from a power cut some seconds later.
  void add(const Task& task, std::string_view bytes);
  /// The results have their name: the file goes.
  void remove();

 private:
  void open();
  void scan();
  void append(std::string_view payload);

  std::string path_;
  int descriptor_ = -1;
  std::vector<IdentityLine> identity_;
  std::vector<Entry> entries_;
  std::uint64_t end_ = 0;  ///< of what is good
  bool damaged_ = false;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point synced_;
};

}  // namespace careway
