// Text of conditions and formulas into expression trees.
//
// Grammar, loosest first:   value [if condition else value] · or · and · not · < <= > >= == != in [..], not in [..] (no chains)
//                           + - · * / · unary - · number, number with unit ("4 h", "30 min", "75%"), time of day (08:30),
//                           name (letters, digits, _ and dots: acuity, same_day.hours), 'label' or "label", name(arguments), (..)
#pragma once

#include <optional>

#include "base/findings.hpp"
#include "input/yaml.hpp"
#include "model/expression.hpp"

namespace careway {

/// `path` is the dotted path of the field, for findings. Places inside the expression are exact for plain and quoted
/// one-line scalars (column of the scalar, plus one if quoted, plus the offset). A plain number node is an expression too.
/// Refuses: over 10,000 characters, nesting deeper than 50, a single `=` (suggest `==`), `&&`, `||`, `!` (suggest the words).
std::optional<Expression> parse_expression(const YamlNode& node, const std::string& path, Findings& findings);

}  // namespace careway
