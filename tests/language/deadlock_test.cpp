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

TEST_CASE("a unit with turnaround changes hands in a swap and is made ready first") {
  // The circle closes at 0:13. p1 goes on with y at once; p2 holds x from then on and waits out its 4 min.
  // p3 wants x from 0:20: given back at 0:23, it is ready at 0:27.
  const std::string model = clinic(R"(
resources: {x: {capacity: 1, turnaround: 4 min}, y: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: there}, b: {at: [1 min], enter: back}, c: {at: [20 min], enter: last}}
steps:
  there: [{seize: x}, {delay: 10 min}, {seize: y}, {release: x}, {delay: 5 min}, {release: y}, {leave: there}]
  back: [{seize: y}, {delay: 12 min}, {seize: x}, {release: y}, {delay: 6 min}, {release: x}, {leave: back}]
  last: [{seize: x}, {delay: 1 min}, {release: x}, {leave: last}])");
  CHECK(story_of("waits delays granted leaves", model) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 delays until 0:13
    0:10 p1 waits for y
    0:13 p2 waits for x
    0:13 p2 granted x
    0:13 p1 granted y
    0:13 p1 delays until 0:18
    0:17 p2 delays until 0:23
    0:18 p1 leaves there
    0:20 p3 waits for x
    0:23 p2 leaves back
    0:27 p3 granted x
    0:27 p3 delays until 0:28
    0:28 p3 leaves last)"));
  const Results run = results(model);
  CHECK(run.audit[0].swaps == 1);
  CHECK(minutes(run, "clinic.x.in_use") == 13 + 10 + 1);
  CHECK(minutes(run, "clinic.y.in_use") == 12 + 5);
  CHECK(minutes(run, "clinic.x.waiting") == 7);  // p3; p2's wait ends as the circle closes
}

TEST_CASE("each of a circle waits for the turnaround of the unit that it gets, drawn by who gives it up") {
  // x is made ready for 2 min after p1, y for 9 min after p2: p1 gets y at 0:13 and goes on at 0:22, p2 gets x and goes on at 0:15.
  CHECK(story_of("delays leaves", clinic(R"(
resources:
  x: {capacity: 1, turnaround: {by: who, 1: 2 min, 2: 5 min}}
  y: {capacity: 1, turnaround: {by: who, 1: 7 min, 2: 9 min}}
arrivals: {a: {at: [0 min], set: {who: 1}, enter: there}, b: {at: [1 min], set: {who: 2}, enter: back}}
steps:
  there: [{seize: x}, {delay: 10 min}, {seize: y}, {release: x}, {delay: 5 min}, {release: y}, {leave: there}]
  back: [{seize: y}, {delay: 12 min}, {seize: x}, {release: y}, {delay: 6 min}, {release: x}, {leave: back}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 delays until 0:13
    0:15 p2 delays until 0:21
    0:21 p2 leaves back
    0:22 p1 delays until 0:27
    0:27 p1 leaves there)"));
}

TEST_CASE("a unit that is made ready after a swap is not taken from who holds it") {
  // p2 holds x from 0:13, to be ready at 0:33. p3 would take it from anyone inside a delay: at 0:20 p2 is in none.
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {x: {capacity: 1, turnaround: 20 min}, y: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: there}, b: {at: [1 min], enter: back}, c: {at: [20 min], enter: urgent}}
steps:
  there: [{seize: x, priority: 5}, {delay: 10 min}, {seize: y}, {release: x}, {delay: 5 min}, {release: y}, {leave: there}]
  back: [{seize: y}, {delay: 12 min}, {seize: x, priority: 5}, {release: y}, {delay: 6 min}, {release: x}, {leave: back}]
  urgent: [{seize: x, preempt: resume}, {delay: 1 min}, {release: x}, {leave: urgent}])")) == table(R"(
    0:10 p1 waits for y
    0:13 p2 waits for x
    0:13 p2 granted x
    0:13 p1 granted y
    0:18 p1 leaves there
    0:20 p3 waits for x
    0:33 p3 granted x
    0:34 p3 leaves urgent
    1:00 p2 leaves back)"));
}

TEST_CASE("those who wait for one another when the run begins are swapped at once") {
  const std::string model = clinic(R"(
resources: {x: {capacity: 1}, y: {capacity: 1}}
arrivals: {a: {at: [30 min], enter: there}, b: {at: [50 min], enter: back}}
steps:
  there: [{seize: x}, {delay: 10 min}, {seize: y}, {release: x}, {delay: 5 min}, {release: y}, {leave: there}]
  back: [{seize: y}, {delay: 12 min}, {seize: x}, {release: y}, {delay: 6 min}, {release: x}, {leave: back}])",
                                   "experiment: {length: 20 min, census: {file: now.csv, step: step, action: action, elapsed: {column: h, unit: h}}}\n");
  const Texts file{{"now.csv", "step,action,h\nclinic.there,seize[2],1\nclinic.back,seize[2],2\n"}};
  CHECK(story_of("waits delays leaves", model, file) == table(R"(
    0:00 p2 waits for x
    0:00 p1 waits for y
    0:00 p1 delays until 0:05
    0:00 p2 delays until 0:06
    0:05 p1 leaves there
    0:06 p2 leaves back)"));
}

TEST_CASE("who lost a unit to a more urgent one and holds another stands still as any other") {
  // p1 has both from 0:00; p2 takes x from it at 0:10 and waits for y, which p1 keeps while it waits for x.
  const Told run = told(clinic(R"(
resources: {x: {capacity: 1}, y: {capacity: 1}}
arrivals: {low: {at: [0 min], set: {rank: 2}, enter: s}, high: {at: [10 min], set: {rank: 1}, enter: s}}
steps:
  s:
    - seize: x
      priority: rank
      preempt: resume
    - seize: y
    - delay: 1 h
    - release: [x, y]
    - leave: done)"));
  CHECK(run.record.standstills == 2);
  CHECK(run.record.standstill ==
        "patient 2 in clinic.s holds clinic.x and has waited for clinic.y since 10 min, "
        "patient 1 in clinic.s holds clinic.y and has waited for clinic.x since 10 min");
}

}  // namespace careway::testing
