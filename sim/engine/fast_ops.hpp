// The operations as the loop runs them: one for each of Network::ops, at the same position, with what can be known before the run
// worked out. Which one is taken for which changes nothing but the time that it takes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/whole.hpp"
#include "engine/fast_expressions.hpp"
#include "engine/patients.hpp"
#include "network/network.hpp"

namespace careway {

enum class FastCode : std::uint8_t {
  any,         ///< as Network::ops says
  set,         ///< at: the attribute's place; b: quantity
  set_leaf,    ///< at: the attribute's place; b: leaf
  set_number,  ///< at: the attribute's place; number
  set_by,      ///< at: the attribute's place; b: ByLabel
  set_ahead,   ///< the same, mostly drawn already; a: where in Patient::ahead
  start,       ///< at: the clock's place; b: clock
  start_take,  ///< the same, when a `take` follows and then stops this clock: mostly at once
  stop,        ///< at: the clock's place; b: clock
  take,        ///< one unit of one resource; at: the holding's place; b: request; c: instance at site 0; d: 1 when there is one for each site
  take_known,  ///< the same, of a resource that knows its holders
  release,     ///< at: the holding's place; a: holding slot
  delay_leaf,  ///< b: leaf; c, d: NextDraws, as of any delay
  delay_ahead, ///< the same, mostly drawn already; a: where in Patient::ahead
  delay_by,    ///< b: ByLabel
  delay,       ///< b: quantity
  unless,      ///< b: expression; c: position to go to when it is false
  unless_is,   ///< the same, of one that compares an attribute with a number; at: the attribute's place; number
  route,       ///< `unless` and the `jump` after it; at: position to go to when it is true, d: passage
  route_is,    ///< `unless_is` and the `jump` after it; b: position to go to when it is true, d: passage
  cancel,      ///< a: clock slot, b: clock
  count,       ///< b: count
  split_few,   ///< b: leaf that chooses among a few, c: the first one's WayOn
  split_ahead, ///< the same, mostly drawn already; a: where in Patient::ahead
  split_leaf,  ///< b: leaf, whose value is the position to go to
  split_by,    ///< b: ByLabel, likewise
  jump,        ///< c: position, d: passage
  leave,       ///< b: count of the outcome, d: passage
};

struct alignas(32) FastOp {  // two to a cache line
  FastCode code = FastCode::any;
  bool simple : 1 = false; ///< of `take` and `take_known`: whoever waits stands in one queue and nothing happens to it before its turn
  bool pairs : 1 = false;  ///< of `take`: while it waits, something that it holds may be blocked
  bool few : 1 = false;    ///< of `set_ahead`: chosen among a few
  bool by_label : 1 = false;  ///< it is `set_by`, `delay_by` or `split_by`. Asked where two codes do nearly the same: the code would have to be kept for that
  bool known : 1 = false;  ///< it is `take_known`; likewise
  std::uint16_t a = 0;     ///< a holding or clock slot, or a place in Patient::ahead
  std::uint32_t at = 0;    ///< bytes from the beginning of a patient's record
  std::uint32_t b = 0, c = 0, d = no_index;
  std::uint32_t here = 0;  ///< its position
  double number = 0;
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

/// A leaf for each value of an attribute.
struct ByLabel {
  double low = 0;              ///< the first value; the others follow by ones
  std::uint32_t at = 0;        ///< the attribute's place
  std::uint32_t count = 0;     ///< of values
  std::uint32_t first = 0;     ///< in FastTables::leaves
  std::uint32_t otherwise = no_index;  ///< leaf of all other values; none: 0
};

/// What the operations name.
struct FastTables {
  std::vector<WayOn> ways;     ///< of splits
  std::vector<ByLabel> labels;
  std::vector<std::uint32_t> leaves;
  std::uint32_t leaf_of(const ByLabel& by, double label) const {
    const std::uint32_t number = place_in_row(label, by.low, by.count);
    return number != by.count ? leaves[by.first + number] : by.otherwise;
  }
};

/// Leaves that a patient draws next from a position on, whatever happens, before it is delayed or its way parts: one for each place in
/// Patient::ahead, or none.
struct NextDraws {
  std::uint32_t leaf[draws_ahead] = {no_index, no_index};
};

NextDraws next_draws(const std::vector<FastOp>& ops, std::uint32_t position);

/// What they name is added to `tables`.
std::vector<FastOp> fast_ops(const Network& net, const FastExpressions& expressions, const PatientPool& patients, FastTables& tables);

}  // namespace careway
