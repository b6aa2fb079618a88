// Correlated draws: a Gaussian copula joins the uniforms of two draws, whatever their distributions.
#pragma once

#include <cstdint>

namespace careway {

/// The bits of draw b, given those of draw a and fresh ones for b: normal scores with correlation `rho` in [-1, 1]. With 0
/// the fresh bits themselves, with 1 those of a, with -1 their mirror image. (Spearman's rank correlation of the draws is
/// 6/pi arcsin(rho/2).)
std::uint64_t correlated_bits(std::uint64_t bits_a, std::uint64_t fresh_bits, double rho);
/// The same for uniforms in (0, 1).
double correlated_uniform(double uniform_a, std::uint64_t fresh_bits, double rho);

}  // namespace careway
