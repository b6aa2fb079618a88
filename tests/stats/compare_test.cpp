#include "stats/compare.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "base/contract.hpp"

using namespace careway;
using doctest::Approx;
using Numbers = std::vector<double>;

TEST_CASE("a paired difference agrees with Student's ten pairs") {
  // Student (1908), the data set `sleep` of R: t.test(paired = TRUE) gives difference 1.58, p = 0.002833,
  // 95% interval 0.7001142 to 2.4598858; cor() gives 0.7951702.
  const Numbers first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const Numbers second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const Comparison c = paired_difference({.baseline = first, .variant = second});
  CHECK(c.difference.value == Approx(1.58));
  CHECK(c.difference.low == Approx(0.7001142));
  CHECK(c.difference.high == Approx(2.4598858));
  CHECK(c.p_value.value() == Approx(0.00283289).epsilon(1e-5));
  CHECK(c.correlation.value() == Approx(0.7951702));
}

TEST_CASE("the variance reduction is the sum of the two variances over the variance of the difference") {
  const Numbers a = {1, 2, 3}, b = {2, 4, 6};  // variances 1 and 4, of the difference 1
  const Comparison c = paired_difference({.baseline = a, .variant = b});
  CHECK(c.variance_reduction.value() == Approx(5));
  CHECK(c.correlation.value() == Approx(1));
}

TEST_CASE("turning the comparison round changes the sign and nothing else") {
  const Numbers a = {1, 5, 2, 8}, b = {3, 4, 4, 9};
  const Comparison forth = paired_difference({.baseline = a, .variant = b});
  const Comparison back = paired_difference({.baseline = b, .variant = a});
  CHECK(back.difference.value == -forth.difference.value);
  CHECK(back.difference.low == Approx(-forth.difference.high));
  CHECK(*back.p_value == Approx(*forth.p_value));
  CHECK(*back.correlation == Approx(*forth.correlation));
}

TEST_CASE("two scenarios that are the same differ by exactly nothing") {
  const Numbers a = {0.1, 0.7, 0.3}, n = {3, 7, 5};
  const Comparison means = paired_difference({.baseline = a, .variant = a});
  const RatioSums sums{.numerators = a, .denominators = n};
  const Comparison ratios = paired_ratio_difference({.baseline = sums, .variant = sums});
  for (const Comparison& c : {means, ratios}) {
    CHECK(c.difference.value == 0);
    CHECK(c.difference.low == 0);
    CHECK(c.difference.high == 0);
    CHECK(c.p_value == 1.0);
    CHECK_FALSE(c.variance_reduction.has_value());
    CHECK(*c.correlation == Approx(1));
  }
}

TEST_CASE("a difference of ratios pairs inside the residuals") {
  // Baseline 1, 3 of 10, 10: p = 0.2, residuals -0.1, 0.1. Variant 2, 6 of 20, 20: p = 0.2, the same residuals.
  const Numbers b = {1, 3}, n = {10, 10}, b2 = {2, 6}, n2 = {20, 20}, b3 = {6, 2};
  const Comparison same = paired_ratio_difference({.baseline = {b, n}, .variant = {b2, n2}});
  CHECK(same.difference.value == 0);
  CHECK(same.difference.se == 0);
  // Turned round, the residuals of the difference are 0.2, -0.2: se = sqrt(0.08 / 2) = 0.2, and pairing doubles the
  // variance that independent streams would have.
  const Comparison against = paired_ratio_difference({.baseline = {b, n}, .variant = {b3, n2}});
  CHECK(against.difference.se == Approx(0.2));
  CHECK(*against.correlation == Approx(-1));
  CHECK(*against.variance_reduction == Approx(0.5));
}

TEST_CASE("ratios over equal denominators compare like the means of the ratios") {
  const Numbers a = {3, 5, 4}, b = {6, 6, 7}, n = {10, 10, 10}, a10 = {0.3, 0.5, 0.4}, b10 = {0.6, 0.6, 0.7};
  const Comparison ratios = paired_ratio_difference({.baseline = {a, n}, .variant = {b, n}});
  const Comparison means = paired_difference({.baseline = a10, .variant = b10});
  CHECK(ratios.difference.low == Approx(means.difference.low));
  CHECK(ratios.difference.high == Approx(means.difference.high));
  CHECK(*ratios.p_value == Approx(*means.p_value));
  CHECK(*ratios.variance_reduction == Approx(*means.variance_reduction));
}

TEST_CASE("where only one replication of a study has observations, the difference has no interval and no verdict") {
  const Numbers a = {30, 0}, of_a = {3, 0}, b = {50, 60}, of_b = {3, 4};
  for (const Comparison& c : {paired_ratio_difference({.baseline = {a, of_a}, .variant = {b, of_b}}), paired_ratio_difference({.baseline = {b, of_b}, .variant = {a, of_a}})}) {
    CHECK(std::fabs(c.difference.value) == Approx(110.0 / 7 - 10));
    CHECK_FALSE(c.difference.has_interval());
    CHECK_FALSE(c.p_value.has_value());
  }
}

TEST_CASE("without an event on either side, the difference is 0 and nothing is known of its error") {
  const Numbers none = {0, 0, 0}, n = {10, 12, 9};
  const Comparison c = paired_ratio_difference({.baseline = {none, n}, .variant = {none, n}});
  CHECK(c.difference.value == 0);
  CHECK_FALSE(c.difference.has_interval());
  CHECK_FALSE(c.p_value.has_value());
}

TEST_CASE("no observations or one replication leave out what cannot be computed") {
  const Numbers zero = {0, 0}, one = {1}, two = {2};
  CHECK_FALSE(paired_ratio_difference({.baseline = {zero, zero}, .variant = {zero, zero}}).difference.has_value());
  const Comparison c = paired_difference({.baseline = one, .variant = two});
  CHECK(c.difference.value == 1);
  CHECK_FALSE(c.difference.has_interval());
  CHECK_FALSE(c.p_value.has_value());
  CHECK_FALSE(c.correlation.has_value());
}

TEST_CASE("Holm's correction agrees with a case worked by hand") {
  // In order: 0.005 * 4, 0.01 * 3, 0.03 * 2, then 0.04 * 1 raised to the one before.
  const Numbers adjusted = holm(Numbers{0.01, 0.04, 0.03, 0.005});
  CHECK(adjusted[0] == Approx(0.03));
  CHECK(adjusted[1] == Approx(0.06));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[3] == Approx(0.02));
}

TEST_CASE("Holm's correction never lowers a p-value, keeps their order and stays at most 1") {
  const Numbers p = {0.9, 0.2, 0.2, 0.0001, 0.5};
  const Numbers adjusted = holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    CHECK(adjusted[i] >= p[i]);
    CHECK(adjusted[i] <= 1);
    for (std::size_t j = 0; j < p.size(); ++j)
      if (p[i] <= p[j]) CHECK(adjusted[i] <= adjusted[j]);
  }
  CHECK(holm(Numbers{}).empty());
  CHECK_THROWS_AS(holm(Numbers{1.5}), Defect);
}

TEST_CASE("five intervals hold together at 95% when each is taken at 99%") {
  CHECK(simultaneous_level(0.95, 5) == Approx(0.99));
  CHECK(simultaneous_level(0.95, 1) == Approx(0.95));
}

TEST_CASE("scenarios with different numbers of replications cannot be paired") {
  const Numbers two = {1, 2}, three = {1, 2, 3};
  CHECK_THROWS_AS(paired_difference({.baseline = two, .variant = three}), Defect);
}

TEST_CASE("sections are paired by their deviations from the pooled figures") {
  const Numbers a = {2, 6}, b = {3, 8};  // against 3 and 4: -1, 3 and -1, 4
  const Comparison c = paired_section_difference({.by_replication = {.baseline = a, .variant = b}, .pooled_baseline = 3, .pooled_variant = 4});
  CHECK(c.difference.value == 1);
  CHECK(c.difference.se == Approx(std::sqrt(0.5)));
  CHECK(c.correlation.value() == Approx((1 + 12) / std::sqrt(10.0 * 17.0)));
  CHECK(c.variance_reduction.value() == Approx(27));
}

TEST_CASE("a replication without a number is left out with its pair") {
  const Numbers a = {2, not_known, 6}, b = {3, 5, 8};
  const Comparison c = paired_section_difference({.by_replication = {.baseline = a, .variant = b}, .pooled_baseline = 3, .pooled_variant = 4});
  CHECK(c.difference.n == 2);
  CHECK(c.difference.se == Approx(std::sqrt(0.5)));
}
