#include "network/ties.hpp"

#include <algorithm>

namespace careway {

namespace {

std::uint32_t size_of(const auto& list) { return static_cast<std::uint32_t>(list.size()); }

std::uint32_t plans_of(const Network& net) {
  std::uint32_t plans = 0;
  for (const SourceInfo& source : net.sources) plans = std::max(plans, source.plan + 1);
  return plans;
}

}  // namespace

Ties::Ties(const Network& net, const FlowGraph& flow)
    : net_(net),
      ruled_(net.parameter_values),
      resources_(std::max(size_of(flow.nodes), size_of(net.ops))),
      clocks_(resources_ + size_of(net.resources)),
      holdings_(clocks_ + std::max(size_of(net.clocks), std::uint32_t{net.clock_slots})),
      counters_(holdings_ + net.holding_slots),
      counts_(counters_ + net.counter_slots),
      levels_(counts_ + size_of(net.counts)),
      rules_(levels_ + size_of(net.levels)),
      parameters_(rules_ + size_of(net.rules)),
      plans_(parameters_ + net.parameter_values),
      nodes_(plans_ + plans_of(net)) {
  for (const RuleInfo& rule : net.rules)
    for (const EffectInfo& effect : rule.effects)
      if (!effect.on_resource && effect.plan == no_index) ruled_[effect.parameter] = true;
  for (std::uint32_t i = 0; i < flow.nodes.size(); ++i)
    for (const auto* ways : {&flow.nodes[i].next, &flow.nodes[i].without_taking})
      for (const std::uint32_t to : *ways) tie(i, to);
  for (std::uint32_t position = 0; position < net.ops.size(); ++position) operation(position);
  for (const PresentInfo& present : net.present) someone_present(present);
  for (std::uint32_t i = 0; i < net.resources.size(); ++i)
    for (const std::uint32_t quantity : {net.resources[i].turnaround, net.resources[i].breakdown_every, net.resources[i].breakdown_lasting})
      quantity_at(resource(i), quantity);
  for (const SourceInfo& each : net.sources) source(each);
  for (std::uint32_t i = 0; i < net.rules.size(); ++i) rule_of(i);
  for (std::uint32_t i = 0; i < net.levels.size(); ++i) level_of(i);
}

void Ties::expression_at(std::uint32_t node, std::uint32_t number) {
  if (number == no_index) return;
  const ExpressionCode& code = net_.expressions[number];
  for (std::uint32_t i = code.first; i < code.first + code.count; ++i) {
    const Instruction& instruction = net_.instructions[i];
    switch (instruction.code) {
      case Instruction::Code::held:
      case Instruction::Code::place: tie_holding(node, instruction.a); break;
      case Instruction::Code::elapsed:
      case Instruction::Code::running: tie(node, clock(instruction.a)); break;
      case Instruction::Code::in_use:
      case Instruction::Code::waiting:
      case Instruction::Code::free_units:
      case Instruction::Code::capacity:
      case Instruction::Code::blocked:
      case Instruction::Code::occupancy:
      case Instruction::Code::booked:
      case Instruction::Code::taken: see(node, resource(net_.instance_resource[instruction.index])); break;
      case Instruction::Code::parameter:
        if (ruled_[instruction.index]) see(node, parameters_ + instruction.index);
        break;
      case Instruction::Code::sampled: see(node, level(instruction.index)); break;
      case Instruction::Code::recent: see(node, count(instruction.index)); break;
      default: break;
    }
  }
}

void Ties::quantity_at(std::uint32_t node, std::uint32_t number) {
  if (number == no_index) return;
  const QuantityNode& quantity = net_.quantities[number];
  switch (quantity.kind) {
    case QuantityNode::Kind::leaf: {
      leaves_at_.emplace_back(quantity.first, node);
      const LeafCode& leaf = net_.leaf_codes[quantity.first];
      if (leaf.counter != no_slot) tie(node, counter(leaf.counter));
      expression_at(node, leaf.times);
      break;
    }
    case QuantityNode::Kind::formula: expression_at(node, quantity.first); break;
    case QuantityNode::Kind::by:
    case QuantityNode::Kind::by_key:
      expression_at(node, quantity.key);
      quantity_at(node, quantity.otherwise);
      for (std::uint32_t i = 0; i < quantity.count; ++i) quantity_at(node, net_.by_children[quantity.first + i]);
      break;
  }
}

void Ties::request_at(std::uint32_t node, const RequestCode& request) {
  tie_holding(node, request.slot);
  for (std::uint32_t i = request.first_choice; i < request.first_choice + request.choices; ++i) {
    tie_resource(node, net_.choices[i]);
    tie_holding(node, net_.choice_slots[i]);
    if (request.first_score != no_index) expression_at(node, net_.scores[request.first_score + i - request.first_choice]);
  }
  for (std::uint32_t i = request.first_escalation; i < request.first_escalation + request.escalations; ++i) expression_at(node, net_.escalations[i].priority);
  for (std::uint32_t i = request.first_pair; i < request.first_pair + request.pairs; ++i) tie_holding(node, net_.blocking[i].slot);
  expression_at(node, request.units);
  expression_at(node, request.priority);
  quantity_at(node, request.patience);
  if (request.moved != no_index) see(node, count(request.moved));
}

void Ties::operation(std::uint32_t position) {
  const Op& op = net_.ops[position];
  switch (op.code) {
    case OpCode::set:
    case OpCode::delay:
    case OpCode::split:
    case OpCode::set_site: quantity_at(position, op.b); break;
    case OpCode::start:
    case OpCode::stop:
    case OpCode::cancel: tie(position, clock(op.a)); break;
    case OpCode::release: tie_holding(position, op.a); break;
    case OpCode::seize: request_at(position, net_.requests[op.b]); break;
    case OpCode::unless: expression_at(position, op.b); break;
    case OpCode::wait_until: expression_at(position, net_.conditions[op.b].expression); break;
    case OpCode::best_site: expression_at(position, net_.site_choices[op.b].score); break;
    case OpCode::fork:
      for (std::uint32_t i = 0; i < net_.forks[op.b].branches; ++i) tie(position, net_.fork_targets[net_.forks[op.b].first_branch + i]);
      break;
    case OpCode::book: {
      const BookingCode& booking = net_.bookings[op.b];
      tie_resource(position, booking.resource);
      for (const std::uint32_t expression : {booking.first, booking.last, booking.days}) expression_at(position, expression);
      for (const std::uint32_t quantity : {booking.within, booking.patience}) quantity_at(position, quantity);
      break;
    }
    case OpCode::count:
    case OpCode::leave: see(position, count(op.b)); break;
    case OpCode::count_by:
      for (const std::uint32_t each : net_.count_cuts[op.b].counts) see(position, count(each));
      break;
    case OpCode::release_all:
    case OpCode::until_time:
    case OpCode::until_open:
    case OpCode::jump:
    case OpCode::join:
    case OpCode::cancel_booking: break;
  }
}

void Ties::someone_present(const PresentInfo& present) {
  quantity_at(present.position, present.number);
  for (std::uint32_t i = 0; i < present.operations; ++i) tie(present.position, present.program + i);
  if (present.like != no_index) tie(present.position, present.like);
  for (const PresentInfo::Clock& each : present.clocks) tie(present.position, clock(each.slot));
  for (const PresentInfo::Held& held : present.holds) {
    tie_holding(present.position, held.slot);
    tie_resource(present.position, held.resource);
    expression_at(present.position, held.asked);
  }
  see(present.position, count(net_.sources[present.source].count));
}

/// One of people who are present has no operations of its own: they are each somewhere else.
void Ties::source(const SourceInfo& source) {
  if (source.kind == SourceInfo::Kind::present) return;
  for (const std::uint32_t quantity : {source.interarrival, source.batch, source.late}) quantity_at(source.position, quantity);
  expression_at(source.position, source.times);
  see(source.position, count(source.count));
  see(source.position, plans_ + source.plan);
}

void Ties::rule_of(std::uint32_t number) {
  const RuleInfo& info = net_.rules[number];
  const std::uint32_t node = rule(number);
  expression_at(node, info.when);
  expression_at(node, info.until);
  for (const std::uint32_t instance : info.watched) see(node, resource(net_.instance_resource[instance]));
  for (const EffectInfo& effect : info.effects) {
    if (effect.on_resource) see(node, resource(net_.instance_resource[effect.resource.first]));
    else if (effect.plan != no_index) see(node, plans_ + effect.plan);
    else see(node, parameters_ + effect.parameter);
  }
  if (info.clock != no_index) see(node, clock(info.clock));
  if (info.count != no_index) see(node, count(info.count));
  if (info.level != no_index) see(node, level(info.level));
}

void Ties::level_of(std::uint32_t number) {
  const LevelInfo& info = net_.levels[number];
  for (const LevelInfo::Term& term : info.terms) see(level(number), resource(net_.instance_resource[term.resource.first]));
  expression_at(level(number), info.formula);
}

}  // namespace careway
