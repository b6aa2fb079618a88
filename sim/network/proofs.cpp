#include "network/proofs.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/words.hpp"

namespace careway {

namespace {

class Prover {
 public:
  Prover(const Compiler& compiler, Network& net, Findings& findings)
      : compiler_(compiler), net_(net), findings_(findings), flow_(complete(compiler.flow, net)), facts_(analyse(flow_)) {}

  FlowFacts prove() {
    steps_reached_and_left();
    std::uint32_t step_without_site = no_index;  // its first action says it for all
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      if (!facts_.reachable[position] || !needs_proof(position)) continue;
      if (action(position).step != step_without_site && !site_known(position)) step_without_site = action(position).step;
      released_is_held(position);
      joins_as_branch(position);
      nothing_carried_out(position);
      not_held_twice(position);
      loss_is_known(position);
    }
    split_attributes_set();
    who_blocks_whom();
    return std::move(facts_);
  }

 private:
  static FlowGraph complete(FlowGraph flow, const Network& net) {
    flow.slots = static_cast<std::uint16_t>(net.holding_slots + 2 + net.attribute_slots);
    for (FlowNode& node : flow.nodes) {
      if (!node.gives_all) continue;  // all units, but neither its site nor its being a branch
      node.gives_all = false;
      for (std::uint16_t slot = 0; slot < net.holding_slots; ++slot) node.gives_if_held.push_back(slot);
    }
    return flow;
  }

  bool needs_proof(std::uint32_t position) const { return net_.ops[position].action != no_index; }
  const ActionName& action(std::uint32_t position) const { return net_.actions[net_.ops[position].action]; }

  void steps_reached_and_left() {
    std::set<std::uint32_t> trapped;
    for (const StepName& step : net_.steps) {
      if (step.position >= net_.ops.size()) continue;
      const ActionName& first = action(step.position);
      const std::string path = first.path.substr(0, first.path.rfind('.'));
      if (!facts_.reachable[step.position])
        findings_.warning(first.place, path, "no patient ever comes to step \"" + step.name + "\"", "lead there, or delete it");
    }
    std::uint32_t last_step = no_index;
    const std::vector<bool> fed = reached_by_newcomers();
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      if (!needs_proof(position) || !facts_.reachable[position] || facts_.can_leave[position] || !fed[position]) continue;
      if (action(position).step == last_step) continue;
      last_step = action(position).step;
      findings_.error(action(position).place, action(position).path,
                      "no way leads out from step \"" + net_.steps[last_step].name + "\"; patients would stay for ever",
                      "lead to a step that ends with leave");
    }
  }

  /// Where patients come who arrive while the run goes on. Those who are there from the start may go round for ever: a closed system.
  std::vector<bool> reached_by_newcomers() const {
    std::vector<bool> reached(flow_.nodes.size());
    std::vector<std::uint32_t> ahead;
    for (const SourceInfo& source : net_.sources)
      if (source.kind != SourceInfo::Kind::initial) ahead.push_back(source.position);
    while (!ahead.empty()) {
      const std::uint32_t position = ahead.back();
      ahead.pop_back();
      if (position >= reached.size() || reached[position]) continue;
      reached[position] = true;
      const FlowNode& node = flow_.nodes[position];
      for (const auto* ways : {&node.next, &node.without_taking}) ahead.insert(ahead.end(), ways->begin(), ways->end());
      if (position >= net_.ops.size() || net_.ops[position].code != OpCode::fork) continue;
      const ForkCode& fork = net_.forks[net_.ops[position].b];
      for (std::uint32_t i = 0; i < fork.branches; ++i) ahead.push_back(net_.fork_targets[fork.first_branch + i]);
    }
    return reached;
  }

  bool site_known(std::uint32_t position) {
    if (net_.sites.empty() || !compiler_.needs_site[position] || facts_.must_hold[position][net_.holding_slots]) return true;
    findings_.error(action(position).place, action(position).path, "means the patient's site, but a patient may come here without one",
                    "use choose_site before");
    return false;
  }

  void released_is_held(std::uint32_t position) {
    const std::uint16_t slot = compiler_.maybe_given[position];
    if (slot == no_slot || facts_.must_hold[position][slot]) return;
    const bool never = !facts_.may_hold[position][slot];
    findings_.error(action(position).place, action(position).path,
                    "releases \"" + net_.holding_names[slot] + "\", which " + (never ? "is never held here" : "is not held here on every path"),
                    never ? "seize it before" : "seize it on every path, or write release: {if_held: …}");
  }

  /// A split by an attribute that was never set leads nowhere.
  void split_attributes_set() {
    for (const Compiler::SplitBy& split : compiler_.splits_by) {
      if (!facts_.reachable[split.position] || facts_.must_hold[split.position][net_.holding_slots + 2u + split.attribute]) continue;
      const std::string& name = net_.attributes[split.attribute].name;
      findings_.error(split.place, action(split.position).path, "a patient may come here whose " + name + " was never set",
                      "set it on every path that leads here, or add else:");
    }
  }

  void joins_as_branch(std::uint32_t position) {
    if (net_.ops[position].code != OpCode::join || facts_.must_hold[position][net_.holding_slots + 1]) return;
    findings_.error(action(position).place, action(position).path, "ends a branch, but a patient may come here who is not in one",
                    "lead only branches of a fork here, or write leave");
  }

  void nothing_carried_out(std::uint32_t position) {
    const OpCode code = net_.ops[position].code;
    if (code != OpCode::leave && code != OpCode::join) return;
    std::vector<std::string> carried;
    for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot)
      if (facts_.may_hold[position][slot]) carried.push_back(net_.holding_names[slot]);
    if (carried.empty()) return;
    std::string list;
    for (const std::string& name : carried) list += (list.empty() ? "\"" : ", \"") + name + "\"";
    findings_.error(action(position).place, action(position).path, "a patient may leave here still holding " + list,
                    "release it on every path that leads here");
  }

  void not_held_twice(std::uint32_t position) {
    for (const std::uint16_t slot : flow_.nodes[position].takes) {
      if (slot >= net_.holding_slots || !facts_.may_hold[position][slot]) continue;
      findings_.error(action(position).place, action(position).path,
                      "a patient may come here already holding \"" + net_.holding_names[slot] + "\"",
                      "release it before, ask for several units at once with `units`, or hold it under another name with `as`");
    }
  }

  /// Whoever goes on elsewhere without what it lost must know what that is.
  void loss_is_known(std::uint32_t position) {
    if (net_.ways_out[position] == no_index) return;
    std::set<std::string> names;
    for (const std::uint16_t slot : compiler_.lost_slots)
      if (facts_.may_hold[position][slot]) names.insert(net_.holding_names[slot]);
    if (names.empty())
      findings_.warning(action(position).place, action(position).path, "has if_lost, but nothing that is held here can be taken from a patient", "take it away, or let a request preempt");
    if (names.size() > 1)
      findings_.error(action(position).place, action(position).path, "has if_lost, but either \"" + *names.begin() + "\" or \"" + *names.rbegin() + "\" may be lost, and the step could not tell which",
                      "release one of them before");
  }

  /// For every request: the holdings that may be in hand while it waits, as pairs of resources.
  void who_blocks_whom() {
    std::vector<std::set<std::uint32_t>> fills(net_.holding_slots);  // resources that may stand behind a slot
    for (const RequestCode& request : net_.requests)
      for (std::uint32_t i = 0; i < request.choices; ++i)
        fills[net_.choice_slots[request.first_choice + i]].insert(resource_of(net_.choices[request.first_choice + i]));
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> pairs;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      if (net_.ops[position].code != OpCode::seize || !facts_.reachable[position]) continue;
      RequestCode& request = net_.requests[net_.ops[position].b];
      request.first_pair = static_cast<std::uint32_t>(net_.blocking.size());
      const std::uint32_t waited_for = resource_of(net_.choices[request.first_choice]);
      for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) {
        if (!facts_.may_hold[position][slot]) continue;
        for (const std::uint32_t holder : fills[slot]) {
          const auto [at, fresh] = pairs.emplace(std::pair{holder, waited_for}, static_cast<std::uint32_t>(net_.blocked_pairs.size()));
          if (fresh) net_.blocked_pairs.push_back({holder, waited_for});
          net_.blocking.push_back({slot, holder, at->second});
          for (std::uint32_t i = 0; i < request.choices; ++i)
            edges.emplace_back(holder, resource_of(net_.choices[request.first_choice + i]));
        }
      }
      request.pairs = static_cast<std::uint32_t>(net_.blocking.size()) - request.first_pair;
    }
    for (const auto& [slot, lost, kept] : what_may_be_lost(fills)) {
      for (const std::uint32_t holder : fills[kept]) {
        const auto [at, fresh] = pairs.emplace(std::pair{holder, lost}, static_cast<std::uint32_t>(net_.blocked_pairs.size()));
        if (fresh) net_.blocked_pairs.push_back({holder, lost});
        net_.losses.push_back({slot, lost, {kept, holder, at->second}});
        edges.emplace_back(holder, lost);
      }
    }
    report_cycles(edges);
  }

  using Loss = std::tuple<std::uint16_t, std::uint32_t, std::uint16_t>;  ///< slot, resource, and a slot whose units are kept

  /// Where somebody may lose a unit of the resource, held in one slot, and keep what it holds in the other.
  std::set<Loss> what_may_be_lost(const std::vector<std::set<std::uint32_t>>& fills) const {
    std::vector<std::vector<const RequestCode*>> takers(net_.resources.size());
    for (const RequestCode& request : net_.requests)
      for (std::uint32_t i = 0; request.preempt != Displace::no && i < request.choices; ++i) takers[resource_of(net_.choices[request.first_choice + i])].push_back(&request);
    std::set<Loss> losses;
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      const Op& op = net_.ops[position];
      const bool delays = op.code == OpCode::delay || op.code == OpCode::until_time || op.code == OpCode::until_open;
      if (net_.ways_out[position] != no_index) continue;  // who loses it there does not wait
      if (!delays || op.action == no_index || (op.a & sheltered) != 0 || !facts_.reachable[position]) continue;
      std::vector<std::uint16_t> held;
      for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot)
        if (facts_.may_hold[position][slot]) held.push_back(slot);
      const auto takes_here = [&](const RequestCode* request) { return net_.may_take_in(*request, action(position).step); };
      for (const std::uint16_t slot : held)
        for (const std::uint32_t lost : fills[slot]) {
          if (!compiler_.may_be_taken[lost] || (!net_.resources[lost].evicts && std::none_of(takers[lost].begin(), takers[lost].end(), takes_here))) continue;
          for (const std::uint16_t kept : held)
            if (kept != slot) losses.emplace(slot, lost, kept);
        }
    }
    return losses;
  }

  void report_cycles(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges) {
    const auto cycles = waiting_cycles(net_.resources.size(), edges);
    std::set<std::uint32_t> members;
    for (const auto& cycle : cycles) {
      std::string text;
      for (const std::uint32_t r : cycle) {
        text += net_.resources[r].name + " -> ";
        members.insert(r);
      }
      const ResourceInfo& first = net_.resources[cycle[0]];
      findings_.warning(first.place, first.name, "is held while waiting in a circle: " + text + first.name,
                        "patients may wait for each other for ever; waiting circles that can be swapped are, the others are reported");
    }
    if (cycles.empty()) return;
    for (RequestCode& request : net_.requests)  // any member of the same component may take part: look whenever one is waited for
      for (std::uint32_t i = 0; i < request.pairs; ++i) request.may_lock = true;
  }

  std::uint32_t resource_of(const ResourceRef& ref) const { return net_.instance_resource[ref.first]; }

  const Compiler& compiler_;
  Network& net_;
  Findings& findings_;
  FlowGraph flow_;
  FlowFacts facts_;
};

}  // namespace

FlowFacts prove(const StudyText&, const Compiler& compiler, Network& net, Findings& findings) { return Prover(compiler, net, findings).prove(); }

}  // namespace careway
