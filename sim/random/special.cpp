#include "random/special.hpp"

#include <cmath>

#include "random/elementary.hpp"
#include "random/quadrature.hpp"

namespace careway {

namespace {

constexpr double tiny = 1e-300;
constexpr double relative = 1e-16;
constexpr double two_pi = 6.283185307179586476925;
constexpr double large_shape = 2e4;  // from here on the series would take more than a thousand terms

/// 1 + x/(shape+1) + x^2/((shape+1)(shape+2)) + ...
double lower_series(double shape, double x) {
  double term = 1.0;
  double sum = 1.0;
  for (double n = shape + 1; term > relative * sum; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

/// Lentz's evaluation of 1/(x+1-shape - 1(1-shape)/(x+3-shape - ...)) (Press et al., Numerical Recipes, section 6.2).
double upper_fraction(double shape, double x) {
  double b = x + 1 - shape;
  double c = 1 / tiny;
  double d = 1 / b;
  double h = d;
  for (int i = 1; i < 100000; ++i) {
    const double an = -i * (i - shape);
    b += 2;
    d = an * d + b;
    if (std::fabs(d) < tiny) d = tiny;
    c = b + an / c;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1 / d;
    const double factor = d * c;
    h *= factor;
    if (std::fabs(factor - 1) <= 2 * relative) break;
  }
  return h;
}

/// The integral of (t/x)^(shape-1) exp(x-t) from x away from the mode: `side` is +1 for t > x, -1 for t < x.
/// 1. The logarithm of the integrand is concave and falls; w is where it has fallen by about 1.
/// 2. Panels of 3 w are added until they no longer count.
double large_tail(double shape, double x, int side) {
  const double slope = side * (1 - (shape - 1) / x);
  const double curvature = (shape - 1) / (x * x);
  const double w = 2 / (slope + std::sqrt(slope * slope + 2 * curvature));
  const auto integrand = [&](double s) { return portable::exp((shape - 1) * portable::log1p(side * s / x) - side * s); };
  double sum = 0;
  for (double from = 0;; from += 3 * w) {
    const double to = side < 0 && from + 3 * w > x ? x : from + 3 * w;
    const double panel = integrate(from, to, integrand);
    sum += panel;
    if (panel <= relative * sum || to == x) return sum;
  }
}

/// The fraction of Numerical Recipes, section 6.4 (Lentz); for x below (a+1)/(a+b+2).
double beta_fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  if (std::fabs(d) < tiny) d = tiny;
  d = 1 / d;
  double h = d;
  const auto step = [&](double numerator) {
    d = 1 + numerator * d;
    if (std::fabs(d) < tiny) d = tiny;
    c = 1 + numerator / c;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    return d * c;
  };
  for (int m = 1; m < 100000; ++m) {
    step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    if (std::fabs(step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))) - 1) <= 2 * relative) break;
  }
  return h;
}

}  // namespace

double stirling_error(double x) {
  constexpr double half_log_two_pi = 0.91893853320467274178;
  if (x < 10) return portable::log_gamma(x) - ((x - 0.5) * portable::log(x) - x + half_log_two_pi);
  const double y = 1 / x;
  const double z = y * y;
  return y * (1.0 / 12 + z * (-1.0 / 360 + z * (1.0 / 1260 + z * (-1.0 / 1680 + z * (1.0 / 1188 + z * (-691.0 / 360360))))));
}

double deviance(double x, double mean) {
  const double difference = x - mean;
  if (std::fabs(difference) >= 0.1 * (x + mean)) return x * portable::log(x / mean) + mean - x;
  const double v = difference / (x + mean);
  const double square = v * v;
  double sum = difference * v;
  double power = 2 * x * v;
  for (int odd = 3;; odd += 2) {
    power *= square;
    const double next = sum + power / odd;
    if (next == sum) return sum;
    sum = next;
  }
}

double gamma_weight(GammaShape gamma, double x) {
  if (!(x > 0)) return 0;
  return std::sqrt(gamma.shape / two_pi) * portable::exp(-deviance(gamma.shape, x) - gamma.error);
}

Tails gamma_tails(GammaShape gamma, double x, double weight) {
  const double shape = gamma.shape;
  if (!(x > 0)) return {0, 1};
  const bool lower = x < shape + 1;
  if (weight == 0) return lower ? Tails{0, 1} : Tails{1, 0};
  if (shape >= large_shape) {
    const double tail = weight / x * large_tail(shape, x, lower ? -1 : 1);
    return lower ? from_lower(tail) : from_upper(tail);
  }
  if (lower) return from_lower(weight / shape * lower_series(shape, x));
  return from_upper(weight * upper_fraction(shape, x));
}

double beta_weight(const BetaShapes& shapes, UnitPoint at) {
  if (!(at.x > 0 && at.rest > 0)) return 0;
  const double a = shapes.a;
  const double b = shapes.b;
  const double n = a + b;
  return std::sqrt(a / n * b / two_pi) * portable::exp(shapes.error - deviance(a, n * at.x) - deviance(b, n * at.rest));
}

Tails beta_tails(const BetaShapes& shapes, UnitPoint at, double weight) {
  const double a = shapes.a;
  const double b = shapes.b;
  if (!(at.x > 0)) return {0, 1};
  if (!(at.rest > 0)) return {1, 0};
  if (at.x * (a + b + 2) < a + 1) return from_lower(weight / a * beta_fraction(a, b, at.x));
  return from_upper(weight / b * beta_fraction(b, a, at.rest));
}

}  // namespace careway
