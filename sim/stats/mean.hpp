// The mean of one number per replication, with Student's t interval (Law 2015, ch. 4 and 9).
#pragma once

#include <span>

#include "stats/estimate.hpp"

namespace careway {

/// No value for no replications, no interval for one.
Estimate mean_of(std::span<const double> per_replication, double level = default_level);

}  // namespace careway
