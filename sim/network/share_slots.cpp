#include "network/share_slots.hpp"

#include <algorithm>
#include <utility>

#include "graph/components.hpp"

namespace careway {

namespace {

class Sharer {
 public:
  Sharer(Network& net, const Ties& ties) : net_(net), ties_(ties), component_(components(ties.nodes(), ties.same_record())) {}

  void share() {
    if (component_.empty()) return;
    const std::uint32_t count = *std::max_element(component_.begin(), component_.end()) + 1;
    net_.component.assign(component_.begin(), component_.begin() + static_cast<std::ptrdiff_t>(net_.ops.size()));
    net_.clocks_in.resize(count);
    for (std::uint32_t clock = 0; clock < net_.clock_slots; ++clock) net_.clocks_in[component_[ties_.clock(clock)]].push_back(clock);
    const std::vector<std::uint16_t> clocks = numbers(ties_.clock(0), net_.clock_slots), holdings = numbers(ties_.holding(0), net_.holding_slots),
                                     counters = numbers(ties_.counter(0), net_.counter_slots);
    renumber_clocks(clocks);
    renumber_holdings(holdings);
    renumber_counters(counters);
  }

 private:
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
  const Ties& ties_;
  std::vector<std::uint32_t> component_;  ///< [node]
};

}  // namespace

void share_slots(Network& net, const Ties& ties) { Sharer(net, ties).share(); }

}  // namespace careway
