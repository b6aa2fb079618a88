#include "random/normal.hpp"

#include <cmath>

#include "random/elementary.hpp"

namespace careway {

namespace {

template <int N>
double polynomial(const double (&coefficients)[N], double x) {
  double sum = coefficients[N - 1];
  for (int i = N - 2; i >= 0; --i) sum = sum * x + coefficients[i];
  return sum;
}

/// exp(-z^2 / 2), with z cut so that the large part of the square is exact.
double half_square_exp(double z) {
  const double coarse = std::floor(z * 16) / 16;
  const double rest = (z - coarse) * (z + coarse);
  return portable::exp(-0.5 * coarse * coarse) * portable::exp(-0.5 * rest);
}

// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969) 631-637, in the scaling
// for the normal distribution: |z| < 0.66291, z < sqrt(32), and beyond. Lowest power first.
constexpr double centre_top[] = {18154.981253343561249, 1067.6894854603709582, 161.02823106855587881, 2.2352520354606839287,
                                 0.065682337918207449113};
constexpr double centre_bottom[] = {45507.789335026729956, 10260.932208618978205, 976.09855173777669322, 47.20258190468824187,
                                    1.0};
constexpr double middle_top[] = {9842.7148383839780218, 11602.651437647350124,  6848.1904505362823326,
                                 2494.5375852903726711, 597.27027639480026226,  93.506656132177855979,
                                 8.8831497943883759412, 0.39894151208813466764, 1.0765576773720192317e-8};
constexpr double middle_bottom[] = {19685.429676859990727, 38912.003286093271411, 34900.952721145977266,
                                    18615.571640885098091, 6485.558298266760755,  1519.377599407554805,
                                    235.38790178262499861, 22.266688044328115691, 1.0};
constexpr double far_top[] = {2.9112874951168792e-5, 0.001421619193227893466, 0.022235277870649807,
                              0.1274011611602473639, 0.21589853405795699,     0.02307344176494017303};
constexpr double far_bottom[] = {7.29751555083966205e-5, 0.00378239633202758244, 0.0659881378689285515,
                                 0.468238212480865118,   1.28426009614491121,    1.0};
constexpr double density_at_zero = 0.39894228040143267794;  // 1 / sqrt(2 pi)

/// P(Z > z) for z >= 0.66291.
double upper_tail(double z) {
  if (z > 38.6) return 0.0;
  if (z < 5.65685424949238) return half_square_exp(z) * polynomial(middle_top, z) / polynomial(middle_bottom, z);
  const double y = 1.0 / (z * z);
  const double series = y * polynomial(far_top, y) / polynomial(far_bottom, y);
  return half_square_exp(z) * (density_at_zero - series) / z;
}

/// AS 241 for the nearer tail p < 0.075: minus its quantile.
double far_quantile(double p) {
  static constexpr double near_top[] = {1.42343711074968357734,    4.63033784615654529590,   5.76949722146069140550,
                                        3.64784832476320460504,    1.27045825245236838258,   2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double near_bottom[] = {1.0,
                                           2.05319162663775882187,
                                           1.67638483018380384940,
                                           6.89767334985100004550e-1,
                                           1.48103976427480074590e-1,
                                           1.51986665636164571966e-2,
                                           5.47593808499534494600e-4,
                                           1.05075007164441684324e-9};
  static constexpr double deep_top[] = {6.65790464350110377720,    5.46378491116411436990,    1.78482653991729133580,
                                        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double deep_bottom[] = {1.0,
                                           5.99832206555887937690e-1,
                                           1.36929880922735805310e-1,
                                           1.48753612908506148525e-2,
                                           7.86869131145613259100e-4,
                                           1.84631831751005468180e-5,
                                           1.42151175831644588870e-7,
                                           2.04426310338993978564e-15};
  const double r = std::sqrt(-portable::log(p));
  if (r <= 5.0) return polynomial(near_top, r - 1.6) / polynomial(near_bottom, r - 1.6);
  return polynomial(deep_top, r - 5.0) / polynomial(deep_bottom, r - 5.0);
}

double central_quantile(double q) {
  static constexpr double top[] = {3.3871328727963666080,    1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                   1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                   3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double bottom[] = {1.0,
                                      4.2313330701600911252e+1,
                                      6.8718700749205790830e+2,
                                      5.3941960214247511077e+3,
                                      2.1213794301586595867e+4,
                                      3.9307895800092710610e+4,
                                      2.8729085735721942674e+4,
                                      5.2264952788528545610e+3};
  const double r = 0.180625 - q * q;
  return q * polynomial(top, r) / polynomial(bottom, r);
}

}  // namespace

double normal_density(double z) {
  const double size = std::fabs(z);
  return size > 40 ? 0.0 : density_at_zero * half_square_exp(size);
}

Tails normal_tails(double z) {
  const double size = std::fabs(z);
  if (size >= 0.66291) {
    const double tail = upper_tail(size);
    return z > 0 ? from_upper(tail) : from_lower(tail);
  }
  const double square = z * z;
  const double half = z * polynomial(centre_top, square) / polynomial(centre_bottom, square);
  return {0.5 + half, 0.5 - half};
}

double normal_quantile(Tails p) {
  const double tail = p.lower < p.upper ? p.lower : p.upper;
  if (tail >= 0.075) return central_quantile(p.lower < p.upper ? p.lower - 0.5 : 0.5 - p.upper);
  if (!(tail > 0)) return p.lower < p.upper ? -HUGE_VAL : HUGE_VAL;
  return p.lower < p.upper ? -far_quantile(tail) : far_quantile(tail);
}

}  // namespace careway
