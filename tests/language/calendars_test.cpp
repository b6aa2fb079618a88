// Calendars, by hand. 2024-01-01 is a Monday.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// How one who comes at each of the instants waits for the calendar to open.
std::string opens(const std::string& calendar, const std::string& at, const std::string& experiment = "length: 21 days") {
  return story_of("delays", clinic("calendars: {office: {" + calendar + "}}\narrivals: {a: {at: [" + at +
                                       "], enter: s}}\nsteps:\n  s: [{delay: {until_open: office}}, {leave: done}]",
                                   "experiment: {" + experiment + ", replications: 1}"));
}

}  // namespace

TEST_CASE("opening hours by weekday, and over midnight") {
  CHECK(opens(R"(open: [{days: [Mon], from: "08:00", until: "10:00"}, {days: [Fri], from: "22:00", until: "02:00"}])",
              "0 min, 9 h, 10 h, 5 days 1 h, 5 days 2 h") == table(R"(
    0:00 p1 delays until 8:00
    9:00 p2 delays until 9:00
    10:00 p3 delays until 4d 22:00
    5d 1:00 p4 delays until 5d 1:00
    5d 2:00 p5 delays until 7d 8:00)"));
}

TEST_CASE("every day and the whole day") {
  CHECK(opens(R"(open: [{from: "06:00", until: "24:00"}])", "1 h, 23 h, 1 day 6 h") == table(R"(
    1:00 p1 delays until 6:00
    23:00 p2 delays until 23:00
    1d 6:00 p3 delays until 1d 6:00)"));
}

TEST_CASE("closed_on shuts a day, open_on opens one with the hours of its weekday") {
  // Closed every first Monday and Tuesday; Tuesday is opened again; Sunday has no hours of its own.
  CHECK(opens(R"(open: [{days: [Mon, Tue], from: "08:00", until: "10:00"}], closed_on: [2024-01-01, 2024-01-02], open_on: [2024-01-02])", "0 min, 2 days") ==
        table(R"(
    0:00 p1 delays until 1d 8:00
    2d 0:00 p2 delays until 7d 8:00)"));
}

TEST_CASE("open_on may have hours of its own") {
  CHECK(opens(R"(open: [{days: [Mon], from: "08:00", until: "10:00"}], open_on: [{date: 2024-01-03, from: "12:00", until: "13:00"}])",
              "1 day, 2 days 12.5 h, 2 days 13 h") == table(R"(
    1d 0:00 p1 delays until 2d 12:00
    2d 12:30 p2 delays until 2d 12:30
    2d 13:00 p3 delays until 7d 8:00)"));
}

TEST_CASE("a closed day ends at midnight, when hours of the day before go on") {
  // Open day and night but for Tuesday 2nd.
  CHECK(opens(R"(open: [{from: "00:00", until: "24:00"}], closed_on: [2024-01-02])", "1 day, 86399.999 s") == table(R"(
    23:59:59.999 p1 delays until 23:59:59.999
    1d 0:00 p2 delays until 2d 0:00)"));
}

TEST_CASE("the experiment may begin on any day") {
  CHECK(opens(R"(open: [{days: [Mon], from: "08:00", until: "10:00"}], closed_on: [2024-01-08])", "0 min", "start: 2024-01-03, length: 21 days") ==
        "0:00 p1 delays until 12d 8:00\n");
}

TEST_CASE("a calendar of the model serves all pathways") {
  const std::string model = R"(model: two
calendars: {office: {open: [{from: "08:00", until: "18:00"}]}}
pathways:
  a: {arrivals: {x: {at: [1 h], enter: s}}, steps: {s: [{delay: {until_open: office}}, {go: b.t}]}}
  b: {steps: {t: [{route: [{when: open(office), to: in}, {to: out}]}], in: [{leave: open}], out: [{leave: shut}]}}
experiment: {length: 1 day, replications: 1}
)";
  CHECK(story_of("leaves", model) == "8:00 p1 leaves open\n");
}

}  // namespace careway::testing
