// Decimal numbers inside a text: where one ends, and its nearest double.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace careway {

struct Decimal {
  double value = 0;
  std::size_t length = 0;  ///< bytes read
};

inline constexpr double largest_number = 1e15;

/// The decimal number that begins the text: digits, optional fraction, optional exponent, no sign. The longest that
/// fits is taken ("5e" is 5, then an e). Nothing for a leading zero before a digit, and for values above 1e15 or so
/// small that they would become 0. `shift` tens are multiplied in before rounding: -2 for percent.
std::optional<Decimal> leading_decimal(std::string_view text, int shift = 0);

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Milliseconds of a unit ("min", "hours"); nothing for other words.
std::optional<double> unit_milliseconds(std::string_view word);
/// A time of day that begins the text ("8:30", "08:30:15", "24:00") and how long it is; not when a digit or colon follows.
std::optional<Decimal> leading_time_of_day(std::string_view text);

}  // namespace careway
