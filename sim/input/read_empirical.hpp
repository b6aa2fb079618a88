// The empirical form of a quantity: values listed in place, or a column of a file.
#pragma once

#include "input/fields.hpp"
#include "model/quantity.hpp"

namespace careway {

void read_empirical(Reader& reader, const Spot& spot, Dimension dimension, DistributionText& text);

}  // namespace careway
