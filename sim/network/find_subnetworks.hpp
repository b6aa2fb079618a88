// A model of many systems that have nothing to do with one another is run one system after the other.
#pragma once

#include "network/network.hpp"
#include "network/ties.hpp"

namespace careway {

/// Finds the subnetworks: things of which one may see what happens at the other, in whatever way, are in one. There is at least one; what
/// nobody ever comes to belongs to the first. A network that may be stopped by a condition, or goes on until certain patients have left,
/// is not divided. `ties` are those of the network before slots were shared; rates must be there.
void find_subnetworks(Network& net, const Ties& ties);

}  // namespace careway
