#include "engine/engine.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/mix.hpp"
#include "random/draw.hpp"

namespace careway {

Engine::Engine(const Network& net, const Layout& layout, std::uint64_t seed, std::uint32_t replication, Watcher* watcher)
    : net_(net),
      layout_(layout),
      watcher_(watcher),
      rows_(watcher ? watcher->rows() : nullptr),
      ops_(net.ops.data()),
      requests_(net.requests.data()),
      passages_(net.passages.data()),
      passage_first_(net.passage_first.data()),
      end_(net.warm_up + net.length),
      start_weekday_(weekday(net.start)),
      run_key_(replication_key(seed, replication)),
      queue_(net.expected_events_per_tick),
      patients_(net),
      pools_(net.instance_count),
      recorder_(net, layout),
      current_(net.site_count),
      fast_(net, patients_),
      fast_ops_(fast_ops(net, fast_, patients_, tables_)),
      parameter_values_(net.parameter_values),
      conditions_(net.conditions.size()),
      rules_(net.rules.size()),
      glimpses_(net.site_choices.size()),
      rule_ticks_(net.rules.size(), -1) {
  EXPECTS(net.unit_exponential.kind() == Sampler::Kind::table);
  record().replication = replication;
  leaf_count_ = net.parameters.front().leaves.size();
  fast_leaves_.resize(net.site_count * leaf_count_);
  for (std::uint32_t i = 0; i < pools_.size(); ++i) {
    const ResourceInfo& info = net.resources[net.instance_resource[i]];
    pools_[i].resource = net.instance_resource[i];
    pools_[i].site = net.instance_site[i];
    pools_[i].pass = info.pass;
    pools_[i].tracks_holders = info.tracks_holders;
    pools_[i].turns = info.turnaround != no_index;
    pools_[i].special = pools_[i].tracks_holders || pools_[i].turns;
  }
  std::uint16_t most_choices = 0;
  for (const RequestCode& request : net.requests) most_choices = std::max(most_choices, request.choices);
  for (std::uint32_t i = 0; i < most_choices; ++i) as_listed_.push_back(i);
  for (const RequestCode& request : net.requests) {
    may_preempt_ = may_preempt_ || request.preempt != Displace::no;
    may_lock_ = may_lock_ || request.may_lock || request.preempt != Displace::no;  // who lost a unit waits holding the rest
    may_move_ = may_move_ || request.moves_back;
    for (std::uint32_t i = 0; request.moves_back && i < request.choices; ++i) {
      const ResourceRef& choice = net.choices[request.first_choice + i];
      for (std::uint32_t site = 0; site < (choice.stride > 0 ? net.site_count : 1); ++site) pools_[choice.at(site)].special = true;
    }
  }
  find_takeable_slots();
}

/// Subnetworks are run one after the other, so that each has the caches for itself; but all at once for a watcher who wants to be told of
/// what happens in order of time.
Record Engine::run() {
  const bool in_order = watcher_ && watcher_->wants_order();
  if (in_order && net_.subnetworks.size() > 1) tallies_.resize(net_.subnetworks.size());
  std::size_t done = 0;
  return run([&]() -> const Subnetwork* {
    if (in_order) return done++ == 0 ? &net_.whole : nullptr;
    return done < net_.subnetworks.size() ? &net_.subnetworks[done++] : nullptr;
  });
}

Record Engine::run(const std::function<const Subnetwork*()>& next) {
  listen();
  plan_glimpses();
  while (const Subnetwork* subnetwork = next()) run_subnetwork(*subnetwork);
  finish_books();
  return std::move(record());
}

void Engine::run_subnetwork(const Subnetwork& subnetwork) {
  begin(subnetwork);
  begin_epoch();
  start_breakdown_cycles();
  start_streams();
  for (const std::uint32_t i : subnetwork.rules)
    if (net_.rules[i].of_time) push(0, Rank::rules, i);
  if (cross_boundaries(0)) {
    place_present();
    if (watcher_) loop<true>();
    else loop<false>();
  }
  report(never);
  close_books();
}

void Engine::saw_apart(Watcher::What what, const Patient& p, std::uint32_t position, std::uint32_t instance) { saw<true>(what, p, position, instance); }

/// At the start of time, with nobody there. What belongs to others stays as it is.
void Engine::begin(const Subnetwork& subnetwork) {
  subnetwork_ = &subnetwork;
  recorder_.begin(subnetwork);
  queue_ = EventQueue(std::max(net_.expected_events_per_tick * subnetwork.share_of_events, 1e-9));
  patients_.clear();
  queues_ = Queues();
  booked_.clear();
  scratch_ = patients_.take();
  patients_.at(scratch_).ordinal = UINT64_MAX;
  tally_ = Tally();
  now_ = next_mark_ = next_glimpse_ = next_sample_ = 0;
  looked_at_ = -1;
  acts_ = acts_then_ = 0;
  next_look_ = most_acts;
  last_act_ = no_index;
  backward_ = beyond_capacity_ = 0;
  if (!watcher_) next_ordinal_ = 0;  // who looks on knows patients by it
  preempting_ = stopped_ = 0;
  clocks_noted_ = false;
  for (std::vector<std::uint32_t>* list : {&owing_, &woken_, &roused_, &ready_, &simple_}) list->clear();
  due_arrivals_.clear();
  next_report_ = report_ ? 0 : never;
  reported_ = 0;
  streams_.clear();
  curves_.clear();
  coming_.clear();
  come_ = come_end_ = 0;
  busy_ = true;
  serving_ = false;
  going_ = {};
}

/// Whether the patient's delay ends now: it acts then. Otherwise something else did, or nothing.
template <bool watched>
HOT_INLINE bool Engine::ends_delay(Patient& p, std::uint32_t id) {
  if (p.due != now_) {
    ++record().stale;
    return false;
  }
  ++record().events;
  p.due = -1;
  if (p.state == PatientState::turning) {
    end_turnaround(p, id);
    return false;
  }
  trace_event<watched>(static_cast<std::uint8_t>(Rank::delay_ends), p);
  p.state = PatientState::acting;
  return true;
}

void Engine::end_turnaround(Patient& p, std::uint32_t id) {
  const std::uint32_t instance = p.request;
  Pool& pool = pools_[instance];
  pool.turning -= p.units;
  if (net_.lifted) pool.in_use.drop(p.units, now_);
  pool.reckon();
  patients_.give_back(id);
  if (pool.heard) rouse_all(instance);
  owe(instance);
}

/// What comes next at this instant, when it may not be the next event, and nobody is ready. False: the run is stopped.
bool Engine::finish_instant() {
  constexpr unsigned last_rank = static_cast<unsigned>(Rank::rules);
  if (nothing_left()) {
    busy_ = false;
    if (!stop_) return true;
    recorder_.cut(now_, pools_);
    note_open_clocks();
    return false;
    // The same act stands at two places of the order. NOLINTNEXTLINE(bugprone-branch-clone)
  } else if (queue_.pending_at(now_, before_grants)) {
    act_on(queue_.pop());
  } else if (!owing_.empty()) {
    serve_owing();
  } else if (!woken_.empty()) {
    test_woken();
  } else if (!due_arrivals_.empty() && !arrivals_pending()) {
    const auto [stream, coming] = due_arrivals_.front();
    due_arrivals_.erase(due_arrivals_.begin());
    ++record().events;
    arrival(stream, coming);
  } else if (queue_.by_time() == now_ || queue_.pending_at(now_, last_rank)) {
    act_on(queue_.pop());
  } else {
    const std::uint32_t rule = roused_.front();
    roused_.erase(roused_.begin());
    rules_[rule].roused = false;
    test_rule(rule);
  }
  return true;
}

/// Who goes on at this instant, or nobody so far. False: the run is stopped.
template <bool watched>
HOT_INLINE bool Engine::next_at_instant(Going& next) {
  if (!ready_.empty()) {
    next = first_ready();
  } else if (serving_) {
    serving_ = false;
    served(owing_.front());
    busy_ = !nothing_left() || stop_;
  } else {
    if (!owing_.empty() && !queue_.pending_at(now_, before_grants)) next = grant_first<watched>();
    serving_ = next.patient != nullptr;
    if (serving_) return true;
    if (!finish_instant()) return false;
    next = who_goes_on();
  }
  return true;
}

/// Patients act at one place, so that there is one copy of their operations to be kept near the processor: what lets somebody go on
/// says so and returns (goes_on). Only those who may come several at once, or are there at the start, act elsewhere (go_on).
template <bool watched>
void Engine::loop() {
  for (;;) {
    Going next;
    if (busy_) {
      if (!next_at_instant<watched>(next)) return;
    } else {
      const Event event = queue_.pop([this](auto each_id) {
        if (patients_.far()) each_id([this](std::uint32_t id) { patients_.expect(id); });
      });
      const auto [time, id, rank] = event;  // one by one: a whole event would be packed for act_on each time
      if (time <= now_) {
        backward_ += time < now_;
        act_once(last_act_);
      }
      if (time >= next_mark_ && (!cross_boundaries(time) || time == never)) return;
      if (rank == static_cast<std::uint8_t>(Rank::delay_ends)) {  // as most are
        now_ = time;
        Patient& p = patients_.at(id);
        if (ends_delay<watched>(p, id)) next = {&p, id};
      } else if (rank == static_cast<std::uint8_t>(Rank::arrivals)) {
        next = arrives<watched>(time, id);
      } else {
        act_on({time, id, rank});
        next = who_goes_on();
      }
    }
    if (next.patient != nullptr) advance<watched>(*next.patient, next.id);
  }
}

/// Closes what ends up to `until` (events of that instant not included). False: the run is over.
bool Engine::cross_boundaries(Ticks until) {
  for (;;) {
    const Ticks boundary = recorder_.next_boundary(), snapshot = recorder_.next_snapshot(), glimpse = next_glimpse_;
    if (boundary <= until && boundary <= snapshot && boundary <= glimpse && boundary <= next_sample_) {
      if (boundary == never) break;
      now_ = boundary;
      if (boundary == end_ && snapshot == end_) recorder_.take_snapshots();  // the state in which the window ends
      recorder_.pass(boundary, pools_);
      if (recorder_.window_over()) note_open_clocks();
    } else if (glimpse <= until && glimpse <= snapshot && glimpse <= next_sample_) {
      if (glimpse == never) break;
      now_ = glimpse;
      keep_glimpses();
    } else if (next_sample_ < until && next_sample_ <= snapshot) {
      now_ = next_sample_;
      take_samples();
    } else if (snapshot < until) {
      now_ = snapshot;
      recorder_.take_snapshots();
    } else {
      break;
    }
    if (finished(until)) return false;
  }
  if (until >= next_report_) report(until);
  const Ticks after = std::min(recorder_.next_snapshot(), next_sample_);
  next_mark_ = std::min({recorder_.next_boundary(), next_glimpse_, next_report_, after == never ? never : after + 1});
  if (recorder_.window_over()) next_mark_ = std::min(next_mark_, latest_end() + 1);
  return !finished(until);
}

/// Tells how much further the subnetwork in hand is. A run that may go on after the window mostly does so for a short while.
void Engine::report(Ticks until) {
  if (!report_) return;
  const auto part = [until](Ticks from, Ticks to) { return std::clamp(static_cast<double>(until - from) / static_cast<double>(to - from), 0.0, 1.0); };
  constexpr double last = 0.1;  // assumed
  const double time = net_.needs_cohort ? (1 - last) * part(0, end_) + last * part(end_, latest_end()) : part(0, end_);
  const double share = time * subnetwork_->share_of_events;
  report_(share - reported_);
  reported_ = share;
  next_report_ = until < latest_end() ? until + end_ / 100 + 1 : never;
}

bool Engine::finished(Ticks next) const {
  if (!recorder_.window_over()) return false;
  if (!net_.needs_cohort || cohort_inside_ == 0) return true;
  return next == never || next > latest_end();
}

/// Which pools the choices look at that look at old information.
void Engine::plan_glimpses() {
  for (std::size_t i = 0; i < glimpses_.size(); ++i) {
    if (net_.site_choices[i].age <= 0) continue;
    std::vector<std::uint32_t>& named = glimpses_[i].instances;
    for (const FastInstruction* at = &fast_.instructions[fast_.first[net_.site_choices[i].score]]; at->code != static_cast<std::uint8_t>(FastInstruction::Code::end); ++at) {
      if (at->code < static_cast<std::uint8_t>(Instruction::Code::in_use) || at->code > static_cast<std::uint8_t>(Instruction::Code::booked)) continue;
      for (std::uint32_t site = 0; site < (at->a == 0 ? 1 : net_.site_count); ++site) named.push_back(at->index + at->a * site);
    }
    std::sort(named.begin(), named.end());
    named.erase(std::unique(named.begin(), named.end()), named.end());
    glimpses_[i].levels.resize(named.size() * level_codes);
  }
}

/// Levels as they are now, for choices that look at old information.
void Engine::keep_glimpses() {
  next_glimpse_ = never;
  for (const std::uint32_t i : subnetwork_->site_choices) {
    const Ticks age = net_.site_choices[i].age;
    if (age <= 0) continue;
    Glimpse& glimpse = glimpses_[i];
    if (now_ % age == 0) {
      std::size_t at = 0;
      for (const std::uint32_t instance : glimpse.instances)
        for (std::size_t what = 0; what < level_codes; ++what)
          glimpse.levels[at++] = level(static_cast<Instruction::Code>(static_cast<std::size_t>(Instruction::Code::in_use) + what), instance);
    }
    next_glimpse_ = std::min(next_glimpse_, (now_ / age + 1) * age);
  }
}

/// Formulas whose time has come are worked out, and at whole hours counts are kept.
void Engine::take_samples() {
  next_sample_ = never;
  const auto next = [&](Ticks every) { next_sample_ = std::min(next_sample_, (now_ / every + 1) * every); };
  if (!net_.recent.empty()) {
    if (now_ % ticks_per_hour == 0) recorder_.keep_counts();
    next(ticks_per_hour);
  }
  constexpr double most = 1e12;
  for (const std::uint32_t i : subnetwork_->levels) {
    const LevelInfo& level = net_.levels[i];
    if (level.formula == no_index) continue;
    next(level.every);
    if (now_ % level.every != 0) continue;
    for (std::uint32_t part = layout_.level_part[i]; part < layout_.level_part[i + 1]; ++part) {
      const double value = evaluate(level.formula, nullptr, part - layout_.level_part[i]);
      recorder_.level_changed(part, std::llround(std::clamp(value, -most, most)) - recorder_.level_value(part), now_);
    }
  }
}

void Engine::act_on(Event event) {
  now_ = event.time;
  switch (static_cast<Rank>(event.rank)) {
    case Rank::delay_ends:
      if (Patient& p = patients_.at(event.id); ends_delay<true>(p, event.id)) goes_on(p, event.id);
      break;
    case Rank::capacity_changes:
      record().events += event.id == net_.instance_count && !tallies_.empty() ? tallies_.size() : 1;  // new numbers come to each subnetwork
      if (event.id < net_.instance_count) set_capacity(event.id);
      else if (event.id == net_.instance_count) begin_epoch();
      else break_down(event.id - net_.instance_count - 1);
      break;
    case Rank::grants: break;
    case Rank::conditions: {
      ConditionState& state = conditions_[event.id];
      state.ticking = !state.watchers.empty();
      if (!state.ticking) break;
      wake(event.id);
      push(now_ + ticks_per_minute, Rank::conditions, event.id);
      break;
    }
    case Rank::patience_ends: give_up(event.id); break;
    case Rank::escalations: escalate(event.id); break;
    case Rank::arrivals: arrive(event.id, is_simple(event.id) ? take_coming() : 0); break;
    case Rank::rules: {
      test_rule(event.id);
      const RuleInfo& info = net_.rules[event.id];
      if (info.of_time && now_ % info.check == 0 && rule_ticks_[event.id] != now_) {
        rule_ticks_[event.id] = now_;
        push(now_ + info.check, Rank::rules, event.id);
      }
      break;
    }
  }
}

/// One grant of the pool that has been owing longest; pools with nothing to grant are crossed off.
void Engine::serve_owing() {
  const std::uint32_t instance = owing_.front();
  if (!grant_next(instance) && !move_next(instance) && !preempt_next(instance)) cross_off(pools_[instance]);
  else if (going_.patient != nullptr) serving_ = true;  // when that patient has acted, and those who are ready by then
  else served(instance);
}

/// The pool that has been owing longest has served somebody. Mostly nobody is left who could be served, and nothing comes first that
/// could change it: then it need not be looked for.
HOT_INLINE void Engine::served(std::uint32_t instance) {
  Pool& pool = pools_[instance];
  ++record().events;
  if ((pool.available() > 0 && pool.waiting.value != 0) || !pool.movers.empty() || pool.preempting > 0) return;
  if (queue_.pending_at(now_, before_grants)) return;
  cross_off(pool);
}

HOT_INLINE void Engine::cross_off(Pool& pool) {
  pool.owing = false;
  if (owing_.size() == 1) owing_.clear();  // as it mostly is
  else owing_.erase(owing_.begin());
}

// ---------------------------------------------------------------- the end

/// Waits that ended in the window, and those that go on.
void Engine::note_longest_waits() {
  for (const std::uint32_t i : subnetwork_->instances) {
    Ticks longest = pools_[i].longest, all_of = pools_[i].longest_all_of;
    for (const Lane& lane : pools_[i].lanes) {
      for (std::uint32_t at = lane.head; at != no_entry; at = queues_.at(at).next) {
        const Ticks wait = now_ - patients_.at(queues_.at(at).patient).joined;
        longest = std::max(longest, wait);
        if (queues_.at(at).all_of) all_of = std::max(all_of, wait);
      }
    }
    record().longest_wait[i] = longest;
    record().longest_all_of[i] = all_of;
  }
}

void Engine::note_open_clocks() {
  if (clocks_noted_) return;
  clocks_noted_ = true;
  note_longest_waits();
  for (const std::uint32_t i : subnetwork_->rules) {  // first times that have not come
    const RuleInfo& info = net_.rules[i];
    if (info.clock == no_index || rules_[i].on) continue;
    ++record().open_at_end[layout_.clock_part[info.clock] + (info.site == no_index ? 0 : info.site)];
  }
  for (std::uint32_t id = 0; id < patients_.used(); ++id) {
    Patient& p = patients_.at(id);
    if (p.state == PatientState::free || p.running == 0) continue;
    const Ticks* clocks = patients_.clocks(p);
    for (const std::uint32_t clock : net_.clocks_in[net_.component[p.position]]) {
      if (clocks[net_.clocks[clock].slot] == not_running) continue;
      const std::uint32_t part = layout_.clock_part[clock] + (net_.clocks[clock].by_site ? site_of(p) : 0);
      ++record().open_at_end[part];
    }
  }
}

}  // namespace careway
