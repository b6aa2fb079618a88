// Expressions as the loop works them out: the network's instructions, but what does not matter is passed over (the rest of an
// `and` that is false, the case of an `if` that is not taken), and comparisons and sums with a number are one instruction. An
// expression that is no more than a number, a parameter, an attribute or the month is worked out on the spot: Engine::evaluate.
// The values are the same. A part that divides is never passed over: divisions by zero are counted.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/patients.hpp"
#include "network/network.hpp"

namespace careway {

inline constexpr std::uint32_t most_among = 64;  ///< whole numbers that FastInstruction::Code::attribute_among tells apart: bits of a word

struct FastInstruction {
  /// Those of Instruction::Code, with their numbers, and these.
  enum class Code : std::uint8_t {
    end = 128,          ///< the value is on top
    truth,              ///< 1 for what is not 0
    skip_if_false,      ///< 0 stays on top and the instruction at `index` follows; else the top is taken away
    skip_if_true,       ///< likewise 1
    jump_if_false,      ///< takes the top away; then the instruction at `index` follows
    jump,
    // The top, or an attribute, with a number: value
    add_number, multiply_by_number, minimum_number, maximum_number,
    less_than_number, not_above_number, above_number, not_below_number, is_number, is_not_number,
    attribute_less, attribute_not_above, attribute_above, attribute_not_below, attribute_is, attribute_is_not,
    attribute_among,    ///< an attribute with most_among whole numbers from `a` on: those whose bits are set in `value`
    /// An attribute compared with a number, in the order of attribute_less and what follows, and the skip_if_false that comes next
    /// (which stays there, since others may skip to it).
    less_and, not_above_and, above_and, not_below_and, is_and, is_not_and,
    // The first of an expression.
    first_is_and, first_is_not_and,  ///< the same, and when it does not hold the expression is 0
    // All that there is of an expression, with `index`, `a` and `value` as of Instruction::Code.
    only_constant, only_parameter, only_attribute, only_month,
  };
  std::uint8_t code = 0;
  std::uint8_t unused = 0;
  std::uint16_t a = 0;
  std::uint32_t index = 0;  ///< of what lies in a patient's record: bytes from its beginning
  double value = 0;
};

struct FastExpressions {
  FastExpressions(const Network& net, const PatientPool& patients);
  std::vector<FastInstruction> instructions;
  std::vector<std::uint32_t> first;  ///< [expression] in `instructions`; each ends with `end`
};

}  // namespace careway
