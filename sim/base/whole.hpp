// Computed numbers as whole ones.
#pragma once

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
  const double place = value - first;
  if (!(place >= 0 && place < count)) return count;  // nor what is no number
  const auto number = static_cast<std::uint32_t>(place);
  return static_cast<double>(number) == place ? number : count;
}

}  // namespace careway
