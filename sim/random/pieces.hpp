// A quantile function with jumps and kinks, as pieces over intervals of probability: single values, straight lines, and
// tables. Values and lines are exact: their intervals end at the nearest of 2^63 thresholds.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "random/distribution.hpp"
#include "random/quantile_table.hpp"
#include "random/thresholds.hpp"

namespace careway {

class Pieces {
 public:
  double operator()(std::uint64_t bits) const {
    const std::size_t slot = slots_.slot(bits);
    const Piece& piece = pieces_[slot];
    const auto past = static_cast<std::int64_t>((bits >> 1) - slots_.start(slot));
    if (piece.curve != no_curve) return on_curve(curves_[piece.curve], past);
    return piece.value + piece.slope * (static_cast<double>(past) + 0.5);
  }

  std::size_t bytes() const;

 private:
  friend class PiecesBuilder;
  static constexpr std::uint32_t no_curve = UINT32_MAX;
  struct Piece {
    double value = 0;
    double slope = 0;  ///< per number
    std::uint32_t curve = no_curve;
  };
  struct Curve {
    QuantileTable table;
    std::int64_t last = 0;  ///< number in its interval, counted from 0
    double to_table = 0;    ///< 2^64 / count of numbers
  };

  Pieces(std::vector<std::uint64_t> ends, std::vector<Piece> pieces, std::vector<Curve> curves)
      : slots_(std::move(ends)), pieces_(std::move(pieces)), curves_(std::move(curves)) {}

  static double on_curve(const Curve& curve, std::int64_t past) {
    const std::int64_t to_go = curve.last - past;
    const std::uint64_t upper = past > to_go ? 1 : 0;
    const double distance = (static_cast<double>(upper ? to_go : past) + 0.5) * curve.to_table;
    const auto limited = static_cast<std::int64_t>(distance < 0x1p63 ? distance : 0x1.fffffffffffffp62);
    return curve.table.at(upper, static_cast<std::uint64_t>(limited));
  }

  Thresholds slots_;
  std::vector<Piece> pieces_;
  std::vector<Curve> curves_;
};

/// Nothing where even many tables cannot follow the quantile.
std::optional<Pieces> make_pieces(const Distribution& distribution);
/// A measure of the width of a distribution that is finite and above 0 unless it is one value.
double spread_of(const Distribution& distribution);

}  // namespace careway
