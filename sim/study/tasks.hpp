// The pool of work: replications of one study or of many, drawn one by one by whoever is free. Which replications there are
// decides the results; who runs them, and in which order, does not.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace careway {

struct Task {
  std::uint32_t study = 0;  ///< which of the studies at hand
  std::uint32_t replication = 0;
};

struct TaskOptions {
  unsigned threads = 1;
  /// When it becomes true no further task is begun; those in hand are finished.
  const std::atomic<bool>* stop = nullptr;
  /// Runs one and gives its record as bytes; from any thread, several at once.
  std::function<std::string(const Task&)> work;
  /// Takes the place of the task in the list and its bytes; from any thread, several at once.
  std::function<void(std::size_t place, std::string&& bytes)> finished;
};

/// Runs `tasks`, begun in their order. The first exception from either function stops it and is thrown again here when the
/// tasks in hand are done, with the replication's number in front where that helps.
void run_tasks(const std::vector<Task>& tasks, const TaskOptions& options);

/// In a catch block: what was thrown, with the replication's number in front of the words of defects and of runaway models.
std::exception_ptr failure_of(const Task& task);

}  // namespace careway
