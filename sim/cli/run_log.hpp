// The event log of a run: each replication's watcher, and the rows of replications that were finished earlier.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "network/network.hpp"
#include "output/event_file.hpp"
#include "study/results.hpp"

namespace careway {

class RunLog {
 public:
  /// `frame`: the results but for the replications. Refused when something else than a log stands in its place.
  RunLog(const std::string& results_path, const Network& net, const Results& frame, double share);
  /// Replications whose events an earlier log of the same run and share of the patients holds, ascending.
  const std::vector<std::uint32_t>& logged() const { return logged_; }
  /// Copies those of the earlier log into this one.
  void copy(const std::vector<std::uint32_t>& replications);
  std::unique_ptr<Watcher> watch(std::uint32_t replication);
  /// The number of rows.
  std::uint64_t finish() { return writer_->finish(); }
  /// After finish(), when the results are written.
  void take_name() { writer_->take_name(); }
  const std::string& path() const { return path_; }

 private:
  const Network& net_;
  double share_;
  std::string path_;
  EventLogAbout about_;
  std::vector<std::uint32_t> logged_;
  std::unique_ptr<EventLogReader> earlier_;
  std::unique_ptr<EventLogWriter> writer_;
};

/// For a run that leaves no log: why the one beside the results is not of it, in words; empty when it is, or when there is none.
std::string stray_log(const std::string& results_path, const Results& results);

/// All rows of one replication, from one log to another.
void copy_events(const EventLogReader& from, std::uint32_t replication, EventLogWriter& to);

}  // namespace careway
