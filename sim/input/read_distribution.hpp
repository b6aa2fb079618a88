// The random forms of a quantity: families with their forms of parameters, mixtures, empirical values, quantiles.
#pragma once

#include <string>
#include <vector>

#include "input/fields.hpp"
#include "model/quantity.hpp"

namespace careway {

/// Names of all random forms with a family, as they stand in a quantity.
const std::vector<std::string>& family_names();

/// `spot` is what stands below the family's key.
DistributionText read_distribution(Reader& reader, const std::string& family, const Spot& spot, Dimension dimension);

/// A value in the unit of the quantity: a duration in milliseconds, or a plain number.
std::optional<double> read_value(Reader& reader, const Spot& spot, Dimension dimension);

}  // namespace careway
