// Replications of one study taken out of its results, or added to them. What comes out is byte for byte what a run of just
// those replications gives, but for what the caller wrote into it (texts, warnings, the number wanted).
#pragma once

#include <cstdint>
#include <vector>

#include "study/results.hpp"

namespace careway {

/// Adds the replications of `more`, which is of the same network and seed and whose numbers are all higher.
void append_replications(Results& results, const Results& more);

/// All replications of all `parts`, which are of the same network and seed, have at least one member and no replication twice.
/// All but the replications is that of the first.
Results join_replications(std::vector<Results> parts);

/// Makes room for so many in all, so that adding them one after the other copies nothing twice; at least one is there.
void make_room(Results& results, std::size_t replications);

/// Only those with the given numbers; ascending, and all done.
Results only_replications(const Results& results, const std::vector<std::uint32_t>& numbers);

/// The numbers done in both, ascending.
std::vector<std::uint32_t> common_replications(const Results& a, const Results& b);

}  // namespace careway
