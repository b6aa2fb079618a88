// Clocks, levels, figures, calendars, parameters, tables and rules.
#include <doctest/doctest.h>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
std::string complaint(const std::string& blocks) { return messages(read_clinic(blocks)); }

Pathway read(const std::string& blocks) {
  const ReadResult result = read_clinic(blocks);
  CHECK(messages(result) == "");
  return clinic(result);
}

}  // namespace

TEST_CASE("a clock has thresholds in ascending order, quantiles, groups and a way of counting") {
  const Pathway pathway = read(
      "clocks: {stay: {about: Whole stay, within: [4 h, 2 h], over: [12 h, 4 h], quantiles: [0.5, 90%], by: [acuity, site], "
      "count: arrived, average: replications}}");
  const Clock& clock = pathway.clocks.at(0);
  CHECK(clock.name == "stay");
  CHECK(clock.about == "Whole stay");
  CHECK(clock.thresholds == std::vector<Ticks>{2 * ticks_per_hour, 4 * ticks_per_hour, 12 * ticks_per_hour});
  CHECK(clock.quantiles.size() == 2);
  CHECK(clock.quantiles[1] == doctest::Approx(0.9));
  CHECK(clock.by.size() == 2);
  CHECK(clock.count == Clock::Count::arrived);
  CHECK(clock.average_replications);
  CHECK(read("clocks: {stay: }").clocks.at(0).count == Clock::Count::departed);
  CHECK(read("clocks: {stay: {count: started}}").clocks.at(0).count == Clock::Count::started);
  CHECK(says(complaint("clocks: {stay: {quantiles: [1.5]}}"), "clinic.clocks.stay.quantiles[1]: is 1.5; needs a share"));
  CHECK(says(complaint("clocks: {stay: {within: [4]}}"), "clinic.clocks.stay.within[1]: is 4; needs a unit, such as 4 min"));
  CHECK(says(complaint("clocks: {stay: {average: patients}}"), "needs replications"));
}

TEST_CASE("a standard is a share within a time, a mean or a quantile within a time") {
  const Standard share = *read("clocks: {s: {standard: {within: 4 h, share: 0.95, source: NHS}}}").clocks.at(0).standard;
  CHECK(share.within == 4 * ticks_per_hour);
  CHECK(share.share == 0.95);
  CHECK(share.source == "NHS");
  CHECK(read("clocks: {s: {standard: {mean: 18 min}}}").clocks.at(0).standard->mean == 18.0 * ticks_per_minute);
  CHECK(read("clocks: {s: {standard: {quantile: 0.9, within: 40 min}}}").clocks.at(0).standard->quantile == 0.9);
  CHECK(says(complaint("clocks: {s: {standard: {within: 40 min}}}"), "is no standard; needs"));
}

TEST_CASE("a level is asked for at times of day, times of the week and once") {
  const Pathway pathway = read(
      "levels: {full: {of: in_use(bed) + waiting(bed), at: [\"00:00\", Mon 08:00, t=30 days], distribution: true, "
      "by_hour_of_week: true, about: x}, b: {of: waiting(bed)}}");
  const Level& level = pathway.levels.at(0);
  CHECK(level.of.kind == Expression::Kind::add);
  REQUIRE(level.at.size() == 3);
  CHECK(level.at[0].kind == Level::At::Kind::daily);
  CHECK(level.at[1].kind == Level::At::Kind::weekly);
  CHECK(level.at[1].weekday == 0);
  CHECK(level.at[1].time == 8 * ticks_per_hour);
  CHECK(level.at[1].text == "Mon 08:00");
  CHECK(level.at[2].kind == Level::At::Kind::once);
  CHECK(level.at[2].time == 30 * ticks_per_day);
  CHECK(level.distribution);
  CHECK(level.by_hour_of_week);
  CHECK(says(complaint("levels: {full: {of: in_use(bed), at: noon}}"), "needs an instant"));
  CHECK(says(complaint("levels: {full: {at: \"00:00\"}}"), "of is missing"));
}

TEST_CASE("a figure is a ratio of two sums of names") {
  const Pathway pathway = read("figures: {left: {ratio: [left.unseen + left.early, arrivals.walk_in], unit: share, about: x}}");
  CHECK(pathway.figures.at(0).ratio[0].text == "left.unseen + left.early");
  CHECK(pathway.figures.at(0).ratio[1].text == "arrivals.walk_in");
  CHECK(pathway.figures.at(0).unit == "share");
  CHECK(says(complaint("figures: {left: {ratio: [a]}}"), "needs two names"));
  CHECK(says(complaint("figures: {left: {unit: share}}"), "ratio is missing"));
}

TEST_CASE("a calendar has weekly hours, closed days and special days") {
  const Pathway pathway = read(
      "calendars:\n  office:\n    open: [{days: [Mon, Fri], from: \"08:00\", until: \"18:00\"}]\n    closed_on: [2023-12-25, "
      "2023-12-26]\n"
      "    open_on: [2023-12-24, {date: 2023-12-31, from: \"10:00\", until: \"14:00\"}]");
  const Calendar& calendar = pathway.calendars.at(0);
  CHECK(calendar.open.at(0).days == std::array<bool, 7>{true, false, false, false, true, false, false});
  CHECK(calendar.closed_on.size() == 2);
  REQUIRE(calendar.open_on.size() == 2);
  CHECK_FALSE(calendar.open_on[0].hours.has_value());
  CHECK(calendar.open_on[1].hours->first == 10 * ticks_per_hour);
  CHECK(says(
      complaint("calendars: {o: {open: [{from: \"08:00\", until: \"18:00\"}, {days: Mon, from: \"17:00\", until: \"19:00\"}]}}"),
      "clinic.calendars.o.open[2]: overlaps open[1] on Mon 17:00"));
  CHECK(says(complaint("calendars: {o: {open: [{from: \"08:00\"}]}}"), "until is missing"));
}

TEST_CASE("parameters are numbers or durations") {
  const Pathway pathway = read("parameters: {early: 1.0, grace: 10 min, part: 5%, sourced: {value: 3, source: seen}}");
  CHECK(pathway.parameters.at(0).value == 1);
  CHECK_FALSE(pathway.parameters.at(0).duration);
  CHECK(pathway.parameters.at(1).value == 10.0 * ticks_per_minute);
  CHECK(pathway.parameters.at(1).duration);
  CHECK(pathway.parameters.at(2).value == doctest::Approx(0.05));
  CHECK(pathway.parameters.at(3).value == 3);
  CHECK(says(complaint("parameters: {early: soon}"), "is \"soon\"; needs a number or a duration"));
}

TEST_CASE("a table has a value for every combination of labels, the last key fastest") {
  const Pathway pathway =
      read("tables: {travel: {keys: [home, site], unit: min, values: {north: {a: 12, b: 30}, south: {b: 10, a: 35}}}}");
  const Table& table = pathway.tables.at(0);
  CHECK(table.duration);
  CHECK(table.labels == std::vector<std::vector<std::string>>{{"north", "south"}, {"a", "b"}});
  const double minute = ticks_per_minute;
  CHECK(table.values == std::vector<double>{12 * minute, 30 * minute, 35 * minute, 10 * minute});
  CHECK(read("tables: {t: {keys: [home], values: {north: 1 h, south: 2 h}}}").tables.at(0).duration);
  CHECK_FALSE(read("tables: {t: {keys: home, values: {north: 1, south: 2}}}").tables.at(0).duration);
  CHECK(says(complaint("tables: {t: {keys: [home, site], values: {north: {a: 12, b: 30}, south: {a: 10}}}}"),
             "clinic.tables.t.values.south: has no entry for b; every site needs one"));
  CHECK(says(complaint("tables: {t: {keys: [home, site], values: {north: 12}}}"),
             "clinic.tables.t.values.north: is 12; needs a block with a key for each site"));
  CHECK(says(complaint("tables: {t: {keys: [home], values: {north: 1 h, south: 2}}}"), "is 2; needs a unit"));
}

TEST_CASE("a rule has a condition, times and effects") {
  const Pathway pathway = read(
      "rules:\n  escalate:\n    about: x\n    when: occupancy(bed) > 0.95\n    for: 4 h\n    until: occupancy(bed) < 0.90\n    "
      "until_for: 1 h\n    check: 30 min\n"
      "    do: [{add: {extra_bed: 20}}, {set: {early: 0.9, grace: 5 min}}, {scale: {other.nurse: 2}}]");
  const Rule& rule = pathway.rules.at(0);
  CHECK(rule.when.kind == Expression::Kind::greater);
  CHECK(rule.until->kind == Expression::Kind::less);
  CHECK(rule.for_time == 4 * ticks_per_hour);
  CHECK(rule.until_for == ticks_per_hour);
  CHECK(rule.check == 30 * ticks_per_minute);
  REQUIRE(rule.effects.size() == 4);
  CHECK(rule.effects[0].what == RuleEffect::What::add);
  CHECK(rule.effects[0].amount == 20);
  CHECK(rule.effects[2].duration);
  CHECK(rule.effects[3].target.text == "other.nurse");
  CHECK(read("rules: {r: {when: hour > 8, do: {add: {bed: 1}}}}").rules.at(0).check == 15 * ticks_per_minute);
  CHECK(says(complaint("rules: {r: {when: hour > 8}}"), "do is missing"));
}

TEST_CASE("a model has shared blocks of its own") {
  const ReadResult result = read_clinic(
      "",
      "parameters: {p: 2}\nclocks: {whole: }\nrules: {r: {when: p > 3, do: {set: {p: 1}}}}\n"
      "calendars: {c: {open: [{days: Mon}]}}\ntables: {t: {keys: [a], values: {x: 1}}}\nfigures: {f: {ratio: [clinic.left.a, clinic.arrivals.b]}}\n");
  CHECK(messages(result) == "");
  const SharedBlocks& shared = result.study.base.at(0)->shared;
  CHECK(shared.parameters.at(0).path == "parameters.p");
  CHECK(shared.clocks.size() == 1);
  CHECK(shared.rules.size() == 1);
  CHECK(shared.calendars.size() == 1);
  CHECK(shared.tables.size() == 1);
  CHECK(shared.figures.size() == 1);
}
