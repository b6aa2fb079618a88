// Coverage of the 95% intervals: 2 000 repetitions each, fixed seeds, alpha = 1e-6 per assertion with the exact
// binomial tail. Floors below 0.95 allow for intervals that are approximate by nature; README.md has the full
// experiment.
#include "coverage.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "base/bins.hpp"
#include "stats/compare.hpp"
#include "stats/days.hpp"
#include "stats/levels.hpp"
#include "stats/mean.hpp"
#include "stats/moments.hpp"
#include "stats/quantile.hpp"
#include "stats/ratio.hpp"

using namespace careway;
using careway::test::Coverage;
using careway::test::repetitions;

namespace {

using Engine = std::mt19937_64;

/// A lognormal waiting time with median one hour; the logarithms follow a stationary AR(1) with correlation 0.8.
class CorrelatedTimes {
 public:
  explicit CorrelatedTimes(Engine& engine) : engine_(engine), z_(normal_(engine)) {}
  Ticks next() {
    z_ = 0.8 * z_ + 0.6 * normal_(engine_);
    return static_cast<Ticks>(std::llround(static_cast<double>(ticks_per_hour) * std::exp(z_)));
  }

 private:
  Engine& engine_;
  std::normal_distribution<double> normal_;
  double z_;
};

/// Per replication about 200 observations, of which a share around p are events; frailty makes replications differ.
struct EventCounts {
  std::vector<double> events, all;
  RatioSums sums() const { return {.numerators = events, .denominators = all}; }
};

EventCounts draw_events(Engine& engine, std::size_t replications, double p) {
  EventCounts counts;
  for (std::size_t r = 0; r < replications; ++r) {
    const double frailty = std::gamma_distribution<double>(4, 0.25)(engine);
    const int n = std::poisson_distribution<int>(200)(engine);
    const int b = std::binomial_distribution<int>(n, std::fmin(1.0, p * frailty))(engine);
    counts.events.push_back(b);
    counts.all.push_back(n);
  }
  return counts;
}

}  // namespace

TEST_CASE("the coverage check accepts the right interval and refuses one that is too narrow or too wide") {
  Engine engine(1);
  std::normal_distribution<double> normal(10, 2);
  Coverage right, narrow, wide;
  for (int i = 0; i < repetitions; ++i) {
    std::vector<double> y(5);
    for (double& v : y) v = normal(engine);
    Estimate mean = mean_of(y);
    right.add(mean, 10);
    mean.low = mean.value - 1.96 * mean.se;  // the normal quantile where t with 4 degrees is due: covers 0.878
    mean.high = mean.value + 1.96 * mean.se;
    narrow.add(mean, 10);
    wide.add(mean_of(y, 0.98), 10);
  }
  CHECK(right.is_at_least(0.95));
  CHECK(right.is_at_most(0.95));
  CHECK_FALSE(narrow.is_at_least(0.93));
  CHECK_FALSE(wide.is_at_most(0.95));
}

TEST_CASE("the binomial tail agrees with cases worked by hand") {
  CHECK(test::binomial_cdf(0, 3, 0.5) == doctest::Approx(0.125));
  CHECK(test::binomial_cdf(1, 3, 0.5) == doctest::Approx(0.5));
  CHECK(test::binomial_cdf(3, 3, 0.5) == doctest::Approx(1));
}

TEST_CASE("the ratio of sums covers a mean wait when long replications wait longer") {
  // N ~ Poisson(50) + 1, the sum given N has mean N (N + 49): true ratio E[N (N + 49)] / E[N]. E N = 51, Var N = 50.
  const double truth = (50.0 + 51 * 51 + 49 * 51) / 51;
  Engine engine(2);
  Coverage ratio;
  for (int i = 0; i < repetitions; ++i) {
    std::vector<double> sums, counts;
    for (int r = 0; r < 20; ++r) {
      const double n = 1 + std::poisson_distribution<int>(50)(engine);
      sums.push_back((n + 49) * std::gamma_distribution<double>(n, 1)(engine));
      counts.push_back(n);
    }
    ratio.add(ratio_of_sums({.numerators = sums, .denominators = counts}), truth);
  }
  CAPTURE(ratio.rate());
  CHECK(ratio.is_at_least(0.94));
}

TEST_CASE("the share covers common, rare and absent events, and the symmetric interval does not") {
  Engine engine(3);
  for (const std::size_t replications : {5U, 20U}) {
    for (const double p : {0.0005, 0.01, 0.3}) {
      Coverage logit, symmetric;
      for (int i = 0; i < repetitions; ++i) {
        const EventCounts counts = draw_events(engine, replications, p);
        logit.add(share_of_sums(counts.sums()), p);
        symmetric.add(clamped(ratio_of_sums(counts.sums()), 0, 1), p);
      }
      CAPTURE(replications);
      CAPTURE(p);
      CAPTURE(logit.rate());
      CAPTURE(symmetric.rate());
      CHECK(logit.is_at_least(0.94));
      if (p < 0.001) CHECK_FALSE(symmetric.is_at_least(0.94));
    }
  }
}

TEST_CASE("quantiles cover with each of the three intervals when observations are correlated") {
  // 20 replications of 200; the floor allows for the few observations beyond the 0.9 quantile (400 in all).
  Engine engine(4);
  for (const QuantileInterval method : {QuantileInterval::by_share, QuantileInterval::sectioning, QuantileInterval::jackknife}) {
    Coverage median, ninetieth;
    for (int i = 0; i < repetitions / 4; ++i) {
      std::vector<std::vector<std::uint32_t>> counts(20, std::vector<std::uint32_t>(bin_of(200 * ticks_per_hour)));
      std::vector<DurationHistogram> replications;
      for (auto& c : counts) {
        CorrelatedTimes times(engine);
        for (int k = 0; k < 200; ++k) ++c[bin_of(times.next())];
        replications.push_back({.counts = c});
      }
      const auto hour = static_cast<double>(ticks_per_hour);
      median.add(quantile_over(replications, 0.5, {.interval = method}), hour);
      ninetieth.add(quantile_over(replications, 0.9, {.interval = method}), hour * std::exp(1.2815515655446004));
    }
    CAPTURE(static_cast<int>(method));
    CAPTURE(median.rate());
    CAPTURE(ninetieth.rate());
    CHECK(median.is_at_least(0.94));
    CHECK(ninetieth.is_at_least(0.94));
  }
}

TEST_CASE("mean and sd from exact sums cover exponential times") {
  Engine engine(5);
  std::exponential_distribution<double> seconds(0.001);
  Coverage mean, sd;
  for (int i = 0; i < repetitions; ++i) {
    std::vector<ExactSums> replications(10);
    for (ExactSums& r : replications)
      for (int k = 0; k < 100; ++k) r.add(std::llround(1000 * seconds(engine)));
    const MeanAndSd both = mean_and_sd_over(replications);
    mean.add(both.mean, 1e6);
    sd.add(both.sd, 1e6);
  }
  CAPTURE(mean.rate());
  CAPTURE(sd.rate());
  CHECK(mean.is_at_least(0.94));
  CHECK(sd.is_at_least(0.93));
}

TEST_CASE("the dispersion of Poisson days covers 1") {
  Engine engine(6);
  std::poisson_distribution<std::uint64_t> count(30);
  Coverage mean, variance, dispersion;
  for (int i = 0; i < repetitions; ++i) {
    std::vector<DailyCounts> replications(10);
    for (DailyCounts& r : replications)
      for (int day = 0; day < 56; ++day) r.add(count(engine));
    const DailyVariation found = variance_per_day(replications);
    mean.add(found.mean, 30);
    variance.add(found.variance, 30);
    dispersion.add(found.dispersion, 1);
  }
  CAPTURE(dispersion.rate());
  CHECK(mean.is_at_least(0.94));
  CHECK(variance.is_at_least(0.94));
  CHECK(dispersion.is_at_least(0.94));
}

TEST_CASE("paired differences of shares cover, and common numbers shorten the interval") {
  Engine engine(7);
  Coverage paired;
  double reduction = 0;
  for (int i = 0; i < repetitions; ++i) {
    const EventCounts before = draw_events(engine, 20, 0.3);
    EventCounts after = before;  // the variant spares each event with probability 0.1
    for (double& b : after.events) b -= std::binomial_distribution<int>(static_cast<int>(b), 0.1)(engine);
    const Comparison c = paired_ratio_difference({.baseline = before.sums(), .variant = after.sums()});
    paired.add(c.difference, -0.03);
    reduction += c.variance_reduction.value_or(0) / repetitions;
  }
  CAPTURE(paired.rate());
  CAPTURE(reduction);
  CHECK(paired.is_at_least(0.93));
  CHECK(reduction > 5);
}

TEST_CASE("the level quantile covers the level of a birth-and-death process seen over time") {
  // M/M/infinity with mean 20 is Poisson(20) in the long run; its 0.9 quantile is 26. Time in whole ticks, mean stay
  // 1000.
  Engine engine(8);
  Coverage quantile, mean;
  std::exponential_distribution<double> unit(1);
  for (int i = 0; i < repetitions / 4; ++i) {
    std::vector<std::vector<Ticks>> times(10, std::vector<Ticks>(80));
    std::vector<LevelTimes> replications;
    for (auto& t : times) {
      auto level = static_cast<std::size_t>(std::poisson_distribution<int>(20)(engine));
      for (double clock = 0; clock < 20'000;) {
        const double rate = (20 + static_cast<double>(level)) / 1000;
        const double stay = unit(engine) / rate;
        t[level] += std::llround(stay * 1000);
        clock += stay;
        if (unit(engine) * static_cast<double>(level) < unit(engine) * 20)
          ++level;
        else if (level > 0)
          --level;
      }
      replications.push_back({t});
    }
    quantile.add(level_quantile(replications, 0.9), 26);
    mean.add(level_mean_and_sd(replications).mean, 20);
  }
  CAPTURE(quantile.rate());
  CAPTURE(mean.rate());
  CHECK(quantile.is_at_least(0.94));
  CHECK(mean.is_at_least(0.93));
}
