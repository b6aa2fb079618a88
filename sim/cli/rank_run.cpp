#include "cli/rank_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "cli/kept.hpp"
#include "cli/load.hpp"
#include "cli/say.hpp"

namespace careway {

RankRun::RankRun() : ranks_(open_ranks()) {
  if (ranks_ && ranks_->rank() == 0) pool_ = std::make_unique<RankPool>(*ranks_);
}

unsigned RankRun::usual_threads() const { return ranks_ ? 1 : std::max(1u, std::thread::hardware_concurrency()); }

std::function<void(const std::vector<Task>&, const TaskOptions&)> RankRun::pool(PartialFile& file, const std::string& out) {
  if (!pool_) return {};
  const auto lost = [&file, out] {
    say("mpirun stops the ranks, as it does when one of them dies\n");
    say_kept(file, out);
    std::fflush(stderr);
    std::_Exit(static_cast<int>(Exit::world_failed));  // threads are at work and ranks are gone: there is nobody to wait for
  };
  return [this, lost](const std::vector<Task>& tasks, const TaskOptions& options) { pool_->run(tasks, options, lost); };
}

}  // namespace careway
