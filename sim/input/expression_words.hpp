// What the text of an expression is made of: letters, words, and signs that mean something elsewhere.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "model/expression.hpp"

namespace careway {

/// What people write elsewhere, and what it is here.
struct Foreign {
  std::string_view sign;
  const char* remedy;
};
/// The foreign sign with which the text begins; null when there is none.
const Foreign* foreign_sign(std::string_view text);

/// A sign between two values. Longer signs come before those they begin with.
struct Operator {
  std::string_view sign;
  Expression::Kind kind;
};
inline constexpr std::array<Operator, 6> comparisons = {{{"<=", Expression::Kind::less_equal},
                                                  {">=", Expression::Kind::greater_equal},
                                                  {"==", Expression::Kind::equal},
                                                  {"!=", Expression::Kind::unequal},
                                                  {"<", Expression::Kind::less},
                                                  {">", Expression::Kind::greater}}};
inline constexpr std::array<Operator, 2> sums = {{{"+", Expression::Kind::add}, {"-", Expression::Kind::subtract}}};
inline constexpr std::array<Operator, 2> products = {{{"*", Expression::Kind::multiply}, {"/", Expression::Kind::divide}}};

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
/// Bytes of the letter that stands there, 0 when none does. Letters of other alphabets are letters too; signs, dashes and curly
/// quotes are not.
std::size_t letter_length(std::string_view text, std::size_t at);
/// Bytes of the letters and digits that stand there.
std::size_t word_length(std::string_view text, std::size_t at);
/// In small letters.
std::string small(std::string_view word);
/// What stands at this place of a text, a few words of it: for messages.
std::string beginning(std::string_view text, std::size_t at);
/// `and`, `or`, … : no names.
bool is_reserved(std::string_view word);

}  // namespace careway
