// Rules, by hand.
#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// Stays of 1 h in a bed; the rules; what `look` sees at its instants (minutes): 1 + 10 x capacity(bed) + 1000 x gate.
std::string ward(const std::string& rules, const std::string& arrivals, const std::string& looks, const std::string& more = "") {
  return clinic("resources: {bed: {capacity: 1}}\nparameters: {gate: 0}\nrules:\n" + rules + "arrivals:\n  a: {at: [" + arrivals +
                    "], enter: s}\n  l: {at: [" + looks + "], enter: look}\n" + R"(steps:
  s: [{seize: bed}, {delay: 1 h}, {release: bed}, {leave: done}]
  look: [{delay: {formula: 1 min + 10 min * capacity(bed) + 1000 min * gate}}, {leave: seen}])",
                more.empty() ? "experiment: {length: 1 day, replications: 1}" : more);
}

std::vector<Ticks> seen(const std::string& model) {
  std::vector<Ticks> minutes;
  for (const Ticks length : delays_in(told(model), "look")) minutes.push_back(length / ticks_per_minute);
  return minutes;
}

using Minutes = std::vector<Ticks>;

}  // namespace

TEST_CASE("for: only when the condition has held so long without a break") {
  // waiting is 1 from 0:10 to 1:00 (50 min). for 50 min: the grant at 1:00 comes first, the rule never fires; 49 min: at 0:59.
  CHECK(seen(ward("  more: {when: waiting(bed) > 0, for: 50 min, until: now > 100 days, do: {add: {bed: 1}}}\n", "0 min, 10 min", "5 h")) == Minutes{11});
  CHECK(seen(ward("  more: {when: waiting(bed) > 0, for: 49 min, until: now > 100 days, do: {add: {bed: 1}}}\n", "0 min, 10 min", "5 h")) == Minutes{21});
}

TEST_CASE("a condition that broke begins anew") {
  // waiting: 1 in [0:10, 1:00), 0, and 1 in [1:30, 2:00): for 55 min is never reached though both make 80.
  CHECK(seen(ward("  more: {when: waiting(bed) > 0, for: 55 min, until: now > 100 days, do: {add: {bed: 1}}}\n", "0 min, 10 min, 90 min", "5 h")) ==
        Minutes{11});
}

TEST_CASE("until ends a rule, until_for only after so long") {
  // in_use is 1 in [0:00, 1:00). On from 0:00; off when in_use is 0: at 1:00, or at 1:30 with until_for 30 min.
  CHECK(seen(ward("  on: {when: in_use(bed) > 0, until: in_use(bed) == 0, do: {set: {gate: 1}}}\n", "0 min", "0 min, 30 min, 61 min, 91 min")) ==
        Minutes{11, 1011, 11, 11});
  CHECK(seen(ward("  on: {when: in_use(bed) > 0, until: in_use(bed) == 0, until_for: 30 min, do: {set: {gate: 1}}}\n", "0 min",
                  "30 min, 61 min, 89 min, 91 min")) == Minutes{1011, 1011, 1011, 11});
}

TEST_CASE("who arrives at the instant at which a rule fires does not see it") {
  CHECK(seen(ward("  on: {when: in_use(bed) > 0, for: 30 min, do: {set: {gate: 1}}}\n", "0 min", "30 min, 1800.001 s")) == Minutes{11, 1011});
}

TEST_CASE("add, set and scale, of capacity and of parameters") {
  const auto with = [](const std::string& effect) {
    return seen(ward("  on: {when: in_use(bed) > 0, do: " + effect + "}\n", "0 min", "30 min, 2 h"));
  };
  CHECK(with("{add: {bed: 2}}") == Minutes{31, 11});
  CHECK(with("{set: {bed: 5}}") == Minutes{51, 11});
  CHECK(with("{scale: {bed: 3}}") == Minutes{31, 11});
  CHECK(with("{add: {gate: 2}}") == Minutes{2011, 11});
  CHECK(with("[{set: {gate: 3}}, {add: {bed: 1}}]") == Minutes{3021, 11});
  CHECK(with("[{set: {gate: 3}}, {scale: {gate: 2}}, {add: {gate: 1}}]") == Minutes{7011, 11});
}

TEST_CASE("two rules that are on together both apply, in the order in which they are declared") {
  const std::string rules =
      "  first: {when: in_use(bed) > 0, do: {add: {bed: 1}}}\n"
      "  second: {when: in_use(bed) > 0, for: 20 min, do: {scale: {bed: 3}}}\n";
  CHECK(seen(ward(rules, "0 min", "5 min, 21 min, 2 h")) == Minutes{21, 61, 11});  // (1 + 1) x 3
}

TEST_CASE("a rule switches once at an instant, and is tested again check later") {
  // 0:10: one waits, the rule adds a bed, which is granted at once: nobody waits. The rule ends 15 min later, at 0:25.
  // The bed above capacity drains: p2 stays to 1:10.
  const std::string model = ward("  more: {when: waiting(bed) > 0, do: {add: {bed: 1}}}\n", "0 min, 10 min", "11 min, 24 min, 26 min");
  CHECK(seen(model) == Minutes{21, 21, 11});
  CHECK(story_of("waits granted done", model) == table(R"(
    0:10 p2 waits for bed
    0:10 p2 granted bed
    1:00 p1 leaves done
    1:10 p2 leaves done)"));
}

TEST_CASE("a condition on the time is tested at whole multiples of check") {
  CHECK(seen(ward("  on: {when: now >= 50 min, until: now >= 100 min, do: {set: {gate: 1}}}\n", "0 min", "59 min, 61 min, 104 min, 106 min")) ==
        Minutes{11, 1011, 1011, 11});
  CHECK(seen(ward("  on: {when: now >= 50 min, check: 10 min, do: {set: {gate: 1}}}\n", "0 min", "49 min, 51 min")) == Minutes{11, 1011});
  CHECK(seen(ward("  on: {when: 'hour in [1, 2]', do: {set: {gate: 1}}}\n", "0 min", "59 min, 61 min, 179 min, 181 min")) == Minutes{11, 1011, 1011, 11});
}

TEST_CASE("a rule that holds at the start is on from instant 0") {
  CHECK(seen(ward("  on: {when: in_use(bed) == 0, until: now > 100 days, do: {set: {gate: 1}}}\n", "2 h", "0.001 s")) == Minutes{1011});
}

TEST_CASE("a rule of a site changes its own site") {
  const Told run = told(R"(model: two
sites: {royal: , general: }
pathways:
  ward:
    per: site
    resources: {bed: {capacity: 1}}
    rules: {more: {when: in_use(bed) > 0, do: {add: {bed: 1}}}}
    steps:
      admit: [{seize: bed}, {delay: 1 h}, {release: bed}, {leave: done}]
      look: [{delay: {formula: 1 min + 10 min * capacity(bed)}}, {leave: seen}]
  door:
    arrivals: {a: {at: [0 min], enter: s}, r: {at: [5 min], enter: r}, g: {at: [6 min], enter: g}}
    steps:
      s: [{choose_site: royal}, {go: ward.admit}]
      r: [{choose_site: royal}, {go: ward.look}]
      g: [{choose_site: general}, {go: ward.look}]
experiment: {length: 1 day, replications: 1}
)");
  CHECK(delays_in(run, "look") == std::vector<Ticks>{21 * ticks_per_minute, 11 * ticks_per_minute});
}

TEST_CASE("stop_when ends the replication at once") {
  const std::string model = clinic(R"(
resources: {bed: {capacity: 1}}
arrivals: {a: {at: [1 min, 10 min, 20 min, 30 min], enter: s}}
steps:
  s: [{seize: bed}, {delay: 3 h}, {release: bed}, {leave: done}])", "experiment: {length: 1 day, replications: 1, stop_when: waiting(clinic.bed) >= 2}");
  CHECK(story_of("arrives", model) == table(R"(
    0:01 p1 arrives
    0:10 p2 arrives
    0:20 p3 arrives)"));
  const Told run = told(model);
  CHECK(run.record.stopped);
  CHECK(run.record.ended == 20 * ticks_per_minute);
  CHECK(minutes(results(model), "clinic.bed.in_use") == 19);  // from 0:01 to the stop, as 0 after it
  CHECK(count(results(model), "clinic.arrivals.a") == 3);
}

}  // namespace careway::testing
