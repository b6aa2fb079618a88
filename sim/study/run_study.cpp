#include "study/run_study.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/contract.hpp"
#include "engine/engine.hpp"
#include "study/assemble.hpp"

namespace careway {

namespace {

/// Workers draw tickets; whoever finishes a replication leaves its record in that replication's place.
class Workers {
 public:
  Workers(const Network& net, const Layout& layout, const RunOptions& options)
      : net_(net), layout_(layout), options_(options), records_(options.replications.size()) {}

  std::vector<Record> run() {
    const std::size_t wanted = std::max<std::size_t>(1, std::min<std::size_t>(options_.threads, options_.replications.size()));
    {
      std::vector<std::jthread> helpers;
      for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
    std::vector<Record> done;
    for (auto& record : records_)
      if (record) done.push_back(std::move(*record));
    return done;
  }

 private:
  bool told_to_stop() const { return failed_ || (options_.stop && *options_.stop); }

  void work() {
    while (!told_to_stop()) {
      const std::size_t ticket = next_++;
      if (ticket >= options_.replications.size()) return;
      try {
        const std::unique_ptr<Watcher> watcher = options_.watch ? options_.watch(options_.replications[ticket]) : nullptr;
        records_[ticket] = Engine(net_, layout_, options_.seed, options_.replications[ticket], watcher.get()).run();
        if (watcher) watcher->ended();
      } catch (...) {
        fail(ticket);
        return;
      }
      const std::lock_guard lock(mutex_);
      ++finished_;
      if (options_.progress) options_.progress(finished_);
    }
  }

  void fail(std::size_t ticket) {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    if (failure_) return;
    const std::string where = "replication " + std::to_string(options_.replications[ticket]) + ": ";
    try {
      throw;
    } catch (const Defect& defect) {
      failure_ = std::make_exception_ptr(Defect(where + defect.what()));
    } catch (const std::length_error& problem) {
      failure_ = std::make_exception_ptr(std::length_error(where + problem.what()));
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  const Network& net_;
  const Layout& layout_;
  const RunOptions& options_;
  std::vector<std::optional<Record>> records_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::size_t finished_ = 0;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

Results run_study(const Network& net, const RunOptions& options) {
  EXPECTS(net.length > 0);
  const Layout layout(net);
  const std::vector<Record> records = Workers(net, layout, options).run();
  Results results = assemble(net, layout, options.seed, records);
  results.replications_wanted = options.replications.size();
  return results;
}

}  // namespace careway
