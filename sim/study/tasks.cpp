#include "study/tasks.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "base/contract.hpp"

namespace careway {

namespace {

/// Workers draw tickets.
class Workers {
 public:
  Workers(const std::vector<Task>& tasks, const TaskOptions& options) : tasks_(tasks), options_(options) {}

  void run() {
    const std::size_t wanted = std::max<std::size_t>(1, std::min<std::size_t>(options_.threads, tasks_.size()));
    {
      std::vector<std::jthread> helpers;
      try {
        for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back([this] { work(); });
      } catch (const std::system_error&) {
        // Fewer will do, if there cannot be so many.
      }
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  bool told_to_stop() const { return failed_ || (options_.stop && *options_.stop); }

  void work() {
    while (!told_to_stop()) {
      const std::size_t ticket = next_++;
      if (ticket >= tasks_.size()) return;
      try {
        options_.finished(ticket, options_.work(tasks_[ticket]));
      } catch (...) {
        fail(ticket);
        return;
      }
    }
  }

  void fail(std::size_t ticket) {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    if (!failure_) failure_ = failure_of(tasks_[ticket]);
  }

  const std::vector<Task>& tasks_;
  const TaskOptions& options_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

std::exception_ptr failure_of(const Task& task) {
  const std::string where = "replication " + std::to_string(task.replication) + ": ";
  try {
    throw;
  } catch (const Defect& defect) {
    return std::make_exception_ptr(Defect(where + defect.what()));
  } catch (const std::length_error& problem) {
    return std::make_exception_ptr(std::length_error(where + problem.what()));
  } catch (...) {
    return std::current_exception();
  }
}

void run_tasks(const std::vector<Task>& tasks, const TaskOptions& options) { Workers(tasks, options).run(); }

}  // namespace careway
