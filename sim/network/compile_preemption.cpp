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

}  // namespace careway
