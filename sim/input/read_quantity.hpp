// Whatever may be fixed, drawn, conditional or computed.
#pragma once

#include <vector>

#include "input/fields.hpp"
#include "model/pathway.hpp"
#include "model/quantity.hpp"

namespace careway {

/// What a quantity is for.
enum class Wanted {
  duration,
  number,
  attribute,  ///< a number, a label, or durations where the figures carry units
  site,       ///< a label: the name of a site
};

Quantity read_quantity(Reader& reader, const Spot& spot, Wanted wanted);

/// The map of `set:`, in written order.
std::vector<SetAttribute> read_attributes(Reader& reader, const Spot& spot);

}  // namespace careway
