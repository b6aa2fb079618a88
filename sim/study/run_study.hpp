// Many replications of one network on the cores of this machine, merged in replication order: the results are the same
// bytes for any number of threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/engine.hpp"
#include "network/network.hpp"
#include "study/results.hpp"

namespace careway {

struct RunOptions {
  std::uint64_t seed = 1;
  std::vector<std::uint32_t> replications;  ///< numbers to run, ascending
  unsigned threads = 1;
  /// Told, from any thread but never two at once, how many replications are done.
  std::function<void(std::size_t)> progress;
  /// When it becomes true no further replication is begun; those in hand are finished.
  const std::atomic<bool>* stop = nullptr;
  /// Gives each replication somebody who sees what happens; may be empty.
  std::function<std::unique_ptr<Watcher>(std::uint32_t replication)> watch;
};

/// Everything measured; provenance that only the caller knows (texts, version, report) is left empty.
/// What a replication throws is thrown again here, with its number in front.
Results run_study(const Network& net, const RunOptions& options);

}  // namespace careway
