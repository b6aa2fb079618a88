// Rows that the engine writes in place say what a watcher is told by calls, whole, in order, and in blocks of any number.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "study/event_watch.hpp"
#include "support/run_model.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

/// Some wait, give up, are interrupted and go from step to step; some 30,000 rows.
Network shop() {
  return compiled(clinic(R"(resources: {desk: {capacity: 2}, hall: {capacity: 4}}
arrivals:
  people: {rate: 14 per hour, set: {urgency: {choice: {1: 1, 2: 4}}}, enter: come}
  late: {rate: 1 per hour, set: {urgency: 2}, enter: second}
steps:
  come: [{seize: hall, patience: 4 min, otherwise: off}, {delay: 5 min}, {go: second}]
  second:
    - {seize: desk, priority: urgency, preempt: resume, patience: 10 min, otherwise: off}
    - delay: {exponential: {mean: 9 min}}
    - release: all
    - leave: served
  off: [{release: all}, {leave: unserved}]
)", "experiment: {length: 14 days}"));
}

using Row = std::vector<std::int64_t>;
Row numbers(const EventRow& row) { return {row.time, row.patient, row.step, row.which, row.what}; }

/// What is told by calls, put into numbers in its own way.
struct Calls final : Watcher {
  explicit Calls(const Network& network) : net(network) {}
  void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) override {
    static const std::map<What, std::int64_t> told = {{What::arrived, 0}, {What::moved, 1}, {What::waits, 2}, {What::gave_up, 3},
                                                      {What::took, 4}, {What::released, 5}, {What::left, 6}, {What::lost, 7}};
    const auto found = told.find(what);
    if (found == told.end()) return;
    std::int64_t step = UINT32_MAX, which = instance;
    if (what == What::arrived) which = patient.source;
    else if (net.ops.at(position).action != no_index) step = net.actions.at(net.ops[position].action).step;
    if (what == What::left) which = net.ops.at(position).b;
    if (what == What::moved) which = UINT32_MAX;
    rows.push_back({now, static_cast<std::int64_t>(patient.ordinal), step, which, found->second});
  }
  const Network& net;
  std::vector<Row> rows;
};

struct Log {
  std::vector<Row> rows;
  std::vector<std::size_t> blocks;
};

Log logged(const Network& net, double share) {
  Log log;
  EventWatch watch(net, 3, share, [&](std::uint32_t replication, std::vector<EventRow>&& rows) {
    CHECK(replication == 3);
    for (const EventRow& row : rows) log.rows.push_back(numbers(row));
    log.blocks.push_back(rows.size());
    return log.blocks.size() % 2 == 0 ? std::move(rows) : std::vector<EventRow>();
  });
  Engine(net, Layout(net), 11, 3, &watch).run();
  watch.ended();
  return log;
}

}  // namespace

TEST_CASE("the log's rows are what a watcher is told") {
  const Network net = shop();
  Calls calls(net);
  Engine(net, Layout(net), 11, 3, &calls).run();
  const Log log = logged(net, 1);
  REQUIRE(log.blocks.size() >= 2);
  CHECK(log.blocks.front() == 1 << 14);
  CHECK(log.blocks.back() < 1 << 14);
  CHECK(log.rows == calls.rows);
  std::set<std::int64_t> kinds;
  for (const Row& row : log.rows) kinds.insert(row[4]);
  CHECK(kinds.size() == 8);
}

TEST_CASE("the log of a share of the patients has all rows of theirs") {
  const Network net = shop();
  const Log whole = logged(net, 1), part = logged(net, 0.3);
  std::set<std::int64_t> everybody, they;
  for (const Row& row : whole.rows) everybody.insert(row[1]);
  for (const Row& row : part.rows) they.insert(row[1]);
  std::vector<Row> theirs;
  for (const Row& row : whole.rows)
    if (they.contains(row[1])) theirs.push_back(row);
  CHECK(part.rows == theirs);
  const double share = static_cast<double>(they.size()) / static_cast<double>(everybody.size());
  CHECK(share == doctest::Approx(0.3).epsilon(0.1));
}
