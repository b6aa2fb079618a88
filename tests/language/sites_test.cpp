// Sites, by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// Patients of an attribute `home` choose a site, then stay an hour in a bed of it. `choice` follows `choose_site:`.
std::string region(const std::string& choice, const std::string& arrivals, const std::string& sites = "{royal: , general: , small: }",
                   const std::string& more = "") {
  return "model: region\nsites: " + sites + R"(
tables:
  travel: {keys: [home, site], unit: min, values: {north: {royal: 10, general: 30, small: 30}, south: {royal: 35, general: 10, small: 10}}}
pathways:
  door:
    parameters: {fair: 1}
    arrivals:
)" + arrivals + R"(
      never: {at: [200 days], set: {home: {choice: {north: 1, south: 1}}}, enter: s}
    steps:
      s: [{choose_site: )" + choice + R"(}, {go: ward.admit}]
  ward:
    per: site
    resources: {bed: {capacity: 1}}
    clocks: {stay: }
    levels: {beds: {of: in_use(bed)}}
    steps:
      admit: [{start: stay}, {seize: bed}, {delay: 1 h}, {release: bed}, {stop: stay}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)" + more;
}

std::string released(const std::string& model) { return story_of("releases", model); }

}  // namespace

TEST_CASE("each site has resources of its own") {
  CHECK(story_of("waits granted releases", region("{by: home, north: royal, south: general}", R"(
      n: {at: [0 min, 1 min], set: {home: north}, enter: s}
      m: {at: [2 min], set: {home: south}, enter: s})")) == table(R"(
    0:01 p2 waits for bed@royal
    1:00 p1 releases bed@royal
    1:00 p2 granted bed@royal
    1:02 p3 releases bed@general
    2:00 p2 releases bed@royal)"));
}

TEST_CASE("lowest takes the site with the lowest value for this patient") {
  CHECK(released(region("{lowest: 'travel(home, site)'}", R"(
      n: {at: [0 min], set: {home: north}, enter: s}
      m: {at: [1 min], set: {home: south}, enter: s})")) == table(R"(
    1:00 p1 releases bed@royal
    1:01 p2 releases bed@general)"));  // general and small are as near: the first declared
}

TEST_CASE("names within lowest mean the site that is tried") {
  // 21 min for each one who is there. p1: 10, 30, 30: royal. p2: 31, 30, 30: general. p3: 31, 51, 30: small. p4: 31, 51, 51: royal.
  CHECK(story_of("waits delays", region("{lowest: 'travel(home, site) + 21 min * (in_use(ward.bed) + waiting(ward.bed))'}", R"(
      n: {at: [0 min, 1 min, 2 min, 3 min], set: {home: north}, enter: s})")) == table(R"(
    0:00 p1 delays until 1:00
    0:01 p2 delays until 1:01
    0:02 p3 delays until 1:02
    0:03 p4 waits for bed@royal
    1:00 p4 delays until 2:00)"));
}

TEST_CASE("highest, and among") {
  CHECK(released(region("{highest: 'travel(home, site)', among: [royal, small]}", R"(
      n: {at: [0 min], set: {home: north}, enter: s}
      m: {at: [1 min], set: {home: south}, enter: s})")) == table(R"(
    1:00 p1 releases bed@small
    1:01 p2 releases bed@royal)"));
}

TEST_CASE("a site by name, and site in expressions") {
  CHECK(released(region("small", "      n: {at: [0 min], set: {home: north}, enter: s}")) == "1:00 p1 releases bed@small\n");
  CHECK(released(region("{highest: '1 if site == general else 0'}", "      n: {at: [0 min], set: {home: north}, enter: s}")) ==
        "1:00 p1 releases bed@general\n");
}

TEST_CASE("a site by chance goes by the weights") {
  const Results r = results(region("{choice: {royal: 0.6, general: 0.4}}", "      n: {initial: 10000, set: {home: north}, enter: s}",
                                   "{royal: , general: , small: }"));
  // One bed a site: 24 are seen in a day; the others wait. Those who have joined a site: in use and waiting at the end.
  const auto there = [&](std::size_t site) {
    return static_cast<double>(level(r, "ward.bed.waiting").highest.at(site));
  };
  CHECK(z_of_share(there(0) + 1, 10000, 0.6) < z_bound);
  CHECK(there(2) == 0);
}

TEST_CASE("age uses levels as they were at the last whole multiple of that time") {
  // Free beds as of 0:00 and 0:15. p1 at 0:01 and p2 at 0:02 both see royal empty; p3 at 0:16 sees royal busy.
  CHECK(story_of("waits delays", region("{lowest: 'in_use(ward.bed)', age: 15 min}", R"(
      n: {at: [1 min, 2 min, 16 min], set: {home: north}, enter: s})")) == table(R"(
    0:01 p1 delays until 1:01
    0:02 p2 waits for bed@royal
    0:16 p3 delays until 1:16
    1:01 p2 delays until 2:01)"));
}

TEST_CASE("set, scale and add change the numbers of one site") {
  const std::string model = R"(model: region
sites:
  royal: {set: {ward.bed.capacity: 5}}
  general: {scale: {ward.bed.capacity: 2}, add: {ward.admit.delay: 30 min}}
  small:
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 3}}
    parameters: {pace: 1}
    arrivals: {a: {at: [0 min], enter: admit}}
    steps:
      admit: [{seize: bed}, {delay: 1 h}, {release: bed}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)";
  CHECK(story_of("releases", model) == table(R"(
    1:00 p1 releases bed@royal
    1:00 p3 releases bed@small
    1:30 p2 releases bed@general)"));
  const Results r = results(model);
  CHECK(minutes(r, "ward.bed.capacity", 0) == 5 * 1440);
  CHECK(minutes(r, "ward.bed.capacity", 1) == 6 * 1440);
  CHECK(minutes(r, "ward.bed.capacity", 2) == 3 * 1440);
}

TEST_CASE("a name with @ means that site, whatever the patient's") {
  CHECK(story_of("waits releases", R"(model: region
sites: {royal: , general: }
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 3}}
    arrivals: {a: {at: [0 min, 1 min], enter: admit}}
    steps:
      admit: [{seize: ward.bed@royal}, {delay: 1 h}, {release: bed}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)") == table(R"(
    0:01 p4 waits for bed@royal
    1:00 p1 releases bed@royal
    1:00 p2 releases bed@royal
    1:01 p3 releases bed@royal
    2:00 p4 releases bed@royal)"));
}

TEST_CASE("an expression may name the resource of another site") {
  // p1 (royal) and p2 (general) find 0 beds in use at 0:00 and have theirs at 0:01; at 0:02 p3 and p4 find one at each.
  const std::string model = R"(model: region
sites: {royal: , general: }
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 3}}
    levels: {there: {of: in_use(bed@royal)}}
    arrivals: {a: {at: [0 min, 2 min], enter: admit}}
    steps:
      admit: [{delay: {formula: 1 min + 10 min * in_use(ward.bed@royal) + 100 min * in_use(bed)}}, {go: stay}]
      stay: [{seize: bed}, {delay: 5 h}, {release: bed}, {leave: home}]
experiment: {length: 4 h, replications: 1}
)";
  CHECK(delays_in(told(model), "admit") ==
        std::vector<Ticks>{ticks_per_minute, ticks_per_minute, 111 * ticks_per_minute, 111 * ticks_per_minute});
  CHECK(minutes(results(model), "ward.there") == 239 + 127);  // royal's beds: from 0:01, and from 1:53
}

TEST_CASE("clocks, counts and levels of a pathway that is per site are measured at each") {
  const Results r = results(region("{by: home, north: royal, south: small}", R"(
      n: {at: [0 min, 1 min], set: {home: north}, enter: s}
      m: {at: [2 min], set: {home: south}, enter: s})"));
  const ClockResult& stay = clock(r, "ward.stay");
  CHECK(stay.by_site);
  REQUIRE(stay.total.size() == 3);
  CHECK(stay.total[0].n == 2);
  CHECK(stay.total[0].sum == (60 + 119) * ticks_per_minute);
  CHECK(stay.total[1].n == 0);
  CHECK(stay.total[2].sum == 60 * ticks_per_minute);
  CHECK(count(r, "ward.left.home", 0) == 2);
  CHECK(count(r, "ward.left.home", 1) == 0);
  CHECK(count(r, "ward.left.home", 2) == 1);
  CHECK(minutes(r, "ward.bed.in_use", 0) == 120);
  CHECK(minutes(r, "ward.bed.in_use", 2) == 60);
  CHECK(minutes(r, "ward.beds", 0) == 120);
}

TEST_CASE("who has no site may not go where one is needed") {
  CHECK(findings(R"(model: region
sites: {royal: , general: }
pathways:
  door: {arrivals: {a: {at: [0 min], enter: s}}, steps: {s: [{go: ward.admit}]}}
  ward:
    per: site
    resources: {bed: {capacity: 3}}
    steps:
      admit: [{seize: bed}, {release: bed}, {leave: home}]
experiment: {length: 4 h, replications: 1}
)").find("means the patient's site, but a patient may come here without one; use choose_site before") != std::string::npos);
}

TEST_CASE("arrivals of a per-site pathway belong to their site, and may move to another with what they hold") {
  const std::string model = R"(model: region
sites: {royal: , general: }
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 1}}
    arrivals: {a: {at: [0 min], enter: admit}}
    steps:
      admit: [{seize: bed}, {delay: 1 h}, {route: [{when: site == royal, to: move}, {to: go_home}]}]
      move: [{choose_site: general}, {seize: bed, as: there}, {release: bed}, {delay: 1 h}, {release: there}, {leave: moved}]
      go_home: [{delay: 30 min}, {release: bed}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)";
  CHECK(story_of("waits granted releases leaves", model) == table(R"(
    1:00 p1 waits for bed@general
    1:30 p2 releases bed@general
    1:30 p2 leaves home
    1:30 p1 granted bed@general
    1:30 p1 releases bed@royal
    2:30 p1 releases bed@general
    2:30 p1 leaves moved)"));
}

TEST_CASE("what is resampled after pre-emption is computed when the unit is there again") {
  // p1 is on its way for 5 min from 0:00 and loses its unit at 0:02; p2 has it until 0:02 + 5 + 30 = 0:37. Then p1 needs 5 min again,
  // and 30 min of work in a branch, which nobody may interrupt: 1:12. p3, as urgent as p2, comes at 0:50 and has to wait for that.
  CHECK(story_of("leaves", R"(
model: m
sites: {north: {}}
pathways:
  station: {per: site, resources: {unit: {capacity: 1}}}
  clinic:
    tables: {drive: {keys: [zone, site], unit: min, values: {near: {north: 5}, far: {north: 9}}}}
    arrivals:
      low: {at: [0 min], set: {zone: near, rank: 2}, enter: call}
      high: {at: [2 min, 50 min], set: {zone: near, rank: 1}, enter: call}
      none: {at: [9 h], set: {zone: far, rank: 1}, enter: call}
    steps:
      call:
        - seize: {any_site: station.unit, lowest: 'drive(zone, site)'}
          priority: rank
          preempt: resample
        - delay: {formula: 'drive(zone, place(station.unit))'}
        - fork: [work]
        - release: station.unit
        - leave: done
      work: [{delay: 30 min}, join]
experiment: {length: 1 day, replications: 1}
)") == table(R"(
    0:37 p2 leaves done
    1:12 p1 leaves done
    1:47 p3 leaves done
    9:39 p4 leaves done)"));
}

}  // namespace careway::testing
