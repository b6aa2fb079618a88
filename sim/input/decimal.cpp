#include "input/decimal.hpp"

#include <algorithm>
#include <cstdint>
#include <locale>
#include <sstream>
#include <string>

#include "base/time.hpp"

namespace careway {

namespace {

/// The written number as digits and a power of ten.
struct Written {
  std::string digits;  ///< without leading zeros; empty for 0
  int exponent = 0;
};

std::size_t digits_end(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

/// Correct rounding in two ways. Up to 15 digits and a power of ten up to 22 are exact as doubles, and one
/// multiplication or division rounds once (Clinger 1990). All else goes to the library under the "C" locale.
double nearest(const Written& number) {
  constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (number.digits.size() <= 15 && number.exponent >= -22 && number.exponent <= 22) {
    std::int64_t whole = 0;
    for (const char c : number.digits) whole = whole * 10 + (c - '0');
    const auto value = static_cast<double>(whole);
    return number.exponent < 0 ? value / powers[-number.exponent] : value * powers[number.exponent];
  }
  std::istringstream stream(number.digits + "e" + std::to_string(number.exponent));
  stream.imbue(std::locale::classic());
  double value = 0;
  stream >> value;
  return value;
}

/// The exponent behind an e, held within ±100,000; `end` moves behind it. No exponent: 0, and `end` stays.
int read_exponent(std::string_view text, std::size_t& end) {
  if (end >= text.size() || (text[end] != 'e' && text[end] != 'E')) return 0;
  std::size_t i = end + 1;
  const bool negative = i < text.size() && text[i] == '-';
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  const std::size_t stop = digits_end(text, i);
  if (stop == i) return 0;
  int exponent = 0;
  for (; i < stop; ++i) exponent = std::min(exponent * 10 + (text[i] - '0'), 100'000);
  end = stop;
  return negative ? -exponent : exponent;
}

}  // namespace

std::optional<Decimal> leading_decimal(std::string_view text, int shift) {
  constexpr std::size_t longest = 1000;  // digits; nobody means more
  std::size_t end = digits_end(text, 0);
  const bool starts_with_point = text.size() > 1 && text[0] == '.' && is_digit(text[1]);
  if ((end == 0 && !starts_with_point) || (end > 1 && text[0] == '0')) return std::nullopt;
  Written number{std::string(text.substr(0, end)), shift};
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    const std::size_t stop = digits_end(text, end + 1);
    number.digits += text.substr(end + 1, stop - end - 1);
    if (number.digits.size() > longest) return std::nullopt;
    number.exponent -= static_cast<int>(stop - end - 1);
    end = stop;
  }
  if (number.digits.size() > longest) return std::nullopt;
  number.exponent += read_exponent(text, end);
  number.digits.erase(0, number.digits.find_first_not_of('0'));
  if (number.digits.empty()) return Decimal{0, end};
  const int magnitude = static_cast<int>(number.digits.size()) + number.exponent;  // below 10^magnitude
  if (magnitude > 17 || magnitude < -300) return std::nullopt;
  const double value = nearest(number);
  if (value > largest_number) return std::nullopt;
  return Decimal{value, end};
}

std::optional<double> unit_milliseconds(std::string_view word) {
  struct Unit {
    std::string_view word;
    Ticks size;
  };
  static constexpr Unit units[] = {{"ms", 1},
                                   {"s", ticks_per_second},
                                   {"sec", ticks_per_second},
                                   {"second", ticks_per_second},
                                   {"seconds", ticks_per_second},
                                   {"min", ticks_per_minute},
                                   {"minute", ticks_per_minute},
                                   {"minutes", ticks_per_minute},
                                   {"h", ticks_per_hour},
                                   {"hr", ticks_per_hour},
                                   {"hour", ticks_per_hour},
                                   {"hours", ticks_per_hour},
                                   {"d", ticks_per_day},
                                   {"day", ticks_per_day},
                                   {"days", ticks_per_day},
                                   {"w", ticks_per_week},
                                   {"week", ticks_per_week},
                                   {"weeks", ticks_per_week}};
  for (const Unit& unit : units)
    if (unit.word == word) return static_cast<double>(unit.size);
  return std::nullopt;
}

std::optional<Decimal> leading_time_of_day(std::string_view text) {
  int parts[3] = {0, 0, 0};
  std::size_t at = 0;
  int count = 0;
  for (; count < 3; ++count) {
    if (count > 0) {
      if (at >= text.size() || text[at] != ':') break;
      ++at;
    }
    const std::size_t stop = digits_end(text, at);
    const std::size_t digits = stop - at;
    if (digits > 2 || digits < (count == 0 ? 1u : 2u)) return std::nullopt;
    for (; at < stop; ++at) parts[count] = parts[count] * 10 + (text[at] - '0');
  }
  if (count < 2 || (at < text.size() && (text[at] == ':' || is_digit(text[at])))) return std::nullopt;
  const Ticks time = parts[0] * ticks_per_hour + parts[1] * ticks_per_minute + parts[2] * ticks_per_second;
  if (parts[1] > 59 || parts[2] > 59 || time > ticks_per_day) return std::nullopt;
  return Decimal{static_cast<double>(time), at};
}

}  // namespace careway
