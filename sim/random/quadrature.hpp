// Gauss-Legendre quadrature with 16 points: exact for polynomials up to degree 31.
#pragma once

namespace careway {

/// Integral of f over [from, to]. What f returns may be a double, or anything that adds and can be multiplied by one.
template <class Function>
auto integrate(double from, double to, Function&& f) {
  // Abramowitz & Stegun table 25.4; computed again to 18 digits with mpmath
  constexpr int pairs = 8;
  constexpr double node[pairs] = {0.0950125098376374402, 0.281603550779258913, 0.458016777657227386, 0.617876244402643748,
                                  0.755404408355003034,  0.865631202387831744, 0.944575023073232576, 0.989400934991649933};
  constexpr double weight[pairs] = {0.189450610455068496, 0.182603415044923589,  0.169156519395002538,  0.149595988816576732,
                                    0.124628971255533872, 0.0951585116824927848, 0.0622535239386478929, 0.0271524594117540949};
  const double middle = 0.5 * (from + to);
  const double half = 0.5 * (to - from);
  auto sum = weight[0] * (f(middle - half * node[0]) + f(middle + half * node[0]));
  for (int i = 1; i < pairs; ++i) sum = sum + weight[i] * (f(middle - half * node[i]) + f(middle + half * node[i]));
  return half * sum;
}

}  // namespace careway
