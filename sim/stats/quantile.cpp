#include "stats/quantile.hpp"

#include <algorithm>
#include <vector>

#include "base/bins.hpp"
#include "base/contract.hpp"
#include "stats/mean.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

/// Where a rank falls: a bin and the fraction of the bin's observations at or below it.
struct Position {
  std::size_t bin = 0;
  double fraction = 0;
};

/// Counts of several replications and the quantile function over them. Replications can be taken out again.
class Pool {
 public:
  explicit Pool(std::span<const DurationHistogram> replications);
  explicit Pool(const DurationHistogram& one) : Pool(std::span(&one, 1)) {}
  std::uint64_t total() const { return total_; }
  /// The value at rank (total - 1) q.
  double quantile(double q) const;
  /// The bin that holds rank (total - 1) q, and how far into it the rank lies.
  Position position(double q) const;
  Pool without(const DurationHistogram& replication) const;

 private:
  double value_at(std::uint64_t rank) const;
  std::size_t bin_at(std::uint64_t rank) const;
  void sum_up();
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> before_;  // observations in lower bins
  std::uint64_t total_ = 0;
  Ticks smallest_ = never;
  Ticks largest_ = 0;
};

bool has_any(const DurationHistogram& h) {
  return std::any_of(h.counts.begin(), h.counts.end(), [](std::uint32_t c) { return c > 0; });
}

Pool::Pool(std::span<const DurationHistogram> replications) {
  for (const DurationHistogram& h : replications) {
    EXPECTS(h.counts.size() <= bin_count);
    if (!has_any(h)) continue;
    if (h.counts.size() > counts_.size()) counts_.resize(h.counts.size());
    for (std::size_t b = 0; b < h.counts.size(); ++b) counts_[b] += h.counts[b];
    smallest_ = std::min(smallest_, h.smallest);
    largest_ = std::max(largest_, h.largest);
  }
  sum_up();
}

void Pool::sum_up() {
  before_.resize(counts_.size());
  total_ = 0;
  for (std::size_t b = 0; b < counts_.size(); ++b) {
    before_[b] = total_;
    total_ += counts_[b];
  }
}

Pool Pool::without(const DurationHistogram& replication) const {
  Pool rest = *this;
  for (std::size_t b = 0; b < replication.counts.size() && b < rest.counts_.size(); ++b) rest.counts_[b] -= replication.counts[b];
  rest.sum_up();
  return rest;
}

std::size_t Pool::bin_at(std::uint64_t rank) const {
  HOLDS(rank < total_);
  // The last bin with no more than `rank` observations before it; of equal ones the last is the one that is not empty.
  return static_cast<std::size_t>(std::upper_bound(before_.begin(), before_.end(), rank) - before_.begin()) - 1;
}

double Pool::value_at(std::uint64_t rank) const {
  const std::size_t bin = bin_at(rank);
  const Ticks first = std::clamp(bin_edge(bin), smallest_, largest_);
  const bool open_ended = bin == bin_count - 1;
  const Ticks end = !open_ended ? bin_edge(bin + 1) - 1 : (largest_ == never ? bin_edge(bin) : largest_);
  const Ticks last = std::clamp(end, first, std::max(first, largest_));
  const double fraction = (static_cast<double>(rank - before_[bin]) + 0.5) / static_cast<double>(counts_[bin]);
  return static_cast<double>(first) + static_cast<double>(last - first) * fraction;
}

double Pool::quantile(double q) const {
  const double h = static_cast<double>(total_ - 1) * std::clamp(q, 0.0, 1.0);
  const auto rank = std::min(static_cast<std::uint64_t>(h), total_ - 1);
  const double below = value_at(rank);
  const double part = h - static_cast<double>(rank);
  if (!(part > 0) || rank + 1 == total_) return below;
  return below + part * (value_at(rank + 1) - below);
}

Position Pool::position(double q) const {
  const double h = static_cast<double>(total_ - 1) * q;
  const std::size_t bin = bin_at(static_cast<std::uint64_t>(h));
  // Rank h has about h + 1/2 observations at or below it; so the fraction found in the pool is close to q overall.
  const double inside = h + 0.5 - static_cast<double>(before_[bin]);
  return {bin, std::clamp(inside / static_cast<double>(counts_[bin]), 0.0, 1.0)};
}

std::vector<DurationHistogram> occupied(std::span<const DurationHistogram> replications) {
  std::vector<DurationHistogram> kept;
  for (const DurationHistogram& h : replications)
    if (has_any(h)) kept.push_back(h);
  return kept;
}

double count_up_to(const DurationHistogram& h, Position position) {
  double count = 0;
  for (std::size_t b = 0; b < std::min(position.bin, h.counts.size()); ++b) count += h.counts[b];
  return position.bin < h.counts.size() ? count + position.fraction * h.counts[position.bin] : count;
}

Estimate by_share(Estimate quantile, std::span<const DurationHistogram> replications, const Pool& pool, double q, double level) {
  const Position position = pool.position(q);
  std::vector<double> below, all;
  for (const DurationHistogram& h : replications) {
    below.push_back(count_up_to(h, position));
    all.push_back(count_up_to(h, {bin_count, 0}));
  }
  const double se = ratio_of_sums({.numerators = below, .denominators = all}, level).se;
  const ShareRange shares = share_range(q, se, replications.size(), level);
  // The shares enclose q, and so do their quantiles but for rounding.
  quantile.low = std::min(quantile.value, pool.quantile(shares.low));
  quantile.high = std::max(quantile.value, pool.quantile(shares.high));
  quantile.se = (quantile.high - quantile.low) / (2 * t_factor(replications.size(), level));
  return quantile;
}

Estimate sectioning(Estimate quantile, std::span<const DurationHistogram> replications, double q, double level) {
  Residuals residuals;
  for (const DurationHistogram& h : replications) residuals.add(Pool(h).quantile(q) - quantile.value);
  quantile.se = residuals.standard_error();
  return t_interval(quantile, level);
}

Estimate jackknife(Estimate quantile, std::span<const DurationHistogram> replications, const Pool& pool, double q, double level) {
  std::vector<double> pseudo_values;
  const auto n = static_cast<double>(replications.size());
  for (const DurationHistogram& h : replications)
    pseudo_values.push_back(n * quantile.value - (n - 1) * pool.without(h).quantile(q));
  quantile.se = mean_of(pseudo_values, level).se;
  return t_interval(quantile, level);
}

Estimate estimate(std::span<const DurationHistogram> used, const Pool& pool, double q, QuantileOptions options) {
  Estimate quantile{.n = used.size()};
  if (pool.total() == 0) return quantile;
  quantile.value = pool.quantile(q);
  if (used.size() < 2) return quantile;
  Estimate with_interval;
  switch (options.interval) {
    case QuantileInterval::by_share:
      with_interval = by_share(quantile, used, pool, q, options.level);
      break;
    case QuantileInterval::sectioning:
      with_interval = sectioning(quantile, used, q, options.level);
      break;
    case QuantileInterval::jackknife:
      with_interval = jackknife(quantile, used, pool, q, options.level);
      break;
  }
  return clamped(with_interval, 0, std::max(quantile.value, with_interval.high));
}

}  // namespace

double tail_count(std::span<const DurationHistogram> replications, double q) {
  EXPECTS(q > 0 && q < 1);
  return static_cast<double>(Pool(replications).total()) * std::min(q, 1 - q);
}

ShareRange share_range(double q, double se, std::size_t replications, double level) {
  const Estimate range = logit_interval({.value = q, .se = se, .n = replications}, level);
  return {range.low, range.high};
}

Estimate quantile_over(std::span<const DurationHistogram> replications, double q, QuantileOptions options) {
  return quantiles_over(replications, {&q, 1}, options).front();
}

std::vector<Estimate> quantiles_over(std::span<const DurationHistogram> replications, std::span<const double> qs, QuantileOptions options) {
  EXPECTS(std::all_of(qs.begin(), qs.end(), [](double q) { return q > 0 && q < 1; }));
  const std::vector<DurationHistogram> used = occupied(replications);
  const Pool pool(used);
  std::vector<Estimate> quantiles;
  for (const double q : qs) quantiles.push_back(estimate(used, pool, q, options));
  return quantiles;
}

}  // namespace careway
