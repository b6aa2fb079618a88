// Conditions that are waited for and rules that change what others wait for; further meetings in queues.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("those who wait at different places are woken in order of beginning to wait") {
  CHECK(story_of("leaves", clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}, b: {at: [1 min], enter: late}, c: {at: [2 min], enter: early}}
steps:
  s: [{seize: bed}, {delay: 60 min}, {release: bed}, {leave: done}]
  early: [{wait_until: free(bed) > 0}, {seize: bed}, {delay: 10 min}, {release: bed}, {leave: early}]
  late: [{wait_until: free(bed) > 0}, {seize: bed}, {delay: 10 min}, {release: bed}, {leave: late}])")) == table(R"(
    1:00 p1 leaves done
    1:10 p2 leaves late
    1:20 p3 leaves early)"));
}

TEST_CASE("a rule that changes a parameter wakes those who wait for it") {
  CHECK(story_of("leaves", clinic(R"(
resources: {bed: {capacity: 1}}
parameters: {gate: 0}
arrivals: {a: {at: [0 min, 5 min], enter: s}, b: {at: [1 min], enter: t}}
rules: {r: {when: waiting(bed) > 0, for: 10 min, do: {set: {gate: 1}}}}
steps:
  s: [{seize: bed}, {delay: 60 min}, {release: bed}, {leave: done}]
  t: [{wait_until: gate == 1}, {leave: through}])")) == table(R"(
    0:15 p2 leaves through
    1:00 p1 leaves done
    2:00 p3 leaves done)"));
}

TEST_CASE("a date that changes a parameter wakes those who wait for it") {
  const Texts files = {{"scenario.yaml", "scenario: x\nof: model.yaml\nchanges:\n  - set: {clinic.gate: 1}\n    from: 2024-01-03\n"}};
  CHECK(story_of("leaves", clinic(R"(
parameters: {gate: 0}
arrivals: {b: {at: [1 min], enter: t}}
steps:
  t: [{wait_until: gate == 1}, {leave: through}])", "experiment: {length: 5 days, replications: 1}"), files, "scenario.yaml") == "2d 0:00 p1 leaves through\n");
}

TEST_CASE("a rule may wait for the doing of another") {
  // The first sets the gate at 0:15; the second needs it for 5 min: a second bed at 0:20.
  CHECK(story_of("granted", clinic(R"(
resources: {bed: {capacity: 1}}
parameters: {gate: 0}
arrivals: {a: {at: [0 min, 5 min], enter: s}}
rules:
  second: {when: gate == 1, for: 5 min, do: {add: {bed: 1}}}
  first: {when: waiting(bed) > 0, for: 10 min, until: now > 100 days, do: {set: {gate: 1}}}
steps:
  s: [{seize: bed}, {delay: 60 min}, {release: bed}, {leave: done}])")) == "0:20 p2 granted bed\n");
}

TEST_CASE("capacity that comes and goes, and turnaround that ends, wake those who wait for free units") {
  CHECK(story_of("leaves", clinic(R"(
resources:
  bed: {roster: [{from: "01:00", until: "24:00", capacity: 1}]}
  desk: {capacity: 1, turnaround: 5 min}
arrivals: {a: {at: [0 min], enter: wants_bed}, b: {at: [0 min], enter: sits}, c: {at: [1 min], enter: wants_desk}}
steps:
  sits: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: sat}]
  wants_bed: [{wait_until: free(bed) > 0}, {leave: bed}]
  wants_desk: [{wait_until: free(desk) > 0}, {leave: desk}])")) == table(R"(
    0:10 p2 leaves sat
    0:15 p3 leaves desk
    1:00 p1 leaves bed)"));
}

TEST_CASE("all_of respects those who stand before it in one of its queues") {
  // Both units free at 0:10; p3 has waited for b since 0:01, p4 for both since 0:02: p3 has b.
  CHECK(story_of("granted leaves", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals:
  x: {at: [0 min], enter: ta}
  y: {at: [0 min], enter: tb}
  single: {at: [1 min], enter: tb}
  both: {at: [2 min], enter: tab}
steps:
  ta: [{seize: a}, {delay: 10 min}, {release: a}, {leave: a}]
  tb: [{seize: b}, {delay: 10 min}, {release: b}, {leave: b}]
  tab: [{seize: {all_of: [a, b]}}, {delay: 10 min}, {release: [a, b]}, {leave: both}])")) == table(R"(
    0:10 p1 leaves a
    0:10 p2 leaves b
    0:10 p3 granted b
    0:20 p3 leaves b
    0:20 p4 granted b
    0:30 p4 leaves both)"));
}

TEST_CASE("a unit is free although an all_of waits for it that cannot have it") {
  // 0:10: a frees, b is busy until 1:00. free(a) is 1: the delay is 1 + 1 min.
  CHECK(story_of("leaves", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals: {y: {at: [0 min], enter: tb}, x: {at: [1 min], enter: ta}, both: {at: [2 min], enter: tab}}
steps:
  ta: [{seize: a}, {delay: 9 min}, {release: a}, {delay: {formula: (1 + free(a)) * 1 min}}, {leave: a}]
  tb: [{seize: b}, {delay: 60 min}, {release: b}, {leave: b}]
  tab: [{seize: {all_of: [a, b]}}, {delay: 10 min}, {release: [a, b]}, {leave: both}])")) == table(R"(
    0:12 p2 leaves a
    1:00 p1 leaves b
    1:10 p3 leaves both)"));
}

TEST_CASE("an all_of of several units, and one who gives up waiting for it") {
  // p2 needs 2 of a and 2 of b: at 0:20. p3 gives up at 0:07.
  CHECK(story_of("waits gives granted leaves", clinic(R"(
resources: {a: {capacity: 2}, b: {capacity: 2}}
arrivals:
  x: {at: [0 min], enter: holds}
  y: {at: [1 min, 2 min], set: {n: {formula: floor(now / 1 min)}}, enter: wants}
steps:
  holds: [{seize: a}, {seize: b}, {delay: 10 min}, {release: a}, {delay: 10 min}, {release: b}, {leave: held}]
  wants:
    - seize: {all_of: [a, b]}
      units: 2
      patience: {by: n, 2: 5 min, else: 1 h}
      otherwise: gone
    - delay: 5 min
    - release: [a, b]
    - leave: had_both
  gone: [{leave: lost}])")) == table(R"(
    0:01 p2 waits for a
    0:02 p3 waits for a
    0:07 p3 gives up a
    0:07 p3 leaves lost
    0:20 p1 leaves held
    0:20 p2 granted b
    0:25 p2 leaves had_both)"));
}

TEST_CASE("pre-emption takes one unit of one resource; anything else is refused") {
  const auto found = [](const std::string& seize) {
    return findings(clinic("resources: {a: {capacity: 2}, b: {capacity: 2}}\narrivals: {x: {at: [0 min], enter: s}}\nsteps:\n  s: [{seize: " + seize +
                           ", preempt: resume}, {release: all}, {leave: done}]"));
  };
  CHECK(found("a") == "clinic.resources.b: is never seized; seize it in a step, or delete it\n");
  CHECK(found("{any_of: [a, b]}") == "");
  CHECK(found("a, units: 2") == "clinic.steps.s.seize: preempt takes one unit of one resource; leave out all_of and units\n");
  CHECK(found("{all_of: [a, b]}") == "clinic.steps.s.seize: preempt takes one unit of one resource; leave out all_of and units\n");
}

TEST_CASE("any_of may pre-empt in the first of its list that has a worse holder") {
  CHECK(story_of("leaves", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals: {x: {at: [0 min], enter: ta}, y: {at: [1 min], enter: tb}, z: {at: [2 min], enter: any}}
steps:
  ta: [{seize: a, priority: 1}, {delay: 10 min}, {release: a}, {leave: a}]
  tb: [{seize: b, priority: 5}, {delay: 10 min}, {release: b}, {leave: b}]
  any: [{seize: {any_of: [a, b]}, as: one, priority: 1, preempt: resume}, {delay: 3 min}, {release: one}, {leave: any}])")) == table(R"(
    0:05 p3 leaves any
    0:10 p1 leaves a
    0:14 p2 leaves b)"));
}

TEST_CASE("freeze: who is frozen for one resource is not thawed by another") {
  CHECK(story_of("leaves", clinic(R"(
resources:
  a:
    when_capacity_falls: freeze
    roster: [{from: "00:00", until: "00:05", capacity: 1}, {from: "01:00", until: "24:00", capacity: 1}]
  b:
    when_capacity_falls: freeze
    roster: [{from: "00:00", until: "00:10", capacity: 1}, {from: "00:10", until: "24:00", capacity: 2}]
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{seize: a}, {seize: b}, {delay: 20 min}, {release: [a, b]}, {leave: done}])")) == "1:15 p1 leaves done\n");
}

TEST_CASE("freeze: a unit that another gives back lets the frozen one go on") {
  // 2 -> 1 at 0:05: p2 is frozen with 6 min left; p1 ends at 0:10: p2 goes on, and only then p3 has its turn.
  CHECK(story_of("granted leaves", clinic(R"(
resources:
  desk:
    when_capacity_falls: freeze
    roster: [{from: "00:00", until: "00:05", capacity: 2}, {from: "00:05", until: "24:00", capacity: 1}]
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:10 p1 leaves done
    0:16 p2 leaves done
    0:16 p3 granted desk
    0:26 p3 leaves done)"));
}

TEST_CASE("a fork may be the first thing that a patient does") {
  CHECK(story_of("leaves", clinic(R"(
arrivals: {a: {at: [0 min, 30 min], enter: s}}
steps:
  s: [{fork: [x, y]}, {leave: done}]
  x: [{delay: 5 min}, join]
  y: [{delay: 7 min}, join])")) == table(R"(
    0:07 p1 leaves done
    0:37 p2 leaves done)"));
}

TEST_CASE("arrivals at instant 0 are in the window whether or not the model has rules") {
  const auto model = [](const std::string& rules) {
    return clinic("resources: {bed: {capacity: 5}}\narrivals: {a: {at: [0 min, 5 min], enter: s}}\nclocks: {stay: {count: arrived}}\n" + rules + R"(
steps:
  s: [{start: stay}, {seize: bed}, {delay: 60 min}, {release: bed}, {stop: stay}, {leave: done}])");
  };
  for (const char* rules : {"", "rules: {r: {when: waiting(bed) > 3, do: {add: {bed: 1}}}}"}) {
    const Results r = results(model(rules));
    CHECK(count(r, "clinic.arrivals.a") == 2);
    CHECK(clock(r, "clinic.stay").total[0].n == 2);
    CHECK(told(model(rules)).record.ended == ticks_per_day);
  }
}

TEST_CASE("until does not belong to the time in which a source works") {
  CHECK(story_of("arrives", clinic(R"(
arrivals: {a: {at: [0 min, 10 min, 20 min], until: 20 min, enter: s}}
steps:
  s: [{delay: 1 min}, {leave: done}])")) == table(R"(
    0:00 p1 arrives
    0:10 p2 arrives)"));
}

TEST_CASE("a split and a choice may share a draw") {
  // The label is x below 0.3 and so is the way: nobody is x by label and goes the other way.
  const Results r = results(clinic(R"(
arrivals: {a: {initial: 1000, enter: s}}
steps:
  s: [{set: {label: {choice: {x: 0.3, y: 0.7}, draw: d}}}, {split: {first: 0.3, second: rest}, draw: d}]
  first: [{route: [{when: label == x, to: agree}, {to: differ}]}]
  second: [{route: [{when: label == y, to: agree}, {to: differ}]}]
  agree: [{leave: agree}]
  differ: [{leave: differ}])"));
  CHECK(count(r, "clinic.left.agree") == 1000);
}

}  // namespace careway::testing
