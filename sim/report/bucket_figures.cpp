#include "report/bucket_figures.hpp"

#include <algorithm>
#include <cmath>

#include "output/window.hpp"

namespace careway {

namespace {

using Kind = ByReplication::Kind;

/// Sums over the parts of each replication at one bucket; `number_at` takes the index into [R][S][B].
template <class NumberAt>
std::vector<double> sums_at(const Results& r, bool by_site, std::size_t bucket, NumberAt number_at) {
  const std::size_t parts = by_site ? r.sites.size() : 1;
  std::vector<double> sums(r.done());
  for (std::size_t i = 0; i < sums.size() * parts; ++i) sums[i / parts] += static_cast<double>(number_at(i * r.buckets.size() + bucket));
  return sums;
}

ByReplication mean_of_sums(std::vector<double> sums, double by) {
  ByReplication figure{.kind = Kind::mean};
  for (double& sum : sums) sum = by > 0 ? sum / by : not_known;
  figure.above = std::move(sums);
  return figure;
}

ByReplication of_clock(const ClockResult& c, const HeadlineLine& line, const Results& r, std::size_t b) {
  const auto numbers = sums_at(r, c.by_site, b, [&](std::size_t i) { return c.bucket[i].n; });
  if (line.what == "per_day") return mean_of_sums(numbers, in_days(time_in(r.buckets[b], r)));
  ByReplication figure;
  figure.below = numbers;
  if (line.what == "mean") {
    figure.kind = Kind::ratio;
    figure.duration = true;
    figure.above = sums_at(r, c.by_site, b, [&](std::size_t i) { return c.bucket[i].sum; });
    return figure;
  }
  const auto at = std::find(c.thresholds.begin(), c.thresholds.end(), line.threshold);
  if (at == c.thresholds.end() || !line.what.starts_with("share_")) return {};
  const auto k = static_cast<std::size_t>(at - c.thresholds.begin());
  figure.kind = Kind::share;
  figure.fraction = true;
  figure.above = sums_at(r, c.by_site, b, [&](std::size_t i) { return c.bucket_within[i * c.thresholds.size() + k]; });
  if (line.what == "share_over")
    for (std::size_t i = 0; i < numbers.size(); ++i) figure.above[i] = numbers[i] - figure.above[i];
  return figure;
}

std::vector<double> areas_at(const LevelResult& level, const Results& r, std::size_t b) {
  return sums_at(r, level.by_site, b, [&](std::size_t i) { return level.bucket_area[i]; });
}

ByReplication of_level(const LevelResult& level, const HeadlineLine& line, const Results& r, std::size_t b) {
  if (line.what == "level_mean") return mean_of_sums(areas_at(level, r, b), static_cast<double>(time_in(r.buckets[b], r)) / level.weight(level.by_site ? r.sites.size() : 1));
  const LevelResult* capacity = line.what == "occupancy" && level.what == "in_use" ? find_named(r.levels, level.resource + ".capacity") : nullptr;
  if (capacity == nullptr) return {};
  ByReplication figure{.kind = Kind::ratio, .fraction = true};
  figure.above = areas_at(level, r, b);
  figure.below = areas_at(*capacity, r, b);
  return figure;
}

}  // namespace

ByReplication by_bucket(const HeadlineLine& line, const Results& r, std::size_t bucket) {
  if (const ClockResult* clock = find_named(r.clocks, line.measure)) return of_clock(*clock, line, r, bucket);
  if (const LevelResult* level = find_named(r.levels, line.measure)) return of_level(*level, line, r, bucket);
  const CountResult* count = find_named(r.counts, line.measure);
  if (count == nullptr || line.what != "per_day") return {};
  return mean_of_sums(sums_at(r, count->by_site, bucket, [&](std::size_t i) { return count->bucket[i]; }), in_days(time_in(r.buckets[bucket], r)));
}

std::vector<double> values_of(const ByReplication& figure) {
  if (figure.kind == Kind::mean) return figure.above;
  std::vector<double> values;
  for (std::size_t i = 0; i < figure.above.size(); ++i) values.push_back(figure.below[i] > 0 ? figure.above[i] / figure.below[i] : not_known);
  return values;
}

std::string usual_statistic(const std::string& measure, const Results& r) {
  if (find_named(r.clocks, measure) != nullptr) return "mean";
  return find_named(r.levels, measure) != nullptr ? "level_mean" : "per_day";
}

Display display_of(const HeadlineLine& line, const Results& r, double typical) {
  Display display;
  if (line.what.starts_with("share_") || line.what == "occupancy") display = {100, "%"};
  else if (find_named(r.clocks, line.measure) != nullptr && line.what != "per_day") display = duration_display(line.unit, typical);
  else display = {1, !line.unit.empty() ? line.unit : line.what == "per_day" ? "per day" : ""};
  while (display.unit.starts_with(' ')) display.unit.erase(0, 1);
  return display;
}

std::string bucket_word(const Results& r) {
  Ticks longest = 0;
  for (const TimeBucket& bucket : r.buckets) longest = std::max(longest, bucket.until - bucket.from);
  return longest <= ticks_per_day ? "day" : longest <= ticks_per_week ? "week" : "month";
}

Band band_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return {not_known, not_known};
  std::sort(values.begin(), values.end());
  if (values.size() < 20) return {values.front(), values.back()};
  const auto at = [&](double q) {
    const double rank = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(rank);
    const double part = rank - static_cast<double>(low);
    return low + 1 < values.size() ? values[low] + part * (values[low + 1] - values[low]) : values[low];
  };
  return {at(0.05), at(0.95)};
}

const char* band_words(std::size_t replications) {
  if (replications < 2) return "no band: there is one run";
  return replications < 20 ? "band: lowest to highest run" : "band: nine in ten runs";
}

}  // namespace careway
