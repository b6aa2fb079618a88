// Checks of parameters. What they throw is for the user: the floor that knows the place in the text adds it.
#pragma once

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace careway {

inline void require(bool condition, const std::string& words) {
  if (!condition) throw std::invalid_argument(words);
}

inline void require_finite(double value, const std::string& name) {
  require(std::isfinite(value), name + " must be a finite number");
}

inline void require_positive(double value, const std::string& name) {
  require(std::isfinite(value) && value > 0, name + " must be above 0");
}

/// A number for a message, with 4 digits.
inline std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

}  // namespace careway
