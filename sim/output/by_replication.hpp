// One figure of the headline table, replication by replication: what paired differences and the wish for precision need,
// and the summary, which shows only the figure of all replications, no longer has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stats/compare.hpp"
#include "stats/estimate.hpp"
#include "study/results.hpp"

namespace careway {

struct ByReplication {
  enum class Kind {
    unknown,   ///< no such measure
    mean,      ///< mean of `above`
    ratio,     ///< ratio of sums, above / below
    share,     ///< the same, and never above 1
    quantile,  ///< of the pooled histograms
  };
  Kind kind = Kind::unknown;
  bool fraction = false;        ///< from 0 to 1: precision and differences are in points
  bool duration = false;        ///< milliseconds
  std::vector<double> above{};  ///< NaN in a mean where a replication has none
  std::vector<double> below{};
  Bulk<std::uint32_t> histograms{};  ///< [replication][bin_count]
  double quantile = 0;
};

ByReplication by_replication(const HeadlineLine& line, const Results& results);

/// From the first replications only; with all of them it is the figure of the headline table.
Estimate estimate_of(const ByReplication& figure, std::size_t replications);

/// Other minus base, paired by replication; both with the same replications in the same order.
Comparison compare(const ByReplication& base, const ByReplication& other);

/// For each replication the sum over terms joined by " + ": of a count, of the number of a clock's durations, of a level's area;
/// with weights as FORMAT.md has them.
/// Empty when one is unknown.
std::vector<double> numbers_of(const std::string& names, const Results& results);

/// Both sides of a ratio, for each replication. Beside a count or a clock a level is unit-time in the figure's unit, such as days,
/// or its time average when that is no unit of time; beside another level, unit-milliseconds.
struct RatioNumbers {
  std::vector<double> above, below;
};
RatioNumbers ratio_numbers(const FigureResult& figure, const Results& results);

/// A ratio needs numbers of 0 or more below: a level that is a difference may be less, and then the figure is not known.
bool may_divide(const std::vector<double>& below);
/// Whether each number above lies between 0 and the one below, as those of a share do.
bool is_part_of(const std::vector<double>& above, const std::vector<double>& below);

/// Every figure there is, as lines of a headline table: mean, shares and quantiles of clocks, means of levels and occupancy of
/// resources, counts a day, declared figures.
std::vector<HeadlineLine> all_lines(const Results& results);

}  // namespace careway
