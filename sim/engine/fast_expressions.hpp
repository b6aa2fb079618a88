// Expressions as the loop works them out: the network's instructions, but what does not matter is passed over (the rest of an
// `and` that is false, the case of an `if` that is not taken), and comparisons and sums with a number are one instruction.
// The values are the same. A part that divides is never passed over: divisions by zero are counted.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/patients.hpp"
#include "network/network.hpp"

namespace careway {

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
    add_number, multiply_by_number,
    less_than_number, not_above_number, above_number, not_below_number, is_number, is_not_number,
    attribute_less, attribute_not_above, attribute_above, attribute_not_below, attribute_is, attribute_is_not,
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
