// Who is there at the start: `census` and `stock`. Times by hand where nothing is drawn; else exact expectations at alpha = 1e-6.
#include <doctest/doctest.h>

#include <cmath>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

const std::string ward = R"(
resources: {bed: {capacity: 2}, nurse: {capacity: 1}}
clocks: {stay: {within: [3 h]}}
arrivals: {a: {at: [1 h], enter: admit}}
steps:
  admit: [{start: stay}, {seize: bed}, {go: rest}]
  rest: [{delay: 4 h}, {release: bed}, {stop: stay}, {leave: home}]
)";

std::string start(const std::string& block, const std::string& more = "length: 1 day, replications: 1") { return "experiment: {" + block + ", " + more + "}"; }

std::string census(const std::string& columns, const std::string& more = "length: 1 day, replications: 1") {
  return start("census: {file: now.csv, step: step, " + columns + "}", more);
}

/// Mean of `bed` in use at an instant over the replications, and its standard error.
std::pair<double, double> snapshot(const Results& r, const std::string& name) {
  const LevelResult& l = level(r, name);
  double sum = 0, squares = 0;
  const std::size_t n = l.snapshots.at(0).sum.size();
  for (const std::int64_t value : l.snapshots.at(0).sum) {
    const auto x = static_cast<double>(value);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / static_cast<double>(n);
  return {mean, std::sqrt((squares / static_cast<double>(n) - mean * mean) / static_cast<double>(n))};
}

}  // namespace

TEST_CASE("census: a delay goes on from where it is, with what is held there on every path, and clocks count from before") {
  const std::string model = clinic(ward, census("id: who, elapsed: {column: hours, unit: h}, clocks: {clinic.stay: {column: stay, unit: h}}"));
  const Texts file{{"now.csv", "who,step,hours,stay\nann,clinic.rest,1,1.5\nbob,clinic.rest,3.5,3.5\n"}};
  CHECK(story(model, file) == table(R"(
    0:00 p1 arrives
    0:00 p1 delays until 3:00
    0:00 p2 arrives
    0:00 p2 delays until 0:30
    0:30 p2 releases bed
    0:30 p2 leaves home
    1:00 p3 arrives
    1:00 p3 delays until 5:00
    3:00 p1 releases bed
    3:00 p1 leaves home
    5:00 p3 releases bed
    5:00 p3 leaves home)"));
  const Results r = results(model, file);
  // on the clock: 4.5 h, 4 h and 4 h; none of them within 3 h
  CHECK(clock(r, "clinic.stay").total[0].n == 3);
  CHECK(static_cast<double>(clock(r, "clinic.stay").total[0].sum) == doctest::Approx(12.5 * ticks_per_hour));
}

TEST_CASE("census: those who wait queue by how long they have waited, whatever the order of the rows") {
  const std::string model = clinic(ward, census("elapsed: wait"));
  const Texts file{{"now.csv", "step,wait\nclinic.admit,10 min\nclinic.rest,3 h\nclinic.admit,50 min\nclinic.rest,2 h\n"}};
  CHECK(story_of("waits granted", model, file) == table(R"(
    0:00 p3 waits for bed
    0:00 p1 waits for bed
    1:00 p3 granted bed
    1:00 p5 waits for bed
    2:00 p1 granted bed
    5:00 p5 granted bed)"));
}

TEST_CASE("census: a free unit goes by priority and then by waiting; patience and escalation count from when they joined") {
  const std::string model = clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [20 h], enter: ask}}
steps:
  ask: [{seize: bed, priority: urgency, patience: 3 h, otherwise: off, escalate: {after: 2 h, priority: 0}}, {delay: 90 min}, {release: bed}, {leave: home}]
  off: [{leave: gone}]
)", census("elapsed: {column: wait, unit: min}, action: act, set: {urgency: urgency}"));
  // c (urgency 1) goes first although it waited least. a escalated long ago, its patience ends at 0:20. b escalates at 1:00, is
  // granted at 1:30.
  const Texts file{{"now.csv", "step,act,wait,urgency\nclinic.ask,seize,160,3\nclinic.ask,seize,60,2\nclinic.ask,seize,5,1\n"}};
  CHECK(story(model, file) == table(R"(
    0:00 p1 arrives
    0:00 p2 arrives
    0:00 p3 arrives
    0:00 p1 waits for bed
    0:00 p2 waits for bed
    0:00 p3 waits for bed
    0:00 p3 granted bed
    0:00 p3 delays until 1:30
    0:20 p1 gives up bed
    0:20 p1 leaves gone
    1:30 p3 releases bed
    1:30 p3 leaves home
    1:30 p2 granted bed
    1:30 p2 delays until 3:00
    3:00 p2 releases bed
    3:00 p2 leaves home
    20:00 p4 arrives
    20:00 p4 delays until 21:30
    21:30 p4 releases bed
    21:30 p4 leaves home)"));
}

TEST_CASE("census: of several delays the bare word means the first") {
  const std::string model = clinic("arrivals: {a: {at: [20 h], enter: s}}\nsteps:\n  s: [{delay: 1 h}, {delay: 5 h}, {leave: home}]", census("elapsed: t, action: act"));
  CHECK(story_of("leaves", model, {{"now.csv", "step,act,t\nclinic.s,delay,30 min\nclinic.s,delay[2],1 h\n"}}) == table(R"(
    4:00 p2 leaves home
    5:30 p1 leaves home)"));
}

TEST_CASE("census: more than there is room for drains") {
  const std::string model = clinic(ward, census("elapsed: {column: h, unit: h}"));
  const Texts file{{"now.csv", "step,h\nclinic.rest,1\nclinic.rest,2\nclinic.rest,3\n"}};
  CHECK(story_of("granted leaves waits", model, file) == table(R"(
    1:00 p3 leaves home
    1:00 p4 waits for bed
    2:00 p2 leaves home
    2:00 p4 granted bed
    3:00 p1 leaves home
    6:00 p4 leaves home)"));
}

TEST_CASE("census: units listed by the row, of a site, several of one kind") {
  const std::string model = R"(model: m
sites: {north: , south: }
pathways:
  clinic:
    per: site
    resources: {bed: {capacity: 3}, trolley: {capacity: 1}}
    arrivals: {a: {at: [20 h], enter: s}}
    steps:
      s: [{seize: {any_of: [bed, trolley]}, units: 2}, {delay: 5 h}, {release: bed}, {leave: home}]
)" + census("elapsed: {column: h, unit: h}, site: site, holds: holds") + "\n";
  const Texts file{{"now.csv", "step,h,site,holds\nclinic.s,1,south,bed*2\nclinic.s,2,north,trolley\n"}};
  CHECK(story_of("releases", model, file) == table(R"(
    3:00 p2 releases trolley@north
    4:00 p1 releases bed@south)"));
  CHECK(findings(model, {{"now.csv", "step,h,site,holds\nclinic.s,1,south,\n"}}).find("a patient may hold different things; say which as holds: clinic.bed or clinic.trolley") != std::string::npos);
}

TEST_CASE("census: a row can say that nothing is held where others hold something") {
  const std::string model = R"(model: m
pathways:
  clinic:
    resources: {bed: {capacity: 1}}
    arrivals: {a: {at: [20 h], enter: to_bed}, b: {at: [30 h], enter: rest}}
    steps:
      to_bed: [{seize: bed}, {go: rest}]
      rest: [{delay: 5 h}, {release: {if_held: bed}}, {leave: home}]
)" + census("elapsed: {column: h, unit: h}, holds: holds") + "\n";
  CHECK(story_of("releases", model, {{"now.csv", "step,h,holds\nclinic.rest,1,bed\nclinic.rest,2,nothing\n"}}) == table(R"(
    4:00 p1 releases bed)"));
  CHECK(findings(model, {{"now.csv", "step,h,holds\nclinic.rest,2,\n"}}).find("say which as holds: clinic.bed (or nothing)") != std::string::npos);
}

TEST_CASE("census: what is left is drawn given how long it has lasted already") {
  // exponential: forgets. uniform 0..10 h after 6 h: 6..10 left 0..4, mean 2. fixed 8 h after 3: 5. choice of 2 h and 9 h after 4 h: 5 h.
  const auto mean_left = [](const std::string& stay, const std::string& elapsed) {
    const std::string model = clinic("resources: {bed: {capacity: unlimited}}\narrivals: {a: {at: [20 h], enter: s}}\nsteps:\n  s: [{delay: " + stay + "}, {leave: home}]",
                                     start("stock: [{step: clinic.s, number: 20000, elapsed: " + elapsed + "}]"));
    double sum = 0, squares = 0, n = 0;
    for (const Fact& fact : told(model).facts) {
      if (fact.what != Watcher::What::delays || fact.at > 0) continue;
      const double hours = static_cast<double>(fact.until) / ticks_per_hour;
      sum += hours;
      squares += hours * hours;
      ++n;
    }
    REQUIRE(n == 20000);
    return std::pair(sum / n, std::sqrt(std::max(1e-12, (squares / n - sum * sum / n / n) / n)));
  };
  const auto near = [](std::pair<double, double> found, double expected) { return std::fabs(found.first - expected) < z_bound * found.second + 1e-6; };
  CHECK(near(mean_left("{exponential: {mean: 5 h}}", "30 h"), 5));
  CHECK(near(mean_left("{uniform: {min: 0 h, max: 10 h}}", "6 h"), 2));
  CHECK(near(mean_left("{uniform: {min: 0 h, max: 10 h}, plus: 1 h}", "7 h"), 2));
  CHECK(near(mean_left("8 h", "3 h"), 5));
  CHECK(near(mean_left("{choice: {2 h: 0.9, 9 h: 0.1}}", "4 h"), 5));
  CHECK(near(mean_left("{erlang: {mean: 4 h, stages: 2}}", "2 h"), 3));
}

TEST_CASE("stock: a time of which only the number is known is met length-biased, anywhere in its course") {
  // E[residual] = E[X^2] / 2 E[X]: fixed 8 h: 4. exponential 5: 5. uniform 0..6: 2. choice of 2 (0.75) and 10 (0.25): (3 + 25) / 2 / 4 = 3.5
  const auto mean_left = [](const std::string& stay) {
    const std::string model = clinic("resources: {bed: {capacity: unlimited}}\nclocks: {c: }\narrivals: {a: {at: [20 h], enter: s}}\nsteps:\n  s: [{delay: " + stay + "}, {stop: c}, {leave: home}]",
                                     start("stock: [{step: clinic.s, number: 20000, clocks: [clinic.c]}]", "length: 400 days, replications: 1"));
    const Told run = told(model);
    double sum = 0, squares = 0, n = 0;
    for (const Fact& fact : run.facts) {
      if (fact.what != Watcher::What::delays || fact.at > 0) continue;
      const double hours = static_cast<double>(fact.until) / ticks_per_hour;
      sum += hours;
      squares += hours * hours;
      ++n;
    }
    // the clock has shown the whole time: E[X^2] / E[X], twice the residual
    const double whole = static_cast<double>(run.record.clock_total[0].sum) / static_cast<double>(run.record.clock_total[0].n) / ticks_per_hour;
    const double se = std::sqrt(std::max(1e-12, (squares / n - sum * sum / n / n) / n));
    CHECK(std::fabs(whole - 2 * sum / n) < 3 * z_bound * se + 1e-6);
    return std::pair(sum / n, se);
  };
  const auto near = [](std::pair<double, double> found, double expected) { return std::fabs(found.first - expected) < z_bound * found.second + 1e-6; };
  CHECK(near(mean_left("8 h"), 4));
  CHECK(near(mean_left("{exponential: {mean: 5 h}}"), 5));
  CHECK(near(mean_left("{uniform: {min: 0 h, max: 6 h}}"), 2));
  CHECK(near(mean_left("{choice: {2 h: 0.75, 10 h: 0.25}}"), 3.5));
}

TEST_CASE("stock: attributes drawn as those of arrivals are found as often as they stay long") {
  // half of those who arrive stay 9 h, half 1 h: of those there at the start 90 % are of the first kind.
  const std::string model = clinic(R"(
arrivals: {a: {rate: 1 per day, set: {old: {choice: {1: 1, 0: 1}}}, enter: s}}
steps:
  s: [{delay: {by: old, 1: {exponential: {mean: 9 h}}, 0: {exponential: {mean: 1 h}}}}, {count: seen}, {split: {by: old, 1: {o: rest}, 0: {y: rest}}}]
  o: [{leave: old}]
  y: [{leave: young}]
)", start("stock: [{step: clinic.s, number: 20000, like: clinic.arrivals.a}]", "length: 1000 h, replications: 1"));
  const Results r = results(model);
  const double old = static_cast<double>(count(r, "clinic.left.old")), young = static_cast<double>(count(r, "clinic.left.young"));
  CHECK(std::fabs(z_of_share(old, old + young, 0.9)) < z_bound + 0.3);  // a few arrive in the window, half of them old
}

TEST_CASE("stock and arrivals together: M/G/infinity is in equilibrium from the first instant") {
  // rate 20 per day, mean stay 2 days: Poisson 40 present at every instant.
  const std::string model = clinic(R"(
resources: {bed: {capacity: unlimited}}
arrivals: {a: {rate: 20 per day, enter: s}}
levels: {there: {of: in_use(bed), at: [t=12 h]}}
steps:
  s: [{seize: bed}, {delay: {lognormal: {mean: 2 days, sd: 3 days}}}, {release: bed}, {leave: home}]
)", start("stock: [{step: clinic.s, number: {poisson: {mean: 40}}}]", "length: 1 day, replications: 2000"));
  const auto [mean, se] = snapshot(results(model), "clinic.there");
  CHECK(std::fabs(mean - 40) < z_bound * se);
  CHECK(std::fabs(se * se * 2000 / 40 - 1) < z_bound * std::sqrt(2.0 / 1999 + 1.0 / (40 * 2000)));  // of a Poisson variance
}

TEST_CASE("census: M/G/infinity from known ages follows the exact transient") {
  // Erlang-2, stage mean 1 day: S(t) = e^-t (1 + t). 10 patients of age 0.5 d, 5 of age 3 d, arrivals 4 per day; after t = 2 days
  // 10 S(2.5)/S(0.5) + 5 S(5)/S(3) + 4 * integral of S from 0 to 2 = 2 - (2 + 2) e^-2 ... by parts: 2 - e^-2 (2 + 2).
  const double e = std::exp(1.0);
  const auto S = [&](double t) { return std::pow(e, -t) * (1 + t); };
  const double expected = 10 * S(2.5) / S(0.5) + 5 * S(5) / S(3) + 4 * (2 - std::pow(e, -2) * 4);
  std::string rows = "step,days\n";
  for (int i = 0; i < 10; ++i) rows += "clinic.s,0.5\n";
  for (int i = 0; i < 5; ++i) rows += "clinic.s,3\n";
  const std::string model = clinic(R"(
resources: {bed: {capacity: unlimited}}
arrivals: {a: {rate: 4 per day, enter: s}}
levels: {there: {of: in_use(bed), at: [t=2 days]}}
steps:
  s: [{seize: bed}, {delay: {erlang: {mean: 2 days, stages: 2}}}, {release: bed}, {leave: home}]
)", census("elapsed: {column: days, unit: day}", "length: 3 days, replications: 3000"));
  const auto [mean, se] = snapshot(results(model, {{"now.csv", rows}}), "clinic.there");
  CHECK(std::fabs(mean - expected) < z_bound * se);
}

TEST_CASE("census: the draws of a row hang on its id, not on who else is there") {
  const std::string model = clinic("arrivals: {a: {at: [20 h], enter: s}}\nsteps:\n  s: [{delay: {exponential: {mean: 5 h}}}, {leave: home}]",
                                   census("id: who, elapsed: {column: h, unit: h}"));
  const auto until = [&](const std::string& rows, std::uint64_t who) {
    for (const Fact& fact : told(model, {{"now.csv", rows}}).facts)
      if (fact.what == Watcher::What::delays && fact.patient == who) return fact.until;
    return Ticks{-1};
  };
  const Ticks alone = until("who,step,h\nann,clinic.s,2\n", 1);
  CHECK(alone > 0);
  CHECK(until("who,step,h\nbob,clinic.s,2\nann,clinic.s,2\n", 2) == alone);
  CHECK(until("who,step,h\nbob,clinic.s,2\nann,clinic.s,2\n", 1) != alone);
}

TEST_CASE("census and stock: what is wrong is said") {
  const Texts two{{"now.csv", "who,step,h\nann,clinic.rest,1\nann,clinic.rest,2\n"}};
  CHECK(findings(clinic(ward, census("id: who")), two) == "experiment.census: file now.csv has two rows with the id \"ann\"; each row needs an id of its own\n");
  CHECK(findings(clinic(ward, census("id: who")), {{"now.csv", "who,step\nann,clinic.rset\n"}}) ==
        "experiment.census: file now.csv line 2: \"clinic.rset\" is not a step; did you mean \"clinic.rest\"?\n");
  CHECK(findings(clinic(ward, census("action: act")), {{"now.csv", "step,act\nclinic.rest,seize\n"}}) ==
        "experiment.census: file now.csv line 2: step \"clinic.rest\" has no \"seize\" in which one can be; may be: delay\n");
  CHECK(findings(clinic(ward, start("stock: [{step: clinic.rest, number: 2, holds: nurse}]"))) ==
        "experiment.stock[1]: \"nurse\" is never held in step clinic.rest; take it away, or name another step\n");
  CHECK(findings(clinic(ward, start("stock: [{step: clinic.rest}]"))) == "experiment.stock[1]: number is missing; needs how many there are\n");
}

TEST_CASE("patients of a stock may be in steps to which nobody else comes") {
  const std::string model = R"(model: m
pathways:
  c:
    resources: {bed: {capacity: 30}}
    steps: {ward: [{seize: bed}, {delay: 3 h}, {release: bed}, {leave: home}]}
experiment: {length: 1 day, replications: 1, stock: [{step: c.ward, action: delay, number: 20, elapsed: 1 h}]}
)";
  CHECK(findings(model) == "");
  const Results r = results(model);
  CHECK(count(r, "c.left.home") == 20);
  CHECK(minutes(r, "c.bed.in_use") == 20 * 120);
}

}  // namespace careway::testing
