// A patient's record has room for the clocks, holdings and counters of draws that its own part of the model uses, not for those of all.
#pragma once

#include "network/network.hpp"
#include "network/ties.hpp"

namespace careway {

/// Numbers the slots of clocks, holdings and counters anew, each within the component of the model that uses it. No patient goes from one
/// component to another, and none shares a resource with another one, so that their slots may be the same places of a record.
/// A network of one component keeps its numbers. `ties` are those of the network as it is before.
void share_slots(Network& net, const Ties& ties);

}  // namespace careway
