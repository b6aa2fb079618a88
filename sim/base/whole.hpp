// Computed numbers as whole ones.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace careway {

/// Between two bounds. What is beyond a bound, or no number at all, is held at a bound.
inline std::int64_t whole_within(double x, std::int64_t least, std::int64_t most) {
  if (!(x > static_cast<double>(least))) return least;
  return x < static_cast<double>(most) ? std::llround(x) : most;
}

/// Which of `count` numbers a value is, where the first is `first` and each is one more than that before it; `count`: none of them.
inline std::uint32_t place_in_row(double value, double first, std::uint32_t count) {
  // Of a number below 2^52 that is added to it only the whole part is left, in its lowest bits: this takes less than to convert there
  // and back. What is below 0 gives bits below those of 2^52, what is too large or no number gives bits far above them.
  constexpr double large = 0x1p52;
  const double place = value - first;
  const double shifted = place + large;
  const std::uint64_t number = std::bit_cast<std::uint64_t>(shifted) - std::bit_cast<std::uint64_t>(large);
  return number < count && shifted - large == place ? static_cast<std::uint32_t>(number) : count;
}

}  // namespace careway
