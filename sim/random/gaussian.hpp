// The normal distribution and what is made of it.
#pragma once

#include "random/distribution.hpp"

namespace careway::distribution {

/// Unbounded: a time may come out negative.
DistributionPtr normal(double mean, double sd);
/// A normal variate on the condition that it lies in [min, max]; mean and sd are those of the normal before. Either bound
/// may be infinite.
DistributionPtr truncated_normal(double mean, double sd, double min, double max);

/// Mean and sd of the variable itself.
DistributionPtr lognormal(double mean, double sd);
/// Mean and sd of the logarithm of the variable.
DistributionPtr lognormal_log(double mu, double sigma);
DistributionPtr lognormal_median_mean(double median, double mean);
/// `sigma` is the sd of the logarithm.
DistributionPtr lognormal_median_sigma(double median, double sigma);

}  // namespace careway::distribution
