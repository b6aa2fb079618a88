#include "output/by_replication.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>
#include <type_traits>

#include "base/bins.hpp"
#include "output/figure_text.hpp"
#include "output/summary_table.hpp"
#include "output/window.hpp"
#include "stats/mean.hpp"
#include "stats/quantile.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

using Kind = ByReplication::Kind;

template <class List>
auto find(const List& list, const std::string& name) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  return at == list.end() ? nullptr : &*at;
}

/// Sums over the parts of each replication; `number_at` gives element [replication][part] of `values` elements.
template <class NumberAt>
std::vector<double> sums_of(std::size_t values, std::size_t replications, NumberAt number_at) {
  std::vector<double> sums;
  const std::size_t parts = replications == 0 ? 0 : values / replications;
  for (std::size_t r = 0; r < replications; ++r) {
    using Number = std::decay_t<decltype(number_at(0))>;
    std::conditional_t<std::is_integral_v<Number>, Int128, Number> sum = 0;  // exact
    for (std::size_t p = 0; p < parts; ++p) sum += number_at(r * parts + p);
    sums.push_back(static_cast<double>(sum));
  }
  return sums;
}

/// A ratio becomes the mean of the replications' own ratios, where the model asks for that.
ByReplication averaged(ByReplication figure, bool average) {
  if (!average) return figure;
  for (std::size_t r = 0; r < figure.above.size(); ++r) figure.above[r] /= figure.below[r];  // 0 / 0 is NaN, as promised
  figure.below.clear();
  figure.kind = Kind::mean;
  return figure;
}

ByReplication share_of(const ClockResult& c, const HeadlineLine& line, std::size_t replications) {
  const auto at = std::find(c.thresholds.begin(), c.thresholds.end(), line.threshold);
  if (at == c.thresholds.end()) return {};
  const auto k = static_cast<std::size_t>(at - c.thresholds.begin());
  const std::size_t thresholds = c.thresholds.size();
  const bool over = line.what == "share_over";
  ByReplication f{.kind = Kind::share, .fraction = true};
  f.below = sums_of(c.total.size(), replications, [&](std::size_t i) { return c.total[i].n; });
  f.above = sums_of(c.total.size(), replications, [&](std::size_t i) {
    const std::uint64_t within = c.within[i * thresholds + k];
    return over ? c.total[i].n - within : within;
  });
  return averaged(std::move(f), c.average_replications);
}

ByReplication quantile_of(const ClockResult& c, const HeadlineLine& line, std::size_t replications) {
  if (!(line.quantile > 0 && line.quantile < 1)) return {};
  ByReplication f{.kind = Kind::quantile, .duration = true, .quantile = line.quantile};
  const std::size_t parts = replications == 0 ? 0 : c.total.size() / replications;
  f.histograms.assign(replications * bin_count, 0);
  for (std::size_t r = 0; r < replications; ++r)
    for (std::size_t i = 0; i < parts * bin_count; ++i) f.histograms[r * bin_count + i % bin_count] += c.histogram[r * parts * bin_count + i];
  return f;
}

ByReplication per_day(std::vector<double> totals, const Results& results) {
  ByReplication f{.kind = Kind::mean};
  f.above = std::move(totals);
  for (double& number : f.above) number /= in_days(results.length);
  return f;
}

ByReplication of_clock(const ClockResult& c, const HeadlineLine& line, const Results& results) {
  const std::size_t replications = results.done();
  if (line.what == "share_within" || line.what == "share_over") return share_of(c, line, replications);
  if (line.what == "quantile") return quantile_of(c, line, replications);
  const auto number = [&](std::size_t i) { return c.total[i].n; };
  if (line.what == "per_day") return per_day(sums_of(c.total.size(), replications, number), results);
  if (line.what != "mean") return {};
  ByReplication f{.kind = Kind::ratio, .duration = true};
  f.above = sums_of(c.total.size(), replications, [&](std::size_t i) { return c.total[i].sum; });
  f.below = sums_of(c.total.size(), replications, number);
  return averaged(std::move(f), c.average_replications);
}

const LevelResult* capacity_of(const LevelResult& l, const Results& results) {
  if (l.what != "in_use" || l.resource.empty()) return nullptr;
  for (const LevelResult& other : results.levels)
    if (other.what == "capacity" && other.resource == l.resource && other.by_site == l.by_site) return &other;
  return nullptr;
}

/// Every part was looked at as often, so the number of looks for the sum of the parts is that of one.
ByReplication snapshot_of(const LevelResult& l, const std::string& moment, std::size_t replications) {
  for (const LevelResult::Snapshot& shot : l.snapshots) {
    if (shot.when != moment) continue;
    ByReplication f{.kind = Kind::ratio};
    f.above = sums_of(shot.sum.size(), replications, [&](std::size_t i) { return shot.sum[i]; });
    f.below = sums_of(shot.n.size(), replications, [&](std::size_t i) { return shot.n[i]; });
    const std::size_t parts = replications == 0 ? 1 : shot.n.size() / replications;
    for (double& looks : f.below) looks /= static_cast<double>(parts) * l.weight(parts);
    return f;
  }
  return {};
}

ByReplication of_level(const LevelResult& l, const HeadlineLine& line, const Results& results) {
  const auto areas = [&](const LevelResult& level) {
    return sums_of(level.area.size(), results.done(), [&](std::size_t i) { return level.area[i]; });
  };
  if (line.what == "occupancy") {
    const LevelResult* capacity = capacity_of(l, results);
    if (!capacity) return {};
    ByReplication f{.kind = Kind::ratio, .fraction = true};
    f.above = areas(l);
    f.below = areas(*capacity);
    return f;
  }
  constexpr std::string_view moment = "at ";
  if (line.what.starts_with(moment)) return snapshot_of(l, line.what.substr(moment.size()), results.done());
  ByReplication f{.kind = Kind::mean, .fraction = l.what == "rule"};
  f.above = areas(l);
  for (double& number : f.above) number *= l.weight(l.by_site ? results.sites.size() : 1) / static_cast<double>(results.length);
  return f;
}

ByReplication of_count(const CountResult& c, const HeadlineLine& line, const Results& results) {
  std::vector<double> totals = sums_of(c.total.size(), results.done(), [&](std::size_t i) { return c.total[i]; });
  if (line.what != "total") return per_day(std::move(totals), results);
  ByReplication f{.kind = Kind::mean};
  f.above = std::move(totals);
  return f;
}

ByReplication of_figure(const FigureResult& figure, const Results& results) {
  ByReplication f{.kind = Kind::ratio};
  if (figure.denominator.empty()) {
    f.above = numbers_of(figure.numerator, results);
    if (f.above.size() != results.done()) return {};
    f.kind = Kind::mean;
    return f;
  }
  RatioNumbers ratio = ratio_numbers(figure, results);
  f.above = std::move(ratio.above);
  f.below = std::move(ratio.below);
  if (f.above.size() != results.done() || f.below.size() != results.done()) return {};
  f.fraction = figure.unit == "share";
  if (!may_divide(f.below)) return {};
  if (f.fraction && is_part_of(f.above, f.below)) f.kind = Kind::share;
  return f;
}

/// Numbers of a clock's durations that are longer than a limit; empty when they were not counted.
std::vector<double> longer_than(const ClockResult& c, Ticks limit, const Results& r) {
  const auto at = std::find(c.thresholds.begin(), c.thresholds.end(), limit);
  if (at == c.thresholds.end()) return {};
  const auto k = static_cast<std::size_t>(at - c.thresholds.begin());
  return sums_of(c.total.size(), r.done(), [&](std::size_t i) { return c.total[i].n - c.within[i * c.thresholds.size() + k]; });
}

/// A term as FORMAT.md describes it: a name, perhaps with a weight before it and, of a clock, `over LIMIT ms` or `time` behind.
/// Empty when there is no measure of that name.
std::vector<double> numbers_of_one(std::string name, const Results& r) {
  if (const std::size_t star = name.find(" * "); star != std::string::npos) {
    double weight = 0;
    std::from_chars(name.data(), name.data() + star, weight);
    std::vector<double> numbers = numbers_of_one(name.substr(star + 3), r);
    for (double& number : numbers) number *= weight;
    return numbers;
  }
  if (const std::size_t space = name.find(' '); space != std::string::npos) {
    const ClockResult* clock = find(r.clocks, name.substr(0, space));
    const std::string what = name.substr(space + 1);
    constexpr std::string_view over = "over ";
    if (clock == nullptr) return {};
    if (what == "time") return sums_of(clock->total.size(), r.done(), [&](std::size_t i) { return clock->total[i].sum; });
    Ticks limit = -1;
    if (what.starts_with(over)) std::from_chars(what.data() + over.size(), what.data() + what.size(), limit);
    return longer_than(*clock, limit, r);
  }
  if (const CountResult* count = find(r.counts, name))
    return sums_of(count->total.size(), r.done(), [&](std::size_t i) { return count->total[i]; });
  if (const ClockResult* clock = find(r.clocks, name))
    return sums_of(clock->total.size(), r.done(), [&](std::size_t i) { return clock->total[i].n; });
  if (const LevelResult* level = find(r.levels, name))
    return sums_of(level->area.size(), r.done(), [&](std::size_t i) { return level->area[i]; });
  return {};
}

std::vector<DurationHistogram> histograms_of(const ByReplication& f, std::size_t replications) {
  std::vector<DurationHistogram> histograms;
  for (std::size_t r = 0; r < replications; ++r) histograms.push_back({.counts = std::span(f.histograms).subspan(r * bin_count, bin_count)});
  return histograms;
}

/// Of each replication alone.
std::vector<double> quantiles_of(const ByReplication& f) {
  std::vector<double> quantiles;
  for (const DurationHistogram& one : histograms_of(f, f.histograms.size() / bin_count)) {
    quantiles.push_back(quantile_over(std::span(&one, 1), f.quantile).value);
  }
  return quantiles;
}

Comparison compare_means(const ByReplication& base, const ByReplication& other) {
  std::vector<double> a, b;  // pairs in which both have a number
  for (std::size_t r = 0; r < base.above.size(); ++r) {
    if (std::isnan(base.above[r]) || std::isnan(other.above[r])) continue;
    a.push_back(base.above[r]);
    b.push_back(other.above[r]);
  }
  return paired_difference({.baseline = a, .variant = b});
}

Comparison compare_quantiles(const ByReplication& base, const ByReplication& other) {
  const std::vector<double> a = quantiles_of(base), b = quantiles_of(other);
  return paired_section_difference({.by_replication = {.baseline = a, .variant = b},
                                    .pooled_baseline = estimate_of(base, a.size()).value,
                                    .pooled_variant = estimate_of(other, b.size()).value});
}

}  // namespace

std::vector<double> numbers_of(const std::string& names, const Results& results) {
  constexpr std::string_view plus = " + ";
  std::vector<double> sums(results.done());
  for (std::size_t from = 0; from <= names.size();) {
    const std::size_t until = std::min(names.find(plus, from), names.size());
    const std::vector<double> numbers = numbers_of_one(names.substr(from, until - from), results);
    from = until + plus.size();
    if (numbers.size() != sums.size()) return {};
    for (std::size_t r = 0; r < sums.size(); ++r) sums[r] += numbers[r];
  }
  return sums;
}

namespace {

bool is_of_levels(const std::string& names, const Results& results) {
  const std::string first = names.substr(0, names.find(' '));
  return find(results.levels, first) != nullptr && find(results.counts, first) == nullptr && find(results.clocks, first) == nullptr;
}

}  // namespace

RatioNumbers ratio_numbers(const FigureResult& figure, const Results& results) {
  RatioNumbers numbers{numbers_of(figure.numerator, results), numbers_of(figure.denominator, results)};
  const bool above = is_of_levels(figure.numerator, results), below = is_of_levels(figure.denominator, results);
  if (above == below) return numbers;
  const double unit = static_cast<double>(unit_of_time(figure.unit).value_or(results.length));
  for (double& number : above ? numbers.above : numbers.below) number /= unit;
  return numbers;
}

bool may_divide(const std::vector<double>& below) {
  return std::all_of(below.begin(), below.end(), [](double number) { return number >= 0; });
}

bool is_part_of(const std::vector<double>& above, const std::vector<double>& below) {
  for (std::size_t r = 0; r < above.size(); ++r)
    if (above[r] < 0 || above[r] > below[r]) return false;
  return true;
}

ByReplication by_replication(const HeadlineLine& line, const Results& results) {
  if (const ClockResult* clock = find(results.clocks, line.measure)) return of_clock(*clock, line, results);
  if (const LevelResult* level = find(results.levels, line.measure)) return of_level(*level, line, results);
  if (const CountResult* count = find(results.counts, line.measure)) return of_count(*count, line, results);
  if (const FigureResult* figure = find(results.figures, line.measure)) return of_figure(*figure, results);
  return {};
}

Estimate estimate_of(const ByReplication& f, std::size_t n) {
  switch (f.kind) {
    case Kind::unknown:
      return {};
    case Kind::ratio:
      return ratio_of_sums({.numerators = std::span(f.above).first(n), .denominators = std::span(f.below).first(n)});
    case Kind::share:
      return share_of_sums({.numerators = std::span(f.above).first(n), .denominators = std::span(f.below).first(n)});
    case Kind::quantile:
      return quantile_over(histograms_of(f, n), f.quantile);
    case Kind::mean:
      break;
  }
  std::vector<double> known;
  for (std::size_t r = 0; r < n; ++r)
    if (!std::isnan(f.above[r])) known.push_back(f.above[r]);
  const Estimate mean = mean_of(known);
  return f.fraction ? clamped(mean, 0, 1) : mean;
}

Comparison compare(const ByReplication& base, const ByReplication& other) {
  if (base.kind == Kind::unknown || other.kind == Kind::unknown) return {};
  if (base.kind == Kind::mean) return compare_means(base, other);
  if (base.kind == Kind::quantile) return compare_quantiles(base, other);
  return paired_ratio_difference({.baseline = {.numerators = base.above, .denominators = base.below},
                                  .variant = {.numerators = other.above, .denominators = other.below}});
}

std::vector<HeadlineLine> all_lines(const Results& results) {
  std::vector<HeadlineLine> lines;
  const auto add = [&](const std::string& measure, const char* what, const std::string& label) {
    lines.emplace_back();
    lines.back().measure = measure;
    lines.back().what = what;
    lines.back().label = label;
  };
  const auto title = [&](const char* words, bool any) {
    if (!any) return;
    lines.emplace_back();
    lines.back().section = words;
  };
  title("Clocks", !results.clocks.empty());
  for (const ClockResult& c : results.clocks) {
    add(c.name, "mean", c.name + ", mean");
    for (const Ticks threshold : c.thresholds) {
      add(c.name, "share_within", "  within " + duration_text(threshold));
      lines.back().threshold = threshold;
    }
    std::vector<double> quantiles = c.quantiles;
    quantiles.insert(quantiles.end(), {0.5, 0.9});
    std::sort(quantiles.begin(), quantiles.end());
    quantiles.erase(std::unique(quantiles.begin(), quantiles.end()), quantiles.end());
    for (const double q : quantiles) {
      add(c.name, "quantile", "  " + (q == 0.5 ? std::string("median") : "quantile " + number_text(q)));
      lines.back().quantile = q;
    }
  }
  title("Levels", !results.levels.empty());
  for (const LevelResult& l : results.levels) {
    add(l.name, "level_mean", l.name);
    if (capacity_of(l, results)) add(l.name, "occupancy", "  occupancy");
  }
  title("Counts", !results.counts.empty());
  for (const CountResult& c : results.counts) add(c.name, "per_day", c.name);
  title("Figures", !results.figures.empty());
  for (const FigureResult& f : results.figures) add(f.name, "figure", f.name);
  return lines;
}

}  // namespace careway
