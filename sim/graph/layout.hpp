// Where the boxes and arrows of a drawn graph go: in layers from top to bottom, in the order in which one reads them.
// Sizes and places are in one unit (the caller's), x to the right and y downwards. The same graph gives the same drawing.
//
// 1. Arrows that close a loop, as a depth-first walk from the starts meets them, are turned round.
// 2. A box stands as high as the longest way to it allows; a box without a way in stands just above what it leads to.
// 3. Between two layers of boxes lies one for the labels. An arrow has a place in every layer that it crosses.
// 4. Layers are put in order by the barycentres of their neighbours, up and down again; the order with fewest crossings wins.
// 5. Each layer takes the places nearest to its neighbours (least squares) that keep its order and its distances.
// Sugiyama, Tagawa, Toda (1981); step 5 is isotonic regression by pooling adjacent violators.
#pragma once

#include <cstdint>
#include <vector>

namespace careway {

struct BoxSize {
  double width = 0;
  double height = 0;
};

struct ChartArrow {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  BoxSize label;  ///< 0 by 0: none
};

struct FlowChart {
  std::vector<BoxSize> boxes;
  std::vector<ChartArrow> arrows;
  std::vector<std::uint32_t> starts;  ///< where reading begins, in this order
};

struct ChartPoint {
  double x = 0;
  double y = 0;
};

struct ArrowPath {
  std::vector<ChartPoint> points;  ///< from `from` to `to`; between an even point and the next, straight; else curved
  ChartPoint label;                ///< its centre
  bool back = false;               ///< closes a loop
};

struct Arrangement {
  double width = 0;
  double height = 0;
  std::vector<ChartPoint> boxes;  ///< upper left corners
  std::vector<ArrowPath> arrows;
};

/// Throws std::length_error when the arrows cross more than a quarter of a million places: nobody could read that.
Arrangement arrange(const FlowChart& chart);

/// [arrow] whether it closes a loop; what `arrange` draws backwards.
std::vector<bool> closes_loop(const FlowChart& chart);

}  // namespace careway
