// The event log: an HDF5 file of its own beside the results (FILE.events.h5), written while the study runs by one thread of its
// own, read back block by block. FORMAT.md says what is in it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/time.hpp"
#include "study/event_watch.hpp"
#include "study/identity.hpp"

namespace careway {

struct EventLogAbout {
  std::vector<IdentityLine> run;  ///< the results that it belongs to; empty in logs of format version 1, which do not say
  std::string scenario;
  Date start;
  std::uint64_t seed = 0;
  double share = 1;
  EventNames names;
  friend bool operator==(const EventLogAbout&, const EventLogAbout&) = default;
};

/// results path + ".events.h5", without ".h5" twice.
std::string event_log_path(const std::string& results_path);

/// Why the log does not belong to results with this identity, in words; empty: it does.
std::string other_run(const EventLogAbout& log, const std::vector<IdentityLine>& results);

class EventLogWriter final {
 public:
  /// Writes `path`.part until take_name().
  EventLogWriter(const std::string& path, const EventLogAbout& about);
  ~EventLogWriter();
  EventLogWriter(const EventLogWriter&) = delete;
  EventLogWriter& operator=(const EventLogWriter&) = delete;
  /// From any thread; waits while too much lies unwritten. Rows of one replication stay in order. Gives back a list that was written, if
  /// there is one, to be filled anew.
  std::vector<EventRow> put(std::uint32_t replication, std::vector<EventRow>&& rows);
  /// Everything is written. Throws what went wrong. The number of rows.
  std::uint64_t finish();
  /// After finish(): gives the file its name, in place of an earlier one. If nobody asks, it is done at the end without a word. An earlier
  /// file makes the disk busy for a while, so that others are better written before.
  void take_name();

 private:
  struct File;
  struct Block {
    std::uint32_t replication;
    std::vector<EventRow> rows;
  };
  void close();
  void work();

  std::string path_, part_;
  bool whole_ = false;           ///< in `part_`
  std::unique_ptr<File> file_;
  std::deque<Block> blocks_;
  std::vector<std::vector<EventRow>> written_;  ///< to be filled anew
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closing_ = false;
  std::exception_ptr failure_;
  std::uint64_t rows_ = 0;
  std::thread worker_;
};

class EventLogReader final {
 public:
  explicit EventLogReader(const std::string& path);
  ~EventLogReader();
  const std::string& path() const;
  const EventLogAbout& about() const { return about_; }
  const std::vector<std::uint32_t>& replications() const { return replications_; }  ///< ascending
  /// Calls `each` for all rows of a replication, in order.
  void read(std::uint32_t replication, const std::function<void(const EventRow&)>& each) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
  EventLogAbout about_;
  std::vector<std::uint32_t> replications_;
};

}  // namespace careway
