// Once as many patients are inside, and as many wait, as there ever will be, the engine asks for no more memory: a run that is
// ten times as long asks as often as a short one.
#include <doctest/doctest.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "engine/allocations.hpp"
#include "engine/engine.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"

using namespace careway;

namespace {

class Text final : public FileReader {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::string read(const std::string&) const override { return text_; }

 private:
  std::string text_;
};

/// Allocations of one replication of so many days, and how many events it had. One bucket, so that results are of one size.
struct Cost {
  std::size_t allocations = 0;
  std::uint64_t events = 0;
};
Cost cost(const std::string& model, int days) {
  ReadResult read = read_study("m.yaml", Text(model));
  read.study.experiment.length = days * ticks_per_day;
  Findings findings = read.study.findings;
  std::optional<Network> compiled = compile(read.study, findings);
  REQUIRE_MESSAGE(compiled.has_value(), describe(findings, read.study.texts));
  Network& net = *compiled;
  net.buckets = {{net.warm_up, net.warm_up + net.length}};
  net.bucket_labels = {"all"};
  const Layout layout(net);
  const std::size_t before = allocations_so_far();
  Cost cost;
  {
    Engine engine(net, layout, 1, 0);
    const Record record = engine.run();
    CHECK(record.failures.empty());
    cost.events = record.events;
  }
  cost.allocations = allocations_so_far() - before;
  return cost;
}

void check_steady(const std::string& model) {
  const Cost brief = cost(model, 40), lengthy = cost(model, 400);
  CHECK(lengthy.events > 4 * brief.events);
  CHECK(brief.events > 10'000);
  // what still grows is the most that were ever inside or waiting, and vectors double: a few more at most
  CHECK(lengthy.allocations <= brief.allocations + 20);
}

}  // namespace

TEST_CASE("a long run of the mini-system allocates no more than a short one") {
  std::ifstream file(CAREWAY_SOURCE_DIR "/bench/models/m3.yaml", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  check_steady(text.str());
}

TEST_CASE("nor does one with patience, escalation, rosters, rules, conditions, forks and choices among resources") {
  check_steady(R"(model: m
pathways:
  p:
    resources:
      a: {roster: [{from: "08:00", until: "20:00", capacity: 12}, {from: "20:00", until: "08:00", capacity: 8}]}
      b: {capacity: 6, turnaround: 5 min}
      c: {capacity: 4}
    clocks: {whole: {within: [4 h], by: [kind]}}
    parameters: {spare: 0}
    rules: {full: {when: waiting(a) > 6, for: 1 h, until: waiting(a) < 2, do: [{add: {a: 3}}]}}
    arrivals: {people: {rate: 300 per day, set: {kind: {choice: {1: 1, 2: 2, 3: 1}}}, enter: s}}
    steps:
      s:
        - start: whole
        - seize: a
          priority: kind
          patience: {exponential: {mean: 3 h}}
          otherwise: gone
        - delay: {by: kind, 1: 20 min, 2: {exponential: {mean: 30 min}}, 3: {uniform: {min: 10 min, max: 1 h}}}
        - release: a
        - fork: [one, two]
        - seize: {any_of: [b, c]}
          as: bed
        - delay: {lognormal: {mean: 25 min, sd: 10 min}}
        - release: bed
        - wait_until: waiting(a) < 2
        - stop: whole
        - leave: done
      one: [{delay: {exponential: {mean: 10 min}}}, {leave: end}]
      two: [{delay: 5 min}, {leave: end}]
      gone: [{leave: gave_up}]
experiment: {length: 40 days, warm_up: 20 days, replications: 1}
)");
}
