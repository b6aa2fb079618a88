#include "output/summary.hpp"

#include <algorithm>
#include <limits>

#include "output/by_replication.hpp"
#include "output/window.hpp"
#include "stats/days.hpp"
#include "stats/mean.hpp"
#include "stats/ratio.hpp"

namespace careway {
namespace {

constexpr UInt128 most_days_squared = std::numeric_limits<std::uint64_t>::max();

/// No value when the squares do not fit, or when there are no whole days.
Estimate variance_of_days(const CountResult& c, const Results& results, std::size_t part) {
  const std::uint64_t days = whole_days(results);
  const std::size_t parts = results.done() == 0 ? 0 : c.total.size() / results.done();
  std::vector<DailyCounts> counts;
  for (std::size_t r = 0; r < results.done(); ++r) {
    const std::size_t at = r * parts + part;
    if (c.daily_squares[at] > most_days_squared) return {};
    counts.push_back({days, c.total[at], static_cast<std::uint64_t>(c.daily_squares[at])});
  }
  return days == 0 ? Estimate{} : variance_per_day(counts).variance;
}

CountPart part_of(const CountResult& c, const Results& results, std::size_t first, std::size_t count) {
  CountPart part;
  const std::size_t parts = results.done() == 0 ? 0 : c.total.size() / results.done();
  std::vector<double> totals;
  for (std::size_t r = 0; r < results.done(); ++r) {
    std::uint64_t total = 0;
    for (std::size_t p = first; p < first + count; ++p) total += c.total[r * parts + p];
    part.totals.push_back(total);
    totals.push_back(static_cast<double>(total));
  }
  part.total = mean_of(totals);
  part.per_day = scaled(part.total, 1 / in_days(results.length));
  if (count == 1) part.variance_per_day = variance_of_days(c, results, first);
  return part;
}

}  // namespace

CountSummary summarise(const CountResult& c, const Results& results) {
  const std::size_t parts = c.by_site ? results.sites.size() : 1;
  CountSummary s{c.name, c.about, part_of(c, results, 0, parts), {}};
  for (std::size_t p = 0; c.by_site && p < parts; ++p) s.sites.push_back({results.sites[p], part_of(c, results, p, 1)});
  return s;
}

FigureSummary summarise(const FigureResult& f, const Results& results) {
  FigureSummary s{f.name, f.about, f.unit, {}};
  if (f.denominator.empty()) {  // a sum with weights
    if (const std::vector<double> sums = numbers_of(f.numerator, results); !sums.empty()) s.value = mean_of(sums);
    return s;
  }
  const auto [above, below] = ratio_numbers(f, results);
  if (above.empty() || below.empty() || !may_divide(below)) return s;
  s.value = f.unit == "share" && is_part_of(above, below) ? share_of_sums({.numerators = above, .denominators = below})
                  : ratio_of_sums({.numerators = above, .denominators = below});
  return s;
}

Summary summarise(const Results& results) {
  Summary s;
  for (const ClockResult& clock : results.clocks) s.clocks.push_back(summarise(clock, results));
  for (const LevelResult& level : results.levels) s.levels.push_back(summarise(level, results));
  for (const CountResult& count : results.counts) s.counts.push_back(summarise(count, results));
  for (const FigureResult& figure : results.figures) s.figures.push_back(summarise(figure, results));
  return s;
}

}  // namespace careway
