// Arithmetic on figures as they are written: "5.5 days" times 1.1 is "6.05 days", "5 days" and "12 h" are "5.5 days".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace careway {

struct Amount {
  enum class Kind { number, percent, duration, rate } kind = Kind::number;
  double value = 0;
  std::string unit;   ///< as written behind the number, with its space; empty for a plain number
  double factor = 1;  ///< of the unit: milliseconds, or events per millisecond
};

/// Nothing when the text is no figure. A sum ("1 day 12 h") is counted in its first unit.
std::optional<Amount> parse_amount(std::string_view text);
std::string to_text(const Amount& amount);

Amount scaled(Amount amount, double times);
/// In the unit of `to`; nothing when the two are of different kinds.
std::optional<Amount> added(Amount to, const Amount& more);
/// The nearest whole number (halves go up), when the figure is a plain number.
Amount rounded(Amount amount);

}  // namespace careway
