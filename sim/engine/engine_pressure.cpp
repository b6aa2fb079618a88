// What changes around patients: capacity over time, epochs, breakdowns, conditions that are waited for, rules.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <tuple>

#include "base/mix.hpp"
#include "base/whole.hpp"
#include "engine/engine.hpp"
#include "random/draw.hpp"

namespace careway {

namespace {

constexpr std::int64_t endless = 1'000'000'000'000;

}  // namespace

// ---------------------------------------------------------------- capacity

/// Capacity as scheduled, with the rules that are on; files the next change.
void Engine::set_capacity(std::uint32_t instance) {
  Pool& pool = pools_[instance];
  const std::uint32_t site = pool.site == no_index ? 0 : pool.site;
  const CapacityPlan& plan = current_[site]->capacities[pool.resource];
  pool.unlimited = plan.unlimited;
  pool.waiting_room = plan.waiting_room;
  std::int64_t capacity = endless;
  if (!plan.unlimited) {
    const double amount = rule_amount(instance, static_cast<double>(scheduled_capacity(plan, now_, start_weekday_)));
    capacity = whole_within(amount, 0, endless);
  }
  if (capacity != pool.capacity.value) {
    const std::int64_t by = capacity - pool.capacity.value;
    pool.capacity.change(by, now_);
    pool.reckon();
    if (pool.heard) hear(instance, LevelInfo::What::capacity, by);
    if (pool.tracks_holders) fit_to_capacity(instance);
    if (pool.available() > 0 || pool.preempting > 0) owe(instance);
  }
  Ticks next = next_capacity_change(plan, now_, start_weekday_);
  if (const std::uint32_t gate = net_.resources[pool.resource].gate; gate != no_index) {
    const CalendarInfo& calendar = net_.calendars[gate];
    const std::int64_t shut = is_open(calendar, now_, start_weekday_) ? 0 : 2 * endless;
    if (shut != pool.shut) {
      pool.shut = shut;
      pool.reckon();
      if (pool.heard) rouse_all(instance);
      if (pool.available() > 0) owe(instance);
    }
    next = std::min(next, next_calendar_change(calendar, now_, start_weekday_));
  }
  if (next != never && next != pool.next_change) push(next, Rank::capacity_changes, instance);
  pool.next_change = next;
}

/// New numbers hold from now on.
void Engine::begin_epoch() {
  for (std::uint32_t id = 0; id < patients_.used(); ++id) patients_.at(id).forget_ahead();
  epoch_ = net_.epoch_of(now_);
  for (std::uint32_t site = 0; site < net_.site_count; ++site) {
    const Parameters& numbers = net_.at(epoch_, site);
    current_[site] = &numbers;
    for (const std::uint32_t leaf : subnetwork_->leaves) fast_leaves_[site * leaf_count_ + leaf] = fast_leaf_of(numbers.leaves[leaf], numbers);
  }
  refresh_parameters();
  for (const std::uint32_t i : subnetwork_->instances) set_capacity(i);
  wake_everything(*subnetwork_);
  if (epoch_ + 1 < net_.epoch_starts.size()) push(net_.epoch_starts[epoch_ + 1], Rank::capacity_changes, net_.instance_count);
}

void Engine::start_breakdown_cycles() {
  for (const std::uint32_t instance : subnetwork_->instances) {
    const ResourceInfo& info = net_.resources[pools_[instance].resource];
    if (info.breakdown_every == no_index) continue;
    const std::uint32_t id = patients_.take();
    Patient& agent = patients_.at(id);
    agent.key = patient_key(source_key(run_key_, name_key(info.name + ".breakdowns")), instance - info.first_instance);
    agent.state = PatientState::broken;
    agent.request = instance;
    agent.units = 0;
    if (pools_[instance].site != no_index) agent.move_to(static_cast<std::uint16_t>(pools_[instance].site));
    agent.due = now_ + duration(info.breakdown_every, agent);
    push(agent.due, Rank::capacity_changes, net_.instance_count + 1 + id);
  }
}

/// A unit goes out of service, or comes back.
void Engine::break_down(std::uint32_t id) {
  Patient& agent = patients_.at(id);
  const std::uint32_t instance = agent.request;
  Pool& pool = pools_[instance];
  const ResourceInfo& info = net_.resources[pool.resource];
  const bool out = agent.units == 0;
  agent.units = out ? 1 : 0;
  pool.broken += out ? 1 : -1;
  pool.reckon();
  if (pool.heard) rouse_all(instance);
  if (pool.tracks_holders) fit_to_capacity(instance);
  if (pool.available() > 0) owe(instance);
  agent.due = now_ + std::max<Ticks>(1, duration(out ? info.breakdown_lasting : info.breakdown_every, agent));
  push(agent.due, Rank::capacity_changes, net_.instance_count + 1 + id);
}

// ---------------------------------------------------------------- listeners

/// Tells pools who wants to know of their levels.
void Engine::listen() {
  const auto listen_to = [&](const LevelInfo& level, std::uint32_t parts, const auto& listener) {
    for (std::uint32_t part = 0; part < parts; ++part)
      for (const LevelInfo::Term& term : level.terms) {
        const bool all_sites = term.resource.stride > 0 && !level.by_site;
        for (std::uint32_t site = 0; site < (all_sites ? net_.site_count : 1); ++site)
          pools_[term.resource.at(all_sites ? site : part)].listeners.push_back(listener(term, part));
      }
  };
  const auto parts_of = [&](std::uint32_t level) { return layout_.level_part[level + 1] - layout_.level_part[level]; };
  for (std::uint32_t i = 0; i < net_.levels.size(); ++i)
    if (!net_.levels[i].of_label)
      listen_to(net_.levels[i], parts_of(i), [&](const LevelInfo::Term& term, std::uint32_t part) {
        return Listener{Listener::Kind::level, layout_.level_part[i] + part, term.what, term.factor, 0};
      });
  for (std::uint32_t i = 0; i < net_.level_cuts.size(); ++i) {
    const std::uint32_t first = net_.level_cuts[i].first;
    listen_to(net_.levels[first], parts_of(first), [&](const LevelInfo::Term& term, std::uint32_t part) {
      return Listener{Listener::Kind::cut, i, term.what, term.factor, part};
    });
  }
  for (std::uint32_t i = 0; i < net_.conditions.size(); ++i) {
    const ConditionCode& condition = net_.conditions[i];
    for (std::uint32_t w = 0; w < condition.watched; ++w) {
      const ResourceInfo& info = net_.resources[net_.watched[condition.first_watched + w]];
      for (std::uint32_t site = 0; site < (info.per_site ? net_.site_count : 1); ++site)
        pools_[info.first_instance + site].listeners.push_back({Listener::Kind::condition, i, LevelInfo::What::in_use, 0, 0});
    }
  }
  for (std::uint32_t i = 0; i < net_.rules.size(); ++i) {
    const RuleInfo& info = net_.rules[i];
    for (const std::uint32_t instance : info.watched)
      pools_[instance].listeners.push_back({Listener::Kind::rule, i, LevelInfo::What::in_use, 0, 0});
    rules_[i].when = trigger_of(info.when, info.site == no_index ? 0 : info.site);
    if (info.until != no_index) rules_[i].until = trigger_of(info.until, info.site == no_index ? 0 : info.site);
    arm(i);
  }
  for (Pool& pool : pools_) {
    pool.heard = !pool.listeners.empty();
    const auto is_rule = [](const Listener& listener) { return listener.kind == Listener::Kind::rule; };
    pool.first_rule = static_cast<std::uint32_t>(std::find_if(pool.listeners.begin(), pool.listeners.end(), is_rule) - pool.listeners.begin());
    find_calm(pool);
    pool.special = pool.special || pool.heard;
  }
}

/// `p`: whose units, or place in the queue, it is; nobody's, of the capacity.
void Engine::hear(std::uint32_t instance, LevelInfo::What what, std::int64_t by, Patient* p) {
  const Pool& pool = pools_[instance];
  const std::size_t count = pool.is_calm() ? pool.first_rule : pool.listeners.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Listener& listener = pool.listeners[i];
    if (listener.kind == Listener::Kind::level) {
      if (listener.what == what) recorder_.level_changed(listener.index, by * listener.factor, now_);
    } else if (listener.kind == Listener::Kind::cut) {
      if (listener.what == what && p != nullptr) change_cut(listener, patients_.attributes(*p)[net_.level_cuts[listener.index].attribute], by);
    } else if (listener.kind == Listener::Kind::condition) {
      wake(listener.index);
    } else if (!rules_[listener.index].roused && !rules_[listener.index].quiet()) {
      rules_[listener.index].roused = true;
      roused_.push_back(listener.index);
      busy_ = true;
    }
  }
}

/// An attribute is set by which levels are cut: what the patient holds is from now on that of the new label.
void Engine::relabel(Patient& p, std::uint16_t attribute, double value) {
  const double before = patients_.attributes(p)[attribute];
  patients_.attributes(p)[attribute] = value;
  const Holding* holdings = patients_.holdings(p);
  for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) {
    if (holdings[slot].units == 0) continue;
    for (const Listener& listener : pools_[holdings[slot].instance].listeners) {
      if (listener.kind != Listener::Kind::cut || listener.what != LevelInfo::What::in_use || net_.level_cuts[listener.index].attribute != attribute) continue;
      change_cut(listener, before, -static_cast<std::int64_t>(holdings[slot].units));
      change_cut(listener, value, holdings[slot].units);
    }
  }
}

/// Changes the level of the label, if the value is one.
void Engine::change_cut(const Listener& listener, double value, std::int64_t by) {
  const LevelCutInfo& cut = net_.level_cuts[listener.index];
  if (const std::size_t label = cut.label(value); label < cut.values.size())
    recorder_.level_changed(layout_.level_part[cut.first + label] + listener.site, by * listener.factor, now_);
}

/// The capacity changed: no level of use did, but what is free or how full it is did.
void Engine::rouse_all(std::uint32_t instance) { hear(instance, LevelInfo::What::in_use, 0); }

// ---------------------------------------------------------------- conditions

void Engine::watch(Patient& p, std::uint32_t id, std::uint32_t number) {
  p.state = PatientState::watching;
  p.joined = now_;
  ConditionState& state = conditions_[number];
  state.watchers.emplace_back(id, p.ordinal);
  if (net_.expressions[net_.conditions[number].expression].of_time && !state.ticking) {
    state.ticking = true;
    push((now_ / ticks_per_minute + 1) * ticks_per_minute, Rank::conditions, number);
  }
}

void Engine::wake(std::uint32_t condition) {
  ConditionState& state = conditions_[condition];
  if (state.woken || state.watchers.empty()) return;
  state.woken = true;
  woken_.push_back(condition);
  busy_ = true;
}

/// A parameter changed: any condition or rule of the subnetwork may name it.
void Engine::wake_everything(const Subnetwork& subnetwork) {
  for (const std::uint32_t i : subnetwork.conditions) wake(i);
  for (const std::uint32_t i : subnetwork.rules) {
    if (rules_[i].roused) continue;
    rules_[i].roused = true;
    roused_.push_back(i);
    busy_ = true;
  }
}

/// Those who wait for conditions that may hold now are asked in order of joining; the first whose condition holds goes on,
/// and the others are asked again when all that follows from it has happened.
void Engine::test_woken() {
  asked_.clear();
  for (const std::uint32_t condition : woken_)
    for (const auto& [id, ordinal] : conditions_[condition].watchers) asked_.push_back({patients_.at(id).joined, ordinal, id, condition});
  std::sort(asked_.begin(), asked_.end(), [](const Asked& a, const Asked& b) { return std::tie(a.joined, a.ordinal, a.id) < std::tie(b.joined, b.ordinal, b.id); });
  for (const Asked who : asked_) {
    Patient& p = patients_.at(who.id);
    if (evaluate(net_.conditions[who.condition].expression, &p, site_of(p)) == 0) continue;
    auto& watchers = conditions_[who.condition].watchers;
    watchers.erase(std::find(watchers.begin(), watchers.end(), std::pair(who.id, who.ordinal)));
    p.state = PatientState::acting;
    ++p.position;
    ++record().events;
    trace_event(static_cast<std::uint8_t>(Rank::conditions), p);
    goes_on(p, who.id);
    return;
  }
  for (const std::uint32_t condition : woken_) conditions_[condition].woken = false;
  woken_.clear();
}

// ---------------------------------------------------------------- rules

Trigger Engine::trigger_of(std::uint32_t expression, std::uint32_t site) const {
  using Own = FastInstruction::Code;
  const FastInstruction* const code = &fast_.instructions[fast_.first[expression]];
  const auto level = static_cast<Instruction::Code>(code[0].code);
  const auto compare = static_cast<Own>(code[1].code);
  if (level != Instruction::Code::in_use && level != Instruction::Code::waiting) return {};
  if (compare < Own::less_than_number || compare > Own::not_below_number || static_cast<Own>(code[2].code) != Own::end) return {};
  const Pool& pool = pools_[code[0].index + code[0].a * site];
  return {level == Instruction::Code::in_use ? &pool.in_use : &pool.waiting, compare, code[1].value};
}

/// Finds the levels at which a test of the rule changes nothing: it is off and its condition does not hold, or it is on and the one that
/// ends it does not; and no time runs. Only for the kind of condition of which this can be said at little cost.
void Engine::arm(std::uint32_t number) {
  constexpr double most = 1e18;
  constexpr auto endless_level = static_cast<std::int64_t>(most);
  const RuleInfo& info = net_.rules[number];
  RuleState& state = rules_[number];
  const Trigger& trigger = state.on && info.until != no_index ? state.until : state.when;
  state.level = nullptr;
  if (trigger.level == nullptr || state.held_since != not_running) return;
  state.level = &trigger.level->value;
  const auto whole = [=](double x) { return static_cast<std::int64_t>(std::clamp(x, -most, most)); };
  std::int64_t below = 0;  // where the condition changes: the last level on its lower side
  bool holds_below = false;
  switch (trigger.compare) {
    case FastInstruction::Code::less_than_number: below = whole(std::ceil(trigger.value)) - 1, holds_below = true; break;
    case FastInstruction::Code::not_above_number: below = whole(std::floor(trigger.value)), holds_below = true; break;
    case FastInstruction::Code::above_number: below = whole(std::floor(trigger.value)); break;
    default: below = whole(std::ceil(trigger.value)) - 1; break;
  }
  const bool ends_by_itself = state.on && info.until == no_index;
  if (holds_below == ends_by_itself) {
    state.quiet_low = -endless_level;
    state.quiet_high = below;
  } else {
    state.quiet_low = below + 1;
    state.quiet_high = endless_level;
  }
}

/// From what arm() found for each of the rules that listen.
void Engine::find_calm(Pool& pool) {
  Calm& calm = pool.calm;
  calm = Calm();
  for (std::size_t i = pool.first_rule; i < pool.listeners.size(); ++i) {
    const RuleState& rule = rules_[pool.listeners[i].index];
    if (rule.level == &pool.in_use.value) {
      calm.least_in_use = std::max(calm.least_in_use, rule.quiet_low);
      calm.most_in_use = std::min(calm.most_in_use, rule.quiet_high);
    } else if (rule.level == &pool.waiting.value) {
      calm.least_waiting = std::max(calm.least_waiting, rule.quiet_low);
      calm.most_waiting = std::min(calm.most_waiting, rule.quiet_high);
    } else {
      calm.most_in_use = -1;  // never
    }
  }
}

void Engine::test_rule(std::uint32_t number) {
  const RuleState& rule = rules_[number];
  const auto [level, low, high] = std::tuple(rule.level, rule.quiet_low, rule.quiet_high);
  decide(number);
  arm(number);
  if (rule.level == level && rule.quiet_low == low && rule.quiet_high == high) return;
  for (const std::uint32_t instance : net_.rules[number].watched) find_calm(pools_[instance]);
}

void Engine::decide(std::uint32_t number) {
  const RuleInfo& info = net_.rules[number];
  RuleState& state = rules_[number];
  const std::uint32_t site = info.site == no_index ? 0 : info.site;
  if (state.on && info.clock != no_index) return;  // it recorded its first time
  bool holds = evaluate(state.on && info.until != no_index ? info.until : info.when, nullptr, site) != 0;
  if (state.on && info.until == no_index) holds = !holds;
  if (!holds) {
    state.held_since = not_running;
    return;
  }
  const Ticks needed = state.on ? info.until_for : info.for_time;
  if (state.held_since == not_running) {
    state.held_since = now_;
    if (needed > 0) push(now_ + needed, Rank::rules, number);
  }
  if (now_ - state.held_since < needed) return;
  if (state.switched == now_) {  // once at an instant: a rule that undoes itself must not stop the clock
    push(now_ + std::max<Ticks>(info.check, ticks_per_second), Rank::rules, number);
    return;
  }
  switch_rule(number);
}

void Engine::switch_rule(std::uint32_t number) {
  const RuleInfo& info = net_.rules[number];
  RuleState& state = rules_[number];
  state.on = !state.on;
  state.switched = now_;
  state.held_since = not_running;
  ++record().events;
  if (info.clock != no_index) {
    recorder_.clock_started(info.clock, 0);
    recorder_.stopped(info.clock, info.site == no_index ? 0 : info.site, 0, 0, now_);
    return;
  }
  if (info.effects.empty()) {
    stop_ = busy_ = true;  // the experiment's stop condition
    return;
  }
  const std::uint32_t own = info.site == no_index ? 0 : info.site;
  if (state.on) recorder_.counted(info.count, own);
  recorder_.set_level(layout_.level_part[info.level] + own, state.on ? 1 : 0, now_);
  refresh_parameters();
  wake_everything(net_.subnetworks[info.subnetwork]);
  for (const EffectInfo& effect : info.effects) {
    if (!effect.on_resource) continue;
    const bool everywhere = effect.resource.stride > 0 && info.site == no_index;
    for (std::uint32_t site = 0; site < (everywhere ? net_.site_count : 1); ++site)
      push(now_, Rank::capacity_changes, effect.resource.at(everywhere ? site : info.site == no_index ? 0 : info.site));
  }
}

/// Applies to a scheduled capacity the effects of all rules that are on, in declared order.
double Engine::rule_amount(std::uint32_t instance, double capacity) const {
  for (const std::uint32_t i : subnetwork_->rules) {
    if (!rules_[i].on) continue;
    const RuleInfo& info = net_.rules[i];
    for (const EffectInfo& effect : info.effects) {
      if (!effect.on_resource) continue;
      const bool everywhere = effect.resource.stride > 0 && info.site == no_index;
      const std::uint32_t first = effect.resource.first;
      const bool meant = everywhere ? instance >= first && instance < first + net_.site_count
                                    : instance == effect.resource.at(info.site == no_index ? 0 : info.site);
      if (!meant) continue;
      if (effect.what == EffectInfo::What::add) capacity += effect.amount;
      else if (effect.what == EffectInfo::What::set) capacity = effect.amount;
      else capacity *= effect.amount;
    }
  }
  return capacity;
}

/// By how much the rate of a source is multiplied at this instant, by its own factor and by the rules that are on.
double Engine::rate_factor(const SourceInfo& source) {
  const std::uint32_t site = source.site == no_index ? 0 : source.site;
  double factor = 1;
  if (source.times != no_index) factor = std::clamp(evaluate(source.times, nullptr, site), 0.0, current_[site]->rates[source.plan].times_at_most);
  for (const std::uint32_t i : subnetwork_->rules) {
    const RuleInfo& rule = net_.rules[i];
    if (!rules_[i].on || (rule.site != no_index && source.site != no_index && rule.site != source.site)) continue;
    for (const EffectInfo& effect : rule.effects)
      if (effect.plan == source.plan) factor *= effect.amount;
  }
  return factor;
}

/// What that may be at most, whatever happens; and whether there is anything that changes it.
double Engine::most_rate_factor(const SourceInfo& source, bool& changes) const {
  const std::uint32_t site = source.site == no_index ? 0 : source.site;
  changes = source.times != no_index;
  double most = 0;
  for (std::size_t epoch = 0; epoch < net_.epoch_starts.size(); ++epoch) most = std::max(most, net_.at(epoch, site).rates[source.plan].times_at_most);
  for (const RuleInfo& rule : net_.rules)
    for (const EffectInfo& effect : rule.effects) {
      if (effect.plan != source.plan || (rule.site != no_index && source.site != no_index && rule.site != source.site)) continue;
      changes = true;
      most *= std::max(1.0, effect.amount);
    }
  return most;
}

void Engine::refresh_parameters() {
  for (std::size_t i = 0; i < net_.parameters_info.size(); ++i) {
    const auto& info = net_.parameters_info[i];
    for (std::uint32_t site = 0; site < (info.per_site ? net_.site_count : 1); ++site)
      parameter_values_[info.first + site] = current_[site]->values[i];
  }
  for (const std::uint32_t i : subnetwork_->rules) {
    if (!rules_[i].on) continue;
    const RuleInfo& info = net_.rules[i];
    for (const EffectInfo& effect : info.effects) {
      if (effect.on_resource || effect.plan != no_index) continue;
      const bool everywhere = effect.stride > 0 && info.site == no_index;
      for (std::uint32_t site = 0; site < (everywhere ? net_.site_count : 1); ++site) {
        double& value = parameter_values_[effect.parameter + effect.stride * (everywhere ? site : info.site == no_index ? 0 : info.site)];
        if (effect.what == EffectInfo::What::add) value += effect.amount;
        else if (effect.what == EffectInfo::What::set) value = effect.amount;
        else value *= effect.amount;
      }
    }
  }
}

}  // namespace careway
