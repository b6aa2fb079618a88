// seize with every modifier, and release, by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("units may be an expression, and release gives all of them back") {
  const std::string model = clinic(R"(
resources: {desk: {capacity: 4}}
arrivals: {a: {at: [0 min], set: {n: 3}, enter: s}, b: {at: [1 min], set: {n: 1}, enter: s}}
steps:
  s: [{seize: desk, units: n + 1 if n > 2 else n}, {delay: 10 min}, {release: desk}, {leave: done}])");
  CHECK(story_of("waits granted", model) == table(R"(
    0:01 p2 waits for desk
    0:10 p2 granted desk)"));
  CHECK(minutes(results(model), "clinic.desk.in_use") == 50);
}

TEST_CASE("priority is evaluated when joining the queue and stays") {
  // p2 joins at 0:01 with priority 0 (nobody waits), p3 at 0:02 with 1, p4 with 2, whatever happens later.
  CHECK(story_of("granted", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min, 2 min, 3 min], enter: s}}
steps:
  s: [{seize: desk, priority: 0 - waiting(desk)}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:10 p4 granted desk
    0:20 p3 granted desk
    0:30 p2 granted desk)"));
}

TEST_CASE("patience runs from joining, and who gives up leaves the queue to the others") {
  CHECK(story_of("gives granted leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s: [{seize: desk, patience: {formula: '30 min - 10 min * waiting(desk)'}, otherwise: home}, {delay: 25 min}, {release: desk}, {leave: done}]
  home: [{leave: lost}])")) == table(R"(
    0:12 p3 gives up desk
    0:12 p3 leaves lost
    0:21 p2 gives up desk
    0:21 p2 leaves lost
    0:25 p1 leaves done)"));
}

TEST_CASE("patience of nothing ends at once, but a unit that is free now is taken") {
  CHECK(story_of("waits gives leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min], enter: s}}
steps:
  s: [{seize: desk, patience: 0 min, otherwise: home}, {delay: 25 min}, {release: desk}, {leave: done}]
  home: [{leave: lost}])")) == table(R"(
    0:01 p2 waits for desk
    0:01 p2 gives up desk
    0:01 p2 leaves lost
    0:25 p1 leaves done)"));
}

TEST_CASE("if_busy never waits") {
  CHECK(story_of("waits leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 5 min, 10 min], enter: s}}
steps:
  s: [{seize: desk, if_busy: away}, {delay: 10 min}, {release: desk}, {leave: done}]
  away: [{leave: away}])")) == table(R"(
    0:05 p2 leaves away
    0:10 p1 leaves done
    0:20 p3 leaves done)"));
}

TEST_CASE("a list escalates step by step, keeping the time of joining") {
  // p2 joins at 0:01 with 5, has 3 from 0:06 and 1 from 0:11. p3 (priority 2) joins at 0:07.
  const auto model = [](const std::string& first) {
    return clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], enter: first}
  b: {at: [1 min], set: {rank: 5}, enter: s}
  c: {at: [7 min], set: {rank: 2}, enter: s}
steps:
  first: [{seize: desk}, {delay: )" + first + R"(}, {release: desk}, {leave: done}]
  s:
    - seize: desk
      priority: rank
      escalate: [{after: 5 min, priority: 3}, {after: 10 min, priority: 1}]
    - delay: 1 min
    - release: desk
    - leave: done)");
  };
  CHECK(story_of("granted", model("10 min")) == table(R"(
    0:10 p3 granted desk
    0:11 p2 granted desk)"));
  CHECK(story_of("granted", model("11.5 min")) == table(R"(
    0:11:30 p2 granted desk
    0:12:30 p3 granted desk)"));
}

TEST_CASE("who escalates goes by the time of joining, or with rejoin behind those who have the priority already") {
  const auto model = [](const std::string& rejoin) {
    return clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min, 1 min], set: {rank: 5}, enter: s}
  b: {at: [3 min], enter: t}
steps:
  s:
    - seize: desk
      priority: rank
      escalate: {after: 5 min, priority: 1, rejoin: )" + rejoin + R"(}
    - delay: 10 min
    - release: desk
    - leave: done
  t: [{seize: desk, priority: 1}, {delay: 10 min}, {release: desk}, {leave: done}])");
  };
  CHECK(story_of("granted", model("false")) == table(R"(
    0:10 p2 granted desk
    0:20 p3 granted desk)"));
  CHECK(story_of("granted", model("true")) == table(R"(
    0:10 p3 granted desk
    0:20 p2 granted desk)"));
}

TEST_CASE("escalation does not give new patience") {
  CHECK(story_of("gives", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min], enter: s}}
steps:
  s:
    - seize: desk
      priority: 5
      patience: 12 min
      otherwise: home
      escalate: {after: 5 min, priority: 1, rejoin: true}
    - delay: 1 h
    - release: desk
    - leave: done
  home: [{leave: lost}])")) == "0:13 p2 gives up desk\n");
}

TEST_CASE("what was taken under a name is given back under it") {
  CHECK(story(clinic(R"(
resources: {desk: {capacity: 3}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s:
    - {seize: desk, as: mine}
    - {seize: desk, units: 2, as: ours}
    - {delay: {formula: '1 min * held(mine) + 10 min * held(ours)'}}
    - {release: mine}
    - {delay: {formula: '1 min * held(mine) + 10 min * held(ours) + 100 min * free(desk)'}}
    - {release: ours}
    - leave: done)")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:21
    0:21 p1 releases desk
    0:21 p1 delays until 2:21
    2:21 p1 releases desk
    2:21 p1 leaves done)"));
}

TEST_CASE("release takes a list, or all, or what is held") {
  CHECK(story_of("releases", clinic(R"(
resources: {desk: {capacity: 1}, chair: {capacity: 1}, pen: {capacity: 1}}
arrivals: {a: {at: [0 min], set: {n: 1}, enter: s}, b: {at: [1 h], set: {n: 2}, enter: s}}
steps:
  s: [{seize: desk}, {seize: chair}, {route: [{when: n == 1, to: one}, {to: two}]}]
  one: [{seize: pen}, {delay: 10 min}, {release: [chair, desk]}, {go: last}]
  two: [{delay: 10 min}, {release: {if_held: [desk, chair]}}, {go: last}]
  last: [{delay: 1 min}, {release: {if_held: pen}}, {release: all}, {leave: done}])")) == table(R"(
    0:10 p1 releases chair
    0:10 p1 releases desk
    0:11 p1 releases pen
    1:10 p2 releases desk
    1:10 p2 releases chair)"));
}

TEST_CASE("pre-emption takes the unit of one with a worse priority, who later goes on with what was left") {
  const auto model = [](const std::string& how) {
    return clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], set: {rank: 5}, enter: s}
  b: {at: [1 min], set: {rank: 5}, enter: s}
  c: {at: [4 min], set: {rank: 1}, enter: s}
steps:
  s:
    - {seize: desk, priority: rank, preempt: )" + how + R"(}
    - {delay: {formula: "5 min if rank == 1 else 10 min if now == 0 min else 3 min"}}
    - {release: desk}
    - leave: done)");
  };
  CHECK(story_of("granted leaves", model("resume")) == table(R"(
    0:09 p3 leaves done
    0:15 p1 leaves done
    0:15 p2 granted desk
    0:18 p2 leaves done)"));
  CHECK(story_of("granted leaves", model("restart")) == table(R"(
    0:09 p3 leaves done
    0:19 p1 leaves done
    0:19 p2 granted desk
    0:22 p2 leaves done)"));
  CHECK(story_of("granted leaves", model("resample")) == table(R"(
    0:09 p3 leaves done
    0:12 p1 leaves done
    0:12 p2 granted desk
    0:15 p2 leaves done)"));
}

TEST_CASE("pre-emption chooses the worst priority, then the latest start, and takes from equals nothing") {
  // p4 (1) displaces p3 (5, later than p2); p5 (3) displaces p2 (5); p6 (3) finds 3, 1 and 3 and waits.
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 3}}
arrivals:
  a: {at: [0 min], set: {rank: 3}, enter: s}
  b: {at: [1 min, 2 min], set: {rank: 5}, enter: s}
  c: {at: [5 min], set: {rank: 1}, enter: s}
  d: {at: [6 min, 7 min], set: {rank: 3}, enter: s}
steps:
  s: [{seize: desk, priority: rank, preempt: resume}, {delay: 30 min}, {release: desk}, {leave: done}])",
                                               "experiment: {length: 37 min, replications: 1}")) == table(R"(
    0:07 p6 waits for desk
    0:30 p1 leaves done
    0:30 p6 granted desk
    0:35 p4 leaves done
    0:36 p5 leaves done)"));
}

TEST_CASE("nothing is taken from a holder who is not inside a delay, and the victim keeps all else") {
  // p1 holds the desk and waits for the pen until 0:20: p3 cannot have the desk at 0:05. p4 can at 0:25.
  const std::string model = clinic(R"(
resources: {desk: {capacity: 1}, pen: {capacity: 1}}
arrivals:
  a: {at: [0 min], enter: writer}
  b: {at: [0 min], enter: s}
  c: {at: [5 min, 25 min], enter: urgent}
steps:
  s: [{seize: pen}, {delay: 20 min}, {release: pen}, {leave: done}]
  writer: [{delay: 1 min}, {seize: desk, priority: 5}, {seize: pen}, {delay: 10 min}, {release: [desk, pen]}, {leave: written}]
  urgent: [{seize: desk, priority: 1, preempt: resume, patience: 5 min, otherwise: home}, {delay: 2 min}, {release: desk}, {leave: urgent}]
  home: [{leave: lost}])");
  CHECK(story_of("waits gives granted leaves", model) == table(R"(
    0:01 p1 waits for pen
    0:05 p3 waits for desk
    0:10 p3 gives up desk
    0:10 p3 leaves lost
    0:20 p2 leaves done
    0:20 p1 granted pen
    0:27 p4 leaves urgent
    0:32 p1 leaves written)"));
  const Results r = results(model);
  CHECK(minutes(r, "clinic.pen.in_use") == 20 + 12);  // p1 kept the pen while it had lost the desk
  CHECK(minutes(r, "clinic.desk.in_use") == 31);
}

TEST_CASE("a displaced patient waits at the head of its priority, behind better ones") {
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min, 1 min], set: {rank: 5}, enter: s}
  b: {at: [4 min], set: {rank: 1}, enter: s}
  c: {at: [5 min], set: {rank: 2}, enter: s}
steps:
  s: [{seize: desk, priority: rank, preempt: resume}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:01 p2 waits for desk
    0:05 p4 waits for desk
    0:14 p3 leaves done
    0:14 p4 granted desk
    0:24 p4 leaves done
    0:30 p1 leaves done
    0:30 p2 granted desk
    0:40 p2 leaves done)"));
}

TEST_CASE("any_of stands in every queue with one time of joining, and one grant removes it from all") {
  CHECK(story(clinic(R"(
resources: {doctor: {capacity: 1}, nurse: {capacity: 1}}
arrivals:
  n: {at: [0 min], enter: nurse}
  d: {at: [0 min], enter: doctor}
  x: {at: [1 min], enter: either}
  late: {at: [2 min], enter: doctor}
steps:
  nurse: [{seize: nurse}, {delay: 10 min}, {release: nurse}, {leave: done}]
  doctor: [{seize: doctor}, {delay: 20 min}, {release: doctor}, {leave: done}]
  either: [{seize: {any_of: [doctor, nurse]}}, {delay: 60 min}, {release: doctor}, {leave: either}])")) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 0:10
    0:00 p2 arrives
    0:00 p2 delays until 0:20
    0:01 p3 arrives
    0:01 p3 waits for doctor
    0:02 p4 arrives
    0:02 p4 waits for doctor
    0:10 p1 releases nurse
    0:10 p1 leaves done
    0:10 p3 granted nurse
    0:10 p3 delays until 1:10
    0:20 p2 releases doctor
    0:20 p2 leaves done
    0:20 p4 granted doctor
    0:20 p4 delays until 0:40
    0:40 p4 releases doctor
    0:40 p4 leaves done
    1:10 p3 releases nurse
    1:10 p3 leaves either)"));
}

TEST_CASE("any_of takes the first of the list that is free now, and has one patience") {
  CHECK(story_of("gives delays leaves", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals: {x: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s:
    - {seize: {any_of: [a, b]}, as: one, patience: 5 min, otherwise: home}
    - {delay: {formula: '10 min * in_use(a) + 20 min * in_use(b)'}}
    - {release: one}
    - leave: done
  home: [{leave: lost}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 delays until 0:31
    0:07 p3 gives up a
    0:07 p3 leaves lost
    0:10 p1 leaves done
    0:31 p2 leaves done)"));
}

TEST_CASE("the longest wait for a resource is reported, and that of all_of by itself, with those who still wait at the end") {
  const std::string blocks = R"(
resources: {a: {capacity: 1}, b: {capacity: 1}, c: {capacity: 1}}
arrivals:
  u: {at: [0 min], enter: wants_a}
  v: {at: [1 min], enter: wants_both}
  w: {at: [2 min, 6 min], enter: wants_b}
  y: {at: [21 min], enter: wants_b}
steps:
  wants_a: [{seize: a}, {delay: 21 min}, {release: a}, {leave: done}]
  wants_b: [{seize: b}, {delay: 5 min}, {release: b}, {leave: done}]
  wants_both: [{seize: {all_of: [a, b]}}, {delay: 30 min}, {release: [a, b]}, {seize: c}, {release: c}, {leave: done}])";
  const auto waits = [&](const std::string& length, const std::string& resource, bool all_of) {
    const Results r = results(clinic(blocks, "experiment: {length: " + length + ", replications: 1}"));
    const LevelResult& waiting = level(r, "clinic." + resource + ".waiting");
    std::vector<Ticks> minutes;
    for (const Ticks wait : all_of ? waiting.longest_all_of : waiting.longest) minutes.push_back(wait / ticks_per_minute);
    return minutes;
  };
  // p2 waits for both from 0:01 to 0:21, when it comes before p5, who waits for b until 0:51; p4 waited for b for a minute.
  CHECK(waits("60 min", "a", false) == std::vector<Ticks>{20});
  CHECK(waits("60 min", "a", true) == std::vector<Ticks>{20});
  CHECK(waits("60 min", "b", false) == std::vector<Ticks>{30});
  CHECK(waits("60 min", "b", true) == std::vector<Ticks>{20});
  CHECK(waits("60 min", "c", false) == std::vector<Ticks>{0});
  CHECK(waits("60 min", "c", true).empty());
  CHECK(waits("15 min", "b", true) == std::vector<Ticks>{14});
  CHECK(waits("15 min", "b", false) == std::vector<Ticks>{14});
}

TEST_CASE("all_of takes nothing until all is free at one instant and blocks nobody while it waits") {
  // p2 waits for a and b from 0:01. p3 and p4 take b meanwhile, p5 takes a at 0:11 although p2 waits for it.
  CHECK(story_of("waits granted delays", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals:
  u: {at: [0 min], enter: wants_a}
  v: {at: [1 min], enter: wants_both}
  w: {at: [2 min, 6 min], enter: wants_b}
  x: {at: [11 min], enter: wants_a}
  y: {at: [21 min], enter: wants_b}
steps:
  wants_a: [{seize: a}, {delay: 10 min}, {release: a}, {leave: done}]
  wants_b: [{seize: b}, {delay: 5 min}, {release: b}, {leave: done}]
  wants_both: [{seize: {all_of: [a, b]}}, {delay: 30 min}, {release: [a, b]}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 waits for a
    0:02 p3 delays until 0:07
    0:06 p4 waits for b
    0:07 p4 granted b
    0:07 p4 delays until 0:12
    0:11 p5 delays until 0:21
    0:21 p2 granted a
    0:21 p2 delays until 0:51
    0:21 p6 waits for b
    0:51 p6 granted b
    0:51 p6 delays until 0:56)"));
}

TEST_CASE("a unit that is owed to a waiter is free to nobody else") {
  // 0:10: p1 gives two units back; one is owed to p2, so free is 1, and p1 itself may take just that one.
  CHECK(story_of("waits granted delays", clinic(R"(
resources: {desk: {capacity: 2}}
arrivals: {a: {at: [0 min], enter: both}, b: {at: [1 min], enter: one}}
steps:
  both:
    - {seize: desk, units: 2}
    - {delay: 10 min}
    - {release: desk}
    - {delay: {formula: '1 min * free(desk)'}}
    - leave: done
  one: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 waits for desk
    0:10 p1 delays until 0:11
    0:10 p2 granted desk
    0:10 p2 delays until 0:20)"));
}

TEST_CASE("who gives a unit back and asks for it again goes behind those who wait") {
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}, b: {at: [1 min], enter: t}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {go: t}]
  t: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:01 p2 waits for desk
    0:10 p1 waits for desk
    0:10 p2 granted desk
    0:20 p2 leaves done
    0:20 p1 granted desk
    0:30 p1 leaves done)"));
}

TEST_CASE("behind a large request that does not fit nothing is free") {
  // p3 wants two units; when p1 gives one back, free stays 0: p4 goes away.
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {desk: {capacity: 2}}
arrivals:
  a: {at: [0 min], enter: short}
  b: {at: [0 min], enter: long}
  c: {at: [1 min], enter: two}
  d: {at: [11 min], enter: look}
steps:
  short: [{seize: desk}, {delay: 10 min}, {release: desk}, {route: [{when: free(desk) > 0, to: yes_free}, {to: not_free}]}]
  long: [{seize: desk}, {delay: 20 min}, {release: desk}, {leave: done}]
  two: [{seize: desk, units: 2}, {delay: 5 min}, {release: desk}, {leave: two}]
  look: [{seize: desk, if_busy: not_free}, {release: desk}, {leave: taken}]
  yes_free: [{leave: free}]
  not_free: [{leave: not_free}])")) == table(R"(
    0:01 p3 waits for desk
    0:10 p1 leaves not_free
    0:11 p4 leaves not_free
    0:20 p2 leaves done
    0:20 p3 granted desk
    0:25 p3 leaves two)"));
}

TEST_CASE("holding one resource while waiting for the next counts it as blocked") {
  const Results r = results(clinic(R"(
resources: {cubicle: {capacity: 2}, bed: {capacity: 1}}
arrivals: {a: {at: [0 min, 1 min], enter: s}}
steps:
  s: [{seize: cubicle}, {delay: 10 min}, {seize: bed}, {release: cubicle}, {delay: 30 min}, {release: bed}, {leave: done}])"));
  CHECK(minutes(r, "clinic.cubicle.in_use") == 10 + 39);  // p2 has its cubicle from 0:01 to 0:40
  CHECK(minutes(r, "clinic.cubicle.blocked") == 29);
  CHECK(minutes(r, "clinic.bed.waiting") == 29);
  REQUIRE(r.blocked.size() == 1);
  CHECK(r.blocked[0].holder == "clinic.cubicle");
  CHECK(r.blocked[0].waited_for == "clinic.bed");
  CHECK(r.blocked[0].area[0] == 29 * ticks_per_minute);
}

TEST_CASE("a circle of two who wait for each other's unit is swapped at once") {
  // p1 has x and wants y, p2 has y and wants x, and each gives its own back as soon as it has the other.
  const std::string model = clinic(R"(
resources: {x: {capacity: 1}, y: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: there}, b: {at: [1 min], enter: back}}
steps:
  there: [{seize: x}, {delay: 10 min}, {seize: y}, {release: x}, {delay: 5 min}, {release: y}, {leave: there}]
  back: [{seize: y}, {delay: 12 min}, {seize: x}, {release: y}, {delay: 6 min}, {release: x}, {leave: back}])");
  CHECK(story_of("waits leaves", model) == table(R"(
    0:10 p1 waits for y
    0:13 p2 waits for x
    0:18 p1 leaves there
    0:19 p2 leaves back)"));
  CHECK(results(model).audit[0].swaps == 1);
}

}  // namespace careway::testing
