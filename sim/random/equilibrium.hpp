// What is left of a time that is met under way, at a moment that has nothing to do with it.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

/// The length-biased residual of X: density P(X > x) / mean. Long times are met more often, and anywhere in their course
/// (Cox 1962, Renewal Theory, section 5.2). X must be 0 or more with a finite mean above 0.
DistributionPtr equilibrium(DistributionPtr d);

}  // namespace careway::distribution
