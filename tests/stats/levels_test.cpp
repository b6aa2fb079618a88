#include "stats/levels.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace careway;
using doctest::Approx;
using Times = std::vector<Ticks>;

TEST_CASE("mean and sd of a level weigh each value by the time spent there") {
  // Half the time at 0, a quarter at 1, a quarter at 2: mean 0.75, variance 1.25 - 0.5625.
  const Times times = {3600, 1800, 1800};
  const MeanAndSd both = level_mean_and_sd(std::vector{LevelTimes{times}});
  CHECK(both.mean.value == Approx(0.75));
  CHECK(both.sd.value == Approx(std::sqrt(0.6875)));
  CHECK_FALSE(both.mean.has_interval());
}

TEST_CASE("a replication that is observed for longer weighs by its time") {
  const Times brief = {0, 100}, longer = {0, 0, 0, 300};
  const MeanAndSd both = level_mean_and_sd(std::vector{LevelTimes{brief}, LevelTimes{longer}});
  CHECK(both.mean.value == Approx(2.5));
  CHECK(both.mean.has_interval());
}

TEST_CASE("a level that never changes has a spread and an interval of exactly nothing") {
  Times times(13);
  times[12] = 7 * ticks_per_week;
  const std::vector<LevelTimes> replications(4, LevelTimes{times});
  const MeanAndSd both = level_mean_and_sd(replications);
  CHECK(both.mean.value == 12);
  CHECK(both.mean.high == 12);
  CHECK(both.sd.value == 0);
  CHECK(both.sd.high == 0);
  CHECK(level_quantile(replications, 0.01).value == 12);
  CHECK(level_quantile(replications, 0.99).high == 12);
}

TEST_CASE("a level quantile is the smallest level not exceeded for that fraction of the time") {
  const Times times = {50, 0, 30, 20, 0};
  const std::vector<LevelTimes> one = {LevelTimes{times}};
  CHECK(level_quantile(one, 0.4).value == 0);
  CHECK(level_quantile(one, 0.5).value == 0);
  CHECK(level_quantile(one, 0.51).value == 2);
  CHECK(level_quantile(one, 0.8).value == 2);
  CHECK(level_quantile(one, 0.9).value == 3);
  CHECK(level_quantile(one, 0.9999).value == 3);
}

TEST_CASE("the interval of a level quantile holds its value and ends at whole levels that were met") {
  const Times a = {50, 30, 20, 5}, b = {10, 40, 60, 3}, c = {30, 30, 30, 30};
  const std::vector<LevelTimes> replications = {LevelTimes{a}, LevelTimes{b}, LevelTimes{c}};
  for (double q = 0.05; q < 1; q += 0.05) {
    const Estimate e = level_quantile(replications, q);
    CHECK(e.low <= e.value);
    CHECK(e.value <= e.high);
    CHECK(e.low == std::floor(e.low));
    CHECK(e.high == std::floor(e.high));
    CHECK(e.high <= 3);
  }
}

TEST_CASE("the interval of a level quantile agrees with a case worked by hand") {
  // a: 20 at each of 0..9 and 300 at 10; b: 50 at each of 11..20. The 0.35 quantile is 10, half-way into its 300. Up to
  // there 350 of a and nothing of b: residuals ±175 / 500, se = 0.35. At level 0.5, t_1 = 1: logit(0.35) ± 0.35 /
  // 0.2275 = -2.157 and 0.919, shares 0.1036 and 0.7149, times 103.6 (level 5 ends at 120) and 714.9 (level 15 ends at
  // 750).
  Times a(11, 20), b(21, 0);
  a[10] = 300;
  for (std::size_t v = 11; v <= 20; ++v) b[v] = 50;
  const Estimate e = level_quantile(std::vector{LevelTimes{a}, LevelTimes{b}}, 0.35, 0.5);
  CHECK(e.value == 10);
  CHECK(e.low == 5);
  CHECK(e.high == 15);
}

TEST_CASE("no time gives no value") {
  const Times times = {0, 0};
  const std::vector<LevelTimes> replications = {LevelTimes{times}, LevelTimes{}};
  CHECK_FALSE(level_mean_and_sd(replications).mean.has_value());
  CHECK_FALSE(level_quantile(replications, 0.5).has_value());
}
