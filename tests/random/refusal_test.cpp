// Parameters that cannot be meant are refused in plain words.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "cases.hpp"

using namespace careway;
using namespace careway::distribution;
using checks::infinity;

namespace {

template <class Make>
std::string refusal(Make&& make) {
  try {
    make();
  } catch (const std::invalid_argument& words) {
    return words.what();
  }
  return "accepted";
}

}  // namespace

#define REFUSED(call, words) CHECK(refusal([] { call; }) == words)
#define ACCEPTED(call) CHECK(refusal([] { call; }) == "accepted")

TEST_CASE("means, sds and shapes must be what the family can have") {
  REFUSED(exponential(0), "mean must be above 0");
  REFUSED(exponential(NAN), "mean must be above 0");
  REFUSED(exponential(infinity), "mean must be above 0");
  REFUSED(gamma(5, 0), "sd must be above 0");
  REFUSED(gamma(5, -1), "sd must be above 0");
  REFUSED(gamma(5, 51), "sd must be from 0.001 to 10 times the mean");
  ACCEPTED(gamma(5, 50));
  ACCEPTED(gamma(5, 0.005));
  REFUSED(gamma_shape(0, 1), "shape must be from 0.01 to 1000000");
  REFUSED(erlang(5, 0), "stages must be a whole number from 1 to 1000000");
  REFUSED(weibull(1, 500), "sd must be from 0.001282 to 429.8 times the mean");
  ACCEPTED(weibull(1, 429.8));
  ACCEPTED(weibull(1, 0.001282));
  REFUSED(weibull_shape_mean(0.05, 1), "shape must be from 0.1 to 1000");
  REFUSED(lognormal(-1, 1), "mean must be above 0");
  REFUSED(lognormal(1, 0), "sd must be above 0");
  REFUSED(lognormal_log(0, 0), "sigma must be above 0");
  REFUSED(lognormal_median_mean(5, 5), "mean must be above the median for a lognormal distribution");
  REFUSED(normal(NAN, 1), "mean must be a finite number");
  REFUSED(pareto(5, 1), "shape must be above 1, or there is no mean");
  REFUSED(loglogistic(0, 2), "median must be above 0");
  REFUSED(poisson(2e6), "mean must be at most 1000000");
  REFUSED(binomial(2.5, 0.5), "n must be a whole number from 1 to 1000000");
  REFUSED(binomial(10, 1.5), "p must be from 0 to 1");
}

TEST_CASE("bounds must be in order and leave something") {
  REFUSED(uniform(3, 3), "min must be below max");
  REFUSED(triangular(1, 9, 7), "mode must lie between min and max");
  ACCEPTED(triangular(1, 1, 7));
  REFUSED(beta(0, 10, 12, 1), "mean must lie between min and max");
  REFUSED(beta(0, 10, 5, 6), "sd is too large for this range: with this mean it must be below 5");
  REFUSED(beta(0, 10, 5, 1e-6), "sd is too small for this range (the shapes would exceed 1000000)");
  REFUSED(truncated_normal(10, 5, 30, 20), "min must be below max");
  REFUSED(truncated_normal(0, 1, 100, 101), "no value lies between min and max");
  REFUSED(conditioned(uniform(0, 1), 2, 3), "no value lies between min and max");
  REFUSED(conditioned(discrete({1, 5}, {1, 1}), 2, 3), "no value lies between min and max");
  REFUSED(clipped(uniform(0, 1), 3, 2), "min must be below max");
}

TEST_CASE("lists must match, rise and add up to something") {
  REFUSED(discrete({}, {}), "there must be at least one value");
  REFUSED(discrete({1, 2}, {1}), "there must be as many weights as values");
  REFUSED(discrete({1, 2}, {0, 0}), "one weight at least must be above 0");
  REFUSED(discrete({1, 2}, {1, -1}), "weights must be 0 or more");
  REFUSED(discrete({1, NAN}, {1, 1}), "every value must be a finite number");
  REFUSED(empirical_linear({4}), "there must be at least two values to join by lines");
  REFUSED(from_quantiles({{0, 1}, {0.9, 3}}), "the first probability must be 0 and the last 1");
  REFUSED(from_quantiles({{0, 1}, {0.5, 4}, {1, 3}}), "values must not fall");
  REFUSED(from_quantiles({{0, 1}, {0.5, 4}, {0.5, 5}, {1, 6}}), "probabilities must rise");
  REFUSED(mixture({}, {}), "a mixture needs at least one component");
  REFUSED(mixture({1}, {constant(1), constant(2)}), "a mixture needs as many weights as components");
  REFUSED(hyperexponential({1, 2}, {3}), "there must be as many weights as means");
}

TEST_CASE("derived times need a time to derive from") {
  REFUSED(scaled(constant(1), 0), "the factor must be above 0");
  REFUSED(shifted(constant(1), NAN), "the shift must be a finite number");
  REFUSED(residual(uniform(0, 5), 5), "nothing lasts longer than the elapsed time");
  REFUSED(residual(constant(5), 5), "nothing lasts longer than the elapsed time");
  REFUSED(equilibrium(normal(5, 1)), "a residual time needs a distribution of values of 0 or more");
  REFUSED(equilibrium(loglogistic(4, 1)), "a residual time needs a finite mean above 0");
  REFUSED(equilibrium(constant(0)), "a residual time needs a finite mean above 0");
}
