// The standard normal distribution: both tails with full relative precision, and its inverse.
#pragma once

#include "random/tails.hpp"

namespace careway {

double normal_density(double z);
/// P(Z <= z) and P(Z > z); relative error of each below 2e-15 down to 1e-300 (Cody 1969).
Tails normal_tails(double z);
/// The inverse; relative error below 1e-15 (Wichura 1988, algorithm AS 241, PPND16).
double normal_quantile(Tails p);

}  // namespace careway
