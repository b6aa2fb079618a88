// An expression as the user wrote it: a tree of names, numbers and operators. What the names mean is settled later,
// by the network; here they are still words.
#pragma once

#include <string>
#include <vector>

#include "base/place.hpp"

namespace careway {

struct Expression {
  enum class Kind {
    number,    ///< `value`; a number without a unit
    duration,  ///< `value` in milliseconds, written with a unit ("4 h")
    clock_time,///< `value` in milliseconds since midnight, written "08:30"
    name,      ///< `word`, perhaps dotted: an attribute, a parameter, a label, a resource, a calendar, a clock
    text,      ///< `word`, written in quotes inside the expression: a label
    call,      ///< `word`(arguments)
    negate, negation,                                  // -a, not a
    add, subtract, multiply, divide,                   // a + b ...
    less, less_equal, greater, greater_equal, equal, unequal,
    both, either,                                      // a and b, a or b
    member,                                            ///< a in [b, c, ...]: arguments[0] in the rest
    choose,                                            ///< arguments: condition, value if so, value if not ("x if c else y")
  };
  Kind kind = Kind::number;
  Place place;  ///< of the first character of this part
  double value = 0;
  std::string word;
  std::vector<Expression> arguments;
  std::string written;  ///< only at the root: the whole text, for messages and results
};

}  // namespace careway
