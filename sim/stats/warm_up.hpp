// How much of the start of a series to delete: MSER (White 1997, Simulation 69; White, Cobb & Spratt 2000, WSC),
// which keeps the stretch whose mean would be known best. Not for experiments over a given horizon.
#pragma once

#include <cstddef>
#include <span>

namespace careway {

struct Deletion {
  std::size_t remove = 0;  ///< observations, or weeks, to leave out at the start
  bool too_short = false;  ///< the start still shows at the middle of the series: run longer and ask again
};

/// 1. Average the series in batches z_1..z_n (an incomplete last one is dropped).
/// 2. For each d <= n/2 take g(d) = sum_{i>d} (z_i - mean_{>d})^2 / (n - d)^2.
/// 3. Remove the d batches with the smallest g, the smaller d of equals.
/// 4. Too short when that d is n/2 itself, or when there are fewer than 10 batches (assumed: less has no shape).
Deletion mser(std::span<const double> series, std::size_t batch);
inline Deletion mser5(std::span<const double> series) { return mser(series, 5); }

/// Whole weeks to delete, by MSER on the means of whole weeks, so that the hour of the week plays no part. `hourly` has
/// one value for each hour, averaged over replications. Take the largest answer over the headline series.
Deletion warm_up_weeks(std::span<const double> hourly, std::size_t hours_per_week = 168);

/// What serves two series: the larger deletion, too short if either is.
Deletion larger(Deletion a, Deletion b);

}  // namespace careway
