// Where patients go: split, route, go, within a pathway and between pathways.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "support/run_model.hpp"

namespace careway::testing {

TEST_CASE("route goes to the first whose condition holds") {
  CHECK(story_of("leaves", clinic(R"(
arrivals: {a: {at: [1 min], set: {n: 1}, enter: s}, b: {at: [2 min], set: {n: 2}, enter: s}, c: {at: [3 min], set: {n: 3}, enter: s}}
steps:
  s: [{route: [{when: n >= 3, to: big}, {when: n >= 2, to: middle}, {to: small}]}]
  big: [{leave: big}]
  middle: [{leave: middle}]
  small: [{leave: small}])")) == table(R"(
    0:01 p1 leaves small
    0:02 p2 leaves middle
    0:03 p3 leaves big)"));
}

TEST_CASE("a share of 1 takes all, a rest of nothing takes none") {
  CHECK(story_of("leaves", clinic(R"(
arrivals: {a: {at: [1 min, 2 min, 3 min], enter: s}}
steps:
  s: [{split: {x: 100%, y: rest}}]
  x: [{leave: x}]
  y: [{leave: y}])")) == table(R"(
    0:01 p1 leaves x
    0:02 p2 leaves x
    0:03 p3 leaves x)"));
}

TEST_CASE("split by an attribute has its own shares for each label") {
  CHECK(story_of("leaves", clinic(R"(
arrivals:
  a: {at: [1 min], set: {mode: foot}, enter: s}
  b: {at: [2 min], set: {mode: car}, enter: s}
  c: {at: [3 min], set: {mode: boat}, enter: s}
steps:
  s: [{split: {by: mode, foot: {x: 1, y: rest}, car: {y: 1}, else: {z: 1}}}]
  x: [{leave: x}]
  y: [{leave: y}]
  z: [{leave: z}])")) == table(R"(
    0:01 p1 leaves x
    0:02 p2 leaves y
    0:03 p3 leaves z)"));
}

TEST_CASE("split goes by its shares") {
  // 10 000 patients, share 0.3: alpha = 1e-6.
  const Results r = results(clinic(R"(
arrivals: {a: {initial: 10000, enter: s}}
steps:
  s: [{split: {x: 30%, y: 0.2, z: rest}}]
  x: [{leave: x}]
  y: [{leave: y}]
  z: [{leave: z}])"));
  const auto share = [&](const char* name, double expected) {
    return z_of_share(static_cast<double>(count(r, std::string("clinic.left.") + name)), 10000, expected);
  };
  CHECK(share("x", 0.3) < z_bound);
  CHECK(share("y", 0.2) < z_bound);
  CHECK(share("z", 0.5) < z_bound);
}

TEST_CASE("shares that do not add up to 1 are refused") {
  CHECK(findings(clinic(R"(
arrivals: {a: {at: [0 min], enter: s}}
steps:
  s: [{split: {x: 0.5, y: 0.4}}]
  x: [{leave: x}]
  y: [{leave: y}])")) != "");
}

TEST_CASE("a patient goes from one pathway to another, keeps its attributes and its holdings, and leaves from there") {
  const std::string model = R"(model: two
pathways:
  door:
    resources: {desk: {capacity: 1}}
    clocks: {whole: }
    arrivals: {a: {at: [0 min, 1 min], set: {n: 7}, enter: s}}
    steps:
      s: [{start: whole}, {seize: desk}, {delay: 5 min}, {go: ward.admit}]
  ward:
    resources: {bed: {capacity: 5}}
    steps:
      admit: [{seize: bed}, {release: door.desk}, {delay: {formula: 1 min * n}}, {release: bed}, {stop: door.whole}, {leave: home}]
experiment: {length: 1 day, replications: 1}
)";
  CHECK(story_of("waits granted releases leaves", model) == table(R"(
    0:01 p2 waits for desk
    0:05 p1 releases desk
    0:05 p2 granted desk
    0:10 p2 releases desk
    0:12 p1 releases bed
    0:12 p1 leaves home
    0:17 p2 releases bed
    0:17 p2 leaves home)"));
  const Results r = results(model);
  CHECK(count(r, "ward.left.home") == 2);
  CHECK(count(r, "door.arrivals.a") == 2);
  CHECK(clock(r, "door.whole").total[0].sum == (12 + 16) * ticks_per_minute);
}

TEST_CASE("pathways may stand in files of their own") {
  const std::string model = "model: two\npathways: [door.yaml, wards/ward.yaml]\nexperiment: {length: 1 day, replications: 1}\n";
  const Texts files = {
      {"door.yaml", "pathway: door\narrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{delay: 1 min}, {go: ward.t}]\n"},
      {"wards/ward.yaml", "pathway: ward\nsteps:\n  t: [{delay: 2 min}, {leave: home}]\n"}};
  CHECK(story_of("leaves", model, files) == "0:03 p1 leaves home\n");
}

TEST_CASE("a step that nobody comes to is doubtful, an unknown step is refused") {
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{leave: a}]\n  t: [{leave: b}]")) ==
        "clinic.steps.t: no patient ever comes to step \"clinic.t\"; lead there, or delete it\n");
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{go: treat}]\n  treet: [{leave: b}]")).find("treet") !=
        std::string::npos);
}

TEST_CASE("a split among many, and a choice among many labels, have the shares that are written") {
  // Ten ways and ten labels of 1/55, 2/55, ... 10/55 each.
  std::string ways, labels, steps;
  for (int k = 1; k <= 10; ++k) {
    ways += "w" + std::to_string(k) + ": " + (k < 10 ? std::to_string(k / 55.0) : "rest") + ", ";
    labels += "l" + std::to_string(k) + ": " + std::to_string(k) + ", ";
    steps += "  w" + std::to_string(k) + ": [{leave: w" + std::to_string(k) + "}]\n";
  }
  const Results r = results(clinic("counts: {left.w10: {by: kind}, arrivals.a: {by: kind}}\narrivals: {a: {at: [0 min], batch: 55000, set: {kind: {choice: {" + labels + "}}}, enter: s}}\nsteps:\n  s: [{split: {" + ways + "}}]\n" + steps,
                                   "experiment: {length: 1 day, replications: 1}"));
  double tenth = 0;
  for (int k = 1; k <= 10; ++k) {
    const std::string n = std::to_string(k);
    CHECK(std::fabs(z_of_share(static_cast<double>(count(r, "clinic.left.w" + n)), 55000, k / 55.0)) < z_bound);
    CHECK(std::fabs(z_of_share(static_cast<double>(count(r, "clinic.arrivals.a.kind_l" + n)), 55000, k / 55.0)) < z_bound);
    tenth += static_cast<double>(count(r, "clinic.left.w10.kind_l" + n));
  }
  CHECK(tenth == static_cast<double>(count(r, "clinic.left.w10")));
  CHECK(std::fabs(z_of_share(static_cast<double>(count(r, "clinic.left.w10.kind_l10")), tenth, 10 / 55.0)) < z_bound);  // one has nothing to do with the other
}

}  // namespace careway::testing
