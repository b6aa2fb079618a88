// Records of replications into the rows of Results.
#pragma once

#include <vector>

#include "engine/record.hpp"
#include "network/network.hpp"
#include "study/results.hpp"

namespace careway {

/// `records` in replication order.
Results assemble(const Network& net, const Layout& layout, std::uint64_t seed, const std::vector<Record>& records);

}  // namespace careway
