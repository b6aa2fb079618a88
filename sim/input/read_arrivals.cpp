#include "input/read_arrivals.hpp"

#include <fmt/format.h>

#include "input/read_people.hpp"
#include "input/read_quantity.hpp"
#include "input/read_rates.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"
#include "input/week.hpp"

namespace careway {

namespace {

constexpr std::int64_t most_initial = 10'000'000;

/// Instants of the run, or times of day; the first item tells which.
void read_instants(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  const std::vector<Spot> items = items_of(reader, spot);
  arrivals.at_each_day = !items.empty() && items[0].node->is_scalar() && parse_time_of_day(items[0].node->text);
  for (const Spot& item : items) {
    if (arrivals.at_each_day) {
      if (const auto time = read_time_of_day(reader, item)) arrivals.at.push_back({std::nullopt, *time});
      continue;
    }
    if (const auto instant = read_instant(reader, item)) arrivals.at.push_back(*instant);
  }
  too_many(reader, spot, arrivals.at.size(), longest_list, "instant");
}

/// Settles which of rate, interarrival, at or only `initial` it is.
void settle_kind(const Fields& fields, Arrivals& arrivals) {
  const std::size_t given = fields.count({"rate", "rates", "interarrival", "at", "trace"});
  const Spot& spot = fields.spot();
  if (given > 1) {
    std::string names;
    for (const char* key : {"rate", "rates", "interarrival", "at", "trace"})
      if (fields.has(key)) names += (names.empty() ? "" : " and ") + std::string(key);
    fields.reader().findings.error(spot.place(), spot.path, "has " + names, "needs only one of rate, rates, interarrival, at or trace");
  }
  if (given == 0 && !fields.has("initial"))
    fields.reader().findings.error(spot.place(), spot.path, "says nothing about when they come",
                                   "needs rate, rates, interarrival, at, trace or initial");
  if (fields.has("rate") || fields.has("rates"))
    arrivals.kind = Arrivals::Kind::rate;
  else if (fields.has("interarrival"))
    arrivals.kind = Arrivals::Kind::interarrival;
  else if (fields.has("at"))
    arrivals.kind = Arrivals::Kind::at;
  else if (fields.has("trace"))
    arrivals.kind = Arrivals::Kind::trace;
  for (const char* key : {"every", "late", "days", "open"})
    if (const auto extra = fields.get(key); extra && !fields.has("at"))
      fields.reader().findings.error(extra->place(), extra->path, "goes with at", "give the instants with at, or take it away");
  if (const auto batch = fields.get("batch"); batch && fields.has("trace"))
    fields.reader().findings.error(batch->place(), batch->path, "does not go with trace", "give each patient a row of its own");
}

void read_times(const Fields& fields, Arrivals& arrivals) {
  Reader& reader = fields.reader();
  settle_kind(fields, arrivals);
  if (const auto at = fields.get("at")) read_instants(reader, *at, arrivals);
  if (const auto trace = fields.get("trace")) arrivals.trace = read_trace(reader, *trace);
  if (const auto days = fields.get("days")) arrivals.days = read_days(reader, *days);
  if (const auto open = fields.get("open")) arrivals.open = read_reference(reader, *open);
  if (const auto every = fields.get("every"); every && arrivals.at_each_day)
    reader.findings.error(every->place(), every->path, "stands beside times of day, which come each day", "take it away, or give instants since the start");
  else if (every) arrivals.every = read_ticks(reader, figure(reader, *every), Sign::positive);
  if (const auto from = fields.get("from")) arrivals.from = read_instant(reader, *from);
  if (const auto until = fields.get("until")) arrivals.until = read_instant(reader, *until);
  const bool comparable = arrivals.from && arrivals.until && arrivals.from->date.has_value() == arrivals.until->date.has_value();
  const auto key = [](const InstantText& i) { return std::pair(i.date ? i.date->days : 0, i.offset); };
  if (comparable && key(*arrivals.until) <= key(*arrivals.from))
    reader.findings.error(fields.get("until")->place(), arrivals.path, "until is not after from", "give a later one",
                          fields.get("from")->place());
}

Arrivals read_source(Reader& reader, const YamlField& field, const Spot& spot) {
  Arrivals arrivals;
  arrivals.name = field.key;
  arrivals.place = field.place;
  arrivals.path = spot.path;
  const Fields fields(reader, spot, "arrivals");
  if (!fields.usable()) return arrivals;
  if (const auto about = fields.get("about")) arrivals.about = read_text(reader, *about);
  read_rate_and_shape(fields, arrivals);
  read_times(fields, arrivals);
  if (const auto interarrival = fields.get("interarrival"))
    arrivals.interarrival = read_quantity(reader, *interarrival, Wanted::duration);
  if (const auto late = fields.get("late")) {
    reader.signed_durations = true;  // who comes early is late by less than nothing
    arrivals.late = read_quantity(reader, *late, Wanted::duration);
    reader.signed_durations = false;
  }
  if (const auto batch = fields.get("batch")) arrivals.batch = read_quantity(reader, *batch, Wanted::number);
  if (const auto initial = fields.get("initial"))
    arrivals.initial = read_whole(reader, figure(reader, *initial), {0, most_initial}).value_or(0);
  if (const auto no_show = fields.get("no_show")) arrivals.no_show = read_share(reader, figure(reader, *no_show)).value_or(0);
  if (const auto set = fields.get("set")) arrivals.set = read_attributes(reader, *set);
  if (const auto enter = fields.require("enter", "the step where they begin")) arrivals.enter = read_reference(reader, *enter);
  return arrivals;
}

}  // namespace

std::vector<Arrivals> read_arrivals(Reader& reader, const Spot& spot) {
  std::vector<Arrivals> sources;
  each_name(reader, spot, "source",
            [&](const YamlField& field, const Spot& at) { sources.push_back(read_source(reader, field, at)); });
  return sources;
}

}  // namespace careway
