// Numbers that the model asks for while it runs: expressions, levels, drawn quantities.
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/whole.hpp"
#include "engine/engine.hpp"
#include "random/copula.hpp"
#include "random/draw.hpp"
#include "random/elementary.hpp"

namespace careway {

namespace {

constexpr double least_log = 1e-300;

/// Instructions by their numbers.
constexpr std::uint8_t operator+(Instruction::Code code) { return static_cast<std::uint8_t>(code); }
constexpr std::uint8_t operator+(FastInstruction::Code code) { return static_cast<std::uint8_t>(code); }

std::size_t level_index(Instruction::Code what) {
  return static_cast<std::size_t>(what) - static_cast<std::size_t>(Instruction::Code::in_use);
}

}  // namespace

double Engine::level(Instruction::Code what, std::uint32_t instance) const {
  if (looking_back_) {
    const auto& known = looking_back_->instances;
    const auto at = static_cast<std::size_t>(std::lower_bound(known.begin(), known.end(), instance) - known.begin());
    return looking_back_->levels[at * level_codes + level_index(what)];
  }
  const Pool& pool = pools_[instance];
  switch (what) {
    case Instruction::Code::in_use: return static_cast<double>(pool.in_use.value);
    case Instruction::Code::waiting: return static_cast<double>(pool.waiting.value);
    case Instruction::Code::free_units: return static_cast<double>(free_for_newcomer(pool, INFINITY));
    case Instruction::Code::capacity: return static_cast<double>(pool.capacity.value);
    case Instruction::Code::blocked: return static_cast<double>(pool.blocked.value);
    case Instruction::Code::booked: {
      const auto today = static_cast<std::size_t>(now_ / ticks_per_day);
      return today < pool.booked.size() ? pool.booked[today] : 0;
    }
    default: break;
  }
  const auto in_use = static_cast<double>(pool.in_use.value);
  return pool.capacity.value > 0 ? in_use / static_cast<double>(pool.capacity.value) : in_use;
}

double Engine::table_value(std::uint32_t table, const double* keys, std::uint32_t site) const {
  const TableInfo& info = net_.tables[table];
  std::size_t index = 0;
  for (std::size_t k = 0; k < info.keys.size(); ++k) {
    const auto& values = info.keys[k].values;
    // Most often they are whole numbers one after another.
    const double ahead = keys[k] - values.front();
    std::size_t place = ahead >= 0 && ahead < static_cast<double>(values.size()) ? static_cast<std::size_t>(ahead) : 0;
    if (values[place] != keys[k]) place = static_cast<std::size_t>(std::find(values.begin(), values.end(), keys[k]) - values.begin());
    if (place == values.size()) return 0;
    index = index * values.size() + place;
  }
  return current_[site]->tables[table][index];
}

/// From the first of an expression's instructions on.
double Engine::work_out(const FastInstruction* at, Patient* p, std::uint32_t site) {
  using Code = Instruction::Code;
  using Own = FastInstruction::Code;
  const FastInstruction* const begin = fast_.instructions.data();
  // The last value is in `x`, those before it on the stack: what is reckoned with at once need not be put away and fetched again.
  double stack[2 + deepest_stack];
  double* top = stack;
  double x = 0;
  const auto push = [&](double value) {
    *++top = x;  // the first time that is nothing, and never read
    x = value;
  };
  const auto truth = [](bool b) { return b ? 1.0 : 0.0; };
  const auto attribute = [&] { return PatientPool::part<double>(*p, at->index); };
  const auto pool = [&]() -> const Pool& { return pools_[at->index + at->a * site]; };
  const auto together = [&](bool holds) {  // with the instruction after it
    if (holds) {
      ++at;
    } else {
      push(0);
      at = begin + at[1].index - 1;
    }
  };
  for (;; ++at) {
    switch (at->code) {
      case +Own::less_and: together(attribute() < at->value); break;
      case +Own::not_above_and: together(attribute() <= at->value); break;
      case +Own::above_and: together(attribute() > at->value); break;
      case +Own::not_below_and: together(attribute() >= at->value); break;
      case +Own::is_and: together(attribute() == at->value); break;
      case +Own::is_not_and: together(attribute() != at->value); break;
      case +Own::end: return within_reach(x);
      case +Own::truth: x = truth(x != 0); break;
      case +Own::skip_if_false:
        if (x != 0) {
          x = *top--;
        } else {
          x = 0;
          at = begin + at->index - 1;
        }
        break;
      case +Own::skip_if_true:
        if (x == 0) {
          x = *top--;
        } else {
          x = 1;
          at = begin + at->index - 1;
        }
        break;
      case +Own::jump_if_false: {
        const bool no = x == 0;
        x = *top--;
        if (no) at = begin + at->index - 1;
        break;
      }
      case +Own::jump: at = begin + at->index - 1; break;
      case +Own::add_number: x += at->value; break;
      case +Own::multiply_by_number: x *= at->value; break;
      case +Own::minimum_number: x = std::min(x, at->value); break;
      case +Own::maximum_number: x = std::max(x, at->value); break;
      case +Own::less_than_number: x = truth(x < at->value); break;
      case +Own::not_above_number: x = truth(x <= at->value); break;
      case +Own::above_number: x = truth(x > at->value); break;
      case +Own::not_below_number: x = truth(x >= at->value); break;
      case +Own::is_number: x = truth(x == at->value); break;
      case +Own::is_not_number: x = truth(x != at->value); break;
      case +Own::attribute_less: push(truth(attribute() < at->value)); break;
      case +Own::attribute_not_above: push(truth(attribute() <= at->value)); break;
      case +Own::attribute_above: push(truth(attribute() > at->value)); break;
      case +Own::attribute_not_below: push(truth(attribute() >= at->value)); break;
      case +Own::attribute_is: push(truth(attribute() == at->value)); break;
      case +Own::attribute_is_not: push(truth(attribute() != at->value)); break;
      case +Own::attribute_among: {
        const std::uint32_t place = place_in_row(attribute(), at->a, most_among);
        push(truth(place != most_among && std::bit_cast<std::uint64_t>(at->value) >> place & 1));
        break;
      }
      case +Code::constant: push(at->value); break;
      case +Code::attribute: push(attribute()); break;
      case +Code::parameter: push(parameter_values_[at->index + at->a * site]); break;
      case +Code::in_use: push(looking_back_ ? level(Code::in_use, at->index + at->a * site) : static_cast<double>(pool().in_use.value)); break;
      case +Code::waiting: push(looking_back_ ? level(Code::waiting, at->index + at->a * site) : static_cast<double>(pool().waiting.value)); break;
      case +Code::free_units:
      case +Code::capacity:
      case +Code::blocked:
      case +Code::occupancy:
      case +Code::booked: push(level(static_cast<Code>(at->code), at->index + at->a * site)); break;
      case +Code::held: push(PatientPool::part<Holding>(*p, at->index).units); break;
      case +Code::taken: {
        std::uint32_t units = 0;
        for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) {
          const Holding& holding = patients_.holdings(*p)[slot];
          if (holding.units > 0 && holding.instance - at->index < at->a) units += holding.units;
        }
        push(units);
        break;
      }
      case +Code::place: {
        const Holding& holding = PatientPool::part<Holding>(*p, at->index);
        const std::uint32_t where = holding.units > 0 ? pools_[holding.instance].site : no_index;
        push(where == no_index ? -1 : static_cast<double>(where));
        break;
      }
      case +Code::elapsed: {
        const Ticks started = PatientPool::part<Ticks>(*p, at->index);
        push(started == not_running ? 0 : static_cast<double>(now_ - started));
        break;
      }
      case +Code::running: push(truth(PatientPool::part<Ticks>(*p, at->index) != not_running)); break;
      case +Code::sampled: push(static_cast<double>(recorder_.level_value(layout_.level_part[at->index] + at->a * site))); break;
      case +Code::recent: push(static_cast<double>(recorder_.recently(layout_.count_part[at->index] + at->a * site, static_cast<std::size_t>(at->value)))); break;
      case +Code::open: push(truth(is_open(net_.calendars[at->index], now_, start_weekday_))); break;
      case +Code::hour: {
        const Ticks hour = (now_ % ticks_per_day) / ticks_per_hour;
        push(static_cast<double>(hour));
        break;
      }
      case +Code::weekday: push(static_cast<double>((now_ / ticks_per_day + start_weekday_) % 7)); break;
      case +Code::month: push(month()); break;
      case +Code::day_of_year: {
        const Date today{net_.start.days + now_ / ticks_per_day};
        push(static_cast<double>(today.days - to_date({to_civil(today).year, 1, 1}).days + 1));
        break;
      }
      case +Code::time_of_day: push(static_cast<double>(now_ % ticks_per_day)); break;
      case +Code::now: push(static_cast<double>(now_)); break;
      case +Code::site: push(site); break;
      case +Code::table:
        *++top = x;
        top -= at->a;
        x = table_value(at->index, top + 1, site);
        break;
      case +Code::negate: x = -x; break;
      case +Code::negation: x = truth(x == 0); break;
      case +Code::add: x = *top-- + x; break;
      case +Code::subtract: x = *top-- - x; break;
      case +Code::multiply: x = *top-- * x; break;
      case +Code::divide:
        if (x == 0) {
          ++record().divisions_by_zero;
          --top;
        } else {
          x = *top-- / x;
        }
        break;
      case +Code::less: x = truth(*top-- < x); break;
      case +Code::less_equal: x = truth(*top-- <= x); break;
      case +Code::greater: x = truth(*top-- > x); break;
      case +Code::greater_equal: x = truth(*top-- >= x); break;
      case +Code::equal: x = truth(*top-- == x); break;
      case +Code::unequal: x = truth(*top-- != x); break;
      case +Code::both: x = truth(*top-- != 0 && x != 0); break;
      case +Code::either: x = truth(*top-- != 0 || x != 0); break;
      case +Code::choose:
        top -= 2;
        x = top[1] != 0 ? top[2] : x;
        break;
      case +Code::member: {
        *++top = x;
        top -= at->a;
        bool found = false;
        for (std::uint16_t i = 1; i <= at->a; ++i) found = found || top[i] == *top;
        --top;
        x = truth(found);
        break;
      }
      case +Code::minimum:
        *++top = x;
        top -= at->a;
        x = *std::min_element(top + 1, top + 1 + at->a);
        break;
      case +Code::maximum:
        *++top = x;
        top -= at->a;
        x = *std::max_element(top + 1, top + 1 + at->a);
        break;
      case +Code::absolute: x = std::fabs(x); break;
      case +Code::floor: x = std::floor(x); break;
      case +Code::ceil: x = std::ceil(x); break;
      case +Code::round: x = std::floor(x + 0.5); break;
      case +Code::square_root: x = x > 0 ? std::sqrt(x) : 0; break;
      case +Code::exponential: x = portable::exp(std::min(x, 700.0)); break;
      case +Code::logarithm: x = portable::log(std::max(x, least_log)); break;
    }
  }
}

/// The bits of a draw that follows another one, which may follow a third; `own` are those it would have by itself.
std::uint64_t Engine::joint_bits(std::uint64_t key, std::uint32_t number, std::uint64_t times, std::uint64_t own) const {
  if (number == no_index) return own;
  const Joint& joint = net_.joints[number];
  return correlated_bits(joint_bits(key, joint.joint, times, draw_bits(key, joint.draw_key, times)), own, joint.rho);
}

/// The leaf or formula that holds for the patient; null for a label that was never set, and no else.
HOT_INLINE const QuantityNode* Engine::resolved(std::uint32_t quantity, Patient& p) {
  const QuantityNode* node = &net_.quantities[quantity];
  while (node->kind >= QuantityNode::Kind::by) {
    const double label = node->kind == QuantityNode::Kind::by ? patients_.attributes(p)[node->attribute] : evaluate(node->key, &p, site_of(p));
    const std::uint32_t number = place_in_row(label, static_cast<double>(node->low), node->count);
    std::uint32_t child = number != node->count ? net_.by_children[node->first + number] : no_index;
    if (child == no_index) child = node->otherwise;
    if (child == no_index) return nullptr;
    node = &net_.quantities[child];
  }
  return node;
}

/// What the bits of a draw become.
double Engine::shaped(const Leaf& leaf, std::uint64_t bits, Patient& p) {
  double x = leaf.plus;
  if (leaf.choice != no_index) {
    const ChoiceLeaf& choice = parameters(p).choices[leaf.choice];
    x += leaf.few ? choice.few(bits) : choice.values[choice.table(bits)];
  } else if (!leaf.fixed) {
    x += leaf.sampler.kind() == Sampler::Kind::table ? leaf.sampler.from_table(bits) : leaf.sampler.sample(bits);
  }
  if (leaf.times != no_index) x *= evaluate(leaf.times, &p, site_of(p));
  return leaf.bounded ? std::min(std::max(x, leaf.at_least), leaf.at_most) : x;
}

/// leaf_value() where it is seldom needed, and would be in the way.
double Engine::leaf_value_apart(std::uint32_t number, Patient& p) { return leaf_value(number, p); }

/// What a leaf is worth, in general; the value of most is found without this.
double Engine::any_value(const FastLeaf& fast, Patient& p) {
  if (fast.way == FastLeaf::Way::choice) return fast.choice->values[fast.choice->table(bits_of(fast, p))];
  if (fast.way == FastLeaf::Way::sampler) return fast.sampler.sample(bits_of(fast, p));
  const Leaf& leaf = *fast.whole;
  if (leaf.fixed) return shaped(leaf, 0, p);
  const std::uint64_t times = leaf.counter == no_slot ? 0 : patients_.count(p, leaf.counter);
  if (leaf.joint == no_index) return shaped(leaf, draw_bits(p.key, leaf.draw_key, times), p);
  const std::uint64_t own = net_.joints[leaf.joint].rho == 1 ? 0 : draw_bits(p.key, leaf.draw_key, times);  // which then does not matter
  return shaped(leaf, joint_bits(p.key, leaf.joint, times, own), p);
}

/// Of what is no usual duration: one below 0 is held at 0 and counted.
Ticks Engine::odd_ticks(double x) {
  if (x <= 0) {
    record().negative_durations += x < 0;
    return 0;
  }
  return static_cast<Ticks>(longest_duration + 0.5);
}

}  // namespace careway
