#include "engine/pools.hpp"

namespace careway {

namespace {

constexpr std::size_t lanes_kept_when_empty = 16;

/// Whether `a` stands behind `b` within a lane.
bool behind(const Entry& a, const Entry& b) {
  if (a.regain != b.regain) return b.regain;
  if (a.joined != b.joined) return a.joined > b.joined;
  return a.ordinal > b.ordinal;
}

}  // namespace

Lane& Pool::add_lane(std::size_t before, double priority) {
  Lane lane;
  lane.priority = priority;
  return *lanes.insert(lanes.begin() + static_cast<std::ptrdiff_t>(before), lane);
}

void Pool::drop_lane(std::size_t number) {
  if (lanes.size() > lanes_kept_when_empty) lanes.erase(lanes.begin() + static_cast<std::ptrdiff_t>(number));
}

std::uint32_t Queues::place_among(std::uint32_t before, const Entry& entry) const {
  while (before != UINT32_MAX && behind(entries_[before], entry)) before = entries_[before].previous;
  return before;
}

std::uint32_t Queues::add() {
  entries_.emplace_back();
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

}  // namespace careway
