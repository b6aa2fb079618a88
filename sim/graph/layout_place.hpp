// Step 5 of layout.hpp: where everything stands, once the order within layers is settled.
#pragma once

#include "graph/layout_layers.hpp"

namespace careway {

Arrangement place(const FlowChart& chart, const LayeredChart& layered);

}  // namespace careway
