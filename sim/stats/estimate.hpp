// A figure and how well it is known: what every function of this floor returns.
// The unit of analysis is the replication: nothing here treats observations within one replication as independent.
// A part that cannot be computed is NaN and its has_...() says no; no other NaN leaves this floor.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace careway {

inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
inline constexpr double default_level = 0.95;

struct Estimate {
  double value = not_known;
  double low = not_known;  ///< ends of the interval at the level asked for; known together or not at all
  double high = not_known;
  double se = not_known;  ///< standard error; not known with one replication or a one-sided bound
  std::size_t n = 0;      ///< replications

  bool has_value() const { return !std::isnan(value); }
  bool has_interval() const { return !std::isnan(low); }
  bool has_se() const { return !std::isnan(se); }
  /// The longer arm of the interval, so that an asymmetric one is not flattered.
  double half_width() const { return std::fmax(value - low, high - value); }
};

/// value ± t se with n - 1 degrees of freedom; no interval when `se` is not known or n < 2.
Estimate t_interval(Estimate value_and_se, double level = default_level);

/// The t that goes with a two-sided interval over n replications, 2 or more.
double t_factor(std::size_t replications, double level);

/// The same figure in another unit; `factor` > 0.
Estimate scaled(const Estimate& estimate, double factor);

/// The interval cut to [lowest, highest], outside which the figure cannot lie.
Estimate clamped(Estimate estimate, double lowest, double highest);

/// The standard error of a mean, sqrt(sum e^2 / (R (R - 1))), from one residual e for each replication; residuals add
/// up to 0 by construction. Not known for fewer than two.
class Residuals {
 public:
  void add(double residual);
  double standard_error() const;

 private:
  std::size_t n_ = 0;
  double sum_of_squares_ = 0;
};

}  // namespace careway
