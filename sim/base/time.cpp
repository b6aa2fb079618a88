#include "base/time.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace careway {

Ticks to_ticks(double milliseconds) {
  constexpr double limit = 9.2e18;
  if (milliseconds >= limit) return never;
  if (!(milliseconds > -limit)) return -never;  // what is no number, too
  return static_cast<Ticks>(std::floor(milliseconds + 0.5));
}

// Days are counted in 400-year cycles of 146,097 days beginning on 1 March, so that a leap day ends its year.
Date to_date(const CivilDate& civil) {
  const std::int64_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
  const std::int64_t cycle = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_cycle = year - cycle * 400;
  const std::int64_t month_from_march = (civil.month + 9) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
  const std::int64_t day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
  return {cycle * 146097 + day_of_cycle - 719468};
}

CivilDate to_civil(Date date) {
  const std::int64_t shifted = date.days + 719468;
  const std::int64_t cycle = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t day_of_cycle = shifted - cycle * 146097;
  const std::int64_t year_of_cycle =
      (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
  const std::int64_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  CivilDate civil;
  civil.day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  civil.month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  civil.year = static_cast<int>(year_of_cycle + cycle * 400 + (civil.month <= 2 ? 1 : 0));
  return civil;
}

int weekday(Date date) { return static_cast<int>(((date.days + 3) % 7 + 7) % 7); }

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const CivilDate civil{number(0, 4), number(5, 2), number(8, 2)};
  if (civil.year < 1 || civil.month < 1 || civil.month > 12 || civil.day < 1) return std::nullopt;
  const Date date = to_date(civil);
  const CivilDate back = to_civil(date);
  if (back.month != civil.month || back.day != civil.day) return std::nullopt;
  return date;
}

std::string to_text(Date date) {
  const CivilDate civil = to_civil(date);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
  return text;
}

std::string duration_text(Ticks duration) {
  struct Unit {
    Ticks size;
    const char* one;
    const char* many;
  };
  static constexpr Unit units[] = {{ticks_per_week, "week", "weeks"},
                                   {ticks_per_day, "day", "days"},
                                   {ticks_per_hour, "h", "h"},
                                   {ticks_per_minute, "min", "min"},
                                   {ticks_per_second, "s", "s"}};
  for (const Unit& unit : units) {
    if (duration != 0 && std::llabs(duration) >= unit.size && duration % (unit.size / (unit.size > ticks_per_hour ? 1 : 10)) == 0) {
      const double value = static_cast<double>(duration) / static_cast<double>(unit.size);
      char text[48];
      std::snprintf(text, sizeof text, "%g %s", value, value == 1 ? unit.one : unit.many);
      return text;
    }
  }
  char text[48];
  std::snprintf(text, sizeof text, "%g s", static_cast<double>(duration) / 1000.0);
  return text;
}

std::string instant_text(Ticks instant, Date start) {
  const Ticks day = instant >= 0 ? instant / ticks_per_day : (instant - ticks_per_day + 1) / ticks_per_day;
  const Ticks minute = (instant - day * ticks_per_day) / ticks_per_minute;
  char text[16];
  std::snprintf(text, sizeof text, " %02d:%02d", static_cast<int>(minute / 60), static_cast<int>(minute % 60));
  return to_text({start.days + day}) + text;
}

}  // namespace careway
