// Scenarios: what a change means, by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// A ward of 2 beds (3 at nights), stays of 1 h, and a door that draws; an experiment of 4 days from Monday 2024-01-01.
const char* const model = R"(model: base
parameters: {shared: 1}
pathways:
  ward:
    resources:
      bed: {capacity: 2}
      nurse: {roster: [{from: "08:00", until: "20:00", capacity: 4}, {from: "20:00", until: "08:00", capacity: 1}]}
    parameters: {pace: 1, allowance: 10 min}
    arrivals: {a: {at: [0 min, 1 day, 2 days, 3 days], enter: admit}}
    clocks: {stay: {within: 1 h}}
    steps:
      admit:
        - start: stay
        - seize: bed
        - delay: 1 h
        - delay: {formula: pace * 1 min + shared * 10 s}
        - delay: {lognormal: {mean: 10 min, sd: 1 min}}
        - release: bed
        - stop: stay
        - leave: home
experiment: {length: 4 days, bucket: day, replications: 1}
)";

Texts with(const std::string& changes, const std::string& more = "") {
  return {{"scenario.yaml", "scenario: other\nof: model.yaml\nchanges:\n" + changes + "\n" + more}};
}

/// Capacity of the beds on each day, in beds.
std::vector<double> beds(const std::string& changes, const std::string& what = "ward.bed.capacity") {
  const Results r = results(model, with(changes), "scenario.yaml");
  std::vector<double> list;
  for (const Int128 area : level(r, what).bucket_area) list.push_back(static_cast<double>(area) / ticks_per_day);
  return list;
}

/// The first three delays of each patient, in seconds.
std::vector<Ticks> delays(const std::string& changes, std::size_t which) {
  const std::vector<Ticks> all = delays_in(told(model, with(changes), "scenario.yaml"), "admit");
  std::vector<Ticks> list;
  for (std::size_t i = which; i < all.size(); i += 3) list.push_back(all[i] / ticks_per_second);
  return list;
}

using Beds = std::vector<double>;
using Seconds = std::vector<Ticks>;

}  // namespace

TEST_CASE("set, add and scale, in order") {
  CHECK(beds("  - set: {ward.bed.capacity: 7}") == Beds{7, 7, 7, 7});
  CHECK(beds("  - add: {ward.bed.capacity: 3}") == Beds{5, 5, 5, 5});
  CHECK(beds("  - scale: {ward.bed.capacity: 2.5}") == Beds{5, 5, 5, 5});
  CHECK(beds("  - set: {ward.bed.capacity: 7}\n  - scale: {ward.bed.capacity: 2}\n  - add: {ward.bed.capacity: 1}") == Beds{15, 15, 15, 15});
  CHECK(beds("  - add: {ward.bed.capacity: 1}\n  - scale: {ward.bed.capacity: 2}") == Beds{6, 6, 6, 6});
}

TEST_CASE("a capacity that is scaled goes to the nearest whole number") {
  CHECK(beds("  - scale: {ward.bed.capacity: 1.2}") == Beds{2, 2, 2, 2});
  CHECK(beds("  - scale: {ward.bed.capacity: 1.3}") == Beds{3, 3, 3, 3});
}

TEST_CASE("from and until: the change holds between them, from included, until not") {
  CHECK(beds("  - set: {ward.bed.capacity: 7}\n    from: 2024-01-02\n    until: 2024-01-04") == Beds{2, 7, 7, 2});
  CHECK(beds("  - add: {ward.bed.capacity: 1}\n    from: 2024-01-03") == Beds{2, 2, 3, 3});
  CHECK(beds("  - add: {ward.bed.capacity: 1}\n    until: 2024-01-03") == Beds{3, 3, 2, 2});
  CHECK(beds("  - add: {ward.bed.capacity: 1}\n    from: 2024-01-02\n  - scale: {ward.bed.capacity: 3}\n    from: 2024-01-03") == Beds{2, 3, 9, 9});
}

TEST_CASE("resources, arrivals, steps and parameters may be left out of a path, and a step's actions are named by verbs") {
  CHECK(beds("  - set: {ward.resources.bed.capacity: 7}") == Beds{7, 7, 7, 7});
  CHECK(delays("  - set: {ward.steps.admit.delay: 2 h}", 0) == Seconds{7200, 7200, 7200, 7200});
  CHECK(delays("  - add: {ward.admit.delay: 30 min}", 0) == Seconds{5400, 5400, 5400, 5400});
  CHECK(delays("  - set: {ward.pace: 5}", 1) == Seconds{310, 310, 310, 310});
  CHECK(delays("  - set: {parameters.shared: 3}", 1) == Seconds{90, 90, 90, 90});
  CHECK(beds("  - set: {\"ward.nurse.roster[1].capacity\": 8}", "ward.nurse.capacity") == Beds{4.5, 4.5, 4.5, 4.5});
}

TEST_CASE("the second of several alike is named by its number") {
  const auto base = delays("  - scale: {ward.admit.delay: 1}", 2);
  const auto twice = delays("  - scale: {\"ward.admit.delay[3].lognormal\": 2}", 2);
  REQUIRE(base.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(twice[i] - 2 * base[i]) <= 1);
  CHECK(delays("  - scale: {ward.admit.delay: 2}", 0) == Seconds{7200, 7200, 7200, 7200});
}

TEST_CASE("numbers of steps and parameters change in time as well") {
  CHECK(delays("  - set: {ward.admit.delay: 2 h}\n    from: 2024-01-02\n    until: 2024-01-03", 0) == Seconds{3600, 7200, 3600, 3600});
  CHECK(delays("  - set: {ward.pace: 5}\n    from: 2024-01-03", 1) == Seconds{70, 70, 310, 310});
}

TEST_CASE("a delay that has begun is not changed by a date") {
  // Arrives at day 0 00:00, the delay of 1 h is 2 days in the scenario until day 1: it ends on day 2 all the same.
  CHECK(story_of("delays", model, with("  - set: {ward.admit.delay: 2 days}\n    until: 2024-01-02"), "scenario.yaml").find("0:00 p1 delays until 2d 0:00") == 0);
}

TEST_CASE("a scenario extends another: the changes of the extended one come first, its experiment may be overruled") {
  const Texts files = {
      {"first.yaml", "scenario: first\nof: model.yaml\nabout: first\nchanges:\n  - set: {ward.bed.capacity: 10}\nexperiment: {length: 2 days, replications: 2}\n"},
      {"second.yaml", "scenario: second\nof: first.yaml\nchanges:\n  - add: {ward.bed.capacity: 1}\nexperiment: {replications: 1}\n"}};
  const Results r = results(model, files, "second.yaml");
  CHECK(r.scenario == "second");
  CHECK(r.model == "base");
  CHECK(r.length == 2 * ticks_per_day);
  CHECK(r.replications.size() == 1);
  CHECK(minutes(r, "ward.bed.capacity") == 11 * 2 * 1440);
}

TEST_CASE("of is relative to the scenario's own file") {
  const Texts files = {{"models/a/model.yaml", model},
                       {"scenarios/x.yaml", "scenario: x\nof: ../models/a/model.yaml\nchanges:\n  - set: {ward.bed.capacity: 3}\n"}};
  CHECK(minutes(results("", files, "scenarios/x.yaml"), "ward.bed.capacity") == 3 * 4 * 1440);
}

TEST_CASE("sites limits a change to those sites") {
  const std::string two = R"(model: two
sites: {royal: , general: }
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 2}}
    parameters: {pace: 1}
    arrivals: {a: {at: [0 min], enter: admit}}
    steps:
      admit: [{seize: bed}, {delay: {formula: pace * 1 h}}, {release: bed}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)";
  const Results r = results(two, with("  - add: {ward.bed.capacity: 1}\n    sites: [general]\n  - add: {ward.bed.capacity: 5}"), "scenario.yaml");
  CHECK(minutes(r, "ward.bed.capacity", 0) == 7 * 1440);
  CHECK(minutes(r, "ward.bed.capacity", 1) == 8 * 1440);
  CHECK(delays_in(told(two, with("  - set: {ward.pace: 3}\n    sites: [royal]"), "scenario.yaml"), "admit") ==
        std::vector<Ticks>{3 * ticks_per_hour, ticks_per_hour});
}

TEST_CASE("paths that lead nowhere, units that do not fit and texts that change in time are refused") {
  const auto found = [](const std::string& changes) { return findings(model, with(changes), "scenario.yaml"); };
  CHECK(found("  - set: {ward.bed.capacity: 3}") == "ward.resources.nurse: is never seized; seize it in a step, or delete it\n");
  CHECK(found("  - set: {ward.bod.capacity: 3}") == "changes[1].set: ward has no \"bod\"; did you mean \"ward.bed.capacity\"?\n");
  CHECK(found("  - set: {\"ward.admit.delay[4]\": 3 h}") == "changes[1].set: ward.steps.admit has only 3 delay actions; actions are counted from 1\n");
  CHECK(found("  - add: {ward.bed.capacity: 3 h}") == "changes[1].add.ward.bed.capacity: cannot add 3 h to 2; give both the same kind of unit\n");
  CHECK(found("  - add: {ward.admit.delay: 3}") ==
        "changes[1].add: ward.steps.admit has 3 delay actions, and this changes the first; write delay[1] to say so\n"
        "changes[1].add.ward.admit.delay: cannot add 3 to 1 h; give both the same kind of unit\n");
  CHECK(found("  - set: {ward.bed.capacity: 3}\n    sites: [royal]") == "changes[1].sites: \"royal\" is no site; the model has no sites\n");
  CHECK(found("  - set: {ward.stay.within: 2 h}\n    from: 2024-01-02") ==
        "changes[1].set: ward.clocks.stay.within cannot change in time; leave from and until away\n");
}

TEST_CASE("a threshold may be changed for the whole run") {
  const Results r = results(model, with("  - set: {ward.stay.within: 2 h}"), "scenario.yaml");
  CHECK(clock(r, "ward.stay").thresholds == std::vector<Ticks>{2 * ticks_per_hour});
  CHECK(clock(r, "ward.stay").within[0] == 4);
}

TEST_CASE("another wave is another demand: its mean stays, its hours move") {
  const std::string daily = clinic("arrivals: {a: {rate: 4000 per day, wave: {amplitude: 1, period: 24 h, rising_at: 6 h}, enter: s}}\nclocks: {at_desk: {}}\nsteps: {s: [{leave: done}]}",
                                   "experiment: {length: 10 days, replications: 1}");
  const std::string other = "scenario: evening\nof: model.yaml\nchanges: [{set: {clinic.arrivals.a.wave.rising_at: 18 h}}]\n";
  const auto in_daytime = [&](const Texts& more, const std::string& first) {
    const Told run = told(daily, more, first);
    double day = 0, all = 0;
    for (const Fact& fact : run.facts) {
      if (fact.what != Watcher::What::arrived) continue;
      ++all;
      day += fact.at % ticks_per_day >= 6 * ticks_per_hour && fact.at % ticks_per_day < 18 * ticks_per_hour ? 1 : 0;
    }
    CHECK(std::fabs(all - 40000) < z_bound * 200);
    return day / all;
  };
  // The half wave that rises at 6:00 has (1 + 2 / pi) / 2 of the patients.
  CHECK(in_daytime({}, "model.yaml") == doctest::Approx(0.5 + 1 / 3.14159265).epsilon(0.02));
  CHECK(in_daytime({{"evening.yaml", other}}, "evening.yaml") == doctest::Approx(0.5 - 1 / 3.14159265).epsilon(0.05));
}

}  // namespace careway::testing
