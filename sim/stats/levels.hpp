// A level (a queue's length, a number in use) over time: mean, sd and quantiles of its time-weighted distribution.
// Time is exact: whole ticks spent at each whole level, so two replications add up in any order to the same thing.
#pragma once

#include <span>

#include "base/time.hpp"
#include "stats/moments.hpp"

namespace careway {

/// One replication: `time_at[v]` is the time spent at level v; missing levels at the end were never met.
struct LevelTimes {
  std::span<const Ticks> time_at;
};

/// Each replication weighs by its total time. No values without any time, no intervals with one replication.
MeanAndSd level_mean_and_sd(std::span<const LevelTimes> replications, double level = default_level);

/// The smallest level that is not exceeded for a fraction `q` of the time, 0 < q < 1: a whole number, as are the ends
/// of its interval, which is the one of `QuantileInterval::by_share`.
Estimate level_quantile(std::span<const LevelTimes> replications, double q, double level = default_level);

}  // namespace careway
