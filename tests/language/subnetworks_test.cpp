// Systems in one model that have nothing to do with one another are run one after the other, side by side, or all at once for who looks on:
// each does what it does alone. And whatever lets one see something of another puts them together.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "study/record_bytes.hpp"
#include "study/run_study.hpp"
#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// `text` with `word` in place of each %.
std::string named(std::string text, const std::string& word) {
  for (std::size_t at = 0; (at = text.find('%', at)) != std::string::npos; at += word.size()) text.replace(at, 1, word);
  return text;
}

/// A system that uses most of the language, with all kinds of state: rules of levels and of time, a parameter that they change, conditions,
/// formulas, recent counts, units that are taken away, made ready, out of service or closed, bookings, choices by old information.
std::string system(const std::string& name) {
  return named(R"YAML(  %_front:
    per: site
    parameters: {care: 1.0}
    resources:
      bay: {capacity: 3, turnaround: {exponential: {mean: 5 min}}}
      nurse:
        roster: [{from: "08:00", until: "20:00", capacity: 3}, {from: "20:00", until: "08:00", capacity: 2}]
        breakdowns: {every: {exponential: {mean: 5 days}}, lasting: {exponential: {mean: 3 h}}}
    clocks:
      stay: {within: [2 h, 4 h], by: [urgency]}
    levels:
      crowd: {of: in_use(bay) + waiting(bay), at: ["08:00", t=9 days], distribution: true, by_hour_of_week: true, by: urgency}
      full: {formula: 100 * occupancy(bay), every: 1 h}
      pressure: {formula: "2 * level(full) + recent(left.home, 24 h) - 5 * waiting(bay)", every: 30 min, distribution: true}
    rules:
      hurry: {when: waiting(bay) > 1, for: 20 min, until: waiting(bay) == 0, do: [{set: {care: 0.7}}, {add: {nurse: 1}}]}
      strain: {when: level(pressure) > 220, do: [{scale: {care: 0.9}}]}
      night: {when: "time_of_day > 22 h + 7 min or hour < 6", check: 15 min, do: [{scale: {walk_in.rate: 0.6}}]}
    arrivals:
      walk_in: {rates: {per: day, points: {"00:00": 20, "12:00": 60, "24:00": 20}}, set: {urgency: {choice: {high: 0.3, low: 0.7}}}, enter: come}
    steps:
      come:
        - start: stay
        - seize: bay
          priority: "0 if urgency == high else 1"
          patience: {by: urgency, high: 8 h, low: 3 h}
          otherwise: gone
        - {seize: nurse, priority: "0 if urgency == high else 1", preempt: resume}
        - delay: {by: urgency, high: {lognormal: {mean: 40 min, sd: 30 min}}, low: {exponential: {mean: 25 min}}}
        - release: nurse
        - route: [{when: "occupancy(bay) >= 1 and urgency == low and care < 0.9", to: home}, {to: more}]
      more:
        - delay: {formula: 30 min * care}
        - split: {home: 0.7, admit: rest}
      admit: [{seize: %_ward.bed}, {release: bay}, {go: %_ward.lie}]
      home: [{release: bay}, {stop: stay}, {leave: home}]
      gone: [{cancel: stay}, {leave: gone}]
  %_ward:
    resources:
      bed: {capacity: 9, open: daytime}
      visit: {capacity: 12}
    arrivals:
      planned: {at: ["09:00", "10:30", "15:00"], days: [Mon, Wed, Thu], enter: listed}
      letters: {interarrival: {gamma: {mean: 5 h, sd: 2 h}}, enter: choose}
    steps:
      listed: [{wait_until: "in_use(bed) < 8 or hour >= 20"}, {seize: bed}, {go: lie}]
      lie:
        - delay: {lognormal: {mean: 20 h, sd: 15 h}}
        - fork: [medicines, transport]
        - release: bed
        - book: {resource: visit, daily: [3, 2]}
          within: 3 days
          otherwise: without
        - leave: home
      medicines: [{delay: 2 h}, {join: }]
      transport: [{delay: {uniform: {min: 1 h, max: 4 h}}}, {join: }]
      without: [{leave: without}]
      choose:
        - choose_site: {lowest: "waiting(%_front.bay) + in_use(%_front.bay)", age: 20 min}
        - go: %_front.come
)YAML", name);
}

std::string model_of(const std::string& pathways) {
  return "model: m\nsites: {royal: , general: }\ncalendars: {daytime: {open: [{from: \"07:00\", until: \"23:00\"}]}}\npathways:\n" + pathways +
         "experiment: {start: 2024-01-01, warm_up: 3 days, length: 11 days, replications: 1}\n";
}

/// How many subnetworks has a model of two systems, with more blocks of the one, a third pathway, and more of the experiment?
std::size_t subnetworks(const std::string& of_a, const std::string& third = "", const std::string& experiment = "length: 1 day") {
  const std::string one = R"(  %:
    resources: {desk: {capacity: 1}}
    clocks: {time: {}}
    arrivals: {people: {rate: 6 per day, enter: wait}}
    steps: {wait: [{start: time}, {seize: desk}, {delay: 1 h}, {release: desk}, {stop: time}, {leave: done}]}
)";
  return compiled("model: m\nparameters: {pace: 1.0}\npathways:\n" + named(one, "a") + of_a + named(one, "b") + third + "experiment: {replications: 1, " + experiment + "}\n")
      .subnetworks.size();
}

/// A pathway of its own kind of people who do this.
std::string third(const std::string& steps) {
  return "  c:\n    arrivals: {others: {at: [1 h], enter: come}}\n    steps: {come: [" + steps + "]}\n";
}

}  // namespace

TEST_CASE("of three systems each does what it does alone, one after the other or all at once") {
  const std::string all = model_of(system("a") + system("b") + system("c"));
  CHECK(compiled(all).subnetworks.size() == 3);
  const Results three = results(all);
  const Told seen = told(all);  // which compares what is recorded with and without somebody who looks on
  CHECK(seen.record.arrived == three.audit[0].arrived);
  CHECK(std::is_sorted(seen.facts.begin(), seen.facts.end(), [](const Fact& x, const Fact& y) { return x.at < y.at; }));
  std::uint64_t most_inside = 0;
  for (const std::string name : {"a", "b", "c"}) {
    CAPTURE(name);
    const Results alone = results(model_of(system(name)));
    CHECK(alone.audit[0].arrived > 500);
    most_inside += alone.audit[0].most_inside;
    for (const ClockResult& one : alone.clocks) {
      const ClockResult& other = clock(three, one.name);
      CAPTURE(one.name);
      CHECK(one.total == other.total);
      CHECK(one.histogram == other.histogram);
      CHECK(one.open_at_end == other.open_at_end);
      CHECK(one.within == other.within);
    }
    for (const LevelResult& one : alone.levels) {
      const LevelResult& other = level(three, one.name);
      CAPTURE(one.name);
      CHECK(one.area == other.area);
      CHECK(one.highest == other.highest);
      CHECK(one.time_at == other.time_at);
      CHECK(one.hour_of_week_area == other.hour_of_week_area);
      CHECK(one.snapshots.size() == other.snapshots.size());
      for (std::size_t s = 0; s < one.snapshots.size(); ++s) CHECK(one.snapshots[s].sum == other.snapshots[s].sum);
    }
    for (const CountResult& one : alone.counts) {
      CAPTURE(one.name);
      CHECK(count(three, one.name) == one.total[0]);
    }
    CHECK(alone.clocks.size() == 1);
  }
  CHECK(three.audit[0].most_inside == most_inside);
  CHECK(level(three, "a_front.rules.hurry.on").area[0] > 0);
  CHECK(count(three, "a_front.left.gone") > 0);
}

namespace {

/// What is kept of each replication when there are so many threads.
std::map<std::uint32_t, std::string> kept(const Network& net, unsigned threads) {
  RunOptions options;
  options.seed = 3;
  options.replications = {0, 4};
  options.threads = threads;
  std::map<std::uint32_t, std::string> all;
  std::mutex mutex;
  options.keep = [&](std::uint32_t replication, std::string_view bytes) {
    const std::lock_guard lock(mutex);
    all[replication] = bytes;
  };
  run_study(net, options);
  return all;
}

/// By an engine of its own, of a replication, some of the subnetworks.
Record part(const Network& net, const Layout& layout, const std::vector<std::size_t>& which) {
  std::size_t done = 0;
  return Engine(net, layout, 3, 0).run([&]() -> const Subnetwork* { return done < which.size() ? &net.subnetworks[which[done++]] : nullptr; });
}

}  // namespace

TEST_CASE("what several engines record of one replication adds up to what one records, whoever runs what") {
  const Network net = compiled(model_of(system("a") + system("b") + system("c")));
  const Layout layout(net);
  const Record whole = Engine(net, layout, 3, 0).run();
  CHECK(whole.failures.empty());
  for (const auto& [mine, others] : std::vector<std::pair<std::vector<std::size_t>, std::vector<std::size_t>>>{{{0, 2}, {1}}, {{1}, {2, 0}}, {{}, {0, 1, 2}}, {{2, 1, 0}, {}}}) {
    Record sum = part(net, layout, mine);
    CHECK((record_bytes(sum) == record_bytes(whole)) == (mine.size() == 3));  // or adding would not be tested
    add_part(sum, part(net, layout, others));
    CHECK(record_bytes(sum) == record_bytes(whole));
  }
}

TEST_CASE("what seldom happens is added up, too") {
  Record one, other;
  one.longest_all_of = {7, 0};
  other.longest_all_of = {0, 9};
  one.booked = {{1, 2}, {}};
  other.booked = {{}, {3}};
  one.negative_durations = 1;
  one.divisions_by_zero = 2;
  other.swaps = 3;
  other.standstills = 4;
  add_part(one, other);
  CHECK(one.longest_all_of == std::vector<std::int64_t>{7, 9});
  CHECK(one.booked == std::vector<std::vector<double>>{{1, 2}, {3}});
  CHECK(one.negative_durations == 1);
  CHECK(one.divisions_by_zero == 2);
  CHECK(one.swaps == 3);
  CHECK(one.standstills == 4);
}

TEST_CASE("what is told in words does not depend on who runs what") {
  Record one, other;
  one.failures = {"b", "d"};
  one.standstill = "p waits for q";
  other.failures = {"a", "c"};
  other.standstill = "o waits for p";
  for (const bool first : {true, false}) {
    Record sum = first ? one : other;
    add_part(sum, first ? other : one);
    CHECK(sum.failures == std::vector<std::string>{"a", "b", "c", "d"});
    CHECK(sum.standstill == "o waits for p");
    add_part(sum, Record());
    CHECK(sum.standstill == "o waits for p");
  }
}

TEST_CASE("systems are run side by side when there are threads to spare, to the same bytes") {
  const Network net = compiled(model_of(system("a") + system("b") + system("c")));
  const auto one = kept(net, 1);
  CHECK(one.size() == 2);
  CHECK(one.at(0) != one.at(4));
  for (const unsigned threads : {2u, 4u, 5u, 6u, 40u}) {
    CAPTURE(threads);
    CHECK(kept(net, threads) == one);
  }
}

TEST_CASE("a system that goes round for ever ends the run of those beside it, too") {
  const Network net = compiled("model: m\npathways:\n" + third("{delay: 1 h}, {leave: done}") +
                               "  d:\n    arrivals: {others: {at: [1 h], enter: come}}\n    steps: {come: [{delay: 0 h}, {split: {come: 0.9999999999, out: rest}}], out: [{leave: done}]}\n"
                               "experiment: {length: 30 days}\n");
  CHECK(net.subnetworks.size() == 2);
  for (const unsigned threads : {1u, 4u, 40u}) CHECK_THROWS_AS(kept(net, threads), std::length_error);
}

TEST_CASE("what one system does at an instant does not count against another one") {
  // Whoever goes round acts twice each time. After every five million acts it is looked at whether time passes, and seen that it does not when
  // there are ten million between the first look and another one: not of 12 million acts, unless four million of others were counted with them.
  const auto round = [](const std::string& name, const std::string& times) {
    return "  " + name + ":\n    arrivals: {one: {at: [1 h], enter: come, set: {n: 0}}}\n    steps: {come: [{set: {n: {formula: n + 1}}}, {delay: 0 h}, {route: [{when: n < " + times + ", to: come}, {to: out}]}], out: [{leave: done}]}\n";
  };
  const Network net = compiled("model: m\npathways:\n" + round("a", "2000000") + round("b", "6000000") + "experiment: {length: 30 days}\n");
  CHECK(net.subnetworks.size() == 2);
  const Layout layout(net);
  for (const std::vector<std::size_t>& which : std::vector<std::vector<std::size_t>>{{0}, {1}, {0, 1}}) {
    CAPTURE(which.size());
    CHECK(part(net, layout, which).left == which.size());
  }
}

TEST_CASE("who waits for whom in a circle is told in the same words, whoever ran what before") {
  const auto stuck = [](const std::string& name, int rate) {
    return "  " + name + R"(:
    resources: {x: {capacity: 1}, y: {capacity: 1}}
    arrivals: {passing: {rate: )" + std::to_string(rate) + R"( per day, enter: pass}, a: {at: [1 day], enter: a}, b: {at: [1441 min], enter: b}}
    steps:
      pass: [{seize: x}, {release: x}, {leave: done}]
      a: [{seize: x}, {delay: 10 min}, {seize: y}, {delay: 5 min}, {release: all}, {leave: a}]
      b: [{seize: y}, {delay: 10 min}, {seize: x}, {delay: 6 min}, {release: all}, {leave: b}]
)";
  };
  const Network net = compiled("model: m\npathways:\n" + stuck("p", 90) + stuck("q", 40) + "experiment: {length: 3 days}\n");
  CHECK(net.subnetworks.size() == 2);
  const Layout layout(net);
  const std::string alone = part(net, layout, {1}).standstill;
  CHECK(alone.find("in q.a holds q.x") != std::string::npos);
  Record both = part(net, layout, {0});
  add_part(both, part(net, layout, {1}));
  CHECK(part(net, layout, {0, 1}).standstill == both.standstill);
  CHECK((both.standstill == alone || both.standstill == part(net, layout, {0}).standstill));
}

TEST_CASE("new numbers come to each system in its own time") {
  const std::string all = model_of(system("a") + system("b"));
  const Texts change{{"scenario.yaml", "scenario: s\nof: model.yaml\nchanges:\n  - {set: {b_ward.bed.capacity: 4}, from: 2024-01-06, until: 2024-01-09}\n"
                                       "  - {scale: {a_front.walk_in.rates: 1.5}, from: 2024-01-08}\n"
                                       "  - {scale: {b_ward.lie.delay.lognormal.mean: 1.2}, from: 2024-01-08}\n"}};
  const Results base = results(all), changed = results(all, change, "scenario.yaml");
  CHECK(compiled(all, change, "scenario.yaml").epoch_starts.size() == 4);
  CHECK(told(all, change, "scenario.yaml").record.events == changed.audit[0].events);  // and all else: see told
  CHECK(level(base, "b_ward.bed.capacity").area != level(changed, "b_ward.bed.capacity").area);
  CHECK(minutes(changed, "b_ward.bed.capacity") == (9 * 8 + 4 * 3) * 1440);
  CHECK(minutes(changed, "a_ward.bed.capacity") == 9 * 11 * 1440);
  CHECK(count(changed, "a_front.arrivals.walk_in") > count(base, "a_front.arrivals.walk_in"));
  CHECK(count(changed, "b_front.arrivals.walk_in") == count(base, "b_front.arrivals.walk_in"));
}

TEST_CASE("what one may see of another puts them together") {
  CHECK(subnetworks("") == 2);
  CHECK(subnetworks("", third("{leave: done}")) == 3);
  CHECK(subnetworks("", third("{go: a.wait}")) == 2);
  CHECK(subnetworks("", third("{seize: a.desk}, {release: a.desk}, {seize: b.desk}, {release: b.desk}, {leave: done}")) == 1);
  CHECK(subnetworks("", third("{start: a.time}, {delay: 1 h}, {stop: a.time}, {leave: done}")) == 2);
  CHECK(subnetworks("", third("{wait_until: in_use(a.desk) + in_use(b.desk) == 0}, {leave: done}")) == 1);
  CHECK(subnetworks("", third("{delay: {formula: 1 h * waiting(a.desk)}}, {leave: done}")) == 2);
  CHECK(subnetworks("", third("{delay: {formula: 1 h * pace}}, {leave: done}")) == 3);  // which nothing changes
}

TEST_CASE("what is measured, ruled or ends the run puts together what it is about") {
  CHECK(subnetworks("    levels: {both: {of: in_use(desk) + in_use(b.desk)}}\n") == 1);
  CHECK(subnetworks("    levels: {own: {of: in_use(desk)}}\n") == 2);
  CHECK(subnetworks("    levels: {other: {formula: 2 * waiting(b.desk), every: 1 h}}\n") == 2);
  CHECK(subnetworks("    levels: {both: {formula: \"waiting(desk) + recent(b.left.done, 24 h)\", every: 1 h}}\n") == 1);
  CHECK(subnetworks("    rules: {own: {when: waiting(desk) > 3, do: [{add: {desk: 1}}]}}\n") == 2);
  CHECK(subnetworks("    rules: {help: {when: waiting(desk) > 3, do: [{add: {b.desk: 1}}]}}\n") == 1);
  CHECK(subnetworks("    rules: {fewer: {when: waiting(desk) > 3, do: [{scale: {b.people.rate: 0.5}}]}}\n") == 1);
  CHECK(subnetworks("    rules: {pace: {when: waiting(desk) > 3, do: [{set: {pace: 0.5}}]}}\n", third("{delay: {formula: 1 h * pace}}, {leave: done}")) == 2);
  CHECK(subnetworks("", "", "length: 1 day, stop_when: waiting(a.desk) > 20") == 1);
}

}  // namespace careway::testing
