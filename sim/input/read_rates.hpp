// The parts of an arrival rate that varies in time.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

/// `rate` with `profile`, or `rates`; then `wave`, `surges` and `varies`.
void read_rate_and_shape(const Fields& fields, Arrivals& arrivals);

}  // namespace careway
