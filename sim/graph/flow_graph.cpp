#include "graph/flow_graph.hpp"

#include <algorithm>
#include <boost/dynamic_bitset.hpp>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <deque>

namespace careway {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

Graph to_boost(const FlowGraph& flow) {
  Graph graph(flow.nodes.size());
  for (std::size_t i = 0; i < flow.nodes.size(); ++i) {
    for (const std::uint32_t to : flow.nodes[i].next) boost::add_edge(i, to, graph);
    for (const std::uint32_t to : flow.nodes[i].without_taking) boost::add_edge(i, to, graph);
  }
  return graph;
}

/// Marks everything that a breadth-first walk from `starts` meets.
template <class AnyGraph>
std::vector<bool> reached(const AnyGraph& graph, const std::vector<std::uint32_t>& starts) {
  const std::size_t n = boost::num_vertices(graph);
  std::vector<boost::default_color_type> colours(n, boost::white_color);
  auto colour_map = boost::make_iterator_property_map(colours.begin(), boost::get(boost::vertex_index, graph));
  boost::queue<std::size_t> queue;
  for (const std::uint32_t start : starts) {
    if (colours[start] == boost::white_color)
      boost::breadth_first_visit(graph, std::size_t{start}, queue, boost::default_bfs_visitor(), colour_map);
  }
  std::vector<bool> marks(n);
  for (std::size_t i = 0; i < n; ++i) marks[i] = colours[i] != boost::white_color;
  return marks;
}

std::vector<bool> loops(const Graph& graph) {
  const std::size_t n = boost::num_vertices(graph);
  std::vector<std::size_t> component(n);
  const std::size_t count = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  std::vector<std::size_t> size(count);
  for (const std::size_t c : component) ++size[c];
  std::vector<bool> marks(n);
  for (std::size_t i = 0; i < n; ++i) {
    marks[i] = size[component[i]] > 1;
    for (auto [e, end] = boost::out_edges(i, graph); e != end; ++e) marks[i] = marks[i] || boost::target(*e, graph) == i;
  }
  return marks;
}

using Slots = boost::dynamic_bitset<>;

/// What is held after the action, given what was held before it.
Slots after(const FlowNode& node, Slots held) {
  if (node.gives_all) held.reset();
  for (const auto slot : node.gives) held[slot] = false;
  for (const auto slot : node.gives_if_held) held[slot] = false;
  for (const auto slot : node.takes) held[slot] = true;
  return held;
}

/// Forward data flow to a fixed point. `join(known, coming)` merges and says whether `known` changed.
template <class Join>
std::vector<std::vector<bool>> flow_forward(const FlowGraph& flow, Join join) {
  std::vector<Slots> held(flow.nodes.size());
  std::deque<std::uint32_t> work;
  const auto arrive = [&](std::uint32_t node, const Slots& coming) {
    if (held[node].empty() && flow.slots > 0) {
      held[node] = coming;
      work.push_back(node);
    } else if (join(held[node], coming)) {
      work.push_back(node);
    }
  };
  for (const std::uint32_t entry : flow.entries) arrive(entry, Slots(flow.slots));
  while (!work.empty()) {
    const std::uint32_t node = work.front();
    work.pop_front();
    const Slots before = held[node];
    const Slots then = after(flow.nodes[node], before);
    for (const std::uint32_t to : flow.nodes[node].next) arrive(to, then);
    for (const std::uint32_t to : flow.nodes[node].without_taking) arrive(to, before);
  }
  std::vector<std::vector<bool>> lists(held.size(), std::vector<bool>(flow.slots));
  for (std::size_t node = 0; node < held.size(); ++node)
    for (std::size_t slot = held[node].find_first(); slot != Slots::npos; slot = held[node].find_next(slot)) lists[node][slot] = true;
  return lists;
}

bool join_any(Slots& known, const Slots& coming) {
  if (coming.is_subset_of(known)) return false;
  known |= coming;
  return true;
}

bool join_all(Slots& known, const Slots& coming) {
  if (known.is_subset_of(coming)) return false;
  known &= coming;
  return true;
}

}  // namespace

FlowFacts analyse(const FlowGraph& flow) {
  FlowFacts facts;
  const Graph graph = to_boost(flow);
  facts.reachable = reached(graph, flow.entries);
  std::vector<std::uint32_t> exits;
  for (std::size_t i = 0; i < flow.nodes.size(); ++i)
    if (flow.nodes[i].leaves) exits.push_back(static_cast<std::uint32_t>(i));
  facts.can_leave = reached(boost::make_reverse_graph(graph), exits);
  facts.in_loop = loops(graph);
  facts.may_hold = flow_forward(flow, join_any);
  facts.must_hold = flow_forward(flow, join_all);
  return facts;
}

std::vector<std::vector<std::uint32_t>> waiting_cycles(
    std::size_t resources, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& holds_while_waiting) {
  Graph graph(resources);
  for (const auto& [holder, waited_for] : holds_while_waiting) boost::add_edge(holder, waited_for, graph);
  std::vector<std::size_t> component(resources);
  const std::size_t count = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  std::vector<std::vector<std::uint32_t>> parts(count);
  for (std::size_t i = 0; i < resources; ++i) parts[component[i]].push_back(static_cast<std::uint32_t>(i));

  std::vector<std::vector<std::uint32_t>> cycles;
  for (const auto& part : parts) {
    if (part.size() == 1 && !boost::edge(part[0], part[0], graph).second) continue;
    // A shortest cycle through the first member: breadth-first from it inside the part, back to it.
    std::vector<std::uint32_t> from(resources, UINT32_MAX);
    std::deque<std::uint32_t> work{part[0]};
    std::uint32_t last = UINT32_MAX;
    while (!work.empty() && last == UINT32_MAX) {
      const std::uint32_t node = work.front();
      work.pop_front();
      for (auto [e, end] = boost::out_edges(node, graph); e != end; ++e) {
        const auto to = static_cast<std::uint32_t>(boost::target(*e, graph));
        if (to == part[0]) {
          last = node;
          break;
        }
        if (component[to] == component[part[0]] && from[to] == UINT32_MAX) {
          from[to] = node;
          work.push_back(to);
        }
      }
    }
    std::vector<std::uint32_t> cycle;
    for (std::uint32_t node = last; node != UINT32_MAX; node = node == part[0] ? UINT32_MAX : from[node]) cycle.push_back(node);
    std::reverse(cycle.begin(), cycle.end());
    cycles.push_back(cycle);
  }
  std::sort(cycles.begin(), cycles.end());
  return cycles;
}

}  // namespace careway
