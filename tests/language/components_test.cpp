// Parts of a model between which nobody goes: their patients use the same places of a record, and see nothing of one another.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// A pathway whose patients go round, hold, leave with clocks that run, and ask for both; `more` of its steps.
std::string pathway(const std::string& name, const std::string& clocks, const std::string& desk = "desk") {
  return "  " + name + R"(:
    resources: {desk: {capacity: 2}, room: {capacity: 3}}
    clocks: {)" + clocks + R"(}
    arrivals: {people: {rate: 60 per day, set: {urgent: {choice: {yes_it_is: 1, not_so: 3}}}, enter: wait}}
    steps:
      wait:
        - start: [first, second]
        - seize: room
        - delay: {exponential: {mean: 10 min}}
        - seize: )" + desk + R"(
        - stop: second
        - delay: {lognormal: {mean: 20 min, sd: 10 min}}
        - release: )" + desk + R"(
        - route:
            - {when: "running(first) and elapsed(first) > 1 h and held(room) == 1", to: late}
            - {to: again}
      again:
        - start: third
        - release: room
        - split: {wait: 0.3, gone: 0.7}
      late:
        - start: second
        - release: room
        - split: {gone: 0.5, home: 0.5}
      gone: [{stop: first}, {leave: done}]
      home: [{leave: left_running}]
)";
}

std::string model_of(const std::string& pathways) {
  return "model: m\npathways:\n" + pathways + "experiment: {start: 2024-01-01, warm_up: 2 days, length: 20 days, replications: 1}\n";
}

const std::string few = "first: {within: 1 h}, second: {}, third: {}";
const std::string many = "zeroth: {}, first: {within: 1 h}, half: {}, second: {}, third: {}";

void compare(const Results& whole, const Results& part, const std::string& name) {
  for (const std::string which : {"first", "second", "third"}) {
    CAPTURE(which);
    const ClockResult &a = clock(whole, name + "." + which), &b = clock(part, name + "." + which);
    CHECK(a.total[0] == b.total[0]);
    CHECK(a.open_at_end == b.open_at_end);
    CHECK((which == "third" || a.total[0].n > 100));
  }
}

}  // namespace

TEST_CASE("patients of two parts use the same places of a record, and each part does what it does alone") {
  const std::string a = pathway("a", few), b = pathway("b", many);
  const std::string both = model_of(a + b);
  const Network net = compiled(both), alone = compiled(model_of(b));
  CHECK(net.clock_slots == alone.clock_slots);
  CHECK(net.holding_slots == alone.holding_slots);
  CHECK(net.counter_slots == alone.counter_slots);
  CHECK(net.clock_slots == 3);  // that nobody starts the others is known
  CHECK(alone.counter_slots > 0);
  const Results whole = results(both);
  compare(whole, results(model_of(a)), "a");
  compare(whole, results(model_of(b)), "b");
}

TEST_CASE("parts that share a resource keep their places apart") {
  const Network net = compiled(model_of(pathway("a", few) + pathway("b", few, "a.desk")));
  CHECK(net.clock_slots == 6);
  CHECK(net.clocks_in[net.component[0]].size() == 6);
}

TEST_CASE("clocks of patients who are there at the start are those of their own part") {
  const auto ward = [](const std::string& name, const std::string& clocks) {
    return "  " + name + R"(:
    resources: {bed: {capacity: 2}}
    clocks: {)" + clocks + R"(}
    arrivals: {people: {at: [1 h], enter: rest}}
    steps:
      rest: [{start: other}, {seize: bed}, {start: stay}, {go: lie}]
      lie: [{delay: 4 h}, {release: bed}, {stop: stay}, {leave: home}]
)";
  };
  const std::string model = "model: m\npathways:\n" + ward("a", "stay: {}, other: {}") + ward("b", "other: {}, another: {}, stay: {}") +
                            "experiment: {length: 1 day, replications: 1, census: {file: now.csv, step: step, elapsed: {column: hours, unit: h}, "
                            "clocks: {b.stay: {column: stay, unit: h}}}}\n";
  const Texts file{{"now.csv", "step,hours,stay\nb.lie,1,1.5\n"}};
  CHECK(compiled(model, file).clock_slots == 2);
  const Results r = results(model, file);
  CHECK(clock(r, "b.stay").total[0].sum == (4 * 60 + 4 * 60 + 30) * ticks_per_minute);  // 1.5 h before and 3 h after the start, and 4 h
  CHECK(clock(r, "a.stay").total[0].n == 1);
  CHECK(clock(r, "b.stay").total[0].n == 2);
  CHECK(clock(r, "a.stay").total[0].sum == 4 * ticks_per_hour);
  CHECK(clock(r, "b.other").total[0].n == 0);
}

}  // namespace careway::testing
