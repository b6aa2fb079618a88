// The incomplete gamma and beta functions, as tails that keep their relative precision, and the pieces they are made of.
// Relative errors are those seen against Boost.Math in tests/random/special_test.cpp.
#pragma once

#include "random/tails.hpp"

namespace careway {

/// log_gamma(x) minus Stirling's formula (x - 1/2) log x - x + log(2 pi) / 2, for x > 0.
double stirling_error(double x);
/// x log(x / mean) + mean - x, without loss when the two are close (Loader 2000, "bd0"); for x > 0 and mean > 0.
double deviance(double x, double mean);

/// A shape with its Stirling error, which every evaluation needs.
struct GammaShape {
  explicit GammaShape(double value) : shape(value), error(stirling_error(value)) {}
  double shape;
  double error;
};

/// x^shape exp(-x) / gamma(shape): the density of a gamma variate of unit scale, times x.
double gamma_weight(GammaShape gamma, double x);
/// Both tails of a gamma variate of unit scale; relative error of the smaller below 1e-12.
/// `weight` is gamma_weight(gamma, x), which callers have at hand.
Tails gamma_tails(GammaShape gamma, double x, double weight);

/// The density of a beta variate is x^(a-1) (1-x)^(b-1) / B(a, b).
struct BetaShapes {
  BetaShapes(double a_shape, double b_shape)
      : a(a_shape), b(b_shape), error(stirling_error(a + b) - stirling_error(a) - stirling_error(b)) {}
  double a;
  double b;
  double error;
};

/// A point of (0, 1) given from both ends.
struct UnitPoint {
  double x = 0;
  double rest = 1;  ///< 1 - x
};

/// x^a (1-x)^b / B(a, b): the density of a beta variate, times x (1-x).
double beta_weight(const BetaShapes& shapes, UnitPoint at);
/// Both tails of a beta variate; relative error of the smaller below 1e-12. `weight` is beta_weight(shapes, at).
Tails beta_tails(const BetaShapes& shapes, UnitPoint at, double weight);

}  // namespace careway
