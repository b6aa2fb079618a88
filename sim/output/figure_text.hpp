// A figure in words, with no more digits than its interval supports: "36.2 min (34.9 to 37.5)", "72.4% (71.8 to 73.0)".
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "stats/estimate.hpp"

namespace careway {

/// How a figure is shown: multiplied by `factor`, with `unit` behind the value.
struct Display {
  double factor = 1;
  std::string unit;  ///< "%", " min", " per day": with its space, if it has one
};

/// The power of ten of the last digit worth showing for a half-width: its first digit, or its second where the first
/// two make at most 29 (a 1 or 2 alone would be rounded by up to a third).
int last_place(double half_width);

/// With the last digit at 10^place, and commas between thousands.
std::string rounded_text(double number, int place);

/// The value and, where known, its interval; "not known" when there is no value.
std::string figure_text(const Estimate& estimate, const Display& display);

/// One number without an interval, to three digits.
std::string number_text(double number, const Display& display);

/// Milliseconds of "days", "h", ...; none for another word.
std::optional<Ticks> unit_of_time(const std::string& unit);
/// Milliseconds in the unit named ("s", "min", "h", "days", ...), or in one that suits the typical size.
Display duration_display(const std::string& unit, double typical_milliseconds);

}  // namespace careway
