#include "random/modified.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "random/moments.hpp"
#include "random/parameters.hpp"

namespace careway::distribution {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_mass = 1e-200;  // of a condition; far below any that a model can mean

/// What a distribution looks like between two of its probabilities.
struct Window {
  Tails below;  ///< what is cut off at the low end, and all the rest
  Tails above;  ///< all but what is cut off at the high end, and that
  double low = 0;
  double high = 0;

  double mass() const {
    if (above.lower <= 0.5) return above.lower - below.lower;
    if (below.upper <= 0.5) return below.upper - above.upper;
    return 1 - below.lower - above.upper;
  }
};

class Conditioned final : public Distribution {
 public:
  Conditioned(DistributionPtr d, const Window& window) : d_(std::move(d)), window_(window), mass_(window.mass()) {}

  Tails tails(double x) const override { return x >= window_.high ? Tails{1, 0} : within(x, d_->tails(x)); }
  Tails tails_below(double x) const override { return x > window_.high ? Tails{1, 0} : within(x, d_->tails_below(x)); }
  double density(double x) const override { return x >= window_.low && x <= window_.high ? d_->density(x) / mass_ : 0; }
  double mean() const override { return endless() && d_->mean() == infinity ? infinity : moments_by_quantile(*this).mean; }
  double sd() const override { return endless() && d_->sd() == infinity ? infinity : moments_by_quantile(*this).sd; }
  bool continuous() const override { return d_->continuous(); }
  double lowest() const override { return window_.low; }
  double highest() const override { return window_.high; }
  std::vector<double> corners() const override {
    std::vector<double> list;
    for (const double x : d_->corners()) {
      if (x >= window_.low && x <= window_.high) list.push_back(x);
    }
    return list;
  }
  bool tabulable() const override { return d_->tabulable(); }
  void describe(Content& content) const override {
    content.add("conditioned");
    for (const double number : {window_.below.lower, window_.below.upper, window_.above.lower, window_.above.upper}) {
      content.add(number);
    }
    content.add(window_.low);
    content.add(window_.high);
    content.add(*d_);
  }

 private:
  /// Each tail as a difference of the smaller numbers.
  Tails within(double x, Tails p) const {
    if (x < window_.low) return {0, 1};
    const double lower = p.lower <= 0.5 ? p.lower - window_.below.lower : window_.below.upper - p.upper;
    const double upper = p.upper <= 0.5 ? p.upper - window_.above.upper : window_.above.lower - p.lower;
    const double share = std::fmin(lower, upper) / mass_;
    if (!(share > 0)) return lower < upper ? Tails{0, 1} : Tails{1, 0};
    return lower < upper ? from_lower(share) : from_upper(share);
  }
  bool endless() const { return window_.high == infinity; }
  Tails outer(Tails p) const { return {window_.below.lower + mass_ * p.lower, window_.above.upper + mass_ * p.upper}; }
  double hold(double x) const { return x < window_.low ? window_.low : x > window_.high ? window_.high : x; }
  double invert(Tails p) const override { return hold(d_->quantile(outer(p))); }
  double invert_near(Tails p, double guess) const override { return hold(d_->quantile_near(outer(p), guess)); }

  DistributionPtr d_;
  Window window_;
  double mass_;
};

class Clipped final : public Distribution {
 public:
  Clipped(DistributionPtr d, double min, double max) : d_(std::move(d)), min_(min), max_(max) {}

  Tails tails(double x) const override { return x < min_ ? Tails{0, 1} : x >= max_ ? Tails{1, 0} : d_->tails(x); }
  Tails tails_below(double x) const override { return x <= min_ ? Tails{0, 1} : x > max_ ? Tails{1, 0} : d_->tails_below(x); }
  double density(double x) const override { return x > min_ && x < max_ ? d_->density(x) : 0; }
  double mean() const override { return max_ == infinity && d_->mean() == infinity ? infinity : moments_by_quantile(*this).mean; }
  double sd() const override { return max_ == infinity && d_->sd() == infinity ? infinity : moments_by_quantile(*this).sd; }
  bool continuous() const override { return d_->continuous() && min_ <= d_->lowest() && max_ >= d_->highest(); }
  double lowest() const override { return hold(d_->lowest()); }
  double highest() const override { return hold(d_->highest()); }
  std::vector<double> corners() const override {
    std::vector<double> list;
    for (const double x : d_->corners()) list.push_back(hold(x));
    for (const double bound : {min_, max_}) {
      if (std::isfinite(bound)) list.push_back(bound);
    }
    return list;
  }
  bool tabulable() const override { return d_->tabulable(); }
  void describe(Content& content) const override {
    content.add("clipped");
    content.add(min_);
    content.add(max_);
    content.add(*d_);
  }

 private:
  double hold(double x) const { return x < min_ ? min_ : x > max_ ? max_ : x; }
  double invert(Tails p) const override { return hold(d_->quantile(p)); }
  double invert_near(Tails p, double guess) const override { return hold(d_->quantile_near(p, guess)); }

  DistributionPtr d_;
  double min_;
  double max_;
};

void require_bounds(double min, double max) {
  require(!std::isnan(min) && !std::isnan(max), "min and max must be numbers");
  require(min < max, "min must be below max");
}

}  // namespace

DistributionPtr shifted(DistributionPtr d, double by) {
  require_finite(by, "the shift");
  return affine(by, 1, std::move(d));
}

DistributionPtr scaled(DistributionPtr d, double factor) {
  require_positive(factor, "the factor");
  return affine(0, factor, std::move(d));
}

DistributionPtr conditioned(DistributionPtr d, double min, double max) {
  require_bounds(min, max);
  const double low = std::fmax(min, d->lowest());
  const double high = std::fmin(max, d->highest());
  require(low <= high, "no value lies between min and max");
  Window window{{0, 1}, {1, 0}, low, high};
  if (low > d->lowest()) window.below = d->tails_below(low);
  if (high < d->highest()) window.above = d->tails(high);
  require(window.mass() > least_mass, "no value lies between min and max");
  return std::make_shared<Conditioned>(std::move(d), window);
}

DistributionPtr clipped(DistributionPtr d, double min, double max) {
  require_bounds(min, max);
  return std::make_shared<Clipped>(std::move(d), min, max);
}

DistributionPtr residual(DistributionPtr d, double elapsed) {
  require_finite(elapsed, "the elapsed time");
  if (elapsed < d->lowest()) return shifted(std::move(d), -elapsed);
  const Window window{d->tails(elapsed), {1, 0}, elapsed, d->highest()};
  require(window.mass() > least_mass, "nothing lasts longer than the elapsed time");
  return shifted(std::make_shared<Conditioned>(std::move(d), window), -elapsed);
}

}  // namespace careway::distribution
