// What happens at one instant: (1) ends of delays and turnaround, (2) capacity, (3) grants, (4) wait_until, (5) patience,
// (6) escalation, (7) arrivals, (8) rules, (9) snapshots. Each pair of rules that can meet, worked out by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("a patient whose patience ends as the desk frees gets the desk") {
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min], enter: s}}
steps:
  s:
    - seize: desk
      patience: 9 min
      otherwise: gone
    - delay: 10 min
    - release: desk
    - leave: done
  gone: [{leave: lost}])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:10
    0:01 p2 arrives
    0:01 p2 waits for desk
    0:10 p1 releases desk
    0:10 p1 leaves done
    0:10 p2 granted desk
    0:10 p2 delays until 0:20
    0:20 p2 releases desk
    0:20 p2 leaves done)"));
}

TEST_CASE("patience that ends a millisecond before the desk frees is lost") {
  CHECK(story_of("gives leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min], enter: s}}
steps:
  s:
    - seize: desk
      patience: 539.999 s
      otherwise: gone
    - delay: 10 min
    - release: desk
    - leave: done
  gone: [{leave: lost}])")) == table(R"(
    0:09:59.999 p2 gives up desk
    0:09:59.999 p2 leaves lost
    0:10 p1 leaves done)"));
}

TEST_CASE("a grant goes by the priorities before an escalation of the same instant") {
  // At 0:10 the desk frees and p2 (priority 5) would become priority 0; p3 has priority 1 and is granted first.
  CHECK(story_of("granted leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min, 2 min], set: {rank: 5}, enter: s}
  b: {at: [3 min], set: {rank: 1}, enter: s}
steps:
  s:
    - seize: desk
      priority: rank
      escalate: {after: 8 min, priority: 0}
    - delay: 10 min
    - release: desk
    - leave: done)")) == table(R"(
    0:10 p1 leaves done
    0:10 p3 granted desk
    0:20 p3 leaves done
    0:20 p2 granted desk
    0:30 p2 leaves done)"));
}

TEST_CASE("an escalation a millisecond before the desk frees goes first") {
  CHECK(story_of("granted", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min, 2 min], set: {rank: 5}, enter: s}
  b: {at: [3 min], set: {rank: 1}, enter: s}
steps:
  s:
    - seize: desk
      priority: rank
      escalate: {after: 479.999 s, priority: 0}
    - delay: 10 min
    - release: desk
    - leave: done)")) == table(R"(
    0:10 p2 granted desk
    0:20 p3 granted desk)"));
}

TEST_CASE("patience that ends at the instant of an escalation wins") {
  // p2 wants both units while one is busy and blocks p3 behind it. At 0:05 its patience and its escalation come due.
  CHECK(story_of("waits gives granted leaves", clinic(R"(
resources: {desk: {capacity: 2}}
arrivals:
  a: {at: [0 min], set: {n: 1}, enter: s}
  b: {at: [1 min], set: {n: 2}, enter: s}
  c: {at: [2 min], set: {n: 1}, enter: s}
steps:
  s:
    - seize: desk
      units: n
      patience: {by: n, 2: 4 min, else: 1 h}
      otherwise: gone
      escalate: {after: 4 min, priority: -1}
    - delay: 10 min
    - release: desk
    - leave: done
  gone: [{leave: lost}])")) == table(R"(
    0:01 p2 waits for desk
    0:02 p3 waits for desk
    0:05 p2 gives up desk
    0:05 p2 leaves lost
    0:05 p3 granted desk
    0:10 p1 leaves done
    0:15 p3 leaves done)"));
}

TEST_CASE("a grant that an escalation makes possible is made at that instant") {
  // p2 blocks the head; p3 passes it by escalation at 0:06.
  CHECK(story_of("granted", clinic(R"(
resources: {desk: {capacity: 2}}
arrivals:
  a: {at: [0 min], set: {n: 1, wait: 60}, enter: s}
  b: {at: [1 min], set: {n: 2, wait: 60}, enter: s}
  c: {at: [2 min], set: {n: 1, wait: 4}, enter: t}
steps:
  s: [{seize: desk, units: n}, {delay: 10 min}, {release: desk}, {leave: done}]
  t:
    - seize: desk
      units: n
      escalate: {after: 4 min, priority: -1}
    - delay: 10 min
    - release: desk
    - leave: done)")) == table(R"(
    0:06 p3 granted desk
    0:16 p2 granted desk)"));
}

TEST_CASE("a unit released as the roster falls to nothing is not granted") {
  CHECK(story_of("granted leaves", clinic(R"(
resources:
  desk:
    roster:
      - {from: "00:00", until: "00:10", capacity: 1}
      - {from: "01:00", until: "24:00", capacity: 1}
arrivals: {a: {at: [0 min, 1 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:10 p1 leaves done
    1:00 p2 granted desk
    1:10 p2 leaves done)"));
}

TEST_CASE("a unit released a millisecond before the roster falls is granted, and then drains") {
  CHECK(story_of("granted leaves", clinic(R"(
resources:
  desk:
    roster:
      - {from: "00:00", until: "00:10", capacity: 1}
      - {from: "01:00", until: "24:00", capacity: 1}
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 599.999 s}, {release: desk}, {leave: done}])")) == table(R"(
    0:09:59.999 p1 leaves done
    0:09:59.999 p2 granted desk
    0:19:59.998 p2 leaves done
    1:00 p3 granted desk
    1:09:59.999 p3 leaves done)"));
}

TEST_CASE("an arrival at the instant of a release goes behind the queue and takes at once when there is none") {
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 10 min, 15 min, 20 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:10
    0:10 p1 releases desk
    0:10 p1 leaves done
    0:10 p2 arrives
    0:10 p2 delays until 0:20
    0:15 p3 arrives
    0:15 p3 waits for desk
    0:20 p2 releases desk
    0:20 p2 leaves done
    0:20 p3 granted desk
    0:20 p3 delays until 0:30
    0:20 p4 arrives
    0:20 p4 waits for desk
    0:30 p3 releases desk
    0:30 p3 leaves done
    0:30 p4 granted desk
    0:30 p4 delays until 0:40
    0:40 p4 releases desk
    0:40 p4 leaves done)"));
}

TEST_CASE("a rise of capacity at the instant at which patience ends is in time") {
  CHECK(story_of("granted gives", clinic(R"(
resources:
  desk:
    roster:
      - {from: "00:00", until: "00:30", capacity: 1}
      - {from: "00:30", until: "24:00", capacity: 2}
arrivals: {a: {at: [0 min, 10 min, 11 min], enter: s}}
steps:
  s:
    - seize: desk
      patience: 20 min
      otherwise: gone
    - delay: 5 h
    - release: desk
    - leave: done
  gone: [{leave: lost}])")) == table(R"(
    0:30 p2 granted desk
    0:31 p3 gives up desk)"));
}

TEST_CASE("a delay of no length lets the ends that are there already go first") {
  // p1 (filed first) ends at 0:10, delays for nothing, and only then asks for the desk; p2 asks at once and has it.
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], enter: slow}
  b: {at: [1 min], enter: quick}
steps:
  slow: [{delay: 10 min}, {delay: 0 min}, {go: take}]
  quick: [{delay: 9 min}, {go: take}]
  take: [{seize: desk}, {delay: 1 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:10 p1 waits for desk
    0:11 p2 leaves done
    0:11 p1 granted desk
    0:12 p1 leaves done)"));
}

TEST_CASE("a delay that ends at the instant at which its unit would be taken is over") {
  // p2 arrives (rank 7) as p1's delay ends (rank 1): nothing to pre-empt.
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], set: {rank: 5}, enter: s}
  b: {at: [10 min], set: {rank: 1}, enter: s}
steps:
  s:
    - seize: desk
      priority: rank
      preempt: resume
    - delay: 10 min
    - release: desk
    - leave: done)")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:10
    0:10 p1 releases desk
    0:10 p1 leaves done
    0:10 p2 arrives
    0:10 p2 delays until 0:20
    0:20 p2 releases desk
    0:20 p2 leaves done)"));
}

TEST_CASE("a pre-emption before the end of a delay at the same instant leaves nothing of the delay to do") {
  // Both delays end at 0:10; p1's end was filed first, and p1 then takes the desk from p2, whose delay has 0 left.
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], enter: urgent}
  b: {at: [1 min], enter: plain}
steps:
  urgent: [{delay: 10 min}, {seize: desk, priority: 1, preempt: resume}, {delay: 5 min}, {release: desk}, {leave: urgent}]
  plain: [{seize: desk, priority: 5}, {delay: 9 min}, {release: desk}, {leave: plain}])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:10
    0:01 p2 arrives
    0:01 p2 delays until 0:10
    0:10 p2 loses desk
    0:10 p1 delays until 0:15
    0:15 p1 releases desk
    0:15 p1 leaves urgent
    0:15 p2 releases desk
    0:15 p2 leaves plain)"));
}

TEST_CASE("who is displaced as capacity falls goes ahead of those who joined later, and patience still runs out at that instant") {
  CHECK(story(clinic(R"(
resources:
  desk:
    when_capacity_falls: evict
    roster:
      - {from: "00:00", until: "00:10", capacity: 2}
      - {from: "00:10", until: "24:00", capacity: 1}
arrivals:
  long: {at: [0 min, 1 min], set: {calm: 1}, enter: s}
  short: {at: [2 min], set: {calm: 0}, enter: s}
  last: {at: [3 min], set: {calm: 1}, enter: s}
steps:
  s:
    - seize: desk
      patience: {by: calm, 0: 8 min, 1: 2 h}
      otherwise: gone
    - delay: 30 min
    - release: desk
    - leave: done
  gone: [{leave: lost}])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:30
    0:01 p2 arrives
    0:01 p2 delays until 0:31
    0:02 p3 arrives
    0:02 p3 waits for desk
    0:03 p4 arrives
    0:03 p4 waits for desk
    0:10 p2 loses desk
    0:10 p3 gives up desk
    0:10 p3 leaves lost
    0:30 p1 releases desk
    0:30 p1 leaves done
    0:51 p2 releases desk
    0:51 p2 leaves done
    0:51 p4 granted desk
    0:51 p4 delays until 1:21
    1:21 p4 releases desk
    1:21 p4 leaves done)"));
}

TEST_CASE("a unit made ready at the instant of an arrival is there for it") {
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 1, turnaround: 5 min}}
arrivals: {a: {at: [0 min, 15 min, 20 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:10
    0:10 p1 releases desk
    0:10 p1 leaves done
    0:15 p2 arrives
    0:15 p2 delays until 0:25
    0:20 p3 arrives
    0:20 p3 waits for desk
    0:25 p2 releases desk
    0:25 p2 leaves done
    0:30 p3 granted desk
    0:30 p3 delays until 0:40
    0:40 p3 releases desk
    0:40 p3 leaves done)"));
}

TEST_CASE("of two resources that free at one instant, any_of takes the first of its list") {
  // The nurse frees first (filed first), but the list says doctor, nurse; both are free before grants are made.
  CHECK(story_of("granted", clinic(R"(
resources: {doctor: {capacity: 1}, nurse: {capacity: 1}}
arrivals:
  n: {at: [0 min], enter: nurse}
  d: {at: [1 min], enter: doctor}
  x: {at: [2 min, 3 min], enter: either}
steps:
  nurse: [{seize: nurse}, {delay: 10 min}, {release: nurse}, {leave: done}]
  doctor: [{seize: doctor}, {delay: 9 min}, {release: doctor}, {leave: done}]
  either: [{seize: {any_of: [doctor, nurse]}, as: help}, {delay: 10 min}, {release: help}, {leave: done}])")) == table(R"(
    0:10 p3 granted doctor
    0:10 p4 granted nurse)"));
}

TEST_CASE("a rule that fires opens its beds at the same instant, but after patience has run out") {
  // 0:30: the rule has held for 20 min and fires (8) and its units come (2) and are granted (3) at once.
  // p2's patience of 20 min ended at the same instant, before the rule (5 before 8); p3 gets the unit.
  CHECK(story_of("granted gives", clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [0 min, 10 min, 11 min], enter: s}}
rules:
  more: {when: waiting(bed) > 0, for: 20 min, do: {add: {bed: 1}}}
steps:
  s:
    - seize: bed
      patience: 20 min
      otherwise: gone
    - delay: 5 h
    - release: bed
    - leave: done
  gone: [{leave: lost}])")) == table(R"(
    0:30 p2 gives up bed
    0:30 p3 granted bed)"));
}

}  // namespace careway::testing
