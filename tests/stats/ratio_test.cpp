#include "stats/ratio.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "base/contract.hpp"
#include "stats/mean.hpp"

using namespace careway;
using doctest::Approx;
using Numbers = std::vector<double>;

TEST_CASE("the ratio of sums and its interval agree with a case worked by hand") {
  // p = 6/30; residuals -1, 0, 1; se = sqrt(2 / (3 * 2)) / 10 = 0.057735; t_2 = 4.302653.
  const Numbers b = {1, 2, 3}, n = {10, 10, 10};
  const Estimate ratio = ratio_of_sums({.numerators = b, .denominators = n});
  CHECK(ratio.value == Approx(0.2));
  CHECK(ratio.se == Approx(0.0577350269));
  CHECK(ratio.half_width() == Approx(0.2484138));
  CHECK(ratio.n == 3);
}

TEST_CASE("a large replication weighs by its size") {
  const Numbers b = {0, 30}, n = {10, 90};
  CHECK(ratio_of_sums({.numerators = b, .denominators = n}).value == Approx(0.3));  // the average of shares is 0.167
}

TEST_CASE("replications that differ only in size leave no doubt about the ratio") {
  const Numbers b = {1, 3, 7}, n = {4, 12, 28};
  const Estimate ratio = ratio_of_sums({.numerators = b, .denominators = n});
  CHECK(ratio.value == 0.25);
  CHECK(ratio.low == 0.25);
  CHECK(ratio.high == 0.25);
  const Estimate share = share_of_sums({.numerators = b, .denominators = n});
  CHECK(share.low == 0.25);
  CHECK(share.high == 0.25);
}

TEST_CASE("with equal denominators the ratio is the mean of the ratios") {
  const Numbers b = {3, 5, 4, 9}, n = {2, 2, 2, 2}, each = {1.5, 2.5, 2, 4.5};
  const Estimate ratio = ratio_of_sums({.numerators = b, .denominators = n});
  const Estimate mean = mean_of(each);
  CHECK(ratio.value == Approx(mean.value));
  CHECK(ratio.low == Approx(mean.low));
  CHECK(ratio.high == Approx(mean.high));
}

TEST_CASE("a replication without observations still counts as a replication") {
  const Numbers b = {1, 2, 0}, n = {10, 10, 0};
  const Estimate ratio = ratio_of_sums({.numerators = b, .denominators = n});
  CHECK(ratio.value == Approx(0.15));
  CHECK(ratio.n == 3);
  CHECK(ratio.has_interval());
}

TEST_CASE("no observations at all give no value") {
  const Numbers zero = {0, 0};
  CHECK_FALSE(ratio_of_sums({.numerators = zero, .denominators = zero}).has_value());
  CHECK_FALSE(share_of_sums({.numerators = zero, .denominators = zero}).has_value());
  CHECK_FALSE(share_of_sums({.numerators = {}, .denominators = {}}).has_value());
}

TEST_CASE("the interval of a share stays inside [0, 1] and leans away from the end") {
  const Numbers rare = {0, 1, 0, 0, 0}, n = {100, 100, 100, 100, 100};
  const Estimate share = share_of_sums({.numerators = rare, .denominators = n});
  CHECK(share.low > 0);
  CHECK(share.high < 1);
  CHECK(share.high - share.value > share.value - share.low);
}

TEST_CASE("a share and its complement have mirrored intervals") {
  const Numbers b = {3, 9, 5}, n = {20, 22, 18}, rest = {17, 13, 13};
  const Estimate share = share_of_sums({.numerators = b, .denominators = n});
  const Estimate complement = share_of_sums({.numerators = rest, .denominators = n});
  CHECK(complement.value == Approx(1 - share.value));
  CHECK(complement.low == Approx(1 - share.high));
  CHECK(complement.high == Approx(1 - share.low));
}

TEST_CASE("in the middle the logit interval of a share is close to the symmetric one") {
  const Numbers b = {49, 51, 50, 52, 48}, n = {100, 100, 100, 100, 100};
  const Estimate share = share_of_sums({.numerators = b, .denominators = n});
  const Estimate ratio = ratio_of_sums({.numerators = b, .denominators = n});
  CHECK(share.low == Approx(ratio.low).epsilon(0.001));
  CHECK(share.high == Approx(ratio.high).epsilon(0.001));
}

TEST_CASE("no event in thirty replications is bounded by the rule of three, not by zero") {
  const Numbers b(30, 0), n(30, 1000);
  const Estimate share = share_of_sums({.numerators = b, .denominators = n});
  CHECK(share.value == 0);
  CHECK(share.low == 0);
  CHECK(share.high == Approx(0.09503).epsilon(1e-4));  // 1 - 0.05^(1/30), near 3/30
  CHECK_FALSE(share.has_se());
}

TEST_CASE("observations in one replication only give a value, and no interval that would look certain") {
  const Numbers b = {3, 0, 0}, n = {12, 0, 0};
  for (const Estimate& e : {ratio_of_sums({.numerators = b, .denominators = n}), share_of_sums({.numerators = b, .denominators = n})}) {
    CHECK(e.value == 0.25);
    CHECK_FALSE(e.has_se());
    CHECK_FALSE(e.has_interval());
  }
  const Numbers two = {3, 0, 2}, of_two = {12, 0, 9};
  CHECK(ratio_of_sums({.numerators = two, .denominators = of_two}).has_interval());
}

TEST_CASE("a caller who knows of more independent stretches gets the tighter bound") {
  const Numbers b(30, 0), n(30, 1000);
  const Estimate share = share_of_sums({.numerators = b, .denominators = n}, {.independent_blocks = 3000});
  CHECK(3000 * share.high == Approx(2.994237));  // 3000 (1 - 0.05^(1/3000)), near 3
  const Estimate opposite = share_of_sums({.numerators = n, .denominators = n}, {.independent_blocks = 3000});
  CHECK(opposite.value == 1);
  CHECK(opposite.high == 1);
  CHECK(3000 * (1 - opposite.low) == Approx(3000 * share.high));
}

TEST_CASE("a numerator above its denominator is no share") {
  const Numbers b = {3, 1}, n = {2, 2};
  CHECK_THROWS_AS(share_of_sums({.numerators = b, .denominators = n}), Defect);
  CHECK_NOTHROW(ratio_of_sums({.numerators = b, .denominators = n}));
}

TEST_CASE("numerators and denominators must be as many") {
  const Numbers two = {1, 1}, three = {1, 1, 1};
  CHECK_THROWS_AS(ratio_of_sums({.numerators = two, .denominators = three}), Defect);
}
