// A univariate distribution: what it is, never how it is drawn (sampler.hpp does that). Immutable.
// distributions.hpp has the factories of all kinds.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "random/tails.hpp"

namespace careway {

class Distribution;
/// Shared, because mixtures, bounds and shifts refer to their parts, several samplers may refer to one distribution,
/// and nobody can change it.
using DistributionPtr = std::shared_ptr<const Distribution>;

/// Names the content of a distribution: equal contents, equal laws. Two of the same content may share a table.
class Content {
 public:
  void add(std::string_view word);
  void add(double number);
  void add(const Distribution& part);
  const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

/// A distribution seen as shift + scale * unit, so that a whole family can share the table of its unit.
struct Standardised {
  double shift = 0;
  double scale = 1;
  DistributionPtr unit;  ///< nothing: the distribution is its own unit
};

class Distribution {
 public:
  virtual ~Distribution() = default;
  Distribution(const Distribution&) = delete;
  Distribution& operator=(const Distribution&) = delete;

  /// P(X <= x) and P(X > x), the smaller with full relative precision.
  virtual Tails tails(double x) const = 0;
  double cdf(double x) const { return tails(x).lower; }
  /// P(X < x) and P(X >= x); differs from tails(x) where x itself has a probability.
  virtual Tails tails_below(double x) const { return tails(x); }

  /// The smallest x with P(X <= x) >= p.lower; `lowest` at probability 0, `highest` at 1.
  double quantile(Tails p) const;
  double quantile(double lower, double upper) const { return quantile(Tails{lower, upper}); }
  /// The same, started from a guess: faster where the inverse has to be searched for, and equal up to rounding.
  double quantile_near(Tails p, double guess) const;

  /// Slope of the cdf at x, for solvers; not a number where it is not known.
  virtual double density(double x) const = 0;
  virtual double mean() const = 0;  ///< may be infinite
  virtual double sd() const = 0;    ///< may be infinite
  /// No single value has a probability above 0.
  virtual bool continuous() const { return true; }
  virtual double lowest() const = 0;   ///< end of the support; may be minus infinity
  virtual double highest() const = 0;  ///< end of the support; may be infinite

  /// The values, in any order, at which the cdf has a jump or a kink. The ends of the support need not be listed.
  virtual std::vector<double> corners() const { return {}; }
  /// False where no table can follow the quantile, so that it has to be evaluated for every draw.
  virtual bool tabulable() const { return true; }
  virtual Standardised standardised() const { return {}; }
  virtual void describe(Content& content) const = 0;

 protected:
  Distribution() = default;

 private:
  /// 0 < p.lower and 0 < p.upper.
  virtual double invert(Tails p) const = 0;
  virtual double invert_near(Tails p, double /*guess*/) const { return invert(p); }
};

/// shift + scale * unit; scale > 0. The general form of every family that has one.
DistributionPtr affine(double shift, double scale, DistributionPtr unit);

}  // namespace careway
