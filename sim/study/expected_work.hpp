// How much a study will be, before it runs: so that what no machine could finish is refused in a second, with the estimate.
#pragma once

#include <string>

#include "network/network.hpp"

namespace careway {

/// Bytes that the measures of one replication keep, about.
double expected_bytes(const Network& net);

/// Why so much will not be tried, with the estimate and a remedy; "" when it may be. `memory` is that of the machine, in bytes.
std::string too_much_work(const Network& net, double replications, double memory);

}  // namespace careway
