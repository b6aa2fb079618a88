#include "stats/compare.hpp"

#include <algorithm>
#include <numeric>

#include "base/contract.hpp"
#include "stats/distributions.hpp"
#include "stats/mean.hpp"

namespace careway {
namespace {

/// Sums of squares and products of two series of residuals, each with mean 0.
struct Products {
  double aa = 0, bb = 0, ab = 0;
  double difference = 0;  // of (b - a)^2, summed directly: aa + bb - 2 ab would cancel
};

Products products_of(std::span<const double> a, std::span<const double> b) {
  Products sums;
  for (std::size_t r = 0; r < a.size(); ++r) {
    sums.aa += a[r] * a[r];
    sums.bb += b[r] * b[r];
    sums.ab += a[r] * b[r];
    sums.difference += (b[r] - a[r]) * (b[r] - a[r]);
  }
  return sums;
}

std::optional<double> p_value_of(const Estimate& difference) {
  if (difference.n < 2 || !difference.has_value() || !difference.has_se()) return std::nullopt;
  if (!(difference.se > 0)) return difference.value == 0 ? 1.0 : 0.0;
  return student_t_two_sided(difference.value / difference.se, difference.n - 1);
}

Comparison comparison_of(double value, std::span<const double> a, std::span<const double> b, double level) {
  Comparison c{.difference = {.value = value, .n = a.size()}};
  Residuals residuals;
  for (std::size_t r = 0; r < a.size(); ++r) residuals.add(b[r] - a[r]);
  c.difference.se = residuals.standard_error();
  c.difference = t_interval(c.difference, level);
  c.p_value = p_value_of(c.difference);
  const Products sums = products_of(a, b);
  if (sums.aa > 0 && sums.bb > 0) c.correlation = std::clamp(sums.ab / std::sqrt(sums.aa * sums.bb), -1.0, 1.0);
  if (sums.difference > 0) c.variance_reduction = (sums.aa + sums.bb) / sums.difference;
  return c;
}

std::vector<double> centred(std::span<const double> y) {
  const double mean = mean_of(y).value;
  std::vector<double> residuals;
  for (const double v : y) residuals.push_back(v - mean);
  return residuals;
}

std::vector<double> all_residuals(const RatioSums& sums, const RatioResiduals& parts) {
  std::vector<double> residuals;
  for (std::size_t r = 0; r < sums.numerators.size(); ++r) residuals.push_back(parts.residual(sums, r));
  return residuals;
}

}  // namespace

Comparison paired_difference(PairedMeans pair, double level) {
  EXPECTS(pair.baseline.size() == pair.variant.size());
  std::vector<double> differences;
  for (std::size_t r = 0; r < pair.baseline.size(); ++r) differences.push_back(pair.variant[r] - pair.baseline[r]);
  Comparison c = comparison_of(mean_of(differences).value, centred(pair.baseline), centred(pair.variant), level);
  // Straight from the differences: equal pairs then differ by exactly 0, give or take 0.
  c.difference = mean_of(differences, level);
  c.p_value = p_value_of(c.difference);
  if (!(c.difference.se > 0)) c.variance_reduction.reset();
  return c;
}

Comparison paired_ratio_difference(PairedRatios pair, double level) {
  EXPECTS(pair.baseline.numerators.size() == pair.variant.numerators.size());
  const RatioResiduals a = residuals_of(pair.baseline);
  const RatioResiduals b = residuals_of(pair.variant);
  if (!(a.total_denominator > 0) || !(b.total_denominator > 0)) return {.difference = {.n = pair.baseline.numerators.size()}};
  // With observations in one replication only, all residuals are 0 and say nothing.
  if (const std::size_t n = std::min(a.contributing, b.contributing); n < 2) return {.difference = {.value = b.ratio - a.ratio, .n = n}};
  Comparison c = comparison_of(b.ratio - a.ratio, all_residuals(pair.baseline, a), all_residuals(pair.variant, b), level);
  if (a.total_numerator == 0 && b.total_numerator == 0) {
    c.difference = {.value = 0, .n = c.difference.n};
    c.p_value.reset();
  }
  return c;
}

Comparison paired_section_difference(const PairedSections& pair, double level) {
  EXPECTS(pair.by_replication.baseline.size() == pair.by_replication.variant.size());
  std::vector<double> a, b;
  for (std::size_t r = 0; r < pair.by_replication.baseline.size(); ++r) {
    const double before = pair.by_replication.baseline[r] - pair.pooled_baseline;
    const double after = pair.by_replication.variant[r] - pair.pooled_variant;
    if (std::isnan(before) || std::isnan(after)) continue;
    a.push_back(before);
    b.push_back(after);
  }
  const double difference = pair.pooled_variant - pair.pooled_baseline;
  if (std::isnan(difference)) return {.difference = {.n = a.size()}};
  return comparison_of(difference, a, b, level);
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double so_far = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double p = p_values[order[i]];
    EXPECTS(p >= 0 && p <= 1);
    so_far = std::max(so_far, std::min(1.0, static_cast<double>(order.size() - i) * p));
    adjusted[order[i]] = so_far;
  }
  return adjusted;
}

double simultaneous_level(double level, std::size_t intervals) {
  EXPECTS(intervals >= 1);
  return 1 - (1 - level) / static_cast<double>(intervals);
}

}  // namespace careway
