#include "stats/estimate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/contract.hpp"
#include "stats/distributions.hpp"
#include "stats/mean.hpp"

using namespace careway;
using doctest::Approx;

TEST_CASE("t quantiles agree with the printed table") {
  // Law 2015, table T.1, to its three decimals; the fourth case from any table of the normal distribution.
  CHECK(student_t_quantile(0.975, 1) == Approx(12.706).epsilon(1e-4));
  CHECK(student_t_quantile(0.95, 9) == Approx(1.833).epsilon(3e-4));
  CHECK(student_t_quantile(0.975, 9) == Approx(2.262).epsilon(3e-4));
  CHECK(student_t_quantile(0.975, 1'000'000) == Approx(1.959964).epsilon(1e-5));
  CHECK(student_t_quantile(0.5, 4) == Approx(0).epsilon(1e-12));
}

TEST_CASE("t tails undo t quantiles and reach their ends") {
  for (const std::size_t df : {1U, 2U, 7U, 99U})
    for (const double p : {0.6, 0.9, 0.999}) {
      CHECK(student_t_upper_tail(student_t_quantile(p, df), df) / (1 - p) == Approx(1));
      CHECK(student_t_two_sided(-student_t_quantile(p, df), df) / (2 * (1 - p)) == Approx(1));
    }
  CHECK(student_t_upper_tail(HUGE_VAL, 3) == 0);
  CHECK(student_t_upper_tail(-HUGE_VAL, 3) == 1);
  CHECK(student_t_upper_tail(0, 3) == Approx(0.5));
}

TEST_CASE("a probability or a level outside (0, 1) is the caller's mistake") {
  CHECK_THROWS_AS(student_t_quantile(1, 5), Defect);
  CHECK_THROWS_AS(student_t_quantile(0.5, 0), Defect);
  CHECK_THROWS_AS(mean_of(std::vector<double>{1, 2}, 95), Defect);
}

TEST_CASE("the mean of ten replications has the interval of the textbook") {
  // Law 2015, ch. 4, the example of the t interval: 90% interval 1.34 +- 0.24.
  const std::vector<double> y = {1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09};
  const Estimate mean = mean_of(y, 0.90);
  CHECK(mean.value == Approx(1.343));
  CHECK(std::fabs(mean.se * mean.se * 10 - 0.17) < 0.005);
  CHECK(std::fabs(mean.half_width() - 0.24) < 0.005);
  CHECK(mean.n == 10);
}

TEST_CASE("one replication has a value but no interval, none has neither") {
  const Estimate one = mean_of(std::vector<double>{3});
  CHECK(one.value == 3);
  CHECK_FALSE(one.has_interval());
  CHECK_FALSE(one.has_se());
  const Estimate none = mean_of({});
  CHECK_FALSE(none.has_value());
  CHECK_FALSE(none.has_interval());
}

TEST_CASE("equal replications have exactly their value as interval") {
  const Estimate mean = mean_of(std::vector<double>(7, 0.1));
  CHECK(mean.value == 0.1);
  CHECK(mean.low == 0.1);
  CHECK(mean.high == 0.1);
  CHECK(mean.se == 0);
}

TEST_CASE("a higher level gives a longer interval around the same value") {
  const std::vector<double> y = {1, 2, 4, 8};
  CHECK(mean_of(y, 0.99).value == mean_of(y, 0.9).value);
  CHECK(mean_of(y, 0.99).half_width() > mean_of(y, 0.9).half_width());
}

TEST_CASE("changing the unit changes every part, and clamping only the interval") {
  const Estimate scaled_one = scaled({.value = 2, .low = 1, .high = 4, .se = 0.5, .n = 6}, 10);
  CHECK(scaled_one.value == 20);
  CHECK(scaled_one.low == 10);
  CHECK(scaled_one.high == 40);
  CHECK(scaled_one.se == 5);
  CHECK(scaled_one.n == 6);
  CHECK(scaled_one.half_width() == 20);
  const Estimate cut = clamped({.value = 0.1, .low = -0.2, .high = 1.4, .se = 0.2, .n = 3}, 0, 1);
  CHECK(cut.low == 0);
  CHECK(cut.high == 1);
  CHECK(cut.value == 0.1);
}
