// The same patient has the same luck: keys of draws, across scenarios, steps, sites, replications and visits.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// What can be known of a patient: the instant of arrival and the lengths of its delays in one step.
struct Life {
  Ticks arrived = 0;
  std::vector<Ticks> delays;
  friend bool operator==(const Life&, const Life&) = default;
};

/// By the key of the patient's draws.
std::map<std::uint64_t, Life> lives(const Told& run, const std::string& step = "treat") {
  std::map<std::uint64_t, Life> list;
  for (const Fact& fact : run.facts) {
    if (fact.branch) continue;
    Life& life = list[fact.key];
    life.arrived = fact.arrived;
    if (fact.what == Watcher::What::delays && fact.step == step) life.delays.push_back(fact.until - fact.at);
  }
  return list;
}

std::string frame(const std::string& steps, const std::string& capacity = "1000", const std::string& arrivals = "rate: 100 per day") {
  return clinic("resources: {desk: {capacity: " + capacity + "}}\narrivals: {a: {" + arrivals + ", enter: s}}\nsteps:\n" + steps,
                "experiment: {length: 10 days, replications: 1}");
}

const char* const plain =
    "  s: [{seize: desk}, {go: treat}]\n"
    "  treat: [{delay: {exponential: {mean: 1 h}}}, {release: desk}, {leave: done}]\n";

const Told scenario(const std::string& model, const std::string& changes, std::uint64_t seed = 1) {
  const Texts files = {{"scenario.yaml", "scenario: other\nof: model.yaml\nchanges:\n" + changes + "\n"}};
  return told(model, files, "scenario.yaml", seed);
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mx += x[i] / n, my += y[i] / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

std::vector<double> ranks(const std::vector<Ticks>& values) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = static_cast<double>(i);
  return result;
}

}  // namespace

TEST_CASE("a run is a function of the seed and the replication") {
  const std::string model = frame(plain);
  CHECK(lives(told(model)) == lives(told(model)));
  CHECK(lives(told(model, {}, "model.yaml", 1, 0)) != lives(told(model, {}, "model.yaml", 2, 0)));
  CHECK(lives(told(model, {}, "model.yaml", 1, 0)) != lives(told(model, {}, "model.yaml", 1, 1)));
}

TEST_CASE("a patient's own figures do not depend on capacity and queues") {
  // Waits differ, and some are not treated within the run; who is, has the same length of treatment.
  const auto wide = lives(told(frame(plain, "1000"))), narrow = lives(told(frame(plain, "5")));
  REQUIRE(wide.size() == narrow.size());
  std::size_t compared = 0;
  for (const auto& [key, life] : narrow) {
    REQUIRE(wide.count(key) == 1);
    CHECK(wide.at(key).arrived == life.arrived);
    if (life.delays.empty()) continue;
    CHECK(wide.at(key).delays == life.delays);
    ++compared;
  }
  CHECK(compared > 500);
}

TEST_CASE("numbers that change while a patient is delayed hold for what it draws next") {
  // The length of treatment may be drawn when the 12 hours before it begin; at the end of day 5 it becomes three times as long.
  const std::string model = frame(
      "  s: [{delay: 12 h}, {go: treat}]\n"
      "  treat: [{delay: {exponential: {mean: 1 h}}}, {split: {more: 0.5, home: rest}}]\n"
      "  more: [{delay: 1 h}, {go: home}]\n"
      "  home: [{leave: done}]\n");
  const auto treated = [](const Told& run) {
    std::map<std::uint64_t, std::pair<Ticks, Ticks>> list;  // of each patient: when it was treated, and how long
    for (const Fact& fact : run.facts)
      if (fact.what == Watcher::What::delays && fact.step == "treat") list[fact.key] = {fact.at, fact.until - fact.at};
    return list;
  };
  const auto before = treated(told(model));
  const auto after = treated(scenario(model, "  - set: {clinic.treat.delay.exponential.mean: 3 h}\n    from: 2024-01-06"));
  const Ticks change = 5 * ticks_per_day;
  std::size_t as_before = 0, met_by_change = 0, later = 0;
  for (const auto& [key, treatment] : after) {
    REQUIRE(before.count(key) == 1);
    const auto [at, length] = treatment;
    const Ticks old = before.at(key).second;
    if (at < change) {
      CHECK(length == old);
      ++as_before;
      continue;
    }
    CHECK(std::abs(length - 3 * old) <= 3);  // both are whole milliseconds
    if (at < change + 12 * ticks_per_hour) ++met_by_change;
    else ++later;
  }
  CHECK(as_before > 300);
  CHECK(met_by_change > 30);
  CHECK(later > 200);
}

TEST_CASE("a step added elsewhere changes no other draw, nor does another source") {
  const std::string more =
      "  s: [{split: {side: 0, through: rest}}]\n"
      "  side: [{delay: {exponential: {mean: 3 h}}}, {go: through}]\n"
      "  through: [{delay: {uniform: {min: 1 min, max: 2 min}}}, {seize: desk}, {go: treat}]\n"
      "  treat: [{delay: {exponential: {mean: 1 h}}}, {release: desk}, {leave: done}]\n";
  const auto before = lives(told(frame(plain)));
  const auto after = lives(told(frame(more)));
  REQUIRE(before.size() == after.size());
  std::size_t treated = 0, same = 0;
  for (const auto& [key, life] : after) {
    treated += life.delays.empty() ? 0 : 1;
    same += !life.delays.empty() && before.at(key).delays == life.delays ? 1 : 0;
  }
  CHECK(treated > 900);
  CHECK(same == treated);
  std::string two = frame(plain);
  const std::string first = "arrivals: {a: {rate: 100 per day, enter: s}}";
  two.replace(two.find(first), first.size(), "arrivals: {z: {rate: 300 per day, enter: s}, a: {rate: 100 per day, enter: s}}");
  const auto with_other = lives(told(two));
  treated = 0;
  for (const auto& [key, life] : before) {
    if (life.delays.empty()) continue;
    CHECK(with_other.at(key) == life);
    ++treated;
  }
  CHECK(treated > 900);
}

TEST_CASE("six percent more demand is the same patients and six percent more") {
  const std::string model = frame(plain);
  const auto base = lives(told(model));
  const Told more = scenario(model, "  - scale: {clinic.arrivals.a.rate: 1.5}");
  const auto all = lives(more);
  for (const auto& [key, life] : base) {
    REQUIRE(all.count(key) == 1);
    CHECK(all.at(key) == life);
  }
  const double added = static_cast<double>(all.size() - base.size());
  CHECK(std::fabs(added - 500) < z_bound * std::sqrt(500.0));  // 10 days x 50
}

TEST_CASE("less demand is the same patients without some, chosen by their own uniform") {
  const std::string model = frame(plain);
  const auto base = lives(told(model));
  const auto fewer = lives(scenario(model, "  - scale: {clinic.arrivals.a.rate: 0.8}"));
  const auto fewest = lives(scenario(model, "  - scale: {clinic.arrivals.a.rate: 0.4}"));
  for (const auto& [key, life] : fewer) {
    REQUIRE(base.count(key) == 1);
    CHECK(base.at(key) == life);
  }
  for (const auto& [key, life] : fewest) CHECK(fewer.count(key) == 1);  // whoever stays at 0.4 stays at 0.8
  CHECK(z_of_share(static_cast<double>(fewer.size()), static_cast<double>(base.size()), 0.8) < z_bound);
  CHECK(z_of_share(static_cast<double>(fewest.size()), static_cast<double>(base.size()), 0.4) < z_bound);
}

TEST_CASE("demand changed between dates is changed between them only") {
  const std::string model = frame(plain);
  const auto base = lives(told(model));
  const auto changed = lives(scenario(model, "  - scale: {clinic.arrivals.a.rate: 2}\n    from: 2024-01-04\n    until: 2024-01-06"));
  std::size_t added = 0;
  for (const auto& [key, life] : changed) {
    if (base.count(key) == 1) continue;
    ++added;
    CHECK(life.arrived >= 3 * ticks_per_day);
    CHECK(life.arrived < 5 * ticks_per_day);
  }
  for (const auto& [key, life] : base) CHECK(changed.count(key) == 1);
  CHECK(std::fabs(static_cast<double>(added) - 200) < z_bound * std::sqrt(200.0));
}

TEST_CASE("a scenario that changes a quantity uses the same luck: a mean of half is half of each") {
  const std::string model = frame(plain);
  const auto base = lives(told(model));
  const auto half = lives(scenario(model, "  - scale: {clinic.treat.delay.exponential.mean: 0.5}"));
  std::size_t compared = 0;
  for (const auto& [key, life] : base) {
    if (life.delays.empty()) continue;
    CHECK(std::abs(life.delays[0] - 2 * half.at(key).delays.at(0)) <= 2);
    ++compared;
  }
  CHECK(compared > 900);
}

TEST_CASE("repeat visits have fresh draws, the same ones in every scenario") {
  const std::string loop =
      "  s: [{set: {n: {formula: n + 1}}}, {seize: desk}, {go: treat}]\n"
      "  treat: [{delay: {exponential: {mean: 1 h}}}, {release: desk}, {route: [{when: n < 3, to: s}, {to: out}]}]\n"
      "  out: [{leave: done}]\n";
  const auto wide = lives(told(frame(loop, "1000"))), narrow = lives(told(frame(loop, "15")));
  std::vector<double> first, second;
  std::size_t compared = 0;
  for (const auto& [key, life] : wide) {
    if (life.delays.size() < 3) continue;
    first.push_back(static_cast<double>(life.delays[0]));
    second.push_back(static_cast<double>(life.delays[1]));
    CHECK(life.delays[0] != life.delays[1]);
    CHECK(life.delays[1] != life.delays[2]);
    const auto& other = narrow.at(key).delays;
    for (std::size_t i = 0; i < other.size(); ++i) CHECK(other[i] == life.delays[i]);
    compared += other.size();
  }
  REQUIRE(first.size() > 800);
  CHECK(compared > 800);
  CHECK(std::fabs(correlation(first, second)) < z_bound / std::sqrt(static_cast<double>(first.size())));
}

TEST_CASE("two delays have luck of their own, unless they share a draw: then perfect rank correlation") {
  const auto model = [](const std::string& draw) {
    return clinic("arrivals: {a: {initial: 1000, enter: s}}\nsteps:\n  s: [{go: one}]\n  one: [{delay: {exponential: {mean: 1 h}" + draw +
                  "}}, {go: two}]\n  two: [{delay: {lognormal: {mean: 8 min, sd: 5 min}" + draw + "}}, {leave: done}]");
  };
  const Told own = told(model("")), shared = told(model(", draw: severity"));
  CHECK(std::fabs(correlation(ranks(delays_in(own, "one")), ranks(delays_in(own, "two")))) < z_bound / std::sqrt(1000.0));
  CHECK(ranks(delays_in(shared, "one")) == ranks(delays_in(shared, "two")));
}

TEST_CASE("patience shares a draw with a stay like any other quantity") {
  // Nobody is ever granted: each gives up after its patience, then stays; both uniform on 0-60 min by one draw: equal.
  const Told run = told(clinic(R"(
resources: {desk: {capacity: 0}}
arrivals: {a: {initial: 200, enter: s}}
steps:
  s: [{seize: desk, patience: {uniform: {min: 0 min, max: 60 min}, draw: d}, otherwise: stay}, {release: desk}, {leave: done}]
  stay: [{delay: {uniform: {min: 0 min, max: 60 min}, draw: d}}, {leave: lost}])"));
  std::size_t seen = 0;
  for (const Fact& fact : run.facts) {
    if (fact.what != Watcher::What::delays) continue;
    CHECK(fact.until - fact.at == fact.at);
    ++seen;
  }
  CHECK(seen == 200);
}

TEST_CASE("patience is the patient's own: the same whoever else waits") {
  const std::string steps =
      "  s: [{seize: desk, patience: {exponential: {mean: 1 h}}, otherwise: lost}, {delay: 10 days}, {release: desk}, {leave: done}]\n"
      "  lost: [{leave: lost}]\n";
  const auto gave_up = [](const Told& run) {
    std::map<std::uint64_t, Ticks> after;
    for (const Fact& fact : run.facts)
      if (fact.what == Watcher::What::gave_up) after[fact.key] = fact.at - fact.arrived;
    return after;
  };
  const auto none = gave_up(told(frame(steps, "0"))), some = gave_up(told(frame(steps, "7")));
  REQUIRE(some.size() > 500);
  for (const auto& [key, wait] : some) CHECK(none.at(key) == wait);
}

TEST_CASE("the members of a batch are different patients") {
  const auto list = lives(told(clinic(R"(
arrivals: {a: {at: [0 min, 1 h], batch: 20, enter: treat}}
steps:
  treat: [{delay: {exponential: {mean: 1 h}}}, {leave: done}])")));
  CHECK(list.size() == 40);
  std::set<Ticks> lengths;
  for (const auto& [key, life] : list) lengths.insert(life.delays.at(0));
  CHECK(lengths.size() == 40);
}

TEST_CASE("draws know no site: who goes to another site has the same luck there") {
  const auto model = [](const std::string& site) {
    return R"(model: two
sites: {royal: , general: }
pathways:
  door:
    arrivals: {a: {rate: 100 per day, enter: s}}
    steps:
      s: [{choose_site: )" + site + R"(}, {go: ward.treat}]
  ward:
    per: site
    resources: {bed: {capacity: 1000}}
    steps:
      treat: [{seize: bed}, {delay: {exponential: {mean: 1 h}}}, {release: bed}, {leave: done}]
experiment: {length: 3 days, replications: 1}
)";
  };
  const auto royal = lives(told(model("royal"))), general = lives(told(model("general")));
  CHECK(royal.size() > 200);
  CHECK(royal == general);
}

TEST_CASE("the sources of two sites have patients of their own") {
  const Told run = told(R"(model: two
sites: {royal: , general: }
pathways:
  ward:
    per: site
    arrivals: {a: {rate: 100 per day, enter: treat}}
    steps:
      treat: [{delay: {exponential: {mean: 1 h}}}, {leave: done}]
experiment: {length: 10 days, replications: 1}
)");
  std::map<std::string, std::set<Ticks>> instants;
  for (const Fact& fact : run.facts)
    if (fact.what == Watcher::What::arrived) instants[fact.source].insert(fact.at);
  REQUIRE(instants.size() == 2);
  CHECK(instants["ward.arrivals.a@royal"] != instants["ward.arrivals.a@general"]);
  CHECK(std::fabs(static_cast<double>(instants["ward.arrivals.a@royal"].size()) - 1000) < z_bound * std::sqrt(1000.0));
}

}  // namespace careway::testing
