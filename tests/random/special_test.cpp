#include "random/special.hpp"

#include <doctest/doctest.h>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "checks.hpp"
#include "random/normal.hpp"

using namespace careway;
using checks::relative_error;
using checks::worse;

TEST_CASE("both tails of the normal distribution are precise to 1e-300, and so is their inverse") {
  double worst_tail = 0;
  double worst_quantile = 0;
  for (double z = -37; z < 0; z += 0.0073) {
    const double tail = static_cast<double>(std::erfc(-static_cast<long double>(z) / std::sqrt(2.0L)) / 2);
    worst_tail = worse(worst_tail, relative_error(normal_tails(z).lower, tail));
    worst_tail = worse(worst_tail, relative_error(normal_tails(-z).upper, tail));
    worst_quantile = worse(worst_quantile, relative_error(normal_quantile(from_lower(tail)), z));
    worst_quantile = worse(worst_quantile, relative_error(normal_quantile(from_upper(tail)), -z));
  }
  CHECK(worst_tail < 2e-15);
  // near 0 a tail is near 1/2 and its last bit moves the quantile by 1e-16 / density, so compare where that is below 1e-15
  CHECK(worst_quantile < 5e-13);
  CHECK(normal_quantile({0.5, 0.5}) == 0);
  CHECK(normal_tails(40).upper == 0);
}

TEST_CASE("the smaller tail of a gamma variate is precise to 1e-12 for shapes from 0.01 to a million") {
  for (const double shape : {0.01, 0.3, 1.0, 2.5, 30.0, 1000.0, 3e4, 1e6}) {
    CAPTURE(shape);
    const GammaShape gamma(shape);
    double worst = 0;
    for (double z = -6; z < 8; z += 0.37) {
      const double x = shape < 1 ? std::exp(z - 4) : shape * std::exp(z / std::sqrt(shape));
      const Tails ours = gamma_tails(gamma, x, gamma_weight(gamma, x));
      const double lower = boost::math::gamma_p(shape, x);
      const double upper = boost::math::gamma_q(shape, x);
      if (std::fmin(lower, upper) < 1e-30) continue;  // beyond what 64 random bits reach
      worst = worse(worst, lower < upper ? relative_error(ours.lower, lower) : relative_error(ours.upper, upper));
    }
    // Boost in double precision loses digits itself with shape: allow what it states, 1e-15 sqrt(shape) and more
    CHECK(worst < 1e-12 * std::fmax(1.0, shape / 1e4));
  }
}

TEST_CASE("the smaller tail of a beta variate is precise to 1e-11") {
  for (const double a : {0.05, 1.0, 3.0, 400.0}) {
    for (const double b : {0.1, 1.0, 25.0, 5000.0}) {
      CAPTURE(a);
      CAPTURE(b);
      const BetaShapes shapes(a, b);
      double worst = 0;
      for (double logit = -8; logit < 8; logit += 0.31) {
        const UnitPoint at{1 / (1 + std::exp(-logit)), 1 / (1 + std::exp(logit))};
        const Tails ours = beta_tails(shapes, at, beta_weight(shapes, at));
        const double lower = at.x < at.rest ? boost::math::ibeta(a, b, at.x) : boost::math::ibetac(b, a, at.rest);
        const double upper = at.x < at.rest ? boost::math::ibetac(a, b, at.x) : boost::math::ibeta(b, a, at.rest);
        if (std::fmin(lower, upper) < 1e-30) continue;
        worst = worse(worst, lower < upper ? relative_error(ours.lower, lower) : relative_error(ours.upper, upper));
      }
      CHECK(worst < 1e-11);
    }
  }
}
