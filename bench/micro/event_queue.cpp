// Question: what does one pop and one push cost, in our queue and in the reference, with N events pending?
// Hold model: each popped event is pushed again after a random delay, so N stays. Delays are exponential of mean 2 h, or
// bimodal (70% exponential of 20 min, 30% of 5 days: mostly short steps, some long stays); ticks are milliseconds.
// N = 100 ... 1 000 000; each figure is the least of the repeats after a warm-up, with the spread to the median.
// Two more loads show what is special: delays rounded to whole minutes (many ties), and a rate guessed 1000x wrong.
//
// Usage: event_queue [repeats (default 7)]. Takes about two minutes. Ends with 1 when the queues disagree.
#include "engine/event_queue.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "base/mix.hpp"
#include "engine/reference_queue.hpp"

namespace {

using careway::Ticks;

struct Load {
  const char* name;
  double short_mean_ms;
  double long_mean_ms;
  double long_share;
  Ticks unit = 1;         // delays are multiples of it
  double rate_error = 1;  // factor on the rate told to the queue
};

/// Delays from tables of 1024 quantiles with linear interpolation: cheap (1 to 2 ns), so that the queue is what is measured.
class Delays {
 public:
  explicit Delays(const Load& load) : unit_(load.unit), long_share_(static_cast<std::uint32_t>(load.long_share * 65536)) {
    fill(short_, load.short_mean_ms);
    fill(long_, load.long_mean_ms);
  }
  Ticks operator()() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return draw(static_cast<std::uint32_t>(state_ >> 22 & 0xFFFF) < long_share_ ? long_ : short_);
  }
  /// The rest of a delay met at a random moment: a long one in proportion to its length.
  Ticks residual(const Load& load) {
    const double long_time = load.long_share * load.long_mean_ms;
    const double share = long_time / (long_time + (1 - load.long_share) * load.short_mean_ms);
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return draw(static_cast<double>(state_ >> 22 & 0xFFFF) < share * 65536 ? long_ : short_);
  }

 private:
  using Table = std::vector<std::uint32_t>;
  void fill(Table& table, double mean) const {
    for (int i = 0; i <= 1024; ++i) {
      const double u = std::min(i / 1024.0, 1 - 0.3 / 1024);
      table.push_back(static_cast<std::uint32_t>(-std::log1p(-u) * mean));
    }
  }
  Ticks draw(const Table& table) const {
    const auto k = static_cast<std::size_t>(state_ >> 54);
    const std::uint64_t fraction = state_ >> 38 & 0xFFFF;
    const auto delay = static_cast<Ticks>(table[k] + ((table[k + 1] - table[k]) * fraction >> 16));
    return unit_ == 1 ? delay : delay / unit_ * unit_;
  }

  std::uint64_t state_ = 0x1234567;
  Ticks unit_;
  std::uint32_t long_share_;
  Table short_;
  Table long_;
};

struct Cost {
  double least;
  double median;
  std::uint64_t fingerprint;
};

/// Processor time: a shared machine disturbs it less than the clock on the wall.
double now_ns() { return static_cast<double>(std::clock()) * (1e9 / CLOCKS_PER_SEC); }

template <class Queue>
Cost hold(const Load& load, std::size_t pending, int repeats) {
  Delays delay(load);
  const double mean = (1 - load.long_share) * load.short_mean_ms + load.long_share * load.long_mean_ms;
  Queue queue(static_cast<double>(pending) / mean * load.rate_error);
  for (std::size_t i = 0; i < pending; ++i) {
    const auto id = static_cast<std::uint32_t>(i);
    queue.push(delay.residual(load), id & 3, id);
  }

  std::uint64_t fingerprint = 0;
  const auto run = [&](std::size_t operations) {
    for (std::size_t i = 0; i < operations; ++i) {
      const careway::Event event = queue.pop();
      fingerprint = fingerprint * 31 + static_cast<std::uint64_t>(event.time) + event.id;
      queue.push(event.time + delay(), event.id & 3, event.id);
    }
  };
  const std::size_t operations = pending >= 1000000 ? 1000000 : 500000;
  run(std::min<std::size_t>(std::max<std::size_t>(4 * pending, 200000), 3000000));
  const std::uint64_t warmed_up = fingerprint;  // of as many events in either queue
  std::vector<double> costs;
  for (int r = 0; r < repeats; ++r) {
    const double begin = now_ns();
    run(operations);
    costs.push_back((now_ns() - begin) / static_cast<double>(operations));
  }
  std::sort(costs.begin(), costs.end());
  return {costs.front(), costs[costs.size() / 2], warmed_up};
}

}  // namespace

int main(int argc, char** argv) {
  const int repeats = argc > 1 ? std::max(1, std::atoi(argv[1])) : 7;
  const double minute = 60000;
  const Load loads[] = {
      {"exponential", 120 * minute, 120 * minute, 0},
      {"bimodal", 20 * minute, 7200 * minute, 0.3},
      {"bimodal, minutes", 20 * minute, 7200 * minute, 0.3, 60000},
      {"exponential, rate told 1000x too high", 120 * minute, 120 * minute, 0, 1, 1000},
      {"exponential, rate told 1000x too low", 120 * minute, 120 * minute, 0, 1, 0.001},
  };
  bool same = true;
  std::printf("ns per pop and push: least (median) of %d repeats\n", repeats);
  for (const Load& load : loads) {
    std::printf("%s\n  %10s %16s %18s %7s\n", load.name, "pending", "EventQueue", "ReferenceQueue", "ratio");
    for (std::size_t pending = 100; pending <= 1000000; pending *= 10) {
      const Cost ours = hold<careway::EventQueue>(load, pending, repeats);
      const Cost reference = hold<careway::ReferenceQueue>(load, pending, std::min(repeats, 3));
      same = same && ours.fingerprint == reference.fingerprint;
      std::printf("  %10zu %7.1f (%6.1f) %9.1f (%6.1f) %7.1f\n", pending, ours.least, ours.median, reference.least,
                  reference.median, reference.least / ours.least);
      std::fflush(stdout);
    }
  }
  if (!same) std::printf("the queues disagree\n");
  return same ? 0 : 1;
}
