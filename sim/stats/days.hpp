// How counts vary from day to day: mean, variance and index of dispersion (variance / mean; 1 for a Poisson process,
// more for bunching; Cox & Lewis 1966, ch. 4). A weekly pattern in the counts is part of their variance.
#pragma once

#include <cstdint>
#include <span>

#include "stats/estimate.hpp"

namespace careway {

/// One replication: whole days, and the sum and the sum of squares of the counts of each day.
struct DailyCounts {
  std::uint64_t days = 0;
  std::uint64_t sum = 0;
  std::uint64_t sum_of_squares = 0;
  void add(std::uint64_t count);
};

struct DailyVariation {
  Estimate mean;
  Estimate variance;    ///< over all days of all replications, divided by their number
  Estimate dispersion;  ///< variance / mean; no value when the mean is 0
};

/// Intervals by the delta method over replications, on the log scale for variance and dispersion.
DailyVariation variance_per_day(std::span<const DailyCounts> replications, double level = default_level);

}  // namespace careway
