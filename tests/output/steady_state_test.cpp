// Verdicts on long-run figures, from made-up series.
#include "output/steady_state.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "output/headline.hpp"
#include "output/json.hpp"
#include "output/results_file.hpp"

using namespace careway;

namespace {

constexpr std::size_t replications = 5;

/// A number from -1 to 1 that looks random.
double noise(std::size_t i) { return std::fmod(static_cast<double>(i * 2654435761U % 1000003), 1000.0) / 500.0 - 1; }

struct Shape {
  std::size_t buckets = 20;
  Ticks bucket = ticks_per_week;
};

/// One resource whose queue has the mean level `level(week)` and a little noise; the clock follows it.
Results queue(const std::function<double(double)>& level, Shape shape = {}) {
  Results r;
  r.experiment_type = "steady";
  r.warm_up = 4 * ticks_per_week;
  r.length = static_cast<Ticks>(shape.buckets) * shape.bucket;
  for (std::size_t b = 0; b < shape.buckets; ++b) {
    const Ticks from = r.warm_up + static_cast<Ticks>(b) * shape.bucket;
    r.buckets.push_back({from, from + shape.bucket, std::to_string(b)});
  }
  r.resources = {{"shop.desk", "", false}};
  LevelResult waiting;
  waiting.name = "shop.desk.waiting";
  waiting.resource = "shop.desk";
  waiting.what = "waiting";
  ClockResult clock;
  clock.name = "shop.wait";
  for (std::uint32_t i = 0; i < replications; ++i) {
    r.replications.push_back(i);
    waiting.area.push_back(0);
    waiting.highest.push_back(0);
    clock.total.emplace_back();
    clock.open_at_end.push_back(0);
    for (std::size_t b = 0; b < shape.buckets; ++b) {
      const double week = static_cast<double>(static_cast<Ticks>(b) * shape.bucket) / static_cast<double>(ticks_per_week);
      const double now = level(week) + noise(b * 31 + i * 7);
      waiting.bucket_area.push_back(static_cast<Int128>(now * static_cast<double>(shape.bucket)));
      waiting.area.back() += waiting.bucket_area.back();
      clock.bucket.emplace_back();
      clock.bucket.back().add(to_ticks(now * static_cast<double>(ticks_per_minute) * 10));
      clock.total.back().add(to_ticks(now * static_cast<double>(ticks_per_minute) * 10));
    }
  }
  clock.histogram.resize(replications * 4481);
  r.levels = {waiting};
  r.clocks = {clock};
  r.audit.resize(replications);
  return r;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a queue that grows for as long as one looks has no steady state, and no mean") {
  const Results r = queue([](double week) { return 10 + 5 * week; });
  const auto state = steady_state_of(r);
  REQUIRE(state);
  CHECK(state->known);
  CHECK(state->overloaded());
  CHECK(state->without_mean("shop.desk.waiting"));
  CHECK(state->without_mean("shop.wait"));  // which grows with it
  CHECK(steady_warnings(*state, r).empty());
  const std::string text = headline_text(r);
  CHECK(contains(text, "overloaded: no steady state: shop.desk.waiting grows by "));
  CHECK(contains(text, "shop.wait, mean          overloaded: no steady state"));
  const auto json = nlohmann::json::parse(results_json(r));
  CHECK(json.at("verdict").at("steady_state") == false);
  CHECK(json.at("levels").at("shop.desk.waiting").at("mean").at("value").is_null());
  CHECK(json.at("levels").at("shop.desk.waiting").at("verdict") == "overloaded: no steady state");
  CHECK(json.at("measures").at("shop.wait").at("mean").at("value").is_null());
}

TEST_CASE("the same queue over a given horizon gets no verdict") {
  Results r = queue([](double week) { return 10 + 5 * week; });
  r.experiment_type = "horizon";
  CHECK_FALSE(steady_state_of(r));
  CHECK_FALSE(contains(headline_text(r), "overloaded"));
  CHECK_FALSE(nlohmann::json::parse(results_json(r)).contains("verdict"));
}

TEST_CASE("a queue that stays where it is is steady, and its warm-up long enough") {
  const Results r = queue([](double) { return 10; });
  const auto state = steady_state_of(r);
  REQUIRE(state);
  CHECK(state->known);
  CHECK_FALSE(state->overloaded());
  CHECK(state->warm_up.checked);
  CHECK(steady_warnings(*state, r).empty());
  CHECK(nlohmann::json::parse(results_json(r)).at("verdict").at("steady_state") == true);
}

TEST_CASE("a start that still shows asks for a longer warm-up") {
  const Results r = queue([](double week) { return week < 3 ? 2 : 40; });
  const auto warnings = steady_warnings(*steady_state_of(r), r);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] == "the warm-up of 4 weeks looks too short: delete at least 3 weeks more (shop.desk.waiting still moves)");
}

TEST_CASE("without a warm-up the words are others") {
  Results r = queue([](double week) { return week < 3 ? 2 : 40; });
  for (TimeBucket& bucket : r.buckets) {
    bucket.from -= r.warm_up;
    bucket.until -= r.warm_up;
  }
  r.warm_up = 0;
  const auto warnings = steady_warnings(*steady_state_of(r), r);
  REQUIRE(warnings.size() == 1);
  CHECK(contains(warnings[0], "there is no warm-up, and it looks as if one were needed: delete at least 3 weeks"));
}

TEST_CASE("days are joined to weeks, and a window of odd lengths says nothing") {
  const auto grows = [](double week) { return 10 + 5 * week; };
  const auto days = steady_state_of(queue(grows, {.buckets = 140, .bucket = ticks_per_day}));
  CHECK(days->period == "week");
  CHECK(days->overloaded());
  CHECK(days->growing.at(0).verdict.slope_per_week.value == doctest::Approx(5).epsilon(0.002));
  const auto odd = steady_state_of(queue(grows, {.buckets = 20, .bucket = 3 * ticks_per_day}));
  CHECK_FALSE(odd->known);
  CHECK_FALSE(odd->overloaded());
}

TEST_CASE("a part of a week at the end is left out") {
  Results r = queue([](double) { return 10; });
  r.length -= 5 * ticks_per_day;
  r.buckets.back().until -= 5 * ticks_per_day;
  for (std::size_t i = 0; i < replications; ++i) {
    r.levels[0].bucket_area[i * 20 + 19] = 0;  // as if nobody had waited
    r.clocks[0].bucket[i * 20 + 19] = {};
  }
  const auto state = steady_state_of(r);
  CHECK(state->known);
  CHECK_FALSE(state->overloaded());
  CHECK(state->settling.empty());
  CHECK(state->warm_up.checked);
}

TEST_CASE("few weeks are too few for a verdict") {
  const auto state = steady_state_of(queue([](double week) { return 10 + 5 * week; }, {.buckets = 6}));
  REQUIRE(state);
  CHECK_FALSE(state->known);
  CHECK_FALSE(state->overloaded());
  CHECK_FALSE(state->warm_up.checked);
}
