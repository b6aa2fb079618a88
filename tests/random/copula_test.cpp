#include "random/copula.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "base/mix.hpp"
#include "checks.hpp"
#include "random/normal.hpp"
#include "random/tails.hpp"

using namespace careway;

namespace {

/// Mean product of the normal scores of n pairs.
double score_correlation(double rho, std::uint64_t n) {
  double sum = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::uint64_t a = mix(2 * i);
    const std::uint64_t b = correlated_bits(a, mix(2 * i + 1), rho);
    sum += normal_quantile(unit_tails(a)) * normal_quantile(unit_tails(b));
  }
  return sum / static_cast<double>(n);
}

}  // namespace

// The product of scores has variance 1 + rho^2; n = 100 000 and alpha = 1e-6 find a correlation wrong by 0.022 + 0.016.
TEST_CASE("joined draws have normal scores of the wanted correlation") {
  constexpr std::uint64_t n = 100000;
  for (const double rho : {-0.9, -0.3, 0.0, 0.5, 0.95}) {
    const double tolerance = checks::alpha_z * std::sqrt((1 + rho * rho) / static_cast<double>(n));
    CHECK(std::fabs(score_correlation(rho, n) - rho) < tolerance);
    CHECK_FALSE(std::fabs(score_correlation(rho, n) - (rho > 0 ? rho - 0.05 : rho + 0.05)) < tolerance);
  }
}

TEST_CASE("a joined draw is itself uniform") {
  std::vector<double> sample;
  for (std::uint64_t i = 0; i < 100000; ++i) sample.push_back(open_unit(correlated_bits(mix(2 * i), mix(2 * i + 1), 0.7)));
  CHECK(checks::kolmogorov_accepts(sample, [](double u) { return u; }));
}

TEST_CASE("correlations of 0, 1 and -1 give the fresh draw, the first and its mirror image") {
  CHECK(correlated_bits(11, 22, 0) == 22);
  CHECK(correlated_bits(11, 22, 1) == 11);
  CHECK(correlated_bits(11, 22, -1) == ~std::uint64_t{11});
  CHECK(correlated_uniform(0.3, 22, 1) == 0.3);
  CHECK(correlated_uniform(0.3, 22, -1) == 0.7);
  const std::uint64_t bits = mix(5);
  CHECK(correlated_uniform(open_unit(bits), mix(6), 0.4) == doctest::Approx(open_unit(correlated_bits(bits, mix(6), 0.4))));
}
