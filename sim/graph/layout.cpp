#include "graph/layout.hpp"

#include <algorithm>
#include <numeric>

#include "graph/layout_layers.hpp"
#include "graph/layout_place.hpp"

namespace careway {

namespace {

constexpr double part_distance = 50;  // between unconnected parts

Arrangement arrange_part(const FlowChart& chart) {
  LayeredChart layered = make_layers(chart);
  order_layers(layered);
  return place(chart, layered);
}

/// [box] the number of the part it belongs to; parts are numbered in the order of their first boxes.
std::vector<std::uint32_t> parts_of(const FlowChart& chart) {
  std::vector<std::uint32_t> leader(chart.boxes.size());
  std::iota(leader.begin(), leader.end(), 0u);
  const auto find = [&](std::uint32_t box) {
    while (leader[box] != box) box = leader[box] = leader[leader[box]];
    return box;
  };
  for (const ChartArrow& arrow : chart.arrows) {
    const std::uint32_t a = find(arrow.from), b = find(arrow.to);
    leader[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> part(chart.boxes.size());
  std::uint32_t count = 0;
  for (std::uint32_t box = 0; box < part.size(); ++box) part[box] = find(box) == box ? count++ : part[find(box)];
  return part;
}

/// A connected part, with the numbers that its boxes and arrows have in the whole.
struct Part {
  FlowChart chart;
  std::vector<std::uint32_t> boxes, arrows;
  Arrangement plan;
};

std::vector<Part> split(const FlowChart& chart) {
  const std::vector<std::uint32_t> part = parts_of(chart);
  std::vector<Part> parts(1 + *std::max_element(part.begin(), part.end()));
  std::vector<std::uint32_t> number(chart.boxes.size());
  for (std::uint32_t box = 0; box < part.size(); ++box) {
    Part& own = parts[part[box]];
    number[box] = static_cast<std::uint32_t>(own.boxes.size());
    own.boxes.push_back(box);
    own.chart.boxes.push_back(chart.boxes[box]);
  }
  for (std::uint32_t i = 0; i < chart.arrows.size(); ++i) {
    Part& own = parts[part[chart.arrows[i].from]];
    own.arrows.push_back(i);
    own.chart.arrows.push_back({number[chart.arrows[i].from], number[chart.arrows[i].to], chart.arrows[i].label});
  }
  for (const std::uint32_t start : chart.starts) parts[part[start]].chart.starts.push_back(number[start]);
  return parts;
}

void put(const Part& part, ChartPoint at, Arrangement& whole) {
  for (std::size_t i = 0; i < part.boxes.size(); ++i) whole.boxes[part.boxes[i]] = {part.plan.boxes[i].x + at.x, part.plan.boxes[i].y + at.y};
  for (std::size_t i = 0; i < part.arrows.size(); ++i) {
    ArrowPath path = part.plan.arrows[i];
    path.label = {path.label.x + at.x, path.label.y + at.y};
    for (ChartPoint& point : path.points) point = {point.x + at.x, point.y + at.y};
    whole.arrows[part.arrows[i]] = std::move(path);
  }
}

}  // namespace

/// Unconnected parts stand in columns, none of them higher than the highest part.
Arrangement arrange(const FlowChart& chart) {
  Arrangement whole;
  if (chart.boxes.empty()) return whole;
  whole.boxes.resize(chart.boxes.size());
  whole.arrows.resize(chart.arrows.size());
  std::vector<Part> parts = split(chart);
  for (Part& part : parts) part.plan = arrange_part(part.chart);
  std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.plan.height > b.plan.height; });
  whole.height = parts.front().plan.height;
  double x = 0, y = 0, column = 0;
  for (const Part& part : parts) {
    if (y > 0 && y + part.plan.height > whole.height) {
      x += column + part_distance;
      y = column = 0;
    }
    put(part, {x, y}, whole);
    y += part.plan.height + part_distance;
    column = std::max(column, part.plan.width);
  }
  whole.width = x + column;
  return whole;
}

}  // namespace careway
