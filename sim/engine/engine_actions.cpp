// What patients do: the interpreter of operations.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "engine/engine.hpp"
#include "random/draw.hpp"

namespace careway {

void Engine::see_time_pass() {
  if (looked_at_ != now_) {
    looked_at_ = now_;
    acts_then_ = acts_;
  } else if (acts_ - acts_then_ > most_acts + acts_per_patient * patients_.live()) {
    const std::uint32_t action = last_act_ == no_index ? no_index : ops_[last_act_].action;
    const std::string where = action == no_index ? "" : ", last in step " + net_.steps[net_.actions[action].step].name;
    throw std::length_error("more than " + std::to_string(most_acts) + " things happen at one instant, " + std::to_string(now_ / ticks_per_minute) +
                            " min after the start" + where + ": patients go round, or arrive, without any time passing");
  }
  next_look_ = acts_ + most_acts;
}

/// Lets a patient act, and then the branches that it started.
void Engine::go_on(Patient& p, std::uint32_t id) {
  act_once(p.position);
  advance<true>(p, id);
  while (!ready_.empty()) {
    const Going next = first_ready();
    advance<true>(*next.patient, next.id);
  }
}

/// The loop lets the patient act next.
void Engine::goes_on(Patient& p, std::uint32_t id) {
  act_once(p.position);
  going_ = {&p, id};
}

Engine::Going Engine::first_ready() {
  const std::uint32_t id = ready_.front();
  ready_.erase(ready_.begin());
  Patient& p = patients_.at(id);
  act_once(p.position);
  return {&p, id};
}

/// From the operation at `position`; the patient goes on with the next one.
template <bool watched>
HOT_INLINE void Engine::begin_delay(Patient& p, std::uint32_t id, std::uint32_t position, Ticks length) {
  p.state = PatientState::delaying;
  p.whole = length;
  p.due = now_ + length;
  p.position = position + 1;
  push(p.due, Rank::delay_ends, id);
  saw<watched>(Watcher::What::delays, p, position);
  if (preempting_ + stopped_ != 0) offer(p);
}

/// Ends a stopwatch without a reading.
void Engine::drop_clock(Patient& p, std::uint16_t slot, std::uint32_t clock) {
  Ticks& started = patients_.clocks(p)[slot];
  if (started == not_running) return;
  recorder_.clock_dropped(clock, started, now_);
  started = not_running;
  --p.running;
}

/// A branch stops a clock that was started before the fork: the first of the branches that does.
void Engine::stop_clock_of_whole(Patient& branch, const Op& op) {
  for (std::uint32_t id = branch.parent; id != no_patient; id = patients_.at(id).parent) {
    Patient& whole = patients_.at(id);
    Ticks& started = patients_.clocks(whole)[op.a];
    if (started == not_running) continue;
    if (recorder_.stopped(op.b, branch.place, started, whole.arrived, now_))
      recorder_.cut(op.b, branch.site, now_ - started, patients_.attributes(branch));
    started = not_running;
    --whole.running;
    return;
  }
}

/// Counts for the label that the patient has. A branch that leaves only ends: it is no outcome.
void Engine::count_by(Patient& p, const Op& op) {
  if (op.c != 0 && p.parent != no_patient) return;
  const CountCutInfo& cut = net_.count_cuts[op.b];
  const double value = patients_.attributes(p)[op.a];
  const auto at = std::find(cut.values.begin(), cut.values.end(), value);
  if (at != cut.values.end()) recorder_.counted(cut.counts[static_cast<std::size_t>(at - cut.values.begin())], site_of(p));
}

void Engine::drop_clocks(Patient& p) {
  if (p.running == 0) return;
  const std::vector<std::uint32_t>& clocks = net_.clocks_in[net_.component[p.position]];
  for (std::uint16_t slot = 0; p.running != 0 && slot < clocks.size(); ++slot) drop_clock(p, slot, clocks[slot]);
}

HOT_INLINE void Engine::stop_clock(Patient& p, const FastOp& op) {
  Ticks& started = PatientPool::part<Ticks>(p, op.at);
  if (started == not_running) {
    if (p.parent != no_patient) stop_clock_of_whole(p, ops_[&op - fast_ops_.data()]);
    return;
  }
  if (recorder_.stopped(op.b, p.place, started, p.arrived, now_)) recorder_.cut(op.b, p.site, now_ - started, patients_.attributes(p));
  started = not_running;
  --p.running;
}

/// Takes one unit of one resource when it is simply free. False: the general way must be gone.
template <bool watched>
HOT_INLINE bool Engine::take_at_once(Patient& p, const FastOp& op) {
  const std::uint32_t instance = op.c + op.d * p.place;
  Pool& pool = pools_[instance];
  if (pool.waiting.value != 0 || pool.available() <= 0) return false;
  PatientPool::part<Holding>(p, op.at) = {instance, 1, now_};
  take_one(pool, instance, p);
  saw<watched>(Watcher::What::took, p, op.here, instance);
  return true;
}

/// The same, of a resource that knows its holders.
bool Engine::take_known(Patient& p, std::uint32_t id, const FastOp& op) {
  const std::uint32_t instance = op.c + op.d * p.place;
  const Pool& pool = pools_[instance];
  if (pool.waiting.value != 0 || pool.available() <= 0) return false;
  p.position = op.here;
  p.joined = now_;
  const RequestCode& request = requests_[op.b];
  take(p, id, request.slot, instance, 1, priority_of(request, p), op.b);
  return true;
}

/// Lets the patient act until it waits for something, leaves, or is delayed.
template <bool watched>
HOT_INLINE void Engine::advance(Patient& p, std::uint32_t id) {  // records never move
  double length = 0;
  const FastOp* const delay = act<watched>(p, id, length);
  if (delay == nullptr) return;
  begin_delay<watched>(p, id, delay->here, whole_ticks(length));
  draw_ahead(p, *delay);
}

/// The delay that it begins, and how long; none otherwise. What several operations do is written once, so that it takes less room.
template <bool watched>
HOT_INLINE const FastOp* Engine::act(Patient& p, std::uint32_t id, double& delay) {
  const FastOp* const first = fast_ops_.data();
  const FastOp* op = first + p.position;
  const auto go_to = [&](std::uint32_t to) {
    saw<watched>(Watcher::What::moved, p, to);
    if (to <= op->here) act_once(to);  // whoever goes round for ever goes back for ever
    op = first + to;
  };
  const auto take_way = [&](const WayOn& branch) {
    if (branch.passage != no_index) recorder_.passed(branch.passage);
    go_to(branch.to);
  };
  for (;;) {  // `break` goes to the next operation, `continue` to the one at `op`
    switch (op->code) {
      case FastCode::set_leaf:
      case FastCode::set_by: {
        const std::uint32_t leaf = leaf_of(*op, p);
        PatientPool::part<double>(p, op->at) = leaf == no_index ? 0 : leaf_value(leaf, p);
        break;
      }
      case FastCode::set_number: PatientPool::part<double>(p, op->at) = op->number; break;
      case FastCode::set_ahead: PatientPool::part<double>(p, op->at) = value_ahead(*op, p); break;
      case FastCode::start_take: {
        Ticks& started = PatientPool::part<Ticks>(p, op->at);
        if (started == not_running && take_at_once<watched>(p, op[1])) {
          if (recorder_.stopped_at_once(op->b, p.place, p.arrived, now_)) recorder_.cut(op->b, p.site, 0, patients_.attributes(p));
          op += 2;
        } else {
          begin_clock(p, started, op->b);
        }
        break;
      }
      case FastCode::start: begin_clock(p, PatientPool::part<Ticks>(p, op->at), op->b); break;
      case FastCode::stop: stop_clock(p, *op); break;
      case FastCode::take_known:
      case FastCode::take: {
        if (op->known ? take_known(p, id, *op) : take_at_once<watched>(p, *op)) break;
        p.position = op->here;
        const std::uint32_t instance = op->c + op->d * p.place;
        if (op->simple && pools_[instance].available() <= 0) {
          wait_in_one_queue(p, id, *op, instance);
          return nullptr;
        }
        if (!request(p, id, ops_[p.position])) return nullptr;
        op = first + p.position;
        continue;
      }
      case FastCode::release:
        if constexpr (watched) p.position = op->here;
        release<watched>(p, id, op->a, PatientPool::part<Holding>(p, op->at));
        break;
      case FastCode::delay_leaf:
      case FastCode::delay_by: {
        const std::uint32_t leaf = leaf_of(*op, p);
        delay = leaf == no_index ? 0 : leaf_value(leaf, p);
        return op;
      }
      case FastCode::delay_ahead: delay = value_ahead(*op, p); return op;
      case FastCode::split_few: {
        const FastLeaf& leaf = fast_leaf(op->b, p);
        take_way(tables_.ways[op->c + leaf.few->option(bits_of(leaf, p))]);
        continue;
      }
      case FastCode::split_ahead: take_way(tables_.ways[op->c + option_ahead(*op, p)]); continue;
      case FastCode::split_leaf:
      case FastCode::split_by: {
        const std::uint32_t leaf = leaf_of(*op, p);
        const auto to = static_cast<std::uint32_t>(leaf == no_index ? 0 : leaf_value(leaf, p));
        pass(ops_ + op->here, to);
        go_to(to);
        continue;
      }
      case FastCode::jump:
        if (op->d != no_index) recorder_.passed(op->d);
        go_to(op->c);
        continue;
      case FastCode::leave:
        p.position = op->here;
        leave<watched>(p, id, op->b, op->d);
        return nullptr;
      case FastCode::set: PatientPool::part<double>(p, op->at) = value(op->b, p); break;
      case FastCode::delay: delay = value(op->b, p); return op;
      case FastCode::unless:
        if (evaluate(op->b, &p, p.place) != 0) break;
        op = first + op->c;
        continue;
      case FastCode::unless_is:
        if (PatientPool::part<double>(p, op->at) == op->number) break;
        op = first + op->c;
        continue;
      case FastCode::route:
        if (evaluate(op->b, &p, p.place) != 0) take_way({op->at, op->d});
        else op = first + op->c;
        continue;
      case FastCode::route_is:
        if (PatientPool::part<double>(p, op->at) == op->number) take_way({op->b, op->d});
        else op = first + op->c;
        continue;
      case FastCode::cancel: drop_clock(p, op->a, op->b); break;
      case FastCode::count: recorder_.counted(op->b, p.place); break;
      case FastCode::any: {
        const Op* written = ops_ + op->here;
        if (!act_as_written(p, id, written)) return nullptr;
        op = first + (written - ops_);
        break;
      }
      default: HOT_UNREACHABLE;
    }
    ++op;
  }
}

/// What is not done often, or not easily. True: the patient goes on after `op`, which may have become another one.
bool Engine::act_as_written(Patient& p, std::uint32_t id, const Op*& op) {
  p.position = static_cast<std::uint32_t>(op - ops_);
  const auto wait = [&](Ticks length) {
    begin_delay<true>(p, id, p.position, length);
    return false;
  };
  switch (op->code) {
    case OpCode::seize:
      if (!request(p, id, *op)) return false;
      op = ops_ + p.position - 1;
      return true;
    case OpCode::release_all:
      for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) release(p, id, slot);
      return true;
    case OpCode::until_time: return wait(next_time_of_day(*op) - now_);
    case OpCode::until_open: {
      const Ticks opens = next_opening(net_.calendars[op->b], now_, start_weekday_);
      return wait(opens == never ? end_ * 100 + ticks_per_day : opens - now_);
    }
    case OpCode::wait_until:
      if (evaluate(net_.conditions[op->b].expression, &p, site_of(p)) != 0) return true;
      watch(p, id, op->b);
      return false;
    case OpCode::split: {
      const auto to = static_cast<std::uint32_t>(value(op->b, p));
      act_once(to);
      pass(op, to);
      saw(Watcher::What::moved, p, to);
      op = ops_ + to - 1;
      return true;
    }
    case OpCode::set_site: p.move_to(static_cast<std::uint16_t>(value(op->b, p))); return true;
    case OpCode::best_site: choose_site(p, net_.site_choices[op->b]); return true;
    case OpCode::fork: fork(p, id, net_.forks[op->b]); return false;
    case OpCode::join: join(p, id); return false;
    case OpCode::book: {
      const BookingCode& code = net_.bookings[op->b];
      const BookedWait booked = book(p, id, code);
      if (booked.refused) {
        act_once(code.otherwise);
        op = ops_ + code.otherwise;  // where a booking would be given back: there is none, it goes on behind that
        return true;
      }
      wait(booked.wait);
      if (booked.gives_up) p.position = code.otherwise;
      return false;
    }
    case OpCode::cancel_booking: cancel_booking(p, id, op->a); return true;
    case OpCode::count_by: count_by(p, *op); return true;
    case OpCode::set: relabel(p, op->a, value(op->b, p)); return true;
    case OpCode::cancel:
    case OpCode::start:
    case OpCode::stop:
    case OpCode::count:
    case OpCode::delay:
    case OpCode::unless:
    case OpCode::release:
    case OpCode::jump:
    case OpCode::leave: break;  // always fast
  }
  HOLDS(false);
  return false;
}

template <bool watched>
HOT_INLINE void Engine::leave(Patient& p, std::uint32_t id, std::uint32_t count, std::uint32_t passage) {
  if (p.parent != no_patient) {  // a branch that leaves has ended
    join(p, id);
    return;
  }
  saw<watched>(Watcher::What::left, p, p.position);
  if (passage != no_index) recorder_.passed(passage);
  recorder_.counted(count, site_of(p));
  ++record().left;
  --tally<watched>(p).inside;
  if (net_.needs_cohort && p.arrived >= net_.warm_up && p.arrived < end_ && --cohort_inside_ == 0 && recorder_.window_over())
    next_mark_ = now_ + 1;  // nobody is waited for any more
  trace_event<watched>(static_cast<std::uint8_t>(Rank::delay_ends), p);
  drop_clocks(p);
  patients_.give_back(p, id);
}

/// The soonest of the times of an `until`, now included, on one of its days.
Ticks Engine::next_time_of_day(const Op& op) const {
  if ((op.a & ~sheltered) == 0) return now_;
  for (Ticks day = now_ / ticks_per_day;; ++day) {
    if ((op.a >> ((day + start_weekday_) % 7) & 1) == 0) continue;
    for (std::uint32_t i = 0; i < op.c; ++i) {
      const Ticks at = day * ticks_per_day + net_.day_times[op.b + i];
      if (at >= now_) return at;
    }
  }
}

void Engine::choose_site(Patient& p, const SiteChoiceCode& choice) {
  const std::uint16_t before = p.site;
  if (choice.age > 0) looking_back_ = &glimpses_[static_cast<std::size_t>(&choice - net_.site_choices.data())];
  double best = 0;
  std::uint32_t best_site = no_index;
  for (std::uint32_t i = 0; i < choice.sites; ++i) {
    const std::uint32_t site = net_.site_lists[choice.first_site + i];
    p.move_to(static_cast<std::uint16_t>(site));
    const double score = evaluate(choice.score, &p, site);
    if (best_site == no_index || (choice.lowest ? score < best : score > best)) {
      best = score;
      best_site = site;
    }
  }
  looking_back_ = nullptr;
  p.move_to(best_site == no_index ? before : static_cast<std::uint16_t>(best_site));
}

void Engine::fork(Patient& p, std::uint32_t id, const ForkCode& code) {
  p.state = PatientState::branching;
  p.open_branches = code.branches;
  ++p.position;
  ++p.forks;
  for (std::uint32_t i = 0; i < code.branches; ++i) {
    const std::uint32_t branch = patients_.take();
    Patient& b = patients_.at(branch);
    b.key = patient_key(p.key + p.forks, i + 1);
    b.ordinal = p.ordinal;
    b.arrived = p.arrived;
    b.move_to(p.site);
    b.parent = id;
    b.source = p.source;
    b.position = net_.fork_targets[code.first_branch + i];
    pass(ops_ + p.position - 1, b.position);
    patients_.copy_model_part(p, b);
    make_ready(branch);
  }
}

void Engine::join(Patient& p, std::uint32_t id) {
  const std::uint32_t parent = p.parent;
  drop_clocks(p);
  patients_.give_back(id);
  if (parent == no_patient) return;
  Patient& whole = patients_.at(parent);
  if (--whole.open_branches > 0) return;
  whole.state = PatientState::acting;
  make_ready(parent);
}

}  // namespace careway
