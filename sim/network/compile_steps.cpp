// Steps and actions into operations, and the graph of what may follow what.
#include <algorithm>

#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

namespace {

/// Every step that an action may send the patient to.
std::vector<Word> targets_of(const Action& action) {
  std::vector<Word> words;
  const auto add = [&](const Word& word) {
    if (word.given()) words.push_back(word);
  };
  if (const auto* seize = std::get_if<ActSeize>(&action.what)) {
    add(seize->otherwise);
    add(seize->if_full);
    add(seize->if_busy);
  } else if (const auto* split = std::get_if<ActSplit>(&action.what)) {
    for (const Share& share : split->shares) add(share.to);
    for (const auto& [label, shares] : split->cases)
      for (const Share& share : shares) add(share.to);
  } else if (const auto* route = std::get_if<ActRoute>(&action.what)) {
    for (const Branch& branch : route->branches) add(branch.to);
  } else if (const auto* go = std::get_if<ActGo>(&action.what)) {
    add(go->to);
  } else if (const auto* fork = std::get_if<ActFork>(&action.what)) {
    for (const Word& word : fork->branches) add(word);
  } else if (const auto* book = std::get_if<ActBook>(&action.what)) {
    add(book->otherwise);
  } else if (const auto* delay = std::get_if<ActDelay>(&action.what)) {
    add(delay->if_lost);
  }
  return words;
}

}  // namespace

// ---------------------------------------------------------------- frame

FlowNode& Compiler::flow_node(std::uint32_t position) {
  if (flow.nodes.size() <= position) flow.nodes.resize(position + 1);
  return flow.nodes[position];
}

std::uint32_t Compiler::emit_op(OpCode code, std::uint16_t a, std::uint32_t b, std::uint32_t c) {
  const auto position = static_cast<std::uint32_t>(out_.ops.size());
  Op op;
  op.code = code;
  op.a = a;
  op.b = b;
  op.c = c;
  op.action = current_action_;
  out_.ops.push_back(op);
  FlowNode& node = flow_node(position);
  const bool ends = code == OpCode::leave || code == OpCode::jump || code == OpCode::split || code == OpCode::join;
  if (!ends) node.next.push_back(position + 1);
  node.leaves = code == OpCode::leave || code == OpCode::join;
  maybe_given.resize(position + 1, no_slot);
  needs_site.resize(position + 1, false);
  return position;
}

/// Step number; it becomes a position when all steps are placed.
std::uint32_t Compiler::target(const Word& word, const Scope& scope, const std::string& path) {
  return resolve(NameKind::step, symbols_.steps, word, scope, path).value_or(no_index);
}

Compiler::DrawName Compiler::draw_name(const Action& action, const std::string& role, bool in_loop) const {
  const StepName& step = out_.steps[out_.actions[current_action_].step];
  return {step.name + "." + action.verb + "[" + std::to_string(action.ordinal) + "]" + (role.empty() ? "" : "." + role), in_loop};
}

void Compiler::loops_of_steps() {
  FlowGraph graph;
  graph.nodes.resize(symbols_.steps.size());
  for (const auto& pathway : variant_.pathways) {
    for (const Step& step : pathway->steps) {
      const auto from = *symbols_.steps.find(full_name(pathway->name, step.name));
      for (const Action& action : step.actions)
        for (const Word& word : targets_of(action))
          if (const auto to = symbols_.steps.resolve(word.text, pathway->name)) graph.nodes[from].next.push_back(*to);
    }
  }
  step_in_loop_ = analyse(graph).in_loop;
  delays_drawn_again_ = some_resample();
}

void Compiler::compile_steps() {
  loops_of_steps();
  name_bookings();
  step_positions_.assign(symbols_.steps.size(), no_index);
  out_.steps.resize(symbols_.steps.size());
  for (const auto& pathway : variant_.pathways)
    for (const Step& step : pathway->steps) compile_step(*pathway, step);
}

void Compiler::compile_step(const Pathway& pathway, const Step& step) {
  const auto number = *symbols_.steps.find(full_name(pathway.name, step.name));
  step_positions_[number] = static_cast<std::uint32_t>(out_.ops.size());
  out_.steps[number] = {full_name(pathway.name, step.name), *symbols_.pathways.find(pathway.name), step_positions_[number]};
  const Scope scope{pathway.name, true, pathway.per_site};
  for (const Action& action : step.actions) {
    current_action_ = static_cast<std::uint32_t>(out_.actions.size());
    out_.actions.push_back({action.path, action.verb, action.place, number});
    const auto first = static_cast<std::uint32_t>(out_.ops.size());
    needs_site_ = pathway.per_site;
    compile_action(action, scope, step_in_loop_[number]);
    for (std::uint32_t position = first; position < out_.ops.size(); ++position) needs_site[position] = needs_site_;
  }
  end_late_bookings(scope);
  current_action_ = no_index;
}

void Compiler::compile_action(const Action& action, const Scope& scope, bool in_loop) {
  std::visit([&](const auto& a) { act(a, action, scope, in_loop); }, action.what);
}

void Compiler::patch(std::uint32_t& target_step) const {
  if (target_step != no_index) target_step = step_positions_[target_step];
}

/// A way in: a node of its own in front of the position, which brings the site along.
FlowNode& Compiler::entry(std::uint32_t position, bool with_site) {
  const auto number = static_cast<std::uint32_t>(flow.nodes.size());
  FlowNode node;
  node.next = {position};
  if (with_site) node.takes = {static_cast<std::uint16_t>(symbols_.holdings.size())};
  flow.nodes.push_back(node);
  flow.entries.push_back(number);
  return flow.nodes.back();
}

void Compiler::patch_positions() {
  for (std::uint32_t position = 0; position < out_.ops.size(); ++position) {
    Op& op = out_.ops[position];
    if (op.code != OpCode::jump && op.code != OpCode::unless) continue;
    if (op.unused == 0) patch(op.c);
    op.unused = 0;
    if (op.c != no_index) flow_node(position).next.push_back(op.c);
  }
  for (RequestCode& request : out_.requests) {
    patch(request.otherwise);
    patch(request.if_full);
    patch(request.if_busy);
  }
  for (std::uint32_t& step : out_.fork_targets) patch(step);
  for (const std::uint32_t number : split_choices_) {
    ChoiceLeaf& choice = parameters_.choices[number];
    for (double& value : choice.values)
      if (value >= 0) value = step_positions_[static_cast<std::size_t>(value)];
    if (choice.values.size() <= few_choices) choice.few.set_values(choice.values);
  }
  for (std::uint32_t position = 0; position < out_.ops.size(); ++position) {
    const Op op = out_.ops[position];
    if (op.code == OpCode::fork) {
      const ForkCode& fork = out_.forks[op.b];
      for (std::uint32_t i = 0; i < fork.branches; ++i)
        if (const std::uint32_t to = out_.fork_targets[fork.first_branch + i]; to != no_index) {
          FlowNode& branch = entry(to, true);
          branch.takes.push_back(static_cast<std::uint16_t>(symbols_.holdings.size() + 1));
          for (std::uint32_t attribute = 0; attribute < symbols_.attributes.size(); ++attribute) branch.takes.push_back(set_slot(attribute));
        }
    }
    FlowNode& node = flow_node(position);
    if (op.code == OpCode::seize) {
      const RequestCode& request = out_.requests[op.b];
      for (const std::uint32_t to : {request.otherwise, request.if_full, request.if_busy})
        if (to != no_index) node.without_taking.push_back(to);
    }
    for (std::uint32_t& to : node.next)
      if (op.code == OpCode::split && to != no_index) to = step_positions_[to];
  }
  patch_ways_out();
}

// ---------------------------------------------------------------- actions

void Compiler::set_attributes(const std::vector<SetAttribute>& values, const std::string& base, const Scope& scope, bool in_loop) {
  for (const SetAttribute& set : values) {
    const auto attribute = symbols_.attributes.find(set.attribute.text);
    if (!attribute) continue;
    const std::uint32_t q = quantity(set.value, {base + "." + set.attribute.text, in_loop}, scope, *attribute);
    flow_node(emit_op(OpCode::set, static_cast<std::uint16_t>(*attribute), q)).takes = {set_slot(*attribute)};
  }
}

void Compiler::act(const ActSet& a, const Action& action, const Scope& scope, bool in_loop) {
  set_attributes(a.values, draw_name(action, "", false).name, scope, in_loop);
}

void Compiler::act(const ActClock& a, const Action& action, const Scope& scope, bool) {
  for (const Word& word : a.clocks) {
    const auto clock = resolve(NameKind::clock, symbols_.clocks, word, scope, action.path);
    if (!clock) continue;
    const OpCode code = a.what == ActClock::What::start ? OpCode::start
                        : a.what == ActClock::What::stop ? OpCode::stop
                                                         : OpCode::cancel;
    emit_op(code, static_cast<std::uint16_t>(*clock), *clock);
  }
}

void Compiler::act(const ActCount& a, const Action&, const Scope& scope, bool) {
  const std::string name = full_name(scope.pathway, a.name.text);
  emit_op(OpCode::count, 0, count_named(name, "", per_site(scope.pathway)));
  count_by(name, 0);
}

void Compiler::act(const ActSeize& a, const Action& action, const Scope& scope, bool in_loop) {
  RequestCode request;
  request.action = current_action_;
  request.grab = a.how == ActSeize::How::one ? Grab::one : a.how == ActSeize::How::any_of ? Grab::any_of : Grab::all_of;
  preemption(a, action, scope, request);
  request.first_choice = static_cast<std::uint32_t>(out_.choices.size());
  request.choices = static_cast<std::uint16_t>(a.resources.size());
  const std::string as = a.as.given() ? full_name(scope.pathway, a.as.text) : "";
  std::vector<std::uint16_t> slots;
  const bool needed = needs_site_;
  bool known = true;
  for (const Word& word : a.resources) {
    std::uint32_t number = no_index;
    const auto ref = resource(word, scope, action.path, &number);
    known = known && ref;
    out_.choices.push_back(ref.value_or(ResourceRef{0, 0}));
    std::optional<std::uint32_t> slot;
    if (!as.empty()) slot = symbols_.holdings.find(as);
    else if (number != no_index && (request.grab == Grab::all_of || slots.empty())) slot = symbols_.holdings.find(symbols_.resources.names()[number]);
    else if (!slots.empty()) slot = slots[0];
    out_.choice_slots.push_back(static_cast<std::uint16_t>(slot.value_or(0)));
    slots.push_back(out_.choice_slots.back());
    if (number != no_index && request.preempt != Displace::no) out_.resources[number].tracks_holders = true;
  }
  if (request.grab == Grab::all_of && !as.empty() && a.resources.size() > 1)
    findings_.error(a.as.place, action.path, "all_of takes several resources and cannot hold them under one name", "leave out `as`");
  if (a.any_site && known) {
    needs_site_ = needed;
    spread_over_sites(a, action, request);
  }
  request.slot = slots.empty() ? std::uint16_t{0} : slots[0];
  request.moves_back = a.move_back;
  if (a.move_back && known && !slots.empty()) {
    out_.slot_moves[slots[0]] = true;
    const std::string& held = symbols_.holdings.names()[slots[0]];
    request.moved = count_named(full_name(scope.pathway, "moved_back." + held.substr(held.find('.') + 1)), "Moves to a better choice", per_site(scope.pathway) && !symbols_.sites.empty());
  }
  request.highest = a.highest;
  Scope at_site = scope;
  at_site.has_site = scope.has_site || a.any_site;
  if (!a.scores.empty()) request.first_score = static_cast<std::uint32_t>(out_.scores.size());
  const std::size_t times = a.any_site ? (a.scores.size() == 1 ? a.resources.size() : 1) * symbols_.sites.size() : 1;  // one for each choice
  for (const Expression& score : a.scores) {
    const std::uint32_t code = expression(score, at_site, action.path + (a.highest ? ".highest" : ".lowest"), Meaning::any);
    out_.scores.insert(out_.scores.end(), times, code);
  }
  if (a.units) request.units = expression(*a.units, scope, action.path + ".units", Meaning::number);
  if (a.priority) {
    request.priority = expression(*a.priority, at_site, action.path + ".priority", Meaning::any);
    if (a.any_site) needs_site_ = needed;  // the choices supply their own sites
    std::uint32_t attribute = no_index;
    if (a.priority->kind == Expression::Kind::name) attribute = symbols_.attributes.find(a.priority->word).value_or(no_index);
    if (attribute != no_index && symbols_.attributes_info[attribute].numeric)
      request.priority_attribute = static_cast<std::uint16_t>(attribute);
    else if (attribute != no_index)
      findings_.error(a.priority->place, action.path + ".priority", "\"" + a.priority->word + "\" is a category", "a priority is a number; lower is sooner");
  }
  if (a.any_site) needs_site_ = needed;
  if (a.patience) request.patience = quantity(*a.patience, draw_name(action, "patience", in_loop), scope);
  if (a.otherwise.given()) request.otherwise = target(a.otherwise, scope, action.path + ".otherwise");
  if (a.if_full.given()) request.if_full = target(a.if_full, scope, action.path + ".if_full");
  if (a.if_busy.given()) request.if_busy = target(a.if_busy, scope, action.path + ".if_busy");
  request.first_escalation = static_cast<std::uint32_t>(out_.escalations.size());
  request.escalations = static_cast<std::uint16_t>(a.escalations.size());
  for (const Escalation& e : a.escalations)
    out_.escalations.push_back({to_ticks(e.after), expression(e.priority, scope, action.path + ".escalate", Meaning::any), e.rejoin});
  request.plain = request.grab == Grab::one && request.units == no_index && request.preempt == Displace::no;
  const auto number = static_cast<std::uint32_t>(out_.requests.size());
  out_.requests.push_back(request);
  const std::uint32_t position = emit_op(OpCode::seize, 0, number);
  FlowNode& node = flow_node(position);
  if (request.grab == Grab::all_of) node.takes = slots;
  else node.takes = {request.slot};
}

/// any_site: each resource named stands for its units at every site, each a choice of its own.
void Compiler::spread_over_sites(const ActSeize& a, const Action& action, RequestCode& request) {
  const std::vector<ResourceRef> refs(out_.choices.begin() + request.first_choice, out_.choices.end());
  const std::vector<std::uint16_t> slots(out_.choice_slots.begin() + request.first_choice, out_.choice_slots.end());
  for (std::size_t i = 0; i < refs.size(); ++i)
    if (refs[i].stride == 0) {
      findings_.error(a.resources[i].place, action.path, "\"" + a.resources[i].text + "\" does not exist at each site", "seize it by its name alone, or let its pathway be per: site");
      return;
    }
  out_.choices.resize(request.first_choice);
  out_.choice_slots.resize(request.first_choice);
  for (std::size_t i = 0; i < refs.size(); ++i)
    for (std::uint32_t site = 0; site < symbols_.sites.size(); ++site) {
      out_.choices.push_back({refs[i].at(site), 0});
      out_.choice_slots.push_back(slots[i]);
    }
  request.each_site = true;
  request.choices = static_cast<std::uint16_t>(out_.choices.size() - request.first_choice);
}

void Compiler::act(const ActRelease& a, const Action& action, const Scope& scope, bool) {
  if (a.all) {
    flow_node(emit_op(OpCode::release_all)).gives_all = true;
    return;
  }
  for (const Word& word : a.names) {
    const auto slot = holding(word, scope, action.path);
    if (!slot) continue;
    const std::uint32_t position = emit_op(OpCode::release, *slot);
    if (a.if_held) {
      flow_node(position).gives_if_held = {*slot};
    } else {
      flow_node(position).gives = {*slot};
      maybe_given[position] = *slot;
    }
  }
}

void Compiler::act(const ActDelay& a, const Action& action, const Scope& scope, bool in_loop) {
  std::uint16_t days = 0;
  for (std::size_t day = 0; day < 7; ++day) days = static_cast<std::uint16_t>(days | (a.days[day] ? 1u << day : 0u));
  if (a.if_lost.given()) ways_out_.emplace_back(static_cast<std::uint32_t>(out_.ops.size()), target(a.if_lost, scope, action.path + ".if_lost"));
  const std::uint16_t shelter = a.uninterrupted ? sheltered : std::uint16_t{0};
  switch (a.how) {
    case ActDelay::How::quantity:
      residual_wanted_ = met_under_way_.count(out_.steps[out_.actions[current_action_].step].name) > 0;
      if (a.quantity) emit_op(OpCode::delay, shelter, quantity(*a.quantity, draw_name(action, "", in_loop || delays_drawn_again_), scope));
      residual_wanted_ = false;
      break;
    case ActDelay::How::until_time: {
      const auto first = static_cast<std::uint32_t>(out_.day_times.size());
      out_.day_times.insert(out_.day_times.end(), a.times_of_day.begin(), a.times_of_day.end());
      std::sort(out_.day_times.begin() + first, out_.day_times.end());
      emit_op(OpCode::until_time, days | shelter, first, static_cast<std::uint32_t>(a.times_of_day.size()));
      break;
    }
    case ActDelay::How::until_open:
      if (const auto calendar = resolve(NameKind::calendar, symbols_.calendars, a.calendar, scope, action.path))
        emit_op(OpCode::until_open, shelter, *calendar);
      break;
  }
}

std::uint32_t Compiler::condition(const Expression& text, const Scope& scope, const std::string& path) {
  named_resources_.clear();
  ConditionCode code;
  code.expression = expression(text, scope, path, Meaning::condition);
  code.first_watched = static_cast<std::uint32_t>(out_.watched.size());
  std::sort(named_resources_.begin(), named_resources_.end());
  named_resources_.erase(std::unique(named_resources_.begin(), named_resources_.end()), named_resources_.end());
  for (const std::uint32_t number : named_resources_) out_.watched.push_back(number);
  code.watched = static_cast<std::uint32_t>(named_resources_.size());
  out_.conditions.push_back(code);
  return static_cast<std::uint32_t>(out_.conditions.size() - 1);
}

void Compiler::act(const ActWaitUntil& a, const Action& action, const Scope& scope, bool) {
  emit_op(OpCode::wait_until, 0, condition(a.condition, scope, action.path));
}

std::uint32_t Compiler::split_shares(const std::vector<Share>& shares, const LeafCode& code, const Scope& scope,
                                     const std::string& path) {
  double given = 0;
  for (const Share& share : shares) given += share.share > 0 ? share.share : 0;
  std::vector<double> weights, values;
  for (const Share& share : shares) {
    const std::uint32_t to = target(share.to, scope, path);
    weights.push_back(share.share < 0 ? std::max(0.0, 1 - given) : share.share);
    values.push_back(to == no_index ? -1.0 : to);  // unknown: told, and left alone
    if (to != no_index) flow_node(static_cast<std::uint32_t>(out_.ops.size())).next.push_back(to);
  }
  split_choices_.push_back(static_cast<std::uint32_t>(parameters_.choices.size()));
  return choice_leaf(weights, values, code);
}

void Compiler::act(const ActSplit& a, const Action& action, const Scope& scope, bool in_loop) {
  LeafCode code = leaf_code(draw_name(action, "", in_loop), false);
  if (!a.draw.empty()) name_draw(code, a.draw, action.place, action.path);
  std::uint32_t q = no_index;
  if (a.by.empty()) {
    q = split_shares(a.shares, code, scope, action.path);
  } else if (const std::optional<By> by = what_by(a.by, a.by_place, action.path, scope)) {
    std::vector<std::pair<double, std::uint32_t>> children;
    for (const auto& [label, shares] : a.cases) {
      const auto value = case_value(*by, label);
      if (!value) {
        const Place place = shares.empty() ? action.place : shares[0].place;
        unknown_name(findings_, place, action.path, label, ("label of " + a.by).c_str(), by->labels);
        continue;
      }
      children.emplace_back(*value, split_shares(shares, code, scope, action.path));
      doubt_label(*by, label, shares.empty() ? action.place : shares[0].place, action.path);
    }
    const std::uint32_t otherwise = a.has_else ? split_shares(a.shares, code, scope, action.path) : no_index;
    if (!a.has_else) {
      expect_cases(*by, [&](const std::string& label) { return std::any_of(a.cases.begin(), a.cases.end(), [&](const auto& c) { return c.first == label; }); },
                   action.place, action.path);
    }
    q = by_node(*by, children, otherwise, action.place, action.path);
    const bool has_zero = by->key != no_index || (symbols_.attributes_info[by->attribute].numeric &&
                          std::any_of(children.begin(), children.end(), [](const auto& child) { return child.first == 0; }));
    if (!a.has_else && !has_zero) splits_by.push_back({static_cast<std::uint32_t>(out_.ops.size()), by->attribute, a.by_place});
  }
  emit_op(OpCode::split, 0, q);
}

void Compiler::act(const ActRoute& a, const Action& action, const Scope& scope, bool) {
  for (const Branch& branch : a.branches) {
    if (branch.when) {
      const std::uint32_t test = expression(*branch.when, scope, action.path, Meaning::condition);
      const std::uint32_t position = emit_op(OpCode::unless, 0, test, static_cast<std::uint32_t>(out_.ops.size()) + 2);
      out_.ops[position].unused = 1;  // its target is a position already
    }
    emit_op(OpCode::jump, 0, 0, target(branch.to, scope, action.path));
  }
}

void Compiler::act(const ActGo& a, const Action& action, const Scope& scope, bool) {
  emit_op(OpCode::jump, 0, 0, target(a.to, scope, action.path));
}

void Compiler::act(const ActLeave& a, const Action&, const Scope& scope, bool) {
  const std::string name = full_name(scope.pathway, "left." + a.outcome.text);
  count_by(name, 1);
  emit_op(OpCode::leave, 0, count_named(name, "", per_site(scope.pathway)));
}

void Compiler::act(const ActChooseSite& a, const Action& action, const Scope& scope, bool in_loop) {
  const auto here = static_cast<std::uint16_t>(symbols_.holdings.size());
  if (symbols_.sites.empty()) {
    findings_.error(action.place, action.path, "there are no sites to choose from", "declare `sites:` in the model");
    return;
  }
  const auto site_number = [&](const Word& word) {
    const auto site = symbols_.site(word.text);
    if (!site) unknown_name(findings_, word.place, action.path, word.text, "site", symbols_.sites);
    return site.value_or(0);
  };
  std::uint32_t position = no_index;
  if (a.how == ActChooseSite::How::named) {
    Leaf fixed;
    fixed.fixed = true;
    fixed.plus = site_number(a.site);
    position = emit_op(OpCode::set_site, 0, leaf(fixed, {}));
  } else if (a.how == ActChooseSite::How::choice && a.choice) {
    Quantity choice = *a.choice;  // labels are site names: put their numbers in place
    const auto number_labels = [&](auto& self, Quantity& q) -> void {
      for (auto& c : q.choices) c.label = std::to_string(site_number({c.label, c.place}));
      if (q.kind == Quantity::Kind::label) {
        q.number = site_number({q.label, q.place});
        q.kind = Quantity::Kind::fixed;
      }
      for (auto& [label, inner] : q.cases) self(self, inner);
      if (q.otherwise) {
        Quantity inner = *q.otherwise;
        self(self, inner);
        q.otherwise = std::make_shared<const Quantity>(inner);
      }
    };
    number_labels(number_labels, choice);
    choice.dimension = Dimension::number;
    position = emit_op(OpCode::set_site, 0, quantity(choice, draw_name(action, "", in_loop), scope));
  } else if (a.score) {
    SiteChoiceCode code;
    code.lowest = a.how == ActChooseSite::How::lowest;
    Scope at_site = scope;
    at_site.has_site = true;
    const bool needed = needs_site_;
    code.score = expression(*a.score, at_site, action.path, Meaning::any);
    needs_site_ = needed;  // the score supplies its own site
    code.first_site = static_cast<std::uint32_t>(out_.site_lists.size());
    for (const Word& word : a.among) out_.site_lists.push_back(site_number(word));
    if (a.among.empty())
      for (std::uint32_t i = 0; i < symbols_.sites.size(); ++i) out_.site_lists.push_back(i);
    code.sites = static_cast<std::uint32_t>(out_.site_lists.size()) - code.first_site;
    code.age = a.age;
    out_.site_choices.push_back(code);
    position = emit_op(OpCode::best_site, 0, static_cast<std::uint32_t>(out_.site_choices.size() - 1));
  }
  if (position != no_index) flow_node(position).takes = {here};
}

void Compiler::act(const ActFork& a, const Action& action, const Scope& scope, bool) {
  ForkCode fork;
  fork.first_branch = static_cast<std::uint32_t>(out_.fork_targets.size());
  for (const Word& word : a.branches) out_.fork_targets.push_back(target(word, scope, action.path));
  fork.branches = static_cast<std::uint32_t>(a.branches.size());
  out_.forks.push_back(fork);
  out_.has_forks = true;
  emit_op(OpCode::fork, 0, static_cast<std::uint32_t>(out_.forks.size() - 1));
}

void Compiler::act(const ActJoin&, const Action&, const Scope&, bool) { emit_op(OpCode::join); }

}  // namespace careway
