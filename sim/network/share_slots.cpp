#include "network/share_slots.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "graph/components.hpp"

namespace careway {

namespace {

class Sharer {
 public:
  Sharer(Network& net, const FlowGraph& flow)
      : net_(net),
        resources_(static_cast<std::uint32_t>(std::max(flow.nodes.size(), net.ops.size()))),
        clocks_(resources_ + static_cast<std::uint32_t>(net.resources.size())),
        holdings_(clocks_ + net.clock_slots),
        counters_(holdings_ + net.holding_slots),
        nodes_(counters_ + net.counter_slots) {
    for (std::uint32_t i = 0; i < flow.nodes.size(); ++i)
      for (const auto* ways : {&flow.nodes[i].next, &flow.nodes[i].without_taking})
        for (const std::uint32_t to : *ways) join(i, to);
    for (std::uint32_t position = 0; position < net.ops.size(); ++position) operation(position);
    for (const PresentInfo& present : net.present) someone_present(present);
    for (std::uint32_t i = 0; i < net.resources.size(); ++i)
      for (const std::uint32_t quantity : {net.resources[i].turnaround, net.resources[i].breakdown_every, net.resources[i].breakdown_lasting})
        quantity_at(resources_ + i, quantity);
  }

  void share() {
    if (nodes_ == 0) return;
    component_ = components(nodes_, edges_);
    const std::uint32_t count = *std::max_element(component_.begin(), component_.end()) + 1;
    net_.component.assign(component_.begin(), component_.begin() + static_cast<std::ptrdiff_t>(net_.ops.size()));
    net_.clocks_in.resize(count);
    for (std::uint32_t clock = 0; clock < net_.clock_slots; ++clock) net_.clocks_in[component_[clocks_ + clock]].push_back(clock);
    const std::vector<std::uint16_t> clocks = numbers(clocks_, net_.clock_slots), holdings = numbers(holdings_, net_.holding_slots),
                                     counters = numbers(counters_, net_.counter_slots);
    renumber_clocks(clocks);
    renumber_holdings(holdings);
    renumber_counters(counters);
  }

 private:
  void join(std::uint32_t a, std::uint32_t b) { edges_.emplace_back(a, b); }
  void resource(std::uint32_t node, ResourceRef ref) {
    if (ref.first != no_index) join(node, resources_ + net_.instance_resource[ref.first]);
  }
  void holding(std::uint32_t node, std::uint16_t slot) {
    if (slot != no_slot) join(node, holdings_ + slot);
  }

  // What belongs to a node: an operation, or a resource.

  void expression_at(std::uint32_t node, std::uint32_t number) {
    if (number == no_index) return;
    const ExpressionCode& code = net_.expressions[number];
    for (std::uint32_t i = code.first; i < code.first + code.count; ++i) {
      const Instruction& instruction = net_.instructions[i];
      switch (instruction.code) {
        case Instruction::Code::held:
        case Instruction::Code::place: holding(node, instruction.a); break;
        case Instruction::Code::elapsed:
        case Instruction::Code::running: join(node, clocks_ + instruction.a); break;
        default: break;
      }
    }
  }

  void quantity_at(std::uint32_t node, std::uint32_t number) {
    if (number == no_index) return;
    const QuantityNode& quantity = net_.quantities[number];
    switch (quantity.kind) {
      case QuantityNode::Kind::leaf: {
        const LeafCode& leaf = net_.leaf_codes[quantity.first];
        if (leaf.counter != no_slot) join(node, counters_ + leaf.counter);
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

  void request_at(std::uint32_t node, const RequestCode& request) {
    holding(node, request.slot);
    for (std::uint32_t i = request.first_choice; i < request.first_choice + request.choices; ++i) {
      resource(node, net_.choices[i]);
      holding(node, net_.choice_slots[i]);
      if (request.first_score != no_index) expression_at(node, net_.scores[request.first_score + i - request.first_choice]);
    }
    for (std::uint32_t i = request.first_escalation; i < request.first_escalation + request.escalations; ++i) expression_at(node, net_.escalations[i].priority);
    for (std::uint32_t i = request.first_pair; i < request.first_pair + request.pairs; ++i) holding(node, net_.blocking[i].slot);
    expression_at(node, request.units);
    expression_at(node, request.priority);
    quantity_at(node, request.patience);
  }

  void operation(std::uint32_t position) {
    const Op& op = net_.ops[position];
    switch (op.code) {
      case OpCode::set:
      case OpCode::delay:
      case OpCode::split:
      case OpCode::set_site: quantity_at(position, op.b); break;
      case OpCode::start:
      case OpCode::stop:
      case OpCode::cancel: join(position, clocks_ + op.a); break;
      case OpCode::release: holding(position, op.a); break;
      case OpCode::seize: request_at(position, net_.requests[op.b]); break;
      case OpCode::unless: expression_at(position, op.b); break;
      case OpCode::wait_until: expression_at(position, net_.conditions[op.b].expression); break;
      case OpCode::best_site: expression_at(position, net_.site_choices[op.b].score); break;
      case OpCode::fork:
        for (std::uint32_t i = 0; i < net_.forks[op.b].branches; ++i) join(position, net_.fork_targets[net_.forks[op.b].first_branch + i]);
        break;
      case OpCode::book: {
        const BookingCode& booking = net_.bookings[op.b];
        resource(position, booking.resource);
        for (const std::uint32_t expression : {booking.first, booking.last, booking.days}) expression_at(position, expression);
        for (const std::uint32_t quantity : {booking.within, booking.patience}) quantity_at(position, quantity);
        break;
      }
      case OpCode::count:
      case OpCode::count_by:
      case OpCode::release_all:
      case OpCode::until_time:
      case OpCode::until_open:
      case OpCode::jump:
      case OpCode::leave:
      case OpCode::join:
      case OpCode::cancel_booking: break;
    }
  }

  void someone_present(const PresentInfo& present) {
    quantity_at(present.position, present.number);
    for (std::uint32_t i = 0; i < present.operations; ++i) join(present.position, present.program + i);
    if (present.like != no_index) join(present.position, present.like);
    for (const PresentInfo::Clock& clock : present.clocks) join(present.position, clocks_ + clock.slot);
    for (const PresentInfo::Held& held : present.holds) {
      holding(present.position, held.slot);
      resource(present.position, held.resource);
      expression_at(present.position, held.asked);
    }
  }

  /// New numbers of slots, from 0 in each component, in their order.
  std::vector<std::uint16_t> numbers(std::uint32_t first, std::uint16_t& slots) {
    std::vector<std::uint16_t> next(net_.clocks_in.size()), number(slots);
    for (std::uint32_t slot = 0; slot < number.size(); ++slot) number[slot] = next[component_[first + slot]]++;
    slots = next.empty() ? std::uint16_t{0} : *std::max_element(next.begin(), next.end());
    return number;
  }

  void renumber_clocks(const std::vector<std::uint16_t>& number) {
    for (ClockInfo& clock : net_.clocks) clock.slot = number[clock.slot];
    for (PresentInfo& present : net_.present)
      for (PresentInfo::Clock& clock : present.clocks) clock.slot = number[clock.slot];
    for (Op& op : net_.ops)
      if (op.code == OpCode::start || op.code == OpCode::stop || op.code == OpCode::cancel) op.a = number[op.a];
    for (Instruction& instruction : net_.instructions)
      if (instruction.code == Instruction::Code::elapsed || instruction.code == Instruction::Code::running) instruction.a = number[instruction.a];
  }

  void renumber_holdings(const std::vector<std::uint16_t>& number) {
    const auto renumber = [&](std::uint16_t& slot) {
      if (slot != no_slot) slot = number[slot];
    };
    for (Op& op : net_.ops)
      if (op.code == OpCode::release) renumber(op.a);
    for (RequestCode& request : net_.requests) renumber(request.slot);
    for (std::uint16_t& slot : net_.choice_slots) renumber(slot);
    for (BlockingInfo& blocking : net_.blocking) renumber(blocking.slot);
    for (LossInfo& loss : net_.losses) {
      renumber(loss.slot);
      renumber(loss.held.slot);
    }
    for (PresentInfo& present : net_.present)
      for (PresentInfo::Held& held : present.holds) renumber(held.slot);
    for (Instruction& instruction : net_.instructions)
      if (instruction.code == Instruction::Code::held || instruction.code == Instruction::Code::place) renumber(instruction.a);
    std::vector<bool> moves(net_.holding_slots);
    for (std::size_t slot = 0; slot < net_.slot_moves.size(); ++slot)
      if (net_.slot_moves[slot]) moves[number[slot]] = true;
    net_.slot_moves = std::move(moves);
  }

  void renumber_counters(const std::vector<std::uint16_t>& number) {
    for (LeafCode& leaf : net_.leaf_codes)
      if (leaf.counter != no_slot) leaf.counter = number[leaf.counter];
    for (Parameters& numbers : net_.parameters)
      for (Leaf& leaf : numbers.leaves)
        if (leaf.counter != no_slot) leaf.counter = number[leaf.counter];
  }

  Network& net_;
  // Nodes: operations from 0, then these.
  std::uint32_t resources_, clocks_, holdings_, counters_, nodes_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges_;
  std::vector<std::uint32_t> component_;
};

}  // namespace

void share_slots(Network& net, const FlowGraph& flow) { Sharer(net, flow).share(); }

}  // namespace careway
