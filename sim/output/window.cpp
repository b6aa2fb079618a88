#include "output/window.hpp"

#include <algorithm>

namespace careway {

Ticks time_in(const TimeBucket& bucket, const Results& results) {
  const Window window = window_of(results);
  return std::max<Ticks>(0, std::min(bucket.until, window.until) - std::max(bucket.from, window.from));
}

std::vector<Ticks> time_by_hour_of_week(const Results& results) {
  const Window window = window_of(results);
  const Ticks monday = -weekday(results.start) * ticks_per_day;  // the Monday on or before instant 0
  std::vector<Ticks> times;
  for (Ticks hour = 0; hour < 168; ++hour) {
    // Time in this hour before an instant t: whole weeks, and the part of the last one.
    const auto before = [&](Ticks t) {
      const Ticks since = t - monday;
      const Ticks in_week = since % ticks_per_week - hour * ticks_per_hour;
      return since / ticks_per_week * ticks_per_hour + std::clamp<Ticks>(in_week, 0, ticks_per_hour);
    };
    times.push_back(before(window.until) - before(window.from));
  }
  return times;
}

std::uint64_t whole_days(const Results& results) {
  if (results.warm_up % ticks_per_day != 0 || results.length % ticks_per_day != 0) return 0;
  return static_cast<std::uint64_t>(results.length / ticks_per_day);
}

}  // namespace careway
