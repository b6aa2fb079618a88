#include "stats/mean.hpp"

namespace careway {

Estimate mean_of(std::span<const double> y, double level) {
  Estimate mean{.n = y.size()};
  if (y.empty()) return t_interval(mean, level);
  // Centred at the first value, so that equal values give exactly that value and no spread.
  double sum = 0;
  for (const double v : y) sum += v - y[0];
  mean.value = y[0] + sum / static_cast<double>(y.size());
  Residuals residuals;
  for (const double v : y) residuals.add(v - mean.value);
  mean.se = residuals.standard_error();
  return t_interval(mean, level);
}

}  // namespace careway
