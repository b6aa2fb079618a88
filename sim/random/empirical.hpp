// Distributions given by values: each with its weight, or joined by straight lines.
#pragma once

#include <vector>

#include "random/distribution.hpp"

namespace careway::distribution {

/// Value i with probability weights[i] / sum of weights; values in any order, equal ones are joined.
DistributionPtr discrete(const std::vector<double>& values, const std::vector<double>& weights);
/// Observations: each value as often as it was seen. Empty weights mean equal ones.
DistributionPtr empirical(const std::vector<double>& values, const std::vector<double>& weights = {});
/// The quantile runs straight from each order statistic to the next, the lowest at 0 and the highest at 1 (Hyndman & Fan
/// 1996, definition 7).
DistributionPtr empirical_linear(std::vector<double> values);

struct QuantilePoint {
  double probability = 0;
  double value = 0;
};
/// Straight lines between stated quantiles; probabilities rise from 0 to 1, values never fall.
DistributionPtr from_quantiles(const std::vector<QuantilePoint>& points);

}  // namespace careway::distribution
