#include "stats/warm_up.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace careway;

namespace {

using Series = std::vector<double>;

// Steps 2 and 3 as the header states them, in two passes.
std::size_t by_definition(const Series& z) {
  std::size_t best = 0;
  double smallest = HUGE_VAL;
  for (std::size_t d = 0; d <= z.size() / 2; ++d) {
    const auto kept = static_cast<double>(z.size() - d);
    double mean = 0, g = 0;
    for (std::size_t i = d; i < z.size(); ++i) mean += z[i] / kept;
    for (std::size_t i = d; i < z.size(); ++i) g += (z[i] - mean) * (z[i] - mean) / (kept * kept);
    if (g < smallest) {
      smallest = g;
      best = d;
    }
  }
  return best;
}

/// An exponential approach to 100 with the given time constant and noise of sd 1.
Series approach(std::size_t length, double constant, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> noise;
  Series series;
  for (std::size_t i = 0; i < length; ++i)
    series.push_back(100 * (1 - std::exp(-static_cast<double>(i) / constant)) + noise(engine));
  return series;
}

}  // namespace

TEST_CASE("a high start is deleted and the level stretch kept") {
  Series series(100, 5);
  for (std::size_t i = 0; i < 12; ++i) series[i] = 50;
  const Deletion deletion = mser5(series);  // the third batch of five holds the last two high values
  CHECK(deletion.remove == 15);
  CHECK_FALSE(deletion.too_short);
}

TEST_CASE("a constant series needs no deletion") {
  const Deletion deletion = mser5(Series(100, 0.1));
  CHECK(deletion.remove == 0);
  CHECK_FALSE(deletion.too_short);
}

TEST_CASE("the single backward pass finds the minimum of the definition") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    const Series series = approach(40 + seed, 1 + seed / 4.0, seed);
    CHECK(mser(series, 1).remove == by_definition(series));
  }
}

TEST_CASE("an approach with time constant 20 loses some three to six time constants") {
  const Deletion deletion = mser5(approach(2000, 20, 7));
  CHECK(deletion.remove >= 60);
  CHECK(deletion.remove <= 120);
  CHECK_FALSE(deletion.too_short);
}

TEST_CASE("a series that climbs to its end is too short") {
  Series ramp;
  for (int i = 0; i < 200; ++i) ramp.push_back(i);
  const Deletion deletion = mser5(ramp);
  CHECK(deletion.too_short);
  CHECK(deletion.remove == 100);
}

TEST_CASE("fewer than ten batches are too short, and an incomplete batch is left out") {
  CHECK(mser5(Series(49, 1)).too_short);
  CHECK_FALSE(mser5(Series(50, 1)).too_short);
  CHECK(mser5({}).too_short);
  Series series(52, 1);
  series[51] = 1000;
  CHECK(mser5(series).remove == 0);
}

TEST_CASE("warm-up in whole weeks sees the approach and not the hour of the week") {
  // An approach with a time constant of one week under a daily wave; noise of the hours has sd 5, of a week's mean 0.4,
  // which is about what is left of the approach after five weeks.
  std::mt19937_64 engine(9);
  std::normal_distribution<double> noise(0, 5);
  Series hourly;
  for (std::size_t hour = 0; hour < 52 * 168; ++hour) {
    const double t = static_cast<double>(hour);
    const double wave = 20 * std::sin(t * 2 * 3.14159265358979 / 24);
    hourly.push_back(80 * (1 - std::exp(-t / 168)) + wave + noise(engine));
  }
  const Deletion weeks = warm_up_weeks(hourly);
  CHECK_FALSE(weeks.too_short);
  CHECK(weeks.remove >= 3);
  CHECK(weeks.remove <= 8);
  Series periodic;
  for (std::size_t hour = 0; hour < 52 * 168; ++hour) periodic.push_back(static_cast<double>(hour % 168));
  CHECK(warm_up_weeks(periodic).remove == 0);
}

TEST_CASE("nine whole weeks are too short for a warm-up") {
  CHECK(warm_up_weeks(Series(10 * 168 - 1, 1)).too_short);
  CHECK_FALSE(warm_up_weeks(Series(10 * 168, 1)).too_short);
}

TEST_CASE("the larger of two deletions serves both series") {
  const Deletion both = larger({.remove = 3, .too_short = true}, {.remove = 8, .too_short = false});
  CHECK(both.remove == 8);
  CHECK(both.too_short);
}
