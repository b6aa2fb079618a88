#include "stats/precision.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "base/contract.hpp"

using namespace careway;
using doctest::Approx;

namespace {

Estimate pilot_of(double value, double spread, std::size_t n) {
  return t_interval({.value = value, .se = spread / std::sqrt(static_cast<double>(n)), .n = n});
}

}  // namespace

TEST_CASE("the number of replications is the smallest that meets an absolute half-width") {
  const Estimate pilot = pilot_of(10, 2, 10);
  const auto needed = replications_needed(pilot, Precision::absolute(0.5));
  REQUIRE(needed.has_value());
  const auto half_width = [](std::size_t r) { return t_factor(r, 0.95) * 2 / std::sqrt(static_cast<double>(r)); };
  CHECK(half_width(*needed) <= 0.5);
  CHECK(half_width(*needed - 1) > 0.5);
  // (z S / h)^2 = (1.96 * 2 / 0.5)^2 = 61.5; Student's t asks for two more.
  CHECK(*needed == 64);
}

TEST_CASE("half the half-width costs about four times the replications") {
  const Estimate pilot = pilot_of(10, 2, 10);
  const double wide = static_cast<double>(replications_needed(pilot, Precision::absolute(0.1)).value());
  const double narrow = static_cast<double>(replications_needed(pilot, Precision::absolute(0.05)).value());
  CHECK(narrow / wide == Approx(4).epsilon(0.01));
}

TEST_CASE("a relative precision is tightened so that it holds against the true value") {
  // d' = 0.25 / 1.25 = 0.2 of the value, whichever sign it has.
  CHECK(Precision::relative(0.25).allowed_for(10) == Approx(2));
  CHECK(Precision::relative(0.25).allowed_for(-10) == Approx(2));
  CHECK(Precision::absolute(0.25).allowed_for(10) == 0.25);
  const Estimate pilot = pilot_of(10, 2, 10);
  CHECK(replications_needed(pilot, Precision::relative(0.25)) == replications_needed(pilot, Precision::absolute(2)));
}

TEST_CASE("a pilot that is precise already needs no more") {
  const Estimate pilot = pilot_of(10, 0.01, 10);
  CHECK(precise_enough(pilot, Precision::relative(0.02)));
  CHECK(replications_needed(pilot, Precision::relative(0.02)) == 10);
}

TEST_CASE("a number cannot be promised without a spread, around zero, or beyond the end of the search") {
  const Estimate one{.value = 4, .n = 1};
  CHECK_FALSE(replications_needed(one, Precision::absolute(1)).has_value());
  CHECK_FALSE(replications_needed(pilot_of(0, 2, 10), Precision::relative(0.1)).has_value());
  CHECK_FALSE(replications_needed(pilot_of(10, 2, 10), Precision::absolute(0.5), {.most = 63}).has_value());
  CHECK(replications_needed(pilot_of(10, 2, 10), Precision::absolute(0.5), {.most = 64}) == 64);
}

TEST_CASE("equal replications need no more of them") {
  CHECK(replications_needed(pilot_of(0, 0, 10), Precision::relative(0.1)) == 10);
}

TEST_CASE("the longer arm of the interval decides, and no interval is never enough") {
  const Estimate lopsided{.value = 0.01, .low = 0.008, .high = 0.016, .se = 0.002, .n = 20};
  CHECK(precise_enough(lopsided, Precision::absolute(0.0061)));
  CHECK_FALSE(precise_enough(lopsided, Precision::absolute(0.005)));
  CHECK_FALSE(precise_enough({.value = 1, .n = 1}, Precision::absolute(100)));
}

TEST_CASE("a precision must hold for five further replications, and for one in twenty beyond a hundred") {
  CHECK(look_ahead(10) == 5);
  CHECK(look_ahead(100) == 5);
  CHECK(look_ahead(200) == 10);
}

TEST_CASE("a precision that was reached by luck and lost again does not end the run") {
  const Estimate good{.value = 1, .low = 0.99, .high = 1.01, .se = 0.005, .n = 5};
  const Estimate bad{.value = 1, .low = 0.5, .high = 1.5, .se = 0.2, .n = 5};
  const Precision wanted = Precision::absolute(0.02);
  std::vector<Estimate> sequence = {bad, bad, good, good, bad, good, good, good, good, good};
  CHECK_FALSE(first_precise(sequence, wanted).has_value());  // held since the sixth for four more only
  sequence.push_back(good);
  CHECK(first_precise(sequence, wanted) == 6);
  sequence.push_back(bad);
  CHECK(first_precise(sequence, wanted) == 6);
}

TEST_CASE("a precision of nothing or less is the caller's mistake") {
  CHECK_THROWS_AS(Precision::relative(0), Defect);
  CHECK_THROWS_AS(Precision::absolute(-1), Defect);
}
