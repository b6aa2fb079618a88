// The words for causes of waiting; the causes themselves are tested in tests/study.
#include "output/why.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "output/plain_text.hpp"
#include "sample.hpp"

using namespace careway;

namespace {

void add_resource(Results& r, const std::string& name, Int128 in_use, Int128 waiting) {
  r.resources.push_back({name, "", false});
  for (const bool used : {true, false}) {
    LevelResult l;
    l.name = name + (used ? ".in_use" : ".waiting");
    l.resource = name;
    l.what = used ? "in_use" : "waiting";
    l.area = {used ? in_use : waiting, used ? in_use : waiting};
    l.bucket_area.assign(l.area.begin(), l.area.end());
    r.levels.push_back(l);
  }
}

Results chain() {
  Results r;
  r.scenario = "chain";
  r.length = 1000;
  r.replications = {0, 1};
  r.buckets = {{0, 1000, "2024-01-01"}};
  add_resource(r, "van.driver", 10'000, 2'500);
  add_resource(r, "dock.gate", 10'000, 12'300);
  add_resource(r, "store.shelf", 0, 100);
  add_resource(r, "yard.space", 100, 1);  // hardly anyone waits
  r.blocked = {{"van.driver", "dock.gate", {4'000, 4'000}, {4'000, 4'000}}, {"dock.gate", "store.shelf", {500, 500}, {500, 500}}};
  return r;
}

}  // namespace

TEST_CASE("the longest queues come first, their own work before the other causes") {
  CHECK(
      why_text(chain()).starts_with("Scenario chain: who waits, and why\n"
                                    "waiting for dock.gate (12.3 waiting):\n"
                                    "    own work 95%, store.shelf 5%\n"
                                    "waiting for van.driver (2.5 waiting):\n"
                                    "    own work 60%, dock.gate 38%, store.shelf 2%\n"
                                    "waiting for store.shelf (0.1 waiting):\n"
                                    "    own work 100% (it was never in use, so what it was waited for is not known)\n"
                                    "\n"));
}

TEST_CASE("JSON has every queue, its buckets, and shares that add up to one") {
  const auto json = nlohmann::json::parse(why_json(chain()));
  CHECK(json.at("queues").size() == 4);
  for (const auto& queues : {json.at("queues"), json.at("buckets").at(0).at("queues")})
    for (const auto& queue : queues) {
      double sum = 0;
      for (const auto& cause : queue.at("causes")) sum += cause.at("share").get<double>();
      CHECK(sum == doctest::Approx(1).epsilon(1e-12));
    }
  const auto& driver = json.at("queues").at(0);
  CHECK(driver.at("resource") == "van.driver");
  CHECK(driver.at("causes").at(0).at("own") == true);
  CHECK(driver.at("causes").at(1).at("resource") == "dock.gate");
  CHECK(driver.at("causes").at(1).at("share").get<double>() == doctest::Approx(0.38));
}

TEST_CASE("when nobody waits it says so") { CHECK(why_text(test::small_results()) == "Hardly anyone waits for a resource.\n"); }

TEST_CASE("results with sites and odd names keep to 100 columns") {
  std::istringstream lines(why_text(test::rich_results()));
  for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(width_of(line) <= 100, line);
  CHECK(nlohmann::json::parse(why_json(test::rich_results())).at("by_site").size() == 4);
}
