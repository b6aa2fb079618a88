// The operations as the loop runs them: one for each of Network::ops, at the same position, with what can be known before the run
// worked out. Which one is taken for which changes nothing but the time that it takes.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/fast_expressions.hpp"
#include "engine/patients.hpp"
#include "network/network.hpp"

namespace careway {

enum class FastCode : std::uint8_t {
  any,         ///< as Network::ops says
  set,         ///< at: the attribute's place; b: quantity
  set_leaf,    ///< at: the attribute's place; b: leaf
  set_ahead,   ///< the same, mostly drawn already; a: where in Patient::ahead
  start,       ///< at: the clock's place; b: clock
  start_take,  ///< the same, when a `take` follows and then stops this clock: mostly at once
  stop,        ///< at: the clock's place; b: clock
  take,        ///< one unit of one resource; at: the holding's place; b: request; c: instance at site 0; d: 1 when there is one for each site
  take_known,  ///< the same, of a resource that knows its holders
  release,     ///< at: the holding's place; a: holding slot
  delay_leaf,  ///< b: leaf; c, d: NextDraws, as of any delay
  delay_ahead, ///< the same, mostly drawn already; a: where in Patient::ahead
  delay,       ///< b: quantity
  unless,      ///< b: expression; c: position to go to when it is false
  unless_is,   ///< the same, of one that compares an attribute with a number; at: the attribute's place; b: index of the instruction
  count,       ///< b: count
  split_few,   ///< b: leaf that chooses among a few, c: the first one's WayOn
  split_ahead, ///< the same, mostly drawn already; a: where in Patient::ahead
  split_leaf,  ///< b: leaf, whose value is the position to go to
  jump,        ///< c: position, d: passage
  leave,       ///< b: count of the outcome, d: passage
};

struct FastOp {
  FastCode code = FastCode::any;
  bool simple = false;     ///< of `take` and `take_known`: whoever waits stands in one queue and nothing happens to it before its turn
  std::uint16_t a = 0;     ///< a holding or clock slot, or a place in Patient::ahead
  std::uint32_t at = 0;    ///< bytes from the beginning of a patient's record
  std::uint32_t b = 0, c = 0, d = no_index;
  std::uint32_t here = 0;  ///< its position
  bool pairs = false;      ///< of `take`: while it waits, something that it holds may be blocked
  bool few = false;        ///< of `set_ahead`: chosen among a few
  std::uint8_t spare[6] = {};  ///< 32 bytes are reckoned with faster
};

/// A leaf with what finding its value takes; in one cache line.
struct alignas(64) FastLeaf {
  enum class Way : std::uint8_t {
    general,   ///< as Leaf says
    table,     ///< a draw from the sampler, which is a table
    few,       ///< a draw among a few
    constant,
    choice,    ///< a draw among many
    sampler,   ///< a draw from the sampler
  };
  Sampler sampler;
  union {
    std::uint64_t draw_key = 0;
    double constant;
  };
  union {
    const FewChoices* few = nullptr;
    const ChoiceLeaf* choice;
  };
  const Leaf* whole = nullptr;
  std::uint16_t counter = no_slot;  ///< of how often it was drawn, if that matters
  Way way = Way::general;
};

FastLeaf fast_leaf_of(const Leaf& leaf, const Parameters& numbers);

/// One way of a split.
struct WayOn {
  std::uint32_t to = 0;        ///< position
  std::uint32_t passage = no_index;
};

/// Leaves that a patient draws next from a position on, whatever happens, before it is delayed or its way parts: one for each place in
/// Patient::ahead, or none.
struct NextDraws {
  std::uint32_t leaf[draws_ahead] = {no_index, no_index};
};

NextDraws next_draws(const std::vector<FastOp>& ops, std::uint32_t position);

/// The branches that they name are added to `branches`.
std::vector<FastOp> fast_ops(const Network& net, const FastExpressions& expressions, const PatientPool& patients, std::vector<WayOn>& branches);

}  // namespace careway
