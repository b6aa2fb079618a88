// The operations as the loop runs them: one for each of Network::ops, at the same position, with what can be known before the run
// worked out. Which one is taken for which changes nothing but the time that it takes.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/patients.hpp"
#include "network/network.hpp"

namespace careway {

enum class FastCode : std::uint8_t {
  any,         ///< as Network::ops says
  set,         ///< at: the attribute's place; b: quantity
  set_leaf,    ///< at: the attribute's place; b: leaf
  start,       ///< at: the clock's place; b: clock
  start_take,  ///< the same, when what follows takes a unit and then stops this clock: mostly at once
  stop,        ///< at: the clock's place; b: clock
  take,        ///< one unit of one resource; at: the holding's place; b: request; c: instance at site 0; d: 1 when there is one for each site
  release,     ///< at: the holding's place; a: holding slot
  delay_leaf,  ///< b: leaf
  delay,       ///< b: quantity
  unless,      ///< b: expression; c: position to go to when it is false
  count,       ///< b: count
  split_few,   ///< b: leaf that chooses among a few, c: the first one's WayOn
  split_leaf,  ///< b: leaf, whose value is the position to go to
  jump,        ///< c: position, d: passage
  leave,       ///< b: count of the outcome, d: passage
};

struct FastOp {
  FastCode code = FastCode::any;
  bool simple = false;     ///< of `take`: whoever waits stands in one queue and nothing happens to it before its turn
  std::uint16_t a = 0;
  std::uint32_t at = 0;    ///< bytes from the beginning of a patient's record
  std::uint32_t b = 0, c = 0, d = no_index;
};

/// One way of a split.
struct WayOn {
  std::uint32_t to = 0;        ///< position
  std::uint32_t passage = no_index;
};

/// The branches that they name are added to `branches`.
std::vector<FastOp> fast_ops(const Network& net, const PatientPool& patients, std::vector<WayOn>& branches);

}  // namespace careway
