#include "random/moments.hpp"

#include <cmath>

#include "random/interval.hpp"
#include "random/quadrature.hpp"

namespace careway {

namespace {

struct Powers {
  double first = 0;
  double second = 0;
};

Powers operator+(Powers a, Powers b) { return {a.first + b.first, a.second + b.second}; }
Powers operator*(double factor, Powers a) { return {factor * a.first, factor * a.second}; }

/// Sums of (x - origin) and (x - origin)^2, weighted by probability.
class Sums {
 public:
  explicit Sums(const Distribution& distribution) : distribution_(distribution) {
    origin_ = distribution.quantile(Tails{0.5, 0.5});
  }

  void add(const Interval& interval) {
    if (const auto line = line_over(distribution_, interval)) {
      const double middle = line->start + 0.5 * line->rise - origin_;
      sum_ = sum_ + interval.width() * Powers{middle, middle * middle + line->rise * line->rise / 12};
    } else {
      add_half(interval, true, interval.from().lower > 0);
      add_half(interval, false, interval.to().upper > 0);
    }
  }

  Moments moments() const { return {origin_ + sum_.first, std::sqrt(std::fmax(0.0, sum_.second - sum_.first * sum_.first))}; }

 private:
  /// Octave by octave of the distance to one end, until they no longer count.
  void add_half(const Interval& interval, bool from_below, bool inner_end) {
    const int most = inner_end ? 50 : 1000;
    double distance = 0.5;
    int unimportant = 0;
    for (int octave = 0; octave < most && unimportant < 3; ++octave, distance *= 0.5) {
      const auto powers = [&](double share) {
        const Tails at = interval.at(from_below ? from_lower(share) : from_upper(share));
        const double x = distribution_.quantile(at) - origin_;
        return Powers{x, x * x};
      };
      const Powers whole = integrate(0.5 * distance, distance, powers);
      const double enough = 1e-12 * (whole.second + sum_.second / interval.width());
      const Powers part = interval.width() * refined(0.5 * distance, distance, whole, enough, powers);
      sum_ = sum_ + part;
      const bool counts = part.second > 1e-18 * sum_.second;
      unimportant = counts ? 0 : unimportant + 1;
    }
  }

  /// `whole` is the integral from one end to the other; halved for as long as the halves differ from it by more than enough.
  template <class Function>
  static Powers refined(double from, double to, Powers whole, double enough, const Function& function) {
    if (whole.second <= enough) return whole;
    const double middle = 0.5 * (from + to);
    const Powers low = integrate(from, middle, function);
    const Powers high = integrate(middle, to, function);
    const Powers both = low + high;
    if (!(std::fabs(both.second - whole.second) > enough) || to - from < 1e-13) return both;
    return refined(from, middle, low, enough, function) + refined(middle, to, high, enough, function);
  }

  const Distribution& distribution_;
  double origin_ = 0;
  Powers sum_;
};

}  // namespace

Moments moments_by_quantile(const Distribution& distribution) {
  Sums sums(distribution);
  for (const Interval& interval : smooth_intervals(distribution)) sums.add(interval);
  return sums.moments();
}

}  // namespace careway
