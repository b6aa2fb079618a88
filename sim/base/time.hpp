// Simulated time: a count of milliseconds, and the proleptic Gregorian calendar laid over it.
// Instant 0 is the midnight that begins the experiment's start date. Every day has 24 hours: clocks never change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careway {

/// Milliseconds, as a duration or as an instant counted from the start of the experiment.
using Ticks = std::int64_t;

inline constexpr Ticks ticks_per_second = 1000;
inline constexpr Ticks ticks_per_minute = 60 * ticks_per_second;
inline constexpr Ticks ticks_per_hour = 60 * ticks_per_minute;
inline constexpr Ticks ticks_per_day = 24 * ticks_per_hour;
inline constexpr Ticks ticks_per_week = 7 * ticks_per_day;
inline constexpr Ticks never = INT64_MAX;

/// Nearest whole tick; values beyond about 292 million years are held at the ends.
Ticks to_ticks(double milliseconds);

/// A calendar day as the number of days since 1970-01-01.
struct Date {
  std::int64_t days = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

struct CivilDate {
  int year = 1970;
  int month = 1;  ///< 1 to 12
  int day = 1;    ///< 1 to 31
};

Date to_date(const CivilDate& civil);
CivilDate to_civil(Date date);
/// 0 is Monday.
int weekday(Date date);
/// Reads "2024-01-31"; nothing when it is no such date.
std::optional<Date> parse_date(std::string_view text);
std::string to_text(Date date);

inline constexpr const char* weekday_names[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/// "4 h", "90 s", "2.5 days": the largest unit that gives a short exact number.
std::string duration_text(Ticks duration);
/// "2024-01-31 14:05" for an instant of an experiment that starts on `start`.
std::string instant_text(Ticks instant, Date start);

}  // namespace careway
