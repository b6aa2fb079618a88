// Mean and standard deviation of all observations of all replications, from exact integer sums.
// Spreads divide by n, not n - 1: observations within a replication are dependent, so n - 1 would correct nothing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stats/estimate.hpp"

namespace careway {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

/// What one replication adds up: whole ticks, and their squares, so no order of adding changes anything.
struct ExactSums {
  std::uint64_t n = 0;
  Int128 sum = 0;
  Uint128 sum_of_squares = 0;
  void add(std::int64_t value);
  void add(const ExactSums& other);
};

struct MeanAndSd {
  Estimate mean;
  Estimate sd;
};

/// In the unit of the sums (use `scaled` for hours). No values without observations, no intervals with one replication.
/// Mean: ratio of sums. Sd: delta method over replications on the log scale (README.md).
MeanAndSd mean_and_sd_over(std::span<const ExactSums> replications, double level = default_level);

/// Weight, sum and sum of squares about a common centre, for one replication.
struct CentredSums {
  double weight = 0;
  double sum = 0;
  double sum_of_squares = 0;
};

/// Mean, variance and their per-replication influences, from sums about a common centre near the mean.
/// With m and v the pooled mean and variance and w mean weight, replication r moves them by
///   mean_influence[r]     = sum_i (x_ri - m) / w
///   variance_influence[r] = (sum_i (x_ri - m)^2 - v n_r) / w
/// and a smooth function g(m, v) by g_m mean_influence + g_v variance_influence (the infinitesimal jackknife;
/// Efron & Tibshirani 1993, ch. 21).
struct PooledMoments {
  double mean = not_known;
  double variance = not_known;
  std::vector<double> mean_influence;
  std::vector<double> variance_influence;
};
PooledMoments pooled_moments(std::span<const CentredSums> replications, double centre);

/// Mean and sd from pooled moments; the interval of the sd is sd exp(± t se / sd), the one of the mean symmetric.
MeanAndSd mean_and_sd_of(const PooledMoments& moments, double level);

/// A figure above 0 with the interval value exp(± t se / value): for spreads, whose error is skewed to the right.
Estimate log_interval(Estimate value_and_se, double level);

}  // namespace careway
