// log, exp and their kin from + - * / alone, so that every compiler and every C library gives the same bytes.
// (libm differs between systems in the last bit.) Needs -ffp-contract=off. Errors are the largest seen by
// tests/random/elementary_test.cpp against long double libm, in units in the last place (ulp) of the result.
#pragma once

namespace careway::portable {

/// Within 1 ulp. Below 0: not a number; at 0: minus infinity.
double log(double x);
/// log(1 + x) without loss for small x. Within 2 ulp.
double log1p(double x);
/// Within 1 ulp; 0 below -745.2, infinite above 709.8.
double exp(double x);
/// exp(x) - 1 without loss for small x. Within 3 ulp.
double expm1(double x);
/// base^power: within 2 ulp for results in 1e-20 .. 1e20, within 8 ulp anywhere. Whole powers up to 8 either way multiply
/// (within 5 ulp, exact when the answer is a short number). A negative base needs a whole power, else: not a number.
double pow(double base, double power);
/// sin and cos of 2 pi `turns`; the reduction to one turn is exact, so large arguments lose nothing. Within 2 ulp.
double sin_turns(double turns);
double cos_turns(double turns);
/// log of the gamma function for x > 0; relative error below 1e-15, also beside the zeros at 1 and 2.
double log_gamma(double x);

}  // namespace careway::portable
