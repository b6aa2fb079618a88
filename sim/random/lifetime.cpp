#include "random/lifetime.hpp"

#include <cmath>
#include <limits>

#include "random/elementary.hpp"
#include "random/parameters.hpp"

namespace careway::distribution {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// -log of the upper tail, from whichever end is exact.
double cumulative_hazard(Tails p) { return p.lower < 0.5 ? -portable::log1p(-p.lower) : -portable::log(p.upper); }

Tails tails_of_hazard(double hazard) { return {-portable::expm1(-hazard), portable::exp(-hazard)}; }

/// What the four share: the support [0, infinity).
class FromZero : public Distribution {
 public:
  double lowest() const final { return 0; }
  double highest() const final { return infinity; }
};

class UnitExponential final : public FromZero {
 public:
  Tails tails(double x) const override { return x > 0 ? tails_of_hazard(x) : Tails{0, 1}; }
  double density(double x) const override { return x < 0 ? 0 : portable::exp(-x); }
  double mean() const override { return 1; }
  double sd() const override { return 1; }
  void describe(Content& content) const override { content.add("exponential"); }

 private:
  double invert(Tails p) const override { return cumulative_hazard(p); }
};

double weibull_moment(double shape, int order) { return portable::exp(portable::log_gamma(1 + order / shape)); }

/// log(1 + (sd/mean)^2) of a Weibull distribution; rises with 1/shape.
double weibull_log_spread(double inverse_shape) {
  return portable::log_gamma(1 + 2 * inverse_shape) - 2 * portable::log_gamma(1 + inverse_shape);
}

class UnitWeibull final : public FromZero {
 public:
  explicit UnitWeibull(double shape) : shape_(shape) {}
  Tails tails(double x) const override { return x > 0 ? tails_of_hazard(portable::pow(x, shape_)) : Tails{0, 1}; }
  double density(double x) const override {
    if (!(x > 0)) return 0;
    const double hazard = portable::pow(x, shape_);
    return shape_ * hazard / x * portable::exp(-hazard);
  }
  double mean() const override { return weibull_moment(shape_, 1); }
  double sd() const override { return mean() * std::sqrt(portable::expm1(weibull_log_spread(1 / shape_))); }
  void describe(Content& content) const override {
    content.add("weibull");
    content.add(shape_);
  }

 private:
  double invert(Tails p) const override { return portable::pow(cumulative_hazard(p), 1 / shape_); }

  double shape_;
};

class UnitLomax final : public FromZero {
 public:
  explicit UnitLomax(double shape) : shape_(shape) {}
  Tails tails(double x) const override { return x > 0 ? tails_of_hazard(shape_ * portable::log1p(x)) : Tails{0, 1}; }
  double density(double x) const override { return x < 0 ? 0 : shape_ * portable::exp(-(shape_ + 1) * portable::log1p(x)); }
  double mean() const override { return shape_ > 1 ? 1 / (shape_ - 1) : infinity; }
  double sd() const override { return shape_ > 2 ? mean() * std::sqrt(shape_ / (shape_ - 2)) : infinity; }
  void describe(Content& content) const override {
    content.add("lomax");
    content.add(shape_);
  }

 private:
  double invert(Tails p) const override { return portable::expm1(cumulative_hazard(p) / shape_); }

  double shape_;
};

class UnitLoglogistic final : public FromZero {
 public:
  explicit UnitLoglogistic(double shape) : shape_(shape) {}
  Tails tails(double x) const override {
    if (!(x > 0)) return {0, 1};
    const double odds = portable::pow(x, shape_);
    return odds < 1 ? Tails{odds / (1 + odds), 1 / (1 + odds)} : Tails{1 / (1 + 1 / odds), 1 / odds / (1 + 1 / odds)};
  }
  double density(double x) const override {
    if (!(x > 0)) return 0;
    const Tails p = tails(x);
    return shape_ / x * p.lower * p.upper;
  }
  double mean() const override { return raw_moment(1); }
  double sd() const override {
    const double m = mean();
    return shape_ > 2 ? std::sqrt(raw_moment(2) - m * m) : infinity;
  }
  void describe(Content& content) const override {
    content.add("loglogistic");
    content.add(shape_);
  }

 private:
  double invert(Tails p) const override { return portable::pow(p.lower / p.upper, 1 / shape_); }
  /// (pi k / shape) / sin(pi k / shape)
  double raw_moment(int k) const {
    constexpr double pi = 3.14159265358979323846;
    return shape_ > k ? pi * k / shape_ / portable::sin_turns(0.5 * k / shape_) : infinity;
  }

  double shape_;
};

constexpr double least_weibull_shape = 0.1;
constexpr double most_weibull_shape = 1000;

double weibull_spread(double shape) { return std::sqrt(portable::expm1(weibull_log_spread(1 / shape))); }

/// The shape that gives sd/mean = spread, by halving the interval of its logarithm.
double weibull_shape(double spread) {
  const double wanted = portable::log1p(spread * spread);
  double low = -portable::log(most_weibull_shape);  // of log(1/shape)
  double high = -portable::log(least_weibull_shape);
  for (;;) {
    const double middle = 0.5 * (low + high);
    if (!(middle > low && middle < high)) return portable::exp(-middle);
    (weibull_log_spread(portable::exp(middle)) < wanted ? low : high) = middle;
  }
}

DistributionPtr weibull_of_shape(double shape, double mean) {
  return affine(0, mean / weibull_moment(shape, 1), std::make_shared<UnitWeibull>(shape));
}

void require_weibull_shape(double shape) {
  require(shape >= least_weibull_shape && shape <= most_weibull_shape, "shape must be from 0.1 to 1000");
}

}  // namespace

DistributionPtr exponential(double mean) {
  require_positive(mean, "mean");
  return affine(0, mean, std::make_shared<UnitExponential>());
}

DistributionPtr weibull(double mean, double sd) {
  require_positive(mean, "mean");
  require_positive(sd, "sd");
  const double least = weibull_spread(most_weibull_shape);
  const double most = weibull_spread(least_weibull_shape);
  require(sd / mean >= least && sd / mean <= most,
          "sd must be from " + short_number(least * 1.0001) + " to " + short_number(most * 0.9999) + " times the mean");
  return weibull_of_shape(weibull_shape(sd / mean), mean);
}

DistributionPtr weibull_shape_mean(double shape, double mean) {
  require_weibull_shape(shape);
  require_positive(mean, "mean");
  return weibull_of_shape(shape, mean);
}

DistributionPtr weibull_shape_scale(double shape, double scale) {
  require_weibull_shape(shape);
  require_positive(scale, "scale");
  return affine(0, scale, std::make_shared<UnitWeibull>(shape));
}

DistributionPtr pareto(double mean, double shape) {
  require_positive(mean, "mean");
  require(std::isfinite(shape) && shape > 1, "shape must be above 1, or there is no mean");
  return affine(0, mean * (shape - 1), std::make_shared<UnitLomax>(shape));
}

DistributionPtr loglogistic(double median, double shape) {
  require_positive(median, "median");
  require(shape >= 0.1 && shape <= 1000, "shape must be from 0.1 to 1000");
  return affine(0, median, std::make_shared<UnitLoglogistic>(shape));
}

}  // namespace careway::distribution
