// How long the window is, in total, in a bucket and in each hour of the week: what areas and counts are divided by.
#pragma once

#include <vector>

#include "study/results.hpp"

namespace careway {

/// Instants between which things are measured, [from, until).
struct Window {
  Ticks from;
  Ticks until;
};
inline Window window_of(const Results& results) { return {results.warm_up, results.warm_up + results.length}; }

inline double in_days(Ticks duration) { return static_cast<double>(duration) / static_cast<double>(ticks_per_day); }

/// Time of the bucket inside the window.
Ticks time_in(const TimeBucket& bucket, const Results& results);

/// Time of the window in each of the 168 hours of the week, Monday 00:00 first.
std::vector<Ticks> time_by_hour_of_week(const Results& results);

/// Whole days of the window, when it has no part of a day; else 0.
std::uint64_t whole_days(const Results& results);

}  // namespace careway
