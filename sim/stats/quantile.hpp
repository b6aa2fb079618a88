// Quantiles of durations from per-replication histograms over base/bins.hpp, pooled over replications.
//
// Definition (Hyndman & Fan 1996, type 7): with N observations x_0 <= ... <= x_{N-1}, the q-quantile lies at rank
// h = (N - 1) q, linearly between neighbours. The j-th of c observations in a bin of values a..b is taken to be
// a + (b - a)(j + 1/2)/c: exact where a bin holds one value (below 256 ms), else wrong by less than one bin (0.79%).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "stats/estimate.hpp"

namespace careway {

/// One replication. `counts[b]` is the number in bin b; missing bins at the end are empty. Where the smallest and
/// largest duration are known, the outer bins are cut to them, so that a single value is met exactly.
struct DurationHistogram {
  std::span<const std::uint32_t> counts;
  Ticks smallest = 0;
  Ticks largest = never;
};

enum class QuantileInterval {
  /// Interval for the share below the quantile, from ratio residuals on the logit scale, carried back through the
  /// pooled quantile function (Woodruff 1952, JASA 47). The default: see the experiment in README.md.
  by_share,
  /// ± t S/sqrt(R), S^2 = sum (Q_r - Q)^2 / (R - 1) around the pooled Q (Asmussen & Glynn 2007, ch. III).
  sectioning,
  /// ± t S/sqrt(R) with S from the pseudo-values R Q - (R - 1) Q_(r), Q_(r) leaving out replication r; around Q.
  jackknife,
};

struct QuantileOptions {
  double level = default_level;
  QuantileInterval interval = QuantileInterval::by_share;
};

/// In ticks; 0 < q < 1. No value without observations, no interval with fewer than two replications that have any.
Estimate quantile_over(std::span<const DurationHistogram> replications, double q, QuantileOptions options = {});

/// The same for several q, which costs little more than one.
std::vector<Estimate> quantiles_over(std::span<const DurationHistogram> replications, std::span<const double> qs, QuantileOptions options = {});

/// Observations on the thinner side of the q-quantile, over all replications. Measured coverage of the 95% interval
/// `by_share` falls with it: 0.94 or more at 100, 0.92 at 40, 0.88 at 10 (README.md); below 100 say so beside the
/// figure.
double tail_count(std::span<const DurationHistogram> replications, double q);

/// The shares between which `by_share` and the level quantiles look: `q` with residuals of the given standard error.
struct ShareRange {
  double low;
  double high;
};
ShareRange share_range(double q, double se, std::size_t replications, double level);

}  // namespace careway
