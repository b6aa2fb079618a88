// yaml-cpp's refusals in words for people who have never heard of tokens, flows and scalars, and the place that must
// be mended, which is often not the place where yaml-cpp gave up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/findings.hpp"
#include "input/utf8.hpp"

namespace careway {

/// A list or map that was open when reading stopped, or closed just before.
struct OpenCollection {
  std::size_t offset = 0;  ///< of the bracket, the first dash or the first key
  Place place;
  bool in_brackets = false;
};

struct Refusal {
  std::string_view text;             ///< the whole file
  std::size_t offset = 0;            ///< where yaml-cpp gave up
  std::string said;                  ///< its words
  std::size_t last = 0;              ///< where the last part began that was understood
  std::vector<OpenCollection> open;  ///< outermost first
};

Finding explain(const Refusal& refusal, PlaceFinder& places);

/// For text that follows a complete document.
extern const char* const leftover;

}  // namespace careway
