// Whether a level has settled, or grows for as long as one looks: the verdict "overloaded: no steady state".
// Only for experiments that ask for long-run figures; what it sees is one level (a queue, a number inside).
#pragma once

#include <span>
#include <vector>

#include "stats/estimate.hpp"

namespace careway {

enum class Trend {
  steady,    ///< no trend that is both significant and large enough to matter
  settling,  ///< still moving, but slowing down or falling: the warm-up or the run is too short
  growing,   ///< rising, and no slower in the second half: no steady state
  unknown,   ///< fewer than 3 replications or 8 weeks: nothing can be said
};

struct TrendOptions {
  double alpha = 0.01;                 ///< of each t test; assumed
  double least_growth = 1;             ///< growth over the stretch that matters, in units of the level; assumed
  double least_relative_growth = 0.1;  ///< and as a fraction of the mean level; both must be reached; assumed
};

struct TrendVerdict {
  Trend trend = Trend::unknown;
  Estimate slope_per_week;  ///< mean over replications of the least-squares slope, interval at 1 - alpha
  double growth = 0;        ///< slope times the length of the stretch, in units of the level
  double mean_level = 0;
};

/// Of fewer than these a trend is not known.
inline constexpr std::size_t fewest_replications_of_trend = 3, fewest_weeks_of_trend = 8;

/// `weekly_levels[r]` holds the mean level of each whole week after the warm-up, as many in each replication.
/// 1. b_r = least-squares slope of replication r; its mean over r is tested against 0 (t, two-sided). Slopes of
///    different replications are independent, whatever the correlation from week to week.
/// 2. Not significant, or growth = slope (W - 1) below either least growth: steady.
/// 3. Falling: settling. Rising: fit each half; growing when the slope of the second half is significantly above 0
///    (one-sided) and at least half of that of the first half. An overloaded level grows in a straight line, while an
///    exponential approach that shows a trend at all has lost most of its slope by the second half.
TrendVerdict trend_of(std::span<const std::vector<double>> weekly_levels, const TrendOptions& options = {});

/// False for growing and settling; unknown counts as steady, since nothing speaks against it.
bool has_steady_state(const TrendVerdict& verdict);

}  // namespace careway
