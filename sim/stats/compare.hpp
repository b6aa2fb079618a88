// Two scenarios on the same replications (common random numbers): differences replication by replication, never two
// intervals laid side by side; and what to do when many differences are looked at together.
// Law 2015, ch. 10 (paired t) and 11 (common random numbers).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stats/estimate.hpp"
#include "stats/ratio.hpp"

namespace careway {

/// Variant minus baseline. What needs a spread is absent when there is none.
struct Comparison {
  Estimate difference;
  std::optional<double> p_value{};      ///< two-sided, of no difference; needs two replications
  std::optional<double> correlation{};  ///< between the two over replications; 0 or less: common numbers do not help
  /// (var A + var B) / var(B - A): how many times more replications independent streams would need.
  std::optional<double> variance_reduction{};
};

struct PairedMeans {
  std::span<const double> baseline;  ///< one number for each replication
  std::span<const double> variant;   ///< the same replications in the same order
};
Comparison paired_difference(PairedMeans pair, double level = default_level);

struct PairedRatios {
  RatioSums baseline;
  RatioSums variant;
};
/// Difference of two ratios of sums; the pairing is inside the residuals: d_r = e_r(variant) - e_r(baseline), each over
/// its own mean denominator. No interval when neither side had any event: nothing was seen, so nothing is known.
Comparison paired_ratio_difference(PairedRatios pair, double level = default_level);

struct PairedSections {
  PairedMeans by_replication;   ///< the figure of each replication alone
  double pooled_baseline = 0;   ///< the figure of all replications together
  double pooled_variant = 0;
};
/// Difference of two pooled figures that are no ratios, such as quantiles, by sectioning: the deviations of the
/// replications from the pooled figure, paired (Asmussen & Glynn 2007, ch. III). Pairs without a number are left out.
Comparison paired_section_difference(const PairedSections& pair, double level = default_level);

/// Holm's (1979) step-down correction: p-values that may each be compared with alpha while the chance of any false
/// finding stays below alpha. In the order given, each at most 1.
std::vector<double> holm(std::span<const double> p_values);

/// The level at which each of `intervals` intervals must be taken to hold all together at `level` (Bonferroni).
double simultaneous_level(double level, std::size_t intervals);

}  // namespace careway
