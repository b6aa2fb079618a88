// Places, and the lines of the arrows.
#include "graph/layout_place.hpp"

#include <algorithm>
#include <cmath>

namespace careway {

namespace {

constexpr int sweeps = 60;
constexpr int last_sweeps = 24;        // that look both ways
constexpr double box_distance = 26;    // between neighbours of a layer
constexpr double line_distance = 12;
constexpr double layer_distance = 17;  // between a layer of boxes and one of labels
constexpr double port_distance = 18;   // between arrows at one side of a box
constexpr double loop_width = 26;      // of an arrow from a box to itself

class Placer {
 public:
  Placer(const FlowChart& chart, const LayeredChart& layered) : chart_(chart), layered_(layered), x_(layered.slots.size(), 0) {}

  Arrangement place() {
    put_in_rows();
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      const bool down = sweep % 2 == 0;
      for (std::size_t i = 0; i < layered_.layers.size(); ++i) {
        const std::size_t layer = down ? i : layered_.layers.size() - 1 - i;
        settle(layered_.layers[layer], sweep + last_sweeps >= sweeps, down);
      }
    }
    move_to_origin();
    Arrangement result;
    result.width = width_;
    result.height = bottom_.empty() ? 0 : bottom_.back();
    for (std::uint32_t box = 0; box < chart_.boxes.size(); ++box)
      result.boxes.push_back({x_[box] - chart_.boxes[box].width / 2, box_top(box)});
    find_ports();
    for (std::uint32_t arrow = 0; arrow < chart_.arrows.size(); ++arrow) result.arrows.push_back(path(arrow));
    return result;
  }

 private:
  double half(std::uint32_t slot) const { return layered_.slots[slot].size.width / 2; }

  double distance(std::uint32_t left, std::uint32_t right) const {
    const bool boxes = layered_.slots[left].box && layered_.slots[right].box;
    return half(left) + half(right) + (boxes ? box_distance : line_distance);
  }

  /// Boxes of one layer begin at the same height.
  double box_top(std::uint32_t box) const { return top_[layered_.slots[box].layer]; }

  void put_in_rows() {
    double y = 0;
    for (const auto& layer : layered_.layers) {
      double height = 0;
      for (std::size_t i = 0; i < layer.size(); ++i) {
        if (i > 0) x_[layer[i]] = x_[layer[i - 1]] + distance(layer[i - 1], layer[i]);
        height = std::max(height, layered_.slots[layer[i]].size.height);
      }
      top_.push_back(y);
      bottom_.push_back(y + height);
      y += height + layer_distance;
    }
  }

  /// Least squares: places in order, at their distances, nearest to the mean of their neighbours. Long lines pull hardest.
  void settle(const std::vector<std::uint32_t>& layer, bool both_sides, bool down) {
    struct Pool {
      double sum = 0, weight = 0;
      std::size_t count = 0;
      double mean() const { return sum / weight; }
    };
    std::vector<Pool> pools;
    double offset = 0;
    std::vector<double> offsets;
    for (std::size_t i = 0; i < layer.size(); ++i) {
      if (i > 0) offset += distance(layer[i - 1], layer[i]);
      offsets.push_back(offset);
      double sum = 0, weight = 0;
      gather(layer[i], both_sides, down, sum, weight);
      pools.push_back({sum - weight * offset, weight, 1});
      while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
        Pool& before = pools[pools.size() - 2];
        before.sum += pools.back().sum;
        before.weight += pools.back().weight;
        before.count += pools.back().count;
        pools.pop_back();
      }
    }
    std::size_t i = 0;
    for (const Pool& pool : pools)
      for (std::size_t k = 0; k < pool.count; ++k, ++i) x_[layer[i]] = pool.mean() + offsets[i];
  }

  void gather(std::uint32_t number, bool both_sides, bool down, double& sum, double& weight) const {
    const LayoutSlot& slot = layered_.slots[number];
    const auto pull = [&](const std::vector<std::uint32_t>& others) {
      for (const std::uint32_t other : others) {
        const double strength = slot.box ? (layered_.slots[other].box ? 1 : 2) : layered_.slots[other].box ? 2 : 8;
        sum += strength * x_[other];
        weight += strength;
      }
    };
    if (both_sides || down || slot.below.empty()) pull(slot.above);
    if (both_sides || !down || slot.above.empty()) pull(slot.below);
    constexpr double inertia = 0.2;
    sum += inertia * x_[number];
    weight += inertia;
  }

  void move_to_origin() {
    double least = 0, most = 0;
    for (std::uint32_t slot = 0; slot < x_.size(); ++slot) {
      least = slot == 0 ? x_[slot] - half(slot) : std::min(least, x_[slot] - half(slot));
      most = slot == 0 ? x_[slot] + half(slot) : std::max(most, x_[slot] + half(slot));
    }
    for (std::uint32_t i = 0; i < chart_.arrows.size(); ++i)
      if (chart_.arrows[i].from == chart_.arrows[i].to)
        most = std::max(most, x_[chart_.arrows[i].from] + half(chart_.arrows[i].from) + loop_width + chart_.arrows[i].label.width);
    for (double& x : x_) x -= least;
    width_ = most - least;
  }

  /// Arrows at the lower and at the upper side of each box, spread in the order of where they go.
  void find_ports() {
    std::vector<std::vector<std::uint32_t>> lower(chart_.boxes.size()), upper(chart_.boxes.size());
    upper_end_.resize(chart_.arrows.size());
    lower_end_.resize(chart_.arrows.size());
    for (std::uint32_t arrow = 0; arrow < chart_.arrows.size(); ++arrow) {
      const auto& slots = layered_.ways[arrow].slots;
      if (slots.size() < 2) continue;
      lower[slots.front()].push_back(arrow);
      upper[slots.back()].push_back(arrow);
    }
    for (std::uint32_t box = 0; box < chart_.boxes.size(); ++box) {
      spread(box, lower[box], upper_end_, [&](std::uint32_t arrow) { return x_[layered_.ways[arrow].slots[1]]; });
      spread(box, upper[box], lower_end_, [&](std::uint32_t arrow) { return x_[*(layered_.ways[arrow].slots.end() - 2)]; });
    }
  }

  template <class Towards>
  void spread(std::uint32_t box, std::vector<std::uint32_t>& arrows, std::vector<double>& ends, Towards towards) {
    std::stable_sort(arrows.begin(), arrows.end(), [&](std::uint32_t a, std::uint32_t b) { return towards(a) < towards(b); });
    const auto count = static_cast<double>(arrows.size());
    const double step = std::min(port_distance, (chart_.boxes[box].width - 16) / std::max(1.0, count - 1));
    for (std::size_t i = 0; i < arrows.size(); ++i) ends[arrows[i]] = x_[box] + (static_cast<double>(i) - (count - 1) / 2) * step;
  }

  ArrowPath path(std::uint32_t number) const {
    const LayeredChart::Way& way = layered_.ways[number];
    ArrowPath path;
    path.back = way.back;
    if (way.slots.size() < 2) return loop(number);
    const std::uint32_t first = way.slots.front(), last = way.slots.back();
    const double start = box_top(first) + chart_.boxes[first].height;
    path.points = {{upper_end_[number], start}, {upper_end_[number], bottom_[layered_.slots[first].layer]}};
    for (std::size_t i = 1; i + 1 < way.slots.size(); ++i) {
      const std::uint32_t slot = way.slots[i];
      const std::uint32_t layer = layered_.slots[slot].layer;
      if (layer % 2 == 1 && layered_.slots[slot].size.width == 0 && is_on_the_way(number, i)) continue;
      path.points.push_back({x_[slot], top_[layer]});
      path.points.push_back({x_[slot], bottom_[layer]});
    }
    path.points.push_back({lower_end_[number], box_top(last) - 6});
    path.points.push_back({lower_end_[number], box_top(last)});
    if (way.label != no_slot_number) {
      const std::uint32_t layer = layered_.slots[way.label].layer;
      path.label = {x_[way.label], (top_[layer] + bottom_[layer]) / 2};
    }
    if (way.back) std::reverse(path.points.begin(), path.points.end());
    return path;
  }

  /// Whether a line without a label at this place may go straight on from its neighbours: fewer bends.
  bool is_on_the_way(std::uint32_t number, std::size_t place) const {
    constexpr double tolerance = 40;
    const auto& slots = layered_.ways[number].slots;
    const double before = place == 1 ? upper_end_[number] : x_[slots[place - 1]];
    const double behind = place + 2 == slots.size() ? lower_end_[number] : x_[slots[place + 1]];
    return std::abs(x_[slots[place]] - (before + behind) / 2) < tolerance;
  }

  ArrowPath loop(std::uint32_t number) const {
    const ChartArrow& arrow = chart_.arrows[number];
    const double right = x_[arrow.from] + half(arrow.from), top = box_top(arrow.from);
    const double low = top + chart_.boxes[arrow.from].height;
    ArrowPath path;
    path.back = true;
    path.points = {{right - 10, low}, {right - 10, low + 5}, {right + loop_width / 2, low - 6},
                   {right + loop_width / 2, top + 6}, {right - 10, top - 5}, {right - 10, top}};
    path.label = {right + loop_width + arrow.label.width / 2, (top + low) / 2};
    return path;
  }

  const FlowChart& chart_;
  const LayeredChart& layered_;
  std::vector<double> x_;  ///< [slot] its middle
  std::vector<double> top_, bottom_;  ///< [layer]
  std::vector<double> upper_end_, lower_end_;  ///< [arrow]
  double width_ = 0;
};

}  // namespace

Arrangement place(const FlowChart& chart, const LayeredChart& layered) { return Placer(chart, layered).place(); }

}  // namespace careway
