// Patients who wait for one another in a circle, by hand: swapped where each would give its unit back at once, reported otherwise.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// Three ways round three resources; `give` stands between the second seize and the stay that follows.
std::string round_of_three(const std::string& give_x, const std::string& give_y, const std::string& give_z) {
  return clinic(R"(
resources: {x: {capacity: 1}, y: {capacity: 1}, z: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: a}, b: {at: [1 min], enter: b}, c: {at: [2 min], enter: c}}
steps:
  a: [{seize: x}, {delay: 10 min}, {seize: y}, )" + give_x + R"({delay: 5 min}, {release: all}, {leave: a}]
  b: [{seize: y}, {delay: 10 min}, {seize: z}, )" + give_y + R"({delay: 6 min}, {release: all}, {leave: b}]
  c: [{seize: z}, {delay: 10 min}, {seize: x}, )" + give_z + R"({delay: 7 min}, {release: all}, {leave: c}])");
}

}  // namespace

TEST_CASE("a circle of three is swapped in one instant") {
  // p1 wants y from 0:10, p2 wants z from 0:11, p3 wants x from 0:12: then all three pass their units on.
  const std::string model = round_of_three("{release: x}, ", "{release: y}, ", "{release: z}, ");
  CHECK(story_of("waits leaves", model) == table(R"(
    0:10 p1 waits for y
    0:11 p2 waits for z
    0:12 p3 waits for x
    0:17 p1 leaves a
    0:18 p2 leaves b
    0:19 p3 leaves c)"));
  const Told run = told(model);
  CHECK(run.record.swaps == 1);
  CHECK(run.record.standstill == "");
}

TEST_CASE("a circle of which one would not give back its unit is no swap: it is told with its patients") {
  const Told run = told(round_of_three("{release: x}, ", "", "{release: z}, "));
  CHECK(run.record.swaps == 0);
  CHECK(run.record.standstills == 3);
  CHECK(run.record.standstill ==
        "patient 1 in clinic.a holds clinic.x and has waited for clinic.y since 10 min, "
        "patient 2 in clinic.b holds clinic.y and has waited for clinic.z since 11 min, "
        "patient 3 in clinic.c holds clinic.z and has waited for clinic.x since 12 min");
}

TEST_CASE("who stands still outside the circle is counted, and only the circle is told") {
  // p1 and p2 wait for each other; p3 holds z and waits for x behind them.
  const Told run = told(clinic(R"(
resources: {x: {capacity: 1}, y: {capacity: 1}, z: {capacity: 1}}
arrivals: {c: {at: [2 min], enter: c}, a: {at: [0 min], enter: a}, b: {at: [1 min], enter: b}}
steps:
  a: [{seize: x}, {delay: 10 min}, {seize: y}, {delay: 5 min}, {release: all}, {leave: a}]
  b: [{seize: y}, {delay: 10 min}, {seize: x}, {delay: 6 min}, {release: all}, {leave: b}]
  c: [{seize: z}, {delay: 1 min}, {seize: x}, {delay: 7 min}, {release: all}, {leave: c}])"));
  CHECK(run.record.standstills == 3);
  CHECK(run.record.standstill ==
        "patient 1 in clinic.a holds clinic.x and has waited for clinic.y since 10 min, "
        "patient 2 in clinic.b holds clinic.y and has waited for clinic.x since 11 min");
}

TEST_CASE("a circle that patience breaks is no deadlock") {
  const Told run = told(clinic(R"(
resources: {x: {capacity: 1}, y: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: a}, b: {at: [1 min], enter: b}}
steps:
  a:
    - seize: x
    - delay: 10 min
    - seize: y
      patience: 1 h
      otherwise: gone
    - delay: 5 min
    - release: all
    - leave: a
  b: [{seize: y}, {delay: 10 min}, {seize: x}, {delay: 6 min}, {release: all}, {leave: b}]
  gone: [{release: x}, {leave: gone}])"));
  CHECK(run.record.standstills == 0);
  CHECK(run.record.standstill == "");
  CHECK(run.record.left == 2);
}

TEST_CASE("a patient who would wait for itself is a circle of one") {
  const Told run = told(clinic(R"(
resources: {x: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{seize: x}, {delay: 3 min}, {seize: x, as: second}, {delay: 1 min}, {release: all}, {leave: a}])"));
  CHECK(run.record.standstills == 1);
  CHECK(run.record.standstill == "patient 1 in clinic.s holds clinic.x and has waited for clinic.x since 3 min");
}

}  // namespace careway::testing
