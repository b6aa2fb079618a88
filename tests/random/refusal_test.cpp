// Parameters that cannot be meant are refused in plain words.
#include <doctest/doctest.h>

#include <cmath>
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

#define REFUSED(words, ...) CHECK(refusal([] { __VA_ARGS__; }) == words)
#define ACCEPTED(...) CHECK(refusal([] { __VA_ARGS__; }) == "accepted")

TEST_CASE("means, sds and shapes must be what the family can have") {
  REFUSED("mean must be above 0", exponential(0));
  REFUSED("mean must be above 0", exponential(NAN));
  REFUSED("mean must be above 0", exponential(infinity));
  REFUSED("sd must be above 0", gamma(5, 0));
  REFUSED("sd must be above 0", gamma(5, -1));
  REFUSED("sd must be from 0.001 to 10 times the mean", gamma(5, 51));
  ACCEPTED(gamma(5, 50));
  ACCEPTED(gamma(5, 0.005));
  REFUSED("shape must be from 0.01 to 1000000", gamma_shape(0, 1));
  REFUSED("stages must be a whole number from 1 to 1000000", erlang(5, 0));
  REFUSED("sd must be from 0.001282 to 429.8 times the mean", weibull(1, 500));
  ACCEPTED(weibull(1, 429.8));
  ACCEPTED(weibull(1, 0.001282));
  REFUSED("shape must be from 0.1 to 1000", weibull_shape_mean(0.05, 1));
  REFUSED("mean must be above 0", lognormal(-1, 1));
  REFUSED("sd must be above 0", lognormal(1, 0));
  REFUSED("sigma must be above 0", lognormal_log(0, 0));
  REFUSED("mean must be above the median for a lognormal distribution", lognormal_median_mean(5, 5));
  REFUSED("mean must be a finite number", normal(NAN, 1));
  REFUSED("shape must be above 1, or there is no mean", pareto(5, 1));
  REFUSED("median must be above 0", loglogistic(0, 2));
  REFUSED("mean must be at most 1000000", poisson(2e6));
  REFUSED("n must be a whole number from 1 to 1000000", binomial(2.5, 0.5));
  REFUSED("p must be from 0 to 1", binomial(10, 1.5));
}

TEST_CASE("bounds must be in order and leave something") {
  REFUSED("min must be below max", uniform(3, 3));
  REFUSED("mode must lie between min and max", triangular(1, 9, 7));
  ACCEPTED(triangular(1, 1, 7));
  REFUSED("mean must lie between min and max", beta(0, 10, 12, 1));
  REFUSED("sd is too large for this range: with this mean it must be below 0.5 of max - min", beta(0, 10, 5, 6));
  REFUSED("sd is too small for this range (the shapes would exceed 1000000)", beta(0, 10, 5, 1e-6));
  REFUSED("min must be below max", truncated_normal(10, 5, 30, 20));
  REFUSED("no value lies between min and max", truncated_normal(0, 1, 100, 101));
  REFUSED("no value lies between min and max", conditioned(uniform(0, 1), 2, 3));
  REFUSED("no value lies between min and max", conditioned(discrete({1, 5}, {1, 1}), 2, 3));
  REFUSED("min must be below max", clipped(uniform(0, 1), 3, 2));
}

TEST_CASE("lists must match, rise and add up to something") {
  REFUSED("there must be at least one value", discrete({}, {}));
  REFUSED("there must be as many weights as values", discrete({1, 2}, {1}));
  REFUSED("one weight at least must be above 0", discrete({1, 2}, {0, 0}));
  REFUSED("weights must be 0 or more", discrete({1, 2}, {1, -1}));
  REFUSED("every value must be a finite number", discrete({1, NAN}, {1, 1}));
  REFUSED("there must be at least two values to join by lines", empirical_linear({4}));
  REFUSED("the first probability must be 0 and the last 1", from_quantiles({{0, 1}, {0.9, 3}}));
  REFUSED("values must not fall", from_quantiles({{0, 1}, {0.5, 4}, {1, 3}}));
  REFUSED("probabilities must rise", from_quantiles({{0, 1}, {0.5, 4}, {0.5, 5}, {1, 6}}));
  REFUSED("a mixture needs at least one component", mixture({}, {}));
  REFUSED("a mixture needs as many weights as components", mixture({1}, {constant(1), constant(2)}));
  REFUSED("there must be as many weights as means", hyperexponential({1, 2}, {3}));
}

TEST_CASE("derived times need a time to derive from") {
  REFUSED("the factor must be above 0", scaled(constant(1), 0));
  REFUSED("the shift must be a finite number", shifted(constant(1), NAN));
  REFUSED("nothing lasts longer than the elapsed time", residual(uniform(0, 5), 5));
  REFUSED("nothing lasts longer than the elapsed time", residual(constant(5), 5));
  REFUSED("a residual time needs a distribution of values of 0 or more", equilibrium(normal(5, 1)));
  REFUSED("a residual time needs a finite mean above 0", equilibrium(loglogistic(4, 1)));
  REFUSED("a residual time needs a finite mean above 0", equilibrium(constant(0)));
}
