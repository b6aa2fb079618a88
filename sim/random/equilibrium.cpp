#include "random/equilibrium.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "random/parameters.hpp"
#include "random/quadrature.hpp"
#include "random/solve.hpp"

namespace careway::distribution {

namespace {

/// The integral of the upper tail between neighbouring knots by Gauss-Legendre quadrature, summed from both ends so that
/// both tails keep their precision. Knots: octaves of the distance to either end in probability, and all corners.
class Equilibrium final : public Distribution {
 public:
  explicit Equilibrium(DistributionPtr d) : d_(std::move(d)), knots_(knots_of(*d_)) {
    const std::size_t n = knots_.size();
    before_.assign(n, 0);
    after_.assign(n, 0);
    for (std::size_t i = 1; i < n; ++i) before_[i] = before_[i - 1] + area(knots_[i - 1], knots_[i]);
    for (std::size_t i = n - 1; i > 0; --i) after_[i - 1] = after_[i] + area(knots_[i - 1], knots_[i]);
    total_ = before_.back();
  }

  Tails tails(double x) const override {
    if (!(x > 0)) return {0, 1};
    if (x >= knots_.back()) return {1, 0};
    const std::size_t i = knot_above(x);
    if (before_[i] < 0.5 * total_) return from_lower((before_[i - 1] + area(knots_[i - 1], x)) / total_);
    return from_upper((after_[i] + area(x, knots_[i])) / total_);
  }
  double density(double x) const override { return x < 0 ? 0 : d_->tails(x).upper / total_; }
  /// E[X^2] / (2 E[X])
  double mean() const override {
    const double sd = d_->sd();
    return 0.5 * (total_ + sd * (sd / total_));
  }
  double sd() const override {
    const double m = mean();
    if (!std::isfinite(m)) return m;
    double square = 0;
    for (std::size_t i = 1; i < knots_.size(); ++i) {
      square += integrate(knots_[i - 1], knots_[i], [&](double x) { return (x - m) * (x - m) * d_->tails(x).upper; });
    }
    return std::sqrt(square / total_);
  }
  double lowest() const override { return 0; }
  double highest() const override { return d_->highest(); }
  std::vector<double> corners() const override { return d_->corners(); }
  bool tabulable() const override { return d_->tabulable(); }
  void describe(Content& content) const override {
    content.add("equilibrium");
    content.add(*d_);
  }

 private:
  static std::vector<double> knots_of(const Distribution& d) {
    std::vector<double> list = d.corners();
    list.push_back(0);
    list.push_back(d.lowest());
    for (int octave = 2; octave <= 1000; ++octave) {
      const double p = std::ldexp(1.0, -octave);
      if (octave <= 60) list.push_back(d.quantile(from_lower(p)));
      for (const double part : {1.0, 1.25, 1.5, 1.75}) list.push_back(d.quantile(from_upper(part * p)));
      if (octave > 60 && p * list.back() < 1e-20 * d.mean()) break;
    }
    if (std::isfinite(d.highest())) list.push_back(d.highest());
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  double area(double from, double to) const {
    return integrate(from, to, [&](double x) { return d_->tails(x).upper; });
  }
  /// Index of the first knot above x; 0 < x < the last knot.
  std::size_t knot_above(double x) const {
    return static_cast<std::size_t>(std::upper_bound(knots_.begin(), knots_.end(), x) - knots_.begin());
  }

  double invert(Tails p) const override {
    std::size_t low = 0;
    std::size_t high = knots_.size() - 1;
    while (high - low > 1) {
      const std::size_t middle = (low + high) / 2;
      const bool below = p.lower <= p.upper ? before_[middle] < p.lower * total_ : after_[middle] > p.upper * total_;
      (below ? low : high) = middle;
    }
    const Bracket bracket{knots_[low], knots_[high]};
    return invert_bracketed(p, bracket, 0.5 * (bracket.low + bracket.high), [&](double x) { return point(x); });
  }
  double invert_near(Tails p, double guess) const override {
    const auto x = invert_nearby(p, guess, [&](double at) { return point(at); });
    return x && *x > 0 && *x < knots_.back() ? *x : invert(p);
  }
  CdfPoint point(double x) const { return {tails(x), density(x)}; }

  DistributionPtr d_;
  std::vector<double> knots_;
  std::vector<double> before_;  ///< area below the upper tail up to each knot
  std::vector<double> after_;   ///< and from each knot on
  double total_ = 0;            ///< the mean of X
};

}  // namespace

DistributionPtr equilibrium(DistributionPtr d) {
  require(d->lowest() >= 0, "a residual time needs a distribution of values of 0 or more");
  const double mean = d->mean();
  require(std::isfinite(mean) && mean > 0, "a residual time needs a finite mean above 0");
  return std::make_shared<Equilibrium>(std::move(d));
}

}  // namespace careway::distribution
