#include "random/elementary.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace careway::portable {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts: the first has 33 bits, so that its product with an exponent is exact.
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr double log2_of_e = 1.44269504088896340736;

std::uint64_t bits_of(double x) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

double from_bits(std::uint64_t bits) {
  double x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/// x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)).
struct Scaled {
  double mantissa;
  int exponent;
};

Scaled split_exponent(double x) {
  int exponent = 0;
  if (x < std::numeric_limits<double>::min()) {  // subnormal
    x *= 0x1p54;
    exponent = -54;
  }
  const std::uint64_t bits = bits_of(x);
  exponent += static_cast<int>(bits >> 52) - 1023;
  double mantissa = from_bits((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);
  if (mantissa >= 1.4142135623730951) {
    mantissa *= 0.5;
    ++exponent;
  }
  return {mantissa, exponent};
}

/// 2 (s^2/3 + s^4/5 + ... ), so that log((1+s)/(1-s)) = 2 s + s * tail; |s| < 0.1716.
double log_tail(double s_squared) {
  const double z = s_squared;
  const double w = z * z;
  const double odd = z * (2.0 / 3 + w * (2.0 / 7 + w * (2.0 / 11 + w * (2.0 / 15 + w * (2.0 / 19)))));
  const double even = w * (2.0 / 5 + w * (2.0 / 9 + w * (2.0 / 13 + w * (2.0 / 17 + w * (2.0 / 21)))));
  return odd + even;
}

/// (exp(r) - 1 - r) / r^2 for |r| < 0.35, from the Taylor series; the even and the odd terms run side by side.
double exp_tail(double r) {
  const double z = r * r;
  const double even =
      1.0 / 2 + z * (1.0 / 24 + z * (1.0 / 720 + z * (1.0 / 40320 + z * (1.0 / 3628800 + z * (1.0 / 479001600)))));
  const double odd =
      1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800 + z * (1.0 / 6227020800.0)))));
  return even + r * odd;
}

double times_power_of_two(double x, int exponent) {
  if (exponent > -1022 && exponent < 1024) return x * from_bits(static_cast<std::uint64_t>(exponent + 1023) << 52);
  return std::ldexp(x, exponent);
}

/// exp(x + low), where low is a small correction of x.
double exp_sum(double x, double low) {
  if (!(x < 709.79)) return x != x ? x : infinity;
  if (x < -745.2) return 0.0;
  const int k = static_cast<int>(x * log2_of_e + (x < 0 ? -0.5 : 0.5));
  const double high = x - k * ln2_high;
  const double rest = k * ln2_low - low;
  const double r = high - rest;
  const double lost = (high - r) - rest;
  return times_power_of_two(1.0 + (r + (r * r * exp_tail(r) + lost)), k);
}

/// A number carried in two doubles, high + low.
struct Pair {
  double high;
  double low;
};

Pair exact_sum(double a, double b) {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// Veltkamp's split: high has 26 bits.
Pair halves(double a) {
  const double c = 134217729.0 * a;
  const double high = c - (c - a);
  return {high, a - high};
}

/// Dekker's product; |a b| must be far below 2^996.
Pair exact_product(double a, double b) {
  const double product = a * b;
  const Pair x = halves(a);
  const Pair y = halves(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

/// log(x) with about 68 bits, for x > 0 and finite.
Pair log_pair(double x) {
  const Scaled scaled = split_exponent(x);
  const double f = scaled.mantissa - 1.0;
  const Pair d = exact_sum(scaled.mantissa, 1.0);
  const double s = f / d.high;
  const Pair back = exact_product(s, d.high);
  const double s_low = (((f - back.high) - back.low) - s * d.low) / d.high;
  const double correction = 2 * s_low + s * log_tail(s * s);
  const Pair main = exact_sum(scaled.exponent * ln2_high, 2 * s);
  const double low = main.low + (correction + scaled.exponent * ln2_low);
  return exact_sum(main.high, low);
}

double whole_power(double base, int power) {
  double result = 1.0;
  for (int i = power < 0 ? -power : power; i > 0; --i) result *= base;
  return power < 0 ? 1.0 / result : result;
}

/// base^power for base > 0, both finite.
double positive_power(double base, double power) {
  const Pair log_base = log_pair(base);
  const double estimate = log_base.high * power;
  if (estimate > 800) return infinity;
  if (estimate < -800) return 0.0;
  const Pair product = exact_product(log_base.high, power);
  return exp_sum(product.high, product.low + log_base.low * power);
}

/// sin(t) and cos(t) for |t| <= pi/4.
double short_sin(double t) {
  const double z = t * t;
  return t + t * z *
                 (-1.0 / 6 +
                  z * (1.0 / 120 +
                       z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800 +
                                                                   z * (1.0 / 6227020800.0 + z * (-1.0 / 1307674368000.0)))))));
}

double short_cos(double t) {
  const double z = t * t;
  return 1.0 +
         z * (-0.5 + z * (1.0 / 24 + z * (-1.0 / 720 +
                                          z * (1.0 / 40320 + z * (-1.0 / 3628800 +
                                                                  z * (1.0 / 479001600 + z * (-1.0 / 87178291200.0 +
                                                                                              z * (1.0 / 20922789888000.0))))))));
}

/// sin(2 pi (turns + quarters / 4)).
double quarter_sin(double turns, int quarters) {
  constexpr double two_pi = 6.283185307179586476925;
  if (!(std::fabs(turns) < 0x1p52)) return turns - turns;  // whole turns: 0; infinite: not a number
  const double part = turns - std::floor(turns + 0.5);
  const int nearest = static_cast<int>(std::floor(part * 4 + 0.5));
  const double angle = (part - nearest * 0.25) * two_pi;
  switch ((nearest + quarters) & 3) {
    case 0:
      return short_sin(angle);
    case 1:
      return short_cos(angle);
    case 2:
      return -short_sin(angle);
    default:
      return -short_cos(angle);
  }
}

/// log gamma(2 + z) for |z| <= 1/2: (1 - Euler's constant) z + sum over k >= 2 of (-1)^k (zeta(k) - 1) z^k / k
/// (Abramowitz & Stegun 6.1.33 moved by one). The coefficients were computed to 40 digits with mpmath.
double log_gamma_near_two(double z) {
  static constexpr double terms[] = {
      0.42278433509846714,    0.32246703342411322,     -0.067352301053198095,  0.020580808427784548,    -0.0073855510286739853,
      0.0028905103307415233,  -0.001192753911703261,   0.00050966952474304242, -0.00022315475845357938, 9.9457512781808534e-5,
      -4.4926236738133142e-5, 2.0507212775670692e-5,   -9.4394882752683959e-6, 4.3748667899074878e-6,   -2.0392157538013662e-6,
      9.5514121304074198e-7,  -4.492469198764566e-7,   2.1207184805554666e-7,  -1.00432248239681e-7,    4.7698101693639806e-8,
      -2.2711094608943165e-8, 1.0838659214896954e-8,   -5.1834750419700467e-9, 2.4836745438024783e-9,   -1.1921401405860912e-9,
      5.731367241678862e-10,  -2.7595228851242331e-10, 1.3304764374244489e-10, -6.4229645638381e-11,    3.1044247747322273e-11};
  double sum = 0;
  for (int k = 29; k >= 0; --k) sum = sum * z + terms[k];
  return sum * z;
}

/// Stirling's series for x >= 10 (Abramowitz & Stegun 6.1.41); the first term left out is below 2e-17.
double log_gamma_stirling(double x) {
  constexpr double half_log_two_pi = 0.91893853320467274178;
  const double y = 1.0 / x;
  const double z = y * y;
  const double series =
      y * (1.0 / 12 +
           z * (-1.0 / 360 +
                z * (1.0 / 1260 +
                     z * (-1.0 / 1680 + z * (1.0 / 1188 + z * (-691.0 / 360360 + z * (1.0 / 156 + z * (-3617.0 / 122400))))))));
  return (x - 0.5) * (log(x) - 1.0) + (half_log_two_pi - 0.5) + series;
}

}  // namespace

double log(double x) {
  if (!(x > 0)) return x == 0 ? -infinity : not_a_number;
  if (x == infinity) return x;
  const Scaled scaled = split_exponent(x);
  const double f = scaled.mantissa - 1.0;
  const double s = f / (2.0 + f);
  const double half_square = 0.5 * f * f;
  const double k = scaled.exponent;
  // log(1 + f) = f - (f^2/2 - s (f^2/2 + tail)), in the order of size that loses least
  return k * ln2_high - ((half_square - (s * (half_square + log_tail(s * s)) + k * ln2_low)) - f);
}

double log1p(double x) {
  const double u = 1.0 + x;
  if (u == 1.0) return x;
  if (!(u > 0) || u == infinity) return log(u);
  return log(u) + (u < 2.0 ? (x - (u - 1.0)) : (1.0 - (u - x))) / u;  // what the rounding of 1 + x lost
}

double exp(double x) { return exp_sum(x, 0.0); }

double expm1(double x) {
  if (!(std::fabs(x) < 0.69)) return exp(x) - 1.0;
  const double r = 0.5 * x;
  const double half_way = r + r * r * exp_tail(r);
  return half_way * (half_way + 2.0);
}

double pow(double base, double power) {
  if (power == 0 || base == 1) return 1.0;
  if (base != base || power != power) return not_a_number;
  const bool whole = std::floor(power) == power;
  if (whole && std::fabs(power) <= 8) return whole_power(base, static_cast<int>(power));
  const double size = std::fabs(base);
  const bool odd = whole && std::fabs(power) < 0x1p53 && std::floor(power / 2) * 2 != power;
  if (base < 0 && !whole) return size == infinity ? (power > 0 ? infinity : 0.0) : not_a_number;
  double result = 0;
  if (size == 0 || size == infinity) {
    result = (size == 0) == (power > 0) ? 0.0 : infinity;
  } else if (std::fabs(power) == infinity) {
    result = size == 1 ? 1.0 : ((size > 1) == (power > 0) ? infinity : 0.0);
  } else {
    result = positive_power(size, power);
  }
  return base < 0 && odd ? -result : result;
}

double sin_turns(double turns) { return quarter_sin(turns, 0); }
double cos_turns(double turns) { return quarter_sin(turns, 1); }

double log_gamma(double x) {
  if (!(x > 0)) return x == 0 ? infinity : not_a_number;
  if (x >= 10) return x < 1e300 ? log_gamma_stirling(x) : infinity;
  if (x < 0.5) return log_gamma_near_two(x) - log(x) - log1p(x);
  if (x < 1.5) return log_gamma_near_two(x - 1.0) - log(x);
  double product = 1.0;
  while (x >= 2.5) product *= (x -= 1.0);
  const double rest = log_gamma_near_two(x - 2.0);
  return product == 1.0 ? rest : rest + log(product);
}

}  // namespace careway::portable
