// The JSON object, with every number worked out by hand from `small_results`:
//   clock visit.stay: 60 and 180 min in replication 0, 360 min in replication 1; within 4 h: 2 of 2, 0 of 1
//   level office.desk.in_use: half the time each at 2 and 4; half each at 4 and 6; capacity 8; window 2 days
//   count left.home: 9 + 11 and 13 + 11 a day; arrivals.in: 20 each day
#include "output/json.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sample.hpp"

using namespace careway;
using nlohmann::json;

namespace {

constexpr double t_of_2 = 12.706204736432095;  // Student's t, 1 degree of freedom, 97.5%; NIST handbook table 1.3.6.7.2

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

void check_interval(const json& i, double value, double se) {
  CHECK(i.at("value").get<double>() == near(value));
  CHECK(i.at("se").get<double>() == near(se));
  CHECK(i.at("low").get<double>() == near(value - t_of_2 * se));
  CHECK(i.at("high").get<double>() == near(value + t_of_2 * se));
}

json small() { return json::parse(results_json(test::small_results())); }

}  // namespace

TEST_CASE("a clock's mean is the ratio of sums, in minutes") {
  const json clock = small().at("measures").at("visit.stay");
  CHECK(clock.at("unit") == "min");
  CHECK(clock.at("count") == 3);
  CHECK(clock.at("open_at_end") == 3);
  // Residuals (240 - 2 * 200) / 1.5 and (360 - 200) / 1.5; se = sqrt(2 * 106.67^2 / (2 * 1)).
  check_interval(clock.at("mean"), 200, 160 / 1.5);
  CHECK(clock.at("sd").at("value").get<double>() == near(std::sqrt((140.0 * 140 + 20 * 20 + 160 * 160) / 3)));
}

TEST_CASE("shares within and over a threshold add up to 1") {
  const json clock = small().at("measures").at("visit.stay");
  CHECK(clock.at("share_within").at("4 h").at("value").get<double>() == near(2.0 / 3));
  CHECK(clock.at("share_over").at("4 h").at("value").get<double>() == near(1.0 / 3));
}

TEST_CASE("quantiles 0.5 and 0.9 are always there, to the width of a bin") {
  const json quantiles = small().at("measures").at("visit.stay").at("quantiles");
  CHECK(quantiles.size() == 2);
  CHECK(quantiles.at("0.5").at("value").get<double>() == doctest::Approx(180).epsilon(0.008));
  // Rank (3 - 1) * 0.9 = 1.8: a fifth of 180 and four fifths of 360.
  CHECK(quantiles.at("0.9").at("value").get<double>() == doctest::Approx(324).epsilon(0.008));
}

TEST_CASE("numbers per replication are there for scripts") {
  const json each = small().at("measures").at("visit.stay").at("per_replication");
  CHECK(each.at("n") == json({2, 1}));
  CHECK(each.at("mean") == json({120.0, 360.0}));
  CHECK(each.at("sd") == json({60.0, 0.0}));
  CHECK(each.at("share_within").at("4 h") == json({1.0, 0.0}));
  CHECK(each.at("quantiles").at("0.5").size() == 2);
  CHECK(small().at("levels").at("office.desk.in_use").at("per_replication").at("mean") == json({3.0, 5.0}));
  CHECK(small().at("counts").at("left.home").at("per_replication").at("total") == json({20, 24}));
}

TEST_CASE("a level has mean, spread, highest value, distribution, snapshots and occupancy") {
  const json level = small().at("levels").at("office.desk.in_use");
  check_interval(level.at("mean"), 4, 1);
  CHECK(level.at("sd").at("value").get<double>() == near(std::sqrt(2.0)));
  CHECK(level.at("max") == 7);
  CHECK(level.at("distribution").size() == 7);
  CHECK(level.at("distribution").at("0").at("value") == 0.0);
  CHECK(level.at("distribution").at("2").at("value") == 0.25);
  CHECK(level.at("distribution").at("4").at("value") == 0.5);
  CHECK(level.at("distribution").at("6").at("value") == 0.25);
  CHECK(level.at("at").at("08:00").at("value") == 4.0);
  CHECK(level.at("occupancy").at("value") == 0.5);
  CHECK(level.at("by_hour_of_week").empty());
}

TEST_CASE("what is not kept is null") {
  const json level = small().at("levels").at("office.desk.capacity");
  CHECK(level.at("sd").at("value").is_null());
  CHECK(level.at("max").is_null());
  CHECK(level.at("distribution").empty());
}

TEST_CASE("a count has total, number per day and variance of days") {
  const json count = small().at("counts").at("left.home");
  check_interval(count.at("total"), 22, 2);
  check_interval(count.at("per_day"), 11, 1);
  CHECK(count.at("variance_per_day").at("value").get<double>() == near(2));
  CHECK(small().at("counts").at("arrivals.in").at("variance_per_day").at("value") == 0.0);
}

TEST_CASE("a figure is a ratio of sums") {
  const json figure = small().at("figures").at("home_share");
  CHECK(figure.at("value").get<double>() == near(0.55));
  CHECK(figure.at("unit") == "share");
}

TEST_CASE("a figure of unknown names has no value, and no number is ever NaN") {
  const std::string text = results_json(test::rich_results());
  CHECK(json::parse(text).at("figures").at("unknown").at("value").is_null());
  CHECK(text.find(":nan") == std::string::npos);
  CHECK(text.find(":inf") == std::string::npos);
}

TEST_CASE("sites and attributes are under by, and sites add up") {
  const Results r = test::rich_results();
  const json all = json::parse(results_json(r));
  const json clock = all.at("measures").at("clock_0");
  CHECK(clock.at("by").at("site").size() == 2);
  CHECK(clock.at("by").at("severity").contains("<script>"));
  CHECK(clock.at("by").at("site").at("Nørth/West").at("count").get<int>() +
            clock.at("by").at("site").at("site 1").at("count").get<int>() ==
        clock.at("count").get<int>());
  const json level = all.at("levels").at("whole.occupied");
  CHECK(level.at("by").at("site").at("Nørth/West").at("mean").at("value").get<double>() +
            level.at("by").at("site").at("site 1").at("mean").at("value").get<double>() ==
        near(level.at("mean").at("value").get<double>()));
  CHECK(level.at("max").is_null());
  CHECK_FALSE(level.at("by").at("site").at("site 1").at("max").is_null());
  CHECK(level.at("by_hour_of_week").size() == 168);
}

TEST_CASE("a clock may average its replications instead") {
  Results r = test::small_results();
  r.clocks[0].average_replications = true;
  const json clock = json::parse(results_json(r)).at("measures").at("visit.stay");
  check_interval(clock.at("mean"), 240, 120);
  CHECK(clock.at("share_within").at("4 h").at("value") == 0.5);
}

TEST_CASE("one replication has figures and no intervals") {
  Results r = test::bare_results();
  r.counts.push_back({"left.home", "", false, {7}, {}, {49}});
  const json count = json::parse(results_json(r)).at("counts").at("left.home");
  CHECK(count.at("total").at("value") == 7.0);
  CHECK(count.at("total").at("low").is_null());
  CHECK(count.at("total").at("se").is_null());
}

TEST_CASE("audit and provenance say where the numbers come from") {
  const json all = json::parse(results_json(test::rich_results()));
  CHECK(all.at("audit").at("good") == false);
  CHECK(all.at("audit").at("arrived") == 1000 + 1001 + 1002);
  CHECK(all.at("audit").at("per_replication").size() == 3);
  CHECK(all.at("provenance").at("seed") == UINT64_MAX);
  CHECK(all.at("provenance").at("start") == "2024-01-03");
  CHECK(all.at("provenance").at("length") == "3 weeks");
  CHECK(all.at("provenance").at("inputs").size() == 3);
}

TEST_CASE("broken UTF-8 in a name does not break the JSON") {
  Results r = test::small_results();
  r.scenario = "bad \xff byte";
  CHECK(json::parse(results_json(r)).at("provenance").at("scenario") == "bad \xEF\xBF\xBD byte");
}
