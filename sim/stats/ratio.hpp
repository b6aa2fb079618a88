// Ratios over replications as the ratio of sums, sum B_r / sum N_r: mean of many observations, or share of them.
// Not the average of per-replication ratios, which is biased when N_r varies (Cochran 1977, ch. 6).
#pragma once

#include <span>

#include "stats/estimate.hpp"

namespace careway {

/// One numerator and one denominator (0 or more) for each replication, in the same order.
struct RatioSums {
  std::span<const double> numerators;
  std::span<const double> denominators;
};

/// The ratio with a t interval from the residuals e_r = B_r - p N_r: se = sqrt(sum e^2 / (R )) / mean N.
/// No value when all denominators are 0; a value without an interval when only one is not, for then the spread between replications is
/// not seen: the residuals are all 0.
Estimate ratio_of_sums(RatioSums sums, double level = default_level);

struct ShareOptions {
  double level = default_level;
  /// Stretches of all replications together that may be taken as independent, for the bound when nothing (or
  /// everything) was an event. 0: one for each replication, which is safe and wide. A caller who knows that events come
  /// in clusters of at most c passes (sum of denominators) / c.
  double independent_blocks = 0;
};

/// A share: 0 <= numerator <= denominator. The interval is taken on the logit scale, so it stays in [0, 1] and leans
/// the right way near the ends; README.md has the coverage experiment behind that choice. With no event at all, the
/// interval is the one-sided bound [0, 1 - (1 - level)^(1/blocks)], about 3/blocks at 95% ("rule of three", Hanley &
/// Lippman-Hand 1983), and se is not known; the mirror image when everything was an event.
Estimate share_of_sums(RatioSums sums, ShareOptions options = {});

/// logit^-1(logit(p) ± t se / (p (1 - p))) for a share p strictly between 0 and 1, n >= 2.
Estimate logit_interval(Estimate value_and_se, double level);

/// sum B_r / sum N_r and the residuals (B_r - p N_r) / mean N, whose spread is the spread of the ratio.
struct RatioResiduals {
  double ratio = not_known;
  double total_numerator = 0;
  double total_denominator = 0;
  double mean_denominator = 0;
  std::size_t contributing = 0;  ///< replications whose denominator is above 0
  double residual(const RatioSums& sums, std::size_t replication) const;
};
RatioResiduals residuals_of(const RatioSums& sums);

}  // namespace careway
