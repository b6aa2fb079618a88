// Why patients wait, in words and as JSON: for each resource that is waited for, the shares of the waiting that come from its
// own work and from other resources down the chain (study/attribution.hpp). Names are those of the model.
#pragma once

#include <string>

#include "output/headline.hpp"
#include "study/results.hpp"

namespace careway {

/// The longest queues, within 100 columns.
std::string why_text(const Results& results, Colour colour = Colour::none);

/// All queues: in total, by site, and by time bucket; shares from 0 to 1. One JSON object on one line.
std::string why_json(const Results& results);

}  // namespace careway
