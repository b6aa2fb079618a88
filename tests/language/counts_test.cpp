// Counts by attribute, what is conditional on the time or the site, and moves back. By hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("counts of arrivals, actions and outcomes are kept for each label that a patient has then") {
  const Results r = results(clinic(R"(
counts:
  arrivals.a: {by: [kind, age]}
  seen: {by: kind}
  left.home: {by: kind}
arrivals:
  a: {at: [0 min], batch: 3, set: {kind: walk-in, age: "85+"}, enter: s}
  b: {at: [1 min], batch: 4, set: {kind: B, age: "0-64"}, enter: s}
steps:
  s: [{count: seen}, {set: {kind: gone}}, {count: seen}, {leave: home}])"));
  CHECK(count(r, "clinic.arrivals.a") == 3);
  CHECK(count(r, "clinic.arrivals.a.kind_walk_in") == 3);
  CHECK(count(r, "clinic.arrivals.a.kind_b") == 0);
  CHECK(count(r, "clinic.arrivals.a.age_85_") == 3);
  CHECK(count(r, "clinic.arrivals.a.age_0_64") == 0);
  CHECK(count(r, "clinic.seen") == 14);
  CHECK(count(r, "clinic.seen.kind_walk_in") == 3);
  CHECK(count(r, "clinic.seen.kind_b") == 4);
  CHECK(count(r, "clinic.seen.kind_gone") == 7);
  CHECK(count(r, "clinic.left.home.kind_gone") == 7);
  CHECK(count(r, "clinic.left.home.kind_b") == 0);
}

TEST_CASE("a branch that leaves is no outcome of its label, and a value without a label is counted nowhere") {
  const Results r = results(clinic(R"(
counts: {left.done: {by: n}, passed: {by: n}}
arrivals: {a: {at: [0 min], set: {n: 1}, enter: s}}
steps:
  s: [{fork: [x, y]}, {count: passed}, {set: {n: 2.5}}, {count: passed}, {leave: done}]
  x: [{leave: done}]
  y: [{set: {n: 2}}, {count: passed}, join])"));
  CHECK(count(r, "clinic.left.done") == 1);
  CHECK(count(r, "clinic.left.done.n_1") == 0);
  CHECK(count(r, "clinic.left.done.n_2") == 0);
  CHECK(count(r, "clinic.passed") == 3);
  CHECK(count(r, "clinic.passed.n_1") == 1);
  CHECK(count(r, "clinic.passed.n_2") == 1);
}

TEST_CASE("counts by attribute at each site, from a trace, and in figures") {
  const Results r = results(R"(model: m
sites: {royal: {}, general: {}}
pathways:
  clinic:
    per: site
    counts: {left.home: {by: acuity}, arrivals.a: {by: acuity}}
    figures: {urgent: {ratio: [left.home.acuity_1, left.home], unit: share}}
    arrivals: {a: {trace: {file: t.csv, time: at, unit: h, site: where, set: {acuity: acuity}}, enter: s}}
    steps:
      s: [{delay: 1 h}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)", {{"t.csv", "at,where,acuity\n1,royal,1\n2,royal,2\n3,general,2\n4,royal,1\n"}});
  CHECK(count(r, "clinic.left.home.acuity_1", 0) == 2);
  CHECK(count(r, "clinic.left.home.acuity_2", 0) == 1);
  CHECK(count(r, "clinic.left.home.acuity_1", 1) == 0);
  CHECK(count(r, "clinic.left.home.acuity_2", 1) == 1);
  CHECK(count(r, "clinic.arrivals.a.acuity_1", 0) == 2);
  REQUIRE(r.figures.size() == 1);
  CHECK(r.figures[0].numerator == "clinic.left.home.acuity_1");
}

TEST_CASE("a count that does not exist, and labels that would share a name, are found") {
  const auto model = [](const std::string& counts, const std::string& label) {
    return findings(clinic("counts: {" + counts + "}\narrivals: {a: {at: [0 min], set: {k: {choice: {\"" + label + "\": 1, b: 1}}}, enter: s}}\nsteps:\n  s: [{leave: home}]"));
  };
  CHECK(model("left.hom: {by: k}", "a") == "clinic.counts.left.hom: \"left.hom\" is not a count; did you mean \"left.home\"?\n");
  CHECK(model("left.home: {by: site}", "a").find("are kept for each site anyway") != std::string::npos);
  CHECK(model("left.home: {by: kk}", "a").find("did you mean \"k\"?") != std::string::npos);
  CHECK(model("left.home: {by: k}", "B").find("two labels of k would both be counted as clinic.left.home.k_b") != std::string::npos);
}

TEST_CASE("a quantity by month, weekday and hour: as it is when it is drawn") {
  // From Wednesday 2024-01-31 22:30: 10 min in January and 20 min in February; then 1 min on Wednesdays, 2 else; then 5 s at hour 22, 7 s else.
  CHECK(story_of("delays", clinic(R"(
arrivals: {a: {at: [22 h 30 min, 25 h], enter: s}}
steps:
  s: [{delay: {by: month, 1: 10 min, 2: 20 min, else: 0 min}}, {delay: {by: weekday, Wed: 1 min, else: 2 min}}, {delay: {by: hour, 22: 5 s, else: 7 s}}, {leave: done}])",
                                  "experiment: {start: 2024-01-31, length: 3 days, replications: 1}")) == table(R"(
    22:30 p1 delays until 22:40
    22:40 p1 delays until 22:41
    22:41 p1 delays until 22:41:05
    1d 1:00 p2 delays until 1d 1:20
    1d 1:20 p2 delays until 1d 1:22
    1d 1:22 p2 delays until 1d 1:22:07)"));
}

TEST_CASE("by site, within by attribute, with and without else, in quantities and splits") {
  CHECK(story_of("delays leaves", R"(model: m
sites: {royal: {}, general: {}}
pathways:
  clinic:
    per: site
    arrivals: {a: {at: [0 min], set: {k: {by: site, royal: 1, general: 2}}, enter: s}}
    steps:
      s: [{delay: {by: k, 1: {by: site, royal: 5 min, general: 6 min}, else: {by: site, royal: 7 min, else: 8 min}}}, {split: {by: site, royal: {t: 1}, else: {u: 1}}}]
      t: [{leave: royally}]
      u: [{leave: generally}]
experiment: {length: 1 day, replications: 1}
)") == table(R"(
    0:00 p1 delays until 0:05
    0:00 p2 delays until 0:08
    0:05 p1 leaves royally
    0:08 p2 leaves generally)"));
}

TEST_CASE("labels of times are checked, and an attribute of the same name is meant before them") {
  const auto model = [](const std::string& quantity, const std::string& set = "x: 1") {
    return findings(clinic("arrivals: {a: {at: [0 min], set: {" + set + "}, enter: s}}\nsteps:\n  s: [{delay: " + quantity + "}, {leave: home}]"));
  };
  CHECK(model("{by: month, 13: 1 min, else: 2 min}").find("\"13\" is not a label of month") != std::string::npos);
  CHECK(model("{by: weekday, Mon: 1 min}").find("has no case for weekday \"Tue\"") != std::string::npos);
  CHECK(model("{by: wekday, Mon: 1 min, else: 0}").find("\"wekday\" is not an attribute") != std::string::npos);
  CHECK(model("{by: hour, 99: 1 min, else: 0}", "hour: 99") == "");
}

TEST_CASE("moves back are counted") {
  // p2 gets b while a is taken; a frees at 0:10: it moves. p3, who gets b then, moves when a frees again at 0:40.
  const Results r = results(clinic(R"(
resources: {a: {capacity: 1}, b: {capacity: 1}}
arrivals: {x: {at: [0 min], enter: short}, y: {at: [1 min, 11 min], enter: long}}
steps:
  short: [{seize: a}, {delay: 10 min}, {release: a}, {leave: done}]
  long: [{seize: {any_of: [a, b]}, move_back: true}, {delay: 39 min}, {release: a}, {leave: done}])"));
  CHECK(count(r, "clinic.moved_back.a") == 2);
}

TEST_CASE("levels are kept for each label that a patient has now, also when it changes while something is held") {
  const Results r = results(clinic(R"(
levels:
  occupied: {of: in_use(bed), by: [kind, n], at: ["00:12"], distribution: true}
  queue: {of: waiting(bed), by: kind}
  both: {of: in_use(bed) + in_use(chair), by: kind}
resources: {bed: {capacity: 1}, chair: {capacity: 5}}
arrivals:
  a: {at: [0 min], set: {kind: "85+", n: 1}, enter: s}
  b: {at: [4 min], set: {kind: B, n: 2}, enter: t}
steps:
  s: [{seize: chair, units: 2}, {seize: bed}, {delay: 10 min}, {set: {kind: B}}, {delay: 5 min}, {release: all}, {leave: home}]
  t: [{seize: bed}, {delay: 20 min}, {release: bed}, {leave: home}])"));
  CHECK(minutes(r, "clinic.occupied") == 35);
  CHECK(minutes(r, "clinic.occupied.kind_85_") == 10);
  CHECK(minutes(r, "clinic.occupied.kind_b") == 25);
  CHECK(minutes(r, "clinic.occupied.n_1") == 15);
  CHECK(minutes(r, "clinic.occupied.n_2") == 20);
  CHECK(minutes(r, "clinic.queue.kind_85_") == 0);
  CHECK(minutes(r, "clinic.queue.kind_b") == 11);
  CHECK(minutes(r, "clinic.both.kind_85_") == 30);
  CHECK(minutes(r, "clinic.both.kind_b") == 35);
  CHECK(level(r, "clinic.occupied.kind_b").snapshots[0].sum[0] == 1);
  CHECK(level(r, "clinic.occupied.kind_85_").snapshots[0].sum[0] == 0);
  CHECK(level(r, "clinic.occupied.kind_85_").time_at[0][1] == 10 * ticks_per_minute);
}

TEST_CASE("levels by attribute follow pre-emption, swaps, sites and units that are taken from people") {
  const Results r = results(R"(model: m
sites: {royal: {}, general: {}}
pathways:
  clinic:
    per: site
    levels: {occupied: {of: in_use(bed), by: acuity}, queue: {of: waiting(bed), by: acuity}}
    resources: {bed: {capacity: 1}}
    arrivals: {a: {at: [0 min], set: {acuity: 5}, enter: s}, b: {at: [3 min], set: {acuity: 1}, enter: s}}
    steps:
      s: [{seize: bed, priority: acuity, preempt: resume}, {delay: 10 min}, {release: bed}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)");
  for (std::size_t site = 0; site < 2; ++site) {
    CHECK(minutes(r, "clinic.occupied.acuity_5", site) == 10);
    CHECK(minutes(r, "clinic.occupied.acuity_1", site) == 10);
    CHECK(minutes(r, "clinic.queue.acuity_5", site) == 10);
    CHECK(minutes(r, "clinic.queue.acuity_1", site) == 0);
  }
}

TEST_CASE("how often a rule fires, and for how long it is on, is counted") {
  const Results r = results(clinic(R"(
parameters: {fast: 0}
levels: {fired: {formula: "recent(rules.more, 2 h) + 0", every: 3 h, at: ["03:00"]}}
resources: {desk: {capacity: 1}}
rules: {more: {when: waiting(desk) >= 2, until: waiting(desk) == 0, do: [{set: {fast: 1}}]}}
arrivals: {a: {at: [0 min, 1 min, 2 min, 60 min, 61 min, 62 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])"));
  CHECK(count(r, "clinic.rules.more") == 2);
  CHECK(minutes(r, "clinic.rules.more.on") == 36);
  CHECK(level(r, "clinic.rules.more.on").highest[0] == 1);
  CHECK(level(r, "clinic.fired").snapshots[0].sum[0] == 1);  // the second one, at 01:02
}

}  // namespace careway::testing
