// Steps 1 to 4 of layout.hpp: every box and every crossing of a layer as a slot, in layers, in order.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/layout.hpp"

namespace careway {

inline constexpr std::uint32_t no_slot_number = UINT32_MAX;

struct LayoutSlot {
  std::uint32_t layer = 0;
  BoxSize size;
  bool box = false;                 ///< otherwise an arrow on its way
  std::vector<std::uint32_t> above; ///< slots of the layer before that it is joined to
  std::vector<std::uint32_t> below;
};

struct LayeredChart {
  std::vector<LayoutSlot> slots;                  ///< boxes first, by number
  std::vector<std::vector<std::uint32_t>> layers; ///< slots from left to right
  struct Way {
    std::vector<std::uint32_t> slots;  ///< downwards, from the upper box to the lower one
    std::uint32_t label = no_slot_number;
    bool back = false;
  };
  std::vector<Way> ways;  ///< of each arrow; a loop from a box to itself has only that box
};

LayeredChart make_layers(const FlowChart& chart);
/// Step 4.
void order_layers(LayeredChart& layered);

}  // namespace careway
