#include "input/scalars.hpp"

#include <doctest/doctest.h>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

using namespace careway;

namespace {

constexpr double minute = 60'000;
constexpr double hour = 60 * minute;
constexpr double day = 24 * hour;

}  // namespace

TEST_CASE("decimal numbers are read") {
  CHECK(parse_number("0") == 0.0);
  CHECK(parse_number("12") == 12.0);
  CHECK(parse_number("-1.5") == -1.5);
  CHECK(parse_number("+3") == 3.0);
  CHECK(parse_number("1e3") == 1000.0);
  CHECK(parse_number("2.5E-3") == 0.0025);
  CHECK(parse_number("0.25") == 0.25);
  CHECK(parse_number("1000000000000000") == 1e15);
  CHECK(parse_number(" \t7 \r\n") == 7.0);
}

TEST_CASE("what only looks like a number is refused") {
  for (const char* text : {"",    " ",       "010",   "-010",   "00",  "0x10", "0o7", "1_000", "1,000", "1 000",
                           "5.",  "1.5e400", "1e16",  "1e-400", "inf", ".inf", "nan", ".nan",  "NaN",   "1e",    "e3",
                           "--1", "+-1",     "1.2.3", "1e3.5",  "٣",   "½",    "−5",  "5%",    "5 h",   "yes"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("minus zero is zero") { CHECK_FALSE(std::signbit(*parse_number("-0"))); }

TEST_CASE("every number becomes its nearest double") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = std::to_string(1 + random() % 9);
    for (std::uint64_t digits = random() % 25; digits > 0; --digits) text += static_cast<char>('0' + random() % 10);
    text.insert(1, ".");
    text += static_cast<char>('0' + random() % 10);
    text += "e" + std::to_string(static_cast<int>(random() % 214) - 200);
    CAPTURE(text);
    const auto number = parse_number(text);
    REQUIRE(number);
    CHECK(*number == std::strtod(text.c_str(), nullptr));
  }
}

TEST_CASE("numbers do not depend on the locale") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* locale : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
    if (std::setlocale(LC_ALL, locale) == nullptr) continue;  // not installed here
    CHECK(parse_number("1234567890.12345678901") == 1234567890.12345678901);
    CHECK_FALSE(parse_number("1,5"));
  }
  std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("shares are numbers or percentages, rounded once") {
  CHECK(parse_share("75%") == 0.75);
  CHECK(parse_share("75 %") == 0.75);
  CHECK(parse_share("0.75") == 0.75);
  CHECK(parse_share("99.9%") == 0.999);
  CHECK(parse_share("0.07%") == 0.0007);
  CHECK(parse_share("-5%") == -0.05);
  CHECK(parse_share("120%") == 1.2);
  for (const char* text : {"", "%", "75%%", "% 75", "75 percent", "010%"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_share(text));
  }
}

TEST_CASE("durations need a unit") {
  CHECK(parse_duration("8 min") == 8 * minute);
  CHECK(parse_duration("5.5 days") == 5.5 * day);
  CHECK(parse_duration("90s") == 90'000.0);
  CHECK(parse_duration("1 week") == 7 * day);
  CHECK(parse_duration("250 ms") == 250.0);
  CHECK(parse_duration("1 day 12 h") == 36 * hour);
  CHECK(parse_duration("1h30min") == 90 * minute);
  CHECK(parse_duration("2 hr") == 2 * hour);
  CHECK(parse_duration("0") == 0.0);
  for (const char* text : {"", "8", "8 mins", "min", "8 min 8 min", "30 min 1 h", "1 day 12", "-5 min", "5 H", "4 h,", "1,5 h",
                           "8 min ago", "08 min", "3 months", "1 year"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("every unit of time has its size") {
  for (const char* word : {"s", "sec", "second", "seconds"}) CHECK(parse_duration(std::string("2 ") + word) == 2'000.0);
  for (const char* word : {"min", "minute", "minutes"}) CHECK(parse_duration(std::string("2 ") + word) == 2 * minute);
  for (const char* word : {"h", "hr", "hour", "hours"}) CHECK(parse_duration(std::string("2 ") + word) == 2 * hour);
  for (const char* word : {"d", "day", "days"}) CHECK(parse_duration(std::string("2 ") + word) == 2 * day);
  for (const char* word : {"w", "week", "weeks"}) CHECK(parse_duration(std::string("2 ") + word) == 14 * day);
}

TEST_CASE("rates are numbers per unit of time") {
  CHECK(parse_rate("560 per day") == 560 / day);
  CHECK(parse_rate("0.05 per min") == 0.05 / minute);
  CHECK(parse_rate("12/h") == 12 / hour);
  CHECK(parse_rate("12 / hour") == 12 / hour);
  CHECK(parse_rate("0 per day") == 0.0);
  for (const char* text : {"", "560", "560 day", "560 per", "per day", "560 per fortnight", "560perday", "560 per 2 h",
                           "-1 per h", "5 per h per h", "12//h"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rate(text));
  }
}

TEST_CASE("times of day go from 00:00 to 24:00") {
  CHECK(parse_time_of_day("00:00") == 0);
  CHECK(parse_time_of_day("08:00") == 8 * ticks_per_hour);
  CHECK(parse_time_of_day("8:05") == 8 * ticks_per_hour + 5 * ticks_per_minute);
  CHECK(parse_time_of_day("23:59:30") == ticks_per_day - 30 * ticks_per_second);
  CHECK(parse_time_of_day("24:00") == ticks_per_day);
  for (const char* text : {"", "8", "8:5", "25:00", "24:01", "24:00:01", "12:60", "12:00:60", "012:00", "12:00:00:00",
                           "12:", ":30", "08.00", "8 am", "-1:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time_of_day(text));
  }
}

TEST_CASE("weekdays are full names or three letters") {
  CHECK(parse_weekday("Mon") == 0);
  CHECK(parse_weekday("monday") == 0);
  CHECK(parse_weekday("SUN") == 6);
  CHECK(parse_weekday(" Thursday ") == 3);
  for (const char* text : {"", "M", "Mo", "Mond", "Mondays", "1", "Montag", "a very long word indeed"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_weekday(text));
  }
}

TEST_CASE("truth is true, false, yes or no") {
  CHECK(parse_truth("true") == true);
  CHECK(parse_truth("Yes") == true);
  CHECK(parse_truth("no") == false);
  CHECK(parse_truth("FALSE") == false);
  for (const char* text : {"", "on", "off", "y", "1", "truth"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_truth(text));
  }
}
