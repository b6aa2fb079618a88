// Distributions of times whose upper tail has a closed form: exponential, Weibull, Pareto and log-logistic.
// Means, medians and scales are in the unit of the variable; shapes have none.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

DistributionPtr exponential(double mean);

/// Upper tail exp(-(x/scale)^shape). The shape is solved from sd/mean, which must be what a shape of 0.1 to 1000 gives.
DistributionPtr weibull(double mean, double sd);
DistributionPtr weibull_shape_mean(double shape, double mean);
DistributionPtr weibull_shape_scale(double shape, double scale);

/// Lomax's form, which starts at 0: upper tail (1 + x/scale)^-shape with scale = mean (shape - 1); shape above 1.
/// The sd is infinite for a shape of 2 or less.
DistributionPtr pareto(double mean, double shape);

/// Upper tail 1 / (1 + (x/median)^shape). The mean is infinite for a shape of 1 or less, the sd for 2 or less.
DistributionPtr loglogistic(double median, double shape);

}  // namespace careway::distribution
