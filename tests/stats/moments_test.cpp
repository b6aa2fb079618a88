#include "stats/moments.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace careway;
using doctest::Approx;

namespace {

ExactSums sums_of(const std::vector<std::int64_t>& values) {
  ExactSums sums;
  for (const std::int64_t v : values) sums.add(v);
  return sums;
}

}  // namespace

TEST_CASE("mean and sd do not depend on how the observations fall into replications") {
  // The usual small example: mean 5, sum of squared distances 32 over 8 values.
  const std::vector<ExactSums> one = {sums_of({2, 4, 4, 4, 5, 5, 7, 9})};
  const std::vector<ExactSums> three = {sums_of({2, 9}), sums_of({4, 4, 4}), sums_of({5, 5, 7})};
  for (const auto& replications : {one, three}) {
    const MeanAndSd both = mean_and_sd_over(replications);
    CHECK(both.mean.value == Approx(5));
    CHECK(both.sd.value == Approx(2));
    CHECK(both.mean.has_interval() == (replications.size() > 1));
    CHECK(both.sd.has_interval() == (replications.size() > 1));
  }
}

TEST_CASE("equal durations of ten years have a spread of exactly 0") {
  const std::int64_t ten_years = 315'360'000'017;
  const std::vector<ExactSums> replications(3, sums_of(std::vector<std::int64_t>(1000, ten_years)));
  const MeanAndSd both = mean_and_sd_over(replications);
  CHECK(both.mean.value == static_cast<double>(ten_years));
  CHECK(both.mean.low == static_cast<double>(ten_years));
  CHECK(both.sd.value == 0);
  CHECK(both.sd.low == 0);
  CHECK(both.sd.high == 0);
}

TEST_CASE("a spread of one tick on a mean of ten years is not lost") {
  const std::int64_t c = 315'360'000'017;
  const std::vector<ExactSums> replications = {sums_of({c - 1, c + 1}), sums_of({c + 1, c - 1})};
  CHECK(mean_and_sd_over(replications).sd.value == 1);
}

TEST_CASE("values below zero are observations like others") {
  const MeanAndSd both = mean_and_sd_over(std::vector<ExactSums>{sums_of({-3, -1}), sums_of({1, 3})});
  CHECK(both.mean.value == 0);
  CHECK(both.sd.value == Approx(std::sqrt(5)));
}

TEST_CASE("shifting all observations moves the mean and leaves its interval and the sd as wide as before") {
  const std::vector<ExactSums> at = {sums_of({1, 5}), sums_of({2, 7, 3}), sums_of({4, 4})};
  const std::vector<ExactSums> shifted = {sums_of({1001, 1005}), sums_of({1002, 1007, 1003}), sums_of({1004, 1004})};
  const MeanAndSd a = mean_and_sd_over(at), b = mean_and_sd_over(shifted);
  CHECK(b.mean.value == Approx(a.mean.value + 1000));
  CHECK(b.mean.se == Approx(a.mean.se));
  CHECK(b.sd.value == Approx(a.sd.value));
  CHECK(b.sd.low == Approx(a.sd.low));
  CHECK(b.sd.high == Approx(a.sd.high));
}

TEST_CASE("the standard error of the sd agrees with a case worked by hand") {
  // {0, 2} and {0, 6}: m = 2, v = (4 + 20) / 4 = 6; influences (4 - 12) / 2 = -4 and (20 - 12) / 2 = 4;
  // se(v) = sqrt(32 / 2) = 4 and se(sd) = 4 / (2 sqrt 6).
  const MeanAndSd both = mean_and_sd_over(std::vector<ExactSums>{sums_of({0, 2}), sums_of({0, 6})});
  CHECK(both.mean.value == 2);
  CHECK(both.sd.value == Approx(std::sqrt(6)));
  CHECK(both.sd.se == Approx(2 / std::sqrt(6)));
}

TEST_CASE("merging the sums of two replications is the sum of their observations") {
  ExactSums merged = sums_of({1, 2, 3});
  merged.add(sums_of({10, 20}));
  const ExactSums all = sums_of({1, 2, 3, 10, 20});
  CHECK(merged.n == all.n);
  CHECK(merged.sum == all.sum);
  CHECK(merged.sum_of_squares == all.sum_of_squares);
}

TEST_CASE("no observations give no mean and no sd") {
  const MeanAndSd both = mean_and_sd_over(std::vector<ExactSums>(3));
  CHECK_FALSE(both.mean.has_value());
  CHECK_FALSE(both.sd.has_value());
  CHECK_FALSE(both.sd.has_interval());
}
