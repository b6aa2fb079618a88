// The gamma distribution and its special case of whole shapes, Erlang's.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

/// shape = (mean/sd)^2, which must lie in 0.01 .. 1e6: sd from 0.001 to 10 times the mean.
DistributionPtr gamma(double mean, double sd);
/// Mean shape * scale; the scale has the unit of the variable.
DistributionPtr gamma_shape(double shape, double scale);
/// The sum of so many equal exponential stages, whose total has this mean; 1 to 1 000 000 stages.
DistributionPtr erlang(double mean, int stages);

}  // namespace careway::distribution
