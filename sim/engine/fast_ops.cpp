#include "engine/fast_ops.hpp"

namespace careway {

namespace {

class Maker {
 public:
  Maker(const Network& net, const PatientPool& patients, std::vector<WayOn>& branches) : net_(net), patients_(patients), branches_(branches) {}

  FastOp make(std::uint32_t position) {
    const Op& op = net_.ops[position];
    FastOp fast;
    fast.a = op.a;
    fast.b = op.b;
    fast.c = op.c;
    switch (op.code) {
      case OpCode::set:
        fast.code = FastCode::set;
        fast.at = patients_.place_of_attribute(op.a);
        of_leaf(fast, FastCode::set_leaf);
        break;
      case OpCode::delay:
        fast.code = FastCode::delay;
        of_leaf(fast, FastCode::delay_leaf);
        break;
      case OpCode::unless: fast.code = FastCode::unless; break;
      case OpCode::count: fast.code = FastCode::count; break;
      case OpCode::split:
        of_leaf(fast, FastCode::split_leaf);
        if (fast.code == FastCode::split_leaf) add_branches(fast, position);
        break;
      case OpCode::start:
      case OpCode::stop:
        fast.code = op.code == OpCode::stop ? FastCode::stop : waits_only(position) ? FastCode::start_take : FastCode::start;
        fast.at = patients_.place_of_clock(op.a);
        break;
      case OpCode::seize: take(fast, net_.requests[op.b]); break;
      case OpCode::release:
        fast.code = FastCode::release;
        fast.at = patients_.place_of_holding(op.a);
        break;
      case OpCode::jump:
      case OpCode::leave:
        fast.code = op.code == OpCode::jump ? FastCode::jump : FastCode::leave;
        if (net_.passage_first[position] != net_.passage_first[position + 1]) fast.d = net_.passage_first[position];
        break;
      default: break;
    }
    return fast;
  }

 private:
  void of_leaf(FastOp& fast, FastCode code) const {
    const QuantityNode& node = net_.quantities[fast.b];
    if (node.kind != QuantityNode::Kind::leaf) return;
    fast.code = code;
    fast.b = node.first;
  }

  void take(FastOp& fast, const RequestCode& request) const {
    if (!request.plain) return;
    const ResourceRef resource = net_.choices[request.first_choice];
    fast.code = FastCode::take;
    fast.at = patients_.place_of_holding(request.slot);
    fast.c = resource.first;
    fast.d = resource.stride;
    fast.simple = request.preempt == Displace::no && request.patience == no_index && request.escalations == 0 && !request.may_lock &&
                  request.if_full == no_index && request.if_busy == no_index && !request.moves_back;
  }

  /// The ways of a choice among a few, when they are the same everywhere and at all times.
  void add_branches(FastOp& fast, std::uint32_t position) {
    const auto ways = [&](const Parameters& numbers) {
      const Leaf& leaf = numbers.leaves[fast.b];
      return leaf.way == Leaf::Way::few ? numbers.choices[leaf.choice].values : std::vector<double>();
    };
    const std::vector<double> values = ways(net_.parameters.front());
    for (const Parameters& numbers : net_.parameters)
      if (values.empty() || ways(numbers) != values) return;
    fast.code = FastCode::split_few;
    fast.c = static_cast<std::uint32_t>(branches_.size());
    for (const double value : values) {
      WayOn branch{static_cast<std::uint32_t>(value), no_index};
      for (std::uint32_t way = net_.passage_first[position]; way != net_.passage_first[position + 1]; ++way)
        if (net_.passages[way].position == branch.to) branch.passage = way;
      branches_.push_back(branch);
    }
  }

  /// Start of a clock, one unit taken, the same clock stopped.
  bool waits_only(std::uint32_t position) const {
    if (position + 2 >= net_.ops.size()) return false;
    const Op& start = net_.ops[position];
    const Op& seize = net_.ops[position + 1];
    const Op& stop = net_.ops[position + 2];
    return seize.code == OpCode::seize && net_.requests[seize.b].plain && stop.code == OpCode::stop && stop.a == start.a && stop.b == start.b;
  }

  const Network& net_;
  const PatientPool& patients_;
  std::vector<WayOn>& branches_;
};

}  // namespace

std::vector<FastOp> fast_ops(const Network& net, const PatientPool& patients, std::vector<WayOn>& branches) {
  Maker maker(net, patients, branches);
  std::vector<FastOp> ops;
  ops.reserve(net.ops.size());
  for (std::uint32_t position = 0; position < net.ops.size(); ++position) ops.push_back(maker.make(position));
  return ops;
}

}  // namespace careway
