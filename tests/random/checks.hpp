// What several tests of this folder share: error measures, and statistical checks with a stated error rate.
#pragma once

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace checks {

inline double relative_error(double got, double want) {
  if (got == want) return 0;
  return std::fabs(got - want) / std::fmax(std::fabs(want), 1e-300);
}

/// The larger of the two. What is not a number is worse than any error; std::fmax would pass over it.
inline double worse(double worst, double error) { return std::isnan(worst + error) ? std::numeric_limits<double>::infinity() : std::fmax(worst, error); }

/// Every statistical assertion of this folder fails a right sampler once in a million fresh seeds; the seeds are fixed.
inline constexpr double alpha = 1e-6;
inline constexpr double alpha_z = 4.8916;  // two-sided normal score of alpha

/// Equal counts are expected in every cell.
inline bool chi_square_accepts(const std::vector<std::uint64_t>& counts) {
  double total = 0;
  for (const auto count : counts) total += static_cast<double>(count);
  const double expected = total / static_cast<double>(counts.size());
  double statistic = 0;
  for (const auto count : counts) statistic += std::pow(static_cast<double>(count) - expected, 2) / expected;
  const boost::math::chi_squared law(static_cast<double>(counts.size() - 1));
  return statistic > quantile(law, alpha / 2) && statistic < quantile(complement(law, alpha / 2));
}

/// Kolmogorov and Smirnov, one sample against a continuous cdf: the largest distance has tail 2 exp(-2 n d^2) (Massart 1990).
template <class Cdf>
bool kolmogorov_accepts(std::vector<double> sample, Cdf&& cdf) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double p = cdf(sample[i]);
    distance = std::max({distance, (static_cast<double>(i) + 1) / n - p, p - static_cast<double>(i) / n});
  }
  return distance < std::sqrt(-std::log(alpha / 2) / (2 * n));
}

}  // namespace checks
