// A probability given from both ends, so that either tail keeps its full precision: the nearer one is exact. And the way
// from random bits to probabilities.
#pragma once

#include <cstdint>

namespace careway {

struct Tails {
  double lower = 0;  ///< probability at or below
  double upper = 1;  ///< probability above; lower + upper = 1
};

/// The same point seen from the other end.
inline Tails mirrored(Tails p) { return {p.upper, p.lower}; }

inline Tails from_lower(double lower) { return {lower, 1.0 - lower}; }
inline Tails from_upper(double upper) { return {1.0 - upper, upper}; }

/// A uniform strictly inside (0, 1), from the first 52 of 64 random bits; open_unit(~bits) is 1 - open_unit(bits).
inline double open_unit(std::uint64_t bits) {
  return (static_cast<double>(static_cast<std::int64_t>(bits >> 12)) + 0.5) * 0x1p-52;
}

/// The uniform that 64 random bits stand for: the middle of the cell [bits, bits + 1) / 2^64.
inline Tails unit_tails(std::uint64_t bits) {
  constexpr double cell = 0x1p-64;
  if (bits >> 63) return from_upper((static_cast<double>(static_cast<std::int64_t>(~bits)) + 0.5) * cell);
  return from_lower((static_cast<double>(static_cast<std::int64_t>(bits)) + 0.5) * cell);
}

/// The bits nearest to a uniform; the inverse of unit_tails up to rounding, and never out of range.
inline std::uint64_t unit_bits(Tails p) {
  const auto count = [](double q) {
    constexpr double half = 0x1p63;
    const double scaled = q * 0x1p64;
    return scaled >= half ? INT64_MAX : static_cast<std::int64_t>(scaled > 0 ? scaled : 0);
  };
  return p.lower <= p.upper ? static_cast<std::uint64_t>(count(p.lower)) : ~static_cast<std::uint64_t>(count(p.upper));
}

}  // namespace careway
