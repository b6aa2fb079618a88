#include "output/figure_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace careway {
namespace {

constexpr int finest_place = -9;

/// For numbers of which nothing is known but themselves: three digits, but whole numbers are kept whole.
int place_of_three_digits(double number) {
  if (!(std::fabs(number) > 0)) return 0;
  return std::clamp(static_cast<int>(std::floor(std::log10(std::fabs(number)))) - 2, finest_place, 0);
}

/// No figure is known to more, however little its replications differ; whole numbers are kept whole.
int place_of_five_digits(double number) {
  if (!(std::fabs(number) > 0)) return finest_place;
  return std::clamp(static_cast<int>(std::floor(std::log10(std::fabs(number)))) - 4, finest_place, 0);
}

std::string with_commas(const std::string& digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(digits.find('.'), digits.size());
  std::string text = digits.substr(0, start);
  for (std::size_t at = start; at < digits.size(); ++at) {
    if (at > start && at < end && (end - at) % 3 == 0) text += ',';
    text += digits[at];
  }
  return text;
}

}  // namespace

int last_place(double half_width) {
  const int first = static_cast<int>(std::floor(std::log10(half_width)));
  const double digits = half_width / std::pow(10.0, first - 1);
  return std::clamp(digits < 29.5 ? first - 1 : first, finest_place, 15);
}

std::string rounded_text(double number, int place) {
  if (std::fabs(number) >= 1e15) return fmt::format("{:.3g}", number);
  const double unit = std::pow(10.0, std::max(0, place));
  const double rounded = place > 0 ? std::round(number / unit) * unit : number;
  const std::string digits = fmt::format("{:.{}f}", rounded, std::max(0, -place));
  const bool zero = digits.find_first_of("123456789") == std::string::npos;
  return with_commas(zero && digits.starts_with('-') ? digits.substr(1) : digits);
}

std::string figure_text(const Estimate& estimate, const Display& display) {
  if (!estimate.has_value()) return "not known";
  const Estimate shown = scaled(estimate, display.factor);
  if (!shown.has_interval()) return number_text(estimate.value, display);
  if (!(shown.half_width() > 0)) {
    const std::string digits = number_text(shown.value, {});
    return fmt::format("{}{} ({} to {})", digits, display.unit, digits, digits);
  }
  const int place = std::max(last_place(shown.half_width()), place_of_five_digits(shown.value));
  return fmt::format("{}{} ({} to {})", rounded_text(shown.value, place), display.unit, rounded_text(shown.low, place),
                     rounded_text(shown.high, place));
}

std::string number_text(double number, const Display& display) {
  const double shown = number * display.factor;
  if (!std::isfinite(shown)) return "not known";
  std::string digits = rounded_text(shown, place_of_three_digits(shown));
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
  }
  return digits + display.unit;
}

namespace {

struct Unit {
  const char* names[3];
  Ticks size;
  double from;  ///< typical sizes from which on it suits
};

constexpr Unit units[] = {{{"ms", "ms", "ms"}, 1, INFINITY},
                          {{"weeks", "week", "weeks"}, ticks_per_week, INFINITY},
                          {{"days", "day", "d"}, ticks_per_day, 3.0 * ticks_per_day},
                          {{"h", "hours", "hour"}, ticks_per_hour, 3.0 * ticks_per_hour},
                          {{"min", "minutes", "minute"}, ticks_per_minute, 2.0 * ticks_per_minute},
                          {{"s", "seconds", "second"}, ticks_per_second, 0}};

}  // namespace

std::optional<Ticks> unit_of_time(const std::string& unit) {
  for (const Unit& u : units)
    if (std::find(std::begin(u.names), std::end(u.names), unit) != std::end(u.names)) return u.size;
  return std::nullopt;
}

Display duration_display(const std::string& unit, double typical) {
  const auto in = [](const Unit& u) { return Display{1.0 / static_cast<double>(u.size), std::string(" ") + u.names[0]}; };
  for (const Unit& u : units)
    if (std::find(std::begin(u.names), std::end(u.names), unit) != std::end(u.names)) return in(u);
  for (const Unit& u : units)
    if (typical >= u.from) return in(u);
  return in(units[4]);
}

}  // namespace careway
