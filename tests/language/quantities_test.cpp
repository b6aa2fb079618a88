// Quantities: fixed, conditional, shifted and bounded ones by hand; each random form by its mean and spread.
// Random: n = 4000 of each form; mean within 4.89 standard errors (alpha = 1e-6), variance within 4.89 of its own error, which
// is estimated from the fourth moment. A spread wrong by a fifth or a mean wrong by a tenth of the spread does not pass.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

constexpr double samples = 4000;

std::string delayed(const std::string& quantity, const std::string& source, const Texts& more = {}) {
  return story_of("delays", clinic("arrivals: {a: {" + source + ", enter: s}}\nsteps:\n  s: [{delay: " + quantity + "}, {leave: done}]"), more);
}

/// Drawn durations in minutes.
std::vector<double> drawn(const std::string& quantity, const Texts& more = {}) {
  const Told run = told(clinic("arrivals: {a: {initial: 4000, enter: s}}\nsteps:\n  s: [{delay: " + quantity + "}, {leave: done}]"), more);
  std::vector<double> minutes;
  for (const Ticks length : delays_in(run, "s")) minutes.push_back(static_cast<double>(length) / ticks_per_minute);
  return minutes;
}

/// Drawn numbers.
std::vector<double> numbers(const std::string& quantity) {
  const Told run = told(clinic("arrivals: {a: {initial: 4000, set: {x: " + quantity +
                               "}, enter: s}}\nsteps:\n  s: [{delay: {formula: 1 min * (x + 1000)}}, {leave: done}]"));
  std::vector<double> list;
  for (const Ticks length : delays_in(run, "s")) list.push_back(static_cast<double>(length) / ticks_per_minute - 1000);
  return list;
}

void fits(const std::vector<double>& values, double mean, double sd, const std::string& what) {
  REQUIRE_MESSAGE(values.size() == samples, what);
  double m = 0, v = 0, fourth = 0;
  for (const double x : values) m += x / samples;
  for (const double x : values) v += (x - m) * (x - m) / (samples - 1);
  for (const double x : values) fourth += std::pow(x - m, 4) / samples;
  CHECK_MESSAGE(std::fabs(m - mean) < z_bound * sd / std::sqrt(samples) + 1e-5, what << ": mean " << m << " for " << mean);
  if (std::isfinite(sd)) CHECK_MESSAGE(std::fabs(v - sd * sd) < z_bound * std::sqrt((fourth - v * v) / samples) + 1e-5, what << ": sd " << std::sqrt(v) << " for " << sd);
}

void fits(const std::string& quantity, double mean, double sd) { fits(drawn(quantity), mean, sd, quantity); }

}  // namespace

TEST_CASE("durations carry their units and may be sums") {
  const auto until = [](const std::string& text) { return delayed(text, "at: [0 min]"); };
  CHECK(until("90 s") == "0:00 p1 delays until 0:01:30\n");
  CHECK(until("8 min") == "0:00 p1 delays until 0:08\n");
  CHECK(until("2.5 h") == "0:00 p1 delays until 2:30\n");
  CHECK(until("5 days") == "0:00 p1 delays until 5d 0:00\n");
  CHECK(until("1 week") == "0:00 p1 delays until 7d 0:00\n");
  CHECK(until("1 day 12 h") == "0:00 p1 delays until 1d 12:00\n");
  CHECK(until("0") == "0:00 p1 delays until 0:00\n");
  CHECK(until("{value: 45 min, source: a book}") == "0:00 p1 delays until 0:45\n");
}

TEST_CASE("a drawn duration is rounded to the nearest millisecond") {
  CHECK(delayed("0.0014 s", "at: [0 min]") == "0:00 p1 delays until 0:00:00.001\n");
  CHECK(delayed("0.0016 s", "at: [0 min]") == "0:00 p1 delays until 0:00:00.002\n");
}

TEST_CASE("numbers with leading zeros or underscores and bare durations are refused, yes is text") {
  const auto found = [](const std::string& delay) {
    return findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{delay: " + delay + "}, {leave: done}]"));
  };
  CHECK(found("5 min") == "");
  CHECK(found("5") == "clinic.steps.s.delay: is 5; needs a unit, such as 5 min\n");
  CHECK(found("010 min") == "clinic.steps.s.delay: is \"010 min\"; needs a duration, 0 or more, such as 8 min\n");
  CHECK(found("1_000 s") == "clinic.steps.s.delay: is \"1_000 s\"; needs a duration, 0 or more, such as 8 min\n");
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], set: {x: yes}, enter: s}}\nsteps:\n  s: [{route: [{when: x == yes, to: t}, {to: t}]}]\n  t: [{leave: done}]")) == "");
}

TEST_CASE("by chooses by label, may be nested, and else is for all other labels") {
  CHECK(story_of("delays", clinic(R"(
arrivals:
  a: {at: [1 min], set: {mode: foot, n: 1}, enter: s}
  b: {at: [2 min], set: {mode: car, n: 1}, enter: s}
  c: {at: [3 min], set: {mode: car, n: 2}, enter: s}
  d: {at: [4 min], set: {mode: boat, n: 2}, enter: s}
steps:
  s: [{delay: {by: mode, foot: 10 min, car: {by: n, 1: 20 min, else: 30 min}, else: 40 min}}, {leave: done}])")) == table(R"(
    0:01 p1 delays until 0:11
    0:02 p2 delays until 0:22
    0:03 p3 delays until 0:33
    0:04 p4 delays until 0:44)"));
}

TEST_CASE("a label without a case and without else is found before running") {
  CHECK(findings(clinic(R"(
arrivals: {a: {at: [1 min], set: {mode: {choice: {foot: 1, car: 1}}}, enter: s}}
steps:
  s: [{delay: {by: mode, foot: 10 min}}, {leave: done}])")) ==
        "clinic.steps.s.delay: has no case for mode \"car\"; add it, or else:\n");
}

TEST_CASE("the order is distribution, between, plus, times, bounds") {
  // Only 10 is between 5 and 50; + 2 = 12; x 3 = 36; at most 30.
  const std::string law = "{empirical: {values: [1 min, 10 min, 100 min]}, between: [5 min, 50 min]";
  CHECK(delayed(law + "}", "at: [0 min]") == "0:00 p1 delays until 0:10\n");
  CHECK(delayed(law + ", plus: 2 min}", "at: [0 min]") == "0:00 p1 delays until 0:12\n");
  CHECK(delayed(law + ", plus: 2 min, times: 1 + 2}", "at: [0 min]") == "0:00 p1 delays until 0:36\n");
  CHECK(delayed(law + ", plus: 2 min, times: 1 + 2, at_most: 30 min}", "at: [0 min]") == "0:00 p1 delays until 0:30\n");
  CHECK(delayed(law + ", plus: 2 min, times: 1 + 2, at_least: 40 min}", "at: [0 min]") == "0:00 p1 delays until 0:40\n");
}

TEST_CASE("times is evaluated once, when the delay is drawn") {
  CHECK(story_of("delays", clinic(R"(
resources: {desk: {capacity: 9}}
arrivals: {a: {at: [0 min, 1 min, 2 min], enter: s}}
steps:
  s: [{seize: desk}, {delay: {empirical: {values: [10 min]}, times: in_use(desk)}}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 delays until 0:10
    0:01 p2 delays until 0:21
    0:02 p3 delays until 0:32)"));
}

TEST_CASE("an empirical column of a file") {
  const Texts files = {{"stays.csv", "ward,days\na,2\nb,2\n"}};
  CHECK(delayed("{empirical: {file: stays.csv, column: days, unit: day}}", "at: [0 min]", files) == "0:00 p1 delays until 2d 0:00\n");
}

TEST_CASE("continuous forms have the mean and the spread that they name") {
  fits("{exponential: {mean: 8 min}}", 8, 8);
  fits("{lognormal: {mean: 8 min, sd: 5 min}}", 8, 5);
  const double sigma = 0.5, median = 8, mean = median * std::exp(sigma * sigma / 2);
  const double sd = mean * std::sqrt(std::exp(sigma * sigma) - 1);
  fits("{lognormal: {median: 8 min, sigma: 0.5}}", mean, sd);
  fits("{lognormal: {median: 8 min, mean: 10 min}}", 10, 10 * std::sqrt(std::pow(10.0 / 8, 2) - 1));
  fits("{lognormal: {mu: 2.0794415416798357, sigma: 0.5, unit: min}}", mean, sd);
  fits("{gamma: {mean: 8 min, sd: 5 min}}", 8, 5);
  fits("{gamma: {shape: 2, scale: 4 min}}", 8, std::sqrt(32.0));
  fits("{gamma: {shape: 4, mean: 8 min}}", 8, 4);
  fits("{erlang: {mean: 8 min, stages: 4}}", 8, 4);
  fits("{weibull: {mean: 8 min, sd: 5 min}}", 8, 5);
  const double g1 = std::tgamma(1.5), g2 = std::tgamma(2.0);
  fits("{weibull: {shape: 2, scale: 8 min}}", 8 * g1, 8 * std::sqrt(g2 - g1 * g1));
  fits("{weibull: {shape: 2, mean: 8 min}}", 8, 8 / g1 * std::sqrt(g2 - g1 * g1));
  fits("{normal: {mean: 80 min, sd: 5 min}, at_least: 0}", 80, 5);
  fits("{normal: {mean: 80 min, sd: 5 min}, between: [0 min, 1 day]}", 80, 5);
  fits("{uniform: {min: 2 min, max: 14 min}}", 8, std::sqrt(12.0));
  fits("{triangular: {min: 0 min, mode: 6 min, max: 12 min}}", 6, std::sqrt(6.0));
  fits("{beta: {min: 0 min, max: 10 min, mean: 4 min, sd: 2 min}}", 4, 2);
  fits("{beta: {a: 2, b: 3, min: 0 min, max: 10 min}}", 4, 2);
  fits("{hyperexponential: {shares: [0.7, 0.3], means: [10 min, 80 min]}}", 31, std::sqrt(2 * (0.7 * 100 + 0.3 * 6400) - 31.0 * 31));
  fits("{pareto: {mean: 8 min, shape: 12}}", 8, 8 * std::sqrt(12.0 / 10));  // of the second kind: begins at 0
}

TEST_CASE("a loglogistic has its median and its quartiles") {
  // The log of the odds of x <= t is shape x log(t / median): quartiles median x 3^(-1/shape) and x 3^(1/shape).
  const std::vector<double> values = drawn("{loglogistic: {median: 8 min, shape: 3}}");
  const auto below = [&](double t) { return static_cast<double>(std::count_if(values.begin(), values.end(), [&](double x) { return x <= t; })); };
  CHECK(z_of_share(below(8), samples, 0.5) < z_bound);
  CHECK(z_of_share(below(8 * std::cbrt(3.0)), samples, 0.75) < z_bound);
  CHECK(z_of_share(below(8 / std::cbrt(3.0)), samples, 0.25) < z_bound);
}

TEST_CASE("mixtures, empirical values and quantiles") {
  fits("{mixture: [{share: 0.3, of: 2 min}, {share: 0.7, of: {uniform: {min: 4 min, max: 16 min}}}]}", 0.3 * 2 + 0.7 * 10,
       std::sqrt(0.3 * 4 + 0.7 * (100 + 12) - 7.6 * 7.6));
  fits("{empirical: {values: [1 min, 2 min, 6 min]}}", 3, std::sqrt((1 + 4 + 36) / 3.0 - 9));
  fits("{empirical: {values: [1 min, 5 min], weights: [3, 1]}}", 2, std::sqrt((3 + 25) / 4.0 - 4));
  // Straight lines: half uniform on 0-3, half on 3-40.
  fits("{quantiles: {0: 0 min, 0.5: 3 min, 1: 40 min}}", 11.5, std::sqrt(0.5 * 3 + 0.5 * (64000 - 27) / 111.0 - 11.5 * 11.5));
}

TEST_CASE("a smoothed empirical stays within its values and hits none of them") {
  const std::vector<double> values = drawn("{empirical: {values: [1 min, 3 min, 9 min], smooth: true}}");
  std::size_t on_a_value = 0;
  REQUIRE(values.size() == samples);
  for (const double x : values) {
    REQUIRE((x >= 1 && x <= 9));
    on_a_value += x == 1 || x == 3 || x == 9 ? 1 : 0;
  }
  CHECK(on_a_value < 10);
}

TEST_CASE("whole numbers: poisson, geometric, binomial") {
  fits(numbers("{poisson: {mean: 3}}"), 3, std::sqrt(3.0), "poisson");
  fits(numbers("{binomial: {n: 10, p: 0.3}}"), 3, std::sqrt(2.1), "binomial");
  const std::vector<double> geometric = numbers("{geometric: {mean: 3}}");
  fits(geometric, 3, std::sqrt(12.0), "geometric");  // on 0, 1, …: p = 1/4, variance (1 - p)/p^2
  CHECK(*std::min_element(geometric.begin(), geometric.end()) == 0);
}

TEST_CASE("choice goes by weights, which need not sum to 1, of numbers or durations") {
  const std::vector<double> values = numbers("{choice: {1: 2, 5: 6}}");
  CHECK(z_of_share(static_cast<double>(std::count(values.begin(), values.end(), 5.0)), samples, 0.75) < z_bound);
  const std::vector<double> minutes = drawn("{choice: {10 min: 1, 1 h: 3}}");
  CHECK(z_of_share(static_cast<double>(std::count(minutes.begin(), minutes.end(), 60.0)), samples, 0.75) < z_bound);
}

TEST_CASE("plus, at_least and at_most act on every draw") {
  const std::vector<double> bounded = drawn("{exponential: {mean: 10 min}, at_least: 5 min, at_most: 20 min}");
  const auto at = [&](double value) { return static_cast<double>(std::count(bounded.begin(), bounded.end(), value)); };
  CHECK(z_of_share(at(5), samples, 1 - std::exp(-0.5)) < z_bound);
  CHECK(z_of_share(at(20), samples, std::exp(-2.0)) < z_bound);
  const std::vector<double> inside = drawn("{exponential: {mean: 10 min}, between: [5 min, 20 min]}");
  CHECK(*std::min_element(inside.begin(), inside.end()) >= 5);
  CHECK(*std::max_element(inside.begin(), inside.end()) <= 20);
  CHECK(std::count(inside.begin(), inside.end(), 5.0) < 3);
  const std::vector<double> shifted = drawn("{exponential: {mean: 10 min}, plus: 3 min}");
  fits(shifted, 13, 10, "plus");
  CHECK(*std::min_element(shifted.begin(), shifted.end()) >= 3);
}

TEST_CASE("a normal duration that is not bounded below 0 is refused") {
  CHECK(findings(clinic("arrivals: {a: {at: [0 min], enter: s}}\nsteps:\n  s: [{delay: {normal: {mean: 5 min, sd: 1 min}}}, {leave: done}]")) ==
        "clinic.steps.s.delay: a normal duration may be negative; add at_least: 0, or between: [0 min, …]\n");
}

TEST_CASE("attributes may be chosen by earlier attributes") {
  // P(frail) = 0.6 for the old (a third), 0.1 for the others: 0.2667 in all.
  const Results r = results(clinic(R"(
arrivals:
  a:
    initial: 9000
    set:
      age_band: {choice: {"0-64": 2, "85+": 1}}
      frail: {by: age_band, "85+": {choice: {1: 0.6, 0: 0.4}}, else: {choice: {1: 0.1, 0: 0.9}}}
    enter: s
clocks: {c: {by: [age_band, frail]}}
steps:
  s: [{start: c}, {stop: c}, {route: [{when: frail == 1 and age_band == "85+", to: old}, {when: frail == 1, to: young}, {to: well}]}]
  old: [{leave: old}]
  young: [{leave: young}]
  well: [{leave: well}])"));
  CHECK(z_of_share(static_cast<double>(count(r, "clinic.left.old")), 9000, 0.2) < z_bound);
  CHECK(z_of_share(static_cast<double>(count(r, "clinic.left.young")), 9000, 2.0 / 30) < z_bound);
  const ClockResult& c = clock(r, "clinic.c");
  REQUIRE(c.cuts.size() == 2);
  CHECK(c.cuts[0].labels == std::vector<std::string>{"0-64", "85+"});
  CHECK(z_of_share(static_cast<double>(c.cuts[0].total[1].n), 9000, 1.0 / 3) < z_bound);
}

TEST_CASE("an attribute that a formula of durations sets is a duration, through other attributes, parameters and tables") {
  CHECK(story_of("leaves", clinic(R"(
parameters: {base: 3 min}
tables: {way: {keys: [zone], unit: min, values: {near: 2, far: 20}}}
arrivals: {a: {at: [0 min], set: {zone: far}, enter: s}, b: {at: [30 days], set: {zone: near}, enter: s}}
steps:
  s:
    - set: {whole: {formula: "2 * there"}, there: {formula: "way(zone) + base"}}
    - set: {whole: {formula: "2 * there"}}
    - delay: {formula: whole}
    - leave: done)")) == table(R"(
    0:46 p1 leaves done)"));
  CHECK(findings(clinic(R"(
arrivals: {a: {at: [0 min], set: {n: {formula: "3 + 4"}}, enter: s}}
steps:
  s: [{set: {n: {formula: "5 min * 2"}}}, {delay: {formula: n}}, {leave: done}])")).find("is given a plain number here and a duration elsewhere") != std::string::npos);
}

}  // namespace careway::testing
