// Mean and sd of a distribution from its quantile function, for kinds that have no closed form.
#pragma once

#include "random/distribution.hpp"

namespace careway {

struct Moments {
  double mean = 0;
  double sd = 0;
};

/// Relative error about 1e-12 where both exist and the tails are no heavier than a power of 2.2.
Moments moments_by_quantile(const Distribution& distribution);

}  // namespace careway
