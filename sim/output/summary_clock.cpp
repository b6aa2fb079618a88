#include <algorithm>
#include <cmath>
#include <span>

#include "base/bins.hpp"
#include "output/layout_moments.hpp"
#include "output/summary.hpp"
#include "stats/mean.hpp"
#include "stats/moments.hpp"
#include "stats/quantile.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

/// The durations of one part, for each replication.
struct Durations {
  std::vector<Moments> moments;
  std::vector<std::vector<std::uint64_t>> within;  ///< [replication][threshold]
  Bulk<std::uint32_t> histograms;  ///< [replication][bin_count]; empty when they are not known
  std::uint64_t open_at_end = 0;
};

struct PartRange {
  std::size_t first;
  std::size_t count;
};

void add(Moments& sum, const Moments& m) {
  sum.n += m.n;
  sum.sum += m.sum;
  sum.squares += m.squares;
}

/// `moments` is [R][parts], `within` [R][parts][K]; the parts of `range` are added up.
Durations durations_of(const std::vector<Moments>& moments, const std::vector<std::uint64_t>& within, std::size_t replications,
                       std::size_t thresholds, PartRange range) {
  Durations d;
  const std::size_t parts = replications == 0 ? 0 : moments.size() / replications;
  d.moments.resize(replications);
  d.within.assign(replications, std::vector<std::uint64_t>(thresholds));
  for (std::size_t r = 0; r < replications; ++r) {
    for (std::size_t p = range.first; p < range.first + range.count; ++p) {
      const std::size_t at = r * parts + p;
      add(d.moments[r], moments[at]);
      for (std::size_t k = 0; k < thresholds; ++k) d.within[r][k] += within[at * thresholds + k];
    }
  }
  return d;
}

Durations durations_of(const ClockResult& c, std::size_t replications, PartRange range) {
  Durations d = durations_of(c.total, c.within, replications, c.thresholds.size(), range);
  const std::size_t parts = replications == 0 ? 0 : c.total.size() / replications;
  d.histograms.assign(replications * bin_count, 0);
  for (std::size_t r = 0; r < replications; ++r) {
    if (r % 64 == 63) let_go_of_bulk();
    for (std::size_t p = range.first; p < range.first + range.count; ++p) {
      const std::size_t at = r * parts + p;
      d.open_at_end += c.open_at_end[at];
      for (std::size_t b = 0; b < bin_count; ++b) d.histograms[r * bin_count + b] += c.histogram[at * bin_count + b];
    }
  }
  return d;
}

/// Mean of the replications that have a value, each with the same weight.
Estimate mean_of_known(const std::vector<double>& values) {
  std::vector<double> known;
  for (const double value : values)
    if (!std::isnan(value)) known.push_back(value);
  return mean_of(known);
}

ShareSummary share_summary(const Durations& d, Ticks threshold, std::size_t k, bool average) {
  ShareSummary s;
  s.threshold = threshold;
  std::vector<double> within, over, all;
  for (std::size_t r = 0; r < d.moments.size(); ++r) {
    all.push_back(static_cast<double>(d.moments[r].n));
    within.push_back(static_cast<double>(d.within[r][k]));
    over.push_back(static_cast<double>(d.moments[r].n - d.within[r][k]));
    s.within_by_replication.push_back(d.moments[r].n == 0 ? not_known : within.back() / all.back());
  }
  if (average) {
    std::vector<double> over_by_replication;
    for (const double share : s.within_by_replication) over_by_replication.push_back(1 - share);
    s.within = clamped(mean_of_known(s.within_by_replication), 0, 1);
    s.over = clamped(mean_of_known(over_by_replication), 0, 1);
  } else {
    s.within = share_of_sums({.numerators = within, .denominators = all});
    s.over = share_of_sums({.numerators = over, .denominators = all});
  }
  return s;
}

/// As far as its last bin that is not empty.
DurationHistogram histogram_of(const Durations& d, std::size_t replication) {
  const std::span<const std::uint32_t> counts = std::span(d.histograms).subspan(replication * bin_count, bin_count);
  const auto last = std::find_if(counts.rbegin(), counts.rend(), [](std::uint32_t count) { return count > 0; });
  return {.counts = counts.first(static_cast<std::size_t>(counts.rend() - last))};
}

std::vector<QuantileSummary> quantile_summaries(const Durations& d, const std::vector<double>& qs) {
  std::vector<DurationHistogram> histograms;
  for (std::size_t r = 0; r < d.moments.size(); ++r) histograms.push_back(histogram_of(d, r));
  const std::vector<Estimate> values = quantiles_over(histograms, qs);
  std::vector<QuantileSummary> summaries(qs.size());
  for (std::size_t i = 0; i < qs.size(); ++i) summaries[i] = {qs[i], values[i], {}};
  for (const DurationHistogram& histogram : histograms) {
    const std::vector<Estimate> of_one = quantiles_over(std::span(&histogram, 1), qs);
    for (std::size_t i = 0; i < qs.size(); ++i) summaries[i].by_replication.push_back(of_one[i].value);
  }
  return summaries;
}

std::vector<double> quantiles_of(const ClockResult& c) {
  std::vector<double> quantiles = c.quantiles;
  quantiles.insert(quantiles.end(), {0.5, 0.9});
  std::sort(quantiles.begin(), quantiles.end());
  quantiles.erase(std::unique(quantiles.begin(), quantiles.end()), quantiles.end());
  return quantiles;
}

ClockPart part_of(const ClockResult& c, const Durations& d) {
  ClockPart part;
  part.open_at_end = d.open_at_end;
  std::vector<ExactSums> sums;
  std::vector<double> numbers;
  for (const Moments& m : d.moments) {
    sums.push_back({.n = m.n, .sum = m.sum, .sum_of_squares = m.squares});
    part.count += m.n;
    part.n.push_back(m.n);
    numbers.push_back(static_cast<double>(m.n));
    part.means.push_back(mean_of_one(m));
    part.sds.push_back(sd_of_one(m));
  }
  const MeanAndSd pooled = mean_and_sd_over(sums);
  part.per_replication = mean_of(numbers);
  part.mean = c.average_replications ? mean_of_known(part.means) : pooled.mean;
  part.sd = pooled.sd;
  for (std::size_t k = 0; k < c.thresholds.size(); ++k)
    part.shares.push_back(share_summary(d, c.thresholds[k], k, c.average_replications));
  if (!d.histograms.empty()) part.quantiles = quantile_summaries(d, quantiles_of(c));
  return part;
}

}  // namespace

ClockSummary summarise(const ClockResult& c, const Results& results) {
  const std::size_t replications = results.done();
  const std::size_t parts = c.by_site ? results.sites.size() : 1;
  ClockSummary s;
  s.name = c.name;
  s.about = c.about;
  s.count = c.count;
  s.standard = c.standard;
  s.all = part_of(c, durations_of(c, replications, {0, parts}));
  if (c.by_site) {
    ClockSummary::By by{"site", {}};
    for (std::size_t p = 0; p < parts; ++p)
      by.parts.push_back({results.sites[p], part_of(c, durations_of(c, replications, {p, 1}))});
    s.by.push_back(std::move(by));
  }
  for (const ClockResult::Cut& cut : c.cuts) {
    ClockSummary::By by{cut.attribute, {}};
    for (std::size_t l = 0; l < cut.labels.size(); ++l)
      by.parts.push_back(
          {cut.labels[l], part_of(c, durations_of(cut.total, cut.within, replications, c.thresholds.size(), {l, 1}))});
    s.by.push_back(std::move(by));
  }
  return s;
}

}  // namespace careway
