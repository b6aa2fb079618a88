// What of a model has nothing to do with the rest of it.
#pragma once

#include <cstdint>
#include <vector>

namespace careway {

/// Numbers in lists of the network, ascending. Nothing that happens to what one subnetwork names is seen by anything that another one names,
/// so that each may be run for itself.
struct Subnetwork {
  std::vector<std::uint32_t> sources, present, instances, conditions, site_choices, rules;
  std::vector<std::uint32_t> clocks, counts, levels, blocked_pairs, passages;
  std::vector<std::uint32_t> leaves;  ///< of quantities; those of one may also be of another
  double share_of_events = 1;  ///< of those that are expected of the whole model
};

}  // namespace careway
