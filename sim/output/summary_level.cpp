#include <algorithm>
#include <type_traits>

#include "output/summary.hpp"
#include "output/window.hpp"
#include "stats/levels.hpp"
#include "stats/mean.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

struct PartRange {
  std::size_t first;
  std::size_t count;
};

/// Sum over the parts of `range` for each replication; `values` is [R][parts].
template <class Number>
std::vector<double> sums_over(const std::vector<Number>& values, std::size_t replications, PartRange range) {
  const std::size_t parts = replications == 0 ? 0 : values.size() / replications;
  std::vector<double> sums;
  for (std::size_t r = 0; r < replications; ++r) {
    std::conditional_t<std::is_integral_v<Number>, Int128, Number> sum = 0;  // of a file that somebody changed, too
    for (std::size_t p = range.first; p < range.first + range.count; ++p) sum += values[r * parts + p];
    sums.push_back(static_cast<double>(sum));
  }
  return sums;
}

/// The capacity that belongs to a resource's units in use.
const LevelResult* capacity_of(const LevelResult& l, const Results& results) {
  if (l.what != "in_use" || l.resource.empty()) return nullptr;
  for (const LevelResult& other : results.levels)
    if (other.what == "capacity" && other.resource == l.resource && other.by_site == l.by_site) return &other;
  return nullptr;
}

/// Every part was looked at as often, so the number for the sum of some parts is that of one.
Estimate snapshot_mean(const LevelResult::Snapshot& s, std::size_t replications, PartRange range, double weight) {
  std::vector<double> n = sums_over(s.n, replications, range);
  for (double& number : n) number /= static_cast<double>(range.count) * weight;
  return ratio_of_sums({.numerators = sums_over(s.sum, replications, range), .denominators = n});
}

std::vector<double> hour_means(const LevelResult& l, const Results& results, PartRange range) {
  std::vector<double> means;
  if (!l.has_hours || results.done() == 0) return means;
  const std::vector<Ticks> times = time_by_hour_of_week(results);
  const std::size_t parts = l.hour_of_week_area.size() / results.done() / 168;
  for (std::size_t h = 0; h < 168; ++h) {
    double area = 0;
    for (std::size_t r = 0; r < results.done(); ++r)
      for (std::size_t p = range.first; p < range.first + range.count; ++p)
        area += static_cast<double>(l.hour_of_week_area[(r * parts + p) * 168 + h]);
    const double time = static_cast<double>(times[h]) * static_cast<double>(results.done());
    means.push_back(time > 0 ? area / time * l.weight(range.count) : not_known);
  }
  return means;
}

std::optional<std::int64_t> highest_of(const LevelResult& l, std::size_t replications, std::size_t part) {
  if (l.highest.empty() || replications == 0) return std::nullopt;
  const std::size_t parts = l.highest.size() / replications;
  std::int64_t highest = l.highest[part];
  for (std::size_t r = 1; r < replications; ++r) highest = std::max(highest, l.highest[r * parts + part]);
  return highest;
}

std::optional<Ticks> longest_of(const std::vector<Ticks>& waits, std::size_t replications, PartRange range) {
  if (waits.empty() || replications == 0) return std::nullopt;
  const std::size_t parts = waits.size() / replications;
  Ticks longest = 0;
  for (std::size_t r = 0; r < replications; ++r)
    for (std::size_t part = range.first; part < range.first + range.count; ++part) longest = std::max(longest, waits[r * parts + part]);
  return longest;
}

/// The lists of one part, one for each replication.
std::vector<LevelTimes> times_of(const LevelResult& l, std::size_t replications, std::size_t part) {
  std::vector<LevelTimes> times;
  const std::size_t parts = replications == 0 ? 0 : l.time_at.size() / replications;
  for (std::size_t r = 0; r < replications; ++r) times.push_back({l.time_at[r * parts + part]});
  return times;
}

std::vector<Estimate> distribution_of(const std::vector<LevelTimes>& times) {
  std::size_t values = 0;
  std::vector<double> all;
  for (const LevelTimes& t : times) {
    values = std::max(values, t.time_at.size());
    double sum = 0;
    for (const Ticks time : t.time_at) sum += static_cast<double>(time);
    all.push_back(sum);
  }
  std::vector<Estimate> shares;
  for (std::size_t v = 0; v < values; ++v) {
    std::vector<double> here;
    for (std::size_t r = 0; r < times.size(); ++r)
      here.push_back(v < times[r].time_at.size() ? std::min(all[r], static_cast<double>(times[r].time_at[v])) : 0);
    shares.push_back(share_of_sums({.numerators = here, .denominators = all}));
  }
  return shares;
}

LevelPart part_of(const LevelResult& l, const Results& results, PartRange range) {
  const std::size_t replications = results.done();
  LevelPart part;
  std::vector<double> areas = sums_over(l.area, replications, range);
  for (double& area : areas) area *= l.weight(range.count);
  for (const double area : areas) part.means.push_back(area / static_cast<double>(results.length));
  part.mean = mean_of(part.means);
  if (l.what == "rule") part.mean = clamped(part.mean, 0, 1);
  if (const LevelResult* capacity = capacity_of(l, results))
    part.occupancy = ratio_of_sums({.numerators = areas, .denominators = sums_over(capacity->area, replications, range)});
  for (const LevelResult::Snapshot& s : l.snapshots) part.at.push_back({s.when, snapshot_mean(s, replications, range, l.weight(range.count))});
  part.by_hour_of_week = hour_means(l, results, range);
  part.longest = longest_of(l.longest, replications, range);
  part.longest_all_of = longest_of(l.longest_all_of, replications, range);
  if (range.count != 1) return part;
  part.max = highest_of(l, replications, range.first);
  if (l.has_distribution) {
    const std::vector<LevelTimes> times = times_of(l, replications, range.first);
    part.sd = level_mean_and_sd(times).sd;
    part.distribution = distribution_of(times);
  }
  return part;
}

}  // namespace

LevelSummary summarise(const LevelResult& l, const Results& results) {
  const std::size_t parts = l.by_site ? results.sites.size() : 1;
  LevelSummary s{l.name, l.about, l.resource, l.what, part_of(l, results, {0, parts}), {}};
  for (std::size_t p = 0; l.by_site && p < parts; ++p) s.sites.push_back({results.sites[p], part_of(l, results, {p, 1})});
  return s;
}

}  // namespace careway
