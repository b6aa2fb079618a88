#include "study/rank_tasks.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>

#include "base/contract.hpp"
#include "base/errors.hpp"

namespace careway {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto nap = std::chrono::milliseconds(1);  // between looks for messages: waiting must not take a core

// Messages begin with a letter.
constexpr char ready = 'A';   // to rank 0: number of threads
constexpr char task = 'T';    // from it: place in the list, study, replication
constexpr char result = 'R';  // to it: place, bytes
constexpr char failed = 'F';  // to it: place, kind, words
constexpr char drop = 'D';    // from it: what is not begun need not be; and back: how many were dropped
constexpr char over = 'S';    // from it

void put(std::string& to, std::uint64_t value) {
  for (int i = 0; i < 8; ++i, value >>= 8) to += static_cast<char>(value & 0xFF);
}

std::uint64_t number_at(std::string_view bytes, std::size_t index) {
  HOLDS(bytes.size() >= 1 + 8 * (index + 1));
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[1 + 8 * index + i]);
  return value;
}

std::string message(char kind, std::initializer_list<std::uint64_t> numbers, std::string_view rest = {}) {
  std::string bytes(1, kind);
  bytes.reserve(1 + 8 * numbers.size() + rest.size());
  for (const std::uint64_t number : numbers) put(bytes, number);
  return bytes += rest;
}

// Exceptions across ranks, by the kind that decides how the program ends.
enum class Kind : std::uint64_t { world, defect, memory, length, other };

std::string failure_message(std::uint64_t place) {
  try {
    throw;
  } catch (const WorldError& e) {
    return message(failed, {place, static_cast<std::uint64_t>(Kind::world)}, e.what());
  } catch (const Defect& e) {
    return message(failed, {place, static_cast<std::uint64_t>(Kind::defect)}, e.what());
  } catch (const std::bad_alloc&) {
    return message(failed, {place, static_cast<std::uint64_t>(Kind::memory)});
  } catch (const std::length_error& e) {
    return message(failed, {place, static_cast<std::uint64_t>(Kind::length)}, e.what());
  } catch (const std::exception& e) {
    return message(failed, {place, static_cast<std::uint64_t>(Kind::other)}, e.what());
  }
}

std::exception_ptr failure_in(std::string_view bytes, std::uint32_t replication) {
  const auto kind = static_cast<Kind>(number_at(bytes, 1));
  const std::string words = "replication " + std::to_string(replication) + ": " + std::string(bytes.substr(17));
  if (kind == Kind::world) return std::make_exception_ptr(WorldError("replication " + std::to_string(replication), "run", std::string(bytes.substr(17))));
  if (kind == Kind::memory) return std::make_exception_ptr(std::bad_alloc());
  if (kind == Kind::length) return std::make_exception_ptr(std::length_error(words));
  return std::make_exception_ptr(Defect(words));
}

}  // namespace

// ---- rank 0 ---------------------------------------------------------------------------------------------------------

/// One list of tasks, from beginning to end. This thread speaks with the other ranks; threads of its own work.
class RankPool::Stage {
 public:
  Stage(RankPool& pool, const std::vector<Task>& tasks, const TaskOptions& options, const std::function<void()>& lost)
      : pool_(pool), ranks_(pool.ranks_), tasks_(tasks), options_(options), lost_(lost), begun_(Clock::now()) {}

  void run() {
    {
      const std::jthread watcher([this](const std::stop_token& token) { watch(token); });
      std::vector<std::jthread> threads;
      working_ = options_.threads;
      for (unsigned i = 0; i < options_.threads; ++i) threads.emplace_back([this] { work(); });
      for (const auto& [rank, slots] : pool_.slots_) deal(rank);
      converse();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  bool stopped() const { return failed_; }

  void work() {
    while (!stopped()) {
      const std::size_t place = next_++;
      if (place >= tasks_.size()) break;
      try {
        options_.finished(place, options_.work(tasks_[place]));
        ++finished_;
      } catch (...) {
        fail(failure_of(tasks_[place]));
      }
    }
    --working_;
  }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    failed_ = true;
  }

  /// A thread of its own, because the one that speaks with the ranks may be in the middle of a message that will never be whole:
  /// its sender is gone. mpirun gives a second before it kills.
  void watch(const std::stop_token& token) {
    for (; !token.stop_requested(); std::this_thread::sleep_for(5 * nap))
      if (options_.stop && *options_.stop) return lost_();
  }

  /// Until nothing is in hand anywhere.
  void converse() {
    bool told = false;
    while (working_ > 0 || in_hand_ > 0) {
      if (stopped() && !told) {
        for (const auto& [rank, slots] : pool_.slots_) ranks_.send(rank, message(drop, {}));
        told = true;
      }
      if (const auto come = ranks_.poll()) take(*come);
      else std::this_thread::sleep_for(nap);
    }
  }

  void take(const RankMessage& come) {
    const char kind = come.bytes.empty() ? '\0' : come.bytes.front();
    if (kind == ready) {
      pool_.slots_[come.from] = static_cast<std::size_t>(number_at(come.bytes, 0));
    } else if (kind == drop) {
      const auto dropped = static_cast<std::size_t>(number_at(come.bytes, 0));
      in_hand_ -= dropped;
      with_[come.from] -= dropped;
    } else {
      --in_hand_;
      --with_[come.from];
      const auto place = static_cast<std::size_t>(number_at(come.bytes, 0));
      HOLDS(place < tasks_.size());
      if (kind == failed) {
        fail(failure_in(come.bytes, tasks_[place].replication));
      } else {
        try {
          options_.finished(place, come.bytes.substr(9));
          ++finished_;
        } catch (...) {
          fail(std::current_exception());
        }
      }
    }
    deal(come.from);
  }

  /// As many tasks as the rank has threads, and some more to begin at once where tasks are so short that the way here counts.
  void deal(int rank) {
    const double each = std::chrono::duration<double>(Clock::now() - begun_).count() * static_cast<double>(options_.threads + threads_elsewhere()) /
                        static_cast<double>(std::max<std::size_t>(1, finished_));
    const std::size_t slots = pool_.slots_[rank];
    const std::size_t wanted = finished_ == 0 || each > 0.25 ? slots : each > 0.02 ? 2 * slots : 4 * slots;
    while (!stopped() && with_[rank] < wanted) {
      const std::size_t place = next_++;
      if (place >= tasks_.size()) return;
      ++in_hand_;
      ++with_[rank];
      ranks_.send(rank, message(task, {place, tasks_[place].study, tasks_[place].replication}));
    }
  }

  std::size_t threads_elsewhere() const {
    std::size_t sum = 0;
    for (const auto& [rank, slots] : pool_.slots_) sum += slots;
    return sum;
  }

  RankPool& pool_;
  Ranks& ranks_;
  const std::vector<Task>& tasks_;
  const TaskOptions& options_;
  const std::function<void()>& lost_;
  Clock::time_point begun_;
  std::atomic<std::size_t> next_{0}, finished_{0};
  std::atomic<unsigned> working_{0};
  std::atomic<bool> failed_{false};
  std::size_t in_hand_ = 0;  ///< elsewhere
  std::map<int, std::size_t> with_;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

void RankPool::run(const std::vector<Task>& tasks, const TaskOptions& options, const std::function<void()>& lost) {
  Stage(*this, tasks, options, lost).run();
}

RankPool::~RankPool() {
  for (int rank = 1; rank < ranks_.size(); ++rank) {
    try {
      ranks_.send(rank, message(over, {}));
    } catch (const WorldError&) {  // it is gone
    }
  }
  while (ranks_.poll()) {  // the first word of those who came too late
  }
}

// ---- the others -----------------------------------------------------------------------------------------------------

namespace {

class Server {
 public:
  Server(Ranks& ranks, const std::function<std::string(const Task&)>& work) : ranks_(ranks), work_(work) {}

  void run(unsigned threads) {
    ranks_.send(0, message(ready, {threads}));
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
    while (!over_) {
      bool idle = true;
      while (const auto come = ranks_.poll()) {
        idle = false;
        take(come->bytes);
      }
      std::unique_lock lock(mutex_);
      if (idle && done_.empty()) finished_.wait_for(lock, nap);
      std::deque<std::string> ready_to_send = std::move(done_);
      done_.clear();
      lock.unlock();
      for (const std::string& bytes : ready_to_send) ranks_.send(0, bytes);
    }
    come_.notify_all();
  }

 private:
  struct Job {
    std::uint64_t place;
    Task task;
  };

  void take(const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes.front() == over) {
      over_ = true;
    } else if (bytes.front() == drop) {
      done_.push_back(message(drop, {jobs_.size()}));
      jobs_.clear();
    } else {
      jobs_.push_back({number_at(bytes, 0), {static_cast<std::uint32_t>(number_at(bytes, 1)), static_cast<std::uint32_t>(number_at(bytes, 2))}});
    }
    come_.notify_all();
  }

  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      come_.wait(lock, [this] { return over_ || !jobs_.empty(); });
      if (over_) return;
      const Job job = jobs_.front();
      jobs_.pop_front();
      lock.unlock();
      std::string bytes;
      try {
        bytes = message(result, {job.place}, work_(job.task));
      } catch (...) {
        bytes = failure_message(job.place);
      }
      lock.lock();
      done_.push_back(std::move(bytes));
      finished_.notify_one();
    }
  }

  Ranks& ranks_;
  const std::function<std::string(const Task&)>& work_;
  std::mutex mutex_;
  std::condition_variable come_, finished_;
  std::deque<Job> jobs_;
  std::deque<std::string> done_;
  std::atomic<bool> over_{false};
};

}  // namespace

void serve_tasks(Ranks& ranks, unsigned threads, const std::function<std::string(const Task&)>& work) { Server(ranks, work).run(threads); }

}  // namespace careway
