// The headline table: what a person sees after a run, within 100 columns. Its lines and words come from the model's
// `report` block; without one it shows every clock, resource and count.
#pragma once

#include <cstddef>
#include <string>

#include "output/summary.hpp"
#include "study/results.hpp"

namespace careway {

inline constexpr std::size_t headline_columns = 100;

enum class Colour { none, ansi };

std::string headline_text(const Results& results, Colour colour = Colour::none);
std::string headline_text(const Summary& summary, const Results& results, Colour colour);

}  // namespace careway
