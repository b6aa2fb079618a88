// Further pairs of rules that meet at one instant: conditions, rules, limits, windows, snapshots.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("those who wait for a condition are asked in order of joining, and each sees what the one before it did") {
  // At 0:10 one unit frees. p2 takes it, so p3 goes on waiting; p4, who asks for less, goes on as well.
  CHECK(story_of("delays leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: first}, b: {at: [1 min, 2 min], enter: s}}
steps:
  first: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}]
  s: [{wait_until: free(desk) > 0}, {seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:10 p1 leaves done
    0:10 p2 delays until 0:20
    0:20 p2 leaves done
    0:20 p3 delays until 0:30
    0:30 p3 leaves done)"));
}

TEST_CASE("a grant comes before a condition: who waits for a free unit in the queue has it first") {
  CHECK(story_of("granted delays", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: q}, b: {at: [1 min], enter: s}, c: {at: [2 min], enter: q}}
steps:
  q: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}]
  s: [{wait_until: free(desk) > 0}, {seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:10 p3 granted desk
    0:10 p3 delays until 0:20
    0:20 p2 delays until 0:30)"));
}

TEST_CASE("a condition comes before an arrival of the same instant") {
  CHECK(story_of("waits granted delays", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 10 min], enter: q}, b: {at: [1 min], enter: s}}
steps:
  q: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}]
  s: [{wait_until: free(desk) > 0}, {seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:10 p2 delays until 0:20
    0:10 p3 waits for desk
    0:20 p3 granted desk
    0:20 p3 delays until 0:30)"));
}

TEST_CASE("a condition that is true costs nothing, and nothing is changed by asking") {
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{wait_until: free(desk) == 1}, {seize: desk}, {wait_until: in_use(desk) == 1}, {delay: 1 min}, {release: desk}, {leave: done}])")) ==
        table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:01
    0:01 p1 releases desk
    0:01 p1 leaves done)"));
}

TEST_CASE("a condition that held for a moment within an instant is not seen by those who come later in it") {
  // 0:10: p1 gives the desk back and the queue has it again: free is 0 before and after; p2 goes on waiting.
  CHECK(story_of("leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min], enter: q}, b: {at: [2 min], enter: s}}
steps:
  q: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}]
  s: [{wait_until: in_use(desk) == 0}, {leave: saw_it}])")) == table(R"(
    0:10 p1 leaves done
    0:20 p2 leaves done
    0:20 p3 leaves saw_it)"));
}

TEST_CASE("a rule changes capacity and its units are granted at the same instant, behind the arrivals") {
  // p2 waits from 0:05; p3 arrives at 0:15 (7), the rule fires at 0:15 (8): p2 has the new unit, then p3 is first.
  CHECK(story_of("waits granted", clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [0 min, 5 min, 15 min], enter: s}}
rules: {more: {when: waiting(bed) > 0, for: 10 min, do: {add: {bed: 1}}}}
steps:
  s: [{seize: bed}, {delay: 1 h}, {release: bed}, {leave: done}])", "experiment: {length: 50 min, replications: 1}")) == table(R"(
    0:05 p2 waits for bed
    0:15 p3 waits for bed
    0:15 p2 granted bed)"));
}

TEST_CASE("a condition that breaks and holds again within one instant has held without a break") {
  // waiting is 1 from 0:05; at 0:10 p2 is granted and p3 arrives: 0 for a moment, 1 again when rules are tested.
  CHECK(story_of("waits granted", clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [0 min, 5 min, 10 min], enter: s}}
rules: {more: {when: waiting(bed) > 0, for: 10 min, do: {add: {bed: 1}}}}
steps:
  s: [{seize: bed}, {delay: 10 min}, {release: bed}, {leave: done}])")) == table(R"(
    0:05 p2 waits for bed
    0:10 p2 granted bed
    0:10 p3 waits for bed
    0:15 p3 granted bed)"));
}

TEST_CASE("within 4 h includes exactly 4 h, over is strictly more") {
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min], enter: s}}
clocks:
  short: {within: 4 h}
  exact: {within: 4 h}
  long: {over: 4 h}
steps:
  s:
    - start: [short, exact, long]
    - delay: 14399.999 s
    - stop: short
    - delay: 0.001 s
    - stop: exact
    - delay: 0.001 s
    - stop: long
    - leave: done)"));
  CHECK(clock(r, "clinic.short").within[0] == 1);
  CHECK(clock(r, "clinic.exact").within[0] == 1);
  CHECK(clock(r, "clinic.long").within[0] == 0);
  CHECK(clock(r, "clinic.long").total[0].sum == 14400001);
}

TEST_CASE("what happens at the end of the warm-up is counted, what happens at the end of the window is not") {
  // Delay 10 min. Window [1 h, 2 h). Arrivals at 0:50 (left 1:00), 1:00, 1:50 (would leave at 2:00), 2:00.
  const Results r = results(clinic(R"(
arrivals: {a: {at: [49 min, 50 min, 60 min, 110 min, 120 min], enter: s}}
clocks:
  departed: {}
  started: {count: started}
  arrived: {count: arrived}
steps:
  s: [{start: [departed, started, arrived]}, {delay: 10 min}, {stop: [departed, started, arrived]}, {leave: done}])",
                                    "experiment: {warm_up: 1 h, length: 1 h, replications: 1}"));
  CHECK(count(r, "clinic.arrivals.a") == 2);
  CHECK(count(r, "clinic.left.done") == 2);
  CHECK(clock(r, "clinic.departed").total[0].n == 2);  // ended at 1:00 and 1:10
  CHECK(clock(r, "clinic.arrived").total[0].n == 2);   // arrived 1:00 and 1:50; the run goes on for them
  CHECK(clock(r, "clinic.departed").open_at_end[0] == 1);
}

TEST_CASE("levels are measured from the end of the warm-up to the end of the window") {
  const Results r = results(clinic(R"(
resources: {bed: {capacity: 2}}
arrivals: {a: {at: [50 min, 110 min], enter: s}}
steps:
  s: [{seize: bed}, {delay: 20 min}, {release: bed}, {leave: done}])", "experiment: {warm_up: 1 h, length: 1 h, replications: 1}"));
  CHECK(minutes(r, "clinic.bed.in_use") == 10 + 10);
  CHECK(minutes(r, "clinic.bed.capacity") == 120);
}

TEST_CASE("a snapshot sees all that happens at its instant") {
  // p1 has a bed from day 0 23:00 to day 1 00:00; p2 takes one at day 1 00:00 sharp, p3 at day 1 00:00:00.001.
  const Results r = results(clinic(R"(
resources: {bed: {capacity: 5}}
arrivals: {a: {at: [23 h, 24 h, 86400.001 s], enter: s}}
levels: {beds: {of: in_use(bed), at: ["00:00", "t=1 day", "Tue 00:00", "Tue 01:00"]}}
steps:
  s: [{seize: bed}, {delay: 1 h}, {release: bed}, {leave: done}])", "experiment: {length: 2 days, replications: 1}"));
  const auto& shots = level(r, "clinic.beds").snapshots;
  REQUIRE(shots.size() == 4);
  CHECK(shots[0].n[0] == 2);    // Mon 00:00 and Tue 00:00
  CHECK(shots[0].sum[0] == 1);  // 0, and on Tuesday p2 alone
  CHECK(shots[1].n[0] == 1);
  CHECK(shots[1].sum[0] == 1);
  CHECK(shots[2].sum[0] == 1);
  CHECK(shots[3].n[0] == 1);
  CHECK(shots[3].sum[0] == 1);  // p2 left at 01:00 sharp, p3 leaves a millisecond later
}

TEST_CASE("a snapshot at instant 0 sees who is there then, one at the end of the window the state in which it ends") {
  const Results r = results(clinic(R"(
resources: {bed: {capacity: 5}}
arrivals: {a: {initial: 3, enter: s}}
levels: {beds: {of: in_use(bed), at: ["00:00", "t=1 day"]}}
steps:
  s: [{seize: bed}, {delay: 30 days}, {release: bed}, {leave: done}])"));
  const auto& shots = level(r, "clinic.beds").snapshots;
  CHECK(shots[0].n[0] == 1);
  CHECK(shots[0].sum[0] == 3);
  CHECK(shots[1].n[0] == 1);
  CHECK(shots[1].sum[0] == 3);
}

TEST_CASE("a calendar is open at the instant at which it opens and shut at the instant at which it closes") {
  CHECK(story_of("leaves", clinic(R"(
calendars: {office: {open: [{from: "08:00", until: "09:00"}]}}
arrivals: {a: {at: [28799.999 s, 8 h, 32399.999 s, 9 h], enter: s}}
steps:
  s: [{route: [{when: open(office), to: in}, {to: out}]}]
  in: [{leave: open}]
  out: [{leave: shut}])")) == table(R"(
    7:59:59.999 p1 leaves shut
    8:00 p2 leaves open
    8:59:59.999 p3 leaves open
    9:00 p4 leaves shut)"));
}

TEST_CASE("turnaround that ends at the instant at which patience ends is in time") {
  CHECK(story_of("gives granted", clinic(R"(
resources: {desk: {capacity: 1, turnaround: 5 min}}
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s: [{seize: desk, patience: 14 min, otherwise: home}, {delay: 10 min}, {release: desk}, {leave: done}]
  home: [{leave: lost}])")) == table(R"(
    0:15 p2 granted desk
    0:16 p3 gives up desk)"));
}

TEST_CASE("two frees and two any_of at one instant: the first in the queue chooses, the second takes the rest") {
  // b's release is filed before a's. p3 (first in both queues) takes a, the first of its list; p4 takes b.
  CHECK(story_of("granted", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals:
  x: {at: [0 min], enter: wants_b}
  y: {at: [0 min], enter: wants_a}
  z: {at: [1 min, 2 min], enter: either}
steps:
  wants_a: [{seize: a}, {delay: 10 min}, {release: a}, {leave: done}]
  wants_b: [{seize: b}, {delay: 10 min}, {release: b}, {leave: done}]
  either: [{seize: {any_of: [a, b]}, as: one}, {delay: 10 min}, {release: one}, {leave: done}])")) == table(R"(
    0:10 p3 granted a
    0:10 p4 granted b)"));
}

TEST_CASE("all_of of one instant: both parts free by two patients, newcomers of that instant come after it") {
  CHECK(story_of("waits granted delays", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals:
  x: {at: [0 min], enter: wants_a}
  y: {at: [0 min], enter: wants_b}
  z: {at: [1 min], enter: both}
  n: {at: [10 min], enter: wants_b}
steps:
  wants_a: [{seize: a}, {delay: 10 min}, {release: a}, {leave: done}]
  wants_b: [{seize: b}, {delay: 10 min}, {release: b}, {leave: done}]
  both: [{seize: {all_of: [a, b]}}, {delay: 10 min}, {release: [a, b]}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:00 p2 delays until 0:10
    0:01 p3 waits for a
    0:10 p3 granted a
    0:10 p3 delays until 0:20
    0:10 p4 waits for b
    0:20 p4 granted b
    0:20 p4 delays until 0:30)"));
}

TEST_CASE("capacity that falls and rises at one instant by two changes is the sum of both") {
  // Midnight: the night shift of 1 begins as a dated change adds 1: nothing closes in between.
  CHECK(story_of("waits leaves", clinic(R"(
resources:
  desk:
    when_capacity_falls: evict
    roster: [{days: [Mon], from: "00:00", until: "24:00", capacity: 2}, {days: [Tue], from: "00:00", until: "24:00", capacity: 1}]
    changes: [{from: 2024-01-02, add: 1}]
arrivals: {a: {at: [23 h, 23 h], enter: s}}
steps:
  s: [{seize: desk}, {delay: 2 h}, {release: desk}, {leave: done}])", "experiment: {length: 2 days, replications: 1}")) == table(R"(
    1d 1:00 p1 leaves done
    1d 1:00 p2 leaves done)"));
}

TEST_CASE("capacity falls before grants of the same instant, arrivals see it fallen") {
  CHECK(story_of("waits granted", clinic(R"(
resources: {desk: {roster: [{from: "00:00", until: "01:00", capacity: 1}, {from: "02:00", until: "24:00", capacity: 1}]}}
arrivals: {a: {at: [1 h], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    1:00 p1 waits for desk
    2:00 p1 granted desk)"));
}

}  // namespace careway::testing
