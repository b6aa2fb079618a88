#include "random/empirical.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "random/parameters.hpp"

namespace careway::distribution {

namespace {

struct Atom {
  double value = 0;
  double weight = 0;
};

/// Values in order; the tails are summed from both ends.
class Steps final : public Distribution {
 public:
  explicit Steps(const std::vector<Atom>& atoms) {
    double total = 0;
    for (const Atom& atom : atoms) {
      values_.push_back(atom.value);
      reached_.push_back({total += atom.weight, 0});
    }
    double above = 0;
    for (std::size_t i = atoms.size(); i-- > 0;) {
      reached_[i].upper = above / total;
      reached_[i].lower /= total;
      above += atoms[i].weight;
    }
    reached_.back() = {1, 0};
    find_moments(atoms, total);
  }

  Tails tails(double x) const override { return before(std::upper_bound(values_.begin(), values_.end(), x)); }
  Tails tails_below(double x) const override { return before(std::lower_bound(values_.begin(), values_.end(), x)); }
  double density(double) const override { return 0; }
  double mean() const override { return mean_; }
  double sd() const override { return sd_; }
  bool continuous() const override { return false; }
  double lowest() const override { return values_.front(); }
  double highest() const override { return values_.back(); }
  std::vector<double> corners() const override { return values_; }
  void describe(Content& content) const override {
    content.add("steps");
    for (std::size_t i = 0; i < values_.size(); ++i) {
      content.add(values_[i]);
      content.add(reached_[i].lower);
      content.add(reached_[i].upper);
    }
  }

 private:
  void find_moments(const std::vector<Atom>& atoms, double total) {
    const double origin = values_[values_.size() / 2];
    double sum = 0;
    for (const Atom& atom : atoms) sum += atom.weight * (atom.value - origin);
    mean_ = origin + sum / total;
    double square = 0;
    for (const Atom& atom : atoms) square += atom.weight * (atom.value - mean_) * (atom.value - mean_);
    sd_ = std::sqrt(square / total);
  }
  Tails before(std::vector<double>::const_iterator end) const {
    return end == values_.begin() ? Tails{0, 1} : reached_[static_cast<std::size_t>(end - values_.begin()) - 1];
  }
  double invert(Tails p) const override {
    const bool lower = p.lower <= p.upper;
    const auto short_of = [&](const Tails& reached) { return lower ? reached.lower < p.lower : reached.upper > p.upper; };
    const auto at = std::partition_point(reached_.begin(), reached_.end() - 1, short_of);
    return values_[static_cast<std::size_t>(at - reached_.begin())];
  }

  std::vector<double> values_;
  std::vector<Tails> reached_;  ///< at each value
  double mean_ = 0;
  double sd_ = 0;
};

struct Knot {
  Tails at;
  double value = 0;
};

/// Straight lines between knots; equal values make an atom, equal probabilities do not occur.
class Polyline final : public Distribution {
 public:
  explicit Polyline(std::vector<Knot> knots) : knots_(std::move(knots)) {}

  Tails tails(double x) const override {
    const auto above = std::upper_bound(knots_.begin(), knots_.end(), x, [](double v, const Knot& k) { return v < k.value; });
    return along(x, above);
  }
  Tails tails_below(double x) const override {
    const auto from = std::lower_bound(knots_.begin(), knots_.end(), x, [](const Knot& k, double v) { return k.value < v; });
    return along(x, from);
  }
  double density(double x) const override {
    const auto above = std::upper_bound(knots_.begin(), knots_.end(), x, [](double v, const Knot& k) { return v < k.value; });
    if (above == knots_.begin() || above == knots_.end()) return 0;
    return ((above->at.lower - (above - 1)->at.lower)) / (above->value - (above - 1)->value);
  }
  double mean() const override {
    double sum = 0;
    for (std::size_t i = 1; i < knots_.size(); ++i) sum += width(i) * 0.5 * (knots_[i - 1].value + knots_[i].value);
    return sum;
  }
  double sd() const override {
    const double m = mean();
    double sum = 0;
    for (std::size_t i = 1; i < knots_.size(); ++i) {
      const double a = knots_[i - 1].value - m;
      const double b = knots_[i].value - m;
      sum += width(i) * (a * a + a * b + b * b) / 3;
    }
    return std::sqrt(sum);
  }
  bool continuous() const override {
    return std::adjacent_find(knots_.begin(), knots_.end(), [](const Knot& a, const Knot& b) { return a.value == b.value; }) ==
           knots_.end();
  }
  double lowest() const override { return knots_.front().value; }
  double highest() const override { return knots_.back().value; }
  std::vector<double> corners() const override {
    std::vector<double> list;
    for (const Knot& knot : knots_) list.push_back(knot.value);
    return list;
  }
  void describe(Content& content) const override {
    content.add("polyline");
    for (const Knot& knot : knots_) {
      content.add(knot.at.lower);
      content.add(knot.value);
    }
  }

 private:
  using Position = std::vector<Knot>::const_iterator;

  double width(std::size_t i) const { return knots_[i].at.lower - knots_[i - 1].at.lower; }
  /// The tails at x, which lies on the line that ends at `end`.
  Tails along(double x, Position end) const {
    if (end == knots_.begin()) return {0, 1};
    if (end == knots_.end()) return {1, 0};
    const Knot& a = *(end - 1);
    const Knot& b = *end;
    const double share = (x - a.value) / (b.value - a.value);
    const double rest = (b.value - x) / (b.value - a.value);
    return {a.at.lower + share * (b.at.lower - a.at.lower), b.at.upper + rest * (a.at.upper - b.at.upper)};
  }
  double invert(Tails p) const override {
    const bool lower = p.lower <= p.upper;
    const auto short_of = [&](const Knot& k) { return lower ? k.at.lower < p.lower : k.at.upper > p.upper; };
    const auto end = std::partition_point(knots_.begin() + 1, knots_.end() - 1, short_of);
    const Knot& a = *(end - 1);
    const Knot& b = *end;
    const double share =
        lower ? (p.lower - a.at.lower) / (b.at.lower - a.at.lower) : (a.at.upper - p.upper) / (a.at.upper - b.at.upper);
    return a.value + share * (b.value - a.value);
  }

  std::vector<Knot> knots_;
};

void require_values(const std::vector<double>& values) {
  require(!values.empty(), "there must be at least one value");
  for (const double value : values) require_finite(value, "every value");
}

}  // namespace

DistributionPtr discrete(const std::vector<double>& values, const std::vector<double>& weights) {
  require_values(values);
  require(weights.size() == values.size(), "there must be as many weights as values");
  std::vector<Atom> atoms;
  for (std::size_t i = 0; i < values.size(); ++i) {
    require(std::isfinite(weights[i]) && weights[i] >= 0, "weights must be 0 or more");
    if (weights[i] > 0) atoms.push_back({values[i], weights[i]});
  }
  require(!atoms.empty(), "one weight at least must be above 0");
  std::stable_sort(atoms.begin(), atoms.end(), [](const Atom& a, const Atom& b) { return a.value < b.value; });
  std::vector<Atom> joined;
  for (const Atom& atom : atoms) {
    if (!joined.empty() && joined.back().value == atom.value) {
      joined.back().weight += atom.weight;
    } else {
      joined.push_back(atom);
    }
  }
  return std::make_shared<Steps>(joined);
}

DistributionPtr empirical(const std::vector<double>& values, const std::vector<double>& weights) {
  return discrete(values, weights.empty() ? std::vector<double>(values.size(), 1.0) : weights);
}

DistributionPtr empirical_linear(std::vector<double> values) {
  require_values(values);
  require(values.size() >= 2, "there must be at least two values to join by lines");
  std::sort(values.begin(), values.end());
  require(values.front() < values.back(), "the values must not all be equal");
  const double last = static_cast<double>(values.size() - 1);
  std::vector<Knot> knots;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double rank = static_cast<double>(i);
    knots.push_back({{rank / last, (last - rank) / last}, values[i]});
  }
  return std::make_shared<Polyline>(std::move(knots));
}

DistributionPtr from_quantiles(const std::vector<QuantilePoint>& points) {
  require(points.size() >= 2, "there must be at least two quantiles");
  std::vector<Knot> knots;
  for (const QuantilePoint& point : points) {
    require(point.probability >= 0 && point.probability <= 1, "every probability must be from 0 to 1");
    require_finite(point.value, "every value");
    require(knots.empty() || point.probability > knots.back().at.lower, "probabilities must rise");
    require(knots.empty() || point.value >= knots.back().value, "values must not fall");
    knots.push_back({from_lower(point.probability), point.value});
  }
  require(knots.front().at.lower == 0 && knots.back().at.lower == 1, "the first probability must be 0 and the last 1");
  require(knots.front().value < knots.back().value, "the values must not all be equal");
  return std::make_shared<Polyline>(std::move(knots));
}

}  // namespace careway::distribution
