// The event queue in its plainest form: a heap of (time, rank, sequence). Slow and evidently right;
// tests and benchmarks hold EventQueue against it. Not used by the engine.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "base/contract.hpp"
#include "base/time.hpp"
#include "engine/event_queue.hpp"

namespace careway {

class ReferenceQueue {
 public:
  explicit ReferenceQueue(double expected_events_per_tick = 1) { EXPECTS(expected_events_per_tick > 0); }

  void push(Ticks time, unsigned rank, std::uint32_t id) {
    HOLDS(time >= now_ && rank < EventQueue::rank_limit && id < EventQueue::id_limit);
    events_.push(Entry{time, rank, pushed_++, id});
  }

  void stand_by(Ticks time, unsigned rank, std::uint32_t id) { by_ = {time, rank, UINT64_MAX, id}; }

  bool empty() const { return size() == 0; }
  std::size_t size() const { return events_.size() + (by_.time != never ? 1 : 0); }
  Ticks next_time() { return events_.empty() ? by_.time : std::min(by_.time, events_.top().time); }

  Event pop() {
    HOLDS(!empty());
    const Entry first = events_.empty() || events_.top() > by_ ? std::exchange(by_, Entry()) : events_.top();
    if (first.sequence != UINT64_MAX) events_.pop();
    now_ = first.time;
    return {first.time, first.id, static_cast<std::uint8_t>(first.rank)};
  }

  bool pending_at(Ticks now, unsigned rank) { return !events_.empty() && events_.top().time == now && events_.top().rank <= rank; }

  void clear() { *this = ReferenceQueue(); }

 private:
  struct Entry {
    Ticks time = never;
    unsigned rank = 0;
    std::uint64_t sequence = 0;
    std::uint32_t id = 0;
    friend bool operator>(const Entry& a, const Entry& b) {
      return std::tie(a.time, a.rank, a.sequence) > std::tie(b.time, b.rank, b.sequence);
    }
  };
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> events_;
  Entry by_;  ///< stands by
  std::uint64_t pushed_ = 0;
  Ticks now_ = 0;
};

}  // namespace careway
