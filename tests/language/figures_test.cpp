// Figures that are sums with weights. Numbers by hand.
#include <doctest/doctest.h>

#include "output/summary.hpp"
#include "support/run_model.hpp"

namespace careway::testing {

namespace {

// stays of 1, 2, 3 and 4 h from 0:00 on, in a desk each; the window is two days
std::string four_stays(const std::string& figures, const std::string& more = "") {
  return clinic(R"(
resources: {desk: {capacity: unlimited}}
clocks: {stay: {over: [1 h, 3 h], within: [2 h]}}
arrivals: {a: {trace: {file: t.csv, time: t, unit: h, set: {stay_of: {column: stay, unit: h}}}, enter: s}}
steps:
  s: [{start: stay}, {seize: desk}, {delay: {formula: stay_of}}, {release: desk}, {stop: stay}, {leave: done}]
figures:
)" + figures, "experiment: {length: 2 days, replications: 2" + more + "}");
}

double figure(const std::string& name, const std::string& model) {
  for (const FigureSummary& f : summarise(results(model, {{"t.csv", "t,stay\n0,1\n0,2\n0,3\n0,4\n"}})).figures)
    if (f.name == "clinic." + name) return f.value.value;
  return -1;
}

}  // namespace

TEST_CASE("sum: counts, levels and clocks with weights, for the window and for a unit of time") {
  CHECK(figure("f", four_stays("  f: {sum: [{of: left.done, times: 2.5}]}")) == doctest::Approx(10));
  CHECK(figure("f", four_stays("  f: {sum: [{of: left.done, times: 2.5}], per: day}")) == doctest::Approx(5));
  CHECK(figure("f", four_stays("  f: {sum: [{of: desk.in_use, times: 3, per: hour}]}")) == doctest::Approx(30));
  CHECK(figure("f", four_stays("  f: {sum: [{of: stay}]}")) == doctest::Approx(4));
  CHECK(figure("f", four_stays("  f: {sum: [{of: stay, per: hour}]}")) == doctest::Approx(10));
  CHECK(figure("f", four_stays("  f: {sum: [{of: left.done}, {of: stay, times: -1}, {of: desk.in_use, per: h}]}")) == doctest::Approx(10));
}

TEST_CASE("ratio: a level beside a count is unit-time in the unit of the figure, or its time average") {
  CHECK(figure("f", four_stays("  f: {ratio: [desk.in_use, left.done], unit: h}")) == doctest::Approx(2.5));
  CHECK(figure("f", four_stays("  f: {ratio: [desk.in_use, stay], unit: days}")) == doctest::Approx(2.5 / 24));
  CHECK(figure("f", four_stays("  f: {ratio: [desk.in_use, left.done]}")) == doctest::Approx(10.0 / 48 / 4));
  CHECK(figure("f", four_stays("  f: {ratio: [left.done, desk.in_use], unit: h}")) == doctest::Approx(0.4));
  CHECK(figure("f", four_stays("  f: {ratio: [desk.in_use, desk.in_use + desk.waiting], unit: h}")) == doctest::Approx(1));
}

TEST_CASE("sum: a duration counts with the weight of the longest limit that it exceeds") {
  // over 1 h: 2, 3, 4; over 2 h: 3, 4; over 3 h: 4. Exactly at a limit does not exceed it.
  CHECK(figure("f", four_stays("  f: {sum: [{of: stay, weights: {1 h: 1, 3 h: 10}}]}")) == doctest::Approx(1 + 1 + 10));
  CHECK(figure("f", four_stays("  f: {sum: [{of: stay, weights: {2 h: 5, 3 h: 1}}]}")) == doctest::Approx(5 + 1));
}

TEST_CASE("only_with: worked out only when asked for") {
  const std::string figures = "  f: {sum: [{of: left.done}], only_with: harm}";
  CHECK(figure("f", four_stays(figures)) == -1);
  CHECK(figure("f", four_stays(figures, ", with: harm")) == doctest::Approx(4));
  CHECK(figure("f", four_stays(figures, ", with: [cost, harm]")) == doctest::Approx(4));
}

TEST_CASE("sum: what is wrong is said") {
  const Texts file{{"t.csv", "t,stay\n0,1\n"}};
  CHECK(findings(four_stays("  f: {sum: [{of: stay, weights: {4 h: 1}}]}"), file) ==
        "clinic.figures.f.sum[1]: \"stay\" does not count what is longer than 4 h; add that to its `over`: the weights are then exact\n");
  CHECK(findings(four_stays("  f: {sum: [{of: desk.in_use, times: 3}]}"), file) ==
        "clinic.figures.f.sum[1]: \"desk.in_use\" is a level, and needs a unit of time; write per: day, for unit-days\n");
  CHECK(findings(four_stays("  f: {sum: [{of: left.done, weights: {1 h: 1}}]}"), file) ==
        "clinic.figures.f.sum[1]: \"left.done\" is no clock; write times for counts and levels\n");
  CHECK(findings(four_stays("  f: {sum: [{of: left.don}]}"), file).find("\"left.don\" is not a count, clock or level") != std::string::npos);
  CHECK(findings(four_stays("  f: {unit: x}"), file) ==
        "clinic.figures.f: ratio is missing; needs two names: [the part, the whole]; or sum: a list of terms\n");
}

}  // namespace careway::testing
