#include "network/distributions.hpp"

#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "random/distributions.hpp"

namespace careway {

namespace {

using Text = DistributionText;

double parameter(const Text& text, const char* name) {
  const auto* found = text.find(name);
  return found ? found->value : 0;
}

std::vector<DistributionPtr> components(const Text& text, Findings& findings) {
  std::vector<DistributionPtr> list;
  for (const Text& part : text.components) {
    list.push_back(make_distribution(part, findings));
    if (!list.back()) throw std::invalid_argument("a part of the mixture is wrong");
  }
  return list;
}

DistributionPtr build(const Text& t, Findings& findings) {
  namespace d = distribution;
  const auto has = [&](const char* name) { return t.find(name) != nullptr; };
  const auto get = [&](const char* name) { return parameter(t, name); };
  if (t.family == "constant") return d::constant(get("value"));
  if (t.family == "exponential") return d::exponential(get("mean"));
  if (t.family == "lognormal") {
    if (has("mu")) return d::lognormal_log(get("mu"), get("sigma"));
    if (has("median") && has("mean")) return d::lognormal_median_mean(get("median"), get("mean"));
    if (has("median")) return d::lognormal_median_sigma(get("median"), get("sigma"));
    return d::lognormal(get("mean"), get("sd"));
  }
  if (t.family == "gamma") {
    if (has("shape")) return d::gamma_shape(get("shape"), has("scale") ? get("scale") : get("mean") / get("shape"));
    return d::gamma(get("mean"), get("sd"));
  }
  if (t.family == "erlang") return d::erlang(get("mean"), static_cast<int>(get("stages")));
  if (t.family == "weibull") {
    if (has("scale")) return d::weibull_shape_scale(get("shape"), get("scale"));
    if (has("shape")) return d::weibull_shape_mean(get("shape"), get("mean"));
    return d::weibull(get("mean"), get("sd"));
  }
  if (t.family == "normal") return d::normal(get("mean"), get("sd"));
  if (t.family == "uniform") return d::uniform(get("min"), get("max"));
  if (t.family == "triangular") return d::triangular(get("min"), get("mode"), get("max"));
  if (t.family == "beta") {
    if (has("a")) return d::beta_shapes(get("a"), get("b"), get("min"), get("max"));
    return d::beta(get("min"), get("max"), get("mean"), get("sd"));
  }
  if (t.family == "hyperexponential") return d::hyperexponential(t.weights, t.values);
  if (t.family == "pareto") return d::pareto(get("mean"), get("shape"));
  if (t.family == "loglogistic") return d::loglogistic(get("median"), get("shape"));
  if (t.family == "poisson") return d::poisson(get("mean"));
  if (t.family == "geometric") return d::geometric(get("mean"));
  if (t.family == "binomial") return d::binomial(get("n"), get("p"));
  if (t.family == "mixture") return d::mixture(t.weights, components(t, findings));
  if (t.family == "empirical") return t.smooth ? d::empirical_linear(t.values) : d::empirical(t.values, t.weights);
  if (t.family == "quantiles") {
    std::vector<d::QuantilePoint> points;
    for (std::size_t i = 0; i < t.values.size(); ++i) points.push_back({t.weights.at(i), t.values[i]});
    return d::from_quantiles(points);
  }
  throw std::invalid_argument("this family of distributions is not known");
}

}  // namespace

DistributionPtr make_distribution(const DistributionText& text, Findings& findings) {
  try {
    return build(text, findings);
  } catch (const std::invalid_argument& problem) {
    findings.error(text.place, text.path, text.family + ": " + problem.what());
    return nullptr;
  }
}

}  // namespace careway
