// Plain words into numbers, durations, rates, dates: our own parsing, so that "010", "1e3", ".nan" and "yes" mean what
// a planner thinks they mean, or are refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace careway {

/// Decimal number: optional sign, digits, optional fraction, optional exponent ("-1.5", "1e3", "0.25"). A leading zero
/// before another digit ("010"), hex, octal, infinity and nan are refused; so is a magnitude above 1e15.
std::optional<double> parse_number(std::string_view text);
/// "75%" or "0.75" as 0.75; values outside 0..1 are still returned (the reader judges them).
std::optional<double> parse_share(std::string_view text);

/// "8 min", "5.5 days", "90s", "1 week", "250 ms" in milliseconds; also sums: "1 day 12 h". Units: ms, s/sec/second(s),
/// min/minute(s), h/hour(s)/hr(s), d/day(s), week(s)/w. A bare number is refused, except 0.
std::optional<double> parse_duration(std::string_view text);
/// "560 per day", "0.05 per min", "12/h": events per millisecond.
std::optional<double> parse_rate(std::string_view text);
/// "08:00" .. "24:00", "23:59:30": milliseconds since midnight.
std::optional<Ticks> parse_time_of_day(std::string_view text);
/// "Mon", "monday", ... : 0 is Monday.
std::optional<int> parse_weekday(std::string_view text);
/// "true"/"false"/"yes"/"no".
std::optional<bool> parse_truth(std::string_view text);

/// For messages: the word after a number, where it should be a unit of time and is none; empty when the text is not of that form.
std::string strange_unit(std::string_view text);
/// What to write instead of such a word.
std::string unit_advice(std::string_view word);

/// The nearest right form, for messages: e.g. `"8 mins" is not a duration` → what may stand there.
extern const char* const duration_forms;
extern const char* const rate_forms;

}  // namespace careway
