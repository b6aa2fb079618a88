// Causes of waiting on chains that were worked out on paper.
#include "stats/attribution.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace careway;

namespace {

WaitingCauses causes(const std::vector<double>& in_use, const std::vector<HeldWaiting>& held) {
  return causes_of_waiting(in_use, held);
}

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-12); }

double sum_of_row(const WaitingCauses& c, std::size_t row) {
  double sum = 0;
  for (std::size_t i = 0; i < c.parts.size(); ++i) sum += c.of(row, i);
  return sum;
}

}  // namespace

TEST_CASE("what is held by those who wait for the next is the next one's part") {
  const WaitingCauses c = causes({100, 50}, {{0, 1, 30}});  // 30 of 100 held
  CHECK(c.of(0, 0) == near(0.7));
  CHECK(c.of(0, 1) == near(0.3));
  CHECK(c.of(1, 0) == near(0));
  CHECK(c.of(1, 1) == near(1));
}

TEST_CASE("a chain of three hands the cause on") {
  // A is held half of its time for B, B four tenths of its for C: A 0.5, B 0.5 * 0.6, C 0.5 * 0.4.
  const WaitingCauses c = causes({10, 20, 5}, {{0, 1, 5}, {1, 2, 8}});
  CHECK(c.of(0, 0) == near(0.5));
  CHECK(c.of(0, 1) == near(0.3));
  CHECK(c.of(0, 2) == near(0.2));
  CHECK(c.of(1, 1) == near(0.6));
  CHECK(c.of(1, 2) == near(0.4));
}

TEST_CASE("a circle is followed round and round") {
  // a = 0.5 A + 0.5 b and b = 0.8 B + 0.2 a, so a = 0.5 A + 0.4 B + 0.1 a = (5 A + 4 B) / 9 and b = (A + 8 B) / 9.
  const WaitingCauses c = causes({2, 10}, {{0, 1, 1}, {1, 0, 2}});
  CHECK(c.of(0, 0) == near(5.0 / 9));
  CHECK(c.of(0, 1) == near(4.0 / 9));
  CHECK(c.of(1, 0) == near(1.0 / 9));
  CHECK(c.of(1, 1) == near(8.0 / 9));
}

TEST_CASE("three resources with a circle between two of them") {
  // a = 0.2 A + 0.8 b, b = 0.5 B + 0.25 a + 0.25 c, c = C: a = 0.2 A + 0.4 B + 0.2 a + 0.2 C = (A + 2 B + C) / 4,
  // b = 0.5 B + (A + 2 B + C) / 16 + 0.25 C = (A + 10 B + 5 C) / 16.
  const WaitingCauses c = causes({10, 4, 7}, {{0, 1, 8}, {1, 0, 1}, {1, 2, 1}});
  CHECK(c.of(0, 0) == near(0.25));
  CHECK(c.of(0, 1) == near(0.5));
  CHECK(c.of(0, 2) == near(0.25));
  CHECK(c.of(1, 0) == near(1.0 / 16));
  CHECK(c.of(1, 1) == near(10.0 / 16));
  CHECK(c.of(1, 2) == near(5.0 / 16));
}

TEST_CASE("waiting for another unit of the same resource is its own work") {
  CHECK(causes({10}, {{0, 0, 5}}).of(0, 0) == near(1));
}

TEST_CASE("a resource that was never in use blames itself and says so") {
  const WaitingCauses c = causes({0, 5}, {{0, 1, 0}});
  CHECK(c.of(0, 0) == 1);
  CHECK(c.never_busy[0]);
  CHECK_FALSE(c.never_busy[1]);
}

TEST_CASE("in a standstill each blames itself, and whoever waits for them blames them") {
  // A and B are held for one another all the time; half of C is held for A.
  const WaitingCauses c = causes({4, 4, 4}, {{0, 1, 4}, {1, 0, 4}, {2, 0, 2}});
  CHECK(c.standstill[0]);
  CHECK(c.standstill[1]);
  CHECK_FALSE(c.standstill[2]);
  CHECK(c.of(0, 0) == near(1));
  CHECK(c.of(1, 1) == near(1));
  CHECK(c.of(2, 0) == near(0.5));
  CHECK(c.of(2, 2) == near(0.5));
}

TEST_CASE("a unit counted as held for two things at once is shared between them") {
  const WaitingCauses c = causes({100, 1, 1}, {{0, 1, 80}, {0, 2, 40}});
  CHECK(c.of(0, 0) == near(0));
  CHECK(c.of(0, 1) == near(2.0 / 3));
  CHECK(c.of(0, 2) == near(1.0 / 3));
}

TEST_CASE("every row adds up to one") {
  std::vector<double> in_use;
  std::vector<HeldWaiting> held;
  for (std::size_t i = 0; i < 40; ++i) {
    in_use.push_back(static_cast<double>(i % 7) * 100);  // some are never in use
    for (std::size_t step = 1; step < 6; ++step)
      held.push_back({i, (i * step + 3) % 40, static_cast<double>((i * 31 + step * 17) % 60)});
  }
  const WaitingCauses c = causes(in_use, held);
  for (std::size_t i = 0; i < 40; ++i) CHECK(sum_of_row(c, i) == near(1));
}

TEST_CASE("without resources there is nothing to explain") { CHECK(causes({}, {}).parts.empty()); }

TEST_CASE("thousands of places, few of which wait for one another, take little memory and time") {
  // At each of 2,000 sites: beds, held for half of the time for one shared service, which is held for nothing.
  constexpr std::size_t sites = 2000;
  std::vector<double> in_use(2 * sites + 1, 10);
  std::vector<HeldWaiting> held;
  for (std::size_t s = 0; s < sites; ++s) {
    held.push_back({s, sites + s, 4});        // 0.4 for the next ward
    held.push_back({sites + s, 2 * sites, 5});  // half of that for the service
  }
  const WaitingCauses c = causes(in_use, held);
  for (const std::size_t s : {std::size_t{0}, std::size_t{1234}, sites - 1}) {
    CHECK(c.of(s, s) == near(0.6));
    CHECK(c.of(s, sites + s) == near(0.2));
    CHECK(c.of(s, 2 * sites) == near(0.2));
    CHECK(c.parts[s].size() == 3);
  }
}
