#include "random/elementary.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "checks.hpp"

using namespace careway;

namespace {

/// Largest error in units in the last place over many arguments.
template <class Argument, class Ours, class Exact>
double worst_ulp(Argument&& argument, Ours&& ours, Exact&& exact) {
  std::mt19937_64 bits(20);
  double worst = 0;
  for (int i = 0; i < 50000; ++i) {
    const double x = argument(static_cast<double>(bits() >> 11) * 0x1p-53);
    const long double want = exact(static_cast<long double>(x));
    const double size = std::fabs(static_cast<double>(want));
    const double ulp = std::nextafter(size, INFINITY) - size;
    worst = checks::worse(worst, static_cast<double>(std::fabs((static_cast<long double>(ours(x)) - want) / ulp)));
  }
  return worst;
}

const auto wide = [](double u) { return std::exp(1400 * u - 700); };
const auto near_one = [](double u) { return 0.5 + 1.5 * u; };

}  // namespace

TEST_CASE("log is within 1 unit in the last place") {
  const auto exact = [](long double x) { return std::log(x); };
  CHECK(worst_ulp(wide, portable::log, exact) < 1);
  CHECK(worst_ulp(near_one, portable::log, exact) < 1);
  CHECK(portable::log(1) == 0);
  CHECK(portable::log(0) == -INFINITY);
  CHECK(portable::log(INFINITY) == INFINITY);
  CHECK(std::isnan(portable::log(-1)));
  CHECK(portable::log(5e-324) == doctest::Approx(std::log(5e-324)).epsilon(1e-15));
}

TEST_CASE("exp is within 1 unit in the last place, subnormal results included") {
  const auto exact = [](long double x) { return std::exp(x); };
  CHECK(worst_ulp([](double u) { return -745 + 1454 * u; }, portable::exp, exact) < 1);
  CHECK(worst_ulp([](double u) { return 2 * u - 1; }, portable::exp, exact) < 1);
  CHECK(portable::exp(0) == 1);
  CHECK(portable::exp(710) == INFINITY);
  CHECK(portable::exp(-INFINITY) == 0);
  CHECK(std::isnan(portable::exp(NAN)));
}

TEST_CASE("log1p and expm1 keep small arguments, within 2 and 3 units in the last place") {
  const auto log1p = [](long double x) { return std::log1p(x); };
  const auto expm1 = [](long double x) { return std::expm1(x); };
  for (const double sign : {1.0, -1.0}) {
    const auto small = [sign](double u) { return sign * std::exp(-40 * u) * 0.999; };
    CHECK(worst_ulp(small, portable::log1p, log1p) < 2);
    CHECK(worst_ulp(small, portable::expm1, expm1) < 3);
  }
  CHECK(worst_ulp([](double u) { return 100 * u; }, portable::log1p, log1p) < 2);
  CHECK(worst_ulp([](double u) { return 60 * u - 30; }, portable::expm1, expm1) < 3);
}

TEST_CASE("a power is within 2 units in the last place in the middle range and 8 anywhere") {
  for (const double power : {0.37, -2.5, 1.0 / 3, 9.25, -0.013}) {
    const auto ours = [power](double x) { return portable::pow(x, power); };
    const auto exact = [power](long double x) { return std::pow(x, static_cast<long double>(power)); };
    CHECK(worst_ulp([](double u) { return std::exp(8 * u - 4); }, ours, exact) < 2);
    CHECK(worst_ulp([](double u) { return std::exp(140 * u - 70); }, ours, exact) < 8);
  }
  CHECK(portable::pow(10, 3) == 1000);
  CHECK(portable::pow(2, -3) == 0.125);
  CHECK(portable::pow(-2, 3) == -8);
  CHECK(portable::pow(-2, 11) == doctest::Approx(-2048).epsilon(1e-15));
  CHECK(std::isnan(portable::pow(-2, 0.5)));
  CHECK(portable::pow(0, 0) == 1);
  CHECK(portable::pow(0, 2.5) == 0);
  CHECK(portable::pow(0, -2.5) == INFINITY);
}

TEST_CASE("sines and cosines of turns lose nothing for a million turns") {
  const auto angle = [](long double turns) {
    constexpr long double two_pi = 6.283185307179586476925286766559005768L;
    return (turns - std::floor(turns + 0.5L)) * two_pi;
  };
  // away from the zeros, where reference and result both end in the rounding of pi
  CHECK(worst_ulp([](double u) { return 0.01 + 0.48 * u; }, portable::sin_turns,
                  [&](long double x) { return std::sin(angle(x)); }) < 2);
  CHECK(worst_ulp([](double u) { return std::floor(2e6 * u - 1e6) + 0.3 + 0.4 * u; }, portable::cos_turns,
                  [&](long double x) { return std::cos(angle(x)); }) < 2);
  CHECK(portable::sin_turns(0.5) == 0);
  CHECK(portable::sin_turns(0.25) == 1);
  CHECK(portable::cos_turns(1e6 + 0.25) == 0);
  CHECK(portable::cos_turns(-3) == 1);
}

TEST_CASE("log gamma is within 1e-15 of its value, beside its zeros too") {
  std::mt19937_64 bits(21);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double u = static_cast<double>(bits() >> 11) * 0x1p-53;
    const double x = i % 3 == 0 ? std::exp(30 * u - 20) : i % 3 == 1 ? 12 * u + 1e-9 : 0.9 + 1.2 * u;
    const long double want = std::lgamma(static_cast<long double>(x));
    worst = checks::worse(worst, static_cast<double>(std::fabs((portable::log_gamma(x) - want) / want)));
  }
  CHECK(worst < 1e-15);
  CHECK(portable::log_gamma(1) == 0);
  CHECK(portable::log_gamma(2) == 0);
  CHECK(std::isnan(portable::log_gamma(-1)));
}
