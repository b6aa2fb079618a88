#include "engine/pools.hpp"

#include "base/contract.hpp"

namespace careway {

namespace {

constexpr std::size_t lanes_kept_when_empty = 16;

/// Whether `a` stands behind `b` within a lane.
bool behind(const Entry& a, const Entry& b) {
  if (a.regain != b.regain) return b.regain;
  if (a.joined != b.joined) return a.joined > b.joined;
  return a.ordinal > b.ordinal;
}

Lane& add_lane(Pool& pool, std::vector<Lane>::iterator before, double priority) {
  Lane lane;
  lane.priority = priority;
  return *pool.lanes.insert(before, lane);
}

HOT_INLINE Lane& lane_for(Pool& pool, double priority) {
  auto at = pool.lanes.begin();
  while (at != pool.lanes.end() && at->priority < priority) ++at;
  return at == pool.lanes.end() || at->priority != priority ? add_lane(pool, at, priority) : *at;
}

}  // namespace

void Queues::insert(Pool& pool, std::uint32_t id) {
  Entry& entry = entries_[id];
  Lane& lane = lane_for(pool, entry.priority);
  std::uint32_t before = lane.tail;
  while (before != UINT32_MAX && behind(entries_[before], entry)) before = entries_[before].previous;
  entry.previous = before;
  entry.next = before == UINT32_MAX ? lane.head : entries_[before].next;
  (before == UINT32_MAX ? lane.head : entries_[before].next) = id;
  (entry.next == UINT32_MAX ? lane.tail : entries_[entry.next].previous) = id;
  if (!entry.all_of) ++pool.strict_waiting;
}

void Queues::remove(Pool& pool, std::uint32_t id) {
  Entry& entry = entries_[id];
  Lane& lane = lane_for(pool, entry.priority);
  (entry.previous == UINT32_MAX ? lane.head : entries_[entry.previous].next) = entry.next;
  (entry.next == UINT32_MAX ? lane.tail : entries_[entry.next].previous) = entry.previous;
  if (!entry.all_of) --pool.strict_waiting;
  if (lane.head == UINT32_MAX && pool.lanes.size() > lanes_kept_when_empty)
    pool.lanes.erase(pool.lanes.begin() + (&lane - pool.lanes.data()));
}

}  // namespace careway
