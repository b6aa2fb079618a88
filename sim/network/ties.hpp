// What of a compiled model hangs together, as edges of a graph.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "graph/flow_graph.hpp"
#include "network/network.hpp"

namespace careway {

/// Collects pairs of things, each a node, of two kinds. `same_record`: a patient who comes to the one uses places of its record that
/// belong to the other, or may come to it. `same_state`: what happens at the one may be seen at the other, in whatever way.
class Ties {
 public:
  using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  /// `flow` is the graph of the operations; of the network all but `component`, `clocks_in`, `subnetworks` and `whole` must be complete, with
  /// slots numbered in all of the model.
  Ties(const Network& net, const FlowGraph& flow);

  const Pairs& same_record() const { return same_record_; }
  const Pairs& same_state() const { return same_state_; }
  /// Leaves of quantities, and the nodes at which they are drawn.
  const Pairs& leaves_at() const { return leaves_at_; }

  // Nodes. Operations have their own numbers.
  std::uint32_t resource(std::uint32_t number) const { return resources_ + number; }
  std::uint32_t clock(std::uint32_t number) const { return clocks_ + number; }  ///< or its slot
  std::uint32_t holding(std::uint32_t slot) const { return holdings_ + slot; }
  std::uint32_t counter(std::uint32_t slot) const { return counters_ + slot; }
  std::uint32_t count(std::uint32_t number) const { return counts_ + number; }
  std::uint32_t level(std::uint32_t number) const { return levels_ + number; }
  std::uint32_t rule(std::uint32_t number) const { return rules_ + number; }
  std::uint32_t nodes() const { return nodes_; }

 private:
  void tie(std::uint32_t a, std::uint32_t b) { same_record_.emplace_back(a, b); }
  void see(std::uint32_t a, std::uint32_t b) { same_state_.emplace_back(a, b); }
  void tie_resource(std::uint32_t node, ResourceRef ref) {
    if (ref.first != no_index) tie(node, resource(net_.instance_resource[ref.first]));
  }
  void tie_holding(std::uint32_t node, std::uint16_t slot) {
    if (slot != no_slot) tie(node, holding(slot));
  }
  void expression_at(std::uint32_t node, std::uint32_t number);
  void quantity_at(std::uint32_t node, std::uint32_t number);
  void request_at(std::uint32_t node, const RequestCode& request);
  void operation(std::uint32_t position);
  void someone_present(const PresentInfo& present);
  void source(const SourceInfo& source);
  void rule_of(std::uint32_t number);
  void level_of(std::uint32_t number);

  const Network& net_;
  std::vector<bool> ruled_;  ///< [parameter value] some rule changes it
  std::uint32_t resources_, clocks_, holdings_, counters_, counts_, levels_, rules_, parameters_, plans_, nodes_;
  Pairs same_record_, same_state_, leaves_at_;
};

}  // namespace careway
