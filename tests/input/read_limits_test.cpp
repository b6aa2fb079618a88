// Files that are too large, too deep or absurd are refused in words, and soon.
#include <doctest/doctest.h>

#include <functional>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string repeated(std::size_t times, const std::function<std::string(std::size_t)>& part) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part(i);
  return text;
}

/// Findings only: describing thousands of them is not what is tested here.
bool finds(const ReadResult& result, const std::string& problem) {
  for (const Finding& finding : result.study.findings.all())
    if (says(finding.problem, problem)) return true;
  return false;
}

}  // namespace

TEST_CASE("more than 500 sites, 5,000 steps or 2,000 pathways are refused") {
  const auto name = [](std::size_t i) { return "x" + std::to_string(i); };
  CHECK(finds(read_model("model: m\npathways: {p: {per: site}}\nsites:\n" +
                         repeated(501, [&](std::size_t i) { return "  " + name(i) + ":\n"; })),
              "has 501 sites"));
  CHECK(finds(read_clinic("steps:\n" + repeated(5001, [&](std::size_t i) { return "  " + name(i) + ": [{leave: a}]\n"; })),
              "has 5001 steps"));
  CHECK(finds(read_model("model: m\npathways:\n" + repeated(2001, [&](std::size_t i) { return "  " + name(i) + ": {}\n"; })),
              "has 2001 pathways"));
}

TEST_CASE("absurd figures are refused in words") {
  CHECK(finds(read_clinic("resources: {bed: {capacity: 1000000001}}"), "which is beyond reason"));
  CHECK(finds(read_clinic("steps: {s: [{delay: 366000 days}, {leave: x}]}"), "which is beyond reason"));
  CHECK(finds(read_clinic("arrivals: {a: {rate: 1000001 per s, enter: s}}"), "which is beyond reason"));
  CHECK(finds(read_clinic("arrivals: {a: {initial: 10000001, enter: s}}"), "which is beyond reason"));
  CHECK(finds(read_clinic("", "experiment: {length: 1 day, replications: 1000001}\n"), "which is beyond reason"));
}

TEST_CASE("a table with many holes names the first of them only") {
  std::string rows;
  for (int i = 0; i < 300; ++i) rows += "      a" + std::to_string(i) + ": {b" + std::to_string(i) + ": 1}\n";
  const ReadResult result = read_clinic("tables:\n  t:\n    keys: [a, b]\n    values:\n" + rows);
  CHECK(result.study.findings.count(Severity::error) == 20);
}

TEST_CASE("many sites without changes of their own read a pathway once") {
  const std::string text = "model: m\npathways: {p: {per: site, resources: {bed: {capacity: 4}}}}\nsites:\n" +
                           repeated(400, [](std::size_t i) { return "  x" + std::to_string(i) + ":\n"; });
  const ReadResult result = read_model(text);
  REQUIRE(result.study.variants.size() == 400);
  CHECK(result.study.variants[0] == result.study.variants[399]);
  CHECK(result.study.base[0] == result.study.variants[7]);
}

TEST_CASE("too many different variants are refused instead of read for minutes") {
  std::string text = "model: m\npathways:\n  p:\n    per: site\n    resources:\n";
  for (int i = 0; i < 1000; ++i) text += "      r" + std::to_string(i) + ": {capacity: 4}\n";
  text += "sites:\n";
  for (int i = 0; i < 400; ++i) text += "  x" + std::to_string(i) + ": {set: {p.r1.capacity: 5}}\n";
  text += "experiment: {length: 3000 days}\n";
  std::string changes = "scenario: s\nof: m.yaml\nchanges:\n";
  for (int i = 0; i < 300; ++i) changes += "  - {add: {p.r2.capacity: 1}, from: " + to_text({19723 + i}) + "}\n";
  const ReadResult result = read_study("s.yaml", MemoryFiles{{"m.yaml", text}, {"s.yaml", changes}});
  CHECK(finds(result, "there are too many different changes for so many sites and dates"));
}

TEST_CASE("odd but harmless texts end in findings") {
  for (const char* text :
       {"model: m\npathways: 3\n", "model: m\npathways: {p: }\n", "model: m\npathways: {p: []}\n", "model: m\npathways: [[]]\n",
        "model: []\npathways: {p: {}}\n", "model: m\nsites: 3\npathways: {p: {}}\n",
        "model: m\nsites: {a: 3}\npathways: {p: {per: site}}\n", "model: m\nexperiment: 3\npathways: {p: {}}\n",
        "model: m\nreport: []\npathways: {p: {}}\n", "model: m\nabout: [a]\npathways: {p: {}}\n", "scenario: s\nof: []\n",
        "scenario: []\nof: x\n", "model: m\npathways: {\"\": {}}\n", "model: m\npathways: {steps: {}, rules: {}}\n"}) {
    const ReadResult result = read_model(text);
    CAPTURE(text);
    CHECK_FALSE(result.complete);
    CHECK(messages(result) != "");
  }
}
