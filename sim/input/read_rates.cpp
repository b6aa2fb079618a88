#include "input/read_rates.hpp"

#include <fmt/format.h>

#include <numeric>

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

/// Absolute rates become their mean and multipliers of it.
void read_absolute(Reader& reader, const Spot& spot, Arrivals& arrivals) {
  const Fields fields(reader, spot, "arrivals.rates");
  if (!fields.usable()) return;
  const auto per = fields.require("per", "the unit of time, such as hour");
  if (fields.count({"hour_of_day", "day_of_week", "hour_of_week"}) != 1)
    reader.findings.error(spot.place(), spot.path, "gives no rates, or gives them twice",
                          "needs one of hour_of_day, day_of_week or hour_of_week");
  const double unit = per ? read_unit(reader, *per).value_or(1) : 1;
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
  constexpr double most_cv = 10;
  if (arrivals.varies_cv > most_cv) reader.findings.error(spot.place(), spot.path, "has a cv beyond reason", "at most 10");
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
  if (const auto surges = fields.get("surges"))
    each_name(reader, *surges, "surge",
              [&](const YamlField& field, const Spot& at) { arrivals.surges.push_back(read_surge(reader, field, at)); });
  for (const char* key : {"profile", "wave", "surges", "varies"}) {
    const auto at = fields.get(key);
    const bool absolute = fields.has("rates") && std::string_view(key) == "profile";
    if (at && (!rated || absolute))
      reader.findings.error(at->place(), at->path, absolute ? "shapes rates that are absolute already" : "needs a rate to shape",
                            absolute ? "use rate, or take the profile away" : "give rate, such as 560 per day");
  }
}

}  // namespace careway
