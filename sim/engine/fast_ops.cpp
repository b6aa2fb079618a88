#include "engine/fast_ops.hpp"

#include <algorithm>

namespace careway {

namespace {

class Maker {
 public:
  Maker(const Network& net, const FastExpressions& expressions, const PatientPool& patients, FastTables& tables)
      : net_(net), expressions_(expressions), patients_(patients), tables_(tables) {}

  FastOp make(std::uint32_t position) {
    const Op& op = net_.ops[position];
    FastOp fast;
    fast.here = position;
    fast.a = op.a;
    fast.b = op.b;
    fast.c = op.c;
    switch (op.code) {
      case OpCode::set:
        if (net_.relabels[op.a]) break;  // a level of those who have a label
        fast.code = FastCode::set;
        fast.at = patients_.place_of_attribute(op.a);
        of_quantity(fast, FastCode::set_leaf, FastCode::set_by);
        if (fast.code == FastCode::set_leaf && is_constant(fast.b, fast.number)) fast.code = FastCode::set_number;
        break;
      case OpCode::delay:
        fast.code = FastCode::delay;
        of_quantity(fast, FastCode::delay_leaf, FastCode::delay_by);
        break;
      case OpCode::unless:
        unless(fast);
        if (position + 1 < net_.ops.size() && net_.ops[position + 1].code == OpCode::jump) with_jump(fast, make(position + 1));
        break;
      case OpCode::cancel: fast.code = FastCode::cancel; break;
      case OpCode::count: fast.code = FastCode::count; break;
      case OpCode::split:
        of_quantity(fast, FastCode::split_leaf, FastCode::split_by);
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
    fast.by_label = fast.code == FastCode::set_by || fast.code == FastCode::delay_by || fast.code == FastCode::split_by;
    fast.known = fast.code == FastCode::take_known;
    return fast;
  }

 private:
  /// Takes the code for a leaf, or for one by label, when the quantity is such.
  void of_quantity(FastOp& fast, FastCode leaf, FastCode by) {
    const QuantityNode& node = net_.quantities[fast.b];
    if (node.kind == QuantityNode::Kind::leaf) {
      fast.code = leaf;
      fast.b = node.first;
    } else if (node.kind == QuantityNode::Kind::by && has_leaves_only(node)) {
      fast.code = by;
      fast.b = add_labels(node);
    }
  }

  bool is_leaf(std::uint32_t quantity) const { return quantity == no_index || net_.quantities[quantity].kind == QuantityNode::Kind::leaf; }
  std::uint32_t leaf_of(std::uint32_t quantity) const { return quantity == no_index ? no_index : net_.quantities[quantity].first; }

  bool has_leaves_only(const QuantityNode& node) const {
    const std::uint32_t* const children = net_.by_children.data() + node.first;
    return is_leaf(node.otherwise) && std::all_of(children, children + node.count, [this](std::uint32_t child) { return is_leaf(child); });
  }

  std::uint32_t add_labels(const QuantityNode& node) {
    ByLabel by;
    by.low = static_cast<double>(node.low);
    by.at = patients_.place_of_attribute(node.attribute);
    by.count = node.count;
    by.first = static_cast<std::uint32_t>(tables_.leaves.size());
    by.otherwise = leaf_of(node.otherwise);
    for (std::uint32_t i = 0; i < node.count; ++i) {
      const std::uint32_t child = net_.by_children[node.first + i];
      tables_.leaves.push_back(leaf_of(child == no_index ? node.otherwise : child));
    }
    tables_.labels.push_back(by);
    return static_cast<std::uint32_t>(tables_.labels.size() - 1);
  }

  /// Whether a leaf is the same number everywhere and at all times.
  bool is_constant(std::uint32_t leaf, double& number) const {
    const auto constant = [leaf](const Parameters& numbers) { return fast_leaf_of(numbers.leaves[leaf], numbers); };
    const FastLeaf first = constant(net_.parameters.front());
    number = first.constant;
    return std::all_of(net_.parameters.begin(), net_.parameters.end(), [&](const Parameters& numbers) {
      const FastLeaf other = constant(numbers);
      return other.way == FastLeaf::Way::constant && other.constant == number;
    });
  }

  void unless(FastOp& fast) const {
    const std::uint32_t first = expressions_.first[fast.b];
    const FastInstruction* const code = &expressions_.instructions[first];
    fast.code = FastCode::unless;
    if (code[0].code != static_cast<std::uint8_t>(FastInstruction::Code::attribute_is)) return;
    if (code[1].code != static_cast<std::uint8_t>(FastInstruction::Code::end)) return;
    fast.code = FastCode::unless_is;
    fast.at = code[0].index;
    fast.number = code[0].value;
  }

  /// A route: when the condition holds, the patient goes there at once.
  static void with_jump(FastOp& fast, const FastOp& jump) {
    (fast.code == FastCode::unless ? fast.at : fast.b) = jump.c;
    fast.d = jump.d;
    fast.code = fast.code == FastCode::unless ? FastCode::route : FastCode::route_is;
  }

  bool knows_holders(ResourceRef resource) const { return net_.resources[net_.instance_resource[resource.first]].tracks_holders; }

  void take(FastOp& fast, const RequestCode& request) const {
    if (!request.plain) return;
    const ResourceRef resource = net_.choices[request.first_choice];
    fast.code = knows_holders(resource) ? FastCode::take_known : FastCode::take;
    fast.at = patients_.place_of_holding(request.slot);
    fast.c = resource.first;
    fast.d = resource.stride;
    fast.a = request.slot;
    fast.pairs = request.pairs != 0;
    fast.simple = request.preempt == Displace::no && request.patience == no_index && request.escalations == 0 && !request.may_lock &&
                  request.if_full == no_index && request.if_busy == no_index && !request.moves_back;
  }

  /// The ways of a choice among a few, when they are the same everywhere and at all times.
  void add_branches(FastOp& fast, std::uint32_t position) {
    const auto ways = [&](const Parameters& numbers) {
      const Leaf& leaf = numbers.leaves[fast.b];
      return fast_leaf_of(leaf, numbers).way == FastLeaf::Way::few ? numbers.choices[leaf.choice].values : std::vector<double>();
    };
    const std::vector<double> values = ways(net_.parameters.front());
    for (const Parameters& numbers : net_.parameters)
      if (values.empty() || ways(numbers) != values) return;
    fast.code = FastCode::split_few;
    fast.c = static_cast<std::uint32_t>(tables_.ways.size());
    for (const double value : values) {
      WayOn branch{static_cast<std::uint32_t>(value), no_index};
      for (std::uint32_t way = net_.passage_first[position]; way != net_.passage_first[position + 1]; ++way)
        if (net_.passages[way].position == branch.to) branch.passage = way;
      tables_.ways.push_back(branch);
    }
  }

  /// Start of a clock, one unit taken, the same clock stopped.
  bool waits_only(std::uint32_t position) const {
    if (position + 2 >= net_.ops.size()) return false;
    const Op& start = net_.ops[position];
    const Op& seize = net_.ops[position + 1];
    const Op& stop = net_.ops[position + 2];
    return seize.code == OpCode::seize && net_.requests[seize.b].plain && !knows_holders(net_.choices[net_.requests[seize.b].first_choice]) && stop.code == OpCode::stop && stop.a == start.a && stop.b == start.b;
  }

  const Network& net_;
  const FastExpressions& expressions_;
  const PatientPool& patients_;
  FastTables& tables_;
};

bool is_delay(FastCode code) { return code == FastCode::delay || code == FastCode::delay_leaf || code == FastCode::delay_by || code == FastCode::delay_ahead; }
bool is_split(FastCode code) { return code == FastCode::split_few || code == FastCode::split_ahead || code == FastCode::split_leaf || code == FastCode::split_by; }
bool may_part(FastCode code) { return code == FastCode::unless || code == FastCode::unless_is || code == FastCode::route || code == FastCode::route_is; }
bool is_ahead(FastCode code) { return code == FastCode::set_ahead || code == FastCode::delay_ahead || code == FastCode::split_ahead; }

/// The same operation, drawn ahead; another one: itself.
FastCode ahead(FastCode code) {
  switch (code) {
    case FastCode::set_leaf: return FastCode::set_ahead;
    case FastCode::delay_leaf: return FastCode::delay_ahead;
    case FastCode::split_few: return FastCode::split_ahead;
    default: return code;
  }
}

/// Calls `use` with the operations from a position on that a patient comes to whatever happens, up to one that lets time pass by itself or
/// at which its way may part.
template <class Ops, class Use>
void follow(Ops& ops, std::uint32_t position, Use use) {
  for (std::size_t steps = 0; steps < ops.size(); ++steps) {
    auto& op = ops[position];
    if (op.code == FastCode::any || op.code == FastCode::leave || may_part(op.code)) return;
    use(op);
    if (is_delay(op.code) || is_split(op.code)) return;
    position = op.code == FastCode::jump ? op.c : position + 1;
  }
}

/// Whether a draw can be made before it is needed: nothing but the patient and the leaf decide it.
bool can_be_ahead(const Network& net, std::uint32_t number) {
  const auto way = [number](const Parameters& numbers) { return fast_leaf_of(numbers.leaves[number], numbers).way; };
  const FastLeaf::Way first = way(net.parameters.front());
  if (first != FastLeaf::Way::table && first != FastLeaf::Way::few) return false;
  return net.parameters.front().leaves[number].counter == no_slot &&
         std::all_of(net.parameters.begin(), net.parameters.end(), [&](const Parameters& numbers) { return way(numbers) == first; });
}

/// The draws that come next from a position on, as many as there are places.
void give_places(const Network& net, std::vector<FastOp>& ops, std::uint32_t position) {
  bool taken[draws_ahead] = {};
  follow(ops, position, [&](FastOp& op) {
    if (is_ahead(op.code)) {
      taken[op.a] = true;
    } else if (ahead(op.code) != op.code && can_be_ahead(net, op.b)) {
      const bool* const free = std::find(taken, taken + draws_ahead, false);
      if (free == taken + draws_ahead) return;
      op.code = ahead(op.code);
      op.a = static_cast<std::uint16_t>(free - taken);
      op.few = fast_leaf_of(net.parameters.front().leaves[op.b], net.parameters.front()).way == FastLeaf::Way::few;
      taken[op.a] = true;
    }
  });
}

}  // namespace

FastLeaf fast_leaf_of(const Leaf& leaf, const Parameters& numbers) {
  FastLeaf fast;
  fast.sampler = leaf.sampler;
  fast.draw_key = leaf.draw_key;
  fast.whole = &leaf;
  if (leaf.times != no_index || leaf.joint != no_index) return fast;
  if (leaf.fixed) {
    if (leaf.choice != no_index) return fast;
    fast.way = FastLeaf::Way::constant;
    fast.constant = leaf.bounded ? std::min(std::max(leaf.plus, leaf.at_least), leaf.at_most) : leaf.plus;
    return fast;
  }
  if (leaf.bounded || leaf.plus != 0) return fast;
  fast.counter = leaf.counter;
  if (leaf.choice == no_index) {
    fast.way = leaf.sampler.kind() == Sampler::Kind::table ? FastLeaf::Way::table : FastLeaf::Way::sampler;
  } else if (leaf.few) {
    fast.way = FastLeaf::Way::few;
    fast.few = &numbers.choices[leaf.choice].few;
  } else {
    fast.way = FastLeaf::Way::choice;
    fast.choice = &numbers.choices[leaf.choice];
  }
  return fast;
}

NextDraws next_draws(const std::vector<FastOp>& ops, std::uint32_t position) {
  NextDraws next;
  follow(ops, position, [&](const FastOp& op) {
    if (is_ahead(op.code) && next.leaf[op.a] == no_index) next.leaf[op.a] = op.b;
  });
  return next;
}

std::vector<FastOp> fast_ops(const Network& net, const FastExpressions& expressions, const PatientPool& patients, FastTables& tables) {
  Maker maker(net, expressions, patients, tables);
  std::vector<FastOp> ops;
  ops.reserve(net.ops.size());
  for (std::uint32_t position = 0; position < net.ops.size(); ++position) ops.push_back(maker.make(position));
  // Every draw that may be made ahead gets a place, so that two that follow one another have different ones.
  for (const FastOp& op : ops)
    if (is_delay(op.code)) give_places(net, ops, op.here + 1);
  for (FastOp& op : ops) {
    if (!is_delay(op.code)) continue;
    const NextDraws next = next_draws(ops, op.here + 1);
    op.c = next.leaf[0];
    op.d = next.leaf[1];
  }
  return ops;
}

}  // namespace careway
