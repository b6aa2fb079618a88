#include "random/quantile_table.hpp"

#include <algorithm>
#include <cmath>

namespace careway {

namespace {

constexpr int octave_count = 63;  // distances from 2^-1 down to 2^-64, all that 64 bits can tell apart
constexpr std::uint32_t most_bits = 7;
// The limits that the header states; assumed: a model's figures are known to three digits, and a tick is a millisecond.
constexpr double value_error = 5e-7;
constexpr double spread_error = 1e-14;
constexpr double probability_error = 5e-8;
constexpr double rise_error = 0.01;  // of a cell's rise, so that its cubic rises throughout
constexpr double narrowest = 0x1p-40;
constexpr double inexact = 3e-12;  // of the quantile functions themselves

}  // namespace

/// Steps, for each end of the interval:
/// 1. Octaves run from the centre outward, cells from the far side of the octave to the near one, so that each cell's cubic
///    extrapolates to a guess for the next one.
/// 2. A cell is the cubic through the quantile at t = 0, 1/4, 3/4 and 1; its error is largest at 1/2, where it is checked.
/// 3. The error falls with the fourth power of the width. An octave that misses the limits is built again with as many more
///    cells as that says; the next octave starts with what this one would have needed.
class QuantileTableBuilder {
 public:
  QuantileTableBuilder(const Distribution& distribution, const Interval& interval, double spread)
      : distribution_(distribution),
        interval_(interval),
        spread_(spread),
        noise_(distribution.lowest() < 0 ? 1e-15 * spread : 1e-300) {}

  TableAttempt build() {
    for (const auto upper : {std::uint64_t{0}, std::uint64_t{1}}) {
      if (!build_side(upper)) return {std::nullopt, share(steepest())};
    }
    return {std::move(table_), {}};
  }

 private:
  using Cell = QuantileTable::Cell;

  /// A cubic and where it lies: at distance start + t * width.
  struct Piece {
    Cell cell{};
    double start = 0;
    double width = 0;
    double at(double distance) const {
      const double t = (distance - start) / width;
      return cell.c0 + t * (cell.c1 + t * (cell.c2 + t * cell.c3));
    }
  };

  bool build_side(std::uint64_t upper) {
    upper_ = upper;
    inner_end_ = (upper ? interval_.to().upper : interval_.from().lower) > 0;
    edge_ = distribution_.quantile(interval_.at(share(0.5)));
    last_ = Piece{{edge_, 0, 0, 0}, 0.5, 1};
    started_ = false;
    std::uint32_t bits = 3;
    for (int zeros = 1; zeros <= octave_count; ++zeros) {
      const double start = std::ldexp(1.0, -zeros - 1);
      const Piece last = last_;
      const double edge = edge_;
      const std::size_t first = table_.cells_.size();
      double excess = 0;
      while ((excess = build_octave(start, bits)) > 1) {
        if (bits == most_bits) return false;
        table_.cells_.resize(first);
        last_ = last;
        edge_ = edge;
        bits = std::min(most_bits, bits + doublings(excess));
      }
      table_.octaves_[upper * 64 + static_cast<std::uint64_t>(zeros)] = {static_cast<std::uint32_t>(first), bits};
      if (excess < 1.0 / 24 && bits > 0) --bits;
    }
    return true;
  }

  /// By how many doublings of the cells an error falls below the limit.
  static std::uint32_t doublings(double excess) {
    std::uint32_t count = 1;
    for (double left = excess / 16; left > 1 && count < most_bits; left /= 16) ++count;
    return count;
  }

  /// Largest error of the octave's cells as a multiple of the limit.
  double build_octave(double start, std::uint32_t bits) {
    const std::size_t count = std::size_t{1} << bits;
    const double width = start / static_cast<double>(count);
    const std::size_t first = table_.cells_.size();
    table_.cells_.resize(first + count);
    double worst = 0;
    for (std::size_t i = count; i-- > 0;) {
      const double excess = build_cell(start + static_cast<double>(i) * width, width);
      const Cell& cubic = last_.cell;
      table_.cells_[first + i] = {cubic.c0, cubic.c1 * 0x1p-32, cubic.c2 * 0x1p-64, cubic.c3 * 0x1p-96};  // exact
      if (excess > worst) {
        worst = excess;
        trouble_ = last_;
      }
    }
    return worst;
  }

  double build_cell(double start, double width) {
    const double y1 = edge_;
    if (inner_end_ && width * interval_.width() < narrowest) {
      edge_ = beyond(y1, quantile(start));
      last_ = Piece{{edge_, y1 - edge_, 0, 0}, start, width};
      return 0;
    }
    const double y34 = quantile(start + 0.75 * width);
    const double y14 = quantile(start + 0.25 * width);
    edge_ = beyond(y1, quantile(start));
    last_ = Piece{cubic(edge_, y14, y34, y1), start, width};
    started_ = true;
    const double middle = start + 0.5 * width;
    const double exact = quantile(middle);
    return std::fabs(last_.at(middle) - exact) / limit(exact, std::fabs(y1 - edge_));
  }

  /// The quantile nearer to the end may not lie on the wrong side of the one before, not even by rounding.
  double beyond(double before, double value) const { return upper_ ? std::fmax(before, value) : std::fmin(before, value); }

  /// The distance, within the worst cell, at which the quantile rises most: a jump, if there is one.
  double steepest() const {
    double inner = trouble_.start;
    double outer = inner + trouble_.width;
    double at_inner = fresh_quantile(inner);
    double at_outer = fresh_quantile(outer);
    for (int i = 0; i < 40; ++i) {
      const double middle = 0.5 * (inner + outer);
      const double between = fresh_quantile(middle);
      const bool below = std::fabs(between - at_inner) > std::fabs(at_outer - between);
      (below ? outer : inner) = middle;
      (below ? at_outer : at_inner) = between;
    }
    return 0.5 * (inner + outer);
  }

  /// For the cell just built, which rises by `rise`.
  double limit(double value, double rise) const {
    const double outside = last_.start * interval_.width();
    const double slope = rise / (last_.width * interval_.width());
    const double relaxed = outside >= 0x1p-24 ? 1 : outside >= 0x1p-36 ? 10 : 100;
    const double by_value = relaxed * (value_error * std::fabs(value) + spread_error * spread_);
    const double by_shape = std::fmin(probability_error * slope, rise_error * rise);
    return std::fmax(std::fmin(by_value, by_shape), inexact * std::fabs(value) + noise_);
  }

  double quantile(double distance) const {
    const Tails p = interval_.at(share(distance));
    return started_ ? distribution_.quantile_near(p, last_.at(distance)) : distribution_.quantile(p);
  }

  double fresh_quantile(double distance) const { return distribution_.quantile(interval_.at(share(distance))); }

  Tails share(double distance) const { return upper_ ? from_upper(distance) : from_lower(distance); }

  /// Newton's interpolation at 0, 1/4, 3/4, 1, written out in powers of t.
  static Cell cubic(double y0, double y14, double y34, double y1) {
    const double d01 = (y14 - y0) * 4;
    const double d12 = (y34 - y14) * 2;
    const double d23 = (y1 - y34) * 4;
    const double d012 = (d12 - d01) / 0.75;
    const double d123 = (d23 - d12) / 0.75;
    const double d = d123 - d012;
    return {y0, d01 - 0.25 * d012 + 0.1875 * d, d012 - d, d};
  }

  const Distribution& distribution_;
  const Interval& interval_;
  double spread_;
  double noise_;  ///< of a quantile near 0, where 0 is not the least value
  QuantileTable table_;
  std::uint64_t upper_ = 0;  ///< the side being built
  bool inner_end_ = false;   ///< there the interval ends inside (0, 1), where probabilities are known to 2^-53 only
  Piece last_;
  double edge_ = 0;  ///< the quantile where the last cell ends and the next begins
  bool started_ = false;
  Piece trouble_;
};

TableAttempt make_quantile_table(const Distribution& distribution, const Interval& interval, double spread) {
  return QuantileTableBuilder(distribution, interval, spread).build();
}

}  // namespace careway
