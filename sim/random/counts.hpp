// Whole numbers: Poisson, geometric and binomial.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

/// Mean up to 1 000 000.
DistributionPtr poisson(double mean);
/// How often something fails before it first succeeds: 0, 1, 2, ... with P(X >= k) = (mean / (1 + mean))^k.
DistributionPtr geometric(double mean);
/// How many of n succeed, each with probability p; n up to 1 000 000.
DistributionPtr binomial(double n, double p);

}  // namespace careway::distribution
