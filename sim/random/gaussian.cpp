#include "random/gaussian.hpp"

#include <cmath>
#include <limits>

#include "random/elementary.hpp"
#include "random/modified.hpp"
#include "random/normal.hpp"
#include "random/parameters.hpp"

namespace careway::distribution {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double most_sigma = 20;  // assumed: far beyond any time; sd would be 1e87 times the mean

class UnitNormal final : public Distribution {
 public:
  Tails tails(double x) const override { return normal_tails(x); }
  double density(double x) const override { return normal_density(x); }
  double mean() const override { return 0; }
  double sd() const override { return 1; }
  double lowest() const override { return -infinity; }
  double highest() const override { return infinity; }
  void describe(Content& content) const override { content.add("normal"); }

 private:
  double invert(Tails p) const override { return normal_quantile(p); }
};

/// Median 1.
class UnitLognormal final : public Distribution {
 public:
  explicit UnitLognormal(double sigma) : sigma_(sigma) {}
  Tails tails(double x) const override { return x > 0 ? normal_tails(portable::log(x) / sigma_) : Tails{0, 1}; }
  double density(double x) const override { return x > 0 ? normal_density(portable::log(x) / sigma_) / (sigma_ * x) : 0; }
  double mean() const override { return portable::exp(0.5 * sigma_ * sigma_); }
  double sd() const override { return mean() * std::sqrt(portable::expm1(sigma_ * sigma_)); }
  double lowest() const override { return 0; }
  double highest() const override { return infinity; }
  void describe(Content& content) const override {
    content.add("lognormal");
    content.add(sigma_);
  }

 private:
  double invert(Tails p) const override { return portable::exp(sigma_ * normal_quantile(p)); }

  double sigma_;
};

}  // namespace

DistributionPtr normal(double mean, double sd) {
  require_finite(mean, "mean");
  require_positive(sd, "sd");
  return affine(mean, sd, std::make_shared<UnitNormal>());
}

DistributionPtr truncated_normal(double mean, double sd, double min, double max) {
  return conditioned(normal(mean, sd), min, max);
}

DistributionPtr lognormal_median_sigma(double median, double sigma) {
  require_positive(median, "median");
  require_positive(sigma, "sigma");
  require(sigma <= most_sigma, "sigma must be at most 20");
  return affine(0, median, std::make_shared<UnitLognormal>(sigma));
}

DistributionPtr lognormal(double mean, double sd) {
  require_positive(mean, "mean");
  require_positive(sd, "sd");
  require(sd >= 1e-6 * mean && sd <= 1e6 * mean, "sd must be from 0.000001 to 1000000 times the mean");
  const double ratio = sd / mean;
  const double variance = portable::log1p(ratio * ratio);
  return lognormal_median_sigma(mean * portable::exp(-0.5 * variance), std::sqrt(variance));
}

DistributionPtr lognormal_log(double mu, double sigma) {
  require_finite(mu, "mu");
  require(std::fabs(mu) <= 300, "mu must be from -300 to 300: it is the logarithm of the median");
  return lognormal_median_sigma(portable::exp(mu), sigma);
}

DistributionPtr lognormal_median_mean(double median, double mean) {
  require_positive(median, "median");
  require_positive(mean, "mean");
  require(mean > median, "mean must be above the median for a lognormal distribution");
  return lognormal_median_sigma(median, std::sqrt(2 * portable::log(mean / median)));
}

}  // namespace careway::distribution
