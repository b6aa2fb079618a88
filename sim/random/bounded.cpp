#include "random/bounded.hpp"

#include <cmath>
#include <limits>

#include "random/parameters.hpp"

namespace careway::distribution {

namespace {

class Constant final : public Distribution {
 public:
  explicit Constant(double value) : value_(value) {}
  Tails tails(double x) const override { return x >= value_ ? Tails{1, 0} : Tails{0, 1}; }
  Tails tails_below(double x) const override { return x > value_ ? Tails{1, 0} : Tails{0, 1}; }
  double density(double) const override { return 0; }
  double mean() const override { return value_; }
  double sd() const override { return 0; }
  bool continuous() const override { return false; }
  double lowest() const override { return value_; }
  double highest() const override { return value_; }
  std::vector<double> corners() const override { return {value_}; }
  void describe(Content& content) const override {
    content.add("constant");
    content.add(value_);
  }

 private:
  double invert(Tails) const override { return value_; }

  double value_;
};

class UnitUniform final : public Distribution {
 public:
  Tails tails(double x) const override { return x <= 0 ? Tails{0, 1} : x >= 1 ? Tails{1, 0} : Tails{x, 1 - x}; }
  double density(double x) const override { return x >= 0 && x <= 1 ? 1 : 0; }
  double mean() const override { return 0.5; }
  double sd() const override { return 0.28867513459481288; }  // 1 / sqrt(12)
  double lowest() const override { return 0; }
  double highest() const override { return 1; }
  void describe(Content& content) const override { content.add("uniform"); }

 private:
  double invert(Tails p) const override { return p.lower <= p.upper ? p.lower : 1 - p.upper; }
};

/// On [0, 1] with its mode at c: cdf x^2 / c below the mode, 1 - (1-x)^2 / (1-c) above.
class UnitTriangular final : public Distribution {
 public:
  explicit UnitTriangular(double mode) : mode_(mode) {}
  Tails tails(double x) const override {
    if (x <= 0) return {0, 1};
    if (x >= 1) return {1, 0};
    return x <= mode_ ? from_lower(x * x / mode_) : from_upper((1 - x) * (1 - x) / (1 - mode_));
  }
  double density(double x) const override {
    if (x < 0 || x > 1) return 0;
    return x < mode_ ? 2 * x / mode_ : 2 * (1 - x) / (1 - mode_);
  }
  double mean() const override { return (1 + mode_) / 3; }
  double sd() const override { return std::sqrt((1 - mode_ * (1 - mode_)) / 18); }
  double lowest() const override { return 0; }
  double highest() const override { return 1; }
  std::vector<double> corners() const override { return {mode_}; }
  void describe(Content& content) const override {
    content.add("triangular");
    content.add(mode_);
  }

 private:
  double invert(Tails p) const override {
    return p.lower <= mode_ ? std::sqrt(p.lower * mode_) : 1 - std::sqrt(p.upper * (1 - mode_));
  }

  double mode_;
};

}  // namespace

DistributionPtr constant(double value) {
  require_finite(value, "value");
  return std::make_shared<Constant>(value);
}

DistributionPtr uniform(double min, double max) {
  require_finite(min, "min");
  require_finite(max, "max");
  require(min < max, "min must be below max");
  return affine(min, max - min, std::make_shared<UnitUniform>());
}

DistributionPtr triangular(double min, double mode, double max) {
  require_finite(min, "min");
  require_finite(mode, "mode");
  require_finite(max, "max");
  require(min < max, "min must be below max");
  require(min <= mode && mode <= max, "mode must lie between min and max");
  return affine(min, max - min, std::make_shared<UnitTriangular>((mode - min) / (max - min)));
}

}  // namespace careway::distribution
