// Who gains and who loses, worked out on paper for two replications, two groups and a clock without groups.
#include "output/compare_patients.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace careway;

namespace {

constexpr double minute = ticks_per_minute;

Moments durations(std::initializer_list<Ticks> minutes) {
  Moments m;
  for (const Ticks length : minutes) m.add(length * ticks_per_minute);
  return m;
}

/// [replication][urgent, usual]
NamedResults study(const char* name, std::vector<Moments> cells) {
  Results r;
  r.scenario = name;
  r.length = ticks_per_day;
  r.replications = {0, 1};
  ClockResult wait;
  wait.name = "desk.wait";
  for (std::size_t i = 0; i < cells.size(); i += 2) {
    Moments all = cells[i];
    all.n += cells[i + 1].n;
    all.sum += cells[i + 1].sum;
    wait.total.push_back(all);
  }
  wait.cuts.push_back({"urgency", {"urgent", "usual"}, std::move(cells), {}});
  ClockResult bare;
  bare.name = "desk.stay";
  bare.total = wait.total;
  r.clocks = {wait, bare};
  return {std::string(name) + ".h5", r};
}

}  // namespace

TEST_CASE("each group has its own difference, and clocks without groups are left out") {
  // Urgent: 2, 4 | 6 minutes, then 1, 3 | 4: sums 6 and 6 of 2 and 1; then 4 and 4: means 4 and 8/3. Usual: 10 | 20, then 15 | 25.
  const auto base = study("base", {durations({2, 4}), durations({10}), durations({6}), durations({20})});
  const auto other = study("other", {durations({1, 3}), durations({15}), durations({4}), durations({25})});
  const auto found = compare_patients({base, other});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].groups.size() == 3);
  CHECK(found[0].replications == 2);
  const ComparedGroup& urgent = found[0].groups[1];
  CHECK(urgent.label == "urgent");
  CHECK(urgent.base.value == doctest::Approx(4 * minute));
  CHECK(urgent.other.value == doctest::Approx(8.0 / 3 * minute));
  CHECK(urgent.comparison.difference.value == doctest::Approx(-4.0 / 3 * minute));
  CHECK(urgent.base_count == doctest::Approx(1.5));
  const ComparedGroup& usual = found[0].groups[2];
  CHECK(usual.comparison.difference.value == doctest::Approx(5 * minute));
  CHECK(usual.comparison.difference.se == doctest::Approx(0));  // five minutes more in each replication
  CHECK(patients_text(found).find("urgency usual") != std::string::npos);
}

TEST_CASE("programs are told the same, in minutes") {
  const auto base = study("base", {durations({2, 4}), durations({10}), durations({6}), durations({20})});
  const auto other = study("other", {durations({1, 3}), durations({15}), durations({4}), durations({25})});
  const auto json = nlohmann::json::parse(patients_json(compare_patients({base, other})));
  CHECK(json.at("base") == "base");
  CHECK(json.at("unit") == "min");
  const auto& study_json = json.at("others").at(0);
  CHECK(study_json.at("name") == "other");
  CHECK(study_json.at("replications") == 2);
  const auto& urgent = study_json.at("groups").at(1);
  CHECK(urgent.at("clock") == "desk.wait");
  CHECK(urgent.at("attribute") == "urgency");
  CHECK(urgent.at("label") == "urgent");
  CHECK(urgent.at("base").at("value").get<double>() == doctest::Approx(4));
  CHECK(urgent.at("other").at("value").get<double>() == doctest::Approx(8.0 / 3));
  CHECK(urgent.at("difference").at("value").get<double>() == doctest::Approx(-4.0 / 3));
  CHECK(urgent.at("verdict") == "no difference seen");
  const auto& usual = study_json.at("groups").at(2);
  CHECK(usual.at("difference").at("value").get<double>() == doctest::Approx(5));
  CHECK(usual.at("other_count").get<double>() == doctest::Approx(1));
}

TEST_CASE("a group that only one replication has seen is compared without a verdict") {
  const auto base = study("base", {durations({2, 4}), durations({10}), durations({6}), durations({})});
  const auto other = study("other", {durations({1, 3}), durations({15}), durations({4}), durations({})});
  const auto json = nlohmann::json::parse(patients_json(compare_patients({base, other})));
  const auto& usual = json.at("others").at(0).at("groups").at(2);
  CHECK(usual.at("difference").at("value").get<double>() == doctest::Approx(5));
  CHECK(usual.at("difference").at("low").is_null());
  CHECK(usual.at("p").is_null());
  CHECK(usual.at("verdict") == "cannot tell");
}

TEST_CASE("studies whose clocks have no groups are told what to add") {
  NamedResults base = study("base", {durations({2}), durations({10}), durations({6}), durations({20})});
  base.results.clocks[0].cuts.clear();
  NamedResults other = base;
  other.results.scenario = "other";
  const std::string text = patients_text(compare_patients({base, other}));
  CHECK(text.find("by: [attribute]") != std::string::npos);
}
