// One distribution of every kind, with what a check needs to know of it.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "random/distributions.hpp"

namespace checks {

struct Case {
  std::string name;
  careway::DistributionPtr law;
};

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Smooth ones: one table, or a line.
inline std::vector<Case> smooth_cases() {
  using namespace careway::distribution;
  return {{"uniform", uniform(2, 5)},
          {"exponential", exponential(10)},
          {"erlang", erlang(5, 3)},
          {"gamma", gamma(5, 4)},
          {"gamma, narrow", gamma(100, 1)},
          {"gamma, wide", gamma(5, 10)},
          {"weibull", weibull(7, 5)},
          {"weibull, narrow", weibull(7, 0.5)},
          {"lognormal", lognormal(5.5, 8)},
          {"lognormal, narrow", lognormal(5, 0.05)},
          {"normal", normal(10, 3)},
          {"truncated normal", truncated_normal(10, 5, 0, 30)},
          {"truncated normal, far tail", truncated_normal(0, 1, 4, infinity)},
          {"beta", beta(0, 1, 0.3, 0.1)},
          {"beta, U-shaped", beta_shapes(0.5, 0.5, 2, 3)},
          {"hyperexponential", hyperexponential({0.8, 0.2}, {1, 20})},
          {"pareto", pareto(5, 3.5)},
          {"log-logistic", loglogistic(4, 3)},
          {"shifted", shifted(lognormal(5, 3), 2)},
          {"scaled", scaled(gamma(5, 3), 60)},
          {"conditioned", conditioned(lognormal(5, 3), 2, 10)},
          {"residual lognormal", residual(lognormal(5.5, 8), 4)},
          {"residual gamma", residual(gamma(7, 5), 10)},
          {"equilibrium lognormal", equilibrium(lognormal(5.5, 8))},
          {"equilibrium gamma", equilibrium(gamma(7, 5))},
          {"equilibrium constant", equilibrium(constant(5))}};
}

/// With kinks and gaps, but no value that has a probability.
inline std::vector<Case> kinked_cases() {
  using namespace careway::distribution;
  return {{"triangular", triangular(1, 2, 7)},
          {"mixture with a gap", mixture({0.5, 0.5}, {uniform(0, 1), uniform(10, 11)})},
          {"mixture of far scales", mixture({0.5, 0.5}, {lognormal(10, 5), lognormal(7200, 1440)})},
          {"mixture with a kink", mixture({0.4, 0.6}, {triangular(0, 1, 4), exponential(3)})},
          {"lines through data", empirical_linear({7, 1, 2, 2.5, 19, 40})},
          {"stated quantiles", from_quantiles({{0, 1}, {0.5, 3}, {0.95, 20}, {1, 60}})},
          {"equilibrium discrete", equilibrium(discrete({1, 2, 9}, {1, 1, 1}))}};
}

/// With values that have a probability.
inline std::vector<Case> atomic_cases() {
  using namespace careway::distribution;
  return {{"constant", constant(3)},
          {"discrete", discrete({5, 1, 9, 2}, {0.1, 0.2, 0.4, 0.3})},
          {"empirical", empirical({3, 1, 4, 1, 5, 9, 2, 6, 5})},
          {"poisson", poisson(3.3)},
          {"geometric", geometric(4)},
          {"geometric, long", geometric(1000)},
          {"binomial", binomial(40, 0.3)},
          {"clipped", clipped(lognormal(5, 3), 2, 10)},
          {"clipped below", clipped(normal(5, 3), 0, infinity)},
          {"quantiles with a flat", from_quantiles({{0, 1}, {0.5, 3}, {0.6, 3}, {1, 60}})},
          {"mixture with nothing", mixture({0.3, 0.7}, {constant(0), lognormal(5, 3)})},
          {"mixture with an atom inside", mixture({0.1, 0.9}, {constant(5), uniform(4, 8)})},
          {"shifted discrete", shifted(scaled(discrete({1, 2, 4}, {1, 1, 1}), 0.1), 0.7)},
          {"residual discrete", residual(discrete({1, 2, 4}, {1, 1, 1}), 1)}};
}

inline std::vector<Case> all_cases() {
  std::vector<Case> list = smooth_cases();
  for (const auto& more : {kinked_cases(), atomic_cases()}) list.insert(list.end(), more.begin(), more.end());
  return list;
}

}  // namespace checks
