#include "stats/levels.hpp"

#include <algorithm>
#include <vector>

#include "base/contract.hpp"
#include "stats/quantile.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

std::vector<Ticks> pooled_times(std::span<const LevelTimes> replications) {
  std::vector<Ticks> pooled;
  for (const LevelTimes& r : replications) {
    if (r.time_at.size() > pooled.size()) pooled.resize(r.time_at.size());
    for (std::size_t v = 0; v < r.time_at.size(); ++v) {
      EXPECTS(r.time_at[v] >= 0);
      pooled[v] += r.time_at[v];
    }
  }
  return pooled;
}

double total_time(std::span<const Ticks> times) {
  Ticks total = 0;
  for (const Ticks t : times) total += t;
  return static_cast<double>(total);
}

std::size_t level_at(std::span<const Ticks> times, double q) {
  const double wanted = q * total_time(times);
  Ticks so_far = 0;
  std::size_t last_met = 0;
  for (std::size_t v = 0; v < times.size(); ++v) {
    if (times[v] == 0) continue;
    last_met = v;
    so_far += times[v];
    if (static_cast<double>(so_far) >= wanted) break;
  }
  return last_met;
}

/// Time of one replication up to the pooled quantile: below `level`, and the given fraction of the time at it.
double time_up_to(const LevelTimes& r, std::size_t level, double fraction) {
  const double below = total_time(r.time_at.first(std::min(level, r.time_at.size())));
  return level < r.time_at.size() ? below + fraction * static_cast<double>(r.time_at[level]) : below;
}

CentredSums about(const LevelTimes& r, double centre) {
  CentredSums sums;
  for (std::size_t v = 0; v < r.time_at.size(); ++v) {
    const auto time = static_cast<double>(r.time_at[v]);
    const double distance = static_cast<double>(v) - centre;
    sums.weight += time;
    sums.sum += time * distance;
    sums.sum_of_squares += time * distance * distance;
  }
  return sums;
}

}  // namespace

MeanAndSd level_mean_and_sd(std::span<const LevelTimes> replications, double level) {
  // Centred at the median, a level that was met, so that one that never changes has a spread of exactly 0.
  const auto centre = static_cast<double>(level_at(pooled_times(replications), 0.5));
  std::vector<CentredSums> centred;
  for (const LevelTimes& r : replications) centred.push_back(about(r, centre));
  return mean_and_sd_of(pooled_moments(centred, centre), level);
}

Estimate level_quantile(std::span<const LevelTimes> replications, double q, double level) {
  EXPECTS(q > 0 && q < 1);
  const std::vector<Ticks> pooled = pooled_times(replications);
  Estimate quantile{.n = replications.size()};
  if (!(total_time(pooled) > 0)) return quantile;
  const std::size_t found = level_at(pooled, q);
  quantile.value = static_cast<double>(found);
  if (quantile.n < 2) return quantile;
  const LevelTimes whole{pooled};
  const double before = time_up_to(whole, found, 0);
  const double fraction = (q * total_time(pooled) - before) / static_cast<double>(pooled[found]);
  std::vector<double> below, all;
  for (const LevelTimes& r : replications) {
    below.push_back(time_up_to(r, found, fraction));
    all.push_back(total_time(r.time_at));
  }
  const double se = ratio_of_sums({.numerators = below, .denominators = all}, level).se;
  const ShareRange shares = share_range(q, se, quantile.n, level);
  quantile.low = static_cast<double>(level_at(pooled, shares.low));
  quantile.high = static_cast<double>(level_at(pooled, shares.high));
  quantile.se = (quantile.high - quantile.low) / (2 * t_factor(quantile.n, level));
  return quantile;
}

}  // namespace careway
