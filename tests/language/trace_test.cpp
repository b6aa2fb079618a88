// Patients from a file: `trace`. Times by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

std::string traced(const std::string& trace, const std::string& more = "", const std::string& experiment = "length: 1 day") {
  return clinic("arrivals: {a: {trace: {file: came.csv, " + trace + "}, " + more + "enter: s}}\nsteps:\n  s: [{delay: {formula: stay}}, {leave: done}]",
                "experiment: {" + experiment + ", replications: 1}");
}

}  // namespace

TEST_CASE("trace: instants since the start, in order of time and at one instant as in the file") {
  const Texts file{{"came.csv", "when,hours,name\n30,1,b\n10,0.5,a\n30,2,c\n"}};
  CHECK(story_of("arrives leaves", traced("time: when, unit: min, set: {stay: {column: hours, unit: h}}"), file) == table(R"(
    0:10 p1 arrives
    0:30 p2 arrives
    0:30 p3 arrives
    0:40 p1 leaves done
    1:30 p2 leaves done
    2:30 p3 leaves done)"));
}

TEST_CASE("trace: dates with times; those before the start and after the end do not come") {
  const Texts file{{"came.csv", "when,stay\r\n2023-12-31 23:00,5\r\n2024-01-01 08:30,5\r\n2024-01-02T00:10,5\r\n2024-01-03,5\r\n"}};
  CHECK(story_of("arrives", traced("time: when, set: {stay: {column: stay, unit: min}}", "", "start: 2024-01-01, length: 2 days"), file) == table(R"(
    8:30 p1 arrives
    1d 0:10 p2 arrives)"));
}

TEST_CASE("trace: a column with a unit holds durations, also on a day on which nobody comes") {
  const std::string trace = "time: when, unit: min, set: {stay: {column: hours, unit: h}}";
  CHECK(story_of("arrives leaves", traced(trace), {{"came.csv", "when,hours\n"}}) == "");
  CHECK(story_of("arrives leaves", traced(trace), {{"came.csv", "when,hours\n30,\n"}}) == table(R"(
    0:30 p1 arrives
    0:30 p1 leaves done)"));
}

TEST_CASE("trace: set draws what a row leaves empty, and may depend on what it gives") {
  const std::string model = clinic(R"(
arrivals:
  a:
    trace: {file: came.csv, time: when, unit: min, set: {kind: kind, stay: {column: stay, unit: min}}}
    set: {kind: slow, stay: {by: kind, slow: 20 min, fast: 2 min}}
    enter: s
steps:
  s: [{delay: {formula: stay}}, {leave: done}])");
  const Texts file{{"came.csv", "when,kind,stay\n0,,\n60,fast,\n120,slow,7\n"}};
  CHECK(story_of("leaves", model, file) == table(R"(
    0:20 p1 leaves done
    1:02 p2 leaves done
    2:07 p3 leaves done)"));
}

TEST_CASE("trace: rows go to their sites") {
  const std::string model = R"(model: m
sites: {north: , south: }
pathways:
  clinic:
    per: site
    resources: {desk: {capacity: 1}}
    arrivals: {a: {trace: {file: came.csv, time: t, unit: min, site: where}, enter: s}}
    steps:
      s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}]
experiment: {length: 1 day, replications: 1}
)";
  CHECK(story_of("arrives waits leaves", model, {{"came.csv", "t,where\n0,south\n1,north\n2,south\n"}}) == table(R"(
    0:00 p1 arrives
    0:01 p2 arrives
    0:02 p3 arrives
    0:02 p3 waits for desk@south
    0:10 p1 leaves done
    0:11 p2 leaves done
    0:20 p3 leaves done)"));
  CHECK(findings(model, {{"came.csv", "t,where\n0,east\n"}}) ==
        "clinic.arrivals.a.trace: file came.csv line 2: \"east\" is not a site; may be: north or south\n");
}

TEST_CASE("trace: a patient of a row has the same luck whoever comes before it") {
  const std::string model = clinic(R"(
arrivals: {a: {trace: {file: came.csv, time: t, unit: min}, enter: s}}
steps:
  s: [{delay: {exponential: {mean: 1 h}}}, {leave: done}])");
  const auto with = delays_in(told(model, {{"came.csv", "t\n0\n5\n9\n"}}), "s");
  const auto without = delays_in(told(model, {{"came.csv", "t\n0\n5\n9000000\n"}}), "s");
  REQUIRE(with.size() == 3);
  REQUIRE(without.size() == 2);
  CHECK(with[1] == without[1]);
  CHECK(with[0] != with[1]);
}

TEST_CASE("trace: what is wrong is said with its line") {
  const std::string model = traced("time: when, unit: min, set: {stay: {column: stay, unit: min}}");
  CHECK(findings(model, {{"came.csv", "when,stay\nsoon,5\n"}}) ==
        "clinic.arrivals.a.trace.file: file came.csv line 2 has \"soon\" in column when; needs a time, 0 or more\n");
  CHECK(findings(model, {{"came.csv", "when,stay\n1,long\n"}}) ==
        "clinic.arrivals.a.trace.file: file came.csv line 2 has \"long\" in column stay; needs a number\n");
  CHECK(findings(model, {{"came.csv", "wen,stay\n1,1\n"}}) ==
        "clinic.arrivals.a.trace.time: file came.csv has no column \"when\"; did you mean \"wen\"?\n");
  CHECK(findings(model, {{"came.csv", "when,stay\n1\n"}}) ==
        "clinic.arrivals.a.trace.file: file came.csv line 2 has 1 fields, and the header has 2\n");
  CHECK(findings(traced("time: when"), {{"came.csv", "when,stay\n08:30,1\n"}}).find("needs a date with a time, such as 2024-01-31 08:30") != std::string::npos);
  CHECK(findings(model).find("came.csv") != std::string::npos);
  CHECK(findings(clinic("arrivals: {a: {trace: {file: came.csv, time: t, unit: min}, batch: 2, enter: s}}\nsteps:\n  s: [{leave: done}]"),
                 {{"came.csv", "t\n1\n"}}) == "clinic.arrivals.a.batch: does not go with trace; give each patient a row of its own\n");
}

}  // namespace careway::testing
