// Sources of arrivals: rates with their profiles, waves and surges, times between, and lists of instants.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

std::vector<Arrivals> read_arrivals(Reader& reader, const Spot& spot);

}  // namespace careway
