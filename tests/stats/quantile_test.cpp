#include "stats/quantile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "base/bins.hpp"
#include "base/contract.hpp"

using namespace careway;
using doctest::Approx;

namespace {

using Counts = std::vector<std::uint32_t>;

Counts counts_of(const std::vector<Ticks>& values) {
  Counts counts;
  for (const Ticks v : values) {
    counts.resize(std::max(counts.size(), bin_of(v) + 1));
    ++counts[bin_of(v)];
  }
  return counts;
}

std::vector<DurationHistogram> histograms(const std::vector<Counts>& replications) {
  std::vector<DurationHistogram> all;
  for (const Counts& c : replications) all.push_back({.counts = c});
  return all;
}

constexpr QuantileInterval methods[] = {QuantileInterval::by_share, QuantileInterval::sectioning, QuantileInterval::jackknife};

}  // namespace

TEST_CASE("a quantile of small values is the one of Hyndman and Fan's type 7") {
  // R: quantile(1:5, c(.3, .5, .9), type = 7) gives 2.2, 3, 4.6.
  const std::vector<Counts> replications = {counts_of({1, 4}), counts_of({5, 2, 3})};
  CHECK(quantile_over(histograms(replications), 0.3).value == Approx(2.2));
  CHECK(quantile_over(histograms(replications), 0.5).value == Approx(3));
  CHECK(quantile_over(histograms(replications), 0.9).value == Approx(4.6));
}

TEST_CASE("a quantile does not depend on how the observations fall into replications") {
  const std::vector<Counts> together = {counts_of({10, 30, 200, 200, 17})};
  const std::vector<Counts> apart = {counts_of({10}), counts_of({200, 17}), counts_of({200, 30}), {}};
  for (const double q : {0.1, 0.5, 0.99})
    CHECK(quantile_over(histograms(together), q).value == quantile_over(histograms(apart), q).value);
}

TEST_CASE("several quantiles at once are those that are had one by one") {
  const std::vector<Counts> replications = {counts_of({10, 30}), counts_of({200, 17, 90}), counts_of({40, 30})};
  const std::vector<double> qs = {0.9, 0.1, 0.5};
  const std::vector<Estimate> several = quantiles_over(histograms(replications), qs);
  REQUIRE(several.size() == qs.size());
  for (std::size_t i = 0; i < qs.size(); ++i) {
    const Estimate one = quantile_over(histograms(replications), qs[i]);
    CHECK(several[i].value == one.value);
    CHECK(several[i].low == one.low);
    CHECK(several[i].high == one.high);
  }
  CHECK(several[1].value < several[2].value);
  CHECK(several[2].value < several[0].value);
}

TEST_CASE("all mass at one small value gives exactly that value, with no width") {
  for (const Ticks value : {0, 1, 127, 255}) {
    const std::vector<Counts> replications(4, counts_of({value, value, value}));
    for (const QuantileInterval method : methods) {
      const Estimate median = quantile_over(histograms(replications), 0.5, {.interval = method});
      CHECK(median.value == static_cast<double>(value));
      CHECK(median.low == static_cast<double>(value));
      CHECK(median.high == static_cast<double>(value));
    }
  }
}

TEST_CASE("all mass at one large value is met exactly when the range is known") {
  const Ticks value = 4 * ticks_per_hour;
  const Counts counts = counts_of({value, value});
  const std::vector<DurationHistogram> replications(3, DurationHistogram{.counts = counts, .smallest = value, .largest = value});
  const Estimate quantile = quantile_over(replications, 0.9);
  CHECK(quantile.value == static_cast<double>(value));
  CHECK(quantile.low == static_cast<double>(value));
  CHECK(quantile.high == static_cast<double>(value));
}

TEST_CASE("inside a wide bin observations are taken as evenly spread") {
  const Ticks start = bin_edge(bin_of(ticks_per_hour));
  const Ticks last = bin_edge(bin_of(ticks_per_hour) + 1) - 1;
  const std::vector<Counts> replications = {counts_of(std::vector<Ticks>(101, ticks_per_hour))};
  CHECK(quantile_over(histograms(replications), 0.5).value == Approx(0.5 * static_cast<double>(start + last)));
  const double low = quantile_over(histograms(replications), 0.01).value;
  const double high = quantile_over(histograms(replications), 0.99).value;
  CHECK(low > static_cast<double>(start));
  CHECK(high < static_cast<double>(last));
  CHECK(high - low > 0.9 * static_cast<double>(last - start));
}

TEST_CASE("the quantile from bins is within one bin of the one from sorted values") {
  std::vector<Ticks> values;
  for (Ticks i = 0; i < 2000; ++i) values.push_back(i * i * 37 % 1'000'003 * 50);
  const std::vector<Counts> replications = {counts_of(values)};
  std::sort(values.begin(), values.end());
  for (double q = 0.05; q < 1; q += 0.05) {
    const double h = q * static_cast<double>(values.size() - 1);
    const auto k = static_cast<std::size_t>(h);
    const double exact =
        static_cast<double>(values[k]) + (h - static_cast<double>(k)) * static_cast<double>(values[k + 1] - values[k]);
    CHECK(quantile_over(histograms(replications), q).value == Approx(exact).epsilon(1.0 / bins_per_doubling));
  }
}

TEST_CASE("quantiles rise with q, and every interval holds its value and is never below zero") {
  const std::vector<Counts> replications = {counts_of({0, 0, 5, 3'000, 70'000}), counts_of({0, 8, 90'000, 9'000'000}),
                                            counts_of({0, 0, 0, 100})};
  for (const QuantileInterval method : methods) {
    double previous = 0;
    for (double q = 0.02; q < 1; q += 0.02) {
      const Estimate e = quantile_over(histograms(replications), q, {.interval = method});
      CHECK(e.value >= previous);
      CHECK(e.low <= e.value);
      CHECK(e.value <= e.high);
      CHECK(e.low >= 0);
      previous = e.value;
    }
  }
}

TEST_CASE("sectioning and jackknife agree with a case worked by hand") {
  // Replications {10} and {20}: pooled median 15; sections 10 and 20, S^2 = 50, se = sqrt(50 / 2) = 5;
  // leaving one out gives 20 and 10, pseudo-values 10 and 20, the same se.
  const std::vector<Counts> replications = {counts_of({10}), counts_of({20})};
  for (const QuantileInterval method : {QuantileInterval::sectioning, QuantileInterval::jackknife}) {
    const Estimate median = quantile_over(histograms(replications), 0.5, {.interval = method});
    CHECK(median.value == 15);
    CHECK(median.se == Approx(5));
  }
}

TEST_CASE("the interval by share reads the pooled quantiles at the ends of the interval of the share") {
  // Below rank 4.5 + 1/2 of 0..9: all five of the first, none of the second; residuals of the share 1/2 are ±2.5 / 5,
  // se = sqrt(2 * 0.25 / 2) = 0.5; with t_1 = 12.7 the share can be anything, so the interval is the whole range.
  const std::vector<Counts> replications = {counts_of({0, 1, 2, 3, 4}), counts_of({5, 6, 7, 8, 9})};
  const Estimate median = quantile_over(histograms(replications), 0.5);
  CHECK(median.value == 4.5);
  CHECK(median.low == Approx(0).epsilon(0.01));
  CHECK(median.high == Approx(9).epsilon(0.01));
  // At level 0.5, t_1 = 1: logit half-width 0.5 / 0.25 = 2, shares 1 / (1 + e^2) = 0.119203 and 0.880797, ranks 9 of
  // that.
  const Estimate even = quantile_over(histograms(replications), 0.5, {.level = 0.5});
  CHECK(even.low == Approx(9 * 0.119203));
  CHECK(even.high == Approx(9 * 0.880797));
  CHECK(even.se == Approx(9 * (0.880797 - 0.119203) / 2));
  // Two replications alike leave no doubt.
  const std::vector<Counts> alike(2, counts_of({0, 1, 2, 3, 4}));
  CHECK(quantile_over(histograms(alike), 0.5).low == Approx(2));
  CHECK(quantile_over(histograms(alike), 0.5).high == Approx(2));
}

TEST_CASE("the share range is the logit interval around q") {
  // t_4 = 2.776445; half width on the logit scale 2.776445 * 0.01 / 0.09 = 0.308494; logit 0.9 = 2.197225.
  const ShareRange range = share_range(0.9, 0.01, 5, 0.95);
  CHECK(range.low == Approx(1 / (1 + std::exp(0.308494 - 2.197225))));
  CHECK(range.high == Approx(1 / (1 + std::exp(-0.308494 - 2.197225))));
}

TEST_CASE("the last bin has no upper end but the largest duration, when that is known") {
  const Ticks century = Ticks{1} << 41;
  const std::vector<Counts> replications = {counts_of({century, century, century})};
  CHECK(quantile_over(histograms(replications), 0.5).value == static_cast<double>(bin_edge(bin_count - 1)));
  const DurationHistogram known{.counts = replications[0], .smallest = century, .largest = century};
  CHECK(quantile_over(std::vector{known}, 0.5).value == static_cast<double>(century));
}

TEST_CASE("replications without observations take no part, and no observations give no value") {
  const std::vector<Counts> empty(3, Counts(10, 0));
  CHECK_FALSE(quantile_over(histograms(empty), 0.5).has_value());
  const std::vector<Counts> one = {Counts(10, 0), counts_of({4, 6})};
  const Estimate median = quantile_over(histograms(one), 0.5);
  CHECK(median.value == 5);
  CHECK(median.n == 1);
  CHECK_FALSE(median.has_interval());
}

TEST_CASE("the tail count is the number of observations on the thinner side") {
  const std::vector<Counts> replications = {Counts{300}, Counts{0, 700}};
  CHECK(tail_count(histograms(replications), 0.9) == Approx(100));
  CHECK(tail_count(histograms(replications), 0.01) == Approx(10));
}

TEST_CASE("q outside (0, 1) and a histogram with too many bins are the caller's mistake") {
  const std::vector<Counts> fine = {Counts{1}}, long_one = {Counts(bin_count + 1, 1)};
  CHECK_THROWS_AS(quantile_over(histograms(fine), 1), Defect);
  CHECK_THROWS_AS(quantile_over(histograms(long_one), 0.5), Defect);
}
