// The beta distribution, stretched over [min, max].
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

/// Shapes solved from the mean and the sd of the variable; both shapes must come out in 0.01 .. 1e6.
DistributionPtr beta(double min, double max, double mean, double sd);
/// Density (x-min)^(a-1) (max-x)^(b-1).
DistributionPtr beta_shapes(double a, double b, double min, double max);

}  // namespace careway::distribution
