// What is measured beyond the ordinary: clocks, levels, figures.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

std::vector<Clock> read_clocks(Reader& reader, const Spot& spot);
std::vector<Level> read_levels(Reader& reader, const Spot& spot);
std::vector<CountCut> read_counts(Reader& reader, const Spot& spot);
std::vector<Figure> read_figures(Reader& reader, const Spot& spot);

/// 0.9 or 90%, strictly between 0 and 1.
std::optional<double> read_quantile_share(Reader& reader, const Spot& spot);

}  // namespace careway
