#include "graph/components.hpp"

#include <boost/pending/disjoint_sets.hpp>

namespace careway {

std::vector<std::uint32_t> components(std::size_t nodes, std::span<const std::pair<std::uint32_t, std::uint32_t>> edges) {
  constexpr std::uint32_t none = UINT32_MAX;
  boost::disjoint_sets_with_storage<> sets(nodes);
  for (const auto& [a, b] : edges) sets.union_set(std::size_t{a}, std::size_t{b});
  std::vector<std::uint32_t> number(nodes, none), component(nodes);
  std::uint32_t next = 0;
  for (std::size_t node = 0; node < nodes; ++node) {
    std::uint32_t& its = number[sets.find_set(node)];
    if (its == none) its = next++;
    component[node] = its;
  }
  return component;
}

}  // namespace careway
