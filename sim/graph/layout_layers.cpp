#include "graph/layout_layers.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>
#include <stdexcept>

namespace careway {

namespace {

constexpr std::size_t most_slots = 250'000;

struct ArrowNumber {
  std::uint32_t arrow = 0;
};
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, ArrowNumber>;

/// Marks the arrows that lead back to a box still being walked, and notes the order of first visits.
class LoopFinder : public boost::default_dfs_visitor {
 public:
  LoopFinder(std::vector<bool>& back, std::vector<std::uint32_t>& visited) : back_(back), visited_(visited) {}
  void discover_vertex(std::size_t box, const Graph&) { visited_.push_back(static_cast<std::uint32_t>(box)); }
  void back_edge(const Graph::edge_descriptor& edge, const Graph& graph) { back_[graph[edge].arrow] = true; }

 private:
  std::vector<bool>& back_;
  std::vector<std::uint32_t>& visited_;
};

struct Walk {
  std::vector<bool> back;               ///< [arrow]
  std::vector<std::uint32_t> visited;   ///< boxes in order of reading
};

Walk walk(const FlowChart& chart) {
  Graph graph(chart.boxes.size());
  for (std::uint32_t i = 0; i < chart.arrows.size(); ++i)
    boost::add_edge(chart.arrows[i].from, chart.arrows[i].to, ArrowNumber{i}, graph);
  Walk result;
  result.back.assign(chart.arrows.size(), false);
  std::vector<boost::default_color_type> colours(chart.boxes.size(), boost::white_color);
  const auto colour_map = boost::make_iterator_property_map(colours.begin(), boost::get(boost::vertex_index, graph));
  const LoopFinder finder(result.back, result.visited);
  const auto visit = [&](std::size_t box) {
    if (colours[box] == boost::white_color) boost::depth_first_visit(graph, box, finder, colour_map);
  };
  for (const std::uint32_t start : chart.starts) visit(start);
  for (std::size_t box = 0; box < chart.boxes.size(); ++box) visit(box);
  return result;
}

/// The arrow as it is drawn downwards.
std::pair<std::uint32_t, std::uint32_t> downwards(const ChartArrow& arrow, bool back) {
  return back ? std::pair(arrow.to, arrow.from) : std::pair(arrow.from, arrow.to);
}

std::vector<std::uint32_t> ranks_of(const FlowChart& chart, const std::vector<bool>& back) {
  Graph graph(chart.boxes.size());
  for (std::uint32_t i = 0; i < chart.arrows.size(); ++i) {
    const auto [upper, lower] = downwards(chart.arrows[i], back[i]);
    if (upper != lower) boost::add_edge(upper, lower, ArrowNumber{i}, graph);
  }
  std::vector<std::size_t> order;
  boost::topological_sort(graph, std::back_inserter(order));
  std::vector<std::uint32_t> rank(chart.boxes.size(), 0);
  std::vector<bool> led_to(chart.boxes.size(), false);
  for (auto box = order.rbegin(); box != order.rend(); ++box)
    for (auto [e, end] = boost::out_edges(*box, graph); e != end; ++e) {
      std::uint32_t& below = rank[boost::target(*e, graph)];
      below = std::max(below, rank[*box] + 1);
      led_to[boost::target(*e, graph)] = true;
    }
  for (std::size_t box = 0; box < rank.size(); ++box) {
    if (led_to[box] || boost::out_degree(box, graph) == 0) continue;
    std::uint32_t nearest = UINT32_MAX;
    for (auto [e, end] = boost::out_edges(box, graph); e != end; ++e) nearest = std::min(nearest, rank[boost::target(*e, graph)]);
    rank[box] = nearest - 1;
  }
  return rank;
}

void join(LayeredChart& layered, std::uint32_t upper, std::uint32_t lower) {
  layered.slots[upper].below.push_back(lower);
  layered.slots[lower].above.push_back(upper);
}

std::uint32_t add_slot(LayeredChart& layered, std::uint32_t layer, BoxSize size) {
  if (layered.slots.size() >= most_slots) throw std::length_error("the drawing has too many long arrows; draw one pathway at a time");
  LayoutSlot slot;
  slot.layer = layer;
  slot.size = size;
  layered.slots.push_back(slot);
  return static_cast<std::uint32_t>(layered.slots.size() - 1);
}

/// The slots of an arrow; its label stands next to the box that it comes from.
void lay_way(LayeredChart& layered, const ChartArrow& arrow, LayeredChart::Way& way) {
  const auto [upper, lower] = downwards(arrow, way.back);
  way.slots.push_back(upper);
  if (upper == lower) return;
  const std::uint32_t first = layered.slots[upper].layer, last = layered.slots[lower].layer;
  for (std::uint32_t layer = first + 1; layer < last; ++layer) {
    const bool labelled = layer == (way.back ? last - 1 : first + 1);
    const std::uint32_t slot = add_slot(layered, layer, labelled ? arrow.label : BoxSize{});
    if (labelled) way.label = slot;
    join(layered, way.slots.back(), slot);
    way.slots.push_back(slot);
  }
  join(layered, way.slots.back(), lower);
  way.slots.push_back(lower);
}

}  // namespace

std::vector<bool> closes_loop(const FlowChart& chart) { return walk(chart).back; }

LayeredChart make_layers(const FlowChart& chart) {
  const Walk seen = walk(chart);
  const std::vector<std::uint32_t> rank = ranks_of(chart, seen.back);
  LayeredChart layered;
  for (std::size_t box = 0; box < chart.boxes.size(); ++box) {
    const std::uint32_t slot = add_slot(layered, 2 * rank[box], chart.boxes[box]);
    layered.slots[slot].box = true;
  }
  for (std::uint32_t i = 0; i < chart.arrows.size(); ++i) {
    LayeredChart::Way way;
    way.back = seen.back[i];
    lay_way(layered, chart.arrows[i], way);
    layered.ways.push_back(std::move(way));
  }
  // First order: as a reader meets the boxes, each followed by the arrows that leave it downwards.
  std::vector<std::vector<std::uint32_t>> leaving(chart.boxes.size());
  for (std::uint32_t i = 0; i < layered.ways.size(); ++i) leaving[layered.ways[i].slots.front()].push_back(i);
  for (const LayoutSlot& slot : layered.slots)
    if (slot.layer >= layered.layers.size()) layered.layers.resize(slot.layer + 1);
  for (const std::uint32_t box : seen.visited) {
    layered.layers[layered.slots[box].layer].push_back(box);
    for (const std::uint32_t i : leaving[box])
      for (const std::uint32_t slot : layered.ways[i].slots)
        if (!layered.slots[slot].box) layered.layers[layered.slots[slot].layer].push_back(slot);
  }
  return layered;
}

}  // namespace careway
