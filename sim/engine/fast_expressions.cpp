#include "engine/fast_expressions.hpp"

#include <span>

#include "base/contract.hpp"

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
    part(code_.size());
    emit(Own::end);
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
    emit(Own::truth);
    land(skip);
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

  bool number_before(std::size_t end) const { return code_[end - 2].code == Plain::constant; }

  void with_number(std::size_t end, Own code) {
    if (!number_before(end)) return as_it_is(end);
    part(end - 2);
    out_[emit(code)].value = code_[end - 2].value;
  }

  void compared(std::size_t end, Own top, Own attribute) {
    if (!number_before(end)) return as_it_is(end);
    const Instruction& left = code_[end - 3];
    if (left.code != Plain::attribute) return with_number(end, top);
    const std::size_t at = emit(attribute);
    out_[at].index = place_of(left);
    out_[at].value = code_[end - 2].value;
  }

  std::size_t emit(Own code) {
    out_.push_back({static_cast<std::uint8_t>(code), 0, 0, 0, 0});
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
