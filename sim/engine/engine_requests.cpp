// Requests for resources: taking at once, waiting, being granted, giving up, escalating, releasing.
#include <algorithm>
#include <cmath>

#include "base/whole.hpp"
#include "engine/engine.hpp"

namespace careway {

// ---------------------------------------------------------------- what may be had

/// Units that waiters may have at this instant, in their order; says whether someone who comes before a newcomer of this priority, and does
/// not fit, then blocks it.
std::int64_t Engine::owed(const Pool& pool, double priority, bool& blocked) const {
  std::int64_t left = pool.available(), owed = 0;
  blocked = false;
  for (const Lane& lane : pool.lanes) {
    for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next) {
      const Entry& entry = queues_.at(at);
      if (entry.all_of && !rest_available(at)) continue;
      if (entry.units <= left) {
        owed += entry.units;
        left -= entry.units;
      } else if (!entry.all_of && !pool.pass) {
        blocked = lane.priority <= priority;
        return owed;
      }
    }
  }
  return owed;
}

/// For one of this priority, whom nobody blocks who stands behind it.
std::int64_t Engine::free_for_newcomer(const Pool& pool, double priority) const {
  if (pool.unlimited && pool.shut == 0) return most_units;
  const std::int64_t available = std::max<std::int64_t>(0, pool.available());
  if (pool.waiting.value == 0) return available;
  if (pool.owing) {
    bool blocked = false;
    const std::int64_t taken = owed(pool, priority, blocked);
    return blocked ? 0 : std::max<std::int64_t>(0, available - taken);
  }
  if (pool.strict_waiting == 0 || pool.pass) return available;
  const auto blocks = [&](const Lane& lane) {
    std::uint32_t at = lane.priority <= priority ? lane.head : no_entry;
    while (at != no_entry && queues_.at(at).all_of) at = queues_.at(at).next;
    return at != no_entry;
  };
  return std::any_of(pool.lanes.begin(), pool.lanes.end(), blocks) ? 0 : available;
}

bool Engine::may_take(const Pool& pool, std::int64_t units, double priority) const {
  if (pool.unlimited && pool.shut == 0) return true;
  if (pool.available() < units) return false;
  return pool.waiting.value == 0 || free_for_newcomer(pool, priority) >= units;
}

/// Of a pool whose capacity is lifted: how full it would be with so many units more, as it is scheduled. Others are never full.
double Engine::fullness(const Pool& pool, std::int64_t units) const {
  const CapacityPlan& plan = current_[pool.site == no_index ? 0 : pool.site]->capacities[pool.resource];
  if (!plan.lifted) return 0;
  const std::int64_t capacity = scheduled_capacity(plan, now_, start_weekday_);
  return capacity > 0 ? static_cast<double>(pool.in_use.value + units) / static_cast<double>(capacity) : INFINITY;
}

/// While the load is measured nothing is ever full; who has a choice takes the first that would have room, or the least full.
std::uint32_t Engine::first_with_room(const RequestCode& request, const Patient& p, const std::uint32_t* order, std::int64_t units) const {
  std::uint32_t best = 0;
  double least = INFINITY;
  for (std::uint32_t k = 0; k < request.choices; ++k) {
    const double full = fullness(pools_[net_.choices[request.first_choice + order[k]].at(site_of(p))], units);
    if (full <= 1) return k;
    if (full < least) least = full, best = k;
  }
  return best;
}

bool Engine::all_fit(const RequestCode& request, const Patient& p, std::int64_t units, double priority) const {
  for (std::uint32_t i = 0; i < request.choices; ++i)
    if (!may_take(pools_[net_.choices[request.first_choice + i].at(site_of(p))], units, priority)) return false;
  return true;
}

double Engine::priority_of(const RequestCode& request, Patient& p) {
  if (request.priority_attribute != no_slot) return patients_.attributes(p)[request.priority_attribute];
  if (request.priority == no_index) return 0;
  return evaluate(request.priority, &p, site_of(p));
}

// ---------------------------------------------------------------- taking

HOT_INLINE void Engine::take(Patient& p, std::uint32_t id, std::uint16_t slot, std::uint32_t instance, std::int64_t units, double priority,
                             std::uint32_t asked) {
  Pool& pool = pools_[instance];
  Holding& holding = patients_.holdings(p)[slot];
  HOT_HOLDS(holding.units == 0);
  holding.instance = instance;
  holding.units = static_cast<std::uint32_t>(units);
  holding.since = now_;
  change(pool, instance, LevelInfo::What::in_use, units, p);
  saw(Watcher::What::took, p, p.position, instance);
  beyond_capacity_ += pool.available() < 0;
  if (pool.tracks_holders) pool.holders.push_back({id, slot, asked, priority, p.joined, holder_order_++});
}

void Engine::take_choice(Patient& p, std::uint32_t id, const RequestCode& request, std::uint32_t choice, std::int64_t units,
                         double priority) {
  take(p, id, net_.choice_slots[request.first_choice + choice], net_.choices[request.first_choice + choice].at(site_of(p)), units,
       priority, static_cast<std::uint32_t>(&request - net_.requests.data()));
}

/// True when the patient goes on at this instant; its position says where.
bool Engine::request(Patient& p, std::uint32_t id, const Op& op) {
  const RequestCode& request = net_.requests[op.b];
  const ResourceRef* choices = net_.choices.data() + request.first_choice;
  std::int64_t units = 1;
  if (request.units != no_index)
    units = whole_within(evaluate(request.units, &p, site_of(p)), 0, most_units);
  const std::uint32_t* order = preference(request, p);
  const double priority = priority_of(request, p);  // of any_site: evaluated at each, where it is needed
  p.joined = now_;
  if (request.grab == Grab::all_of) {
    if (all_fit(request, p, units, priority)) {
      for (std::uint32_t i = 0; i < request.choices; ++i) take_choice(p, id, request, i, units, priority);
      ++p.position;
      return true;
    }
  } else {
    for (std::uint32_t k = net_.lifted ? first_with_room(request, p, order, units) : 0; k < request.choices; ++k) {
      const std::uint32_t i = order[k];
      const double its_priority = request.each_site ? priority_for(request, i, p) : priority;
      if (!may_take(pools_[choices[i].at(site_of(p))], units, its_priority)) continue;
      take_choice(p, id, request, i, units, its_priority);
      for (std::uint32_t better = 0; request.moves_back && better < k; ++better)
        stand_by(choices[order[better]].at(site_of(p)), {priority_for(request, order[better], p), now_, p.ordinal, id, op.b, order[better], better});
      ++p.position;
      return true;
    }
  }
  if (request.preempt != Displace::no) {
    for (std::uint32_t k = 0; k < request.choices; ++k) {
      if (!preempt(p, id, request, order[k], request.each_site ? priority_for(request, order[k], p) : priority)) continue;
      ++p.position;
      return true;
    }
  }
  const Pool& first = pools_[choices[order[0]].at(site_of(p))];
  const auto turn_away = [&](std::uint32_t to) {
    act_once(to);  // it may lead back to here
    pass(ops_ + p.position, to);
    p.position = to;
    return true;
  };
  if (request.if_busy != no_index) return turn_away(request.if_busy);
  if (request.if_full != no_index && first.waiting_room >= 0 && first.waiting.value >= first.waiting_room) return turn_away(request.if_full);
  begin_wait(p, id, request, units, priority, now_);
  return p.state == PatientState::acting;  // a waiting circle may have been swapped at once
}

// ---------------------------------------------------------------- waiting

HOT_INLINE void Engine::add_entry(Patient& p, std::uint32_t id, std::uint32_t instance, const Entry& standing) {
  const std::uint32_t number = queues_.take();
  Entry& entry = queues_.at(number);
  entry = standing;
  entry.ordinal = p.ordinal;
  entry.patient = id;
  entry.instance = instance;
  entry.units = p.units;
  entry.sibling = p.first_entry;
  p.first_entry = number;
  Pool& pool = pools_[instance];
  queues_.insert(pool, number);
  if (may_preempt_ && preempts(p)) {
    ++pool.preempting;
    ++preempting_;
  }
  change(pool, instance, LevelInfo::What::waiting, 1, p);
  if (pool.available() >= entry.units) owe(instance);
}

/// begin_wait() for the simple.
HOT_INLINE void Engine::wait_in_one_queue(Patient& p, std::uint32_t id, const FastOp& op, std::uint32_t instance) {
  const RequestCode& request = requests_[op.b];
  p.state = PatientState::waiting;
  p.request = op.b;
  p.joined = now_;
  p.units = 1;
  p.escalation = 0;
  Entry standing;
  standing.priority = priority_of(request, p);
  standing.joined = now_;
  standing.simple = true;
  add_entry(p, id, instance, standing);
  if (op.pairs) mark_blocked(p, request, 1);
  saw(Watcher::What::waits, p, p.position, instance);
}

/// `joined` is now, or before the start for those who are there when it begins.
void Engine::begin_wait(Patient& p, std::uint32_t id, const RequestCode& request, std::int64_t units, double priority, Ticks joined) {
  p.state = PatientState::waiting;
  p.request = static_cast<std::uint32_t>(&request - net_.requests.data());
  p.joined = joined;
  p.units = static_cast<std::uint32_t>(units);
  Entry standing;
  standing.priority = priority;
  standing.joined = joined;
  standing.all_of = request.grab == Grab::all_of;
  const std::uint32_t* order = request.first_score == no_index ? as_listed_.data() : preferred_.data();
  for (standing.rank = 0; standing.rank < request.choices; ++standing.rank) {
    standing.choice = order[standing.rank];
    if (request.each_site) standing.priority = priority_for(request, standing.choice, p);
    const std::uint32_t instance = net_.choices[request.first_choice + standing.choice].at(site_of(p));
    add_entry(p, id, instance, standing);
    pools_[instance].waited -= static_cast<std::uint64_t>(now_ - joined);  // what came before the start is not in the books
  }
  if (request.patience != no_index) {
    p.patience_due = now_ + (joined == now_ ? duration(request.patience, p) : gone_on(request.patience, p, now_ - joined).left);
    push(p.patience_due, Rank::patience_ends, id);
  }
  p.escalation = 0;
  if (request.escalations > 0) {
    p.escalation_due = std::max(now_, joined + net_.escalations[request.first_escalation].after);
    push(p.escalation_due, Rank::escalations, id);
  }
  if (request.pairs != 0) mark_blocked(p, request, 1);
  saw(Watcher::What::waits, p, p.position, net_.choices[request.first_choice].at(site_of(p)));
  if (request.may_lock) swap_cycle(id);
}

void Engine::mark_blocked(Patient& p, const RequestCode& request, int sign) {
  const Holding* holdings = patients_.holdings(p);
  for (std::uint32_t i = 0; i < request.pairs; ++i) {
    const BlockingInfo& blocking = net_.blocking[request.first_pair + i];
    const Holding& holding = holdings[blocking.slot];
    if (holding.units == 0) continue;
    Pool& pool = pools_[holding.instance];
    if (pool.resource != blocking.holder) continue;
    const std::int64_t by = sign * static_cast<std::int64_t>(holding.units);
    change(pool, holding.instance, LevelInfo::What::blocked, by, p);
    recorder_.blocked(blocking.pair, site_of(p), by, now_);
  }
}

HOT_INLINE void Engine::end_wait(Patient& p) {
  for (std::uint32_t at = p.first_entry; at != no_entry;) {
    const Entry& entry = queues_.at(at);
    Pool& pool = pools_[entry.instance];
    queues_.remove(pool, at);
    queues_.give_back(at);
    pool.waited += static_cast<std::uint64_t>(now_ - p.joined);
    pool.longest = std::max(pool.longest, now_ - p.joined);
    if (may_preempt_ && preempts(p)) {
      --pool.preempting;
      --preempting_;
    }
    if (entry.all_of) pool.longest_all_of = std::max(pool.longest_all_of, now_ - p.joined);
    change(pool, entry.instance, LevelInfo::What::waiting, -1, p);
    if (pool.available() > 0) owe(entry.instance);  // it may have stood in the way of others
    at = entry.sibling;
  }
  p.first_entry = no_entry;
  p.patience_due = p.escalation_due = -1;
  if (p.state == PatientState::displaced) mark_lost(p, -1);
  else if (p.state == PatientState::waiting && requests_[p.request].pairs != 0) mark_blocked(p, requests_[p.request], -1);
  p.state = PatientState::acting;
}

// ---------------------------------------------------------------- granting

/// The first entry that may be granted now; none: no_entry.
HOT_INLINE std::uint32_t Engine::first_grantable(const Pool& pool) const {
  const std::int64_t available = pool.available();
  if (available <= 0) return no_entry;
  for (const Lane& lane : pool.lanes) {
    for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next) {
      const Entry& entry = queues_.at(at);
      if (entry.all_of) {
        if (rest_available(at)) return at;
      } else if (entry.units <= available) {
        return at;
      } else if (!pool.pass) {
        return no_entry;
      }
    }
  }
  return no_entry;
}

/// Whether an entry would be granted now if only its own pool were asked: what those before it may have is not free.
bool Engine::in_reach(const Pool& pool, std::uint32_t entry) const {
  if (pool.unlimited && pool.shut == 0) return true;
  std::int64_t left = pool.available();
  for (const Lane& lane : pool.lanes) {
    for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next) {
      const Entry& other = queues_.at(at);
      if (at == entry) return other.units <= left;
      if (other.all_of) continue;
      if (other.units <= left) left -= other.units;
      else if (!pool.pass) return false;
    }
  }
  return false;
}

/// Of a request for several resources: whether all of them are in reach.
bool Engine::rest_available(std::uint32_t entry) const {
  for (std::uint32_t at = patients_.at(queues_.at(entry).patient).first_entry; at != no_entry; at = queues_.at(at).sibling)
    if (!in_reach(pools_[queues_.at(at).instance], at)) return false;
  return true;
}

/// Grants at most one request of a pool; false when there is none to grant.
HOT_INLINE bool Engine::grant_next(std::uint32_t instance) {
  if (pools_[instance].available() <= 0) return false;
  std::uint32_t at = first_grantable(pools_[instance]);
  if (at == no_entry) return false;
  // Someone who stands in several queues takes the first choice that it may have at this instant.
  const Entry& entry = queues_.at(at);
  if (!entry.all_of && entry.rank > 0) {
    std::uint32_t best = at;
    for (std::uint32_t other = patients_.at(entry.patient).first_entry; other != no_entry; other = queues_.at(other).sibling) {
      const Entry& earlier = queues_.at(other);
      if (earlier.rank < queues_.at(best).rank && first_grantable(pools_[earlier.instance]) == other) best = other;
    }
    at = best;
  }
  grant(at);
  return true;
}

HOT_INLINE void Engine::grant(std::uint32_t number) {
  const Entry& entry = queues_.at(number);
  const std::uint32_t id = entry.patient, instance = entry.instance, choice = entry.choice, units = entry.units;
  const double priority = entry.priority;
  Patient& p = patients_.at(id);
  const bool displaced = p.state == PatientState::displaced;
  if (displaced && p.request == no_index) return regain(p, id, instance, priority);
  const RequestCode& request = net_.requests[p.request];
  if (request.moves_back) {  // it goes on standing for what it would rather have
    for (std::uint32_t at = p.first_entry; at != no_entry; at = queues_.at(at).sibling) {
      const Entry& better = queues_.at(at);
      if (better.rank < entry.rank)
        stand_by(better.instance, {better.priority, better.joined, better.ordinal, id, p.request, better.choice, better.rank});
    }
  }
  if (displaced) return regain(p, id, instance, priority);
  end_wait(p);
  if (request.grab == Grab::all_of) {
    for (std::uint32_t i = 0; i < request.choices; ++i) take_choice(p, id, request, i, units, priority);
  } else {
    take_choice(p, id, request, choice, units, priority);
  }
  ++p.position;
  saw(Watcher::What::granted, p, p.position - 1, instance);
  trace_event(static_cast<std::uint8_t>(Rank::grants), p);
  goes_on(p, id);
}

/// grant_next() of the pool that has been owing longest, when the first who waits is simple and goes on. Nobody: the general way must
/// be gone.
template <bool watched>
HOT_INLINE Engine::Going Engine::grant_first() {
  const std::uint32_t instance = owing_.front();
  Pool& pool = pools_[instance];
  if (pool.available() <= 0) return {};
  Lane* lane = pool.lanes.data();
  Lane* const end = lane + pool.lanes.size();
  while (lane != end && lane->head == no_entry) ++lane;
  if (lane == end) return {};
  const std::uint32_t number = lane->head;
  const Entry& entry = queues_.at(number);
  if (!entry.simple) return {};
  const std::uint32_t id = entry.patient;
  Patient& p = patients_.at(id);
  const FastOp& op = fast_ops_[p.position];
  const double priority = entry.priority;
  queues_.remove_first(pool, *lane);
  queues_.give_back(number);
  p.first_entry = no_entry;
  pool.waited += static_cast<std::uint64_t>(now_ - p.joined);
  pool.longest = std::max(pool.longest, now_ - p.joined);
  change(pool, instance, LevelInfo::What::waiting, -1, p);
  if (op.pairs) mark_blocked(p, requests_[op.b], -1);
  p.state = PatientState::acting;
  if (op.code == FastCode::take_known) {
    take(p, id, op.a, instance, 1, priority, op.b);
  } else {
    PatientPool::part<Holding>(p, op.at) = {instance, 1, now_};
    take_one(pool, instance, p);
    saw<watched>(Watcher::What::took, p, op.here, instance);
  }
  p.position = op.here + 1;
  saw<watched>(Watcher::What::granted, p, op.here, instance);
  trace_event(static_cast<std::uint8_t>(Rank::grants), p);
  return {&p, id};
}

// ---------------------------------------------------------------- giving up, escalating, releasing

void Engine::give_up(std::uint32_t id) {
  Patient& p = patients_.at(id);
  if (p.state != PatientState::waiting || p.patience_due != now_) {
    ++record().stale;
    return;
  }
  ++record().events;
  const RequestCode& request = net_.requests[p.request];
  end_wait(p);
  saw(Watcher::What::gave_up, p, p.position, net_.choices[request.first_choice].at(site_of(p)));
  pass(ops_ + p.position, request.otherwise);
  p.position = request.otherwise;
  trace_event(static_cast<std::uint8_t>(Rank::patience_ends), p);
  goes_on(p, id);
}

void Engine::escalate(std::uint32_t id) {
  Patient& p = patients_.at(id);
  if (p.state != PatientState::waiting || p.escalation_due != now_) {
    ++record().stale;
    return;
  }
  ++record().events;
  const RequestCode& request = net_.requests[p.request];
  const EscalationCode& step = net_.escalations[request.first_escalation + p.escalation];
  for (std::uint32_t at = p.first_entry; at != no_entry; at = queues_.at(at).sibling) {
    Entry& entry = queues_.at(at);
    Pool& pool = pools_[entry.instance];
    queues_.remove(pool, at);
    entry.priority = request.each_site ? at_site_of(request, entry.choice, step.priority, p) : evaluate(step.priority, &p, site_of(p));
    if (step.rejoin) entry.joined = now_;
    queues_.insert(pool, at);
    if (pool.available() >= entry.units || pool.preempting > 0) owe(entry.instance);
  }
  p.escalation_due = -1;
  if (++p.escalation < request.escalations) {
    p.escalation_due = p.joined + net_.escalations[request.first_escalation + p.escalation].after;
    push(std::max(p.escalation_due, now_), Rank::escalations, id);
    p.escalation_due = std::max(p.escalation_due, now_);
  }
}

/// What remains to be done when units are given back of which somebody hears, whose holders are known, for which those stand by who
/// hold others, or that have to be made ready again.
void Engine::given_back(std::uint32_t instance, Patient& p, std::uint32_t id, std::uint16_t slot, std::uint32_t units) {
  Pool& pool = pools_[instance];
  if (may_move_ && net_.slot_moves[slot]) drop_movers(id, slot);
  if (pool.heard) hear(instance, LevelInfo::What::in_use, -static_cast<std::int64_t>(units), &p);
  if (pool.tracks_holders) {
    forget_holder(pool, id, slot);
    if (net_.resources[pool.resource].freezes) fit_to_capacity(instance);
  }
  saw(Watcher::What::released, p, p.position, instance);
  if (pool.turns) {
    const std::uint32_t turnaround = net_.resources[pool.resource].turnaround;
    const std::uint32_t agent = patients_.take();
    Patient& a = patients_.at(agent);
    a.state = PatientState::turning;
    a.units = units;
    a.request = instance;
    a.due = now_ + duration(turnaround, p);
    if (net_.lifted) pool.in_use.change(units, now_);  // it is a load, too
    pool.turning += units;
    pool.reckon();
    push(a.due, Rank::delay_ends, agent);
    return;
  }
  owe(instance);
}

}  // namespace careway
