// Rates that change in straight lines, and rates that follow the state of things: against exact integrals and exact answers.
// Numbers of arrivals are Poisson: |n - expected| < 4.89 sqrt(expected) at alpha = 1e-6.
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "engine/streams.hpp"
#include "support/run_model.hpp"

namespace careway::testing {

namespace {

const char* const pass = "\nsteps:\n  s: [{delay: 1 min}, {leave: done}]";

std::string source(const std::string& text, const std::string& experiment, const std::string& more = "") {
  return clinic("arrivals: {a: {" + text + ", enter: s}}\n" + more + pass, "experiment: {" + experiment + ", replications: 1}");
}

/// Instant of arrival by patient.
std::map<std::uint64_t, Ticks> comers(const Told& run) {
  std::map<std::uint64_t, Ticks> list;
  for (const Fact& fact : run.facts)
    if (fact.what == Watcher::What::arrived) list[fact.key] = fact.at;
  return list;
}

std::map<std::uint64_t, Ticks> comers(const std::string& model, const std::string& changes) {
  return comers(told(model, {{"scenario.yaml", "scenario: other\nof: model.yaml\nchanges:\n  - " + changes + "\n"}}, "scenario.yaml"));
}

/// Numbers of arrivals in stretches of so many hours, wrapped after a cycle.
std::vector<double> counted(const std::map<std::uint64_t, Ticks>& arrivals, double hours, double cycle) {
  std::vector<double> bins(static_cast<std::size_t>(cycle / hours + 0.5));
  for (const auto& [key, at] : arrivals) bins[static_cast<std::size_t>(std::fmod(static_cast<double>(at) / ticks_per_hour, cycle) / hours)] += 1;
  return bins;
}

void expect(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (expected[i] == 0) CHECK_MESSAGE(found[i] == 0, "bin " << i);
    else CHECK_MESSAGE(std::fabs(found[i] - expected[i]) < z_bound * std::sqrt(expected[i]), "bin " << i << ": " << found[i] << " of " << expected[i]);
  }
}

/// Time average of a level over the replications, and half the width of its interval at alpha = 1e-6 (t of 19 degrees: 6.9).
std::pair<double, double> average(const std::string& model, const std::string& name) {
  const Results r = results(model);
  std::vector<double> means;
  for (const LevelResult& l : r.levels)
    if (l.name == name)
      for (std::size_t i = 0; i < l.area.size(); ++i) means.push_back(static_cast<double>(l.area[i]) / static_cast<double>(r.length));
  REQUIRE(means.size() == 20);
  double mean = 0, squares = 0;
  for (const double m : means) mean += m / 20;
  for (const double m : means) squares += (m - mean) * (m - mean);
  return {mean, 6.9 * std::sqrt(squares / 19 / 20)};
}

}  // namespace

TEST_CASE("a straight line is inverted exactly: the k-th unit of the integral comes at its square root") {
  // The rate rises by 2 an hour in every hour up to 12:00 and falls likewise. Areas: h x h to noon, and 144 + 144 - (24 - h)^2 after it.
  const Network net = compiled(source("rates: {per: hour, points: {\"00:00\": 0, \"12:00\": 24, \"24:00\": 0}}", "length: 3 days"));
  RateCurve curve(net, net.sources[0], 1);
  const auto hours = [&](double from, double area) { return curve.invert(from * ticks_per_hour, area, Portion::base) / ticks_per_hour; };
  for (const double area : {1.0, 4.0, 36.0, 100.0, 144.0}) CHECK(hours(0, area) == doctest::Approx(std::sqrt(area)).epsilon(1e-12));
  CHECK(hours(0, 144 + 144 - 36) == doctest::Approx(18).epsilon(1e-12));
  CHECK(hours(3, 16) == doctest::Approx(5).epsilon(1e-12));           // 25 - 9
  CHECK(hours(10, 88) == doctest::Approx(14).epsilon(1e-12));         // 44 before noon and 44 after
  CHECK(hours(18, 36 + 9) == doctest::Approx(27).epsilon(1e-12));     // to midnight, and three hours of the next day
  CHECK(hours(0, 288 + 288 + 4) == doctest::Approx(50).epsilon(1e-12));
  CHECK(std::isinf(hours(0, 1e7)));
}

TEST_CASE("what a scenario adds to a line, and takes from it, is the difference of the lines, above 0 only") {
  // Base falls from 24 to 0 in a day, the scenario rises from 0 to 24: from noon on they differ by 2 (h - 12).
  const std::string model = source("rates: {per: hour, points: {0 h: 24, 24 h: 0}}", "length: 1 day");
  const Network net = compiled(model, {{"scenario.yaml", "scenario: other\nof: model.yaml\nchanges:\n  - set: {clinic.a.rates.points: {0 h: 0, 24 h: 24}}\n"}}, "scenario.yaml");
  RateCurve curve(net, net.sources[0], 1);
  CHECK(curve.has_extra());
  CHECK(curve.invert(0, 36, Portion::added) / ticks_per_hour == doctest::Approx(18).epsilon(1e-12));
  CHECK(curve.invert(15.0 * ticks_per_hour, 36 - 9, Portion::added) / ticks_per_hour == doctest::Approx(18).epsilon(1e-12));
  CHECK(curve.invert(0, 88, Portion::base) / ticks_per_hour == doctest::Approx(4).epsilon(1e-12));  // 24 h - h^2 / 2
  CHECK(curve.share_kept(6.0 * ticks_per_hour) == doctest::Approx(6.0 / 18.0));
  CHECK(curve.share_kept(12.0 * ticks_per_hour) == doctest::Approx(1));
  CHECK(curve.share_kept(20.0 * ticks_per_hour) == 1);
}

TEST_CASE("points of the day: numbers by their integrals, and across midnight the line goes on to the first point") {
  const auto noon = comers(told(source("rates: {per: hour, points: {\"00:00\": 0, \"12:00\": 24, \"24:00\": 0}}", "length: 100 days")));
  expect(counted(noon, 3, 24), {900, 2700, 4500, 6300, 6300, 4500, 2700, 900});
  // 0 at 06:00, 12 at 18:00, 6 at midnight: 0-6 h 18, 6-12 h 18, 12-18 h 54, 18-24 h 54.
  const auto seam = comers(told(source("rates: {per: hour, points: {\"06:00\": 0, \"18:00\": 12}}", "length: 100 days")));
  expect(counted(seam, 6, 24), {1800, 1800, 5400, 5400});
}

TEST_CASE("points of the week begin on Monday, whenever the run begins") {
  // A triangle from Monday to Sunday with its top of 84 a day on Thursday noon: 12, 36, 60, 78, 60, 36, 12 a day. The run begins on a Wednesday.
  const auto week = comers(told(source("rates: {per: day, points: {\"Mon 00:00\": 0, \"Thu 12:00\": 84, \"Sun 24:00\": 0}}", "start: 2024-01-03, length: 70 days")));
  expect(counted(week, 24, 168), {600, 780, 600, 360, 120, 120, 360});
}

TEST_CASE("points since the start and dates: the first and the last hold outside") {
  const auto since = comers(told(source("rates: {per: day, points: {1 day: 1000, 3 days: 3000}}", "length: 5 days")));
  expect(counted(since, 24, 120), {1000, 1500, 2500, 3000, 3000});
  CHECK(comers(told(source("rates: {per: day, points: {2024-01-02: 1000, 2024-01-04 00:00: 3000}}", "length: 5 days"))) == since);
}

TEST_CASE("surges and daily factors multiply a line, and from and until cut it") {
  const auto surge = comers(told(source("rates: {per: day, points: {0 h: 0, 4 days: 4000}}, surges: {flu: {from: 2024-01-02, until: 2024-01-03, times: 2}}, until: 3.5 days", "length: 4 days")));
  expect(counted(surge, 24, 96), {500, 3000, 2500, 1625});
}

TEST_CASE("a line that is scaled keeps its patients: fewer are some of them, more are all of them and others") {
  const std::string model = source("rates: {per: hour, points: {\"00:00\": 0, \"12:00\": 24, \"24:00\": 0}}", "length: 10 days");
  const auto base = comers(told(model));
  const auto fewer = comers(model, "scale: {clinic.a.rates: 0.6}"), more = comers(model, "scale: {clinic.a.rates: 1.5}");
  for (const auto& [key, at] : fewer) CHECK(base.at(key) == at);
  for (const auto& [key, at] : base) CHECK(more.at(key) == at);
  expect(counted(fewer, 12, 24), {864, 864});
  expect(counted(more, 12, 24), {2160, 2160});
  CHECK(z_of_share(static_cast<double>(fewer.size()), static_cast<double>(base.size()), 0.6) < z_bound);
}

TEST_CASE("another line keeps whom both would have") {
  const std::string model = source("rates: {per: hour, points: {0 h: 200, 24 h: 0}}", "length: 1 day");
  const auto base = comers(told(model)), turned = comers(model, "set: {clinic.a.rates.points: {0 h: 0, 24 h: 200}}");
  expect(counted(base, 12, 24), {1800, 600});
  expect(counted(turned, 12, 24), {600, 1800});
  double both = 0;
  for (const auto& [key, at] : turned) both += base.count(key) && base.at(key) == at ? 1 : 0;
  CHECK(std::fabs(both - 1200) < z_bound * std::sqrt(1200.0));  // the lesser of the two lines: 600 and 600
}

TEST_CASE("infinitely many servers under a rising rate: the number present has its transient mean") {
  // Rate 10 t an hour, stays exponential of mean 2 h: m(t) = 10 x 2 (t - 2 (1 - exp(-t / 2))), at 10 h 160.27, Poisson.
  const std::string model = clinic("arrivals: {a: {rates: {per: hour, points: {0 h: 0, 10 h: 100}}, enter: s}}\nsteps:\n  s: [{delay: {exponential: {mean: 2 h}}}, {leave: done}]",
                                   "experiment: {length: 10 h, replications: 1}");
  double present = 0;
  for (std::uint32_t replication = 0; replication < 100; ++replication) present += static_cast<double>(told(model, {}, "model.yaml", 7, replication).record.inside);
  const double expected = 100 * 20 * (10 - 2 * (1 - std::exp(-5.0)));
  CHECK(std::fabs(present - expected) < z_bound * std::sqrt(expected));
}

TEST_CASE("times: arrivals that are discouraged by those who wait make the number present Poisson") {
  // Rate 2 / (n + 1) an hour, one server of 1 an hour: n is Poisson of mean 2 (Gross and others, Fundamentals of Queueing Theory, section 3.3).
  const auto [mean, half] = average(clinic(R"(
resources: {desk: {capacity: 1}}
levels: {present: {of: in_use(desk) + waiting(desk)}}
arrivals: {a: {rate: 2 per hour, times: 1 / (1 + in_use(desk) + waiting(desk)), enter: s}}
steps: {s: [{seize: desk}, {delay: {exponential: {mean: 1 h}}}, {release: desk}, {leave: done}]})", "experiment: {length: 100 days, warm_up: 2 days, replications: 20}"),
                                    "clinic.present");
  CHECK(half < 0.15);
  CHECK(std::fabs(mean - 2) < half);
}

TEST_CASE("times up to more than 1: machines that break only while they run") {
  // Five machines, each breaks down at 0.1 an hour, one repairer of 0.2 an hour: p(n) goes as 5! / (5 - n)! 0.5^n.
  double weight = 1, sum = 1, first = 0;
  for (int n = 1; n <= 5; ++n) {
    weight *= (6 - n) * 0.5;
    sum += weight;
    first += n * weight;
  }
  const auto [mean, half] = average(clinic(R"(
resources: {repairer: {capacity: 1}}
levels: {down: {of: in_use(repairer) + waiting(repairer)}}
arrivals: {breakdowns: {rate: 0.1 per hour, times: {formula: 5 - in_use(repairer) - waiting(repairer), at_most: 5}, enter: s}}
steps: {s: [{seize: repairer}, {delay: {exponential: {mean: 5 h}}}, {release: repairer}, {leave: done}]})", "experiment: {length: 1000 days, warm_up: 10 days, replications: 20}"),
                                    "clinic.down");
  CHECK(half < 0.15);
  CHECK(std::fabs(mean - first / sum) < half);
}

TEST_CASE("a rule that scales a rate keeps the patients of the rate, and adds others while it is on") {
  const auto with = [](const std::string& factor, const std::string& when = "now >= 1 day and now < 2 days") {
    return comers(told(source("rate: 1000 per day", "length: 3 days", "rules: {r: {when: " + when + ", do: {scale: {a.rate: " + factor + "}}}}")));
  };
  const auto plain = comers(told(source("rate: 1000 per day", "length: 3 days")));
  const auto half = with("0.5"), none = with("0"), triple = with("3");
  expect(counted(plain, 24, 72), {1000, 1000, 1000});
  expect(counted(half, 24, 72), {1000, 500, 1000});
  expect(counted(none, 24, 72), {1000, 0, 1000});
  expect(counted(triple, 24, 72), {1000, 3000, 1000});
  for (const auto& [key, at] : half) CHECK(plain.at(key) == at);
  for (const auto& [key, at] : none) CHECK(half.at(key) == at);
  for (const auto& [key, at] : plain) CHECK(triple.at(key) == at);
  CHECK(with("3", "now >= 1 day and now < 0 h") == plain);
}

TEST_CASE("two rules on one rate multiply, together with the source's own factor and with a scenario") {
  const std::string rules = "parameters: {x: 0.5}\nrules: {r: {when: now >= 0 h, do: {scale: {arrivals.a.rate: 2}}}, q: {when: now >= 0 h, do: [{scale: {clinic.a.rate: 3}}, {set: {x: 0.25}}]}}";
  const std::string model = source("rate: 1000 per day, times: x", "length: 2 days", rules);
  expect(counted(comers(told(model)), 24, 48), {1500, 1500});
  expect(counted(comers(model, "scale: {clinic.a.rate: 1.2}"), 24, 48), {1800, 1800});
}

TEST_CASE("a rule of a site scales that site's source only") {
  const Told run = told(R"(model: m
sites: {royal: {}, general: {}}
pathways:
  clinic:
    per: site
    resources: {bed: {capacity: 1}}
    arrivals: {a: {rate: 1000 per day, enter: s}}
    rules: {r: {when: now >= 0 h and capacity(bed) > 1, do: {scale: {a.rate: 0}}}}
    steps:
      s: [{seize: bed}, {delay: 1 s}, {release: bed}, {leave: done}]
experiment: {length: 1 day, replications: 1}
)", {{"scenario.yaml", "scenario: other\nof: model.yaml\nchanges:\n  - set: {clinic.bed.capacity: 2}\n    sites: [royal]\n"}}, "scenario.yaml");
  double royal = 0, general = 0;
  for (const Fact& fact : run.facts)
    if (fact.what == Watcher::What::arrived) (fact.source.find("royal") != std::string::npos ? royal : general) += 1;
  CHECK(royal == 0);
  CHECK(std::fabs(general - 1000) < z_bound * std::sqrt(1000.0));
}

TEST_CASE("early is late by less than nothing, but nobody comes before the start") {
  CHECK(story_of("arrives", source("at: [20 min, 2 h, 3 h], late: {formula: 0 min - 30 min}", "length: 1 day")) == table(R"(
    0:00 p1 arrives
    1:30 p2 arrives
    2:30 p3 arrives)"));
  CHECK(story_of("arrives", source("at: [2 h], late: -30 min", "length: 1 day")) == "1:30 p1 arrives\n");
  double sum = 0, early = 0;
  const auto many = comers(told(source("at: [12 h], every: 1 day, late: {normal: {mean: -10 min, sd: 20 min}}", "length: 400 days")));
  for (const auto& [key, at] : many) {
    const double late = static_cast<double>(at % ticks_per_day) / ticks_per_minute - 720;
    sum += late;
    early += late < 0 ? 1 : 0;
  }
  REQUIRE(many.size() == 400);
  CHECK(std::fabs(sum / 400 + 10) < z_bound * 20 / std::sqrt(400.0));
  CHECK(z_of_share(early, 400, 0.6914624612740131) < z_bound);  // normal cdf at 0.5
}

TEST_CASE("at: times of day come each day, on the days named, while the calendar is open") {
  // From Monday 2024-01-01: a holiday on Wednesday the 3rd, and Friday closes at noon.
  const std::string calendar = "calendars: {c: {open: [{days: [Mon, Tue, Wed, Thu], from: \"08:00\", until: \"18:00\"}, {days: [Fri], from: \"08:00\", until: \"12:00\"}], closed_on: [2024-01-03]}}";
  CHECK(story_of("arrives", source("at: [\"09:00\", \"13:30\"], days: [Mon, Wed, Fri], open: c", "length: 8 days", calendar)) == table(R"(
    9:00 p1 arrives
    13:30 p2 arrives
    4d 9:00 p3 arrives
    7d 9:00 p4 arrives
    7d 13:30 p5 arrives)"));
  // A patient stays itself when another day is closed: the fourth slot is the fourth patient.
  const auto all = comers(told(source("at: [\"09:00\"]", "length: 5 days"))), open = comers(told(source("at: [\"09:00\"], open: c", "length: 5 days", calendar)));
  CHECK(open.size() == 4);
  for (const auto& [key, at] : open) CHECK(all.at(key) == at);
}

}  // namespace careway::testing
