#include "stats/days.hpp"

#include <vector>

#include "stats/moments.hpp"

namespace careway {
namespace {

// The estimate of g(mean, variance), given its value and its slopes in the two.
Estimate by_delta_method(const PooledMoments& m, double value, double mean_slope, double variance_slope, double level) {
  Residuals residuals;
  for (std::size_t r = 0; r < m.mean_influence.size(); ++r)
    residuals.add(mean_slope * m.mean_influence[r] + variance_slope * m.variance_influence[r]);
  return log_interval({.value = value, .se = residuals.standard_error(), .n = m.mean_influence.size()}, level);
}

// Sums about a whole centre, exact in integers modulo 2^64; the true results are small.
CentredSums about(const DailyCounts& r, std::uint64_t centre) {
  const auto first = static_cast<std::int64_t>(r.sum - r.days * centre);
  const std::uint64_t second = r.sum_of_squares - 2 * centre * r.sum + r.days * centre * centre;
  return {static_cast<double>(r.days), static_cast<double>(first), static_cast<double>(second)};
}

}  // namespace

void DailyCounts::add(std::uint64_t count) {
  ++days;
  sum += count;
  sum_of_squares += count * count;
}

DailyVariation variance_per_day(std::span<const DailyCounts> replications, double level) {
  DailyCounts all;
  for (const DailyCounts& r : replications) {
    all.days += r.days;
    all.sum += r.sum;
  }
  const std::uint64_t centre = all.days == 0 ? 0 : all.sum / all.days;
  std::vector<CentredSums> centred;
  for (const DailyCounts& r : replications) centred.push_back(about(r, centre));
  const PooledMoments m = pooled_moments(centred, static_cast<double>(centre));
  DailyVariation found{.mean = mean_and_sd_of(m, level).mean, .variance = {}, .dispersion = {}};
  found.variance.n = found.mean.n;
  found.dispersion.n = found.mean.n;
  if (!found.mean.has_value()) return found;
  found.variance = by_delta_method(m, m.variance, 0, 1, level);
  if (m.mean > 0) found.dispersion = by_delta_method(m, m.variance / m.mean, -m.variance / (m.mean * m.mean), 1 / m.mean, level);
  return found;
}

}  // namespace careway
