// The order within layers: barycentres, up and down again.
#include <algorithm>
#include <numeric>

#include "graph/layout_layers.hpp"

namespace careway {

namespace {

constexpr int rounds = 24;  // more change nothing in drawings of a readable size

/// Lines that cross between a box and its label count for more: labels stand in the order of their lines.
std::size_t weight_below(std::size_t layer) { return layer % 2 == 0 ? 3 : 1; }

using Layers = std::vector<std::vector<std::uint32_t>>;

std::vector<double> places(const LayeredChart& layered) {
  std::vector<double> place(layered.slots.size(), 0);
  for (const auto& layer : layered.layers)
    for (std::size_t i = 0; i < layer.size(); ++i) place[layer[i]] = static_cast<double>(i);
  return place;
}

/// Pairs of lines that cross between a layer and the next: inversions, counted with a binary indexed tree.
std::size_t crossings_below(const LayeredChart& layered, const std::vector<std::uint32_t>& layer, const std::vector<double>& place,
                            std::size_t below) {
  std::vector<std::size_t> tree(below + 1, 0);
  std::size_t crossings = 0, lines = 0;
  for (const std::uint32_t slot : layer) {
    std::vector<std::size_t> ends;
    for (const std::uint32_t end : layered.slots[slot].below) ends.push_back(static_cast<std::size_t>(place[end]));
    for (const std::size_t end : ends) {
      std::size_t before = 0;
      for (std::size_t i = end + 1; i > 0; i -= i & (~i + 1)) before += tree[i];
      crossings += lines - before;
    }
    for (const std::size_t end : ends) {
      for (std::size_t i = end + 1; i <= below; i += i & (~i + 1)) ++tree[i];
      ++lines;
    }
  }
  return crossings;
}

std::size_t crossings(const LayeredChart& layered) {
  const std::vector<double> place = places(layered);
  std::size_t sum = 0;
  for (std::size_t i = 0; i + 1 < layered.layers.size(); ++i)
    sum += weight_below(i) * crossings_below(layered, layered.layers[i], place, layered.layers[i + 1].size());
  return sum;
}

/// Sorts a layer by the mean place of its neighbours on one side; who has none stays where it is.
void sort_by(const LayeredChart& layered, std::vector<std::uint32_t>& layer, std::vector<std::uint32_t> LayoutSlot::*side,
             std::vector<double>& place) {
  std::vector<std::pair<double, std::uint32_t>> wanted;
  for (const std::uint32_t slot : layer) {
    const std::vector<std::uint32_t>& neighbours = layered.slots[slot].*side;
    double sum = 0;
    for (const std::uint32_t neighbour : neighbours) sum += place[neighbour];
    wanted.emplace_back(neighbours.empty() ? place[slot] : sum / static_cast<double>(neighbours.size()), slot);
  }
  std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < layer.size(); ++i) {
    layer[i] = wanted[i].second;
    place[layer[i]] = static_cast<double>(i);
  }
}

/// Exchanges neighbours while that takes crossings away.
bool exchange(LayeredChart& layered, std::vector<double>& place) {
  bool better = false;
  const auto between = [&](std::uint32_t left, std::uint32_t right, std::vector<std::uint32_t> LayoutSlot::*side) {
    std::int64_t sum = 0;
    for (const std::uint32_t a : layered.slots[left].*side)
      for (const std::uint32_t b : layered.slots[right].*side) sum += place[a] > place[b] ? 1 : place[a] < place[b] ? -1 : 0;
    return sum;
  };
  for (std::size_t number = 0; number < layered.layers.size(); ++number) {
    auto& layer = layered.layers[number];
    for (std::size_t i = 0; i + 1 < layer.size(); ++i) {
      const auto above = static_cast<std::int64_t>(weight_below(number + 1)) * between(layer[i], layer[i + 1], &LayoutSlot::above);
      const auto below = static_cast<std::int64_t>(weight_below(number)) * between(layer[i], layer[i + 1], &LayoutSlot::below);
      if (above + below <= 0) continue;
      std::swap(layer[i], layer[i + 1]);
      std::swap(place[layer[i]], place[layer[i + 1]]);
      better = true;
    }
  }
  return better;
}

}  // namespace

void order_layers(LayeredChart& layered) {
  Layers best = layered.layers;
  std::size_t fewest = crossings(layered);
  for (int round = 0; round < rounds && fewest > 0; ++round) {
    std::vector<double> place = places(layered);
    if (round % 2 == 0)
      for (std::size_t i = 1; i < layered.layers.size(); ++i) sort_by(layered, layered.layers[i], &LayoutSlot::above, place);
    else
      for (std::size_t i = layered.layers.size() - 1; i-- > 0;) sort_by(layered, layered.layers[i], &LayoutSlot::below, place);
    for (int again = 0; again < rounds && exchange(layered, place); ++again) {
    }
    if (const std::size_t now = crossings(layered); now < fewest) {
      fewest = now;
      best = layered.layers;
    }
  }
  layered.layers = best;
}

}  // namespace careway
