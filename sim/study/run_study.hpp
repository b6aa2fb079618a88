// Many replications of one network on the cores of this machine, merged in replication order: the results are the same
// bytes for any number of threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "network/network.hpp"
#include "study/record_store.hpp"
#include "study/results.hpp"
#include "study/tasks.hpp"
#include "study/under_way.hpp"

namespace careway {

struct RunOptions {
  std::uint64_t seed = 1;
  std::vector<std::uint32_t> replications;  ///< numbers to run, ascending
  unsigned threads = 1;
  /// Told at the beginning, and then from any thread but never two at once, how far it is; may be empty. With a pool only what is done.
  UnderWay::Tell progress;
  /// When it becomes true no further replication is begun; those in hand are finished.
  const std::atomic<bool>* stop = nullptr;
  /// Gives each replication somebody who sees what happens; may be empty.
  std::function<std::unique_ptr<Watcher>(std::uint32_t replication)> watch;
  /// Instead of run_tasks, when others take part in the work; may be empty.
  std::function<void(const std::vector<Task>&, const TaskOptions&)> pool;
  /// Told, from any thread but never two at once, who waits for whom in a circle at the end of a replication; may be empty.
  std::function<void(std::uint32_t replication, const std::string& words)> standstill;
  /// Given the bytes (record_bytes.hpp) of each replication when it is done, from any thread; may be empty.
  std::function<void(std::uint32_t replication, std::string_view bytes)> keep;
};

/// Everything measured; provenance that only the caller knows (texts, version, report) is left empty.
/// What a replication throws is thrown again here, with its number in front.
Results run_study(const Network& net, const RunOptions& options);

/// The same; of the replications asked for, those that are in `done` (of the same network and seed) are taken from there.
Results run_study(const Network& net, const RunOptions& options, const Results& done);

/// The same from finished replications, in replication order; places without a record are passed over. Throws BadRecord.
Results study_of(const Network& net, std::uint64_t seed, const RecordStore& records);

}  // namespace careway
