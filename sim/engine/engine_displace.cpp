// Taking units from those who hold them: pre-emption, falling capacity, and swaps in a circle of waiting.
#include <algorithm>
#include <string>

#include "engine/engine.hpp"

namespace careway {

void Engine::forget_holder(Pool& pool, std::uint32_t patient, std::uint16_t slot) {
  const auto at = std::find_if(pool.holders.begin(), pool.holders.end(),
                               [&](const Holder& h) { return h.patient == patient && h.slot == slot; });
  if (at == pool.holders.end()) return;
  set_stopped(*at, false);
  pool.holders.erase(at);
}

/// Its delay stops; the event of its end is dropped when it comes.
void Engine::freeze(Patient& p) {
  p.remaining = p.due - now_;
  p.due = -1;
  p.state = PatientState::frozen;
}

/// Whether what someone holds is closed: no delay of its goes on while anything is.
void Engine::set_stopped(Holder& holder, bool stopped) {
  if (holder.stopped == stopped) return;
  holder.stopped = stopped;
  Patient& p = patients_.at(holder.patient);
  p.stops += stopped ? 1 : -1;
  stopped_ += stopped ? 1 : -1;
  if (stopped && p.state == PatientState::delaying) {
    freeze(p);
  } else if (p.stops == 0 && p.state == PatientState::frozen) {
    p.state = PatientState::delaying;
    p.due = now_ + p.remaining;
    push(p.due, Rank::delay_ends, holder.patient);
    offer(p);
  }
}

/// Whether the one who is inside a delay may be interrupted there, and is in a step out of which the request may take units.
bool Engine::may_displace(const RequestCode& request, const Patient& victim) const {
  const Op& delay = net_.ops[victim.position - 1];
  return (delay.a & sheltered) == 0 && net_.may_take_in(request, net_.actions[delay.action].step);
}

/// The holder with the worst priority, then the latest start, if its priority is worse and it may lose its unit; none: the number of holders.
std::size_t Engine::victim_of(Pool& pool, const RequestCode& request, double priority) {
  std::size_t worst = pool.holders.size();
  for (std::size_t i = 0; i < pool.holders.size(); ++i) {
    const Holder& holder = pool.holders[i];
    Patient& victim = patients_.at(holder.patient);
    if (victim.state != PatientState::delaying || patients_.holdings(victim)[holder.slot].units != 1) continue;
    if (holder.priority <= priority || !may_displace(request, victim)) continue;
    if (worst == pool.holders.size() || holder.priority > pool.holders[worst].priority ||
        (holder.priority == pool.holders[worst].priority && holder.order > pool.holders[worst].order))
      worst = i;
  }
  return worst;
}

/// Whether a newcomer of this priority would stand before all others.
bool Engine::next_in_line(const Pool& pool, double priority) const {
  for (const Lane& lane : pool.lanes) {
    if (lane.priority > priority) break;
    for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next)
      if (!queues_.at(at).all_of && !(pool.pass && queues_.at(at).units > 1)) return false;
  }
  return true;
}

/// Lets the first who waits take a unit from a holder who may lose it by now. False when it may not, or there is none.
bool Engine::preempt_next(std::uint32_t instance) {
  Pool& pool = pools_[instance];
  if (pool.preempting == 0 || pool.available() < 0) return false;
  for (const Lane& lane : pool.lanes)
    for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next) {
      const Entry& entry = queues_.at(at);
      if (entry.all_of || (pool.pass && entry.units > 1)) continue;
      const Patient& p = patients_.at(entry.patient);
      if (!preempts(p)) return false;  // nobody goes before who stands before
      const RequestCode& request = net_.requests[p.request];
      const std::size_t victim = victim_of(pool, request, entry.priority);
      if (victim == pool.holders.size()) return false;
      displace(instance, victim, request.preempt, true);
      grant(at);
      return true;
    }
  return false;
}

/// The slots in which a patient may hold what some request takes from its holders: offer() looks at no others.
void Engine::find_takeable_slots() {
  const auto each_choice = [this](auto use) {
    for (const RequestCode& request : net_.requests)
      for (std::uint32_t i = request.first_choice; i < request.first_choice + request.choices; ++i)
        use(request, net_.instance_resource[net_.choices[i].first], net_.choice_slots[i]);
  };
  std::vector<bool> takeable(net_.resources.size()), slots(net_.holding_slots);
  each_choice([&](const RequestCode& request, std::uint32_t resource, std::uint16_t) {
    if (request.preempt != Displace::no) takeable[resource] = true;
  });
  each_choice([&](const RequestCode&, std::uint32_t resource, std::uint16_t slot) {
    if (takeable[resource]) slots[slot] = true;
  });
  for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot)
    if (slots[slot]) takeable_slots_.push_back(slot);
}

/// Someone begins or resumes a delay: it stops at once while what it holds is closed. When somebody waits who may take units from their
/// holders, it may from this one, too, by now.
void Engine::offer(Patient& p) {
  if (p.stops > 0) return freeze(p);
  const Holding* holdings = patients_.holdings(p);
  for (const std::uint16_t slot : takeable_slots_)
    if (holdings[slot].units == 1 && pools_[holdings[slot].instance].preempting > 0) owe(holdings[slot].instance);
}

/// Takes a unit from a holder at once, if nobody stands before the newcomer.
bool Engine::preempt(Patient& p, std::uint32_t id, const RequestCode& request, std::uint32_t choice, double priority) {
  const std::uint32_t instance = net_.choices[request.first_choice + choice].at(site_of(p));
  Pool& pool = pools_[instance];
  if (pool.available() < 0) return false;  // units above capacity are closing: nobody may take them
  if (!next_in_line(pool, priority)) return false;
  const std::size_t victim = victim_of(pool, request, priority);
  if (victim == pool.holders.size()) return false;
  displace(instance, victim, request.preempt, true);
  take_choice(p, id, request, choice, 1, priority);
  return true;
}

/// The holder loses its unit, stops its delay and waits to get the unit back.
void Engine::displace(std::uint32_t instance, std::size_t number, Displace how, bool head_of_priority) {
  Pool& pool = pools_[instance];
  const Holder holder = pool.holders[number];
  pool.holders.erase(pool.holders.begin() + static_cast<std::ptrdiff_t>(number));
  Patient& victim = patients_.at(holder.patient);
  Holding& holding = patients_.holdings(victim)[holder.slot];
  const auto units = static_cast<std::int64_t>(holding.units);
  pool.held += static_cast<std::uint64_t>(now_ - holding.since) * holding.units;
  victim.units = holding.units;
  holding.units = 0;
  if (net_.slot_moves[holder.slot]) drop_movers(holder.patient, holder.slot);
  change(pool, instance, LevelInfo::What::in_use, -units, victim);
  saw(Watcher::What::lost, victim, victim.position - 1, instance);
  if (const std::uint32_t delay = victim.position - 1; net_.ways_out[delay] != no_index) {  // it goes on without
    pass(ops_ + delay, net_.ways_out[delay]);
    victim.due = -1;
    victim.position = net_.ways_out[delay];
    victim.state = PatientState::acting;
    saw(Watcher::What::moved, victim, victim.position);
    make_ready(holder.patient);
    return;
  }
  victim.remaining = how == Displace::restart ? victim.whole : victim.due - now_;
  victim.draws_anew = how == Displace::resample && net_.ops[victim.position - 1].code == OpCode::delay;
  victim.due = -1;
  victim.state = PatientState::displaced;
  victim.victim_slot = holder.slot;
  victim.lost = pool.resource;
  victim.request = holder.request;
  victim.joined = now_;
  mark_lost(victim, 1);
  Entry standing;
  standing.priority = holder.priority;
  standing.joined = head_of_priority ? now_ : holder.joined;
  standing.regain = head_of_priority;
  if (holder.request == no_index || net_.requests[holder.request].grab != Grab::any_of) return add_entry(victim, holder.patient, instance, standing);
  const RequestCode& request = net_.requests[holder.request];  // it stands again for all that it asked for
  const std::uint32_t* order = preference(request, victim);
  for (standing.rank = 0; standing.rank < request.choices; ++standing.rank) {
    standing.choice = order[standing.rank];
    const std::uint32_t at = net_.choices[request.first_choice + standing.choice].at(site_of(victim));
    standing.priority = request.each_site && at != instance ? priority_for(request, standing.choice, victim) : holder.priority;
    add_entry(victim, holder.patient, at, standing);
  }
}

/// What a displaced patient still holds is blocked while it waits for what it lost.
void Engine::mark_lost(Patient& p, int sign) {
  const Holding* holdings = patients_.holdings(p);
  for (const LossInfo& loss : net_.losses) {
    if (loss.slot != p.victim_slot || loss.resource != p.lost) continue;
    const Holding& holding = holdings[loss.held.slot];
    if (holding.units == 0 || pools_[holding.instance].resource != loss.held.holder) continue;
    const std::int64_t by = sign * static_cast<std::int64_t>(holding.units);
    change(pools_[holding.instance], holding.instance, LevelInfo::What::blocked, by, p);
    recorder_.blocked(loss.held.pair, site_of(p), by, now_);
  }
}

/// A displaced patient has its unit again and goes on with its delay.
void Engine::regain(Patient& p, std::uint32_t id, std::uint32_t instance, double priority) {
  const std::int64_t units = p.units;
  const Ticks joined = queues_.at(p.first_entry).joined;
  end_wait(p);
  p.joined = joined;
  take(p, id, static_cast<std::uint16_t>(p.victim_slot), instance, units, priority, p.request);
  if (p.draws_anew) p.remaining = duration(net_.ops[p.position - 1].b, p);  // now: it may depend on what is held
  p.draws_anew = false;
  p.state = PatientState::delaying;
  p.due = now_ + p.remaining;
  push(p.due, Rank::delay_ends, id);
  offer(p);
}

/// After the capacity changed: displaces or freezes the latest to start, or lets frozen ones go on.
void Engine::fit_to_capacity(std::uint32_t instance) {
  Pool& pool = pools_[instance];
  const ResourceInfo& info = net_.resources[pool.resource];
  const auto latest_first = [](const Holder& a, const Holder& b) { return a.order < b.order; };
  if (info.evicts) {
    while (pool.surplus() > 0) {
      std::sort(pool.holders.begin(), pool.holders.end(), latest_first);
      std::size_t at = pool.holders.size();
      const auto stays = [&](const Patient& p) { return p.state != PatientState::delaying || (net_.ops[p.position - 1].a & sheltered) != 0; };
      while (at > 0 && stays(patients_.at(pool.holders[at - 1].patient))) --at;
      if (at == 0) return;
      displace(instance, at - 1, Displace::resume, false);
    }
  }
  if (!info.freezes) return;
  std::sort(pool.holders.begin(), pool.holders.end(), latest_first);
  std::int64_t surplus = pool.surplus();
  for (std::size_t i = pool.holders.size(); i-- > 0;) {  // from the latest to start
    Holder& holder = pool.holders[i];
    set_stopped(holder, surplus > 0);
    surplus -= static_cast<std::int64_t>(patients_.holdings(patients_.at(holder.patient))[holder.slot].units);
  }
}

// ---------------------------------------------------------------- circles of waiting

/// Whether the actions that follow a grant give the slot back before any time can pass.
bool Engine::gives_up_next(const Patient& p, std::uint16_t slot) const {
  for (std::uint32_t position = p.position + 1;; ++position) {
    const Op& op = net_.ops[position];
    switch (op.code) {
      case OpCode::release:
        if (op.a == slot) return true;
        break;
      case OpCode::release_all: return true;
      case OpCode::set:
      case OpCode::start:
      case OpCode::stop:
      case OpCode::cancel:
      case OpCode::count: break;
      default: return false;
    }
  }
}

/// Looks for a circle in which each holds one unit of exactly what the one before waits for, and will give it back at
/// once, and moves all of them in one instant. The oldest waiters are tried first.
bool Engine::swap_cycle(std::uint32_t first) {
  struct Link {
    std::uint32_t patient;
    std::uint16_t slot;      ///< the holding that the patient can pass on
    std::uint32_t instance;  ///< of that holding
    std::size_t from;        ///< link of the one who gets it
  };
  const auto passes_on = [&](std::uint32_t id, std::vector<Link>& links, std::size_t from) {
    Patient& p = patients_.at(id);
    const Holding* holdings = patients_.holdings(p);
    const RequestCode& request = net_.requests[p.request];
    for (std::uint32_t pair = request.first_pair; pair < request.first_pair + request.pairs; ++pair) {  // of all that it may hold
      const std::uint16_t slot = net_.blocking[pair].slot;
      if (holdings[slot].units != 1 || !gives_up_next(p, slot)) continue;
      const bool seen = std::any_of(links.begin(), links.end(), [&](const Link& l) { return l.instance == holdings[slot].instance; });
      if (!seen) links.push_back({id, slot, holdings[slot].instance, from});
    }
  };
  Patient& start = patients_.at(first);
  if (start.units != 1 || net_.requests[start.request].grab == Grab::all_of) return false;
  const auto wanted = [&](const Patient& p, std::uint32_t instance) {
    for (std::uint32_t at = p.first_entry; at != no_entry; at = queues_.at(at).sibling)
      if (queues_.at(at).instance == instance && !queues_.at(at).all_of) return true;
    return false;
  };
  constexpr std::size_t none = SIZE_MAX;
  std::vector<Link> links;
  passes_on(first, links, none);
  const std::size_t of_first = links.size();
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (i >= of_first && wanted(start, links[i].instance)) {
      close_circle(first, [&] {
        std::vector<Passing> circle;
        for (std::size_t at = i; at != none; at = links[at].from) circle.push_back({links[at].patient, links[at].slot, links[at].instance});
        return circle;
      }());
      return true;
    }
    // Who waits for what this link could pass on?
    std::vector<std::pair<std::pair<Ticks, std::uint64_t>, std::uint32_t>> waiters;
    for (const Lane& lane : pools_[links[i].instance].lanes)
      for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next) {
        const Entry& entry = queues_.at(at);
        if (!entry.all_of && !entry.regain && entry.units == 1 && entry.patient != first &&
            patients_.at(entry.patient).state == PatientState::waiting)
          waiters.push_back({{entry.joined, entry.ordinal}, entry.patient});
      }
    std::sort(waiters.begin(), waiters.end());
    for (const auto& [age, id] : waiters) passes_on(id, links, i);
  }
  return false;
}

/// `circle` runs from the one whose unit the first patient gets back to the first patient: each passes its unit on to
/// the one before it in the circle of waiting. A unit with turnaround is held by who gets it while it is made ready, for
/// as long as its giver would have left it so; only then does that patient go on.
void Engine::close_circle(std::uint32_t first, const std::vector<Passing>& circle) {
  ++record().swaps;
  // Each member gets the unit that the next link holds: member k takes the unit of link k - 1, the first takes that of link 0.
  struct Move {
    std::uint32_t patient;
    std::uint32_t instance;
    double priority;
    Ticks ready_after;
  };
  std::vector<Move> moves;
  const auto turnaround = [&](const Passing& link) -> Ticks {
    const std::uint32_t quantity = net_.resources[pools_[link.instance].resource].turnaround;
    return quantity == no_index ? 0 : duration(quantity, patients_.at(link.patient));
  };
  const auto entry_priority = [&](std::uint32_t id, std::uint32_t instance) {
    for (std::uint32_t at = patients_.at(id).first_entry; at != no_entry; at = queues_.at(at).sibling)
      if (queues_.at(at).instance == instance) return queues_.at(at).priority;
    return 0.0;
  };
  // links were followed from `first`: link.from is the link whose unit that link's patient waits for.
  moves.push_back({first, circle.front().instance, entry_priority(first, circle.front().instance), turnaround(circle.front())});
  for (std::size_t i = 0; i + 1 < circle.size(); ++i)
    moves.push_back({circle[i].patient, circle[i + 1].instance, entry_priority(circle[i].patient, circle[i + 1].instance), turnaround(circle[i + 1])});
  for (const Move& move : moves) end_wait(patients_.at(move.patient));
  for (const Passing& link : circle) {  // all give up first ...
    Patient& p = patients_.at(link.patient);
    Holding& holding = patients_.holdings(p)[link.slot];
    Pool& pool = pools_[link.instance];
    pool.held += static_cast<std::uint64_t>(now_ - holding.since);
    holding.units = 0;
    if (net_.slot_moves[link.slot]) drop_movers(link.patient, link.slot);
    change(pool, link.instance, LevelInfo::What::in_use, -1, p);
    if (pool.tracks_holders) forget_holder(pool, link.patient, link.slot);
    saw(Watcher::What::released, p, p.position, link.instance);
  }
  const std::uint64_t beyond_capacity = beyond_capacity_;
  for (const Move& move : moves) {  // ... then all take
    Patient& p = patients_.at(move.patient);
    const RequestCode& request = net_.requests[p.request];
    for (std::uint32_t choice = 0; choice < request.choices; ++choice) {
      if (net_.choices[request.first_choice + choice].at(site_of(p)) != move.instance) continue;
      take_choice(p, move.patient, request, choice, 1, move.priority);
      break;
    }
    ++p.position;
    saw(Watcher::What::granted, p, p.position - 1, move.instance);
    if (move.ready_after > 0) {
      p.state = PatientState::settling;
      p.due = now_ + move.ready_after;
      push(p.due, Rank::delay_ends, move.patient);
    } else if (move.patient != first) {
      make_ready(move.patient);
    }
  }
  beyond_capacity_ = beyond_capacity;  // no unit more than before is in use, though some of them may have to close
}

/// Patients who can never be granted: everything they wait for is held by patients like themselves.
std::uint64_t Engine::standing_still() {
  std::vector<bool> moves(pools_.size(), true);
  std::vector<bool> patient_moves(patients_.used(), true);
  std::vector<bool> has_mover(pools_.size(), false);
  const auto stands = [](const Patient& p) { return p.state == PatientState::waiting || p.state == PatientState::displaced; };
  for (std::uint32_t id = 0; id < patients_.used(); ++id) {
    Patient& p = patients_.at(id);
    patient_moves[id] = !stands(p) && p.state != PatientState::free;
    if (p.state == PatientState::waiting && p.patience_due >= 0) patient_moves[id] = true;
  }
  for (const std::uint32_t i : subnetwork_->instances)
    has_mover[i] = pools_[i].unlimited || pools_[i].available() > 0 || pools_[i].turning > 0 || pools_[i].broken > 0 || pools_[i].next_change != never;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::uint32_t id = 0; id < patients_.used(); ++id) {
      Patient& p = patients_.at(id);
      if (p.state == PatientState::free) continue;
      if (!patient_moves[id]) {
        for (std::uint32_t at = p.first_entry; at != no_entry; at = queues_.at(at).sibling)
          patient_moves[id] = patient_moves[id] || has_mover[queues_.at(at).instance];
        changed = changed || patient_moves[id];
      }
      if (!patient_moves[id] || p.state == PatientState::turning || p.state == PatientState::broken) continue;
      const Holding* holdings = patients_.holdings(p);
      for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) {
        if (holdings[slot].units == 0 || has_mover[holdings[slot].instance]) continue;
        has_mover[holdings[slot].instance] = true;
        changed = true;
      }
    }
  }
  std::uint64_t still = 0;
  for (std::uint32_t id = 0; id < patients_.used(); ++id) {
    Patient& p = patients_.at(id);
    bool holds = false;
    for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) holds = holds || patients_.holdings(p)[slot].units > 0;
    if (stands(p) && !patient_moves[id] && holds) ++still;
  }
  if (still > 0) tell_standstill(record(), circle_of(patient_moves));
  return still;
}

/// One circle among those who stand still: from anyone who holds something to who holds what that one waits for, and on,
/// until somebody comes again.
std::string Engine::circle_of(const std::vector<bool>& moving) {
  const auto stands = [&](std::uint32_t id) {
    const PatientState state = patients_.at(id).state;
    return (state == PatientState::waiting || state == PatientState::displaced) && !moving[id];
  };
  const auto holder_of = [&](std::uint32_t instance) {
    for (std::uint32_t id = 0; id < patients_.used(); ++id) {
      if (!stands(id)) continue;
      const Holding* holdings = patients_.holdings(patients_.at(id));
      for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot)
        if (holdings[slot].units > 0 && holdings[slot].instance == instance) return id;
    }
    return no_patient;
  };
  std::vector<std::uint32_t> circle;
  std::uint32_t id = no_patient;
  for (auto i = subnetwork_->instances.begin(); i != subnetwork_->instances.end() && id == no_patient; ++i) id = holder_of(*i);
  while (id != no_patient && std::find(circle.begin(), circle.end(), id) == circle.end()) {
    circle.push_back(id);
    id = holder_of(queues_.at(patients_.at(id).first_entry).instance);
  }
  if (id == no_patient) return "they wait for units that nobody who waits holds";
  circle.erase(circle.begin(), std::find(circle.begin(), circle.end(), id));
  const auto name = [&](std::uint32_t instance) {
    const Pool& pool = pools_[instance];
    return net_.resources[pool.resource].name + (pool.site == no_index ? "" : "@" + net_.sites[pool.site]);
  };
  std::string words;
  for (const std::uint32_t member : circle) {
    Patient& p = patients_.at(member);
    std::string held;
    for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot)
      if (const Holding& holding = patients_.holdings(p)[slot]; holding.units > 0) held += (held.empty() ? "" : " and ") + name(holding.instance);
    const Op& op = net_.ops[p.position - (p.state == PatientState::displaced ? 1 : 0)];  // of one who lost a unit: its delay
    words += (words.empty() ? "" : ", ") + ("patient " + std::to_string(p.ordinal + 1)) + " in " + net_.steps[net_.actions[op.action].step].name +
             " holds " + held + " and has waited for " + name(queues_.at(p.first_entry).instance) + " since " + std::to_string(p.joined / ticks_per_minute) + " min";
  }
  return words;
}

}  // namespace careway
