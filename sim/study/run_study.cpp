#include "study/run_study.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>

#include "base/contract.hpp"
#include "engine/engine.hpp"
#include "study/assemble.hpp"
#include "study/record_bytes.hpp"
#include "study/replications.hpp"
#include "study/tasks.hpp"

namespace careway {

Results run_study(const Network& net, const RunOptions& options) {
  EXPECTS(net.length > 0);
  const Layout layout(net);
  std::vector<Task> tasks;
  for (const std::uint32_t number : options.replications) tasks.push_back({0, number});
  RecordStore records(tasks.size());
  std::mutex mutex;
  std::size_t done = 0;

  TaskOptions pool;
  pool.threads = options.threads;
  pool.stop = options.stop;
  pool.work = [&](const Task& task) {
    const std::unique_ptr<Watcher> watcher = options.watch ? options.watch(task.replication) : nullptr;
    const Record record = Engine(net, layout, options.seed, task.replication, watcher.get()).run();
    if (watcher) watcher->ended();
    if (options.standstill && !record.standstill.empty()) {
      const std::lock_guard lock(mutex);
      options.standstill(task.replication, record.standstill);
    }
    return record_bytes(record);
  };
  pool.finished = [&](std::size_t place, std::string&& bytes) {
    if (options.keep) options.keep(tasks[place].replication, bytes);
    records.put(place, bytes);
    const std::lock_guard lock(mutex);
    ++done;
    if (options.progress) options.progress(done);
  };
  if (options.pool) options.pool(tasks, pool);
  else run_tasks(tasks, pool);

  Results results = study_of(net, options.seed, records);
  results.replications_wanted = options.replications.size();
  return results;
}

Results run_study(const Network& net, const RunOptions& options, const Results& done) {
  std::vector<std::uint32_t> have;
  std::set_intersection(options.replications.begin(), options.replications.end(), done.replications.begin(), done.replications.end(),
                        std::back_inserter(have));
  if (have.empty()) return run_study(net, options);
  RunOptions rest = options;
  rest.replications.clear();
  std::set_difference(options.replications.begin(), options.replications.end(), have.begin(), have.end(),
                      std::back_inserter(rest.replications));
  if (options.progress) rest.progress = [&](std::size_t finished) { options.progress(have.size() + finished); };
  std::vector<Results> parts;
  parts.push_back(run_study(net, rest));
  parts.push_back(only_replications(done, have));
  Results results = join_replications(std::move(parts));
  results.replications_wanted = options.replications.size();
  return results;
}

Results study_of(const Network& net, std::uint64_t seed, const RecordStore& store) {
  constexpr std::size_t most = 16;  // records at once: unpacked they are as large as their part of the results, which are to have all
  const Layout layout(net);
  Results results = assemble(net, layout, seed, {});
  std::vector<Record> records;
  const auto append = [&] {
    append_replications(results, assemble(net, layout, seed, records));
    if (results.done() == records.size()) make_room(results, store.places());
    records.clear();
  };
  for (std::size_t i = 0; i < store.places(); ++i) {
    if (store.at(i).empty()) continue;
    records.push_back(record_from(store.at(i), net, layout));
    if (records.size() == most) append();
  }
  if (!records.empty()) append();
  return results;
}

}  // namespace careway
