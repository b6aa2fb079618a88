// Numbers that the model asks for while it runs: expressions, levels, drawn quantities.
#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"
#include "random/copula.hpp"
#include "random/draw.hpp"
#include "random/elementary.hpp"

namespace careway {

namespace {

constexpr double least_log = 1e-300;
constexpr double far_off = 1e300;

/// Sums and products beyond all numbers are held at a far one, and what is no number is 0: nothing else ever meets them.
double within_reach(double x) {
  if (std::fabs(x) < far_off) return x;
  return x > 0 ? far_off : x < 0 ? -far_off : 0;
}

/// Instructions by their numbers.
constexpr std::uint8_t operator+(Instruction::Code code) { return static_cast<std::uint8_t>(code); }
constexpr std::uint8_t operator+(FastInstruction::Code code) { return static_cast<std::uint8_t>(code); }

std::size_t level_index(Instruction::Code what) {
  return static_cast<std::size_t>(what) - static_cast<std::size_t>(Instruction::Code::in_use);
}

}  // namespace

double Engine::level(Instruction::Code what, std::uint32_t instance) const {
  if (looking_back_) return looking_back_->levels[instance * level_codes + level_index(what)];
  const Pool& pool = pools_[instance];
  switch (what) {
    case Instruction::Code::in_use: return static_cast<double>(pool.in_use.value);
    case Instruction::Code::waiting: return static_cast<double>(pool.waiting.value);
    case Instruction::Code::free_units: return static_cast<double>(free_for_newcomer(pool));
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

double Engine::evaluate(std::uint32_t expression, Patient* p, std::uint32_t site) {
  using Code = Instruction::Code;
  using Own = FastInstruction::Code;
  const FastInstruction* const begin = fast_.instructions.data();
  const FastInstruction* at = begin + fast_.first[expression];
  double stack[1 + deepest_stack];
  double* top = stack;  // what stands below the bottom is never read
  const auto truth = [](bool b) { return b ? 1.0 : 0.0; };
  const auto attribute = [&] { return patients_.attributes(*p)[at->a]; };
  for (;; ++at) {
    switch (at->code) {
      case +Own::end: return within_reach(*top);
      case +Own::truth: *top = truth(*top != 0); break;
      case +Own::skip_if_false:
        if (*top != 0) {
          --top;
        } else {
          *top = 0;
          at = begin + at->index - 1;
        }
        break;
      case +Own::skip_if_true:
        if (*top == 0) {
          --top;
        } else {
          *top = 1;
          at = begin + at->index - 1;
        }
        break;
      case +Own::jump_if_false:
        if (*top-- == 0) at = begin + at->index - 1;
        break;
      case +Own::jump: at = begin + at->index - 1; break;
      case +Own::add_number: *top += at->value; break;
      case +Own::multiply_by_number: *top *= at->value; break;
      case +Own::less_than_number: *top = truth(*top < at->value); break;
      case +Own::not_above_number: *top = truth(*top <= at->value); break;
      case +Own::above_number: *top = truth(*top > at->value); break;
      case +Own::not_below_number: *top = truth(*top >= at->value); break;
      case +Own::is_number: *top = truth(*top == at->value); break;
      case +Own::is_not_number: *top = truth(*top != at->value); break;
      case +Own::attribute_less: *++top = truth(attribute() < at->value); break;
      case +Own::attribute_not_above: *++top = truth(attribute() <= at->value); break;
      case +Own::attribute_above: *++top = truth(attribute() > at->value); break;
      case +Own::attribute_not_below: *++top = truth(attribute() >= at->value); break;
      case +Own::attribute_is: *++top = truth(attribute() == at->value); break;
      case +Own::attribute_is_not: *++top = truth(attribute() != at->value); break;
      case +Code::constant: *++top = at->value; break;
      case +Code::attribute: *++top = patients_.attributes(*p)[at->a]; break;
      case +Code::parameter: *++top = parameter_values_[at->index + at->a * site]; break;
      case +Code::in_use: *++top = looking_back_ ? level(Code::in_use, at->index + at->a * site) : static_cast<double>(pools_[at->index + at->a * site].in_use.value); break;
      case +Code::waiting: *++top = looking_back_ ? level(Code::waiting, at->index + at->a * site) : static_cast<double>(pools_[at->index + at->a * site].waiting.value); break;
      case +Code::free_units:
      case +Code::capacity:
      case +Code::blocked:
      case +Code::occupancy:
      case +Code::booked: *++top = level(static_cast<Code>(at->code), at->index + at->a * site); break;
      case +Code::held: *++top = patients_.holdings(*p)[at->a].units; break;
      case +Code::taken: {
        std::uint32_t units = 0;
        for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) {
          const Holding& holding = patients_.holdings(*p)[slot];
          if (holding.units > 0 && holding.instance - at->index < at->a) units += holding.units;
        }
        *++top = units;
        break;
      }
      case +Code::place: {
        const Holding& holding = patients_.holdings(*p)[at->a];
        const std::uint32_t where = holding.units > 0 ? pools_[holding.instance].site : no_index;
        *++top = where == no_index ? -1 : static_cast<double>(where);
        break;
      }
      case +Code::elapsed: {
        const Ticks started = patients_.clocks(*p)[at->a];
        *++top = started == not_running ? 0 : static_cast<double>(now_ - started);
        break;
      }
      case +Code::running: *++top = truth(patients_.clocks(*p)[at->a] != not_running); break;
      case +Code::sampled: *++top = static_cast<double>(recorder_.level_value(layout_.level_part[at->index] + at->a * site)); break;
      case +Code::recent: *++top = static_cast<double>(recorder_.recently(layout_.count_part[at->index] + at->a * site, static_cast<std::size_t>(at->value))); break;
      case +Code::open: *++top = truth(is_open(net_.calendars[at->index], now_, start_weekday_)); break;
      case +Code::hour: {
        const Ticks hour = (now_ % ticks_per_day) / ticks_per_hour;
        *++top = static_cast<double>(hour);
        break;
      }
      case +Code::weekday: *++top = static_cast<double>((now_ / ticks_per_day + start_weekday_) % 7); break;
      case +Code::month: *++top = month(); break;
      case +Code::day_of_year: {
        const Date today{net_.start.days + now_ / ticks_per_day};
        *++top = static_cast<double>(today.days - to_date({to_civil(today).year, 1, 1}).days + 1);
        break;
      }
      case +Code::time_of_day: *++top = static_cast<double>(now_ % ticks_per_day); break;
      case +Code::now: *++top = static_cast<double>(now_); break;
      case +Code::site: *++top = site; break;
      case +Code::table:
        top -= at->a;
        top[1] = table_value(at->index, top + 1, site);
        ++top;
        break;
      case +Code::negate: *top = -*top; break;
      case +Code::negation: *top = truth(*top == 0); break;
      case +Code::add: --top; *top += top[1]; break;
      case +Code::subtract: --top; *top -= top[1]; break;
      case +Code::multiply: --top; *top *= top[1]; break;
      case +Code::divide:
        --top;
        if (top[1] == 0) {
          ++record().divisions_by_zero;
          *top = 0;
        } else {
          *top /= top[1];
        }
        break;
      case +Code::less: --top; *top = truth(*top < top[1]); break;
      case +Code::less_equal: --top; *top = truth(*top <= top[1]); break;
      case +Code::greater: --top; *top = truth(*top > top[1]); break;
      case +Code::greater_equal: --top; *top = truth(*top >= top[1]); break;
      case +Code::equal: --top; *top = truth(*top == top[1]); break;
      case +Code::unequal: --top; *top = truth(*top != top[1]); break;
      case +Code::both: --top; *top = truth(*top != 0 && top[1] != 0); break;
      case +Code::either: --top; *top = truth(*top != 0 || top[1] != 0); break;
      case +Code::choose: top -= 2; *top = *top != 0 ? top[1] : top[2]; break;
      case +Code::member: {
        top -= at->a;
        bool found = false;
        for (std::uint16_t i = 1; i <= at->a; ++i) found = found || top[i] == *top;
        *top = truth(found);
        break;
      }
      case +Code::minimum:
        top -= at->a - 1;
        *top = *std::min_element(top, top + at->a);
        break;
      case +Code::maximum:
        top -= at->a - 1;
        *top = *std::max_element(top, top + at->a);
        break;
      case +Code::absolute: *top = std::fabs(*top); break;
      case +Code::floor: *top = std::floor(*top); break;
      case +Code::ceil: *top = std::ceil(*top); break;
      case +Code::round: *top = std::floor(*top + 0.5); break;
      case +Code::square_root: *top = *top > 0 ? std::sqrt(*top) : 0; break;
      case +Code::exponential: *top = portable::exp(std::min(*top, 700.0)); break;
      case +Code::logarithm: *top = portable::log(std::max(*top, least_log)); break;
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
    const double offset = label - static_cast<double>(node->low);
    std::uint32_t child = no_index;
    if (offset >= 0 && offset < node->count) {
      const auto number = static_cast<std::uint32_t>(offset);
      if (static_cast<double>(number) == offset) child = net_.by_children[node->first + number];
    }
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
