// Every key of a source of arrivals. Instants by hand where there is no chance; shares and means at alpha = 1e-6 (z = 4.89).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

const char* const pass = "\nsteps:\n  s: [{delay: 1 min}, {leave: done}]";

std::string arrivals_of(const std::string& source, const std::string& experiment = "length: 1 day") {
  return story_of("arrives", clinic("arrivals: {a: {" + source + ", enter: s}}" + pass, "experiment: {" + experiment + ", replications: 1}"));
}

/// Numbers of arrivals by bucket of a day, summed over the replications.
std::vector<double> by_day(const std::string& source, const std::string& experiment) {
  const Results r = results(clinic("arrivals: {a: {" + source + ", enter: s}}" + pass, "experiment: {bucket: day, " + experiment + "}"));
  std::vector<double> sums(r.buckets.size());
  for (const CountResult& c : r.counts)
    if (c.name == "clinic.arrivals.a")
      for (std::size_t i = 0; i < c.bucket.size(); ++i) sums[i % sums.size()] += static_cast<double>(c.bucket[i]);
  return sums;
}

/// Instants of all arrivals of one replication.
std::vector<double> hours_of(const std::string& source, const std::string& experiment) {
  const Told run = told(clinic("arrivals: {a: {" + source + ", enter: s}}" + pass, "experiment: {" + experiment + ", replications: 1}"));
  std::vector<double> hours;
  for (const Fact& fact : run.facts)
    if (fact.what == Watcher::What::arrived) hours.push_back(static_cast<double>(fact.at) / ticks_per_hour);
  return hours;
}

double z_of_count(double n, double expected) { return std::fabs(n - expected) / std::sqrt(expected); }

}  // namespace

TEST_CASE("at: instants since the start, in whatever order they are written") {
  CHECK(arrivals_of("at: [15 min, 0 min, 1 day 2 h, 90 s]", "length: 2 days") == table(R"(
    0:00 p1 arrives
    0:01:30 p2 arrives
    0:15 p3 arrives
    1d 2:00 p4 arrives)"));
}

TEST_CASE("at: dates with times") {
  CHECK(arrivals_of("at: [2023-12-01 08:30, 2023-12-02 00:00]", "start: 2023-12-01, length: 2 days") == table(R"(
    8:30 p1 arrives
    1d 0:00 p2 arrives)"));
}

TEST_CASE("every repeats the list") {
  CHECK(arrivals_of("at: [8 h, 9 h], every: 1 day", "length: 2 days 8.5 h") == table(R"(
    8:00 p1 arrives
    9:00 p2 arrives
    1d 8:00 p3 arrives
    1d 9:00 p4 arrives
    2d 8:00 p5 arrives)"));
}

TEST_CASE("initial patients arrive at instant 0 before anyone else") {
  CHECK(story_of("arrives leaves", clinic(R"(
arrivals:
  first: {at: [0 min], enter: s}
  there: {initial: 2, enter: t}
steps:
  s: [{delay: 1 min}, {leave: came}]
  t: [{delay: 1 min}, {leave: was_there}])")) == table(R"(
    0:00 p1 arrives
    0:00 p2 arrives
    0:00 p3 arrives
    0:01 p1 leaves was_there
    0:01 p2 leaves was_there
    0:01 p3 leaves came)"));
}

TEST_CASE("a source may have patients at the start and a rate besides") {
  const Results r = results(clinic("arrivals: {a: {initial: 7, rate: 0 per day, enter: s}}" + std::string(pass)));
  CHECK(count(r, "clinic.arrivals.a") == 7);
}

TEST_CASE("interarrival: the first comes one interarrival time after the start") {
  CHECK(arrivals_of("interarrival: 7 h") == table(R"(
    7:00 p1 arrives
    14:00 p2 arrives
    21:00 p3 arrives)"));
}

TEST_CASE("interarrival counts from the instant from, up to but without until") {
  CHECK(arrivals_of("interarrival: 2 h, from: 10 h, until: 16 h") == table(R"(
    12:00 p1 arrives
    14:00 p2 arrives)"));
}

TEST_CASE("from belongs to the time in which a source works") {
  CHECK(arrivals_of("at: [1 h, 2 h, 3 h], from: 2 h") == table(R"(
    2:00 p1 arrives
    3:00 p2 arrives)"));
}

TEST_CASE("patients of rates come in one order, however many are worked out together") {
  // A batch of 1 changes nothing, but those patients are worked out one by one. 20 000 of `surge` come in an hour and 200 in all others;
  // two of `crowd` often come within one millisecond.
  const auto comers = [](const std::string& more) {
    const std::string surge = "surge: {rate: 20200 per day, profile: {hour_of_day: [1, 1, 1, 1, 1, 1, 1, 2300" + [] {
      std::string rest;
      for (int hour = 8; hour < 24; ++hour) rest += ", 1";
      return rest;
    }() + "]}, enter: s" + more + "}";
    const Told run = told(clinic("arrivals:\n  seldom: {rate: 1 per day, enter: s" + more + "}\n  " + surge + "\n  steady: {rate: 100 per day, enter: s" + more +
                                     "}\n  crowd: {rate: 40000000 per day, from: 36 h, until: 2161 min, enter: s" + more + "}" + pass,
                                 "experiment: {length: 3 days, replications: 1}"));
    std::vector<std::tuple<Ticks, std::string, std::uint64_t>> list;
    for (const Fact& fact : run.facts)
      if (fact.what == Watcher::What::arrived) list.emplace_back(fact.at, fact.source, fact.key);
    return list;
  };
  const auto together = comers(""), alone = comers(", batch: 1");
  CHECK(together.size() > 80'000);
  CHECK(std::is_sorted(together.begin(), together.end(), [](const auto& x, const auto& y) { return std::get<0>(x) < std::get<0>(y); }));
  std::size_t ties = 0;
  for (std::size_t i = 1; i < together.size(); ++i) ties += std::get<0>(together[i]) == std::get<0>(together[i - 1]);
  CHECK(ties > 1000);
  CHECK(together == alone);
}

TEST_CASE("batch: so many come together, none if it is 0") {
  CHECK(story_of("arrives waits granted", clinic(R"(
resources: {desk: {capacity: 1}}
arrivals: {a: {at: [0 min, 5 min], batch: {formula: '2 - 2 * waiting(desk)'}, enter: s}}
steps:
  s: [{seize: desk}, {delay: 10 min}, {release: desk}, {leave: done}])")) == table(R"(
    0:00 p1 arrives
    0:00 p2 arrives
    0:00 p2 waits for desk
    0:10 p2 granted desk)"));
}

TEST_CASE("late is added to each instant, and those who come later are later") {

  CHECK(arrivals_of("at: [1 h, 2 h], late: 30 min") == table(R"(
    1:30 p1 arrives
    2:30 p2 arrives)"));
}

TEST_CASE("who is early for an instant beyond the end comes") {
  CHECK(arrivals_of("at: [\"00:10\"], late: -30 min", "length: 2 days") == table(R"(
    0:00 p1 arrives
    23:40 p2 arrives
    1d 23:40 p3 arrives)"));
  CHECK(arrivals_of("at: [\"00:10\"], late: -30 min, until: 2024-01-03", "length: 2 days") == table(R"(
    0:00 p1 arrives
    23:40 p2 arrives)"));
  CHECK(arrivals_of("at: [1 h, 30 h, 60 h], late: -10 h", "length: 1 day") == table(R"(
    0:00 p1 arrives
    20:00 p2 arrives)"));
  CHECK(arrivals_of("at: [\"00:10\"], days: [Mon], late: -8 days", "length: 7 days") == table(R"(
    0:00 p1 arrives
    0:00 p2 arrives
    6d 0:10 p3 arrives)"));
}

TEST_CASE("a share of no_show 1 leaves nobody, and of 0.3 seven in ten") {
  CHECK(arrivals_of("at: [1 h, 2 h], no_show: 100%") == "");
  const Results r = results(clinic("arrivals: {a: {at: [1 h], batch: 10000, no_show: 0.3, enter: s}}" + std::string(pass)));
  CHECK(z_of_share(static_cast<double>(count(r, "clinic.arrivals.a")), 10000, 0.7) < z_bound);
}

TEST_CASE("rate: a Poisson process of that mean, with independent numbers on its days") {
  // 200 days of mean 100: the total is Poisson(20 000); the variance of a day's number over its mean is 1 with
  // standard error sqrt(2/199 + 1/(100 x 200)) = 0.1005.
  const std::vector<double> days = by_day("rate: 100 per day", "length: 200 days, replications: 1");
  double sum = 0, squares = 0;
  for (const double n : days) sum += n;
  for (const double n : days) squares += (n - sum / 200) * (n - sum / 200);
  CHECK(z_of_count(sum, 20000) < z_bound);
  CHECK(std::fabs(squares / 199 / (sum / 200) - 1) < z_bound * 0.1005);
}

TEST_CASE("a profile by hour of day keeps the mean rate and shares it out by its weights") {
  // Weights 3 for 00-12 and 1 for 12-24: 150 and 50 of 200 a day.
  std::string weights = "[3";
  for (int hour = 1; hour < 24; ++hour) weights += hour < 12 ? ", 3" : ", 1";
  const std::vector<double> hours = hours_of("rate: 200 per day, profile: {hour_of_day: " + weights + "]}", "length: 100 days");
  double morning = 0;
  for (const double h : hours) morning += std::fmod(h, 24) < 12 ? 1 : 0;
  CHECK(z_of_count(static_cast<double>(hours.size()), 20000) < z_bound);
  CHECK(z_of_share(morning, static_cast<double>(hours.size()), 0.75) < z_bound);
}

TEST_CASE("a profile with zeros lets nobody come then") {
  std::string weights = "[0";
  for (int hour = 1; hour < 24; ++hour) weights += hour == 8 ? ", 1" : ", 0";
  const std::vector<double> hours = hours_of("rate: 100 per day, profile: {hour_of_day: " + weights + "]}", "length: 10 days");
  CHECK(z_of_count(static_cast<double>(hours.size()), 1000) < z_bound);
  for (const double h : hours) REQUIRE((std::fmod(h, 24) >= 8 && std::fmod(h, 24) < 9));
}

TEST_CASE("profiles by day of week, hour of week and month each keep the mean and multiply") {
  // Only Mondays: 7 times the rate. Only January (of 12 months): 12 times.
  const std::vector<double> monday = by_day("rate: 100 per day, profile: {day_of_week: [1, 0, 0, 0, 0, 0, 0]}", "length: 14 days, replications: 1");
  CHECK(z_of_count(monday[0] + monday[7], 1400) < z_bound);
  for (int d = 1; d < 7; ++d) CHECK(monday[static_cast<std::size_t>(d)] == 0);
  const std::vector<double> both = by_day(
      "rate: 10 per day, profile: {day_of_week: [1, 0, 0, 0, 0, 0, 0], month: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}",
      "start: 2024-01-29, length: 14 days, replications: 1");
  CHECK(both[0] == 0);  // Monday 29 January
  CHECK(z_of_count(both[7], 10 * 7 * 12) < z_bound);  // Monday 5 February
  std::string weeks = "[1";
  for (int hour = 1; hour < 168; ++hour) weeks += ", 0";
  const std::vector<double> hours = hours_of("rate: 10 per day, profile: {hour_of_week: " + weeks + "]}", "start: 2024-01-02, length: 7 days");
  CHECK(z_of_count(static_cast<double>(hours.size()), 70) < z_bound);
  for (const double h : hours) REQUIRE((h >= 6 * 24 && h < 6 * 24 + 1));  // the Monday in the week that begins on a Tuesday
}

TEST_CASE("rates are absolute") {
  std::string rates = "[60";
  for (int hour = 1; hour < 24; ++hour) rates += ", 2";
  const std::vector<double> hours = hours_of("rates: {per: hour, hour_of_day: " + rates + "]}", "length: 20 days");
  double first = 0;
  for (const double h : hours) first += std::fmod(h, 24) < 1 ? 1 : 0;
  CHECK(z_of_count(first, 1200) < z_bound);
  CHECK(z_of_count(static_cast<double>(hours.size()) - first, 920) < z_bound);
  const std::vector<double> days = by_day("rates: {per: day, day_of_week: [0, 0, 0, 0, 0, 300, 900]}", "length: 7 days, replications: 1");
  CHECK(days[4] == 0);
  CHECK(z_of_count(days[5], 300) < z_bound);
  CHECK(z_of_count(days[6], 900) < z_bound);
}

TEST_CASE("a wave is a sine from the start of the experiment, without regard to the date") {
  // 1 + sin(2 pi (t - 6 h) / 24 h): over 06-18 the mean is 1 + 2/pi, over the rest 1 - 2/pi.
  const std::vector<double> hours = hours_of("rate: 1000 per day, wave: {amplitude: 1, period: 24 h, rising_at: 6 h}", "length: 20 days");
  double rising = 0;
  for (const double h : hours) rising += std::fmod(h, 24) >= 6 && std::fmod(h, 24) < 18 ? 1 : 0;
  CHECK(z_of_count(static_cast<double>(hours.size()), 20000) < z_bound);
  CHECK(z_of_share(rising, static_cast<double>(hours.size()), 0.5 * (1 + 2 / 3.141592653589793)) < z_bound);
}

TEST_CASE("a surge rises in a straight line day by day to its peak and back, or holds throughout without a peak") {
  // From day 2, peak on day 4, until day 8, 3 times: factors 1, 1, 1, 2, 3, 2.5, 2, 1.5, 1, 1.
  const std::vector<double> days =
      by_day("rate: 10000 per day, surges: {flu: {from: 2024-01-03, peak: 2024-01-05, until: 2024-01-09, times: 3}}", "length: 10 days, replications: 1");
  const std::vector<double> factors = {1, 1, 1, 2, 3, 2.5, 2, 1.5, 1, 1};
  for (std::size_t d = 0; d < 10; ++d) CHECK_MESSAGE(z_of_count(days[d], 10000 * factors[d]) < z_bound, "day " << d);
  const std::vector<double> flat = by_day("rate: 10000 per day, surges: {flu: {from: 2024-01-02, until: 2024-01-03, times: 2}}", "length: 3 days, replications: 1");
  CHECK(z_of_count(flat[0], 10000) < z_bound);
  CHECK(z_of_count(flat[1], 20000) < z_bound);
  CHECK(z_of_count(flat[2], 10000) < z_bound);
}

TEST_CASE("from and until bound a rate, half-open") {
  const std::vector<double> hours = hours_of("rate: 100 per hour, from: 2024-01-02, until: 30 h", "length: 3 days");
  CHECK(z_of_count(static_cast<double>(hours.size()), 600) < z_bound);
  CHECK(hours.front() >= 24);
  CHECK(hours.back() < 30);
}

TEST_CASE("varies multiplies each day by a gamma factor of mean 1, shared by those who name it") {
  // 400 days of 1000, cv 0.1: variance of a day 1000 + 10 000 = 11 000, of the mean sqrt(11000/400) = 5.24;
  // the ratio of the sample variance to 11 000 has a standard error of about sqrt(2/399) = 0.071 (gamma: a little more, 0.075).
  const Results r = results(clinic(R"(
arrivals:
  a: {rate: 1000 per day, varies: {cv: 0.1, with: flu}, enter: s}
  b: {rate: 1000 per day, varies: {cv: 0.1, with: flu}, enter: s}
  c: {rate: 1000 per day, varies: {cv: 0.1}, enter: s})" + std::string(pass), "experiment: {bucket: day, length: 400 days, replications: 1}"));
  const auto series = [&](const std::string& name) {
    std::vector<double> days;
    for (const CountResult& c : r.counts)
      if (c.name == name) days.assign(c.bucket.begin(), c.bucket.end());
    double mean = 0;
    for (const double n : days) mean += n / 400;
    CHECK(std::fabs(mean - 1000) < z_bound * 5.24);
    for (double& n : days) n -= mean;
    return days;
  };
  const auto covariance = [](const std::vector<double>& x, const std::vector<double>& y) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i] / 399;
    return sum;
  };
  const auto a = series("clinic.arrivals.a"), b = series("clinic.arrivals.b"), c = series("clinic.arrivals.c");
  CHECK(std::fabs(covariance(a, a) / 11000 - 1) < z_bound * 0.075);
  // The common factor's variance is 10 000: correlation 0.909; standard error (1 - 0.909^2)/20 = 0.0087.
  CHECK(std::fabs(covariance(a, b) / 11000 - 0.909) < z_bound * 0.08);
  CHECK(std::fabs(covariance(a, c) / 11000) < z_bound * 0.05);
}

}  // namespace careway::testing
