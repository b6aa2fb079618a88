// Comparisons of two made-up studies, worked out on paper, and what may not be compared.
#include "output/compare.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "output/by_replication.hpp"
#include "output/headline_lines.hpp"
#include "output/plain_text.hpp"
#include "output/results_file.hpp"
#include "output/summary.hpp"
#include "sample.hpp"
#include "stats/distributions.hpp"
#include "study/replications.hpp"

using namespace careway;

namespace {

constexpr double hour = ticks_per_hour;

doctest::Approx near(double value) { return doctest::Approx(value).epsilon(1e-9); }

HeadlineLine line(const std::string& measure, const std::string& what) {
  HeadlineLine l;
  l.measure = measure;
  l.what = what;
  l.label = measure + " " + what;
  return l;
}

/// `small_results` with durations of 2 h, 4 h; 8 h, one unit more in use, and 22 and 28 counted.
Results other_results() {
  Results r = test::small_results();
  r.scenario = "other";
  ClockResult& c = r.clocks[0];
  c.total.assign(2, {});
  c.within.assign(2, 0);
  c.histogram.assign(c.histogram.size(), 0);
  test::add_duration(c, 0, 2 * ticks_per_hour);
  test::add_duration(c, 0, 4 * ticks_per_hour);
  test::add_duration(c, 1, 8 * ticks_per_hour);
  r.levels[0].area = {4 * r.length, 6 * r.length};
  r.counts[0].total = {22, 28};
  return r;
}

StudyComparison compared(const std::vector<HeadlineLine>& lines) {
  Results base = test::small_results();
  base.headline = lines;
  return compare_studies({{"a.h5", base}, {"b.h5", other_results()}}, WhichLines::headline);
}

ComparedLine compared(const HeadlineLine& one) { return compared(std::vector<HeadlineLine>{one}).others.at(0).lines.at(0); }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string all_obstacles(const Results& a, const Results& b) {
  std::string text;
  for (const std::string& reason : obstacles(a, b)) text += reason + "\n";
  return text;
}

}  // namespace

TEST_CASE("a mean is a ratio of sums and its pairs are inside the residuals") {
  // 10/3 h and 14/3 h. Residuals over the mean number 1.5: -16/9, 16/9 and -20/9, 20/9 h; their differences -4/9, 4/9.
  const ComparedLine l = compared(line("visit.stay", "mean"));
  CHECK(l.base.value == near(10.0 / 3 * hour));
  CHECK(l.other.value == near(14.0 / 3 * hour));
  CHECK(l.comparison.difference.value == near(4.0 / 3 * hour));
  CHECK(l.comparison.difference.se == near(4.0 / 9 * hour));
  CHECK(l.comparison.difference.high == near((4.0 / 3 + 4.0 / 9 * student_t_quantile(0.975, 1)) * hour));
  CHECK(*l.comparison.p_value == near(student_t_two_sided(3, 1)));
  CHECK(*l.comparison.correlation == near(1));
  CHECK(*l.comparison.variance_reduction == near((2 * 256.0 + 2 * 400.0) / (2 * 16.0)));
  CHECK(l.duration);
}

TEST_CASE("counts a day differ by the mean of the paired differences") {
  const ComparedLine l = compared(line("left.home", "per_day"));
  CHECK(l.base.value == near(11));
  CHECK(l.other.value == near(12.5));
  CHECK(l.comparison.difference.value == near(1.5));  // 1 and 2
  CHECK(l.comparison.difference.se == near(0.5));
  CHECK(l.direction == Direction::no_difference_seen);  // t = 3 with one degree of freedom: p = 0.2
}

TEST_CASE("a difference that is the same in every replication is certain") {
  const ComparedLine l = compared(line("office.desk.in_use", "occupancy"));
  CHECK(l.comparison.difference.value == near(0.125));
  CHECK(l.comparison.difference.se == near(0));
  CHECK(l.direction == Direction::higher);
  CHECK(l.fraction);
}

TEST_CASE("quantiles differ by the pooled ones, their spread is that of the paired replications") {
  const ComparedLine l = compared([] {
    HeadlineLine q = line("visit.stay", "quantile");
    q.quantile = 0.5;
    return q;
  }());
  CHECK(l.base.value == doctest::Approx(3 * hour).epsilon(0.01));
  CHECK(l.comparison.difference.value == doctest::Approx(hour).epsilon(0.02));
  // Medians 2, 6 and 3, 8 against the pooled 3 and 4: deviations -1, 3 and -1, 4, so their differences are 0 and 1.
  CHECK(l.comparison.difference.se == doctest::Approx(std::sqrt(0.5) * hour).epsilon(0.05));
}

TEST_CASE("verdicts are corrected for all lines of all studies") {
  Results base = test::small_results();
  base.headline = {line("visit.stay", "mean"), line("left.home", "per_day")};
  const StudyComparison c =
      compare_studies({{"a.h5", base}, {"b.h5", other_results()}, {"c.h5", test::small_results()}}, WhichLines::headline);
  CHECK(c.tests == 4);
  const double p = student_t_two_sided(3, 1);  // of both lines of the first; the second is the base itself
  CHECK(*c.others[0].lines[0].p_holm == near(4 * p));
  CHECK(*c.others[0].lines[1].p_holm == near(4 * p));  // 3 p, but never below an easier one
  CHECK(*c.others[1].lines[0].p_holm == near(1));
  CHECK(c.others[1].lines[0].direction == Direction::no_difference_seen);
  CHECK(c.others[1].name == "small (c.h5)");  // told apart from the base
}

TEST_CASE("a line that alone would be a verdict, but is one of many, is perhaps") {
  Results base = test::small_results(), other = test::small_results();
  for (Results* r : {&base, &other}) *r = test::rich_results({.replications = 6});
  for (std::size_t i = 0; i < other.counts[0].total.size(); ++i) other.counts[0].total[i] += 60 + i % 12;
  base.headline = {line("left.home", "per_day")};
  CHECK(compare_studies({{"a", base}, {"b", other}}, WhichLines::headline).others[0].lines[0].direction == Direction::higher);
  for (std::size_t i = 0; i < other.counts[0].total.size(); ++i)
    other.counts[0].total[i] = base.counts[0].total[i] + (i / 2 == 5 ? 0 : 2);
  const double p = *compare_studies({{"a", base}, {"b", other}}, WhichLines::headline).others[0].lines[0].comparison.p_value;
  CHECK(p < 0.05);
  base.headline.assign(20, base.headline[0]);
  CHECK(compare_studies({{"a", base}, {"b", other}}, WhichLines::headline).others[0].lines[0].direction ==
        Direction::perhaps_higher);
}

TEST_CASE("one replication has differences and no verdict") {
  Results a = only_replications(test::small_results(), {0}), b = only_replications(other_results(), {0});
  a.headline = {line("left.home", "per_day")};
  const StudyComparison c = compare_studies({{"a", a}, {"b", b}}, WhichLines::headline);
  CHECK(c.tests == 0);
  CHECK(c.others[0].lines[0].comparison.difference.value == near(1));
  CHECK(c.others[0].lines[0].direction == Direction::cannot_tell);
  CHECK(contains(comparison_text(c), "two replications or more"));
}

TEST_CASE("only the replications that both have are compared, and the reader is told") {
  Results a = test::rich_results({.replications = 4}), b = only_replications(a, {2, 4});
  const StudyComparison c = compare_studies({{"a", a}, {"b", b}}, WhichLines::all);
  CHECK(c.others[0].replications == 2);
  REQUIRE(c.others[0].notes.size() == 1);
  CHECK(c.others[0].notes[0] == "The base has 4 replications and this study 2: the 2 that both have are compared");
  std::size_t known = 0;
  for (const ComparedLine& l : c.others[0].lines) {
    if (!l.comparison.difference.has_value()) continue;
    CHECK(l.comparison.difference.value == 0);
    ++known;
  }
  CHECK(known > 25);
}

TEST_CASE("studies of other windows, seeds, models and replications are refused with all reasons") {
  const Results base = test::small_results();
  CHECK(all_obstacles(base, other_results()).empty());
  Results other = base;
  other.length += ticks_per_day;
  other.seed = 5;
  other.replications = {7, 8};
  other.clocks[0].name = "visit.length";
  CHECK(all_obstacles(base, other) ==
        "they measure different windows (1970-01-01 00:00 to 1970-01-03 00:00 and 1970-01-01 00:00 to 1970-01-04 00:00)\n"
        "their seeds differ (0 and 5), so other patients came\n"
        "they have no replication in common\n"
        "the models differ: only the first has the clocks visit.stay\n"
        "the models differ: only the second has the clocks visit.length\n");
  other = base;
  other.start.days += 7;
  CHECK(all_obstacles(base, other) == "they start on different days (1970-01-01 and 1970-01-08)\n");
  other = base;
  other.buckets = {{0, base.length, "1970-01-01"}};
  CHECK(all_obstacles(base, other) == "their time buckets differ\n");
  other = base;
  other.levels.pop_back();  // no capacity: unlimited in this scenario
  CHECK(all_obstacles(base, other).empty());
}

TEST_CASE("the figure by replication is the figure of the headline table") {
  Results r = test::rich_results({.replications = 4});
  r.headline = all_lines(r);
  HeadlineLine at = line("whole.occupied", "at 00:00");
  HeadlineLine over = line("clock_0", "share_over");
  over.threshold = 4 * ticks_per_hour;
  for (const HeadlineLine& more : {at, over, line("clock_0", "per_day"), line("left.home", "total")}) r.headline.push_back(more);
  const std::vector<HeadlineFigure> figures = headline_figures(summarise(r), r);
  std::size_t compared_figures = 0;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (!figures[i].value.has_value()) continue;
    CAPTURE(r.headline[i].measure + " " + r.headline[i].what);
    const Estimate estimate = estimate_of(by_replication(r.headline[i], r), 4);
    CHECK(estimate.value == near(figures[i].value.value));
    CHECK(estimate.low == near(figures[i].value.low));
    CHECK(estimate.high == near(figures[i].value.high));
    ++compared_figures;
  }
  CHECK(compared_figures > 25);
}

TEST_CASE("replications taken apart and put together give the same file") {
  const Results whole = test::rich_results({.replications = 4});
  Results joined = only_replications(whole, {0});
  append_replications(joined, only_replications(whole, {2, 4, 6}));
  CHECK(results_image(joined) == results_image(whole));
}

TEST_CASE("the table stays within 100 columns and says what its words mean") {
  Results a = test::rich_results({.replications = 3}), b = a;
  a.headline = all_lines(a);
  a.headline[1].label = "a label of many words that goes on and on and on until nobody reads it any more at all";
  a.headline[2].label = "a_label_that_is_one_word_and_goes_on_and_on_until_nobody_reads_it_any_more_at_all";
  for (std::size_t i = 0; i < b.counts[0].total.size(); ++i) b.counts[0].total[i] += 50 + i;
  const std::string text = comparison_text(compare_studies({{"a.h5", a}, {"b.h5", b}}, WhichLines::headline));
  std::istringstream lines(text);
  for (std::string l; std::getline(lines, l);) CHECK_MESSAGE(width_of(l) <= 100, l);
  CHECK(contains(text, "a_label_that_is_one_word_and_goes_on_and_on_until_nobody_reads_it_any_more_at_all\n"));
  CHECK(contains(text, "no difference seen"));
  CHECK(contains(text, "(Holm)"));
}

TEST_CASE("JSON has minutes, shares and null where nothing is known") {
  const auto json = nlohmann::json::parse(comparison_json(compared({line("visit.stay", "mean"), line("nothing", "mean")})));
  const auto& first = json.at("others").at(0).at("lines").at(0);
  CHECK(first.at("unit") == "min");
  CHECK(first.at("difference").at("value").get<double>() == near(80));
  CHECK(first.at("variance_reduction").get<double>() == near(41));
  CHECK(first.at("verdict") == "no difference seen");
  const auto& second = json.at("others").at(0).at("lines").at(1);
  CHECK(second.at("difference").at("value").is_null());
  CHECK(second.at("verdict") == "cannot tell");
}

TEST_CASE("what is added over sites may be as large as a file can hold") {
  constexpr std::int64_t large = std::int64_t{1} << 62;
  Results r;
  r.sites = {"royal", "general"};
  r.length = ticks_per_day;
  r.replications = {0};
  LevelResult level;
  level.name = "shop.desk";
  level.by_site = true;
  level.area = {0, 0};
  level.highest = {0, 0};
  level.snapshots = {{"00:00", {1, 1}, {large, large}, {0, 0}}};
  CHECK(summarise(level, r).all.at.at(0).mean.value == doctest::Approx(2.0 * static_cast<double>(large)));
}
