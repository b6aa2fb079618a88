// Which files belong to a study, what runs, and what the report shows.
#include <doctest/doctest.h>

#include "input/keys.hpp"
#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string small =
    "model: m\nabout: A model\npathways: {p: {resources: {bed: {capacity: 4}}}}\nexperiment: {length: 30 days, replications: 5, "
    "seed: 7}\n";

}  // namespace

TEST_CASE("the first model of the reference is read whole") {
  const ReadResult result = read_model(
      "model: walk_in_clinic\nabout: One queue, two clinicians\npathways:\n  clinic:\n    resources:\n      clinician: "
      "{capacity: 2}\n"
      "    clocks:\n      wait: {about: Arrival to being seen, within: [15 min, 30 min]}\n    arrivals:\n"
      "      patients: {rate: 10 per hour, enter: arrive}\n    steps:\n      arrive:\n        - start: wait\n        - seize: "
      "clinician\n"
      "        - stop: wait\n        - delay: {exponential: {mean: 10 min}}\n        - release: clinician\n        - leave: "
      "seen\n"
      "experiment: {length: 30 days, warm_up: 1 day, replications: 10, seed: 1}\n");
  CHECK(messages(result) == "");
  CHECK(result.complete);
  const StudyText& study = result.study;
  CHECK(study.about == "One queue, two clinicians");
  CHECK(study.scenario_name == "");
  CHECK(study.sites.empty());
  CHECK(study.epoch_starts == std::vector<Ticks>{0});
  REQUIRE(study.variants.size() == 1);
  CHECK(study.variants[0] == study.base.at(0));
  CHECK(study.variants[0]->model_name == "walk_in_clinic");
  CHECK(study.experiment.length == 30 * ticks_per_day);
  CHECK(study.experiment.warm_up == ticks_per_day);
  CHECK(study.texts.size() == 1);
}

TEST_CASE("an experiment has all its keys") {
  const ReadResult result =
      read_clinic("",
                  "experiment: {type: steady, start: 2023-12-01, warm_up: 2 days, length: 1 week, replications: 3, "
                  "seed: 18446744073709551615, bucket: month, stop_when: now > 3 days}\n");
  CHECK(messages(result) == "");
  const Experiment& experiment = result.study.experiment;
  CHECK(experiment.type == Experiment::Type::steady);
  CHECK(experiment.start == parse_date("2023-12-01"));
  CHECK(experiment.length == ticks_per_week);
  CHECK(experiment.replications == 3);
  CHECK(experiment.seed == UINT64_MAX);
  CHECK(experiment.bucket == Experiment::Bucket::month);
  CHECK(experiment.stop_when->kind == Expression::Kind::greater);
  CHECK(experiment.length_place.line == 5);
}

TEST_CASE("without an experiment a model is complete and has no length") {
  const ReadResult result = read_clinic("");
  CHECK(result.complete);
  CHECK(result.study.experiment.length == 0);
  CHECK(result.study.experiment.replications == 10);
  CHECK(to_text(result.study.experiment.start) == "2024-01-01");
}

TEST_CASE("absurd experiments are refused") {
  CHECK(
      says(messages(read_clinic("", "experiment: {length: 1 day, replications: 2000000}\n")), "beyond reason; at most 1000000"));
  CHECK(says(messages(read_clinic("", "experiment: {length: 1 day, replications: 0}\n")), "needs a whole number, 1 or more"));
  CHECK(says(messages(read_clinic("", "experiment: {length: 2000000 days}\n")), "beyond reason; at most 1000 years"));
  CHECK(says(messages(read_clinic("", "experiment: {warm_up: 2 days}\n")), "experiment: length is missing"));
  CHECK(says(messages(read_clinic("", "experiment: {length: 1 day, seed: 18446744073709551616}\n")),
             "needs a whole number, 0 or more (below 2 to the power of 64)"));
}

TEST_CASE("a report has a title and headline items of every kind") {
  const ReadResult result = read_clinic(
      "",
      "report:\n  title: A winter\n  headline:\n    - {section: A&E}\n    - {show: a.b, mean: true, unit: min, label: Mean, "
      "note: n, standard: 18 min}\n"
      "    - {show: a.b, quantile: 90%}\n    - {show: a.b, share_within: 4 h, standard: 95%}\n    - {show: a.b, share_over: 12 "
      "h}\n"
      "    - {show: a.b, level: true}\n    - {show: a.b, occupancy: true}\n    - {show: a.b, per_day: true, standard: 30}\n"
      "    - {show: a.b, total: true}\n    - {show: a.b, figure: true}\n");
  CHECK(messages(result) == "");
  const std::vector<HeadlineItem>& items = result.study.report.headline;
  CHECK(result.study.report.title == "A winter");
  REQUIRE(items.size() == 10);
  CHECK(items[0].section == "A&E");
  CHECK(items[1].what == HeadlineItem::What::mean);
  CHECK(items[1].show == "a.b");
  CHECK(items[1].unit == "min");
  CHECK(items[1].label == "Mean");
  CHECK(items[1].note == "n");
  CHECK(items[1].standard == 18.0 * ticks_per_minute);
  CHECK(items[1].standard_text == "18 min");
  CHECK(items[2].quantile == doctest::Approx(0.9));
  CHECK(items[3].threshold == 4 * ticks_per_hour);
  CHECK(items[3].standard == doctest::Approx(0.95));
  CHECK(items[4].what == HeadlineItem::What::share_over);
  CHECK(items[5].what == HeadlineItem::What::level_mean);
  CHECK(items[6].what == HeadlineItem::What::occupancy);
  CHECK(items[7].what == HeadlineItem::What::per_day);
  CHECK(items[7].standard == 30);
  CHECK(items[8].what == HeadlineItem::What::total);
  CHECK(items[9].what == HeadlineItem::What::figure);
  CHECK(says(messages(read_clinic("", "report: {headline: [{show: a.b}]}\n")), "does not say what of it is shown"));
  CHECK(
      says(messages(read_clinic("", "report: {headline: [{show: a.b, mean: true, total: true}]}\n")), "has both mean and total"));
}

TEST_CASE("a report says what things are called, when they break, and which charts it has") {
  const ReadResult result = read_clinic(
      "",
      "report:\n  about: First words\n  called: {office.clerk: clerks, acuity.1: very ill}\n"
      "  breaks:\n    - {show: a.b, share_over: 12 h, above: 10%, say: too many wait, because: a.r}\n"
      "    - {show: a.b, mean: true, below: 3 min, say: too quick}\n"
      "  sections:\n    - title: Waits\n      about: How long\n      charts:\n"
      "        - {distribution: a.b, up_to: 3 h, unit: min}\n        - {series: [a.b, a.c], share_within: 4 h, standard: 76%, title: T, about: A}\n"
      "        - {hours: a.l}\n        - {cut: a.b, by: acuity}\n        - {capacity: a.r}\n        - {causes: a.r}\n        - {flow: all}\n");
  CHECK(messages(result) == "");
  const ReportText& report = result.study.report;
  CHECK(report.about == "First words");
  REQUIRE(report.called.size() == 2);
  CHECK(report.called[1].words == "very ill");
  REQUIRE(report.breaks.size() == 2);
  CHECK(report.breaks[0].limit == doctest::Approx(0.1));
  CHECK(report.breaks[0].because == "a.r");
  CHECK(report.breaks[1].below);
  CHECK(report.breaks[1].limit == 3.0 * ticks_per_minute);
  REQUIRE(report.sections.size() == 1);
  const std::vector<ChartItem>& charts = report.sections[0].charts;
  REQUIRE(charts.size() == 7);
  CHECK(charts[0].up_to == 3 * ticks_per_hour);
  CHECK(charts[1].show.size() == 2);
  CHECK(charts[1].threshold == 4 * ticks_per_hour);
  CHECK(charts[1].standard == doctest::Approx(0.76));
  CHECK(charts[3].by == "acuity");
  CHECK(charts[6].kind == ChartItem::Kind::flow);
}

TEST_CASE("a chart of two kinds or none, a break without a limit, and keys that mean nothing are refused") {
  const auto said = [](const std::string& text) { return messages(read_clinic("", "report: {" + text + "}\n")); };
  CHECK(says(said("sections: [{title: T, charts: [{hours: a.b, causes: a.b}]}]"), "is both hours and causes"));
  CHECK(says(said("sections: [{title: T, charts: [{title: X}]}]"), "does not say what kind of chart it is"));
  CHECK(says(said("sections: [{title: T, charts: [{cut: a.b}]}]"), "does not say by what it is cut"));
  CHECK(says(said("sections: [{title: T, charts: [{flow: all, up_to: 3 h}]}]"), "up_to belongs to distribution"));
  CHECK(says(said("sections: [{title: T, charts: [{series: [a.a, a.b, a.c, a.d, a.e, a.f, a.g]}]}]"), "name at most 6"));
  CHECK(says(said("sections: [{charts: []}]"), "title"));
  CHECK(says(said("breaks: [{show: a.b, mean: true, say: x}]"), "does not say when it breaks"));
  CHECK(says(said("breaks: [{show: a.b, above: 3, say: x}]"), "does not say what of it is shown"));
  CHECK(says(said("called: [a]"), "a map such as"));
}

TEST_CASE("pathways may stand in files of their own, named relative to the model") {
  const MemoryFiles files{{"models/m.yaml", "model: m\npathways: [ed/ed.yaml, ../shared/ward.yaml]\n"},
                          {"models/ed/ed.yaml", "pathway: ed\nresources: {cubicle: {capacity: 4}}\n"},
                          {"shared/ward.yaml", "pathway: ward\nabout: Beds\nresources: {bed: {capacity: 40}}\n"}};
  const ReadResult result = read_study("models/m.yaml", files);
  CHECK(messages(result) == "");
  REQUIRE(result.study.base.at(0)->pathways.size() == 2);
  CHECK(result.study.base[0]->pathways[1]->name == "ward");
  CHECK(result.study.base[0]->pathways[1]->about == "Beds");
  CHECK(result.study.base[0]->pathways[1]->place.file == 2);
  CHECK(result.study.texts.name(2) == "shared/ward.yaml");
}

TEST_CASE("a map of pathways may name files too") {
  const MemoryFiles files{{"m.yaml", "model: m\npathways:\n  ed: ed.yaml\n  ward: {resources: {bed: {capacity: 4}}}\n"},
                          {"ed.yaml", "pathway: ed\nresources: {cubicle: {capacity: 4}}\n"}};
  CHECK(messages(read_study("m.yaml", files)) == "");
  const MemoryFiles wrong{{"m.yaml", "model: m\npathways: {ed: ed.yaml}\n"}, {"ed.yaml", "pathway: minors\n"}};
  CHECK(says(messages(read_study("m.yaml", wrong)), "ed: pathway is \"minors\"; the model calls it ed"));
}

TEST_CASE("a missing first file is a failure of the world, any other a finding where it is named") {
  CHECK_THROWS_AS(read_study("none.yaml", MemoryFiles{}), WorldError);
  const ReadResult result = read_model("model: m\npathways: [none.yaml]\n");
  CHECK(says(messages(result), "model.yaml:2:12: error: pathways[1]: cannot read none.yaml: No such file or directory"));
}

TEST_CASE("the same pathway twice shows both places") {
  const MemoryFiles files{
      {"m.yaml", "model: m\npathways: [a.yaml, b.yaml]\n"}, {"a.yaml", "pathway: ed\n"}, {"b.yaml", "pathway: ed\n"}};
  CHECK(says(messages(read_study("m.yaml", files)),
             "b.yaml:1:10: error: ed: is a pathway already; each pathway stands in the model once"));
  CHECK(says(messages(read_study("m.yaml", files)), "see also a.yaml:1:10"));
}

TEST_CASE("a scenario extends a model, or another scenario") {
  const MemoryFiles files{{"models/m.yaml", small},
                          {"s/one.yaml",
                           "scenario: one\nof: ../models/m.yaml\nchanges: [{set: {p.bed.capacity: 5}}]\nexperiment: "
                           "{replications: 6, bucket: day}\n"},
                          {"s/two.yaml",
                           "scenario: two\nof: one.yaml\nabout: Two\nchanges: [{add: {p.bed.capacity: 2}}]\nexperiment: "
                           "{replications: 8}\nreport: {title: T}\n"}};
  const ReadResult result = read_study("s/two.yaml", files);
  CHECK(messages(result) == "");
  CHECK(result.study.scenario_name == "two");
  CHECK(result.study.about == "Two");
  CHECK(result.study.experiment.replications == 8);
  CHECK(result.study.experiment.bucket == Experiment::Bucket::day);
  CHECK(result.study.experiment.seed == 7);
  CHECK(result.study.report.title == "T");
  CHECK(result.study.variant(0, 0).pathways[0]->resources[0].capacity == 7);
  CHECK(result.study.base[0]->pathways[0]->resources[0].capacity == 4);
}

TEST_CASE("scenarios that go in a circle are refused with the circle shown") {
  const MemoryFiles files{{"a.yaml", "scenario: a\nof: b.yaml\n"}, {"b.yaml", "scenario: b\nof: ./a.yaml\n"}};
  CHECK(says(messages(read_study("a.yaml", files)), "b.yaml:2:5: error: of: goes in a circle: a.yaml → b.yaml → a.yaml"));
}

TEST_CASE("a chain of more than 20 scenarios is refused") {
  MemoryFiles files{};
  for (int i = 0; i < 40; ++i) files.files[std::to_string(i) + ".yaml"] = "scenario: s\nof: " + std::to_string(i + 1) + ".yaml\n";
  CHECK(says(messages(read_study("0.yaml", files)), "makes a chain of more than 20 scenarios"));
}

TEST_CASE("a file that is no model says what it is") {
  CHECK(says(messages(read_model("pathway: ed\n")), "this is the file of one pathway; check or run the model that lists it"));
  CHECK(says(messages(read_model("a: b\n")), "this is neither a model nor a scenario; begin with model: name or scenario: name"));
  CHECK(says(messages(read_model("model: m\n")), "pathways is missing"));
  CHECK(says(messages(read_model("model: m\npathways: []\n")), "pathways: is empty"));
  CHECK(says(messages(read_model("- a\n")), "this is neither a model nor a scenario"));
}

TEST_CASE("unknown keys are reported at the key with a suggestion") {
  CHECK(says(messages(read_clinic("resorces: {}")),
             "model.yaml:4:5: error: clinic: key \"resorces\" is not known here; did you mean \"resources\"?"));
  CHECK(says(messages(read_clinic("", "expriment: {}\n")),
             "error: key \"expriment\" is not known here; did you mean \"experiment\"?"));
}

TEST_CASE("every block of the language has its table of keys") {
  for (const std::string& block : known_blocks()) {
    const std::vector<std::string>& keys = known_keys(block);
    CHECK(keys.size() > 2);
    CHECK(keys.back() == "source");
  }
  for (const std::string& verb : known_verbs()) CHECK(known_keys("action." + verb).front() == verb);
}

TEST_CASE("all findings of a file are reported at once") {
  const ReadResult result =
      read_clinic("resources: {bed: {capacity: two}}\narrivals: {a: {rate: 5, enter: s}}\nsteps: {s: [{leave: X}]}",
                  "experiment: {length: 3}\n");
  CHECK(result.study.findings.count(Severity::error) == 4);
  CHECK_FALSE(result.complete);
}
