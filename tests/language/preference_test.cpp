// Which unit of several: the nearest or best, at whichever site, and moving back to a better one.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// Two places with a van each, and callers who prefer the nearer one.
std::string vans(const std::string& arrivals, const std::string& seize) {
  return R"(model: vans
sites: {north: , south: }
tables:
  way: {keys: [home, site], unit: min, values: {up: {north: 5, south: 20}, down: {north: 30, south: 10}}}
pathways:
  station:
    per: site
    resources: {van: {capacity: 1}}
  calls:
    arrivals: {)" + arrivals + R"(, none: {at: [23 h], set: {home: {choice: {up: 1, down: 1}}}, enter: out}}
    steps:
      out: [{leave: out}]
      call:
        - )" + seize + R"~(
        - delay: {formula: "way(home, place(station.van))"}
        - release: station.van
        - leave: done
)~" + "\nexperiment: {length: 1 day, replications: 1}\n";
}

std::string two_queues(const std::string& arrivals, const std::string& steps, const std::string& resources = "good: {capacity: 1}, poor: {capacity: 2}",
                       const std::string& more = "experiment: {length: 1 day, replications: 1}") {
  return clinic("resources: {" + resources + "}\narrivals: {" + arrivals + "}\nsteps:\n" + steps, more);
}

const char* const stay = R"(  s:
    - {seize: {any_of: [good, poor]}, move_back: true}
    - delay: 60 min
    - release: good
    - leave: done
)";

}  // namespace

TEST_CASE("any_site takes the unit at the site with the lowest score, and place says where it came from") {
  CHECK(story_of("waits granted delays", vans("a: {at: [0 min], set: {home: down}, enter: call}, b: {at: [1 min], set: {home: down}, enter: call}, "
                                              "c: {at: [2 min], set: {home: up}, enter: call}",
                                              "seize: {any_site: station.van, lowest: \"way(home, site)\"}")) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 delays until 0:31
    0:02 p3 waits for van@north
    0:10 p3 granted van@south
    0:10 p3 delays until 0:30)"));
}

TEST_CASE("a unit that comes free goes to the waiter whose priority is best at its own site") {
  // Both vans go out; p3 (up) and p4 (down) wait. North comes back first and takes p3, who is nearer, and so would it
  // have been had p4 come first: p4's priority at north is 30, p3's is 5.
  CHECK(story_of("granted", vans("a: {at: [0 min], set: {home: up}, enter: call}, b: {at: [0 min], set: {home: down}, enter: call}, "
                                 "c: {at: [1 min], set: {home: down}, enter: call}, d: {at: [2 min], set: {home: up}, enter: call}",
                                 "{seize: {any_site: station.van, lowest: \"way(home, site)\"}, priority: \"way(home, site)\"}")) == table(R"(
    0:05 p4 granted van@north
    0:10 p3 granted van@south)"));
}

TEST_CASE("highest takes the other end, and ties go to the site declared first") {
  CHECK(story_of("delays", vans("a: {at: [0 min], set: {home: up}, enter: call}",
                                "seize: {any_site: station.van, highest: \"way(home, site)\"}")) == table("0:00 p1 delays until 0:20"));
  CHECK(story_of("delays", vans("a: {at: [0 min], set: {home: up}, enter: call}", "seize: {any_site: station.van, lowest: \"0\"}")) ==
        table("0:00 p1 delays until 0:05"));
}

TEST_CASE("any_site of several kinds: whichever kind at whichever site is best, and a list scores each kind for itself") {
  const auto kinds = [](const std::string& seize) {
    std::string model = vans("a: {at: [0 min, 1 min, 2 min, 3 min], set: {home: up}, enter: call}", seize);
    const std::string one = "van: {capacity: 1}";
    model.replace(model.find(one), one.size(), one + ", bike: {capacity: 1}");
    const std::string way = "way(home, place(station.van))";
    model.replace(model.find(way), way.size(), way + " * (0.5 if taken(station.bike) > 0 else 1)");
    return story_of("delays waits", model);
  };
  // One score: both kinds at north (5 min), the van first as listed; then those at south (20 min). A bike is twice as fast.
  CHECK(kinds("{seize: {any_site: [station.van, station.bike], lowest: \"way(home, site)\"}}") == table(R"(
    0:00 p1 delays until 0:05
    0:01 p2 delays until 0:03:30
    0:02 p3 delays until 0:22
    0:03 p4 delays until 0:13)"));
  // A score for each kind: the bike at north (2.5), the van there (5), the bike at south (10), the van there (20).
  CHECK(kinds("{seize: {any_site: [station.van, station.bike], lowest: [\"way(home, site)\", \"way(home, site) / 2\"]}}") == table(R"(
    0:00 p1 delays until 0:02:30
    0:01 p2 delays until 0:06
    0:02 p3 delays until 0:12
    0:03 p4 delays until 0:05:30)"));
}

TEST_CASE("scores may look at the levels of each site") {
  CHECK(story_of("delays waits", vans("a: {at: [0 min, 1 min, 2 min, 3 min], set: {home: up}, enter: call}",
                                      "seize: {any_site: station.van, lowest: \"way(home, site) * (1 + in_use(station.van))\"}")) == table(R"(
    0:00 p1 delays until 0:05
    0:01 p2 delays until 0:21
    0:02 p3 waits for van@north
    0:03 p4 waits for van@north
    0:05 p3 delays until 0:10
    0:10 p4 delays until 0:15)"));
}

TEST_CASE("scores of an any_of stand in the order of its resources") {
  CHECK(story_of("leaves", two_queues("a: {at: [0 min, 1 min], enter: s}", R"(  s:
    - seize: {any_of: [good, poor], lowest: [in_use(good) + 1, in_use(poor)]}
    - route: [{when: taken(poor) == 1, to: slow}, {to: fast}]
  slow: [{delay: 50 min}, {release: good}, {leave: slow}]
  fast: [{delay: 10 min}, {release: good}, {leave: fast}]
)")) == table(R"(
    0:11 p2 leaves fast
    0:50 p1 leaves slow)"));
}

TEST_CASE("who holds a later choice moves to the better one when it frees, and its stay goes on") {
  const std::string model = two_queues("a: {at: [0 min, 10 min], enter: s}", stay);
  CHECK(story_of("waits granted releases leaves", model) == table(R"(
    1:00 p1 releases good
    1:00 p1 leaves done
    1:00 p2 releases poor
    1:00 p2 granted good
    1:10 p2 releases good
    1:10 p2 leaves done)"));
  const Results r = results(model);
  CHECK(minutes(r, "clinic.good.in_use") == 70);
  CHECK(minutes(r, "clinic.poor.in_use") == 50);
  CHECK(minutes(r, "clinic.good.waiting") == 0);
}

TEST_CASE("a waiter without a place comes before one who would only move, and the mover's place then serves another") {
  // p1 good; p2, p3 poor; p4 waits. At 1:00 good frees: p4 has nothing and gets it. p2 leaves poor at 1:01.
  CHECK(story_of("waits granted", two_queues("a: {at: [0 min, 1 min, 2 min, 3 min], enter: s}", stay)) == table(R"(
    0:03 p4 waits for good
    1:00 p4 granted good)"));
}

TEST_CASE("of two movers the one who has stood longer moves, and who has left stands for nothing") {
  CHECK(story_of("granted", two_queues("a: {at: [0 min], set: {long: 90 min}, enter: s}, b: {at: [1 min, 2 min], set: {long: 89 min}, enter: s}, "
                                       "c: {at: [89 min], set: {long: 10 min}, enter: s}",
                                       R"(  s:
    - {seize: {any_of: [good, poor]}, move_back: true}
    - delay: {formula: long}
    - release: good
    - leave: done
)",
                                       "good: {capacity: 1}, poor: {capacity: 3}")) == table(R"(
    1:30 p3 granted good
    1:31 p4 granted good)"));
  // p2 leaves poor at 1:30 as its delay ends (rank 1), in the instant in which good frees: p3 moves.
}

TEST_CASE("a mover who waits for something else takes its blocked place along") {
  const std::string model = two_queues("a: {at: [0 min, 10 min], enter: s}", R"(  s:
    - {seize: {any_of: [good, poor]}, move_back: true}
    - seize: gate
    - release: good
    - delay: 30 min
    - release: gate
    - leave: done
)",
                                       "good: {capacity: 1, turnaround: 5 min}, poor: {capacity: 2}, gate: {capacity: 1}");
  // p1 is through at once and good is being made ready until 0:05; p2 takes good at 0:10 and waits there until 0:30.
  CHECK(minutes(results(model), "clinic.good.blocked") == 20);
  CHECK(minutes(results(model), "clinic.poor.blocked") == 0);
}

TEST_CASE("moving back and patience, escalation, pre-emption: the books balance in a crowd") {
  const std::string model = two_queues("a: {rate: 30 per day, enter: s, set: {urgency: {choice: {1: 1, 2: 3}}}}", R"(  s:
    - {seize: {any_of: [good, poor]}, move_back: true, priority: urgency, patience: {exponential: {mean: 1 h}}, otherwise: out, escalate: {after: 30 min, priority: 0}, preempt: resume}
    - delay: {exponential: {mean: 2 h}}
    - seize: gate
    - delay: {exponential: {mean: 20 min}}
    - release: gate
    - release: good
    - leave: done
  out: [{leave: gone}]
)",
                                       "good: {capacity: 2, turnaround: 10 min}, poor: {when_capacity_falls: evict, roster: [{from: \"06:00\", until: \"20:00\", capacity: 2}]}, gate: {capacity: 1}",
                                       "experiment: {length: 200 days, replications: 3}");
  const Results r = results(model);
  for (const AuditResult& audit : r.audit) CHECK(audit.failures.empty());
}

TEST_CASE("what cannot be preferred or moved is refused") {
  const auto said = [](const std::string& seize) {
    return findings(two_queues("a: {at: [0 min], enter: s}", "  s: [{" + seize + "}, {release: good}, {leave: done}]\n"));
  };
  CHECK(said("seize: {any_of: [good, poor], lowest: \"1\"}").find("has 1 expression for 2 resources") != std::string::npos);
  CHECK(said("seize: {any_site: good}").find("does not exist at each site") != std::string::npos);
  CHECK(said("seize: good, move_back: true").find("goes with any_of") != std::string::npos);
  CHECK(said("seize: {all_of: [good, poor], lowest: [1, 2]}").find("goes with any_of or any_site") != std::string::npos);
}

}  // namespace careway::testing
