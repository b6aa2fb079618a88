// The bins of every histogram of durations: exact milliseconds below 128 ms, then 128 equal bins to each doubling,
// so that a bin is never wider than 0.79% of its values. The last bin holds everything of 2^40 ms (34.8 years) and more.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace careway {

inline constexpr int bins_per_doubling = 128;
inline constexpr int highest_doubling = 40;
inline constexpr std::size_t bin_count = std::size_t{highest_doubling - 7 + 1} * bins_per_doubling + 1;

/// Bin of a duration of 0 or more.
inline std::size_t bin_of(Ticks duration) {
  const auto v = static_cast<std::uint64_t>(duration);
  const int above = 56 - std::countl_zero(v | bins_per_doubling);  // doublings above the first; no branch, since chance decides
  const std::size_t bin = static_cast<std::size_t>(above) * bins_per_doubling + static_cast<std::size_t>(v >> above);
  return bin < bin_count ? bin : bin_count - 1;
}

/// Smallest duration that falls into the bin; `bin_edge(bin + 1)` ends it.
inline Ticks bin_edge(std::size_t bin) {
  if (bin < std::size_t{2} * bins_per_doubling) return static_cast<Ticks>(bin);
  const int shift = static_cast<int>(bin / bins_per_doubling) - 1;
  return static_cast<Ticks>((bin % bins_per_doubling) + bins_per_doubling) << shift;
}

}  // namespace careway
