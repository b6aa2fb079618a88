#include "random/interval.hpp"

#include <algorithm>
#include <cmath>

namespace careway {

namespace {

/// Far above the rounding of a probability near 1/2, far below any probability that matters.
constexpr double margin = 0x1p-46;

bool is_below(Tails a, Tails b) { return a.lower <= 0.5 ? a.lower < b.lower : a.upper > b.upper; }

/// The difference of two probabilities from the representation that loses least.
double probability_between(Tails from, Tails to) {
  if (to.lower <= 0.5) return to.lower - from.lower;
  if (from.upper <= 0.5) return from.upper - to.upper;
  return 1 - from.lower - to.upper;
}

}  // namespace

Interval::Interval(Tails from, Tails to) : from_(from), to_(to), width_(probability_between(from, to)) {}

Tails Interval::at(Tails share) const {
  double lower = share.lower * width_;
  double upper = share.upper * width_;
  const double kept = std::fmin(margin, 0.25 * width_);
  if (from_.lower > 0 && lower < kept) {
    lower = kept;
    upper = width_ - kept;
  } else if (to_.upper > 0 && upper < kept) {
    upper = kept;
    lower = width_ - kept;
  }
  return {from_.lower + lower, to_.upper + upper};
}

std::vector<Interval> smooth_intervals(const Distribution& distribution) {
  std::vector<Tails> cuts;
  for (const double corner : distribution.corners()) {
    cuts.push_back(distribution.tails_below(corner));
    cuts.push_back(distribution.tails(corner));
  }
  std::sort(cuts.begin(), cuts.end(), is_below);
  std::vector<Interval> list;
  Tails from{0, 1};
  for (const Tails cut : cuts) {
    if (!(cut.lower > 0 && cut.upper > 0)) continue;
    const Interval interval(from, cut);
    if (interval.width() <= 0x1p-50 * std::fmin(cut.lower, cut.upper)) continue;  // one cut, rounded twice
    list.push_back(interval);
    from = cut;
  }
  const Interval last(from, {1, 0});
  if (last.width() > 0 || list.empty()) list.push_back(last);
  return list;
}

std::optional<Line> line_over(const Distribution& distribution, const Interval& interval) {
  constexpr double first = 0.03125;
  constexpr double last = 0.96875;
  const auto value = [&](double share) { return distribution.quantile(interval.at(from_lower(share))); };
  const double low = value(first);
  const double high = value(last);
  if (low == high) return Line{low, 0};
  const double rise = (high - low) / (last - first);
  const double noise = 1e-13 * std::fmax(std::fabs(low), std::fabs(high));
  for (const double share : {0.5, 0.125, 0.8125, 0.28125, 0.65625}) {
    if (!(std::fabs(value(share) - (low + rise * (share - first))) <= noise)) return {};
  }
  return Line{low - rise * first, rise};
}

}  // namespace careway
