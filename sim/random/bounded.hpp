// Distributions with an upper and a lower bound, of simple shape.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

DistributionPtr constant(double value);
/// Every value of [min, max] alike; min < max.
DistributionPtr uniform(double min, double max);
/// Density rises linearly from min to mode and falls linearly to max; min <= mode <= max, min < max.
DistributionPtr triangular(double min, double mode, double max);

}  // namespace careway::distribution
