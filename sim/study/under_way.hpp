// How far the replications of one piece of work are, those in hand included.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "study/tasks.hpp"

namespace careway {

/// Told from any thread; tells on, never two at once.
class UnderWay {
 public:
  /// How many replications are done, and how much of those in hand, in replications.
  using Tell = std::function<void(std::size_t done, double parts)>;

  /// `tell` may be empty. It is told at once that `done` are done already, with which no time is spent.
  explicit UnderWay(Tell tell, std::size_t done = 0) : tell_(std::move(tell)), done_(done) { say(); }

  /// So much more of a replication has been run.
  void further(const Task& task, double share) {
    const std::lock_guard lock(mutex_);
    parts_[{task.study, task.replication}] += share;
    say();
  }
  void finished(const Task& task) {
    const std::lock_guard lock(mutex_);
    parts_.erase({task.study, task.replication});
    ++done_;
    say();
  }

 private:
  void say() const {
    if (!tell_) return;
    double parts = 0;
    for (const auto& [task, part] : parts_) parts += part;
    tell_(done_, parts);
  }

  const Tell tell_;
  std::mutex mutex_;
  std::size_t done_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> parts_;  ///< [study and replication] of those in hand
};

}  // namespace careway
