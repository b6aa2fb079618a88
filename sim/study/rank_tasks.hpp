// The pool of work over processes that were started together: rank 0 deals out tasks one by one, works at them too, and is the only
// one to know what is finished. Who runs a task, and in which order, does not touch the results.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ranks/ranks.hpp"
#include "study/tasks.hpp"

namespace careway {

/// Of rank 0.
class RankPool final {
 public:
  explicit RankPool(Ranks& ranks) : ranks_(ranks) {}
  /// Tells the others that there is no more to do.
  ~RankPool();
  RankPool(const RankPool&) = delete;
  RankPool& operator=(const RankPool&) = delete;

  /// As run_tasks, with `options.threads` threads here. `lost` is called, from a thread of its own, when options.stop becomes true: mpirun
  /// stops all ranks when one has died, and then no other can be waited for.
  void run(const std::vector<Task>& tasks, const TaskOptions& options, const std::function<void()>& lost);

 private:
  class Stage;
  Ranks& ranks_;
  std::map<int, std::size_t> slots_;  ///< threads of each rank that has reported
};

/// Of all other ranks: works at what rank 0 sends until it says that there is no more.
void serve_tasks(Ranks& ranks, unsigned threads, const std::function<std::string(const Task&)>& work);

}  // namespace careway
