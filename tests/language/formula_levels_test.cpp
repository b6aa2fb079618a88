// Levels that are formulas, and counts of late. Times by hand.
#include <doctest/doctest.h>

#include <algorithm>

#include "output/by_replication.hpp"
#include "output/summary.hpp"
#include "support/run_model.hpp"

namespace careway::testing {

namespace {

// two come at 0:30 and stay until 2:30 and 4:30; one comes at 5:00 and stays an hour
std::string desk(const std::string& more) {
  return clinic(R"(
resources: {desk: {capacity: 4}}
parameters: {closed: 0}
arrivals: {a: {trace: {file: t.csv, time: t, unit: min, set: {stay: {column: stay, unit: min}}}, enter: s}}
steps:
  s: [{seize: desk}, {delay: {formula: stay}}, {release: desk}, {leave: done}]
)" + more, "experiment: {length: 10 h, replications: 1}");
}

const Texts file = {{"t.csv", "t,stay\n30,120\n30,240\n300,60\n"}};

}  // namespace

TEST_CASE("a formula holds from one sample to the next, and is taken after what happens at its instant") {
  // in use: 2 from 0:30, 1 from 2:30, 0 from 4:30, 1 from 5:00, 0 from 6:00. Samples at 1, 2 h: 200; 3, 4: 100; 5: 100 (after the
  // arrival); 6 on: 0.
  const Results r = results(desk("levels: {busy: {formula: 100 * in_use(desk), every: 1 h, distribution: true, at: [t=90 min, t=5 h]}}"), file);
  CHECK(minutes(r, "clinic.busy") == 2 * 60 * 200 + 3 * 60 * 100);
  CHECK(level(r, "clinic.busy").snapshots[0].sum[0] == 200);
  CHECK(level(r, "clinic.busy").highest[0] == 200);
  CHECK(level(r, "clinic.busy").time_at[0][100] == 3 * ticks_per_hour);
}

TEST_CASE("a formula may name formulas before it, and is rounded to a whole number") {
  const Results r = results(desk("levels: {a: {formula: 2.5 * in_use(desk)}, b: {formula: level(a) + 1}}"), file);
  CHECK(minutes(r, "clinic.a") == 2 * 60 * 5 + 3 * 60 * 3);  // 2.5 becomes 3
  CHECK(minutes(r, "clinic.b") == 2 * 60 * 5 + 3 * 60 * 3 + 600);
}

TEST_CASE("recent counts the last whole hours and the present one") {
  // left at 2:30, 4:30 and 6:00. recent 2 h, sampled every half hour: what left after the beginning of the hour two hours before
  const Results r = results(desk("levels: {left: {formula: \"recent(left.done, 2 h)\", every: 30 min}}"), file);
  // 2:30 .. 4:30: 1 (2:30 counts until the hour that began at 0 .. 2 has gone: from 5:00 on no more), 4:30 .. 5:00: 2, 5:00: since 3:00: 1, 6:00: 2 (4:30, 6:00),
  // 7:00: since 5:00: 1; 8:00: since 6:00, whose own instant is before it: 0
  CHECK(minutes(r, "clinic.left") == 120 * 1 + 30 * 2 + 60 * 1 + 60 * 2 + 60 * 1);
}

TEST_CASE("a rule may watch a formula") {
  // busy is 200 from 1:00; tested at whole quarters before the sample of that instant: fires at 1:15, ends at 3:15
  const Results r = results(desk("levels: {busy: {formula: 100 * in_use(desk), every: 1 h}}\nrules: {more: {when: level(busy) >= 200, do: {add: {desk: 3}}}}"), file);
  CHECK(minutes(r, "clinic.desk.capacity") == 600 * 4 + 120 * 3);
}

TEST_CASE("formulas: what is wrong is said") {
  CHECK(findings(desk("levels: {busy: {formula: in_use(dsk)}}"), file).find("did you mean \"desk\"?") != std::string::npos);
  CHECK(findings(desk("levels: {busy: {of: in_use(desk), every: 1 h}}"), file) == "clinic.levels.busy.every: does not go with of; needs either of, or formula and every\n");
  CHECK(findings(desk("levels: {busy: {formula: level(other)}}"), file) ==
        "clinic.levels.busy.formula: level(…) takes the name of a level with a formula that stands before; it works in rules, and in the formulas of later levels\n");
  CHECK(findings(desk("levels: {busy: {formula: \"recent(left.done, 90 min)\"}}"), file) ==
        "clinic.levels.busy.formula: recent(…) takes a count and whole hours, from 1 h to 168 h; for example recent(left.done, 24 h)\n");
}

TEST_CASE("of all sites together a formula and a rule are averaged, and units are added") {
  // One desk is busy from 0:00 to 6:00 at one site, and from 0:00 to 3:00 at the other; the window is twelve hours.
  const Results r = results(R"(model: m
sites: {royal: {}, general: {set: {clinic.length: 3 h}}}
pathways:
  clinic:
    per: site
    parameters: {length: 6 h, seen: 0}
    levels: {full: {formula: 100 * occupancy(desk), every: 1 h, at: ["04:30"]}, used: {of: in_use(desk), at: ["04:30"]}}
    rules: {busy: {when: in_use(desk) > 0, do: [{set: {seen: 1}}]}}
    resources: {desk: {capacity: 1}}
    arrivals: {a: {at: [0 min], enter: s}}
    steps: {s: [{seize: desk}, {delay: {formula: length}}, {release: desk}, {leave: done}]}
experiment: {length: 12 h, replications: 1}
)");
  const auto mean = [&](const std::string& name) {
    const LevelSummary whole = summarise(level(r, name), r);
    HeadlineLine line;
    line.measure = name;
    line.what = "level_mean";
    CHECK(estimate_of(by_replication(line, r), 1).value == doctest::Approx(whole.all.mean.value));
    return whole.all.mean.value;
  };
  CHECK(mean("clinic.used") == doctest::Approx(9.0 / 12));
  CHECK(mean("clinic.rules.busy.on") == doctest::Approx(9.0 / 24));
  CHECK(mean("clinic.full") == doctest::Approx(100 * 9.0 / 24));
  CHECK(summarise(level(r, "clinic.full"), r).all.at[0].mean.value == doctest::Approx(50));
  CHECK(summarise(level(r, "clinic.used"), r).all.at[0].mean.value == doctest::Approx(1));
}

TEST_CASE("squares of what is seen are exact however large it is") {
  const Results r = results(desk(R"(
levels:
  much: {formula: 1000000000000 - in_use(desk), every: 1 h, at: ["03:00", "05:00"]}
)"), file);
  const auto seen = [&](std::size_t which) { return level(r, "clinic.much").snapshots[which]; };
  CHECK(seen(0).n[0] == 1);
  const UInt128 at_three = 999'999'999'999, at_five = 999'999'999'999;  // one desk is in use at either time
  CHECK(seen(0).squares[0] == at_three * at_three);
  CHECK(seen(1).squares[0] == at_five * at_five);
}

TEST_CASE("of each count it is known whether somebody asks how often it was counted of late") {
  const Network net = compiled(desk("levels: {late: {formula: \"recent(arrivals.a, 2 h)\", every: 1 h}}\n"), file);
  CHECK(net.recent.size() == net.counts.size());
  CHECK(std::count(net.recent.begin(), net.recent.end(), true) == 1);
}

}  // namespace careway::testing
