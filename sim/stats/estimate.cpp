#include "stats/estimate.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "stats/distributions.hpp"

namespace careway {

double t_factor(std::size_t replications, double level) {
  EXPECTS(replications >= 2);
  EXPECTS(level > 0 && level < 1);
  return student_t_quantile(0.5 + level / 2, replications - 1);
}

Estimate t_interval(Estimate e, double level) {
  EXPECTS(level > 0 && level < 1);
  if (e.n < 2 || !e.has_value() || !e.has_se()) return e;
  const double half = e.se > 0 ? t_factor(e.n, level) * e.se : 0.0;
  e.low = e.value - half;
  e.high = e.value + half;
  return e;
}

Estimate scaled(const Estimate& e, double factor) {
  EXPECTS(factor > 0);
  return {e.value * factor, e.low * factor, e.high * factor, e.se * factor, e.n};
}

Estimate clamped(Estimate e, double lowest, double highest) {
  if (!e.has_interval()) return e;
  e.low = std::clamp(e.low, lowest, highest);
  e.high = std::clamp(e.high, lowest, highest);
  return e;
}

void Residuals::add(double residual) {
  ++n_;
  sum_of_squares_ += residual * residual;
}

double Residuals::standard_error() const {
  if (n_ < 2) return not_known;
  const auto n = static_cast<double>(n_);
  return std::sqrt(sum_of_squares_ / (n * (n - 1)));
}

}  // namespace careway
