#include <doctest/doctest.h>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

const ReadOptions strict{.strict_sources = true};

std::size_t missing(const std::string& text) { return read_model(text, strict).study.findings.count(Severity::error); }

}  // namespace

TEST_CASE("sources of figures and of blocks are noted with their paths") {
  const ReadResult result = read_clinic(
      "source: the whole pathway\nresources:\n  bed: {capacity: {value: 4, source: counted}}\n  nurse: {capacity: 2, source: "
      "asked}\n"
      "steps: {s: [{delay: {exponential: {mean: 5 min, source: timed}}}, {leave: x}]}");
  CHECK(messages(result) == "");
  std::string all;
  for (const SourceNote& note : result.study.sources) all += note.path + "=" + note.source + ";";
  CHECK(all ==
        "clinic=the whole "
        "pathway;clinic.resources.bed.capacity=counted;clinic.resources.nurse=asked;clinic.steps.s.delay.exponential=timed;");
}

TEST_CASE("under strict sources every figure needs its own source or one around it") {
  const std::string bare =
      "resources: {bed: {capacity: 4}}\narrivals: {a: {rate: 5 per day, enter: s}}\n"
      "steps: {s: [{delay: {exponential: {mean: 5 min}}}, {split: {s: 0.2, t: rest}}], t: [{leave: x}]}";
  const ReadResult result = read_model(model_of(bare), strict);
  CHECK(result.study.findings.count(Severity::error) == 4);
  CHECK(messages(result).find("clinic.resources.bed.capacity: has no source; write {value: …, source: \"…\"}, or give a source "
                              "to a block around it") != std::string::npos);
  CHECK(missing(model_of("source: x\n" + bare)) == 0);
  CHECK(missing(model_of(bare, "source: assumed\n")) == 0);
  CHECK(missing(model_of("resources: {source: x, bed: {capacity: 4}}")) == 0);
}

TEST_CASE("thresholds, experiments, reports, priorities and flags need no source") {
  CHECK(missing(model_of(
            "clocks: {c: {within: [4 h], quantiles: [0.5], standard: {within: 4 h, share: 0.95}}}\nlevels: {l: {of: "
            "waiting(bed), at: \"08:00\"}}\n"
            "steps: {s: [{set: {seen: 1, mode: walk_in}}, {seize: bed, priority: 3, units: 2}, {delay: 0}, {leave: x}]}",
            "experiment: {length: 30 days}\nreport: {headline: [{show: a.b, share_within: 4 h, standard: 0.95}]}\n")) == 0);
}

TEST_CASE("changes of sites need sources, those of scenarios do not") {
  const std::string model =
      "model: m\npathways: {p: {per: site, source: x, resources: {bed: {capacity: 4}}}}\nsites: {a: {set: {p.bed.capacity: "
      "5}}}\n";
  CHECK(missing(model) == 1);
  CHECK(missing("model: m\npathways: {p: {per: site, source: x, resources: {bed: {capacity: 4}}}}\nsites: {a: {set: "
                "{p.bed.capacity: {value: 5, source: y}}}}\n") == 0);
  CHECK(missing("model: m\npathways: {p: {per: site, source: x, resources: {bed: {capacity: 4}}}}\nsites: {a: {source: y, set: "
                "{p.bed.capacity: 5}}}\n") == 0);
  const MemoryFiles files{{"m.yaml", "model: m\npathways: {p: {resources: {bed: {capacity: {value: 4, source: x}}}}}\n"},
                          {"s.yaml", "scenario: s\nof: m.yaml\nchanges: [{set: {p.bed.capacity: 5}}]\n"}};
  CHECK(messages(read_study("s.yaml", files, strict)) == "");
}

TEST_CASE("a source must be a text") {
  CHECK(
      messages(read_clinic("source: [a]")).find("clinic.source: is a list; needs a text that says where the figure comes from") !=
      std::string::npos);
}
