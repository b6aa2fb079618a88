// A smooth quantile function as cubics: octaves of the distance to the nearer tail, each octave cut into 1 to 128 equal
// cells as its curvature needs. One uniform gives one value, and a larger uniform never a smaller value (but for rounding
// in the last place). Cost: about 2.5 ns; 10 to 60 KB, of which the cells near the centre are the ones used.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/contract.hpp"
#include "random/distribution.hpp"
#include "random/interval.hpp"

namespace careway {

class QuantileTable {
 public:
  HOT_INLINE double operator()(std::uint64_t bits) const {
    const std::uint64_t upper = bits >> 63;
    return at(upper, bits ^ (0 - upper));
  }

  /// `upper` is 0 or 1, for the end nearer to; `distance` from it, below 2^63, in units of 2^-64.
  HOT_INLINE double at(std::uint64_t upper, std::uint64_t distance) const {
    const std::uint64_t d = distance | 1;
    const auto zeros = static_cast<std::uint32_t>(std::countl_zero(d));
    const Octave& octave = octaves_[upper * 64 + zeros];
    const std::uint64_t leading_off = (d << zeros) << 1;
    const std::uint64_t cell = (leading_off >> 1) >> (~octave.bits & 63);  // 63 less bits
    const auto t = static_cast<double>(static_cast<std::int64_t>((leading_off << octave.bits) >> 32));
    const Cell& c = cells_[octave.first + cell];
    return c.c0 + t * (c.c1 + t * (c.c2 + t * c.c3));
  }

  std::size_t bytes() const { return sizeof *this + cells_.size() * sizeof(Cell); }

 private:
  friend class QuantileTableBuilder;
  /// A cubic in the place within the cell, in units of 2^-32 of its width.
  struct Cell {
    double c0, c1, c2, c3;
  };
  struct Octave {
    std::uint32_t first = 0;
    std::uint32_t bits = 0;  ///< log2 of the number of cells
  };

  std::array<Octave, 128> octaves_;
  std::vector<Cell> cells_;
};

/// A table of the quantile over an interval, which the table sees as all of (0, 1); or the place, as a share of the
/// interval, that no table within the error limits could follow.
///
/// Limits, checked at the worst point of every cell: 5e-7 of the value plus 1e-14 of `spread`; 5e-8 of probability; 1% of
/// the cell's rise. The first is relaxed ten times where less than 2^-24 of all values lie beyond, and a hundred times from
/// 2^-36. Cells of less than 2^-40 beside an end inside (0, 1) are straight and unchecked: there the rounding of
/// probabilities counts.
struct TableAttempt {
  std::optional<QuantileTable> table;
  Tails trouble;
};
TableAttempt make_quantile_table(const Distribution& distribution, const Interval& interval, double spread);

}  // namespace careway
