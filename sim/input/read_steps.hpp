// Steps: lists of actions, the last of which says where the patient goes.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

std::vector<Step> read_steps(Reader& reader, const Spot& spot);

}  // namespace careway
