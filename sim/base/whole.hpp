// A computed number as a whole one between two bounds. What is beyond a bound, or no number at all, is held at a bound.
#pragma once

#include <cmath>
#include <cstdint>

namespace careway {

inline std::int64_t whole_within(double x, std::int64_t least, std::int64_t most) {
  if (!(x > static_cast<double>(least))) return least;
  return x < static_cast<double>(most) ? std::llround(x) : most;
}

}  // namespace careway
