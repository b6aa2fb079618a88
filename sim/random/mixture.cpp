#include "random/mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "random/lifetime.hpp"
#include "random/parameters.hpp"
#include "random/solve.hpp"

namespace careway::distribution {

namespace {

struct Component {
  double weight = 0;  ///< the weights add up to 1
  DistributionPtr law;
};

class Mixture final : public Distribution {
 public:
  explicit Mixture(std::vector<Component> components) : components_(std::move(components)) {}

  Tails tails(double x) const override {
    return sum([x](const Distribution& d) { return d.tails(x); });
  }
  Tails tails_below(double x) const override {
    return sum([x](const Distribution& d) { return d.tails_below(x); });
  }
  double density(double x) const override {
    double total = 0;
    for (const auto& c : components_) total += c.weight * c.law->density(x);
    return total;
  }
  double mean() const override {
    double total = 0;
    for (const auto& c : components_) total += c.weight * c.law->mean();
    return total;
  }
  double sd() const override {
    const double m = mean();
    if (!std::isfinite(m)) return m;
    double variance = 0;
    for (const auto& c : components_) {
      const double off = c.law->mean() - m;
      const double own = c.law->sd();
      variance += c.weight * (own * own + off * off);
    }
    return std::sqrt(variance);
  }
  bool continuous() const override {
    return std::all_of(components_.begin(), components_.end(), [](const auto& c) { return c.law->continuous(); });
  }
  double lowest() const override {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& c : components_) least = std::fmin(least, c.law->lowest());
    return least;
  }
  double highest() const override {
    double most = -std::numeric_limits<double>::infinity();
    for (const auto& c : components_) most = std::fmax(most, c.law->highest());
    return most;
  }
  std::vector<double> corners() const override {
    std::vector<double> list;
    for (const auto& c : components_) {
      const std::vector<double> own = c.law->corners();
      list.insert(list.end(), own.begin(), own.end());
      for (const double end : {c.law->lowest(), c.law->highest()}) {
        if (std::isfinite(end)) list.push_back(end);
      }
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }
  bool tabulable() const override {
    return std::all_of(components_.begin(), components_.end(), [](const auto& c) { return c.law->tabulable(); });
  }
  void describe(Content& content) const override {
    content.add("mixture");
    for (const auto& c : components_) {
      content.add(c.weight);
      content.add(*c.law);
    }
  }

 private:
  template <class Function>
  Tails sum(Function&& tails_of) const {
    Tails total{0, 0};
    for (const auto& c : components_) {
      const Tails own = tails_of(*c.law);
      total.lower += c.weight * own.lower;
      total.upper += c.weight * own.upper;
    }
    return total.lower < total.upper ? from_lower(total.lower) : from_upper(total.upper);
  }
  CdfPoint point(double x) const { return {tails(x), density(x)}; }

  /// The quantile lies between the least and the greatest of those of the components.
  Bracket bracket(Tails p) const {
    Bracket in{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const auto& c : components_) {
      const double own = c.law->quantile(p);
      in.low = std::fmin(in.low, own);
      in.high = std::fmax(in.high, own);
    }
    return in;
  }
  double invert(Tails p) const override {
    const Bracket in = bracket(p);
    if (in.low == in.high || reaches(in.low, p)) return in.low;
    return invert_bracketed(p, in, 0.5 * (in.low + in.high), [&](double x) { return point(x); });
  }
  bool reaches(double x, Tails p) const {
    const Tails at = tails(x);
    return p.lower <= p.upper ? at.lower >= p.lower : at.upper <= p.upper;
  }
  double invert_near(Tails p, double guess) const override {
    const auto x = invert_nearby(p, guess, [&](double at) { return point(at); });
    return x ? *x : invert(p);
  }

  std::vector<Component> components_;
};

}  // namespace

DistributionPtr mixture(const std::vector<double>& weights, const std::vector<DistributionPtr>& components) {
  require(!components.empty(), "a mixture needs at least one component");
  require(weights.size() == components.size(), "a mixture needs as many weights as components");
  double total = 0;
  for (const double weight : weights) {
    require(std::isfinite(weight) && weight >= 0, "weights must be 0 or more");
    total += weight;
  }
  require(std::isfinite(total) && total > 0, "one weight at least must be above 0");
  std::vector<Component> list;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0) list.push_back({weights[i] / total, components[i]});
  }
  if (list.size() == 1) return list.front().law;
  return std::make_shared<Mixture>(std::move(list));
}

DistributionPtr hyperexponential(const std::vector<double>& weights, const std::vector<double>& means) {
  require(weights.size() == means.size(), "there must be as many weights as means");
  std::vector<DistributionPtr> components;
  components.reserve(means.size());
  for (const double mean : means) components.push_back(exponential(mean));
  return mixture(weights, components);
}

}  // namespace careway::distribution
