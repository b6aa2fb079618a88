#include "random/gamma.hpp"

#include <cmath>
#include <limits>

#include "random/elementary.hpp"
#include "random/normal.hpp"
#include "random/parameters.hpp"
#include "random/solve.hpp"
#include "random/special.hpp"

namespace careway::distribution {

namespace {

constexpr double least_shape = 0.01;
constexpr double most_shape = 1e6;

class UnitGamma final : public Distribution {
 public:
  explicit UnitGamma(double shape) : gamma_(shape) {}
  Tails tails(double x) const override { return gamma_tails(gamma_, x, gamma_weight(gamma_, x)); }
  double density(double x) const override { return x > 0 ? gamma_weight(gamma_, x) / x : 0; }
  double mean() const override { return gamma_.shape; }
  double sd() const override { return std::sqrt(gamma_.shape); }
  double lowest() const override { return 0; }
  double highest() const override { return std::numeric_limits<double>::infinity(); }
  void describe(Content& content) const override {
    content.add("gamma");
    content.add(gamma_.shape);
  }

 private:
  double invert(Tails p) const override { return search(p, log_start(p)); }
  double invert_near(Tails p, double guess) const override { return guess > 0 ? search(p, portable::log(guess)) : invert(p); }

  /// In the logarithm of x the density is log-concave for every shape.
  double search(Tails p, double log_guess) const {
    const double reach = gamma_.shape > 1 ? 4 / std::sqrt(gamma_.shape) : 4 / gamma_.shape;
    return portable::exp(invert_log_concave(p, log_guess, reach, [&](double t) {
      const double x = portable::exp(t);
      const double weight = gamma_weight(gamma_, x);
      return CdfPoint{gamma_tails(gamma_, x, weight), weight};
    }));
  }

  /// Wilson and Hilferty's cube (Johnson, Kotz & Balakrishnan, section 17.5), or in the far lower tail x^shape.
  double log_start(Tails p) const {
    const double shape = gamma_.shape;
    const double root = 1 - 1 / (9 * shape) + normal_quantile(p) / (3 * std::sqrt(shape));
    if (root > 0.2) return portable::log(shape) + 3 * portable::log(root);
    return (portable::log(p.lower) + portable::log_gamma(shape + 1)) / shape;
  }

  GammaShape gamma_;
};

}  // namespace

DistributionPtr gamma_shape(double shape, double scale) {
  require(shape >= least_shape && shape <= most_shape, "shape must be from 0.01 to 1000000");
  require_positive(scale, "scale");
  return affine(0, scale, std::make_shared<UnitGamma>(shape));
}

DistributionPtr gamma(double mean, double sd) {
  require_positive(mean, "mean");
  require_positive(sd, "sd");
  require(sd >= 0.001 * mean && sd <= 10 * mean, "sd must be from 0.001 to 10 times the mean");
  const double ratio = mean / sd;
  const double shape = std::fmin(std::fmax(ratio * ratio, least_shape), most_shape);
  return gamma_shape(shape, mean / shape);
}

DistributionPtr erlang(double mean, int stages) {
  require_positive(mean, "mean");
  require(stages >= 1 && stages <= 1000000, "stages must be a whole number from 1 to 1000000");
  return gamma_shape(stages, mean / stages);
}

}  // namespace careway::distribution
