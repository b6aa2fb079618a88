// The headline table: digits, standards, width.
#include "output/headline.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

#include "output/figure_text.hpp"
#include "output/headline_lines.hpp"
#include "output/plain_text.hpp"
#include "sample.hpp"

using namespace careway;

namespace {

Estimate interval(double low, double value, double high) {
  Estimate e;
  e.value = value;
  e.low = low;
  e.high = high;
  e.se = 1;
  e.n = 10;
  return e;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, width_of(line));
  return widest;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

HeadlineLine line(const std::string& measure, const std::string& what) {
  HeadlineLine l;
  l.measure = measure;
  l.what = what;
  return l;
}

/// `small_results` with one line in its headline.
HeadlineFigure shown(const HeadlineLine& headline) {
  Results r = test::small_results();
  r.headline = {headline};
  return headline_figures(summarise(r), r).at(0);
}

}  // namespace

TEST_CASE("the half-width sets the last digit") {
  CHECK(figure_text(interval(34.9, 36.2, 37.5), {1, " min"}) == "36.2 min (34.9 to 37.5)");
  CHECK(figure_text(interval(0.718, 0.724, 0.730), {100, "%"}) == "72.4% (71.8 to 73.0)");
  CHECK(figure_text(interval(30, 36.2, 42.4), {}) == "36 (30 to 42)");
  CHECK(figure_text(interval(11'900, 12'345, 12'790), {}) == "12,300 (11,900 to 12,800)");
  CHECK(figure_text(interval(0.00121, 0.00123, 0.00125), {}) == "0.001230 (0.001210 to 0.001250)");
  CHECK(figure_text(interval(-0.04, 0.001, 0.042), {}) == "0.00 (-0.04 to 0.04)");
}

TEST_CASE("a figure without spread or without interval has three digits, whole numbers all") {
  CHECK(figure_text(interval(20, 20, 20), {}) == "20 (20 to 20)");
  Estimate alone;
  alone.value = 3.14159;
  CHECK(figure_text(alone, {1, " h"}) == "3.14 h");
  alone.value = 1'234'567;
  CHECK(figure_text(alone, {}) == "1,234,567");
  alone.value = 0.5;
  CHECK(figure_text(alone, {100, "%"}) == "50%");
  CHECK(figure_text(Estimate{}, {}) == "not known");
}

TEST_CASE("durations are shown in the unit asked for, or in one that suits") {
  CHECK(number_text(90'000, duration_display("", 90'000)) == "90 s");
  CHECK(number_text(2.0 * ticks_per_hour, duration_display("", 2.0 * ticks_per_hour)) == "120 min");
  CHECK(number_text(12.0 * ticks_per_hour, duration_display("", 12.0 * ticks_per_hour)) == "12 h");
  CHECK(number_text(12.0 * ticks_per_hour, duration_display("days", 0)) == "0.5 days");
}

TEST_CASE("each kind of line finds its figure") {
  CHECK(shown(line("visit.stay", "mean")).value.value == doctest::Approx(200.0 * ticks_per_minute));
  CHECK(shown(line("office.desk.in_use", "occupancy")).value.value == doctest::Approx(0.5));
  CHECK(shown(line("office.desk.in_use", "level_mean")).value.value == doctest::Approx(4));
  CHECK(shown(line("left.home", "per_day")).value.value == doctest::Approx(11));
  CHECK(shown(line("left.home", "total")).value.value == doctest::Approx(22));
  CHECK(shown(line("home_share", "figure")).value.value == doctest::Approx(0.55));
  CHECK(figure_text(shown(line("home_share", "figure")).value, {}) != "not known");
  HeadlineLine share = line("visit.stay", "share_over");
  share.threshold = 4 * ticks_per_hour;
  CHECK(shown(share).value.value == doctest::Approx(1.0 / 3));
  HeadlineLine quantile = line("visit.stay", "quantile");
  quantile.quantile = 0.25;  // not among those kept: rank 0.5, between 60 and 180 min
  CHECK(shown(quantile).value.value == doctest::Approx(120.0 * ticks_per_minute).epsilon(0.008));
}

TEST_CASE("a line about something that was not measured says so") {
  CHECK_FALSE(shown(line("no.such", "mean")).value.has_value());
  Results r = test::small_results();
  r.headline = {line("no.such", "mean")};
  CHECK(contains(headline_text(r), "no.such  not known"));
}

TEST_CASE("a standard is met, not met, or cannot be told") {
  Results r = test::small_results();
  HeadlineLine occupancy = line("office.desk.in_use", "occupancy");
  occupancy.standard = 0.4;
  CHECK(shown(occupancy).verdict == Verdict::unclear);  // two replications: a wide interval
  r.levels[0].area[0] = r.levels[0].area[1];            // now without spread, 62.5%
  r.headline = {occupancy, occupancy};
  r.headline[1].standard = 0.85;
  const auto figures = headline_figures(summarise(r), r);
  CHECK(figures[0].verdict == Verdict::not_met);
  CHECK(figures[0].standard == "40%");
  CHECK(figures[1].verdict == Verdict::met);
  CHECK(contains(headline_text(r), "standard 85%: met"));
}

TEST_CASE("a clock's own standard is used where the line names none") {
  Results r = test::small_results();
  r.clocks[0].standard = StandardResult{4 * ticks_per_hour, 0.95, {}, {}, ""};
  r.headline = {line("visit.stay", "share_within")};
  r.headline[0].threshold = 4 * ticks_per_hour;
  CHECK(headline_figures(summarise(r), r)[0].standard == "95%");
}

TEST_CASE("no line is wider than 100 columns, whatever the names") {
  Results r = test::rich_results();
  CHECK(widest_line(headline_text(r)) <= 100);
  const std::string endless(300, 'x');
  const std::string wide =
      "模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型模型";
  r.report_title = r.scenario = endless + " " + wide;
  r.warnings = {endless, wide + wide, "a b c " + endless};
  r.audit[0].failures = {endless};
  for (HeadlineLine& l : r.headline) l.note = l.standard_text = l.label = wide + endless;
  r.headline[0].section = endless;
  CHECK(widest_line(headline_text(r)) <= 100);
  r.headline.clear();
  for (ClockResult& clock : r.clocks) clock.name += endless;
  CHECK(widest_line(headline_text(r)) <= 100);
}

TEST_CASE("nothing in the results can command the terminal, and colour comes only when asked for") {
  Results r = test::rich_results();
  r.report_title = "evil \x1b[2J title\r\n\x07";
  r.headline[1].label = "\x1b]0;x";
  CHECK_FALSE(contains(headline_text(r), "\x1b"));
  CHECK_FALSE(contains(headline_text(r), "\x07"));
  CHECK(contains(headline_text(r, Colour::ansi), "\x1b[1m"));
  CHECK_FALSE(contains(headline_text(r, Colour::ansi), "\x1b]"));
}

TEST_CASE("without words from the model there is a line for each clock, resource and count") {
  Results r = test::rich_results();
  r.headline.clear();
  const std::string text = headline_text(r);
  CHECK(contains(text, "clock_0, mean"));
  CHECK(contains(text, "  within 12 h"));
  CHECK(contains(text, "place_1.unit, occupancy"));
  CHECK(contains(text, "waiting, mean"));
  CHECK(contains(text, "arrivals.walk_in"));
}

TEST_CASE("audit and warnings stand below the table") {
  Results r = test::rich_results();
  CHECK(contains(headline_text(r), "Audit: FAILED in 1 of 3 replications"));
  CHECK(contains(headline_text(r), "replication 2: unit-time does not add up"));
  CHECK(contains(headline_text(r), "Warnings (3):"));
  for (AuditResult& a : r.audit) a.failures.clear();
  CHECK(contains(headline_text(r), "Audit: the books balance in 3 replications"));
}

TEST_CASE("a study without anything measured has a headline all the same") {
  CHECK(contains(headline_text(test::bare_results()), "1 replication"));
  Results r = test::bare_results();
  r.replications.clear();
  r.audit.clear();
  CHECK(contains(headline_text(r), "0 replications"));
}

TEST_CASE("texts are cut, filled and wrapped by columns") {
  CHECK(width_of("é") == 1);
  CHECK(width_of("模型") == 4);
  CHECK(cut_to("abcdef", 4) == "abc…");
  CHECK(cut_to("模型型", 4) == "模…");
  CHECK(padded_to("é", 3) == "é  ");
  CHECK((wrapped("aa bb cc", 5) == std::vector<std::string>{"aa bb", "cc"}));
  CHECK(without_controls("a\xff\x1b\xc2\x9b b") == "a?   b");
}
