// Actions other than seize and release, by hand. The experiments begin on Monday 2024-01-01.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("attributes are set in order, and later ones may depend on earlier ones") {
  CHECK(story_of("delays", clinic(R"(
arrivals:
  a: {at: [0 min, 1 h], set: {n: 3, m: {formula: n + 1}, twice: {formula: m + m}}, enter: s}
steps:
  s: [{set: {n: 10}}, {delay: {formula: 1 min * (n + m + twice)}}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:22
    1:00 p2 delays until 1:22)"));
}

TEST_CASE("a clock records from its last start, once, and only if it runs") {
  // stop without start: nothing. start at 0:00, again at 0:05, stop at 0:07: 2 min. stop again: nothing. cancel: nothing.
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min], enter: s}}
clocks: {c: }
steps:
  s:
    - stop: c
    - start: c
    - delay: 5 min
    - start: c
    - delay: 2 min
    - stop: c
    - delay: 1 min
    - stop: c
    - start: c
    - delay: 1 min
    - cancel: c
    - stop: c
    - leave: done)"));
  CHECK(clock(r, "clinic.c").total[0].n == 1);
  CHECK(clock(r, "clinic.c").total[0].sum == 2 * ticks_per_minute);
}

TEST_CASE("start and stop take lists, and count counts every passage") {
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min, 1 min], set: {n: 0}, enter: s}}
clocks: {c: , d: }
steps:
  s: [{start: [c, d]}, {delay: 1 min}, {stop: [c, d]}, {count: rounds}, {set: {n: {formula: n + 1}}}, {route: [{when: n < 3, to: s}, {to: out}]}]
  out: [{leave: done}])"));
  CHECK(clock(r, "clinic.c").total[0].n == 6);
  CHECK(clock(r, "clinic.d").total[0].sum == 6 * ticks_per_minute);
  CHECK(count(r, "clinic.rounds") == 6);
  CHECK(count(r, "clinic.left.done") == 2);
}

TEST_CASE("delay until a time of day: today if it is not past, now included") {
  CHECK(story_of("delays", clinic(R"(
arrivals: {a: {at: [0 min, 8 h, 28800.001 s], enter: s}}
steps:
  s: [{delay: {until: "08:00"}}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 8:00
    8:00 p2 delays until 8:00
    8:00:00.001 p3 delays until 1d 8:00)"));
}

TEST_CASE("delay until a time on certain days") {
  CHECK(story_of("delays", clinic(R"(
arrivals: {a: {at: [0 min, 9 h, 2 days], enter: s}}
steps:
  s: [{delay: {until: "08:00", days: [Mon, Wed]}}, {leave: done}])", "experiment: {length: 7 days, replications: 1}")) == table(R"(
    0:00 p1 delays until 8:00
    9:00 p2 delays until 2d 8:00
    2d 0:00 p3 delays until 2d 8:00)"));
}

TEST_CASE("delay until a calendar opens is 0 while it is open") {
  CHECK(story_of("delays", clinic(R"(
calendars: {office: {open: [{days: [Mon, Tue], from: "08:00", until: "18:00"}], closed_on: [2024-01-02]}}
arrivals: {a: {at: [7 h, 9 h, 18 h], enter: s}}
steps:
  s: [{delay: {until_open: office}}, {leave: done}])", "experiment: {length: 10 days, replications: 1}")) == table(R"(
    7:00 p1 delays until 8:00
    9:00 p2 delays until 9:00
    18:00 p3 delays until 7d 8:00)"));
}

TEST_CASE("wait_until holds a patient until another's doing makes it true") {
  CHECK(story_of("leaves", clinic(R"(
resources: {key: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: holder}, b: {at: [1 min], enter: waiter}}
steps:
  holder: [{seize: key}, {delay: 10 min}, {release: key}, {delay: 1 min}, {leave: held}]
  waiter: [{wait_until: in_use(key) == 0}, {leave: waited}])")) == table(R"(
    0:10 p2 leaves waited
    0:11 p1 leaves held)"));
}

TEST_CASE("wait_until of the time of day") {
  CHECK(story_of("leaves", clinic(R"(
arrivals: {a: {at: [1 h, 9 h], enter: s}}
steps:
  s: [{wait_until: hour >= 8}, {leave: done}])")) == table(R"(
    8:00 p1 leaves done
    9:00 p2 leaves done)"));
}

TEST_CASE("wait_until of a calendar") {
  CHECK(story_of("leaves", clinic(R"(
calendars: {office: {open: [{from: "08:30", until: "09:00"}]}}
arrivals: {a: {at: [1 h], enter: s}}
steps:
  s: [{wait_until: open(office)}, {leave: done}])")) == "8:30 p1 leaves done\n");
}

TEST_CASE("a fork starts its branches at once and goes on when all have joined") {
  // Branches at 0:01. y waits for the desk until 0:05 and has it 7 min; x is done at 0:06; p2 goes on at 0:12.
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {o: {at: [0 min], enter: other}, a: {at: [0 min], enter: s}}
steps:
  other: [{seize: desk}, {delay: 5 min}, {release: desk}, {leave: other}]
  s: [{delay: 1 min}, {fork: [x, y]}, {delay: 1 min}, {leave: done}]
  x: [{delay: 5 min}, join]
  y: [{seize: desk}, {delay: 7 min}, {release: desk}, join])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:05
    0:00 p2 arrives
    0:00 p2 delays until 0:01
    0:01 p2' delays until 0:06
    0:01 p2' waits for desk
    0:05 p1 releases desk
    0:05 p1 leaves other
    0:05 p2' granted desk
    0:05 p2' delays until 0:12
    0:12 p2' releases desk
    0:12 p2 delays until 0:13
    0:13 p2 leaves done)"));
}

TEST_CASE("a branch has a copy of the attributes: what it sets is its own") {
  CHECK(story_of("delays", clinic(R"(
arrivals: {a: {at: [0 min], set: {n: 5}, enter: s}}
steps:
  s: [{delay: 1 min}, {fork: [x, y]}, {delay: {formula: 1 min * n}}, {leave: done}]
  x: [{set: {n: {formula: n + 2}}}, {delay: {formula: 1 min * n}}, join]
  y: [{delay: {formula: 1 min * n}}, join])")) == table(R"(
    0:00 p1 delays until 0:01
    0:01 p1' delays until 0:08
    0:01 p1' delays until 0:06
    0:08 p1 delays until 0:13)"));
}

TEST_CASE("branches that need no time join at once") {
  CHECK(story_of("delays leaves", clinic(R"(
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{delay: 1 min}, {fork: [x, y]}, {delay: 1 min}, {leave: done}]
  x: [join]
  y: [{set: {n: 1}}, join])")) == table(R"(
    0:00 p1 delays until 0:01
    0:01 p1 delays until 0:02
    0:02 p1 leaves done)"));
}

TEST_CASE("book takes the earliest start at which every day has room for the day's need") {
  // 2 visits a day. p1: 2 on Mon, 1 on Tue. p2 needs 2, 1: not Tue (1 left), so Wed, Thu. p3 needs 1, 1: not Mon; Tue 1, but
  // Wed is full: Thu has 1 left: Thu, Fri. p4 needs one day with 1: Tue.
  CHECK(story_of("delays", clinic(R"(
resources: {visits: {capacity: 2}}
arrivals: {a: {at: [9 h, 9 h], enter: tapers}, b: {at: [10 h], enter: two}, c: {at: [11 h], enter: single}}
steps:
  tapers: [{book: {resource: visits, daily: [2, 1]}}, {leave: done}]
  two: [{book: {resource: visits, daily: [1, 1]}}, {leave: done}]
  single: [{book: {resource: visits, first: 1, last: 1, days: 1}}, {leave: done}])", "experiment: {length: 7 days, replications: 1}")) ==
        table(R"(
    9:00 p1 delays until 9:00
    9:00 p2 delays until 2d 0:00
    10:00 p3 delays until 3d 0:00
    11:00 p4 delays until 1d 0:00)"));
}

TEST_CASE("a need that tapers is booked by its first and last amount") {
  // 3 visits a day; each needs 3, 2, 1. p2: Mon is full, Tue has 1, Wed 2 left: Thu. p3 needs 1, 1: Tue, Wed.
  CHECK(story_of("delays", clinic(R"(
resources: {visits: {capacity: 3}}
arrivals: {a: {at: [9 h, 10 h], enter: tapers}, b: {at: [11 h], enter: steady}}
steps:
  tapers: [{book: {resource: visits, first: 3, last: 1, days: 3}}, {leave: done}]
  steady: [{book: {resource: visits, daily: [1, 1]}}, {leave: done}])", "experiment: {length: 7 days, replications: 1}")) == table(R"(
    9:00 p1 delays until 9:00
    10:00 p2 delays until 3d 0:00
    11:00 p3 delays until 1d 0:00)"));
}

TEST_CASE("a release of what is not held, and leaving with something in hand, are found before running") {
  CHECK(findings(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{release: desk}, {leave: done}])")) ==
        "clinic.steps.s.release: \"desk\" is never seized under this name; "
        "use the name of `as`, or of the first resource of its any_of\n");
  CHECK(findings(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{seize: desk}, {leave: done}])")) ==
        "clinic.steps.s.leave: a patient may leave here still holding \"clinic.desk\"; release it on every path that leads here\n");
  CHECK(findings(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{seize: desk, patience: 1 min, otherwise: t}, {go: t}]
  t: [{release: desk}, {leave: done}])")) ==
        "clinic.steps.t.release: releases \"clinic.desk\", which is not held here on every path; "
        "seize it on every path, or write release: {if_held: …}\n");
}

TEST_CASE("a step must say where the patient goes, and nothing may stand behind that") {
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{delay: 1 min}]")) ==
        "clinic.steps.s: does not say where the patient goes; needs go, split, route, leave or join as its last action\n");
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{leave: done}, {delay: 1 min}]")) ==
        "clinic.steps.s.delay: stands after leave, which ends the step; take it away, or put it into a step of its own\n");
}

TEST_CASE("a loop without a way out is found before running") {
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{delay: 1 min}, {go: s}]")) ==
        "clinic.steps.s.delay: no way leads out from step \"clinic.s\"; patients would stay for ever; "
        "lead to a step that ends with leave\n");
}

}  // namespace careway::testing
