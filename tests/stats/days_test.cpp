#include "stats/days.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace careway;
using doctest::Approx;

namespace {

DailyCounts days_of(const std::vector<std::uint64_t>& counts) {
  DailyCounts days;
  for (const std::uint64_t c : counts) days.add(c);
  return days;
}

}  // namespace

TEST_CASE("variance and dispersion of daily counts agree with a case worked by hand") {
  const DailyVariation found = variance_per_day(std::vector{days_of({2, 4, 4, 4}), days_of({5, 5, 7, 9})});
  CHECK(found.mean.value == Approx(5));
  CHECK(found.variance.value == Approx(4));
  CHECK(found.dispersion.value == Approx(0.8));
  CHECK(found.dispersion.n == 2);
  CHECK(found.dispersion.low > 0);
  CHECK(found.dispersion.low < 0.8);
  CHECK(found.dispersion.high > 0.8);
}

TEST_CASE("the standard error of the dispersion is the one of the delta method") {
  // {0, 4} and {1, 3}: m = 2, v = 10/4; mean influences 0, 0; variance influences (8 - 5)/2 and (2 - 5)/2;
  // se(v) = sqrt(4.5 / 2) = 1.5, se(v/m) = 0.75.
  const DailyVariation found = variance_per_day(std::vector{days_of({0, 4}), days_of({1, 3})});
  CHECK(found.mean.se == 0);
  CHECK(found.variance.value == 2.5);
  CHECK(found.variance.se == Approx(1.5));
  CHECK(found.dispersion.se == Approx(0.75));
  // {1, 1} and {3, 5}: m = 2.5, v = 2.75; mean influences -1.5, 1.5; squares 4.5 and 6.5, so variance influences
  // (4.5 - 5.5)/2 = -0.5 and 0.5; dispersion: 0.5/2.5 - 1.5 * 2.75/6.25 = -0.46.
  const DailyVariation other = variance_per_day(std::vector{days_of({1, 1}), days_of({3, 5})});
  CHECK(other.dispersion.se == Approx(0.46));
}

TEST_CASE("the same count every day has no variance and no dispersion") {
  const DailyVariation found = variance_per_day(std::vector(5, days_of({12, 12, 12})));
  CHECK(found.mean.value == 12);
  CHECK(found.variance.value == 0);
  CHECK(found.variance.high == 0);
  CHECK(found.dispersion.value == 0);
}

TEST_CASE("days without any count have a variance of 0 and no dispersion, no days have nothing") {
  const DailyVariation idle = variance_per_day(std::vector(5, days_of({0, 0})));
  CHECK(idle.mean.value == 0);
  CHECK(idle.variance.value == 0);
  CHECK_FALSE(idle.dispersion.has_value());
  const DailyVariation nothing = variance_per_day(std::vector<DailyCounts>(2));
  CHECK_FALSE(nothing.mean.has_value());
  CHECK_FALSE(nothing.variance.has_value());
}

TEST_CASE("one replication has values but no intervals") {
  const DailyVariation found = variance_per_day(std::vector{days_of({1, 2, 3})});
  CHECK(found.variance.has_value());
  CHECK_FALSE(found.variance.has_interval());
  CHECK_FALSE(found.dispersion.has_interval());
}
