// How far a run is, is told while it runs, and changes nothing of it.
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "study/record_bytes.hpp"
#include "study/run_study.hpp"
#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// A desk where some always wait; `clock` and `experiment` are parts of the model.
std::string desks(const std::string& clock, const std::string& experiment, int systems = 1) {
  std::string all = "model: m\npathways:\n";
  for (int i = 0; i < systems; ++i)
    all += "  desk" + std::to_string(i) + R"(:
    resources: {clerk: {capacity: 1}}
    clocks: {stay: {)" + clock + R"(}}
    arrivals: {people: {rate: )" + std::to_string(4 + i) + R"( per hour, enter: come}}
    steps: {come: [{start: stay}, {seize: clerk}, {delay: {exponential: {mean: 8 min}}}, {release: clerk}, {stop: stay}, {leave: served}]}
)";
  return all + "experiment: {warm_up: 5 days, length: 30 days, replications: 1, seed: 3" + experiment + "}\n";
}

struct Looker final : Watcher {
  void saw(What, Ticks, const Patient&, std::uint32_t, std::uint32_t) override {}
};

struct Heard {
  std::vector<std::pair<std::size_t, double>> told;
  std::vector<std::string> records;  ///< as bytes, in order of replication
};

enum class Listen : std::uint8_t { no, yes };

Heard run(const std::string& model, std::uint32_t replications, unsigned threads, Listen listen, bool watched = false, const Results* done = nullptr) {
  const Network net = compiled(model);
  Heard heard;
  heard.records.resize(replications);
  RunOptions options;
  options.seed = 3;
  options.threads = threads;
  for (std::uint32_t i = 0; i < replications; ++i) options.replications.push_back(i);
  if (listen == Listen::yes) options.progress = [&](std::size_t whole, double parts) { heard.told.emplace_back(whole, parts); };
  if (watched) options.watch = [](std::uint32_t) { return std::make_unique<Looker>(); };
  options.keep = [&](std::uint32_t replication, std::string_view bytes) { heard.records[replication] = std::string(bytes); };
  if (done) run_study(net, options, *done);
  else run_study(net, options);
  return heard;
}

/// It begins with what was there, grows in small steps, and ends when all is done.
void check_told(const Heard& heard, std::size_t before, std::size_t replications, double largest_step = 0.04) {
  REQUIRE(!heard.told.empty());
  CHECK((heard.told.front() == std::pair(before, 0.0)));
  CHECK((heard.told.back() == std::pair(replications, 0.0)));
  double reached = static_cast<double>(before);
  for (const auto& [whole, parts] : heard.told) {
    const double now = static_cast<double>(whole) + parts;
    CHECK(now > reached - 1e-9);
    CHECK(now < reached + largest_step);
    reached = now;
  }
}

}  // namespace

TEST_CASE("how far a run is, is told in small steps, and its records are the same bytes") {
  // Clocks of those who arrived in the window let a run go on after it.
  for (const std::string& model : {desks("within: [1 h]", ""), desks("count: arrived", ""), desks("within: [1 h]", "", 3)}) {
    CAPTURE(model);
    const Heard silent = run(model, 3, 1, Listen::no);
    CHECK(silent.told.empty());
    for (const unsigned threads : {1U, 2U, 9U}) {
      const Heard heard = run(model, 3, threads, Listen::yes);
      CHECK((heard.records == silent.records));
      check_told(heard, 0, 3, 0.14);  // a tenth is for those who are there after the window
    }
  }
}

TEST_CASE("a run that stops early is done then") {
  const std::string model = desks("within: [1 h]", ", stop_when: waiting(desk0.clerk) > 10");
  const Heard heard = run(model, 2, 1, Listen::yes);
  CHECK((heard.records == run(model, 2, 1, Listen::no).records));
  check_told(heard, 0, 2, 0.95);
  CHECK(heard.told.size() < 150);  // or it did not stop early
}

TEST_CASE("with somebody who looks on it is told, too, and of replications that are there already as of such") {
  const std::string model = desks("within: [1 h]", "", 2);
  check_told(run(model, 2, 1, Listen::yes, true), 0, 2);
  RunOptions first;
  first.seed = 3;
  first.replications = {0, 1};
  const Results two = run_study(compiled(model), first);
  check_told(run(model, 3, 1, Listen::yes, false, &two), 2, 3);
}

}  // namespace careway::testing
