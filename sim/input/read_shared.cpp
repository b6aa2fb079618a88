#include "input/read_shared.hpp"

#include "input/read_distribution.hpp"
#include "input/read_measures.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"
#include "input/week.hpp"

namespace careway {

namespace {

Calendar::SpecialDay read_special_day(Reader& reader, const Spot& spot) {
  Calendar::SpecialDay day;
  if (!spot.node->is_map()) {
    day.date = read_date(reader, spot).value_or(Date{});
    return day;
  }
  const Fields fields(reader, spot, "calendar.open_on");
  if (const auto date = fields.require("date", "a date, such as 2023-12-24"))
    day.date = read_date(reader, *date).value_or(Date{});
  const auto from = fields.require("from", "a time of day, such as \"10:00\"");
  const auto until = fields.require("until", "a time of day, such as \"14:00\"");
  if (!from || !until) return day;
  const auto first = read_time_of_day(reader, *from);
  const auto last = read_time_of_day(reader, *until);
  if (first && last && *last <= *first)
    reader.findings.error(until->place(), spot.path, "until is not after from", "give a later time of the same day",
                          from->place());
  if (first && last) day.hours = {*first, *last};
  return day;
}

Calendar read_calendar(Reader& reader, const YamlField& field, const Spot& spot) {
  Calendar calendar;
  calendar.name = field.key;
  calendar.place = field.place;
  calendar.path = spot.path;
  const Fields fields(reader, spot, "calendar");
  if (const auto open =
          fields.require("open", "a list of opening hours, such as {days: [Mon], from: \"08:00\", until: \"18:00\"}")) {
    each_item(reader, *open, "a list of opening hours",
              [&](const Spot& item) { calendar.open.push_back(read_span(Fields(reader, item, "calendar.open"))); });
    constexpr std::size_t most_spans = 1000;
    if (calendar.open.size() > most_spans)
      reader.findings.error(open->place(), open->path, "has more than 1000 items", "at most 1000");
    else
      check_overlaps(reader, calendar.open, *open, "span");
  }
  if (const auto closed = fields.get("closed_on"))
    for (const Spot& item : items_of(reader, *closed))
      if (const auto date = read_date(reader, item)) calendar.closed_on.push_back(*date);
  if (const auto extra = fields.get("open_on"))
    for (const Spot& item : items_of(reader, *extra)) calendar.open_on.push_back(read_special_day(reader, item));
  return calendar;
}

Parameter read_parameter(Reader& reader, const YamlField& field, const Spot& spot) {
  Parameter parameter;
  parameter.name = field.key;
  parameter.place = field.place;
  parameter.path = spot.path;
  const Spot at = figure(reader, spot);
  const bool plain = at.node->is_scalar() && !at.node->quoted;
  parameter.duration = plain && !parse_number(at.node->text) && parse_duration(at.node->text);
  const auto value =
      parameter.duration ? read_duration(reader, at, Sign::any) : read_number(reader, at, Sign::any, "a number or a duration");
  parameter.value = value.value_or(0);
  return parameter;
}

/// A list of {a:, b:, rho:}; a single one needs no list.
std::vector<Correlation> read_correlations(Reader& reader, const Spot& spot) {
  std::vector<Correlation> list;
  for (const Spot& item : items_of(reader, spot)) {
    Correlation joint;
    joint.place = item.place();
    joint.path = item.path;
    const Fields fields(reader, item, "correlate");
    if (!fields.usable()) continue;
    if (const auto a = fields.require("a", "the name of a draw")) joint.a = read_name(reader, *a);
    if (const auto b = fields.require("b", "the name of the draw that follows it")) joint.b = read_name(reader, *b);
    if (const auto rho = fields.require("rho", "a correlation from -1 to 1")) {
      joint.rho = read_number(reader, figure(reader, *rho), Sign::any).value_or(0);
      if (joint.rho < -1 || joint.rho > 1) wrong(reader, *rho, "a correlation from -1 to 1");
    }
    list.push_back(std::move(joint));
  }
  return list;
}

}  // namespace

std::vector<Calendar> read_calendars(Reader& reader, const Spot& spot) {
  std::vector<Calendar> calendars;
  each_name(reader, spot, "calendar",
            [&](const YamlField& field, const Spot& at) { calendars.push_back(read_calendar(reader, field, at)); });
  return calendars;
}

std::vector<Parameter> read_parameters(Reader& reader, const Spot& spot) {
  std::vector<Parameter> parameters;
  each_name(reader, spot, "parameter",
            [&](const YamlField& field, const Spot& at) { parameters.push_back(read_parameter(reader, field, at)); });
  return parameters;
}

void read_shared(const Fields& fields, SharedBlocks& shared) {
  Reader& reader = fields.reader();
  if (const auto calendars = fields.get("calendars")) shared.calendars = read_calendars(reader, *calendars);
  if (const auto parameters = fields.get("parameters")) shared.parameters = read_parameters(reader, *parameters);
  if (const auto tables = fields.get("tables")) shared.tables = read_tables(reader, *tables);
  if (const auto clocks = fields.get("clocks")) shared.clocks = read_clocks(reader, *clocks);
  if (const auto levels = fields.get("levels")) shared.levels = read_levels(reader, *levels);
  if (const auto counts = fields.get("counts")) shared.counts = read_counts(reader, *counts);
  if (const auto figures = fields.get("figures")) shared.figures = read_figures(reader, *figures);
  if (const auto rules = fields.get("rules")) shared.rules = read_rules(reader, *rules);
  if (const auto joint = fields.get("correlate")) shared.correlations = read_correlations(reader, *joint);
}

}  // namespace careway
