#include "engine/fast_expressions.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include "base/contract.hpp"
#include "base/whole.hpp"

namespace careway {

namespace {

using Plain = Instruction::Code;
using Own = FastInstruction::Code;

static_assert(static_cast<int>(Plain::logarithm) < static_cast<int>(Own::end));

/// Rewrites one expression. What an instruction takes stands before it, so each part of an expression is a stretch of it.
class Rewriter {
 public:
  Rewriter(std::span<const Instruction> code, const PatientPool& patients, std::vector<FastInstruction>& out) : code_(code), patients_(patients), out_(out) {}

  void rewrite() {
    const std::size_t first = out_.size();
    if (code_.size() == 1) return alone();
    part(code_.size());
    emit(Own::end);
    for (std::size_t i = first; i < out_.size(); ++i) thread(out_[i]);
    for (std::size_t i = first; i + 1 < out_.size(); ++i) with_skip(i);
    begin_with(out_[first], out_[first + 1]);
  }

 private:
  /// First instruction of the part that ends before `end`.
  std::size_t begin_of(std::size_t end) const {
    std::size_t wanted = 1;
    while (wanted > 0) {
      EXPECTS(end > 0);
      wanted += values_taken(code_[--end]);
      --wanted;
    }
    return end;
  }
  bool divides(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (code_[i].code == Plain::divide) return true;
    return false;
  }

  /// All there is of an expression.
  void alone() {
    const Instruction& only = code_.front();
    std::uint8_t code = static_cast<std::uint8_t>(only.code);
    switch (only.code) {
      case Plain::constant: code = number_of(Own::only_constant); break;
      case Plain::parameter: code = number_of(Own::only_parameter); break;
      case Plain::attribute: code = number_of(Own::only_attribute); break;
      case Plain::month: code = number_of(Own::only_month); break;
      default: break;
    }
    out_.push_back({code, 0, only.a, place_of(only), only.value});
    emit(Own::end);
  }

  /// What skips to where the same is skipped again goes all the way.
  void thread(FastInstruction& from) const {
    if (from.code != number_of(Own::skip_if_false) && from.code != number_of(Own::skip_if_true)) return;
    while (out_[from.index].code == from.code) from.index = out_[from.index].index;
  }

  /// An attribute's test with the skip after it.
  void with_skip(std::size_t at) {
    FastInstruction& compare = out_[at];
    if (compare.code < number_of(Own::attribute_less) || compare.code > number_of(Own::attribute_is_not)) return;
    if (out_[at + 1].code != number_of(Own::skip_if_false)) return;
    compare.code = static_cast<std::uint8_t>(compare.code - number_of(Own::attribute_less) + number_of(Own::less_and));
  }

  /// A test that decides the whole expression when it does not hold.
  void begin_with(FastInstruction& begin, const FastInstruction& skip) const {
    const bool is = begin.code == number_of(Own::is_and);
    if (!is && begin.code != number_of(Own::is_not_and)) return;
    if (out_[skip.index].code == number_of(Own::end)) begin.code = number_of(is ? Own::first_is_and : Own::first_is_not_and);
  }

  void part(std::size_t end) {
    const Instruction& last = code_[end - 1];
    switch (last.code) {
      case Plain::both:
      case Plain::either: return joined(end, last.code == Plain::both);
      case Plain::choose: return chosen(end);
      case Plain::add: return with_number(end, Own::add_number);
      case Plain::multiply: return with_number(end, Own::multiply_by_number);
      case Plain::less: return compared(end, Own::less_than_number, Own::attribute_less);
      case Plain::less_equal: return compared(end, Own::not_above_number, Own::attribute_not_above);
      case Plain::greater: return compared(end, Own::above_number, Own::attribute_above);
      case Plain::greater_equal: return compared(end, Own::not_below_number, Own::attribute_not_below);
      case Plain::equal: return compared(end, Own::is_number, Own::attribute_is);
      case Plain::unequal: return compared(end, Own::is_not_number, Own::attribute_is_not);
      case Plain::minimum: return last.a == 2 ? before_number(end, Own::minimum_number) : as_it_is(end);
      case Plain::maximum: return last.a == 2 ? before_number(end, Own::maximum_number) : as_it_is(end);
      case Plain::member: return among(end);
      default: return as_it_is(end);
    }
  }

  void as_it_is(std::size_t end) {
    std::vector<std::size_t> ends;  // of the values that the last instruction takes, from the last on
    std::size_t at = end - 1;
    for (std::size_t taken = values_taken(code_[end - 1]); taken > 0; --taken) {
      ends.push_back(at);
      at = begin_of(at);
    }
    for (std::size_t i = ends.size(); i-- > 0;) part(ends[i]);
    const Instruction& last = code_[end - 1];
    out_.push_back({static_cast<std::uint8_t>(last.code), 0, last.a, place_of(last), last.value});
  }

  /// Its index; where in a patient's record, when it lies there.
  std::uint32_t place_of(const Instruction& instruction) const {
    switch (instruction.code) {
      case Plain::attribute: return patients_.place_of_attribute(instruction.a);
      case Plain::held:
      case Plain::place: return patients_.place_of_holding(instruction.a);
      case Plain::elapsed:
      case Plain::running: return patients_.place_of_clock(instruction.a);
      default: return instruction.index;
    }
  }

  void joined(std::size_t end, bool both) {
    const std::size_t right = begin_of(end - 1);
    if (divides(right, end - 1)) return as_it_is(end);
    part(right);
    const std::size_t skip = emit(both ? Own::skip_if_false : Own::skip_if_true);
    part(end - 1);
    if (!is_truth(end - 1)) emit(Own::truth);
    land(skip);
  }

  /// Whether the part that ends there is 0 or 1 whatever happens.
  bool is_truth(std::size_t end) const {
    switch (code_[end - 1].code) {
      case Plain::less:
      case Plain::less_equal:
      case Plain::greater:
      case Plain::greater_equal:
      case Plain::equal:
      case Plain::unequal:
      case Plain::both:
      case Plain::either:
      case Plain::negation:
      case Plain::member:
      case Plain::running:
      case Plain::open: return true;
      default: return false;
    }
  }

  void chosen(std::size_t end) {
    const std::size_t otherwise = begin_of(end - 1), then = begin_of(otherwise);
    if (divides(then, end - 1)) return as_it_is(end);
    part(then);
    const std::size_t no = emit(Own::jump_if_false);
    part(otherwise);
    const std::size_t over = emit(Own::jump);
    land(no);
    part(end - 1);
    land(over);
  }

  bool is_number(std::size_t end) const { return code_[end - 1].code == Plain::constant; }

  void before_number(std::size_t end, Own code) {
    if (!is_number(end - 1)) return as_it_is(end);
    part(end - 2);
    out_[emit(code)].value = code_[end - 2].value;
  }

  /// The number may stand on either side.
  void with_number(std::size_t end, Own code) {
    const std::size_t right = begin_of(end - 1);
    if (is_number(end - 1) || !is_number(right)) return before_number(end, code);
    part(end - 1);
    out_[emit(code)].value = code_[right - 1].value;
  }

  /// An attribute with a few whole numbers.
  void among(std::size_t end) {
    const std::size_t count = code_[end - 1].a, numbers = end - 1 - count;
    if (count == 0 || count >= end - 1 || code_[numbers - 1].code != Plain::attribute) return as_it_is(end);
    double least = UINT16_MAX;
    for (std::size_t i = numbers; i < end - 1; ++i) {
      if (code_[i].code != Plain::constant) return as_it_is(end);
      least = std::min(least, code_[i].value);
    }
    if (!(least >= 0) || least != std::floor(least)) return as_it_is(end);
    std::uint64_t bits = 0;
    for (std::size_t i = numbers; i < end - 1; ++i) {
      const std::uint32_t place = place_in_row(code_[i].value, least, most_among);
      if (place == most_among) return as_it_is(end);
      bits |= std::uint64_t{1} << place;
    }
    FastInstruction& one = out_[emit(Own::attribute_among)];
    one.a = static_cast<std::uint16_t>(least);
    one.index = place_of(code_[numbers - 1]);
    one.value = std::bit_cast<double>(bits);
  }

  void compared(std::size_t end, Own top, Own attribute) {
    if (!is_number(end - 1)) return as_it_is(end);
    const Instruction& left = code_[end - 3];
    if (left.code != Plain::attribute) return before_number(end, top);
    const std::size_t at = emit(attribute);
    out_[at].index = place_of(left);
    out_[at].value = code_[end - 2].value;
  }

  static std::uint8_t number_of(Own code) { return static_cast<std::uint8_t>(code); }
  std::size_t emit(Own code) {
    out_.push_back({number_of(code), 0, 0, 0, 0});
    return out_.size() - 1;
  }
  void land(std::size_t jump) { out_[jump].index = static_cast<std::uint32_t>(out_.size()); }

  std::span<const Instruction> code_;
  const PatientPool& patients_;
  std::vector<FastInstruction>& out_;
};

}  // namespace

FastExpressions::FastExpressions(const Network& net, const PatientPool& patients) {
  first.reserve(net.expressions.size());
  instructions.reserve(net.instructions.size() + net.expressions.size());
  for (const ExpressionCode& code : net.expressions) {
    first.push_back(static_cast<std::uint32_t>(instructions.size()));
    Rewriter({net.instructions.data() + code.first, code.count}, patients, instructions).rewrite();
  }
}

}  // namespace careway
