// A distribution as written into one that can be drawn from.
#pragma once

#include <memory>

#include "base/findings.hpp"
#include "model/quantity.hpp"
#include "random/distribution.hpp"

namespace careway {

/// Null, with a finding, when the parameters cannot be met.
DistributionPtr make_distribution(const DistributionText& text, Findings& findings);

}  // namespace careway
