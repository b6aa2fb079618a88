// Distributions made from another one: moved, stretched, cut off, held within bounds.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

DistributionPtr shifted(DistributionPtr d, double by);
/// factor > 0.
DistributionPtr scaled(DistributionPtr d, double factor);
/// On the condition that the value lies in [min, max]; either bound may be infinite. Refused if that cannot happen.
DistributionPtr conditioned(DistributionPtr d, double min, double max);
/// Values below min become min, values above max become max; either bound may be infinite.
DistributionPtr clipped(DistributionPtr d, double min, double max);
/// What is left of X, given that it has already lasted `elapsed` and goes on: X - elapsed on the condition X > elapsed.
DistributionPtr residual(DistributionPtr d, double elapsed);

}  // namespace careway::distribution
