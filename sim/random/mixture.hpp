// Mixtures: with some probability one distribution, otherwise another.
#pragma once

#include <vector>

#include "random/distribution.hpp"

namespace careway::distribution {

/// Component i with probability weights[i] / sum of weights. Components of weight 0 are left out.
DistributionPtr mixture(const std::vector<double>& weights, const std::vector<DistributionPtr>& components);
/// Exponential with mean means[i], with probability weights[i] / sum of weights.
DistributionPtr hyperexponential(const std::vector<double>& weights, const std::vector<double>& means);

}  // namespace careway::distribution
