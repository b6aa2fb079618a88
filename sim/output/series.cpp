#include "output/series.hpp"

#include "output/summary_table.hpp"
#include "output/window.hpp"
#include "stats/mean.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

/// Some of the parts of a measure, which are added up.
struct Parts {
  std::string site;
  std::size_t first;
  std::size_t count;
};

std::vector<Parts> parts_of(bool by_site, const Results& results) {
  if (!by_site) return {{"", 0, 1}};
  std::vector<Parts> parts{{"", 0, results.sites.size()}};
  for (std::size_t s = 0; s < results.sites.size(); ++s) parts.push_back({results.sites[s], s, 1});
  return parts;
}

/// For each replication the sum over the parts of `number_at(index)`, the index into [R][S][B].
template <class NumberAt>
std::vector<double> sums(const Results& results, bool by_site, const Parts& parts, std::size_t bucket, NumberAt number_at) {
  const std::size_t all = by_site ? results.sites.size() : 1;
  std::vector<double> values;
  for (std::size_t r = 0; r < results.done(); ++r) {
    double sum = 0;
    for (std::size_t p = parts.first; p < parts.first + parts.count; ++p)
      sum += static_cast<double>(number_at((r * all + p) * results.buckets.size() + bucket));
    values.push_back(sum);
  }
  return values;
}

std::vector<double> divided(std::vector<double> values, double by) {
  for (double& value : values) value = by > 0 ? value / by : not_known;
  return values;
}

Estimate mean_if_known(const std::vector<double>& values) {
  for (const double value : values)
    if (value != value) return {};
  return mean_of(values);
}

}  // namespace

std::vector<Series> series_of(const ClockResult& c, const Results& results) {
  std::vector<Series> all;
  const std::size_t k = c.thresholds.size();
  for (const Parts& parts : parts_of(c.by_site, results)) {
    Series mean{c.name, "mean", parts.site, "min", {}};
    std::vector<Series> shares;
    for (const Ticks t : c.thresholds) shares.push_back({c.name, "share_within " + duration_text(t), parts.site, "share", {}});
    for (std::size_t b = 0; b < results.buckets.size(); ++b) {
      const auto sum_of = [&](auto number_at) { return sums(results, c.by_site, parts, b, number_at); };
      const std::vector<double> n = sum_of([&](std::size_t i) { return c.bucket[i].n; });
      const std::vector<double> time = sum_of([&](std::size_t i) { return c.bucket[i].sum; });
      mean.buckets.push_back(in_minutes(ratio_of_sums({.numerators = time, .denominators = n})));
      for (std::size_t t = 0; t < k; ++t) {
        const std::vector<double> within = sum_of([&](std::size_t i) { return c.bucket_within[i * k + t]; });
        shares[t].buckets.push_back(share_of_sums({.numerators = within, .denominators = n}));
      }
    }
    all.push_back(std::move(mean));
    for (Series& share : shares) all.push_back(std::move(share));
  }
  return all;
}

std::vector<Series> series_of(const LevelResult& l, const Results& results) {
  std::vector<Series> all;
  for (const Parts& parts : parts_of(l.by_site, results)) {
    Series mean{l.name, "mean", parts.site, "1", {}};
    for (std::size_t b = 0; b < results.buckets.size(); ++b) {
      const auto areas = sums(results, l.by_site, parts, b, [&](std::size_t i) { return l.bucket_area[i]; });
      mean.buckets.push_back(mean_if_known(divided(areas, static_cast<double>(time_in(results.buckets[b], results)))));
    }
    all.push_back(std::move(mean));
  }
  return all;
}

std::vector<Series> series_of(const CountResult& c, const Results& results) {
  std::vector<Series> all;
  for (const Parts& parts : parts_of(c.by_site, results)) {
    Series per_day{c.name, "per_day", parts.site, "per day", {}};
    for (std::size_t b = 0; b < results.buckets.size(); ++b) {
      const auto numbers = sums(results, c.by_site, parts, b, [&](std::size_t i) { return c.bucket[i]; });
      per_day.buckets.push_back(mean_if_known(divided(numbers, in_days(time_in(results.buckets[b], results)))));
    }
    all.push_back(std::move(per_day));
  }
  return all;
}

std::vector<Series> all_series(const Results& results) {
  std::vector<Series> all;
  const auto add = [&](std::vector<Series> more) {
    for (Series& series : more) all.push_back(std::move(series));
  };
  for (const ClockResult& clock : results.clocks) add(series_of(clock, results));
  for (const LevelResult& level : results.levels) add(series_of(level, results));
  for (const CountResult& count : results.counts) add(series_of(count, results));
  return all;
}

}  // namespace careway
