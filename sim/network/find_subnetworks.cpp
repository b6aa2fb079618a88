#include "network/find_subnetworks.hpp"

#include <algorithm>
#include <cmath>

#include "graph/components.hpp"
#include "network/expected_arrivals.hpp"

namespace careway {

namespace {

class Finder {
 public:
  Finder(Network& net, const Ties& ties) : net_(net), ties_(ties) {}

  void find() {
    number_components();
    net_.subnetwork_of.assign(subnetwork_of_.begin(), subnetwork_of_.begin() + static_cast<std::ptrdiff_t>(net_.ops.size()));
    sort_in();
    for (std::uint32_t i = 0; i < net_.rules.size(); ++i) net_.rules[i].subnetwork = subnetwork_of_[ties_.rule(i)];
    net_.whole = whole();
  }

 private:
  /// [node] subnetwork: components that someone comes to, in order of these; all else is of the first.
  void number_components() {
    if (must_be_whole()) {
      subnetwork_of_.assign(ties_.nodes(), 0);
      net_.subnetworks.resize(1);
      return;
    }
    Ties::Pairs all = ties_.same_record();
    all.insert(all.end(), ties_.same_state().begin(), ties_.same_state().end());
    subnetwork_of_ = components(ties_.nodes(), all);
    std::vector<std::uint32_t> number(subnetwork_of_.size(), no_index);
    std::uint32_t found = 0;
    const auto comes_to = [&](std::uint32_t position) {
      if (std::uint32_t& its = number[subnetwork_of_[position]]; its == no_index) its = found++;
    };
    for (const SourceInfo& source : net_.sources)
      if (source.kind != SourceInfo::Kind::present) comes_to(source.position);
    for (const PresentInfo& present : net_.present) comes_to(present.position);
    for (std::uint32_t& number_of : subnetwork_of_) number_of = number[number_of] == no_index ? 0 : number[number_of];
    net_.subnetworks.resize(std::max(1u, found));
  }

  bool must_be_whole() const {
    const auto stops = [](const RuleInfo& rule) { return rule.effects.empty() && rule.clock == no_index; };
    return net_.needs_cohort || std::any_of(net_.rules.begin(), net_.rules.end(), stops);
  }

  void sort_in() {
    // Assumed: a tenth of what happens follows from no arrival, and is everybody's.
    const double all = expected_arrivals(net_), of_arrivals = all > 0 && std::isfinite(all) ? 0.9 : 0;
    for (Subnetwork& each : net_.subnetworks) each.share_of_events = (1 - of_arrivals) / static_cast<double>(net_.subnetworks.size());
    for (std::uint32_t i = 0; i < net_.sources.size(); ++i) {
      const SourceInfo& source = net_.sources[i];
      if (source.kind == SourceInfo::Kind::present) continue;
      Subnetwork& each = net_.subnetworks[subnetwork_of_[source.position]];
      each.sources.push_back(i);
      if (of_arrivals > 0) each.share_of_events += of_arrivals * expected_arrivals(net_, source) / all;
    }
    sort_in(net_.present.size(), &Subnetwork::present, [&](std::uint32_t i) { return net_.present[i].position; });
    sort_in(net_.instance_count, &Subnetwork::instances, [&](std::uint32_t i) { return ties_.resource(net_.instance_resource[i]); });
    sort_in(net_.rules.size(), &Subnetwork::rules, [&](std::uint32_t i) { return ties_.rule(i); });
    sort_in(net_.clocks.size(), &Subnetwork::clocks, [&](std::uint32_t i) { return ties_.clock(i); });
    sort_in(net_.counts.size(), &Subnetwork::counts, [&](std::uint32_t i) { return ties_.count(i); });
    sort_in(net_.levels.size(), &Subnetwork::levels, [&](std::uint32_t i) { return ties_.level(i); });
    sort_in(net_.blocked_pairs.size(), &Subnetwork::blocked_pairs, [&](std::uint32_t i) { return ties_.resource(net_.blocked_pairs[i].holder); });
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      Subnetwork& each = net_.subnetworks[subnetwork_of_[position]];
      for (std::uint32_t way = net_.passage_first[position]; way < net_.passage_first[position + 1]; ++way) each.passages.push_back(way);
      if (net_.ops[position].code == OpCode::wait_until) each.conditions.push_back(net_.ops[position].b);
      if (net_.ops[position].code == OpCode::best_site) each.site_choices.push_back(net_.ops[position].b);
    }
    sort_in_leaves();
    for (Subnetwork& each : net_.subnetworks)
      for (std::vector<std::uint32_t>* list : {&each.conditions, &each.site_choices, &each.leaves}) ascending(*list);
  }

  /// One that is drawn nowhere is of all.
  void sort_in_leaves() {
    std::vector<bool> drawn(net_.leaf_codes.size());
    for (const auto& [leaf, node] : ties_.leaves_at()) {
      net_.subnetworks[subnetwork_of_[node]].leaves.push_back(leaf);
      drawn[leaf] = true;
    }
    for (std::uint32_t leaf = 0; leaf < drawn.size(); ++leaf)
      for (Subnetwork& each : net_.subnetworks)
        if (!drawn[leaf]) each.leaves.push_back(leaf);
  }

  template <class NodeOf>
  void sort_in(std::size_t count, std::vector<std::uint32_t> Subnetwork::*list, NodeOf node_of) {
    for (std::uint32_t i = 0; i < count; ++i) (net_.subnetworks[subnetwork_of_[node_of(i)]].*list).push_back(i);
  }

  static void ascending(std::vector<std::uint32_t>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  Subnetwork whole() const {
    Subnetwork all;
    for (const auto list : {&Subnetwork::sources, &Subnetwork::present, &Subnetwork::instances, &Subnetwork::conditions, &Subnetwork::site_choices, &Subnetwork::rules,
                            &Subnetwork::clocks, &Subnetwork::counts, &Subnetwork::levels, &Subnetwork::blocked_pairs, &Subnetwork::passages, &Subnetwork::leaves}) {
      for (const Subnetwork& each : net_.subnetworks) (all.*list).insert((all.*list).end(), (each.*list).begin(), (each.*list).end());
      ascending(all.*list);
    }
    return all;
  }

  Network& net_;
  const Ties& ties_;
  std::vector<std::uint32_t> subnetwork_of_;  ///< [node]
};

}  // namespace

void find_subnetworks(Network& net, const Ties& ties) { Finder(net, ties).find(); }

}  // namespace careway
