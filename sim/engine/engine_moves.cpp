// Which choice a patient would rather have, and moving back to it when it frees.
//
// A patient who got a later choice of an any_of that moves back goes on standing for the better ones, as a mover: it waits
// for nothing, so it is in no queue and in no level. When a unit frees and nobody who waits may have it, the first mover
// takes it and gives its own back in the same instant. What it does meanwhile (a delay, another wait) goes on untouched.
#include <algorithm>
#include <tuple>

#include "engine/engine.hpp"

namespace careway {

/// An expression with names meaning the site of one choice.
double Engine::at_site_of(const RequestCode& request, std::uint32_t choice, std::uint32_t expression, Patient& p) {
  const std::uint16_t own = p.site;
  p.move_to(static_cast<std::uint16_t>(pools_[net_.choices[request.first_choice + choice].first].site));
  const double value = evaluate(expression, &p, p.site);
  p.move_to(own);
  return value;
}

/// The choices, best first; ties and choices without scores stand as they are listed.
const std::uint32_t* Engine::preference(const RequestCode& request, Patient& p) {
  if (request.first_score == no_index) return as_listed_.data();
  scores_.clear();
  for (std::uint32_t i = 0; i < request.choices; ++i) {
    const double score = request.each_site ? at_site_of(request, i, net_.scores[request.first_score + i], p)
                                           : evaluate(net_.scores[request.first_score + i], &p, site_of(p));
    scores_.push_back(request.highest ? -score : score);
  }
  preferred_.assign(as_listed_.begin(), as_listed_.begin() + request.choices);
  std::stable_sort(preferred_.begin(), preferred_.end(), [&](std::uint32_t a, std::uint32_t b) { return scores_[a] < scores_[b]; });
  return preferred_.data();
}

void Engine::stand_by(std::uint32_t instance, const Mover& mover) {
  std::vector<Mover>& movers = pools_[instance].movers;
  const auto before = [](const Mover& a, const Mover& b) {
    return std::tie(a.priority, a.joined, a.ordinal) < std::tie(b.priority, b.joined, b.ordinal);
  };
  movers.insert(std::upper_bound(movers.begin(), movers.end(), mover, before), mover);
}

/// The patient no longer holds what it would exchange: it stands for nothing any more.
void Engine::drop_movers(std::uint32_t patient, std::uint16_t slot) {
  for (const RequestCode& request : net_.requests) {
    if (!request.moves_back || request.slot != slot) continue;
    for (std::uint32_t i = 0; i < request.choices; ++i) {
      const ResourceRef& choice = net_.choices[request.first_choice + i];
      for (std::uint32_t site = 0; site < (choice.stride > 0 ? net_.site_count : 1); ++site)  // it may have changed its site since
        std::erase_if(pools_[choice.at(site)].movers, [&](const Mover& m) { return m.patient == patient; });
    }
  }
}

/// Lets one mover have a unit that nobody who waits may have; false when there is none to move.
bool Engine::move_first(std::uint32_t instance) {
  Pool& pool = pools_[instance];
  if (pool.movers.empty() || pool.available() <= 0 || (pool.strict_waiting > 0 && !pool.pass)) return false;
  const Mover mover = pool.movers.front();
  Patient& p = patients_.at(mover.patient);
  const RequestCode& request = net_.requests[mover.request];
  std::vector<std::pair<std::uint32_t, Mover>> better;  // what it goes on standing for
  for (std::uint32_t i = 0; i < request.choices; ++i) {
    const std::uint32_t at = net_.choices[request.first_choice + i].at(site_of(p));
    for (const Mover& other : pools_[at].movers)
      if (other.patient == mover.patient && other.request == mover.request && other.rank < mover.rank) better.emplace_back(at, other);
  }
  const bool waits = p.state == PatientState::waiting;
  const bool displaced = p.state == PatientState::displaced;
  if (waits) mark_blocked(p, net_.requests[p.request], -1);
  if (displaced) mark_lost(p, -1);
  release(p, mover.patient, request.slot);  // which also ends its standing by
  const Ticks joined = p.joined;
  p.joined = mover.joined;
  take_choice(p, mover.patient, request, mover.choice, 1, mover.priority);
  p.joined = joined;
  for (const auto& [at, other] : better) stand_by(at, other);
  recorder_.counted(request.moved, site_of(p));
  if (waits) mark_blocked(p, net_.requests[p.request], 1);
  if (displaced) mark_lost(p, 1);
  saw(Watcher::What::granted, p, p.position, instance);
  trace_event(static_cast<std::uint8_t>(Rank::grants), p);
  return true;
}

}  // namespace careway
