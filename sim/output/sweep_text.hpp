// A sweep as text: for each line of the headline table its value at each point, and the difference to the first; and as one
// tidy table, a row for each figure of each point.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "output/headline.hpp"
#include "output/sweep_file.hpp"

namespace careway {

/// Within 100 columns where the factors' values leave room for it.
std::string sweep_text(const SweepReader& sweep, Colour colour = Colour::none);

/// point, one column for each factor, measure, statistic, part, unit, value, low, high; handed on point by point.
void sweep_csv(const SweepReader& sweep, const std::function<void(std::string_view)>& write);

}  // namespace careway
