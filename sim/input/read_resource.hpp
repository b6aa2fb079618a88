// Resources: capacity or roster, dated changes, turnaround, breakdowns.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

std::vector<Resource> read_resources(Reader& reader, const Spot& spot);

}  // namespace careway
