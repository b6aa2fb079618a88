// Intervals of probability on which a quantile function is smooth, and the straight ones among them.
#pragma once

#include <optional>
#include <vector>

#include "random/distribution.hpp"

namespace careway {

/// The probabilities strictly between two points.
class Interval {
 public:
  Interval(Tails from, Tails to);
  Tails from() const { return from_; }
  Tails to() const { return to_; }
  double width() const { return width_; }
  /// The point that lies a share `lower` of the width above `from`, which is a share `upper` below `to`. Kept a little away
  /// from ends at which the quantile may jump, so that rounding never yields the value on the other side.
  Tails at(Tails share) const;

 private:
  Tails from_;
  Tails to_;
  double width_;
};

/// Intervals that cover (0, 1), in order, cut at the probabilities of the corners.
std::vector<Interval> smooth_intervals(const Distribution& distribution);

/// A quantile that is a straight line over an interval.
struct Line {
  double start = 0;
  double rise = 0;  ///< over the whole interval; 0 where the interval is one value
};

/// The line, if the quantile is one over the interval (to 13 digits at seven points).
std::optional<Line> line_over(const Distribution& distribution, const Interval& interval);

}  // namespace careway
