#include "random/beta.hpp"

#include <cmath>

#include "random/elementary.hpp"
#include "random/parameters.hpp"
#include "random/solve.hpp"
#include "random/special.hpp"

namespace careway::distribution {

namespace {

constexpr double least_shape = 0.01;
constexpr double most_shape = 1e6;

bool possible(double shape) { return shape >= least_shape && shape <= most_shape; }

/// The point whose logit, log(x / (1-x)), is t.
UnitPoint from_logit(double t) {
  const double e = portable::exp(-std::fabs(t));
  return t < 0 ? UnitPoint{e / (1 + e), 1 / (1 + e)} : UnitPoint{1 / (1 + e), e / (1 + e)};
}

class UnitBeta final : public Distribution {
 public:
  UnitBeta(double a, double b) : shapes_(a, b) {}
  Tails tails(double x) const override {
    const UnitPoint at{x, 1 - x};
    return beta_tails(shapes_, at, beta_weight(shapes_, at));
  }
  double density(double x) const override { return x > 0 && x < 1 ? beta_weight(shapes_, {x, 1 - x}) / (x * (1 - x)) : 0; }
  double mean() const override { return shapes_.a / (shapes_.a + shapes_.b); }
  double sd() const override {
    const double n = shapes_.a + shapes_.b;
    return std::sqrt(shapes_.a / n * (shapes_.b / n) / (n + 1));
  }
  double lowest() const override { return 0; }
  double highest() const override { return 1; }
  void describe(Content& content) const override {
    content.add("beta");
    content.add(shapes_.a);
    content.add(shapes_.b);
  }

 private:
  double invert(Tails p) const override { return search(p, portable::log(shapes_.a / shapes_.b)); }
  double invert_near(Tails p, double guess) const override {
    return guess > 0 && guess < 1 ? search(p, portable::log(guess / (1 - guess))) : invert(p);
  }

  /// In the logit of x the density is log-concave for all shapes.
  double search(Tails p, double start) const {
    const auto width = [](double shape) { return shape > 1 ? 1 / std::sqrt(shape) : 1 / shape; };
    const double t = invert_log_concave(p, start, 4 * (width(shapes_.a) + width(shapes_.b)), [&](double logit) {
      const UnitPoint at = from_logit(logit);
      const double weight = beta_weight(shapes_, at);
      return CdfPoint{beta_tails(shapes_, at, weight), weight};
    });
    return from_logit(t).x;
  }

  BetaShapes shapes_;
};

}  // namespace

DistributionPtr beta_shapes(double a, double b, double min, double max) {
  require(possible(a) && possible(b), "shapes must be from 0.01 to 1000000");
  require_finite(min, "min");
  require_finite(max, "max");
  require(min < max, "min must be below max");
  return affine(min, max - min, std::make_shared<UnitBeta>(a, b));
}

DistributionPtr beta(double min, double max, double mean, double sd) {
  require_finite(min, "min");
  require_finite(max, "max");
  require(min < max, "min must be below max");
  require(std::isfinite(mean) && mean > min && mean < max, "mean must lie between min and max");
  require_positive(sd, "sd");
  const double centre = (mean - min) / (max - min);
  const double spread = sd / (max - min);
  const double limit = std::sqrt(centre * (1 - centre));
  const double total = centre * (1 - centre) / (spread * spread) - 1;
  const double a = centre * total;
  const double b = (1 - centre) * total;
  require(spread < limit && a >= least_shape && b >= least_shape,
          "sd is too large for this range: with this mean it must be below " + short_number(limit) + " of max - min");
  require(a <= most_shape && b <= most_shape, "sd is too small for this range (the shapes would exceed 1000000)");
  return beta_shapes(a, b, min, max);
}

}  // namespace careway::distribution
