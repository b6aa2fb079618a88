#include "random/counts.hpp"

#include <cmath>
#include <limits>

#include "random/elementary.hpp"
#include "random/empirical.hpp"
#include "random/parameters.hpp"

namespace careway::distribution {

namespace {

/// Probabilities relative to the mode's below which values are left out: 2^-70.
constexpr double negligible = 0x1p-70;

/// Weights outward from the mode by the ratio of neighbours, so that no factorial is needed.
/// `up(k)` is P(k+1)/P(k).
template <class Ratio>
DistributionPtr from_mode(double mode, double highest, Ratio&& up) {
  std::vector<double> values{mode};
  std::vector<double> weights{1.0};
  double weight = 1;
  for (double k = mode; k < highest && (weight *= up(k)) > negligible; k += 1) {
    values.push_back(k + 1);
    weights.push_back(weight);
  }
  weight = 1;
  for (double k = mode; k > 0 && (weight /= up(k - 1)) > negligible; k -= 1) {
    values.push_back(k - 1);
    weights.push_back(weight);
  }
  return discrete(values, weights);
}

class Geometric final : public Distribution {
 public:
  explicit Geometric(double mean) : mean_(mean), log_ratio_(-portable::log1p(1 / mean)) {}

  Tails tails(double x) const override { return below(std::floor(x) + 1); }
  Tails tails_below(double x) const override { return below(std::ceil(x)); }
  double density(double) const override { return 0; }
  double mean() const override { return mean_; }
  double sd() const override { return std::sqrt(mean_ * (1 + mean_)); }
  bool continuous() const override { return false; }
  double lowest() const override { return 0; }
  double highest() const override { return std::numeric_limits<double>::infinity(); }
  std::vector<double> corners() const override {
    std::vector<double> list;
    if (!tabulable()) return list;
    for (double k = 0; k * -log_ratio_ < deepest; k += 1) list.push_back(k);
    return list;
  }
  bool tabulable() const override { return deepest < 2000 * -log_ratio_; }
  void describe(Content& content) const override {
    content.add("geometric");
    content.add(mean_);
  }

 private:
  static constexpr double deepest = 45;  // -log of the last tail listed, below 2^-64

  /// P(X < k) and P(X >= k)
  Tails below(double k) const {
    if (k <= 0) return {0, 1};
    return {-portable::expm1(k * log_ratio_), portable::exp(k * log_ratio_)};
  }
  double invert(Tails p) const override {
    const double log_upper = p.lower < 0.5 ? portable::log1p(-p.lower) : portable::log(p.upper);
    const double k = std::ceil(log_upper / log_ratio_) - 1;
    return k > 0 ? k : 0.0;
  }

  double mean_;
  double log_ratio_;
};

}  // namespace

DistributionPtr poisson(double mean) {
  require_positive(mean, "mean");
  require(mean <= 1e6, "mean must be at most 1000000");
  return from_mode(std::floor(mean), std::numeric_limits<double>::infinity(), [mean](double k) { return mean / (k + 1); });
}

DistributionPtr geometric(double mean) {
  require_positive(mean, "mean");
  return std::make_shared<Geometric>(mean);
}

DistributionPtr binomial(double n, double p) {
  require(n >= 1 && n <= 1e6 && std::floor(n) == n, "n must be a whole number from 1 to 1000000");
  require(p >= 0 && p <= 1, "p must be from 0 to 1");
  if (p == 0 || p == 1) return discrete({p * n}, {1.0});
  const double odds = p / (1 - p);
  return from_mode(std::floor((n + 1) * p), n, [n, odds](double k) { return (n - k) / (k + 1) * odds; });
}

}  // namespace careway::distribution
