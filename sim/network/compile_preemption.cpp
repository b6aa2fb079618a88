// Requests that may take a unit from someone less urgent.
#include "network/compiler.hpp"

namespace careway {

/// Whether a request makes its victims draw their delay anew: then every delay counts how often it was begun.
bool Compiler::some_resample() const {
  for (const auto& pathway : variant_.pathways)
    for (const Step& step : pathway->steps)
      for (const Action& action : step.actions)
        if (const auto* seize = std::get_if<ActSeize>(&action.what); seize && seize->preempt == Preempt::resample) return true;
  return false;
}

/// How the holder goes on who loses its unit, and in which steps it may be.
void Compiler::preemption(const ActSeize& a, const Action& action, const Scope& scope, RequestCode& request) {
  request.preempt = a.preempt == Preempt::no        ? Displace::no
                    : a.preempt == Preempt::resume  ? Displace::resume
                    : a.preempt == Preempt::restart ? Displace::restart
                                                    : Displace::resample;
  if (request.preempt != Displace::no && (request.grab == Grab::all_of || a.units))
    findings_.error(action.place, action.path, "preempt takes one unit of one resource", "leave out all_of and units");
  request.first_victim_step = static_cast<std::uint32_t>(out_.victim_steps.size());
  for (const Word& word : a.preempt_in) out_.victim_steps.push_back(target(word, scope, action.path + ".preempt_in"));
  request.victim_steps = static_cast<std::uint32_t>(out_.victim_steps.size()) - request.first_victim_step;
}

/// Whose units others may take, or a fall of capacity; a resource that is misspelt is told elsewhere.
void Compiler::find_what_may_be_taken() {
  const auto each_choice = [&](const auto& use) {
    for (const RequestCode& request : out_.requests)
      for (std::uint32_t choice = request.first_choice; choice < request.first_choice + request.choices; ++choice)
        if (const std::uint32_t instance = out_.choices[choice].first; instance < out_.instance_resource.size()) use(request, choice, out_.instance_resource[instance]);
  };
  for (const ResourceInfo& resource : out_.resources) may_be_taken.push_back(resource.evicts);
  each_choice([&](const RequestCode& request, std::uint32_t, std::uint32_t resource) {
    if (request.preempt != Displace::no) may_be_taken[resource] = true;
  });
  each_choice([&](const RequestCode&, std::uint32_t choice, std::uint32_t resource) {
    if (may_be_taken[resource]) lost_slots.push_back(out_.choice_slots[choice]);
  });
}

/// Who loses a unit in a delay with if_lost goes on without it: a node of its own says so.
void Compiler::patch_ways_out() {
  find_what_may_be_taken();
  out_.ways_out.assign(out_.ops.size(), no_index);
  for (auto [position, to] : ways_out_) {
    patch(to);
    if (to == no_index) continue;
    out_.ways_out[position] = to;
    FlowNode loss;
    loss.gives_if_held = lost_slots;
    loss.next = {to};
    flow_node(position).next.push_back(static_cast<std::uint32_t>(flow.nodes.size()));
    flow.nodes.push_back(loss);
  }
}

}  // namespace careway
