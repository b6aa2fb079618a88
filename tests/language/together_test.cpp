// Draws that go together, several times of day, resources that grant only at some hours, and first times.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

double rank_correlation(std::vector<Ticks> x, std::vector<Ticks> y) {
  const auto ranks = [](const std::vector<Ticks>& values) {
    std::vector<std::size_t> order(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> rank(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<double>(i);
    return rank;
  };
  const std::vector<double> a = ranks(x), b = ranks(y);
  const double n = static_cast<double>(a.size()), mean = (n - 1) / 2;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - mean) * (b[i] - mean);
    squares += (a[i] - mean) * (a[i] - mean);
  }
  return sum / squares;
}

/// 4 000 patients with two delays whose draws are called `stay` and `need`, and a third called `cost`.
std::string three_draws(const std::string& correlate) {
  return clinic(R"(
arrivals: {a: {at: [0 min], batch: 4000, enter: first}}
)" + correlate + R"(
steps:
  first: [{delay: {exponential: {mean: 1 h}, draw: stay}}, {go: second}]
  second: [{delay: {lognormal: {mean: 2 h, sd: 3 h}, draw: need}}, {go: third}]
  third: [{delay: {weibull: {mean: 1 h, shape: 0.7}, draw: cost}}, {leave: done}])",
                "experiment: {length: 400 days, replications: 1}");
}

}  // namespace

TEST_CASE("correlated draws have the rank correlation of their copula and keep their own distributions") {
  // Spearman's rank correlation of a Gaussian copula is 6/pi arcsin(rho/2): 0.582 for 0.6. Its standard error over 4 000
  // pairs is below 1/sqrt(3999) = 0.0158; the bound is 4.89 of those.
  const Told run = told(three_draws("correlate: [{a: stay, b: need, rho: 0.6}]"));
  const double expected = 6 / std::numbers::pi * std::asin(0.3);
  CHECK(std::fabs(rank_correlation(delays_in(run, "first"), delays_in(run, "second")) - expected) < z_bound * 0.0158);
  double mean = 0;
  for (const Ticks t : delays_in(run, "second")) mean += static_cast<double>(t) / 4000 / ticks_per_hour;
  CHECK(std::fabs(mean - 2) < z_bound * 3 / std::sqrt(4000.0));
}

TEST_CASE("a chain of correlations multiplies, and minus one turns the draw round") {
  const Told run = told(three_draws("correlate: [{a: stay, b: need, rho: 0.8}, {a: need, b: cost, rho: -1}]"));
  const double expected = 6 / std::numbers::pi * std::asin(0.4);
  CHECK(rank_correlation(delays_in(run, "second"), delays_in(run, "third")) == doctest::Approx(-1).epsilon(1e-6));
  CHECK(std::fabs(rank_correlation(delays_in(run, "first"), delays_in(run, "third")) + expected) < z_bound * 0.0158);
}

TEST_CASE("the draw that is followed stays what it was without the correlation") {
  const Told plain = told(three_draws("")), joined = told(three_draws("correlate: [{a: stay, b: need, rho: 0.5}]"));
  CHECK(delays_in(plain, "first") == delays_in(joined, "first"));
  CHECK(delays_in(plain, "second") != delays_in(joined, "second"));
  CHECK(delays_in(plain, "third") == delays_in(joined, "third"));
}

TEST_CASE("correlations that contradict each other or follow nothing are found") {
  CHECK(findings(three_draws("correlate: [{a: stay, b: need, rho: 0.5}, {a: cost, b: need, rho: 0.5}]")).find("follows another draw already") !=
        std::string::npos);
  CHECK(findings(three_draws("correlate: [{a: stay, b: need, rho: 0.5}, {a: need, b: stay, rho: 0.5}]")).find("follows itself in the end") !=
        std::string::npos);
  CHECK(findings(three_draws("correlate: {a: stay, b: ned, rho: 0.5}")).find("\"ned\" is no draw; did you mean \"need\"?") != std::string::npos);
  CHECK(findings(three_draws("correlate: {a: stay, b: need, rho: 1.5}")).find("needs a correlation from -1 to 1") != std::string::npos);
}

TEST_CASE("of several times of day the next one ends the delay, now included") {
  CHECK(story_of("delays leaves", clinic(R"(
arrivals: {a: {at: [7 h, 8 h, 9 h, 15 h], enter: s}}
steps:
  s: [{delay: {until: ["14:00", "08:00"]}}, {leave: done}])", "experiment: {length: 3 days, replications: 1}")) == table(R"(
    7:00 p1 delays until 8:00
    8:00 p1 leaves done
    8:00 p2 delays until 8:00
    8:00 p2 leaves done
    9:00 p3 delays until 14:00
    14:00 p3 leaves done
    15:00 p4 delays until 1d 8:00
    1d 8:00 p4 leaves done)"));
}

TEST_CASE("a resource grants nothing while its calendar is closed, and what is in use goes on") {
  CHECK(story_of("waits granted gives releases", clinic(R"(
calendars: {admissions: {open: [{from: "08:00", until: "10:00"}]}}
resources: {desk: {capacity: 1, open: admissions}}
arrivals: {a: {at: [7 h, 9 h 30 min, 9 h 40 min, 9 h 50 min], enter: s}}
steps:
  s:
    - {seize: desk, patience: 20 h, otherwise: out}
    - delay: 100 min
    - release: desk
    - leave: done
  out: [{leave: gone}])", "experiment: {length: 3 days, replications: 1}")) == table(R"(
    7:00 p1 waits for desk
    8:00 p1 granted desk
    9:30 p2 waits for desk
    9:40 p1 releases desk
    9:40 p2 granted desk
    9:40 p3 waits for desk
    9:50 p4 waits for desk
    11:20 p2 releases desk
    1d 5:40 p3 gives up desk
    1d 5:50 p4 gives up desk)"));
}

TEST_CASE("closing and a release at one instant: the calendar is closed already, [from, until)") {
  CHECK(story_of("waits granted", clinic(R"(
calendars: {admissions: {open: [{from: "08:00", until: "10:00"}]}}
resources: {desk: {capacity: 1, open: admissions}}
arrivals: {a: {at: [8 h, 8 h 1 min, 8 h 2 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 1 h}, {release: desk}, {leave: done}])", "experiment: {length: 2 days, replications: 1}")) == table(R"(
    8:01 p2 waits for desk
    8:02 p3 waits for desk
    9:00 p2 granted desk
    1d 8:00 p3 granted desk)"));
}

TEST_CASE("an unlimited resource with hours makes patients wait for them, and free is 0 meanwhile") {
  CHECK(story_of("waits granted leaves", clinic(R"(
calendars: {admissions: {open: [{from: "08:00", until: "10:00"}]}}
resources: {desk: {capacity: unlimited, open: admissions}}
arrivals: {a: {at: [7 h, 7 h, 11 h], enter: s}}
steps:
  s: [{route: [{when: free(desk) == 0 and hour > 10, to: away}, {to: come}]}]
  come: [{seize: desk}, {delay: 1 h}, {release: desk}, {leave: done}]
  away: [{leave: away}])", "experiment: {length: 2 days, replications: 1}")) == table(R"(
    7:00 p1 waits for desk
    7:00 p2 waits for desk
    8:00 p1 granted desk
    8:00 p2 granted desk
    9:00 p1 leaves done
    9:00 p2 leaves done
    11:00 p3 leaves away)"));
}

TEST_CASE("a first time is measured once in each replication, and counted as open when it does not come") {
  const std::string model = clinic(R"(
resources: {desk: {capacity: 3}}
clocks:
  full: {first: in_use(desk) >= 3, within: [1 h]}
  never_so: {first: waiting(desk) > 5}
arrivals: {a: {at: [0 min, 10 min, 25 min, 30 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 2 h}, {release: desk}, {leave: done}])", "experiment: {length: 1 day, replications: 2}");
  const Results r = results(model);
  CHECK(clock(r, "clinic.full").total[0].n == 1);
  CHECK(clock(r, "clinic.full").total[1].n == 1);
  CHECK(static_cast<double>(clock(r, "clinic.full").total[0].sum) == 25.0 * ticks_per_minute);
  CHECK(clock(r, "clinic.full").open_at_end[0] == 0);
  CHECK(clock(r, "clinic.never_so").total[0].n == 0);
  CHECK(clock(r, "clinic.never_so").open_at_end[0] == 1);
}

TEST_CASE("fork: the first branch that stops a clock started before it stops it for all") {
  // two vehicles, 20 and 12 min away: the first on scene after 12 min; then each goes its way
  const std::string model = clinic(R"(
clocks: {response: , whole: }
arrivals: {a: {at: [0 min], enter: call}}
steps:
  call: [{start: [response, whole]}, {fork: [near, far]}, {stop: whole}, {leave: done}]
  far: [{delay: 20 min}, {stop: response}, {join: }]
  near: [{delay: 12 min}, {stop: response}, {delay: 30 min}, {leave: there}]
)");
  const Results r = results(model);
  CHECK(clock(r, "clinic.response").total[0].n == 1);
  CHECK(static_cast<double>(clock(r, "clinic.response").total[0].sum) == 12.0 * ticks_per_minute);
  CHECK(static_cast<double>(clock(r, "clinic.whole").total[0].sum) == 42.0 * ticks_per_minute);
  CHECK(r.audit[0].left == 1);
}

TEST_CASE("however often something happens, time that passes is not taken for standing still") {
  const Results r = results(clinic("arrivals: {a: {initial: 6, enter: s}}\nsteps:\n  s: [{delay: 1 min}, {count: rounds}, {go: s}]",
                                   "experiment: {length: 700 days, replications: 1}"));
  CHECK(r.audit[0].events >= 6'000'000);
}

TEST_CASE("those who are there from the start may go round for ever") {
  // two machines, one repairer: runs 10 min, is repaired in 5
  const std::string machines = R"(
resources: {repairer: {capacity: 1}}
arrivals: {machines: {initial: 2, enter: up}}
steps:
  up: [{delay: 10 min}, {seize: repairer}, {delay: 5 min}, {release: repairer}, {go: up}]
)";
  CHECK(findings(clinic(machines)) == "");
  // 10 to 15 and 15 to 20, then 25 to 30 and 30 to 35, ...: busy two thirds of the time but for the first ten minutes
  CHECK(minutes(results(clinic(machines, "experiment: {length: 70 min, replications: 1}")), "clinic.repairer.in_use") == 10 * 4);
  CHECK(findings(clinic("resources: {repairer: {capacity: 1}}\narrivals: {machines: {rate: 2 per day, enter: up}}\nsteps:\n  up: [{delay: 10 min}, {go: up}]"))
            .find("no way leads out from step") != std::string::npos);
}

TEST_CASE("a snapshot at the end of the run is the state in which it ends") {
  const std::string model = clinic(R"(
resources: {desk: {capacity: 3}}
arrivals: {a: {at: [1 h, 2 h], enter: s}}
levels: {there: {of: in_use(desk), at: [t=3 h, t=5 h]}}
steps:
  s: [{seize: desk}, {delay: 3 h}, {release: desk}, {leave: done}]
)", "experiment: {length: 5 h, replications: 1}");
  const Results r = results(model);
  const LevelResult& there = level(r, "clinic.there");
  CHECK(there.snapshots[0].sum[0] == 2);
  CHECK(there.snapshots[1].n[0] == 1);
  CHECK(there.snapshots[1].sum[0] == 1);  // the second ends at 5 h, after the window
}

}  // namespace careway::testing
