#include "stats/steady.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "base/contract.hpp"

using namespace careway;
using doctest::Approx;

namespace {

using Weekly = std::vector<std::vector<double>>;

/// level(week) plus independent noise of sd 1, in ten replications.
template <class Level>
Weekly with_noise(std::size_t weeks, Level level) {
  std::mt19937_64 engine(11);
  std::normal_distribution<double> noise;
  Weekly weekly(10);
  for (auto& r : weekly)
    for (std::size_t w = 0; w < weeks; ++w) r.push_back(level(static_cast<double>(w)) + noise(engine));
  return weekly;
}

/// Weekly means of the queue of a single server (waiting and in service) seen after each of 2 000 events a week, in 10
/// replications: a birth-and-death walk whose up-steps come `load` times as often as its down-steps.
Weekly queue(double load, std::size_t warm_up, std::size_t weeks, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform;
  Weekly weekly(10);
  for (auto& r : weekly) {
    long length = 0;
    for (std::size_t w = 0; w < warm_up + weeks; ++w) {
      double area = 0;
      for (int i = 0; i < 2000; ++i) {
        if (uniform(engine) * (1 + load) < load)
          ++length;
        else if (length > 0)
          --length;
        area += static_cast<double>(length);
      }
      if (w >= warm_up) r.push_back(area / 2000);
    }
  }
  return weekly;
}

}  // namespace

TEST_CASE("a level around a constant is steady") {
  const TrendVerdict verdict = trend_of(with_noise(40, [](double) { return 20.0; }));
  CHECK(verdict.trend == Trend::steady);
  CHECK(has_steady_state(verdict));
  CHECK(std::fabs(verdict.mean_level - 20) < 4.89 / std::sqrt(400.0));
}

TEST_CASE("a level that rises in a straight line has no steady state") {
  const TrendVerdict verdict = trend_of(with_noise(40, [](double w) { return 5 + 0.5 * w; }));
  CHECK(verdict.trend == Trend::growing);
  CHECK_FALSE(has_steady_state(verdict));
  const double se = 1 / std::sqrt(10 * 40.0 * (40 * 40 - 1) / 12);  // of a slope through 40 weeks of noise of sd 1, in ten replications
  CHECK(std::fabs(verdict.slope_per_week.value - 0.5) < 4.89 * se);
  CHECK(std::fabs(verdict.growth - 39 * 0.5) < 4.89 * 39 * se);
  CHECK(verdict.slope_per_week.low > 0);
}

TEST_CASE("a level that rises ever more slowly is settling, not growing") {
  const TrendVerdict verdict = trend_of(with_noise(40, [](double w) { return 50 * (1 - std::exp(-w / 8)); }));
  CHECK(verdict.trend == Trend::settling);
  CHECK_FALSE(has_steady_state(verdict));
}

TEST_CASE("a level that falls is settling") {
  CHECK(trend_of(with_noise(40, [](double w) { return 50 - w; })).trend == Trend::settling);
}

TEST_CASE("a level that falls far and then rises a little is settling, since over the stretch it fell") {
  const auto dip = [](double w) { return w < 20 ? 100 - 3 * w : 40 + (w - 20); };
  CHECK(trend_of(with_noise(40, dip)).trend == Trend::settling);
}

TEST_CASE("a growth that is certain but too small to matter leaves the level steady") {
  const auto small = [](double w) { return 100 + 0.2 * w; };  // 8 in 40 weeks, 8% of the level
  CHECK(trend_of(with_noise(40, small)).trend == Trend::steady);
  CHECK(trend_of(with_noise(40, small), {.least_relative_growth = 0.05}).trend == Trend::growing);
  CHECK(trend_of(with_noise(40, small), {.least_growth = 20, .least_relative_growth = 0.05}).trend == Trend::steady);
}

TEST_CASE("exact lines without noise are judged without a spread") {
  std::vector<double> line, flat(12, 3.0);
  for (int w = 0; w < 12; ++w) line.push_back(2.0 * w);
  CHECK(trend_of(Weekly(3, line)).trend == Trend::growing);
  CHECK(trend_of(Weekly(3, flat)).trend == Trend::steady);
}

TEST_CASE("two replications or seven weeks say nothing") {
  CHECK(trend_of(Weekly(2, std::vector<double>(40, 1))).trend == Trend::unknown);
  CHECK(trend_of(Weekly(5, std::vector<double>(7, 1))).trend == Trend::unknown);
  CHECK(trend_of({}).trend == Trend::unknown);
  CHECK(has_steady_state(trend_of({})));
  CHECK_THROWS_AS(trend_of(Weekly{{1, 2}, {1}, {1, 2}}), Defect);
}

TEST_CASE("a server loaded to 105% is overloaded, one loaded to 95% is not") {
  CHECK(trend_of(queue(1.05, 8, 44, 21)).trend == Trend::growing);
  CHECK(trend_of(queue(0.80, 8, 44, 22)).trend == Trend::steady);
  CHECK(trend_of(queue(0.95, 8, 44, 23)).trend == Trend::steady);
}
