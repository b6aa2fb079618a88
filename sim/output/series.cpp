#include "output/series.hpp"

#include <algorithm>

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

/// For each replication the sum over the parts of `number_at(index)`, the index into [R][S][B]; bucket after bucket. The array may lie
/// in a file: it is read along its rows, for some buckets at once.
template <class NumberAt>
class Sums {
 public:
  Sums(const Results& results, bool by_site, const Parts& parts, NumberAt number_at)
      : results_(results), all_(by_site ? results.sites.size() : 1), parts_(parts), number_at_(number_at) {}

  const std::vector<double>& at(std::size_t bucket) {
    if (bucket - first_ >= sums_.size()) read_from(bucket);  // also when it is before the first
    return sums_[bucket - first_];
  }

 private:
  void read_from(std::size_t bucket) {
    constexpr std::size_t most = 64;
    first_ = bucket;
    sums_.assign(std::min(most, results_.buckets.size() - bucket), std::vector<double>(results_.done()));
    for (std::size_t r = 0; r < results_.done(); ++r) {
      if (r % 64 == 63) let_go_of_bulk();
      for (std::size_t p = parts_.first; p < parts_.first + parts_.count; ++p)
        for (std::size_t b = 0; b < sums_.size(); ++b)
          sums_[b][r] += static_cast<double>(number_at_((r * all_ + p) * results_.buckets.size() + bucket + b));
    }
  }

  const Results& results_;
  std::size_t all_;
  const Parts& parts_;
  NumberAt number_at_;
  std::size_t first_ = 0;                  ///< bucket
  std::vector<std::vector<double>> sums_;  ///< [bucket from first_][replication]
};

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
    Sums n(results, c.by_site, parts, [&](std::size_t i) { return c.bucket[i].n; });
    Sums time(results, c.by_site, parts, [&](std::size_t i) { return c.bucket[i].sum; });
    for (std::size_t b = 0; b < results.buckets.size(); ++b)
      mean.buckets.push_back(in_minutes(ratio_of_sums({.numerators = time.at(b), .denominators = n.at(b)})));
    for (std::size_t t = 0; t < k; ++t) {
      Sums within(results, c.by_site, parts, [&](std::size_t i) { return c.bucket_within[i * k + t]; });
      for (std::size_t b = 0; b < results.buckets.size(); ++b)
        shares[t].buckets.push_back(share_of_sums({.numerators = within.at(b), .denominators = n.at(b)}));
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
    Sums areas(results, l.by_site, parts, [&](std::size_t i) { return l.bucket_area[i]; });
    for (std::size_t b = 0; b < results.buckets.size(); ++b) {
      const Estimate e = mean_if_known(divided(areas.at(b), static_cast<double>(time_in(results.buckets[b], results)) / l.weight(parts.count)));
      mean.buckets.push_back(l.what == "rule" ? clamped(e, 0, 1) : e);
    }
    all.push_back(std::move(mean));
  }
  return all;
}

std::vector<Series> series_of(const CountResult& c, const Results& results) {
  std::vector<Series> all;
  for (const Parts& parts : parts_of(c.by_site, results)) {
    Series per_day{c.name, "per_day", parts.site, "per day", {}};
    Sums numbers(results, c.by_site, parts, [&](std::size_t i) { return c.bucket[i]; });
    for (std::size_t b = 0; b < results.buckets.size(); ++b)
      per_day.buckets.push_back(mean_if_known(divided(numbers.at(b), in_days(time_in(results.buckets[b], results)))));
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
