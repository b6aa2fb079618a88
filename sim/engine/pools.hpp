// A resource at one place: a count, a limit and an ordered queue. It decides nothing on its own and calls nobody back:
// the engine asks who may be granted next.
//
// Who is next: lower priority value first, then earlier time of joining, then earlier arrival into the model.
// A request at the head that does not fit blocks those behind it, unless the resource lets small ones pass; a request for
// several resources at once (`all_of`) never blocks. When the capacity falls below what is in use, the surplus closes as it
// is released (or is displaced or frozen, which the engine does).
#pragma once

#include <cstdint>
#include <vector>

#include "base/contract.hpp"
#include "base/time.hpp"
#include "base/wide.hpp"
#include "network/network.hpp"

namespace careway {

/// A quantity over time whose area is kept exactly without touching a clock: each unit adds its end and takes off its start.
struct Area {
  WideSum ends_less_starts;
  std::int64_t value = 0;
  std::int64_t highest = 0;

  void change(std::int64_t by, Ticks now) {
    if (by == 1) ends_less_starts.subtract(static_cast<std::uint64_t>(now));  // mostly
    else if (by == -1) ends_less_starts.add(static_cast<std::uint64_t>(now));
    else ends_less_starts.add(-static_cast<Int128>(by) * now);
    value += by;
    if (value > highest) highest = value;
  }
  /// change() by less than nothing.
  void drop(std::int64_t by, Ticks now) {
    ends_less_starts.add(static_cast<Int128>(by) * now);
    value -= by;
  }
  Int128 up_to(Ticks now) const { return ends_less_starts.value() + static_cast<Int128>(value) * now; }
};

/// One place in one queue.
struct Entry {
  double priority = 0;
  Ticks joined = 0;
  std::uint64_t ordinal = 0;
  std::uint32_t patient = 0;
  std::uint32_t instance = 0;
  std::uint32_t units = 1;
  std::uint32_t choice = 0;      ///< which of the request's resources this is
  std::uint32_t rank = 0;        ///< its place in the patient's preference, 0 the best
  std::uint32_t next = UINT32_MAX, previous = UINT32_MAX;  ///< in its lane
  std::uint32_t sibling = UINT32_MAX;                      ///< next place of the same patient
  bool all_of = false;
  bool regain = false;           ///< a displaced holder: ahead of its priority
  bool simple = false;           ///< a FastOp that is simple: its patient's only place, and it takes one unit and goes on
};

/// A patient who holds a later choice and would rather have this one: served when nobody waits who could be.
struct Mover {
  double priority = 0;
  Ticks joined = 0;
  std::uint64_t ordinal = 0;
  std::uint32_t patient = 0;
  std::uint32_t request = 0;
  std::uint32_t choice = 0;
  std::uint32_t rank = 0;
};

/// The waiting entries of one priority, in order.
struct Lane {
  double priority = 0;
  std::uint32_t head = UINT32_MAX, tail = UINT32_MAX;
};

struct Holder {
  std::uint32_t patient = 0;
  std::uint16_t slot = 0;
  std::uint32_t request = no_index;  ///< that it asked with; none: it held the unit when the run began
  double priority = 0;
  Ticks joined = 0;         ///< when it joined the queue for the unit
  std::uint64_t order = 0;  ///< of starting
  bool stopped = false;     ///< what it holds is closed by a lack of capacity that freezes
};

/// Something to be told when a level changes.
struct Listener {
  enum class Kind : std::uint8_t { level, cut, condition, rule } kind = Kind::level;
  std::uint32_t index = 0;  ///< level part, cut of a level, condition or rule
  LevelInfo::What what = LevelInfo::What::in_use;
  std::int64_t factor = 1;
  std::uint32_t site = 0;  ///< of a cut: added to the part of the label's level
};

/// Levels at which no rule that listens to a pool would do anything.
struct Calm {
  std::int64_t least_in_use = 0, most_in_use = INT64_MAX;
  std::int64_t least_waiting = 0, most_waiting = INT64_MAX;
};

/// What taking and giving back touch comes first.
struct alignas(64) Pool {
  Area in_use, waiting;
  Area capacity;
  std::int64_t shut = 0;         ///< more than there ever are while the resource's calendar is closed, so that nothing is granted
  std::int64_t usable = 0;       ///< capacity less what is being made ready, out of service or shut: see reckon
  std::int64_t turning = 0;      ///< units being made ready
  std::int64_t broken = 0;       ///< units out of service
  std::uint32_t resource = 0;
  bool unlimited = false;
  bool pass = false;
  bool owing = false;            ///< is in the list of pools whose queue must be looked at
  bool heard = false;            ///< has listeners
  std::uint64_t waited = 0;      ///< sum of finished waits, modulo 2^64: must equal the area of waiting
  Ticks longest = 0;             ///< of the waits that ended since the window began
  Ticks longest_all_of = 0;      ///< of those in requests for several resources at once
  std::uint64_t held = 0;        ///< sum of finished holdings times units, likewise: must equal the area in use
  bool tracks_holders = false;
  bool turns = false;            ///< units have to be made ready after use
  bool special = false;          ///< more than counting is to be done when a unit is given back
  std::uint32_t site = no_index;
  std::int64_t strict_waiting = 0;  ///< entries that block those behind them
  std::int64_t preempting = 0;   ///< entries of requests that may take a unit from its holder
  std::vector<Lane> lanes;       ///< ascending priority; few, kept when empty
  Area blocked;
  std::vector<Listener> listeners;  ///< rules come last
  std::uint32_t first_rule = 0;     ///< of the listeners
  Calm calm;
  std::int64_t waiting_room = -1;
  Ticks next_change = -1;        ///< instant of the pending change of capacity
  std::vector<Holder> holders;   ///< only when tracked
  std::vector<Mover> movers;     ///< in the order in which they may move here
  std::vector<double> booked;    ///< units booked by day since the start

  bool is_calm() const {
    return in_use.value >= calm.least_in_use && in_use.value <= calm.most_in_use && waiting.value >= calm.least_waiting && waiting.value <= calm.most_waiting;
  }
  std::int64_t available() const { return usable - in_use.value; }
  /// After a change of what `usable` is made of.
  void reckon() { usable = capacity.value - turning - broken - shut; }
  /// The waiting entries of a priority; a new lane for a new one.
  HOT_INLINE Lane& lane_for(double priority) {
    std::size_t at = 0;
    const std::size_t count = lanes.size();
    while (at != count && lanes[at].priority < priority) ++at;
    return at == count || lanes[at].priority != priority ? add_lane(at, priority) : lanes[at];
  }
  Lane& add_lane(std::size_t before, double priority);
  /// Some are kept though nobody waits in them.
  void drop_lane(std::size_t number);
  /// What the capacity is short of for what is in use; a closed calendar displaces nobody, and what is being made ready closes first.
  std::int64_t surplus() const { return -(available() + shut + turning); }
};

/// The waiting entries of all pools.
class Queues {
 public:
  /// A place to be filled.
  std::uint32_t take() {
    if (free_ != UINT32_MAX) {
      const std::uint32_t id = free_;
      free_ = entries_[id].next;
      return id;
    }
    return add();
  }
  void give_back(std::uint32_t id) {
    entries_[id].next = free_;
    free_ = id;
  }
  Entry& at(std::uint32_t id) { return entries_[id]; }
  const Entry& at(std::uint32_t id) const { return entries_[id]; }
  HOT_INLINE void insert(Pool& pool, std::uint32_t id) {
    Entry& entry = entries_[id];
    Lane& lane = pool.lane_for(entry.priority);
    const std::uint32_t before = place_after(lane.tail, entry);
    entry.previous = before;
    entry.next = before == UINT32_MAX ? lane.head : entries_[before].next;
    (before == UINT32_MAX ? lane.head : entries_[before].next) = id;
    (entry.next == UINT32_MAX ? lane.tail : entries_[entry.next].previous) = id;
    if (!entry.all_of) ++pool.strict_waiting;
  }
  /// remove() of who stands first in its lane, and is not all_of.
  HOT_INLINE void remove_first(Pool& pool, Lane& lane) {
    lane.head = entries_[lane.head].next;
    --pool.strict_waiting;
    if (lane.head != UINT32_MAX) {
      entries_[lane.head].previous = UINT32_MAX;
    } else {
      lane.tail = UINT32_MAX;
      pool.drop_lane(static_cast<std::size_t>(&lane - pool.lanes.data()));
    }
  }
  HOT_INLINE void remove(Pool& pool, std::uint32_t id) {
    const Entry& entry = entries_[id];
    Lane& lane = pool.lane_for(entry.priority);
    (entry.previous == UINT32_MAX ? lane.head : entries_[entry.previous].next) = entry.next;
    (entry.next == UINT32_MAX ? lane.tail : entries_[entry.next].previous) = entry.previous;
    if (!entry.all_of) --pool.strict_waiting;
    if (lane.head == UINT32_MAX) pool.drop_lane(static_cast<std::size_t>(&lane - pool.lanes.data()));
  }

 private:
  std::uint32_t add();
  /// Behind whom in the lane the entry stands; nearly always the last one, who came before it.
  std::uint32_t place_after(std::uint32_t last, const Entry& entry) const {
    if (last == UINT32_MAX || (entries_[last].joined < entry.joined && !entry.regain)) return last;
    return place_among(last, entry);
  }
  std::uint32_t place_among(std::uint32_t before, const Entry& entry) const;

  std::vector<Entry> entries_;
  std::uint32_t free_ = UINT32_MAX;
};

}  // namespace careway
