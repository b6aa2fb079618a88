// A run under mpirun, as the commands see it: one rank leads and writes, the others help. Alone, there is nothing to it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "output/partial_file.hpp"
#include "ranks/ranks.hpp"
#include "study/rank_tasks.hpp"

namespace careway {

class RankRun {
 public:
  RankRun();

  int size() const { return ranks_ ? ranks_->size() : 1; }
  /// All cores for a process on its own; one for each of several.
  unsigned usual_threads() const;
  /// What runs the tasks in place of run_tasks; nothing for a process on its own. When mpirun stops the ranks, the program ends at
  /// once, saying that finished replications are kept in `file` for results in `out`.
  std::function<void(const std::vector<Task>&, const TaskOptions&)> pool(PartialFile& file, const std::string& out);
  /// Of a rank that helps.
  void serve(unsigned threads, const std::function<std::string(const Task&)>& work) { serve_tasks(*ranks_, threads, work); }

 private:
  std::unique_ptr<Ranks> ranks_;
  std::unique_ptr<RankPool> pool_;  ///< of rank 0; goes before the ranks
};

}  // namespace careway
