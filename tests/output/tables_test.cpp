// CSV, sidecar, series and the parts of the window.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/errors.hpp"
#include "output/csv.hpp"
#include "output/files.hpp"
#include "output/series.hpp"
#include "output/sidecar.hpp"
#include "output/window.hpp"
#include "sample.hpp"

using namespace careway;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

std::string scratch_file(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("careway_tables_" + std::to_string(::getpid()) + name)).string();
}

}  // namespace

TEST_CASE("a cell that a spreadsheet would take for a formula gets an apostrophe") {
  CHECK(csv_cell("=1+2") == "'=1+2");
  CHECK(csv_cell("+1") == "'+1");
  CHECK(csv_cell("-1") == "-1");  // a number, not a formula
  CHECK(csv_cell("-2.5e-3") == "-2.5e-3");
  CHECK(csv_cell("-1+2") == "'-1+2");
  CHECK(csv_cell("-10 min") == "'-10 min");
  CHECK(csv_cell("-inf") == "'-inf");
  CHECK(csv_cell("-") == "'-");
  CHECK(csv_cell("@SUM(A1)") == "'@SUM(A1)");
  CHECK(csv_cell("\t=1") == "'\t=1");
  CHECK(csv_cell("a=b") == "a=b");
  CHECK(csv_cell("") == "");
}

TEST_CASE("commas, quotes and line ends are quoted") {
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(csv_cell("two\nlines") == "\"two\nlines\"");
  CHECK(csv_cell("=a,\"b\"") == "\"'=a,\"\"b\"\"\"");
}

TEST_CASE("the summary is one line for each figure, numbers unguarded") {
  const std::string csv = summary_csv(summarise(test::small_results()));
  CHECK(csv.starts_with("measure,statistic,part,unit,value,low,high\n"));
  CHECK(csv.find("visit.stay,mean,,min,200,-") != std::string::npos);
  CHECK(csv.find("visit.stay,share_within 4 h,,share,0.666") != std::string::npos);
  CHECK(has_line(csv, "office.desk.in_use,max,,1,7,,"));
  CHECK(csv.find("office.desk.in_use,at 08:00,,1,4,") != std::string::npos);
  CHECK(csv.find("office.desk.in_use,occupancy,,share,0.5,") != std::string::npos);
  CHECK(csv.find("left.home,per_day,,per day,11,") != std::string::npos);
  CHECK(csv.find("home_share,ratio,,share,0.55") != std::string::npos);
}

TEST_CASE("the label of a part cannot become a formula") {
  const std::string csv = summary_csv(summarise(test::rich_results()));
  CHECK(csv.find(",severity==2+3,") != std::string::npos);
  for (std::size_t at = csv.find('\n'); at + 1 < csv.size(); at = csv.find('\n', at + 1)) CHECK(csv[at + 1] != '=');
}

TEST_CASE("series have one line for each bucket, of all sites and of each") {
  const Results r = test::rich_results();
  const std::vector<Series> series = series_of(r.counts[0], r);
  REQUIRE(series.size() == 3);
  CHECK(series[0].site == "");
  REQUIRE(series[0].buckets.size() == 3);
  for (std::size_t b = 0; b < 3; ++b)
    CHECK(series[0].buckets[b].value == doctest::Approx(series[1].buckets[b].value + series[2].buckets[b].value));
  // Bucket 0 of replication r, site s is element (r * 2 + s) * 3; a bucket has 7 days.
  double sum = 0;
  for (const std::size_t at : {0, 3, 6, 9, 12, 15}) sum += static_cast<double>(r.counts[0].bucket[at]);
  CHECK(series[0].buckets[0].value == doctest::Approx(sum / 3 / 7));
}

TEST_CASE("the series of a clock are its mean and its shares, those of a level its mean") {
  const Results r = test::rich_results();
  const std::vector<Series> clock = series_of(r.clocks[1], r);  // not by site
  REQUIRE(clock.size() == 3);
  CHECK(clock[0].statistic == "mean");
  CHECK(clock[1].statistic == "share_within 4 h");
  CHECK(clock[2].statistic == "share_within 12 h");
  double within = 0;
  for (const std::size_t replication : {0, 1, 2})
    within += static_cast<double>(r.clocks[1].bucket_within[(replication * 3 + 1) * 2]);
  CHECK(clock[1].buckets[1].value == doctest::Approx(within / (3 * 400)));
  const std::vector<Series> level = series_of(r.levels[0], r);
  double area = 0;
  for (const std::size_t at : {1, 4, 7, 10, 13, 16}) area += static_cast<double>(r.levels[0].bucket_area[at]);
  CHECK(level[0].buckets[1].value == doctest::Approx(area / 3 / static_cast<double>(ticks_per_week)));
}

TEST_CASE("of all sites the series of a score and of a rule is the mean of theirs, as in the summary, and that of units their sum") {
  Results r = test::rich_results();
  const auto at = std::find_if(r.levels.begin(), r.levels.end(), [](const LevelResult& l) { return l.by_site; });
  REQUIRE(at != r.levels.end());
  for (const std::string what : {"in_use", "formula", "rule"}) {
    CAPTURE(what);
    LevelResult level = *at;
    level.what = what;
    if (what == "rule") level.bucket_area.assign(level.bucket_area.size(), ticks_per_week / 2);  // on half of the time
    const std::vector<Series> series = series_of(level, r);
    REQUIRE(series.size() == 3);
    const double sum = series[1].buckets[0].value + series[2].buckets[0].value;
    CHECK(sum > 0);
    CHECK(series[0].buckets[0].value == doctest::Approx(what == "in_use" ? sum : sum / 2));
  }
}

TEST_CASE("the hours of the week share out the window") {
  Results r = test::bare_results();
  r.start = *parse_date("2024-01-03");  // a Wednesday
  r.warm_up = 90 * ticks_per_minute;
  r.length = ticks_per_week + ticks_per_hour;
  const std::vector<Ticks> times = time_by_hour_of_week(r);
  CHECK(std::accumulate(times.begin(), times.end(), Ticks{0}) == r.length);
  // From Wednesday 01:30 to the next Wednesday 02:30.
  CHECK(times[2 * 24 + 1] == ticks_per_hour + 30 * ticks_per_minute);
  CHECK(times[2 * 24 + 2] == ticks_per_hour + 30 * ticks_per_minute);
  CHECK(times[2 * 24 + 3] == ticks_per_hour);
  CHECK(times[2 * 24] == ticks_per_hour);
}

TEST_CASE("both CSV files are written beside each other, or a WorldError is thrown") {
  const std::string path = scratch_file(".csv");
  const std::string series = path.substr(0, path.size() - 4) + ".series.csv";
  write_summary_csv(summarise(test::rich_results()), test::rich_results(), path);
  CHECK(read_file(path).starts_with("measure,statistic,part,unit,value,low,high\n"));
  CHECK(read_file(series).starts_with("measure,statistic,bucket,site,unit,value,low,high\n"));
  std::remove(path.c_str());
  std::remove(series.c_str());
  CHECK_THROWS_AS(write_summary_csv(summarise(test::bare_results()), test::bare_results(), "/nowhere/a.csv"), WorldError);
}

TEST_CASE("the sidecar says what differs between equal runs") {
  RunFacts facts;
  facts.started = "2024-01-31T14:05:09Z";
  facts.host = "host \"9\"";
  facts.threads = 4;
  facts.command_line = {"careway", "run", "x y.yaml"};
  facts.wall_seconds = 2;
  facts.events = 5'000'000;
  const std::string path = sidecar_path(scratch_file(".h5"));
  CHECK(path.ends_with(".h5.run.json"));
  write_sidecar(path, facts);
  const auto json = nlohmann::json::parse(read_file(path));
  CHECK(json.at("events_per_second") == 2.5e6);
  CHECK(json.at("command_line").size() == 3);
  CHECK(json.at("host") == facts.host);
  std::remove(path.c_str());
}
