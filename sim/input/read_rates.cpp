#include "input/read_rates.hpp"

#include <fmt/format.h>

#include <numeric>

#include "input/expressions.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

struct Cycle {
  const char* key;
  std::size_t items;
  const char* needs;
  std::vector<double> Arrivals::*multipliers;
};

const Cycle cycles[] = {
    {"hour_of_day", 24, "24 numbers, the first for 00:00 to 01:00, not all 0", &Arrivals::hour_of_day},
    {"day_of_week", 7, "7 numbers, Monday first, not all 0", &Arrivals::day_of_week},
    {"hour_of_week", 168, "168 numbers, Monday 00:00 first, not all 0", &Arrivals::hour_of_week},
    {"month", 12, "12 numbers, January first, not all 0", &Arrivals::month},
};

/// Divides by the mean and returns it.
double normalise(std::vector<double>& weights) {
  if (weights.empty()) return 0;
  const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  for (double& weight : weights) weight /= mean;
  return mean;
}

void read_profile(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  const Fields fields(reader, spot, "arrivals.profile");
  for (const Cycle& cycle : cycles) {
    const auto list = fields.get(cycle.key);
    if (!list) continue;
    arrivals.*cycle.multipliers = read_weights(reader, figure(reader, *list), cycle.items, cycle.needs);
    normalise(arrivals.*cycle.multipliers);
  }
}

/// Which moments the points of a rate name. All of one rate name the same kind.
enum class Moments { of_day, of_week, dates, since_start };

struct Moment {
  Moments kind = Moments::since_start;
  InstantText at;
};

/// "06:00", "Mon 06:00", "2024-01-31", "2024-01-31 08:00" or "3 days".
std::optional<Moment> parse_moment(const std::string& text) {
  if (const auto time = parse_time_of_day(text)) return Moment{Moments::of_day, {std::nullopt, *time}};
  if (const std::size_t space = text.find(' '); space != std::string::npos)
    if (const auto day = parse_weekday(text.substr(0, space)))
      if (const auto time = parse_time_of_day(text.substr(space + 1))) return Moment{Moments::of_week, {std::nullopt, *day * ticks_per_day + *time}};
  if (const auto instant = parse_instant(text)) return Moment{instant->date ? Moments::dates : Moments::since_start, *instant};
  return std::nullopt;
}

/// On a line of instants that is the same for all points of one rate.
Ticks along(const InstantText& at) { return (at.date ? at.date->days * ticks_per_day : 0) + at.offset; }

/// A cycle is given from its beginning to its end: what is missing there lies on the line from the last point to the first of the next cycle.
void close_cycle(std::vector<RatePoint>& points, Ticks cycle) {
  const RatePoint first = points.front(), last = points.back();
  const bool begins = first.at.offset == 0, ends = last.at.offset == cycle;
  if (begins && ends) return;
  const double gap = static_cast<double>(cycle - last.at.offset + first.at.offset);
  const double way = static_cast<double>(cycle - last.at.offset);
  const double seam = begins ? first.weight : ends ? last.weight : last.weight + (first.weight - last.weight) * way / gap;
  if (!begins) points.insert(points.begin(), {{std::nullopt, 0}, seam});
  if (!ends) points.push_back({{std::nullopt, cycle}, seam});
}

double mean_of(const std::vector<RatePoint>& points) {
  double area = 0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    area += 0.5 * (points[i].weight + points[i + 1].weight) * static_cast<double>(along(points[i + 1].at) - along(points[i].at));
  return area / static_cast<double>(along(points.back().at) - along(points.front().at));
}

/// Rates between which straight lines are drawn. Returns their mean, by which the points are divided.
double read_points(Reader& reader, const Spot& at, Arrivals& arrivals) {
  const Spot spot = unwrapped(reader, at);
  const char* const form = "at least two moments and rates, such as {\"00:00\": 4, \"12:00\": 10}";
  if (!spot.node->is_map()) return wrong(reader, spot, form), 0;
  const SourceCover cover(reader, spot);
  std::vector<RatePoint> points;
  std::optional<Moments> kind;
  std::size_t given = 0;
  for (const YamlField& field : spot.node->fields) {
    if (field.key == "source" || field.key == "about") continue;
    ++given;
    const auto moment = parse_moment(field.key);
    const auto rate = read_number(reader, figure(reader, {&field.value, spot.path + "." + field.key}), Sign::not_negative);
    if (!moment)
      reader.findings.error(field.place, spot.path, "\"" + field.key + "\" is no moment", "write a time of day (\"08:00\"), of the week (\"Mon 08:00\"), a date or a duration since the start");
    else if (kind && moment->kind != *kind)
      reader.findings.error(field.place, spot.path, "\"" + field.key + "\" is a moment of another kind than those before", "give all as times of day, of the week, as dates, or since the start");
    else if (!points.empty() && along(moment->at) <= along(points.back().at))
      reader.findings.error(field.place, spot.path, "\"" + field.key + "\" does not come after the moment before", "put them in order of time");
    else if (rate)
      points.push_back({moment->at, *rate}), kind = moment->kind;
  }
  if (given < 2) return reader.findings.error(spot.place(), spot.path, "has " + counted(given, "point"), "needs " + std::string(form)), 0;
  if (points.size() < given || too_many(reader, spot, given, longest_list, "point")) return 0;  // what is wrong was said
  arrivals.points_cycle = *kind == Moments::of_day ? ticks_per_day : *kind == Moments::of_week ? ticks_per_week : 0;
  if (arrivals.points_cycle > 0) close_cycle(points, arrivals.points_cycle);
  const double mean = mean_of(points);
  if (!(mean > 0)) reader.findings.error(spot.place(), spot.path, "has no rate above 0", "needs " + std::string(form));
  else
    for (RatePoint& point : points) point.weight /= mean;
  arrivals.points = std::move(points);
  return mean;
}

/// Absolute rates become their mean and multipliers of it.
void read_absolute(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  const Fields fields(reader, spot, "arrivals.rates");
  if (!fields.usable()) return;
  const auto per = fields.require("per", "the unit of time, such as hour");
  if (fields.count({"hour_of_day", "day_of_week", "hour_of_week", "points"}) != 1)
    reader.findings.error(spot.place(), spot.path, "gives no rates, or gives them twice",
                          "needs one of hour_of_day, day_of_week, hour_of_week or points");
  const double unit = per ? read_unit(reader, *per).value_or(1) : 1;
  if (const auto points = fields.get("points")) {
    arrivals.rate = read_points(reader, *points, arrivals) / unit;
    if (arrivals.rate > highest_rate) reader.findings.error(points->place(), points->path, "has a mean beyond reason", "at most 1000000 per s");
  }
  for (const Cycle& cycle : cycles) {
    if (std::string_view(cycle.key) == "month") continue;
    const auto list = fields.get(cycle.key);
    if (!list) continue;
    arrivals.*cycle.multipliers = read_weights(reader, figure(reader, *list), cycle.items, cycle.needs);
    arrivals.rate = normalise(arrivals.*cycle.multipliers) / unit;
    if (arrivals.rate > highest_rate)
      reader.findings.error(list->place(), list->path, "has a mean beyond reason", "at most 1000000 per s");
  }
}

void read_wave(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  const Fields fields(reader, spot, "arrivals.wave");
  Wave wave;
  if (const auto amplitude = fields.require("amplitude", "a share of the rate, 0 to 1"))
    wave.amplitude = read_share(reader, figure(reader, *amplitude)).value_or(0);
  if (const auto period = fields.require("period", "a duration, such as 24 h"))
    wave.period = read_duration(reader, figure(reader, *period), Sign::positive).value_or(1);
  if (const auto rising = fields.get("rising_at"))
    wave.rising_at = read_duration(reader, figure(reader, *rising), Sign::any).value_or(0);
  arrivals.wave = wave;
}

Surge read_surge(Reader& reader, const YamlField& field, const Spot& spot) {
  const Fields fields(reader, spot, "arrivals.surges");
  Surge surge;
  surge.name = field.key;
  const auto from = fields.require("from", "a date, such as 2023-12-20");
  const auto until = fields.require("until", "a date, such as 2024-01-20");
  const auto peak = fields.get("peak");
  std::optional<Date> first;
  std::optional<Date> last;
  if (from) first = read_date(reader, *from);
  if (until) last = read_date(reader, *until);
  if (peak) surge.peak = read_date(reader, *peak);
  if (const auto times = fields.require("times", "the factor at the peak, such as 1.3"))
    surge.times = read_number(reader, figure(reader, *times), Sign::not_negative).value_or(1);
  if (!first || !last) return surge;
  surge.from = *first;
  surge.until = *last;
  if (*last <= *first)
    reader.findings.error(until->place(), spot.path, "until is not after from", "give a later date", from->place());
  else if (surge.peak && (*surge.peak < *first || *surge.peak > *last))
    reader.findings.error(peak->place(), spot.path, "peak is not between from and until", "give a date between them",
                          from->place());
  return surge;
}

void read_varies(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  const Fields fields(reader, spot, "arrivals.varies");
  if (const auto cv = fields.require("cv", "the coefficient of variation of the daily factor, such as 0.1"))
    arrivals.varies_cv = read_number(reader, figure(reader, *cv), Sign::not_negative).value_or(0);
  if (const auto with = fields.get("with")) arrivals.varies_with = read_name(reader, *with).text;
  constexpr double least_cv = 0.001, most_cv = 10;
  if (arrivals.varies_cv > 0 && arrivals.varies_cv < least_cv) reader.findings.error(spot.place(), spot.path, "has a cv that is next to nothing", "at least 0.001, or 0");
  if (arrivals.varies_cv > most_cv) reader.findings.error(spot.place(), spot.path, "has a cv beyond reason", "at most 10");
}

/// A factor that follows the state of things: an expression, or {formula: …, at_most: 3} when it may be above 1.
void read_factor(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  if (!spot.node->is_map()) {
    arrivals.times = parse_expression(*spot.node, spot.path, reader.findings);
    return;
  }
  const Fields fields(reader, spot, "arrivals.times");
  if (const auto formula = fields.require("formula", "an expression, such as 1 - waiting(desk) / 10"))
    arrivals.times = parse_expression(*formula->node, formula->path, reader.findings);
  if (const auto most = fields.get("at_most")) arrivals.times_at_most = read_number(reader, figure(reader, *most), Sign::positive).value_or(1);
  constexpr double most_factor = 1000;
  if (arrivals.times_at_most > most_factor) reader.findings.error(spot.place(), spot.path, "may multiply the rate beyond reason", "at_most: 1000 at most");
}

}  // namespace

void read_rate_and_shape(const Fields& fields, Arrivals& arrivals) {
  Reader& reader = fields.reader();
  const bool rated = fields.has("rate") || fields.has("rates");
  if (const auto rate = fields.get("rate")) arrivals.rate = read_rate(reader, figure(reader, *rate)).value_or(0);
  if (const auto rates = fields.get("rates")) read_absolute(reader, *rates, arrivals);
  if (const auto profile = fields.get("profile")) read_profile(reader, *profile, arrivals);
  if (const auto wave = fields.get("wave")) read_wave(reader, *wave, arrivals);
  if (const auto varies = fields.get("varies")) read_varies(reader, *varies, arrivals);
  if (const auto times = fields.get("times")) read_factor(reader, *times, arrivals);
  if (const auto wave = fields.get("wave"); wave && !arrivals.points.empty())
    reader.findings.error(wave->place(), wave->path, "shapes rates that are lines between points", "put the wave into the points, or take it away");
  if (const auto surges = fields.get("surges"))
    each_name(reader, *surges, "surge",
              [&](const YamlField& field, const Spot& at) { arrivals.surges.push_back(read_surge(reader, field, at)); });
  for (const char* key : {"profile", "wave", "surges", "varies", "times"}) {
    const auto at = fields.get(key);
    const bool absolute = fields.has("rates") && std::string_view(key) == "profile";
    if (at && (!rated || absolute))
      reader.findings.error(at->place(), at->path, absolute ? "shapes rates that are absolute already" : "needs a rate to shape",
                            absolute ? "use rate, or take the profile away" : "give rate, such as 560 per day");
  }
}

}  // namespace careway
