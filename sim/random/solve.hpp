// Two ways to invert a cdf. Both compare logarithms of the nearer tail, so that far tails are as precise as the centre.
#pragma once

#include <cmath>
#include <optional>

#include "random/elementary.hpp"
#include "random/tails.hpp"

namespace careway {

/// Of the sums that a tail is made of.
inline constexpr double rounding = 0x1p-51;

struct CdfPoint {
  Tails tails;
  double density = 0;
};

/// Newton's method on the logarithm of the nearer tail.
struct LogNewton {
  double ratio = 0;  ///< log of the tail wanted over the tail here
  double step = 0;   ///< how far to move; not a number where the density is 0

  /// Both small: the one alone says little where the cdf is flat, the other where x lies close above the least value.
  bool within(double error, double x) const { return std::fabs(ratio) <= error && std::fabs(step) <= error * std::fabs(x); }
};

inline LogNewton log_newton(Tails wanted, const CdfPoint& at) {
  const bool lower = wanted.lower <= wanted.upper;
  const double tail = lower ? at.tails.lower : at.tails.upper;
  const double ratio = portable::log((lower ? wanted.lower : wanted.upper) / tail);
  const double slope = (lower ? at.density : -at.density) / tail;
  return {ratio, ratio / slope};
}

/// For a density whose logarithm is concave: then so are the logarithms of both tails, every tangent lies above them, and
/// Newton's method converges from anywhere, from one side. `reach`, a few standard deviations, bounds a step, so that no
/// tail underflows. The last step is below 1e-6, which leaves about its square as error.
template <class Evaluate>
double invert_log_concave(Tails wanted, double start, double reach, Evaluate&& evaluate) {
  const double enough = 1e-6 * (reach < 1 ? reach : 1.0);
  double t = start;
  double outward = 0;
  for (int i = 0; i < 200; ++i) {
    const CdfPoint at = evaluate(t);
    double step = log_newton(wanted, at).step;
    if (!(at.density > 0) || !(std::fabs(step) < HUGE_VAL)) {  // too far out: go half the way back
      t -= outward = 0.5 * outward;
      continue;
    }
    if (std::fabs(step) > reach) step = step > 0 ? reach : -reach;
    t += outward = step;
    if (std::fabs(step) <= enough) break;
  }
  return t;
}

struct Bracket {
  double low = 0;
  double high = 0;
};

/// For any cdf: the smallest x in the bracket whose lower tail reaches the one wanted, to the last bit where it jumps.
/// Newton's steps as long as they stay inside and the bracket shrinks; otherwise halving, by ratio over a wide bracket.
template <class Evaluate>
double invert_bracketed(Tails wanted, Bracket in, double guess, Evaluate&& evaluate) {
  double x = guess > in.low && guess < in.high ? guess : 0.5 * (in.low + in.high);
  for (int i = 0; i < 300; ++i) {
    const CdfPoint at = evaluate(x);
    const bool below = wanted.lower <= wanted.upper ? at.tails.lower < wanted.lower : at.tails.upper > wanted.upper;
    (below ? in.low : in.high) = x;
    const LogNewton newton = log_newton(wanted, at);
    double next = x + newton.step;
    if (at.density > 0 && std::fabs(newton.ratio) <= rounding) return x;
    if (newton.within(1e-8, x)) return next < in.low || next > in.high ? x : next;
    const bool usable = at.density > 0 && next > in.low && next < in.high;
    if (!usable || i % 8 == 7) {
      next = in.low > 0 && in.high > 4 * in.low ? std::sqrt(in.low) * std::sqrt(in.high) : 0.5 * (in.low + in.high);
      if (!(next > in.low && next < in.high)) return in.high;
    }
    x = next;
  }
  return in.high;
}

/// Newton's steps from a guess for as long as it is plain that they lead there: x, or nothing.
template <class Evaluate>
std::optional<double> invert_nearby(Tails wanted, double guess, Evaluate&& evaluate) {
  double x = guess;
  for (int i = 0; i < 4; ++i) {
    const CdfPoint at = evaluate(x);
    const LogNewton newton = log_newton(wanted, at);
    if (!(at.density > 0) || !(std::fabs(newton.ratio) <= 1)) return {};
    x += newton.step;
    if (newton.within(1e-6, x) || std::fabs(newton.ratio) <= rounding) return x;
  }
  return {};
}

}  // namespace careway
