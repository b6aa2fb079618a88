// Whose fault is a queue: chains that run backwards, with every time worked out by hand, from the text of the model to the shares.
#include "study/attribution.hpp"

#include <doctest/doctest.h>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

doctest::Approx exactly(double value) { return doctest::Approx(value).epsilon(1e-12); }

const WaitingFor& waiting_for(const Attribution& a, const Results& r, const std::string& name) {
  for (const WaitingFor& w : a.total)
    if (r.resources[w.resource].name == name) return w;
  throw std::runtime_error("nobody waits for " + name);
}

double share(const WaitingFor& w, const Results& r, const std::string& name) {
  for (const Cause& cause : w.causes)
    if (r.resources[cause.resource].name == name) return cause.share.value;
  return 0;
}

double whole(const WaitingFor& w) {
  double sum = 0;
  for (const Cause& cause : w.causes) sum += cause.share.value;
  return sum;
}

}  // namespace

TEST_CASE("a queue is caused by what the units ahead of it wait for") {
  // Three patients at 0. p1: desk 0-10, bed 10-40. p2 has the desk 10-40: works 10-20, then waits for the bed; bed 40-70.
  // p3 has the desk 40-70: works 40-50, then waits; bed 70-100. The desk is in use 70 min, 40 of them for the bed.
  const Results r = results(clinic(R"(resources: {desk: {capacity: 1}, bed: {capacity: 1}}
arrivals: {a: {at: [0 min, 0 min, 0 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {seize: bed}, {release: desk}, {delay: 30 min}, {release: bed}, {leave: done}])",
                                   "experiment: {length: 2 h, replications: 1}"));
  const Attribution a = attribution_of(r);
  REQUIRE(a.total.size() == 2);
  const WaitingFor& desk = waiting_for(a, r, "clinic.desk");
  CHECK(desk.waiting * 120 == exactly(10 + 40));
  CHECK(share(desk, r, "clinic.desk") == exactly(30.0 / 70));
  CHECK(share(desk, r, "clinic.bed") == exactly(40.0 / 70));
  const WaitingFor& bed = waiting_for(a, r, "clinic.bed");
  CHECK(bed.waiting * 120 == exactly(20 + 20));
  CHECK(share(bed, r, "clinic.bed") == exactly(1));
}

TEST_CASE("the cause is followed down a chain of three to where units work") {
  // p1: first 0-10, second 10-20, third 20-80. p2: first 10-20, second 20-80 (works to 30), third 80-140. p3: first 20-80 (works to
  // 30), second 80-140 (works to 90), third 140-200. First: in use 80, 50 for the second; second: in use 130, 100 for the third.
  const Results r = results(clinic(R"(resources: {first: {capacity: 1}, second: {capacity: 1}, third: {capacity: 1}}
arrivals: {a: {at: [0 min, 0 min, 0 min], enter: s}}
steps:
  s: [{seize: first}, {delay: 10 min}, {seize: second}, {release: first}, {delay: 10 min}, {seize: third}, {release: second}, {delay: 1 h},
      {release: third}, {leave: done}])",
                                   "experiment: {length: 4 h, replications: 1}"));
  const Attribution a = attribution_of(r);
  const WaitingFor& first = waiting_for(a, r, "clinic.first");
  CHECK(first.waiting * 240 == exactly(10 + 20));
  CHECK(share(first, r, "clinic.first") == exactly(39.0 / 104));
  CHECK(share(first, r, "clinic.second") == exactly(15.0 / 104));
  CHECK(share(first, r, "clinic.third") == exactly(50.0 / 104));
  CHECK(whole(first) == exactly(1));
  CHECK(share(waiting_for(a, r, "clinic.second"), r, "clinic.third") == exactly(10.0 / 13));
}

TEST_CASE("each time bucket has causes of its own, and each adds up to the whole") {
  // Day 1 (from 0:00): as in the first case. Day 2: one more pair, whose bed stays are short, so that only the desk's work delays.
  const Results r = results(clinic(R"(resources: {desk: {capacity: 1}, bed: {capacity: 1}}
arrivals:
  a: {at: [0 min, 0 min, 0 min], set: {stay: 30}, enter: s}
  b: {at: [1440 min, 1440 min], set: {stay: 5}, enter: s}
steps:
  s: [{seize: desk}, {delay: 10 min}, {seize: bed}, {release: desk}, {delay: {formula: 1 min * stay}}, {release: bed}, {leave: done}])",
                                   "experiment: {length: 2 days, replications: 1, bucket: day}"));
  const std::vector<Attribution> days = attribution_by_bucket(r);
  REQUIRE(days.size() == 2);
  CHECK(share(waiting_for(days[0], r, "clinic.desk"), r, "clinic.bed") == exactly(40.0 / 70));
  CHECK(share(waiting_for(days[1], r, "clinic.desk"), r, "clinic.desk") == exactly(1));
  for (const Attribution& day : days)
    for (const WaitingFor& w : day.total) CHECK(whole(w) == exactly(1));
}

}  // namespace careway::testing
