#include <doctest/doctest.h>

#include <numeric>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

ReadResult read(const std::string& text) { return read_clinic("arrivals:\n  a: " + text); }

Arrivals arrivals_of(const std::string& text) {
  const ReadResult result = read(text);
  CHECK(messages(result) == "");
  return clinic(result).arrivals.at(0);
}

std::string complaint(const std::string& text) { return messages(read(text)); }

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

constexpr double per_day = 1.0 / static_cast<double>(ticks_per_day);

}  // namespace

TEST_CASE("a rate is counted in events per millisecond") {
  const Arrivals arrivals = arrivals_of("{rate: 560 per day, enter: s, about: all of them}");
  CHECK(arrivals.kind == Arrivals::Kind::rate);
  CHECK(arrivals.rate / per_day == doctest::Approx(560));
  CHECK(arrivals.enter.text == "s");
  CHECK(arrivals.about == "all of them");
  CHECK(arrivals.path == "clinic.arrivals.a");
  CHECK(says(complaint("{rate: 560, enter: s}"), "clinic.arrivals.a.rate: is 560; needs a unit, such as 560 per day"));
  CHECK(says(complaint("{rate: 2000000 per s, enter: s}"), "beyond reason"));
  CHECK(says(complaint("{rate: 5 per day}"), "enter is missing"));
}

TEST_CASE("each list of a profile is divided by its own mean") {
  const Arrivals arrivals = arrivals_of(
      "{rate: 7 per day, profile: {day_of_week: [1, 1, 1, 1, 1, 1, 8], month: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]}, enter: s}");
  CHECK(arrivals.rate / per_day == doctest::Approx(7));
  CHECK(arrivals.day_of_week == std::vector<double>{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 4});
  CHECK(arrivals.month == std::vector<double>(12, 1.0));
  CHECK(arrivals.hour_of_day.empty());
  CHECK(says(complaint("{rate: 7 per day, profile: {day_of_week: [1, 2]}, enter: s}"),
             "has 2 items; needs 7 numbers, Monday first"));
  CHECK(says(complaint("{rate: 7 per day, profile: {day_of_week: [0, 0, 0, 0, 0, 0, 0]}, enter: s}"), "has no item above 0"));
}

TEST_CASE("hour_of_day takes 24 and hour_of_week 168 weights") {
  std::string day = "[1";
  std::string week = "[1";
  for (int i = 1; i < 24; ++i) day += ", 2";
  for (int i = 1; i < 168; ++i) week += ", 3";
  const Arrivals arrivals =
      arrivals_of("{rate: 7 per day, profile: {hour_of_day: " + day + "], hour_of_week: " + week + "]}, enter: s}");
  CHECK(arrivals.hour_of_day.size() == 24);
  CHECK(std::accumulate(arrivals.hour_of_week.begin(), arrivals.hour_of_week.end(), 0.0) == doctest::Approx(168));
}

TEST_CASE("absolute rates become their mean and multipliers") {
  const Arrivals arrivals = arrivals_of("{rates: {per: hour, day_of_week: [1, 2, 3, 4, 5, 6, 7]}, enter: s}");
  CHECK(arrivals.kind == Arrivals::Kind::rate);
  CHECK(arrivals.rate * static_cast<double>(ticks_per_hour) == doctest::Approx(4));
  CHECK(arrivals.rate * arrivals.day_of_week[6] * static_cast<double>(ticks_per_hour) == doctest::Approx(7));
  CHECK(says(complaint("{rates: {per: fortnight, day_of_week: [1, 2, 3, 4, 5, 6, 7]}, enter: s}"), "needs a unit of time"));
  CHECK(says(complaint("{rates: {per: hour}, enter: s}"), "gives no rates"));
  CHECK(says(
      complaint(
          "{rates: {per: hour, day_of_week: [1, 2, 3, 4, 5, 6, 7]}, profile: {day_of_week: [1, 2, 3, 4, 5, 6, 7]}, enter: s}"),
      "shapes rates that are absolute already"));
}

TEST_CASE("wave, surges and day-to-day variation shape a rate") {
  const Arrivals arrivals = arrivals_of(
      "{rate: 7 per day, wave: {amplitude: 0.6, period: 24 h, rising_at: 10 h}, "
      "surges: {flu: {from: 2023-12-20, peak: 2024-01-02, until: 2024-01-20, times: 1.3}, ice: {from: 2024-02-01, until: "
      "2024-02-03, times: 2}}, "
      "varies: {cv: 0.1, with: flu_like}, enter: s}");
  CHECK(arrivals.wave->amplitude == 0.6);
  CHECK(arrivals.wave->period == 24.0 * ticks_per_hour);
  CHECK(arrivals.wave->rising_at == 10.0 * ticks_per_hour);
  REQUIRE(arrivals.surges.size() == 2);
  CHECK(arrivals.surges[0].name == "flu");
  CHECK(arrivals.surges[0].peak == parse_date("2024-01-02"));
  CHECK(arrivals.surges[0].times == 1.3);
  CHECK_FALSE(arrivals.surges[1].peak.has_value());
  CHECK(arrivals.varies_cv == 0.1);
  CHECK(arrivals.varies_with == "flu_like");
  CHECK(
      says(complaint(
               "{rate: 7 per day, surges: {flu: {from: 2023-12-20, peak: 2024-02-02, until: 2024-01-20, times: 1.3}}, enter: s}"),
           "peak is not between from and until"));
  CHECK(says(complaint("{at: [0], wave: {amplitude: 0.6, period: 24 h}, enter: s}"), "needs a rate to shape"));
  CHECK(says(complaint("{rate: 7 per day, wave: {amplitude: 1.6, period: 24 h}, enter: s}"), "is 1.6; needs a share"));
}

TEST_CASE("times between arrivals are a quantity") {
  const Arrivals arrivals = arrivals_of("{interarrival: {exponential: {mean: 4 min}}, batch: {geometric: {mean: 2}}, enter: s}");
  CHECK(arrivals.kind == Arrivals::Kind::interarrival);
  CHECK(arrivals.interarrival->distribution->family == "exponential");
  CHECK(arrivals.batch->distribution->family == "geometric");
}

TEST_CASE("instants are durations since the start or date-times") {
  const Arrivals arrivals = arrivals_of(
      "{at: [0 min, 15 min, 2023-12-01 08:30, 2023-12-02], every: 1 day, no_show: 5%, late: {uniform: {min: 0, max: 5 min}}, "
      "enter: s}");
  CHECK(arrivals.kind == Arrivals::Kind::at);
  REQUIRE(arrivals.at.size() == 4);
  CHECK(arrivals.at[1].offset == 15 * ticks_per_minute);
  CHECK_FALSE(arrivals.at[1].date.has_value());
  CHECK(arrivals.at[2].date == parse_date("2023-12-01"));
  CHECK(arrivals.at[2].offset == 8 * ticks_per_hour + 30 * ticks_per_minute);
  CHECK(arrivals.at[3].offset == 0);
  CHECK(arrivals.every == ticks_per_day);
  CHECK(arrivals.no_show == doctest::Approx(0.05));
  CHECK(arrivals.late->distribution->family == "uniform");
  CHECK(says(complaint("{at: [noon], enter: s}"), "clinic.arrivals.a.at[1]: is \"noon\"; needs a date"));
  CHECK(says(complaint("{rate: 1 per day, every: 1 day, enter: s}"), "goes with at"));
}

TEST_CASE("initial patients may stand alone") {
  const Arrivals arrivals = arrivals_of("{initial: 4, enter: s}");
  CHECK(arrivals.kind == Arrivals::Kind::none);
  CHECK(arrivals.initial == 4);
  CHECK(says(complaint("{enter: s}"), "says nothing about when they come"));
  CHECK(says(complaint("{rate: 1 per day, at: [0], enter: s}"), "has rate and at; needs only one of"));
}

TEST_CASE("a source may work between two instants") {
  const Arrivals arrivals = arrivals_of("{rate: 1 per day, from: 2023-12-01, until: 60 days, enter: s}");
  CHECK(arrivals.from->date == parse_date("2023-12-01"));
  CHECK(arrivals.until->offset == 60 * ticks_per_day);
  CHECK(says(complaint("{rate: 1 per day, from: 5 days, until: 4 days, enter: s}"), "until is not after from"));
}

TEST_CASE("attributes given on arrival keep their order") {
  const Arrivals arrivals =
      arrivals_of("{rate: 1 per day, set: {mode: walk_in, acuity: {choice: {1: 0.1, 2: 0.9}}, age: 83}, enter: s}");
  REQUIRE(arrivals.set.size() == 3);
  CHECK(arrivals.set[0].attribute.text == "mode");
  CHECK(arrivals.set[1].value.kind == Quantity::Kind::choice);
  CHECK(arrivals.set[2].value.number == 83);
}
