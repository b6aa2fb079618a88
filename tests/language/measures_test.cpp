// What is measured, by hand.
#include <doctest/doctest.h>

#include <stdexcept>

#include "study/run_study.hpp"
#include "output/headline_lines.hpp"
#include "output/summary.hpp"
#include "support/run_model.hpp"

namespace careway::testing {

namespace {

template <class List>
std::vector<double> in_minutes(const List& areas) {
  std::vector<double> list;
  for (const auto area : areas) list.push_back(static_cast<double>(area) / ticks_per_minute);
  return list;
}

const CountResult& counted(const Results& r, const std::string& name) {
  for (const CountResult& c : r.counts)
    if (c.name == name) return c;
  throw std::runtime_error("no count " + name);
}

}  // namespace

TEST_CASE("a centile that as many reach as it needs is within its standard to the millisecond") {
  // All stay exactly 40 min, in a bin that reaches beyond; and 85 in 100 of them, where 90 are wanted.
  const auto verdict = [](const std::string& stay) {
    Results r = results(clinic(R"(
clocks: {stay: {within: [40 min], quantiles: [0.9]}}
arrivals: {a: {at: [0 min], batch: 1000, enter: s}}
steps:
  s: [{start: stay}, {delay: )" + stay + "}, {stop: stay}, {leave: done}]", "experiment: {length: 1 day, replications: 4}"));
    HeadlineLine line;
    line.measure = "clinic.stay";
    line.what = "quantile";
    line.quantile = 0.9;
    line.standard = 40.0 * ticks_per_minute;
    r.headline = {line};
    return headline_figures(summarise(r), r).at(0).verdict;
  };
  CHECK(verdict("40 min") == Verdict::met);
  CHECK(verdict("{choice: {40 min: 0.95, 50 min: 0.05}}") == Verdict::met);
  CHECK(verdict("{choice: {40 min: 0.85, 40.001 min: 0.15}}") == Verdict::not_met);
  CHECK(verdict("30 min") == Verdict::met);
  CHECK(verdict("50 min") == Verdict::not_met);
}

TEST_CASE("within counts the limit, standards add their own limit, and thresholds are exact") {
  // Stays of 10, 20, 30 and 40 min.
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min, 1 h, 2 h, 3 h], enter: s}}
clocks:
  stay: {within: [20 min, 5 min], over: 30 min, standard: {within: 40 min, share: 95%, source: a book}}
  mean_stay: {standard: {mean: 18 min}, average: replications}
  long_stay: {standard: {quantile: 0.9, within: 40 min}, quantiles: [0.5, 0.9]}
steps:
  s: [{start: [stay, mean_stay, long_stay]}, {delay: {formula: 10 min * (hour + 1)}}, {stop: [stay, mean_stay, long_stay]}, {leave: done}])"));
  const ClockResult& stay = clock(r, "clinic.stay");
  CHECK(stay.thresholds == std::vector<Ticks>{5 * ticks_per_minute, 20 * ticks_per_minute, 30 * ticks_per_minute, 40 * ticks_per_minute});
  CHECK(stay.within == std::vector<std::uint64_t>{0, 2, 3, 4});
  CHECK(stay.total[0].sum == 100 * ticks_per_minute);
  REQUIRE(stay.standard);
  CHECK(stay.standard->share.value() == 0.95);
  CHECK(stay.standard->source == "a book");
  CHECK(clock(r, "clinic.mean_stay").average_replications);
  CHECK(clock(r, "clinic.mean_stay").standard->mean.value() == 18 * ticks_per_minute);
  CHECK(clock(r, "clinic.long_stay").quantiles == std::vector<double>{0.5, 0.9});
  CHECK(clock(r, "clinic.long_stay").standard->quantile.value() == 0.9);
}

TEST_CASE("any number of thresholds counts right: of all, by label, and in each bucket") {
  // On day d, from 0 to 23, somebody comes at d:00 and stays d hours.
  std::string times[2];
  for (int d = 0; d < 24; ++d) times[d % 2] += (d < 2 ? "" : ", ") + std::to_string(25 * d) + " h";
  for (const int number : {1, 3, 4, 5, 8, 13}) {
    CAPTURE(number);
    std::string limits;
    for (int k = 0; k < number; ++k) limits += (k == 0 ? "" : ", ") + std::to_string(k + 1) + " h";
    const Results r = results(clinic("\narrivals:\n  a: {at: [" + times[0] + "], set: {kind: even}, enter: s}\n  b: {at: [" + times[1] + R"(], set: {kind: odd}, enter: s}
clocks: {stay: {by: kind, within: [)" + limits + R"(]}}
steps: {s: [{start: stay}, {delay: {formula: 1 h * hour}}, {stop: stay}, {leave: done}]})",
                                     "experiment: {start: 2024-01-01, length: 28 days, bucket: week}\n"));
    const ClockResult& stay = clock(r, "clinic.stay");
    REQUIRE(stay.thresholds.size() == static_cast<std::size_t>(number));
    const std::size_t even = stay.cuts[0].labels[0] == "even" ? 0 : 1;
    const auto label = [&](std::size_t which, int k) { return stay.cuts[0].within[which * stay.thresholds.size() + static_cast<std::size_t>(k)]; };
    for (int k = 0; k < number; ++k) {
      const int hours = k + 1;
      CHECK(stay.within[static_cast<std::size_t>(k)] == static_cast<std::uint64_t>(hours + 1));
      CHECK(label(even, k) == static_cast<std::uint64_t>(hours / 2 + 1));
      CHECK(label(1 - even, k) == static_cast<std::uint64_t>((hours + 1) / 2));
      CHECK(stay.bucket_within[static_cast<std::size_t>(k)] == static_cast<std::uint64_t>(std::min(hours + 1, 7)));  // the first week
    }
    CHECK(stay.cuts[0].total[even].sum == 132 * ticks_per_hour);
    CHECK(stay.cuts[0].total[1 - even].sum == 144 * ticks_per_hour);
    CHECK(stay.cuts[0].total[even].n == 12);
  }
}

TEST_CASE("by cuts by the labels of attributes") {
  const Results r = results(clinic(R"(
arrivals:
  a: {at: [0 min, 1 h], set: {mode: foot, grade: {choice: {2: 1}}}, enter: s}
  b: {at: [2 h], set: {mode: car, grade: {choice: {1: 1}}}, enter: s}
clocks: {stay: {by: [mode, grade], within: 90 min}}
steps:
  s: [{start: stay}, {delay: {by: mode, foot: 1 h, car: 2 h}}, {stop: stay}, {leave: done}])"));
  const ClockResult& stay = clock(r, "clinic.stay");
  REQUIRE(stay.cuts.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const bool foot = stay.cuts[0].labels[i] == "foot";
    CHECK(stay.cuts[0].total[i].n == (foot ? 2 : 1));
    CHECK(stay.cuts[0].total[i].sum == 120 * ticks_per_minute);
    CHECK(stay.cuts[0].within[i] == (foot ? 2 : 0));
  }
  CHECK(stay.cuts[1].labels == std::vector<std::string>{"1", "2"});
  CHECK(stay.cuts[1].total[0].n == 1);
  CHECK(stay.cuts[1].total[1].n == 2);
}

TEST_CASE("departed counts what ends in the window, started what starts in it and ends in the run, arrived who arrives in it") {
  // Window [1 h, 3 h). The clock starts 30 min after arrival and runs for an hour. Arrivals at
  //   0:00 (clock 0:30-1:30), 0:40 (1:10-2:10), 1:00 (1:30-2:30), 2:20 (2:50-3:50), 2:40 (3:10-4:10), 3:00 (3:30-4:30).
  // departed: the ends in the window: 3. arrived: 1:00, 2:20, 2:40: 3, and the run goes on until 4:10.
  // started: 1:10, 1:30 and 2:50, which ends within the run as that goes on: 3.
  const std::string model = clinic(R"(
arrivals: {a: {at: [0 min, 40 min, 60 min, 140 min, 160 min, 180 min], enter: s}}
clocks: {departed: {}, started: {count: started}, arrived: {count: arrived}}
steps:
  s:
    - delay: 30 min
    - start: [departed, started, arrived]
    - delay: 1 h
    - stop: [departed, started, arrived]
    - leave: done)", "experiment: {warm_up: 1 h, length: 2 h, replications: 1}");
  const Results r = results(model);
  CHECK(clock(r, "clinic.departed").total[0].n == 3);
  CHECK(clock(r, "clinic.started").total[0].n == 3);
  CHECK(clock(r, "clinic.arrived").total[0].n == 3);
  CHECK(clock(r, "clinic.departed").open_at_end[0] == 1);  // 2:50 runs when the window ends
  CHECK(told(model).record.ended == 250 * ticks_per_minute);
  CHECK(count(r, "clinic.arrivals.a") == 3);
  CHECK(count(r, "clinic.left.done") == 3);  // within the window only
}

TEST_CASE("a run goes on until those who came in the window have left and no longer, or for ten times its length") {
  const auto model = [](const std::string& stay) {
    return clinic("arrivals: {a: {rate: 60 per hour, enter: s}, b: {at: [90 min], enter: t}}\nclocks: {in: {count: arrived}}\nsteps:\n"
                  "  s: [{start: in}, {delay: 1 min}, {stop: in}, {leave: done}]\n  t: [{start: in}, {delay: " + stay + "}, {stop: in}, {leave: done}]",
                  "experiment: {length: 2 h, replications: 1}");
  };
  CHECK(told(model("40 min")).record.ended == 130 * ticks_per_minute);
  CHECK(clock(results(model("40 min")), "clinic.in").total[0].n == told(model("40 min")).record.arrived - 10);
  const Record longest = told(model("1000 h")).record;
  CHECK(longest.ended <= 22 * ticks_per_hour);
  CHECK(longest.ended > 21 * ticks_per_hour);
  // Who goes round for ever: nothing else ends such a run.
  CHECK(told(clinic("arrivals: {a: {initial: 1, enter: s}}\nclocks: {in: {count: arrived}}\nsteps: {s: [{start: in}, {delay: 30 min}, {stop: in}, {go: s}]}",
                    "experiment: {length: 2 h, replications: 1}")).record.ended == 22 * ticks_per_hour);
}

TEST_CASE("a distribution of more values than there is room for ends the run with a reason") {
  const Network net = compiled(clinic("levels: {ticks: {formula: now / 1 ms, every: 1 h, distribution: true}}\narrivals: {a: {at: [0 min], enter: s}}\nsteps: {s: [{leave: done}]}",
                                      "experiment: {length: 1 day, replications: 1}"));
  RunOptions options;
  options.replications = {0};
  CHECK_THROWS_WITH_AS(run_study(net, options), doctest::Contains("clinic.ticks: is 10800000 at some time"), std::length_error);
}

TEST_CASE("the last hour counts by hour of the week though it is not whole") {
  const Results r = results(clinic(R"(
resources: {bed: {capacity: 5}}
levels: {occupied: {of: in_use(bed), by_hour_of_week: true}}
arrivals: {a: {initial: 5, enter: s}}
steps: {s: [{seize: bed}, {delay: 10 days}, {release: bed}, {leave: done}]})", "experiment: {start: 2024-01-01, length: 90 min, replications: 1}"));
  const LevelResult& occupied = level(r, "clinic.occupied");
  CHECK((occupied.hour_of_week_area[0] == 5 * 60 * ticks_per_minute));
  CHECK((occupied.hour_of_week_area[1] == 5 * 30 * ticks_per_minute));
}

TEST_CASE("after a stop a level is 0, in its mean and in its distribution") {
  // One desk, 50 min each, arrivals at 0, 10, 20: one waits from 0:10, two from 0:20. It stops at 0:20, and the window has 4 h.
  const Results r = results(clinic(R"(
resources: {desk: {capacity: 1}}
levels: {queue: {of: waiting(desk), distribution: true}}
arrivals: {a: {at: [0 min, 10 min, 20 min, 30 min], enter: s}}
steps: {s: [{seize: desk}, {delay: 50 min}, {release: desk}, {leave: done}]})", "experiment: {length: 4 h, replications: 1, stop_when: waiting(clinic.desk) >= 2}"));
  const LevelResult& queue = level(r, "clinic.queue");
  CHECK((queue.area[0] == 10 * ticks_per_minute));
  CHECK(queue.time_at[0] == std::vector<std::int64_t>{230 * ticks_per_minute, 10 * ticks_per_minute});
}

TEST_CASE("started without any clock by arrival misses what ends after the window") {
  const Results r = results(clinic(R"(
arrivals: {a: {at: [10 min, 50 min], enter: s}}
clocks: {started: {count: started}}
steps:
  s: [{start: started}, {delay: 20 min}, {stop: started}, {leave: done}])", "experiment: {length: 1 h, replications: 1}"));
  CHECK(clock(r, "clinic.started").total[0].n == 1);
  CHECK(clock(r, "clinic.started").open_at_end[0] == 1);
}

TEST_CASE("buckets of a day, a week and a month cut the window, the last may be short") {
  const auto model = [](const std::string& bucket, const std::string& length) {
    return clinic(R"(
arrivals: {a: {at: [0 min], every: 1 day, enter: s}}
clocks: {stay: }
steps:
  s: [{start: stay}, {delay: 1 day}, {stop: stay}, {leave: done}])", "experiment: {start: 2024-01-29, length: " + length + ", bucket: " + bucket + ", replications: 1}");
  };
  const Results days = results(model("day", "3 days"));
  CHECK(counted(days, "clinic.arrivals.a").bucket == Bulk<std::uint64_t>{1, 1, 1});
  CHECK(clock(days, "clinic.stay").bucket[0].n == 0);  // each ends at the beginning of the next day
  CHECK(clock(days, "clinic.stay").bucket[1].n == 1);
  CHECK(days.buckets[1].label == "2024-01-30");
  const Results weeks = results(model("week", "10 days"));
  CHECK(counted(weeks, "clinic.arrivals.a").bucket == Bulk<std::uint64_t>{7, 3});
  const Results months = results(model("month", "40 days"));
  CHECK(counted(months, "clinic.arrivals.a").bucket == Bulk<std::uint64_t>{3, 29, 8});
  CHECK(months.buckets[1].label == "2024-02-01");
}

TEST_CASE("a level has its area, highest value, distribution and hours of the week") {
  // In use: 1 over [0:30, 1:30), 2 over [1:30, 2:30), 1 over [2:30, 3:30) on Monday; 0 for the rest of two days.
  const Results r = results(clinic(R"(
resources: {bed: {capacity: 2}, other: {capacity: 9}}
arrivals: {a: {at: [30 min, 90 min], enter: s}}
levels:
  beds: {of: in_use(bed), distribution: true, by_hour_of_week: true}
  sum: {of: in_use(bed) + in_use(other)}
  less: {of: in_use(other) - in_use(bed) + waiting(bed)}
steps:
  s: [{seize: bed}, {seize: other}, {delay: 2 h}, {release: all}, {leave: done}])", "experiment: {length: 2 days, replications: 1}"));
  const LevelResult& beds = level(r, "clinic.beds");
  CHECK(minutes(r, "clinic.beds") == 240);
  CHECK(beds.highest[0] == 2);
  CHECK(in_minutes(beds.time_at.at(0)) == std::vector<double>{2880 - 180, 120, 60});
  std::vector<double> hours = in_minutes(beds.hour_of_week_area);
  REQUIRE(hours.size() == 168);
  hours.resize(5);
  CHECK(hours == std::vector<double>{30, 90, 90, 30, 0});
  CHECK(minutes(r, "clinic.sum") == 480);
  CHECK(minutes(r, "clinic.less") == 0);
}

TEST_CASE("snapshots at a time of day, of a weekday, and once") {
  const Results r = results(clinic(R"(
resources: {bed: {capacity: 9}}
arrivals: {a: {at: [7 h], every: 1 day, enter: s}}
levels: {beds: {of: in_use(bed), at: ["08:00", "Tue 08:00", "t=2 days 8 h", "Mon 08:00"]}}
steps:
  s: [{seize: bed}, {delay: 4 days}, {release: bed}, {leave: done}])", "experiment: {start: 2024-01-02, warm_up: 1 day, length: 9 days, replications: 1}"));
  const auto& shots = level(r, "clinic.beds").snapshots;  // on day d at 08:00: min(d + 1, 4) beds; day 0 is Tuesday, not measured
  CHECK(shots[0].n[0] == 9);
  CHECK(shots[0].sum[0] == 2 + 3 + 4 * 7);
  CHECK(shots[1].n[0] == 1);  // Tuesday the 9th, day 7
  CHECK(shots[1].sum[0] == 4);
  CHECK(shots[2].sum[0] == 3);
  CHECK(shots[3].n[0] == 1);  // Monday the 8th, day 6
}

TEST_CASE("figures name two measures, counts are of sources, outcomes and passages") {
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min, 1 min, 2 min], set: {n: 1}, enter: s}, b: {at: [3 min], set: {n: 2}, enter: s}}
figures: {share_b: {ratio: [left.two, arrivals.a], unit: share}}
steps:
  s: [{count: seen}, {route: [{when: n == 2, to: two}, {to: one}]}]
  one: [{leave: one}]
  two: [{leave: two}])"));
  CHECK(count(r, "clinic.arrivals.a") == 3);
  CHECK(count(r, "clinic.arrivals.b") == 1);
  CHECK(count(r, "clinic.left.one") == 3);
  CHECK(count(r, "clinic.left.two") == 1);
  CHECK(count(r, "clinic.seen") == 4);
  REQUIRE(r.figures.size() == 1);
  CHECK(r.figures[0].name == "clinic.share_b");
  CHECK(r.figures[0].numerator == "clinic.left.two");
  CHECK(r.figures[0].denominator == "clinic.arrivals.a");
}

TEST_CASE("days are counted whole for the spread of daily numbers") {
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min, 1 h, 1 day, 2 days, 49 h, 50 h], enter: s}}
steps:
  s: [{leave: done}])", "experiment: {length: 3 days, replications: 1}"));
  CHECK(counted(r, "clinic.arrivals.a").daily_squares[0] == 4 + 1 + 9);
}

TEST_CASE("the accounts of a run: arrived, left, inside") {
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min, 1 h, 23 h], enter: s}}
steps:
  s: [{delay: 2 h}, {leave: done}])"));
  CHECK(r.audit[0].arrived == 3);
  CHECK(r.audit[0].left == 2);
  CHECK(r.audit[0].inside_at_end == 1);
  CHECK(r.audit[0].most_inside == 2);
}

TEST_CASE("replications, seed, start, warm-up and type of the experiment") {
  const Results r = results(clinic("arrivals: {a: {rate: 10 per day, enter: s}}\nsteps:\n  s: [{leave: done}]",
                                   "experiment: {type: steady, start: 2023-12-01, warm_up: 2 days, length: 5 days, replications: 3, seed: 9}"));
  CHECK(r.experiment_type == "steady");
  CHECK(to_text(r.start) == "2023-12-01");
  CHECK(r.warm_up == 2 * ticks_per_day);
  CHECK(r.length == 5 * ticks_per_day);
  CHECK(r.replications == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(r.seed == 9);
  CHECK(r.audit[0].trajectory != r.audit[1].trajectory);
}

}  // namespace careway::testing
