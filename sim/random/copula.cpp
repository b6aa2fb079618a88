#include "random/copula.hpp"

#include <cmath>

#include "base/contract.hpp"
#include "random/normal.hpp"
#include "random/tails.hpp"

namespace careway {

namespace {

Tails joined(Tails a, std::uint64_t fresh_bits, double rho) {
  const double own = std::sqrt((1 - rho) * (1 + rho));
  return normal_tails(rho * normal_quantile(a) + own * normal_quantile(unit_tails(fresh_bits)));
}

}  // namespace

std::uint64_t correlated_bits(std::uint64_t bits_a, std::uint64_t fresh_bits, double rho) {
  EXPECTS(rho >= -1 && rho <= 1);
  if (rho == 0) return fresh_bits;
  if (rho == 1) return bits_a;
  if (rho == -1) return ~bits_a;
  return unit_bits(joined(unit_tails(bits_a), fresh_bits, rho));
}

double correlated_uniform(double uniform_a, std::uint64_t fresh_bits, double rho) {
  EXPECTS(uniform_a > 0 && uniform_a < 1);
  EXPECTS(rho >= -1 && rho <= 1);
  if (rho == 1) return uniform_a;
  if (rho == -1) return 1 - uniform_a;
  return open_unit(unit_bits(joined(from_lower(uniform_a), fresh_bits, rho)));
}

}  // namespace careway
