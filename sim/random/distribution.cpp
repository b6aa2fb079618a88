#include "random/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/contract.hpp"
#include "base/mix.hpp"

namespace careway {

void Content::add(std::string_view word) { words_.push_back(name_key(word)); }

void Content::add(double number) {
  std::uint64_t bits = 0;
  const double positive_zero = number == 0 ? 0.0 : number;
  std::memcpy(&bits, &positive_zero, sizeof bits);
  words_.push_back(bits);
}

void Content::add(const Distribution& part) {
  add("(");
  part.describe(*this);
  add(")");
}

double Distribution::quantile(Tails p) const {
  if (!(p.lower > 0)) return lowest();
  if (!(p.upper > 0)) return highest();
  return invert(p);
}

double Distribution::quantile_near(Tails p, double guess) const {
  if (!(p.lower > 0)) return lowest();
  if (!(p.upper > 0)) return highest();
  return invert_near(p, guess);
}

namespace {

class Affine final : public Distribution {
 public:
  Affine(double shift, double scale, DistributionPtr unit) : shift_(shift), scale_(scale), unit_(std::move(unit)) {
    if (unit_->continuous()) return;
    for (const double corner : unit_->corners()) jumps_.emplace_back(from_unit(corner), corner);
    std::sort(jumps_.begin(), jumps_.end());
  }

  Tails tails(double x) const override { return unit_->tails(to_unit(x)); }
  Tails tails_below(double x) const override { return unit_->tails_below(to_unit(x)); }
  double density(double x) const override { return unit_->density(to_unit(x)) / scale_; }
  double mean() const override { return from_unit(unit_->mean()); }
  double sd() const override { return scale_ * unit_->sd(); }
  bool continuous() const override { return unit_->continuous(); }
  double lowest() const override { return from_unit(unit_->lowest()); }
  double highest() const override { return from_unit(unit_->highest()); }
  std::vector<double> corners() const override {
    std::vector<double> list = unit_->corners();
    for (double& x : list) x = from_unit(x);
    return list;
  }
  bool tabulable() const override { return unit_->tabulable(); }
  Standardised standardised() const override { return {shift_, scale_, unit_}; }
  void describe(Content& content) const override {
    content.add("affine");
    content.add(shift_);
    content.add(scale_);
    content.add(*unit_);
  }

 private:
  /// The way there and back must meet where a value has a probability, which rounding would not ensure.
  double to_unit(double x) const {
    const auto jump = std::lower_bound(jumps_.begin(), jumps_.end(), std::pair<double, double>(x, -HUGE_VAL));
    return jump != jumps_.end() && jump->first == x ? jump->second : (x - shift_) / scale_;
  }
  double from_unit(double u) const { return shift_ + scale_ * u; }
  double invert(Tails p) const override { return from_unit(unit_->quantile(p)); }
  double invert_near(Tails p, double guess) const override { return from_unit(unit_->quantile_near(p, to_unit(guess))); }

  double shift_;
  double scale_;
  DistributionPtr unit_;
  std::vector<std::pair<double, double>> jumps_;  ///< value here, value in the unit; only where there are atoms
};

}  // namespace

DistributionPtr affine(double shift, double scale, DistributionPtr unit) {
  EXPECTS(scale > 0 && unit);
  const Standardised inner = unit->standardised();
  if (inner.unit) return affine(shift + scale * inner.shift, scale * inner.scale, inner.unit);
  if (shift == 0 && scale == 1) return unit;
  return std::make_shared<Affine>(shift, scale, std::move(unit));
}

}  // namespace careway
