// What patients do: the interpreter of operations.
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "engine/engine.hpp"
#include "random/draw.hpp"

namespace careway {

void Engine::never_ends() const {
  const std::uint32_t action = last_act_ == nullptr ? no_index : last_act_->action;
  const std::string where = action == no_index ? "" : ", last in step " + net_.steps[net_.actions[action].step].name;
  throw std::length_error("more than " + std::to_string(most_acts) + " things happen at one instant, " + std::to_string(now_ / ticks_per_minute) +
                          " min after the start" + where + ": patients go round, or arrive, without any time passing");
}

/// Lets a patient act, and then the branches that it started.
void Engine::go_on(std::uint32_t id) {
  advance(id);
  while (!ready_.empty()) {
    const std::uint32_t next = ready_.front();
    ready_.erase(ready_.begin());
    advance(next);
  }
}

void Engine::begin_delay(Patient& p, std::uint32_t id, Ticks length) {
  p.state = PatientState::delaying;
  p.whole = length;
  p.due = now_ + length;
  ++p.position;
  push(p.due, Rank::delay_ends, id);
  saw(Watcher::What::delays, p, p.position - 1);
}

inline void Engine::begin_clock(Patient& p, const Op& op) {
  Ticks& started = patients_.clocks(p)[op.a];
  if (started != not_running) recorder_.clock_dropped(op.b, started, now_);  // it starts anew
  started = now_;
  recorder_.clock_started(op.b, now_);
}

/// Ends a stopwatch without a reading; `slot` is the clock's number.
void Engine::drop_clock(Patient& p, std::uint16_t slot) {
  Ticks& started = patients_.clocks(p)[slot];
  if (started == not_running) return;
  recorder_.clock_dropped(slot, started, now_);
  started = not_running;
}

/// A branch stops a clock that was started before the fork: the first of the branches that does.
void Engine::stop_clock_of_whole(Patient& branch, const Op& op) {
  for (std::uint32_t id = branch.parent; id != no_patient; id = patients_.at(id).parent) {
    Patient& whole = patients_.at(id);
    Ticks& started = patients_.clocks(whole)[op.a];
    if (started == not_running) continue;
    recorder_.stopped(op.b, branch.site == no_site ? no_index : branch.site, started, whole.arrived, now_, patients_.attributes(branch));
    started = not_running;
    return;
  }
}

void Engine::drop_clocks(Patient& p) {
  for (std::uint16_t slot = 0; slot < net_.clock_slots; ++slot) drop_clock(p, slot);
}

/// Takes one unit of one resource when it is simply free. False: the general way must be gone.
inline bool Engine::take_at_once(Patient& p, std::uint32_t id, const RequestCode& request) {
  const std::uint32_t instance = net_.choices[request.first_choice].at(site_of(p));
  Pool& pool = pools_[instance];
  if (pool.waiting.value != 0 || pool.available() <= 0) return false;
  if (pool.tracks_holders) {
    p.joined = now_;
    take(p, id, request.slot, instance, 1, priority_of(request, p));
    return true;
  }
  patients_.holdings(p)[request.slot] = {instance, 1, now_};
  change(pool, instance, LevelInfo::What::in_use, 1);
  saw(Watcher::What::took, p, p.position, instance);
  return true;
}

void Engine::advance(std::uint32_t id) {
  Patient& p = patients_.at(id);  // records never move
  const Op* op = last_act_ = ops_ + p.position;
  act_once();
  for (;; ++op) {
    switch (op->code) {
      case OpCode::set: patients_.attributes(p)[op->a] = value(op->b, p); break;
      case OpCode::start: begin_clock(p, *op); break;
      case OpCode::stop: {
        Ticks& started = patients_.clocks(p)[op->a];
        if (started != not_running)
          recorder_.stopped(op->b, p.site == no_site ? no_index : p.site, started, p.arrived, now_, patients_.attributes(p));
        else if (p.parent != no_patient) stop_clock_of_whole(p, *op);
        started = not_running;
        break;
      }
      case OpCode::cancel: drop_clock(p, op->a); break;
      case OpCode::count: recorder_.counted(op->b, site_of(p)); break;
      case OpCode::seize: {
        const RequestCode& code = requests_[op->b];
        if (watcher_) p.position = static_cast<std::uint32_t>(op - ops_);
        if (code.plain && take_at_once(p, id, code)) break;
        p.position = static_cast<std::uint32_t>(op - ops_);
        if (!request(p, id, *op)) return;
        op = ops_ + p.position - 1;
        break;
      }
      case OpCode::release:
        p.position = static_cast<std::uint32_t>(op - ops_);
        release(p, id, op->a);
        break;
      case OpCode::release_all:
        p.position = static_cast<std::uint32_t>(op - ops_);
        for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) release(p, id, slot);
        break;
      case OpCode::delay:
        p.position = static_cast<std::uint32_t>(op - ops_);
        begin_delay(p, id, duration(op->b, p));
        return;
      case OpCode::until_time:
        p.position = static_cast<std::uint32_t>(op - ops_);
        begin_delay(p, id, next_time_of_day(*op) - now_);
        return;
      case OpCode::until_open: {
        p.position = static_cast<std::uint32_t>(op - ops_);
        const Ticks opens = next_opening(net_.calendars[op->b], now_, start_weekday_);
        begin_delay(p, id, opens == never ? end_ * 100 + ticks_per_day : opens - now_);
        return;
      }
      case OpCode::wait_until:
        if (evaluate(net_.conditions[op->b].expression, &p, site_of(p)) != 0) break;
        p.position = static_cast<std::uint32_t>(op - ops_);
        watch(p, id, op->b);
        return;
      case OpCode::split: {
        const Op* to = ops_ + static_cast<std::uint32_t>(value(op->b, p));
        act_once();
        move(p, op, to);
        op = to - 1;
        break;
      }
      case OpCode::unless:
        if (evaluate(op->b, &p, site_of(p)) == 0) op = ops_ + op->c - 1;
        break;
      case OpCode::jump:
        act_once();
        move(p, op, ops_ + op->c);
        op = ops_ + op->c - 1;
        break;
      case OpCode::leave:
        p.position = static_cast<std::uint32_t>(op - ops_);
        leave(p, id, op->b);
        return;
      case OpCode::set_site: p.site = static_cast<std::uint16_t>(value(op->b, p)); break;
      case OpCode::best_site: choose_site(p, net_.site_choices[op->b]); break;
      case OpCode::fork:
        p.position = static_cast<std::uint32_t>(op - ops_);
        fork(p, id, net_.forks[op->b]);
        return;
      case OpCode::join:
        p.position = static_cast<std::uint32_t>(op - ops_);
        join(p, id);
        return;
      case OpCode::book:
        p.position = static_cast<std::uint32_t>(op - ops_);
        begin_delay(p, id, std::max<Ticks>(0, book(p, net_.bookings[op->b]) - now_));
        return;
    }
  }
}

void Engine::leave(Patient& p, std::uint32_t id, std::uint32_t count) {
  if (p.parent != no_patient) {  // a branch that leaves has ended
    join(p, id);
    return;
  }
  saw(Watcher::What::left, p, p.position);
  pass(ops_ + p.position, p.position);
  recorder_.counted(count, site_of(p));
  ++record().left;
  --inside_;
  if (p.arrived >= net_.warm_up && p.arrived < net_.warm_up + net_.length) --cohort_inside_;
  trace_event(static_cast<std::uint8_t>(Rank::delay_ends), p);
  drop_clocks(p);
  patients_.give_back(id);
}

/// The soonest of the times of an `until`, now included, on one of its days.
Ticks Engine::next_time_of_day(const Op& op) const {
  if (op.a == 0) return now_;
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
    p.site = static_cast<std::uint16_t>(site);
    const double score = evaluate(choice.score, &p, site);
    if (best_site == no_index || (choice.lowest ? score < best : score > best)) {
      best = score;
      best_site = site;
    }
  }
  looking_back_ = nullptr;
  p.site = best_site == no_index ? before : static_cast<std::uint16_t>(best_site);
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
    b.site = p.site;
    b.parent = id;
    b.source = p.source;
    b.position = net_.fork_targets[code.first_branch + i];
    pass(ops_ + p.position - 1, b.position);
    patients_.copy_model_part(p, b);
    ready_.push_back(branch);
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
  ready_.push_back(parent);
}

/// The earliest start from today on whose days all have room for the patient's need; the amounts are taken at once.
Ticks Engine::book(Patient& p, const BookingCode& code) {
  const std::uint32_t instance = code.resource.at(site_of(p));
  Pool& pool = pools_[instance];
  std::vector<double>& need = need_;
  need.clear();
  if (code.days != no_index) {
    const auto days = static_cast<std::int64_t>(std::clamp(evaluate(code.days, &p, site_of(p)), 0.0, 3660.0) + 0.5);
    const double first = evaluate(code.first, &p, site_of(p));
    const double last = code.last == no_index ? first : evaluate(code.last, &p, site_of(p));
    for (std::int64_t k = 0; k < days; ++k) {
      const double amount = days > 1 ? first + static_cast<double>(k) * (last - first) / static_cast<double>(days - 1) : first;
      need.push_back(std::max(0.0, std::nearbyint(amount)));
    }
  } else {
    need.assign(net_.daily_needs.begin() + code.first_daily, net_.daily_needs.begin() + code.first_daily + code.daily);
  }
  const CapacityPlan& plan = current_[site_of(p)]->capacities[pool.resource];
  const auto today = static_cast<std::size_t>(now_ / ticks_per_day);
  constexpr std::size_t farthest = 36600;
  for (std::size_t start = today; start < today + farthest; ++start) {
    if (pool.booked.size() < start + need.size()) pool.booked.resize(start + need.size());
    bool fits = true;
    for (std::size_t k = 0; k < need.size() && fits; ++k) {
      const auto amount = static_cast<double>(scheduled_capacity(plan, static_cast<Ticks>(start + k) * ticks_per_day, start_weekday_));
      fits = plan.unlimited || pool.booked[start + k] + need[k] <= amount;
    }
    if (!fits) continue;
    for (std::size_t k = 0; k < need.size(); ++k) pool.booked[start + k] += need[k];
    return static_cast<Ticks>(start) * ticks_per_day;
  }
  return now_ + static_cast<Ticks>(farthest) * ticks_per_day;
}

}  // namespace careway
