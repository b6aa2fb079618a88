// Judges a coverage experiment: how often an interval held the true value, against the binomial distribution.
#pragma once

#include <cmath>

#include "stats/estimate.hpp"

namespace careway::test {

/// Chance of a false alarm of one check.
inline constexpr double alpha = 1e-6;
/// Repetitions of each experiment: at alpha = 1e-6 an interval that covers 2.5 points less than the floor is found out
/// 1 time in 2, one that covers 5 points less 999 times in 1 000.
inline constexpr int repetitions = 2000;

/// P(Binomial(n, p) <= k), summed exactly.
inline double binomial_cdf(int k, int n, double p) {
  double sum = 0;
  for (int i = 0; i <= k; ++i)
    sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) + i * std::log(p) +
                    (n - i) * std::log1p(-p));
  return sum < 1 ? sum : 1;
}

class Coverage {
 public:
  void add(const Estimate& estimate, double truth) {
    ++all_;
    if (estimate.has_interval() && estimate.low <= truth && truth <= estimate.high) ++held_;
  }
  double rate() const { return static_cast<double>(held_) / all_; }
  /// False only if so few would be seen with probability below alpha when the true coverage is `floor`.
  bool is_at_least(double floor) const { return binomial_cdf(held_, all_, floor) >= alpha; }
  bool is_at_most(double ceiling) const { return binomial_cdf(all_ - held_, all_, 1 - ceiling) >= alpha; }

 private:
  int held_ = 0;
  int all_ = 0;
};

}  // namespace careway::test
