// Whose units a pre-emption may take, and how the holder goes on, by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("with preempt_in a unit is taken only from a holder who is in such a step") {
  // The crew of p1 is at work when p3 calls, that of p2 still on the way, though p1 is as little urgent and p2 came first in line: p2 waits.
  // p4 calls while all are at work, and waits; the crew of p1 is its at 0:20, that of p3 is again p2's at 0:26, and begins the way anew.
  CHECK(story_of("waits granted leaves", clinic(R"(
resources: {crew: {capacity: 2}}
arrivals:
  a: {at: [0 min], set: {rank: 5, way: 2}, enter: call}
  b: {at: [1 min], set: {rank: 4, way: 9}, enter: call}
  c: {at: [5 min, 19 min], set: {rank: 1, way: 3}, enter: urgent}
steps:
  urgent: [{seize: crew, priority: rank, preempt: restart, preempt_in: on_the_way}, {go: on_the_way}]
  call: [{seize: crew, priority: rank}, {go: on_the_way}]
  on_the_way: [{delay: {formula: way * 1 min}}, {go: at_work}]
  at_work: [{delay: 18 min}, {release: crew}, {leave: done}])")) == table(R"(
    0:19 p4 waits for crew
    0:20 p1 leaves done
    0:20 p4 granted crew
    0:26 p3 leaves done
    0:41 p4 leaves done
    0:53 p2 leaves done)"));
}

TEST_CASE("a resampled delay is another number, a restarted one the same") {
  // p1 has a length drawn at chance and is displaced before its end: its whole time at the desk tells which length it had then.
  const auto end = [](const std::string& how) {
    return story_of("leaves", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals:
  a: {at: [0 min], set: {rank: 5}, enter: s}
  b: {at: [1 min], set: {rank: 1}, enter: urgent}
steps:
  urgent: [{seize: desk, priority: rank, preempt: )" + how + R"(}, {delay: 1 min}, {release: desk}, {leave: done}]
  s:
    - {seize: desk, priority: rank}
    - {delay: {exponential: {mean: 100 min}}}
    - {release: desk}
    - leave: done)"));
  };
  CHECK(end("restart") != end("resample"));
}

TEST_CASE("who lost a unit of any_of stands again for all that it asked for") {
  // p2 has b, loses it to p3 at 0:03 with eight minutes to go, and has a at 0:05, when p1 gives it back.
  CHECK(story_of("loses leaves", clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals:
  first: {at: [0 min], enter: hold_a}
  second: {at: [1 min], enter: either}
  third: {at: [3 min], enter: urgent}
steps:
  hold_a: [{seize: a}, {delay: 5 min}, {release: a}, {leave: done}]
  either: [{seize: {any_of: [a, b]}, priority: 5}, {delay: 10 min}, {release: a}, {leave: done}]
  urgent: [{seize: b, priority: 1, preempt: resume}, {delay: 20 min}, {release: b}, {leave: done}])")) == table(R"(
    0:03 p2 loses b
    0:05 p1 leaves done
    0:13 p2 leaves done
    0:23 p3 leaves done)"));
}

TEST_CASE("a crew that is called away is followed by one of another site, and the way is computed anew") {
  // p2 waits for a crew of the north, ten minutes; p3 takes it at 0:03; that of the south is free at 0:04, two minutes away.
  CHECK(story_of("loses leaves", R"(model: m
sites: {north: {}, south: {}}
pathways:
  station:
    per: site
    resources: {crew: {capacity: 1}}
  calls:
    arrivals:
      first: {at: [0 min], enter: in_the_south}
      second: {at: [1 min], enter: anywhere}
      third: {at: [3 min], enter: urgent}
    steps:
      in_the_south: [{seize: station.crew@south, as: own}, {delay: 4 min}, {release: own}, {leave: done}]
      anywhere:
        - {seize: {any_site: station.crew, highest: 1}, priority: 5}
        - delay: {formula: "10 min if place(station.crew) == north else 2 min"}
        - release: station.crew
        - leave: done
      urgent: [{seize: station.crew@north, as: own, preempt: resample}, {delay: 9 min}, {release: own}, {leave: done}]
experiment: {length: 1 day, replications: 1}
)") == table(R"(
    0:03 p2 loses crew@north
    0:04 p1 leaves done
    0:06 p2 leaves done
    0:12 p3 leaves done)"));
}

TEST_CASE("what is held by who lost a unit is blocked until it has one again, and circles of such are warned of") {
  const std::string model = clinic(R"(
levels: {stuck: {of: blocked(cubicle), by: kind}}
resources: {cubicle: {capacity: 1}, doctor: {capacity: 1}}
arrivals:
  a: {at: [0 min], set: {kind: plain}, enter: s}
  b: {at: [4 min], set: {kind: odd}, enter: urgent}
steps:
  s: [{seize: cubicle}, {seize: doctor, priority: 5}, {delay: 10 min}, {release: all}, {leave: done}]
  urgent: [{seize: doctor, preempt: resume}, {delay: 6 min}, {release: doctor}, {leave: done}])");
  const Results r = results(model);
  CHECK(minutes(r, "clinic.cubicle.blocked") == 6);
  CHECK(minutes(r, "clinic.stuck.kind_plain") == 6);
  CHECK(minutes(r, "clinic.stuck.kind_odd") == 0);
  REQUIRE(r.blocked.size() == 1);
  CHECK(r.blocked[0].holder == "clinic.cubicle");
  CHECK(r.blocked[0].waited_for == "clinic.doctor");
  CHECK(static_cast<double>(r.blocked[0].area[0]) == 6.0 * ticks_per_minute);

  const auto circle = [](const std::string& modifier) {
    return findings(clinic(R"(
resources: {cubicle: {capacity: 1}, doctor: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}, b: {at: [4 min], enter: urgent}}
steps:
  s: [{seize: {all_of: [cubicle, doctor]}, priority: 5}, {delay: 10 min)" + modifier + R"(}, {release: all}, {leave: done}]
  urgent: [{seize: doctor, preempt: resume}, {seize: cubicle}, {delay: 6 min, uninterrupted: true}, {release: all}, {leave: done}])"));
  };
  CHECK(circle("").find("is held while waiting in a circle") != std::string::npos);
  CHECK(circle(", uninterrupted: true") == "");  // nobody loses the doctor, so nobody waits for one holding a cubicle
}

TEST_CASE("an uninterrupted delay cannot be pre-empted, and outlasts a fall of capacity that evicts") {
  const auto model = [](const std::string& modifier) {
    return clinic(R"(
resources: {desk: {roster: [{from: "00:00", until: "00:05", capacity: 2}, {from: "00:05", until: "24:00", capacity: 1}], when_capacity_falls: evict}}
arrivals: {a: {at: [0 min], batch: 2, enter: s}, b: {at: [7 min], enter: urgent}}
steps:
  s: [{seize: desk, priority: 5}, {delay: 10 min)" + modifier + R"(}, {release: desk}, {leave: done}]
  urgent: [{seize: desk, preempt: resume}, {delay: 1 min}, {release: desk}, {leave: done}])");
  };
  CHECK(story_of("loses leaves", model("")) == table(R"(
    0:05 p2 loses desk
    0:07 p1 loses desk
    0:08 p3 leaves done
    0:11 p1 leaves done
    0:16 p2 leaves done)"));
  CHECK(story_of("loses leaves", model(", uninterrupted: true")) == table(R"(
    0:10 p1 leaves done
    0:10 p2 leaves done
    0:11 p3 leaves done)"));
}

TEST_CASE("who waits and may pre-empt takes a unit as soon as its holder may lose it, and nobody goes before it") {
  // p1 may lose the bed from 0:30. p2, who asked at 0:10, has it then; p3, as urgent, asks at 0:32 and must wait for p2, whom it may not displace.
  CHECK(story_of("loses granted leaves", clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}, b: {at: [10 min, 32 min], enter: urgent}}
steps:
  s: [{seize: bed, priority: 2}, {delay: 30 min, uninterrupted: true}, {delay: 100 min}, {release: bed}, {leave: done}]
  urgent: [{seize: bed, priority: 1, preempt: resume}, {delay: 5 min}, {release: bed}, {leave: urgent}])")) == table(R"(
    0:30 p1 loses bed
    0:30 p2 granted bed
    0:35 p2 leaves urgent
    0:35 p3 granted bed
    0:40 p3 leaves urgent
    2:20 p1 leaves done)"));
}

TEST_CASE("a newcomer does not pre-empt past one of the same priority who waits") {
  // Both beds are held uninterrupted at first. At 0:08 p2 may lose its own: to p3, who asked first. p4 stands before p5.
  CHECK(story_of("loses waits granted leaves", clinic(R"(
resources: {bed: {capacity: 2}}
arrivals: {a: {at: [0 min], enter: long}, b: {at: [0 min], enter: short}, c: {at: [5 min, 6 min], enter: urgent}, d: {at: [9 min], enter: urgent}}
steps:
  long: [{seize: bed, priority: 2}, {delay: 30 min, uninterrupted: true}, {release: bed}, {leave: long}]
  short: [{seize: bed, priority: 2}, {delay: 8 min, uninterrupted: true}, {delay: 50 min}, {release: bed}, {leave: short}]
  urgent: [{seize: bed, priority: 1, preempt: resume}, {delay: 7 min}, {release: bed}, {leave: urgent}])")) == table(R"(
    0:05 p3 waits for bed
    0:06 p4 waits for bed
    0:08 p2 loses bed
    0:08 p3 granted bed
    0:09 p5 waits for bed
    0:15 p3 leaves urgent
    0:15 p4 granted bed
    0:22 p4 leaves urgent
    0:22 p5 granted bed
    0:29 p5 leaves urgent
    0:30 p1 leaves long
    1:19 p2 leaves short)"));
}

TEST_CASE("a wait that escalates to a better priority may pre-empt from then on, and so may a step that is come to later") {
  CHECK(story_of("loses granted leaves", clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: s}, b: {at: [10 min], enter: other}}
steps:
  s: [{seize: bed, priority: 2}, {delay: 100 min}, {release: bed}, {leave: done}]
  other: [{seize: bed, priority: 3, preempt: resume, escalate: {after: 15 min, priority: 1}}, {delay: 5 min}, {release: bed}, {leave: other}])")) == table(R"(
    0:25 p1 loses bed
    0:25 p2 granted bed
    0:30 p2 leaves other
    1:45 p1 leaves done)"));
  CHECK(story_of("loses granted leaves", clinic(R"(
resources: {crew: {capacity: 1}}
arrivals: {a: {at: [0 min], enter: work}, b: {at: [5 min], enter: urgent}}
steps:
  work: [{seize: crew, priority: 2}, {delay: 20 min}, {go: home}]
  home: [{delay: 30 min}, {release: crew}, {leave: done}]
  urgent: [{seize: crew, preempt: resume, preempt_in: home}, {delay: 5 min}, {release: crew}, {leave: urgent}])")) == table(R"(
    0:20 p1 loses crew
    0:20 p2 granted crew
    0:25 p2 leaves urgent
    0:55 p1 leaves done)"));
}

TEST_CASE("with if_lost whoever loses a unit goes on elsewhere without it") {
  // p1 is on its way home from 0:20; p2 takes its crew at 0:25, and p1 is done. p3, on its way at 0:31, is not: it waits, and has the crew again.
  const std::string model = clinic(R"(
resources: {crew: {capacity: 1}}
clocks: {busy: {}}
arrivals: {a: {at: [0 min], enter: call}, b: {at: [25 min], enter: urgent}}
steps:
  call: [{start: busy}, {seize: crew, priority: 2}, {delay: 20 min, uninterrupted: true}, {delay: 30 min, if_lost: sent_on}, {release: crew}, {stop: busy}, {leave: home}]
  sent_on: [{stop: busy}, {leave: sent_on}]
  urgent: [{seize: crew, priority: 1, preempt: resume}, {delay: 5 min}, {release: crew}, {leave: urgent}])");
  CHECK(findings(model) == "");
  CHECK(story_of("loses granted leaves", model) == table(R"(
    0:25 p1 loses crew
    0:25 p1 leaves sent_on
    0:30 p2 leaves urgent)"));
  CHECK(minutes(results(model), "clinic.crew.in_use") == 30);

  // The bumped patient of intensive care goes to a ward bed, which it may have to wait for; the urgent one comes in at once.
  CHECK(story_of("loses waits granted leaves", clinic(R"(
resources: {icu: {capacity: 1}, ward: {capacity: 1}}
arrivals: {w: {at: [0 min], enter: on_ward}, a: {at: [0 min], enter: elective}, b: {at: [10 min], enter: emergency}}
steps:
  on_ward: [{seize: ward}, {delay: 15 min}, {release: ward}, {leave: home}]
  elective: [{seize: icu, priority: 2}, {delay: 60 min, if_lost: step_down}, {release: icu}, {go: step_down}]
  step_down: [{seize: ward}, {delay: 30 min}, {release: ward}, {leave: home}]
  emergency: [{seize: icu, preempt: restart}, {delay: 40 min}, {release: icu}, {leave: recovered}])")) == table(R"(
    0:10 p2 loses icu
    0:10 p2 waits for ward
    0:15 p1 leaves home
    0:15 p2 granted ward
    0:45 p2 leaves home
    0:50 p3 leaves recovered)"));

  // Also when the capacity falls.
  CHECK(story_of("loses leaves", clinic(R"(
resources: {desk: {roster: [{from: "00:00", until: "00:05", capacity: 1}, {from: "00:05", until: "24:00", capacity: 0}], when_capacity_falls: evict}}
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min, if_lost: away}, {release: desk}, {leave: done}]
  away: [{delay: 1 min}, {leave: away}])")) == table(R"(
    0:05 p1 loses desk
    0:06 p1 leaves away)"));
}

}  // namespace careway::testing
