#include "network/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace careway {

namespace {

using Code = Instruction::Code;

constexpr double endless = std::numeric_limits<double>::infinity();
constexpr Range anything{-endless, endless};
constexpr Range not_negative{0, endless};
constexpr Range either_way{0, 1};
constexpr Range yes{1, 1};
constexpr Range no{0, 0};

Range joined(Range a, Range b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

/// Products of bounds, where 0 times something endless is 0.
double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

Range times(Range a, Range b) {
  const double corners[] = {product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high)};
  return {*std::min_element(corners, corners + 4), *std::max_element(corners, corners + 4)};
}

/// Dividing by 0 gives 0, so that a divisor that may be 0 bounds nothing.
Range divided(Range a, Range b) {
  if (b.low <= 0 && b.high >= 0) return anything;
  return times(a, {1 / b.high, 1 / b.low});
}

Range sum(Range a, Range b) { return {a.low + b.low, a.high + b.high}; }

bool apart(Range a, Range b) { return a.high < b.low || b.high < a.low; }
bool same_point(Range a, Range b) { return a.low == a.high && b.low == b.high && a.low == b.low; }

Range truth(bool surely, bool possible) { return surely ? yes : possible ? either_way : no; }

Range compared(Code code, Range a, Range b) {
  switch (code) {
    case Code::less: return truth(a.high < b.low, a.low < b.high);
    case Code::less_equal: return truth(a.high <= b.low, a.low <= b.high);
    case Code::greater: return compared(Code::less, b, a);
    case Code::greater_equal: return compared(Code::less_equal, b, a);
    case Code::equal: return truth(same_point(a, b), !apart(a, b));
    default: return truth(apart(a, b), !same_point(a, b));
  }
}

Range two(Code code, Range a, Range b) {
  switch (code) {
    case Code::add: return sum(a, b);
    case Code::subtract: return sum(a, {-b.high, -b.low});
    case Code::multiply: return times(a, b);
    case Code::divide: return divided(a, b);
    case Code::both: return truth(a.always() && b.always(), !a.never() && !b.never());
    case Code::either: return truth(a.always() || b.always(), !a.never() || !b.never());
    default: return compared(code, a, b);
  }
}

Range one(Code code, Range a) {
  switch (code) {
    case Code::negate: return {-a.high, -a.low};
    case Code::negation: return truth(a.never(), !a.always());
    case Code::floor: return {std::floor(a.low), std::floor(a.high)};
    case Code::ceil: return {std::ceil(a.low), std::ceil(a.high)};
    case Code::round: return {std::floor(a.low), std::ceil(a.high)};
    case Code::absolute:
      if (a.low >= 0) return a;
      return {a.high <= 0 ? -a.high : 0, std::max(-a.low, a.high)};
    case Code::square_root:
    case Code::exponential: return not_negative;
    default: return anything;
  }
}

/// `values` are those on top of the stack that the instruction takes.
Range several(const Instruction& instruction, const Range* values, std::size_t count) {
  Range out = values[0];
  if (instruction.code == Code::member) {
    bool possible = false, surely = false;
    for (std::size_t i = 1; i < count; ++i) {
      possible = possible || !apart(values[0], values[i]);
      surely = surely || same_point(values[0], values[i]);
    }
    return truth(surely, possible);
  }
  for (std::size_t i = 1; i < count; ++i)
    out = instruction.code == Code::minimum ? Range{std::min(out.low, values[i].low), std::min(out.high, values[i].high)}
                                            : Range{std::max(out.low, values[i].low), std::max(out.high, values[i].high)};
  return out;
}

std::int64_t most_of(const CapacityPlan& plan) {
  if (plan.unlimited) return INT64_MAX;
  std::int64_t most = 0, added = 0, set = 0;
  for (const CapacityPlan::Point& point : plan.week) most = std::max(most, point.capacity);
  for (const CapacityPlan::Dated& dated : plan.dated) {
    if (dated.set) set = std::max(set, dated.amount);
    else added += std::max<std::int64_t>(0, dated.amount);
  }
  return std::max(most, set) + added;
}

}  // namespace

Ranges::Ranges(const Network& net)
    : net_(net), tables_(net.tables.size()), most_capacity_(net.resources.size()) {
  for (const Parameters& variant : net.parameters) {
    for (std::size_t t = 0; t < variant.tables.size(); ++t)
      for (const double value : variant.tables[t]) tables_[t] = joined(tables_[t], {value, value});  // 0 for what has no entry
    for (std::size_t r = 0; r < variant.capacities.size(); ++r) most_capacity_[r] = std::max(most_capacity_[r], most_of(variant.capacities[r]));
  }
  for (const RuleInfo& rule : net.rules)
    for (const EffectInfo& effect : rule.effects)
      if (effect.on_resource) most_capacity_[net.instance_resource[effect.resource.first]] = INT64_MAX;
}

Range Ranges::leaf(const Instruction& instruction) const {
  switch (instruction.code) {
    case Code::constant: return {instruction.value, instruction.value};
    case Code::attribute: {
      const AttributeInfo& info = net_.attributes[instruction.a];
      if (!info.numeric) return {-1, static_cast<double>(info.labels.size()) - 1};
      if (info.open || info.numbers.empty()) return anything;
      return {std::min(0.0, info.numbers.front()), std::max(0.0, info.numbers.back())};  // 0 before it is set
    }
    case Code::in_use:
    case Code::waiting:
    case Code::free_units:
    case Code::capacity:
    case Code::blocked:
    case Code::occupancy:
    case Code::booked:
    case Code::held:
    case Code::taken:
    case Code::elapsed:
    case Code::now: return not_negative;
    case Code::running:
    case Code::open: return either_way;
    case Code::hour: return {0, 23};
    case Code::weekday: return {0, 6};
    case Code::month: return {1, 12};
    case Code::day_of_year: return {1, 366};
    case Code::time_of_day: return {0, static_cast<double>(ticks_per_day - 1)};
    default: return anything;  // a parameter is a switch that scenarios turn
  }
}

Range Ranges::of(std::uint32_t expression) const {
  const ExpressionCode& code = net_.expressions[expression];
  std::vector<Range> stack;
  for (std::uint32_t i = code.first; i < code.first + code.count; ++i) {
    const Instruction& instruction = net_.instructions[i];
    const std::size_t taken = values_taken(instruction);
    if (stack.size() < taken) return anything;
    const Range* values = stack.data() + (stack.size() - taken);
    Range out = anything;
    if (instruction.code == Code::table) out = tables_[instruction.index];
    else if (instruction.code == Code::choose) out = joined(values[1], values[2]);
    else if (instruction.code == Code::member || instruction.code == Code::minimum || instruction.code == Code::maximum)
      out = several(instruction, values, taken);
    else if (taken == 0) out = leaf(instruction);
    else if (taken == 1) out = one(instruction.code, values[0]);
    else out = two(instruction.code, values[0], values[1]);
    stack.resize(stack.size() - taken);
    stack.push_back(std::isnan(out.low) || std::isnan(out.high) ? anything : out);
  }
  return stack.size() == 1 ? stack[0] : anything;
}

}  // namespace careway
