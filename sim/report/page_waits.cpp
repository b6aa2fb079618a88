// The hours of the week, and what those who wait wait for in the end, as figures to be drawn.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "output/window.hpp"
#include "report/bucket_figures.hpp"
#include "report/page_json.hpp"
#include "stats/mean.hpp"
#include "study/attribution.hpp"

namespace careway {

namespace {

constexpr std::size_t most_causes = 7;
constexpr double least_share = 0.005;

/// Mean of the level in each hour of the week, over replications.
std::vector<Estimate> by_hour(const LevelResult& level, const Results& r) {
  const std::vector<Ticks> time = time_by_hour_of_week(r);
  const std::size_t parts = level.by_site ? r.sites.size() : 1;
  std::vector<Estimate> hours;
  for (std::size_t hour = 0; hour < 168; ++hour) {
    std::vector<double> values(r.done());
    for (std::size_t i = 0; i < values.size() * parts; ++i)
      values[i / parts] += level.weight(parts) * static_cast<double>(level.hour_of_week_area[i * 168 + hour]) / std::max(1.0, static_cast<double>(time[hour]));
    hours.push_back(time[hour] > 0 ? mean_of(values) : Estimate{});
  }
  return hours;
}

std::string hour_text(std::size_t hour) { return fmt::format("{} {:02}:00", weekday_names[hour / 24], hour % 24); }

std::string cause_name(const WaitingFor& w, const Cause& cause, const Results& r) {
  return called(r, r.resources[cause.resource].name) + (cause.resource == w.resource ? " (at work)" : "");
}

const WaitingFor* queue_of(const Attribution& attribution, const Results& r, const std::string& resource) {
  for (const WaitingFor& w : attribution.total)
    if (r.resources[w.resource].name == resource) return &w;
  return nullptr;
}

/// The causes worth a colour of their own, largest first.
std::vector<Cause> largest(const WaitingFor& w) {
  std::vector<Cause> causes = w.causes;
  std::stable_sort(causes.begin(), causes.end(), [](const Cause& a, const Cause& b) { return a.share.value > b.share.value; });
  std::erase_if(causes, [](const Cause& cause) { return cause.share.value < least_share; });
  if (causes.size() > most_causes) causes.resize(most_causes);
  return causes;
}

/// Patients waiting at a time because of those that `counts`, in each bucket.
template <class Counts>
Json row_by_bucket(const std::vector<Attribution>& buckets, const Results& r, const std::string& resource, Counts counts) {
  Json row = Json::array();
  for (const Attribution& attribution : buckets) {
    double waiting = 0;
    if (const WaitingFor* w = queue_of(attribution, r, resource))
      for (const Cause& cause : w->causes)
        if (counts(cause)) waiting += w->waiting * cause.share.value;
    row.push_back(json_number(waiting));
  }
  return row;
}

/// A row for each of the causes, and one for the others together when they are something.
Json rows_by_bucket(const std::vector<Attribution>& buckets, const Results& r, const std::string& resource, const std::vector<Cause>& causes, bool others) {
  Json rows = Json::array();
  for (const Cause& cause : causes) rows.push_back(row_by_bucket(buckets, r, resource, [&](const Cause& c) { return c.resource == cause.resource; }));
  if (others)
    rows.push_back(row_by_bucket(buckets, r, resource, [&](const Cause& c) {
      return std::none_of(causes.begin(), causes.end(), [&](const Cause& shown) { return shown.resource == c.resource; });
    }));
  return rows;
}

}  // namespace

std::optional<Json> hours_json(const ReportChart& chart, const Studies& studies, std::string& words) {
  Json json{{"unit", chart.unit}, {"studies", Json::array()}};
  for (const NamedResults& study : studies) {
    const LevelResult* level = find_named(study.results.levels, chart.show);
    if (level == nullptr || !level->has_hours || study.results.done() == 0) continue;
    const std::vector<Estimate> hours = by_hour(*level, study.results);
    Json out{{"name", study_name(study)}};
    put_estimates(out, hours, {});
    if (json["studies"].empty()) {
      const auto less = [](const Estimate& a, const Estimate& b) { return !(a.value >= b.value) && b.has_value(); };
      const auto top = std::max_element(hours.begin(), hours.end(), less);
      const auto bottom = std::min_element(hours.begin(), hours.end(), [](const Estimate& a, const Estimate& b) { return a.value < b.value; });
      words = fmt::format("Highest on {}: {}; lowest on {}: {}.", hour_text(static_cast<std::size_t>(top - hours.begin())), figure_text(*top, {}),
                          hour_text(static_cast<std::size_t>(bottom - hours.begin())), figure_text(*bottom, {}));
    }
    json["studies"].push_back(std::move(out));
  }
  if (!json["studies"].empty()) return json;
  words = "the level is not kept by_hour_of_week";
  return std::nullopt;
}

std::optional<Json> causes_json(const ReportChart& chart, const Studies& studies, std::string& words) {
  const Results& first = studies[0].results;
  Json json{{"buckets", Json::array()}, {"bucket", bucket_word(first)}, {"unit", "waiting"}, {"studies", Json::array()}};
  for (const TimeBucket& bucket : first.buckets) json["buckets"].push_back(bucket.label);
  for (const NamedResults& study : studies) {
    const Results& r = study.results;
    if (r.buckets.size() != first.buckets.size()) continue;
    const Attribution whole = attribution_of(r);
    const WaitingFor* w = queue_of(whole, r, chart.show);
    if (w == nullptr || !(w->waiting > 0)) continue;
    const std::vector<Cause> causes = largest(*w);
    Json out{{"name", study_name(study)}, {"waiting", json_number(w->waiting)}, {"causes", Json::array()}, {"shares", Json::array()}};
    std::vector<Estimate> shares;
    for (const Cause& cause : causes) {
      out["causes"].push_back(cause_name(*w, cause, r));
      shares.push_back(cause.share);
      if (json["studies"].empty()) words += fmt::format("{}: {}. ", cause_name(*w, cause, r), figure_text(cause.share, {100, "%"}));
    }
    constexpr double next_to_nothing = 1e-6;
    double rest = 1;
    for (const Estimate& share : shares) rest -= share.value;
    if (rest > next_to_nothing) {
      out["causes"].push_back("others");
      shares.push_back({.value = rest});
    }
    out["by_bucket"] = rows_by_bucket(attribution_by_bucket(r), r, chart.show, causes, rest > next_to_nothing);
    put_estimates(out, shares, {100, "%"});
    json["studies"].push_back(std::move(out));
  }
  if (!json["studies"].empty()) return json;
  words = "nobody waits for it";
  return std::nullopt;
}

}  // namespace careway
