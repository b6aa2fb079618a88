#include <algorithm>

#include "base/bins.hpp"
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/layout.hpp"
#include "output/layout_moments.hpp"

namespace careway {
namespace {

// ---- clocks -----------------------------------------------------------------------------------------------------

/// An optional number as two attributes: has_<name>, and <name> with 0 for nothing.
template <class Archive, class Optional>
void lay_out_optional(Archive& group, const std::string& name, Optional& value) {
  bool has = value.has_value();
  auto number = value.value_or(0);
  group.flag(("has_" + name).c_str(), has);
  group.number(name.c_str(), number);
  if constexpr (!Archive::writing)
    if (has) value = number;
}

template <class Archive, class Clock>
void lay_out_standard(Archive& group, Clock& c) {
  bool has = c.standard.has_value();
  group.flag("has_standard", has);
  if (!has) return;
  StandardResult standard = c.standard.value_or(StandardResult{});
  lay_out_optional(group, "standard_within_ms", standard.within);
  lay_out_optional(group, "standard_share", standard.share);
  lay_out_optional(group, "standard_quantile", standard.quantile);
  lay_out_optional(group, "standard_mean_ms", standard.mean);
  group.text("standard_source", standard.source);
  if constexpr (!Archive::writing) c.standard = standard;
}

struct UsedBins {
  std::uint64_t first = 0;
  std::uint64_t count = 1;
};

UsedBins used_bins(const Bulk<std::uint32_t>& histogram) {
  std::size_t first = bin_count;
  std::size_t last = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    if (histogram[i] == 0) continue;
    first = std::min(first, i % bin_count);
    last = std::max(last, i % bin_count);
  }
  return first == bin_count ? UsedBins{} : UsedBins{first, last - first + 1};
}

/// Only the bins that some replication used, as [replication, site, bin - first].
template <class Archive, class Clock>
void lay_out_histogram(Archive& group, Clock& c, std::size_t rows, const Shape& shape) {
  UsedBins used = used_bins(c.histogram);
  group.number("histogram_first_bin", used.first);
  group.number("histogram_bins", used.count);
  if constexpr (!Archive::writing) {
    if (used.count < 1 || used.count > bin_count || used.first > bin_count - used.count)
      group.fail("@histogram_bins", "is out of range");
    group.budget().take(rows, bin_count * sizeof(std::uint32_t), group.path() + "histogram");
  }
  const About about{"1", "number of durations in bin histogram_first_bin + i; edges in /bins/edge_ms", "replication, site, bin"};
  const Shape packed_shape{shape[0], shape[1], used.count};
  if constexpr (Archive::writing) {
    group.template column<std::uint32_t>("histogram", about, packed_shape, [&](std::size_t i) {
      return c.histogram[i / used.count * bin_count + used.first + i % used.count];
    });
  } else {
    Bulk<std::uint32_t> packed;
    group.array("histogram", about, packed_shape, packed);
    c.histogram.assign(rows * bin_count, 0);
    const auto width = static_cast<std::ptrdiff_t>(used.count);
    for (std::size_t r = 0; r < rows; ++r)
      std::copy_n(packed.begin() + static_cast<std::ptrdiff_t>(r) * width, width,
                  c.histogram.begin() + static_cast<std::ptrdiff_t>(r * bin_count + used.first));
  }
}

template <class Archive, class Cut>
void lay_out_cut(Archive& group, Cut& cut, std::size_t replications, std::size_t thresholds) {
  group.texts("labels", {"", "values of the attribute", "label"}, cut.labels);
  const Shape shape{replications, cut.labels.size()};
  lay_out_moments(group, "", "replication, label", shape, cut.total);
  group.array("within", {"1", "durations of at most the threshold", "replication, label, threshold"},
              {shape[0], shape[1], thresholds}, cut.within);
}

template <class Archive, class Clock>
void lay_out_clock(Archive& group, Clock& c, const Extents& e) {
  group.text("about", c.about);
  group.text("count", c.count);
  group.flag("average_replications", c.average_replications);
  group.flag("by_site", c.by_site);
  lay_out_standard(group, c);
  group.list("thresholds_ms", {"ms", "limits of the shares, ascending", "threshold"}, c.thresholds);
  group.list("quantiles", {"1", "quantiles asked for", "quantile"}, c.quantiles);
  const Shape parts{e.replications, e.parts(c.by_site)};
  const Shape buckets{parts[0], parts[1], e.buckets};
  const std::size_t k = c.thresholds.size();
  lay_out_moments(group, "", "replication, site", parts, c.total);
  group.array("within", {"1", "durations of at most the threshold", "replication, site, threshold"}, {parts[0], parts[1], k},
              c.within);
  lay_out_histogram(group, c, parts[0] * parts[1], parts);
  group.array("open_at_end", {"1", "clocks still running when the window ends", "replication, site"}, parts, c.open_at_end);
  lay_out_moments(group, "bucket_", "replication, site, bucket", buckets, c.bucket);
  group.array("bucket_within", {"1", "durations of at most the threshold", "replication, site, bucket, threshold"},
              {parts[0], parts[1], e.buckets, k}, c.bucket_within);
  bool has_cuts = !c.cuts.empty();
  group.flag("has_cuts", has_cuts);
  if (!has_cuts) return;
  group.children("cuts", c.cuts, &ClockResult::Cut::attribute,
                 [&](Archive& child, auto& cut) { lay_out_cut(child, cut, e.replications, k); });
}

// ---- levels -----------------------------------------------------------------------------------------------------

/// The lists of [replication, site], padded with zeros to the longest.
template <class Archive, class Level>
void lay_out_distribution(Archive& group, Level& l, const Shape& parts) {
  std::vector<std::uint64_t> lengths;
  std::uint64_t longest = 0;
  if constexpr (Archive::writing) {
    for (const auto& list : l.time_at) {
      lengths.push_back(list.size());
      longest = std::max<std::uint64_t>(longest, list.size());
    }
  }
  group.number("values", longest);
  group.array("time_at_values", {"1", "number of values met: 0 to this less one", "replication, site"}, parts, lengths);
  const About about{"ms", "time within the window at value v, for v = 0, 1, ...", "replication, site, value"};
  const Shape shape{parts[0], parts[1], longest};
  if constexpr (Archive::writing) {
    group.template column<std::int64_t>("time_at_ms", about, shape, [&](std::size_t i) {
      const std::size_t value = i % longest;
      return value < lengths[i / longest] ? l.time_at[i / longest][value] : 0;
    });
  } else {
    std::vector<std::int64_t> padded;
    group.array("time_at_ms", about, shape, padded);
    group.budget().take(lengths.size(), sizeof(std::vector<std::int64_t>), group.path() + "time_at_ms");
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (lengths[i] > longest) group.fail("time_at_values", "has a number that is too large");
      const auto from = padded.begin() + static_cast<std::ptrdiff_t>(i * longest);
      l.time_at.emplace_back(from, from + static_cast<std::ptrdiff_t>(lengths[i]));
    }
  }
}

template <class Archive, class Level>
void lay_out_snapshots(Archive& group, Level& l, const Shape& parts) {
  bool has_snapshots = !l.snapshots.empty();
  group.flag("has_snapshots", has_snapshots);
  if (!has_snapshots) return;
  const auto describe = [&](Archive& child, auto& snapshot) {
    child.array("n", {"1", "snapshots taken", "replication, site"}, parts, snapshot.n);
    child.array("sum", {"1", "sum of the values seen", "replication, site"}, parts, snapshot.sum);
    child.wide("squares", {"1", "sum of the squared values seen", "replication, site"}, parts, snapshot.squares);
  };
  group.children("at", l.snapshots, &LevelResult::Snapshot::when, describe);
}

/// Mean over the window, for easy reading.
void write_mean(Hdf5Writer& group, const LevelResult& l, Ticks length, const Shape& parts) {
  std::vector<double> mean;
  for (const Int128 area : l.area) mean.push_back(static_cast<double>(area) / static_cast<double>(length));
  group.array("mean", {"1", "time average over the window; derived", "replication, site"}, parts, mean);
}

/// Files of earlier programs do not have it, and not every level has.
template <class Archive, class List>
void lay_out_if_there(Archive& group, const std::string& name, const About& about, const Shape& shape, List& list) {
  if constexpr (Archive::writing) {
    if (!list.empty()) group.array(name, about, shape, list);
  } else {
    if (group.has(name)) group.array(name, about, shape, list);
  }
}

template <class Archive, class Level>
void lay_out_level(Archive& group, Level& l, const Extents& e) {
  group.text("about", l.about);
  group.text("resource", l.resource);
  group.text("what", l.what);
  group.flag("by_site", l.by_site);
  group.flag("whole", l.whole);
  group.flag("has_hours", l.has_hours);
  group.flag("has_distribution", l.has_distribution);
  bool has_highest = !l.highest.empty();
  group.flag("has_highest", has_highest);
  const Shape parts{e.replications, e.parts(l.by_site)};
  group.wide("area_ms", {"ms", "integral of the level over the window, exact", "replication, site"}, parts, l.area);
  group.wide("bucket_area_ms", {"ms", "integral of the level over the bucket", "replication, site, bucket"},
             {parts[0], parts[1], e.buckets}, l.bucket_area);
  if (has_highest) group.array("highest", {"1", "highest value met", "replication, site"}, parts, l.highest);
  lay_out_if_there(group, "longest_wait_ms", {"ms", "longest wait that ended in the window or went on when it ended", "replication, site"}, parts, l.longest);
  lay_out_if_there(group, "longest_all_of_ms", {"ms", "the same, of requests for several resources at once", "replication, site"}, parts, l.longest_all_of);
  if (l.has_hours)
    group.wide("hour_of_week_area_ms",
               {"ms", "integral over each hour of the week, Monday 00:00 first", "replication, site, hour"},
               {parts[0], parts[1], 168}, l.hour_of_week_area);
  if (l.has_distribution) lay_out_distribution(group, l, parts);
  lay_out_snapshots(group, l, parts);
}

// ---- counts -----------------------------------------------------------------------------------------------------

template <class Archive, class Count>
void lay_out_count(Archive& group, Count& c, const Extents& e) {
  group.text("about", c.about);
  group.flag("by_site", c.by_site);
  const Shape parts{e.replications, e.parts(c.by_site)};
  group.array("total", {"1", "number within the window", "replication, site"}, parts, c.total);
  group.array("bucket", {"1", "number within the bucket", "replication, site, bucket"}, {parts[0], parts[1], e.buckets},
              c.bucket);
  group.wide("daily_squares", {"1", "sum over the whole days of the window of the day's number squared", "replication, site"},
             parts, c.daily_squares);
}

// ---- blocked ----------------------------------------------------------------------------------------------------

struct PairRow {
  std::string holder;
  std::string waited_for;
};

/// Arrays [pair, replication, site, ...] to and from one list per pair.
template <class Archive, class List, class Member>
void lay_out_per_pair(Archive& group, const std::string& name, const About& about, Shape shape, List& pairs,
                      Member BlockedResult::*member) {
  if constexpr (Archive::writing) {
    const std::size_t each = pairs.empty() ? 1 : (pairs[0].*member).size();
    group.template wide_column<Int128>(name, about, shape, [&](std::size_t i) { return (pairs[i / each].*member)[i % each]; });
  } else {
    Bulk<Int128> all;
    group.wide(name, about, shape, all);
    if (pairs.empty()) return;
    const auto each = static_cast<std::ptrdiff_t>(all.size() / pairs.size());
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const auto from = all.begin() + static_cast<std::ptrdiff_t>(p) * each;
      (pairs[p].*member).assign(from, from + each);
    }
  }
}

}  // namespace

template <class Archive, class Study>
void lay_out_clocks(Archive& root, Study& results, const Extents& extents) {
  if constexpr (Archive::writing) {
    std::vector<std::int64_t> edges;
    for (std::size_t bin = 0; bin < bin_count; ++bin) edges.push_back(bin_edge(bin));
    Archive bins = root.group("bins");
    bins.list("edge_ms", {"ms", "smallest duration in each bin of every histogram; the last bin has no end", "bin"}, edges);
  }
  root.children("clocks", results.clocks, &ClockResult::name,
                [&](Archive& group, auto& clock) { lay_out_clock(group, clock, extents); });
}

template <class Archive, class Study>
void lay_out_levels(Archive& root, Study& results, const Extents& extents) {
  root.children("levels", results.levels, &LevelResult::name, [&](Archive& group, auto& level) {
    lay_out_level(group, level, extents);
    if constexpr (Archive::writing)
      write_mean(group, level, results.length, {extents.replications, extents.parts(level.by_site)});
  });
}

template <class Archive, class Study>
void lay_out_counts(Archive& root, Study& results, const Extents& extents) {
  root.children("counts", results.counts, &CountResult::name,
                [&](Archive& group, auto& count) { lay_out_count(group, count, extents); });
}

template <class Archive, class Study>
void lay_out_blocked(Archive& root, Study& results, const Extents& e) {
  Archive group = root.group("blocked");
  std::vector<PairRow> rows;
  if constexpr (Archive::writing)
    for (const BlockedResult& pair : results.blocked) rows.push_back({pair.holder, pair.waited_for});
  group.table("pairs", {"", "units of `holder` held by those who wait for `waited_for`", "pair"},
              {{"holder", &PairRow::holder}, {"waited_for", &PairRow::waited_for}}, rows);
  if constexpr (!Archive::writing)
    for (const PairRow& row : rows) results.blocked.push_back({row.holder, row.waited_for, {}, {}});
  const Shape shape{rows.size(), e.replications, std::max<std::size_t>(1, e.sites)};
  lay_out_per_pair(group, "area_ms", {"ms", "unit-time within the window", "pair, replication, site"}, shape, results.blocked,
                   &BlockedResult::area);
  lay_out_per_pair(group, "bucket_area_ms", {"ms", "unit-time within the bucket", "pair, replication, site, bucket"},
                   {shape[0], shape[1], shape[2], e.buckets}, results.blocked, &BlockedResult::bucket_area);
}

template void lay_out_clocks(Hdf5Writer&, const Results&, const Extents&);
template void lay_out_clocks(Hdf5Reader&, Results&, const Extents&);
template void lay_out_levels(Hdf5Writer&, const Results&, const Extents&);
template void lay_out_levels(Hdf5Reader&, Results&, const Extents&);
template void lay_out_counts(Hdf5Writer&, const Results&, const Extents&);
template void lay_out_counts(Hdf5Reader&, Results&, const Extents&);
template void lay_out_blocked(Hdf5Writer&, const Results&, const Extents&);
template void lay_out_blocked(Hdf5Reader&, Results&, const Extents&);

}  // namespace careway
