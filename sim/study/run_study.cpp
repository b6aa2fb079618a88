#include "study/run_study.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <iterator>
#include <mutex>
#include <vector>

#include "base/contract.hpp"
#include "engine/engine.hpp"
#include "study/assemble.hpp"
#include "study/record_bytes.hpp"
#include "study/replications.hpp"
#include "study/tasks.hpp"

namespace careway {

namespace {

using Report = std::function<void(double share)>;

/// One replication. Its subnetworks, which see nothing of one another, are drawn one by one by as many engines as there are threads.
Record replicate(const Network& net, const Layout& layout, std::uint64_t seed, std::uint32_t replication, std::size_t threads, const Report& report) {
  std::atomic<std::size_t> drawn{0};
  const auto run = [&] {
    try {
      Engine engine(net, layout, seed, replication);
      engine.report_to(report);
      return engine.run([&]() -> const Subnetwork* {
        const std::size_t next = drawn++;
        return next < net.subnetworks.size() ? &net.subnetworks[next] : nullptr;
      });
    } catch (...) {
      drawn = net.subnetworks.size();  // the others need not go on
      throw;
    }
  };
  std::vector<std::future<Record>> others;
  for (std::size_t i = 1; i < std::min(threads, net.subnetworks.size()); ++i)
    others.push_back(std::async(std::launch::async | std::launch::deferred, run));
  Record record = run();
  for (std::future<Record>& other : others) add_part(record, other.get());
  return record;
}

Record replicate(const Network& net, const Layout& layout, std::uint64_t seed, std::uint32_t replication, Watcher& watcher, const Report& report) {
  Engine engine(net, layout, seed, replication, &watcher);
  engine.report_to(report);
  Record record = engine.run();
  watcher.ended();
  return record;
}

}  // namespace

Results run_study(const Network& net, const RunOptions& options) {
  EXPECTS(net.length > 0);
  const Layout layout(net);
  std::vector<Task> tasks;
  for (const std::uint32_t number : options.replications) tasks.push_back({0, number});
  RecordStore records(tasks.size());
  std::mutex mutex;
  UnderWay under_way(options.progress);

  TaskOptions pool;
  pool.threads = options.threads;
  pool.stop = options.stop;
  const std::size_t threads_of_each = tasks.empty() || options.pool ? 1 : options.threads / tasks.size();
  pool.work = [&](const Task& task) {
    const std::unique_ptr<Watcher> watcher = options.watch ? options.watch(task.replication) : nullptr;
    Report report;
    if (options.progress && !options.pool) report = [&](double share) { under_way.further(task, share); };
    const Record record = watcher ? replicate(net, layout, options.seed, task.replication, *watcher, report)
                                  : replicate(net, layout, options.seed, task.replication, threads_of_each, report);
    if (options.standstill && !record.standstill.empty()) {
      const std::lock_guard lock(mutex);
      options.standstill(task.replication, record.standstill);
    }
    return record_bytes(record);
  };
  pool.finished = [&](std::size_t place, std::string&& bytes) {
    if (options.keep) options.keep(tasks[place].replication, bytes);
    records.put(place, bytes);
    under_way.finished(tasks[place]);
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
  if (options.progress) rest.progress = [&](std::size_t finished, double parts) { options.progress(have.size() + finished, parts); };
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
