#include "network/code.hpp"

namespace careway {

std::size_t values_taken(const Instruction& instruction) {
  using Code = Instruction::Code;
  switch (instruction.code) {
    case Code::negate: case Code::negation: case Code::absolute: case Code::floor: case Code::ceil: case Code::round:
    case Code::square_root: case Code::exponential: case Code::logarithm: return 1;
    case Code::add: case Code::subtract: case Code::multiply: case Code::divide: case Code::less: case Code::less_equal:
    case Code::greater: case Code::greater_equal: case Code::equal: case Code::unequal: case Code::both: case Code::either: return 2;
    case Code::choose: return 3;
    case Code::member: return std::size_t{instruction.a} + 1;
    case Code::minimum: case Code::maximum: case Code::table: return instruction.a;
    default: return 0;
  }
}

}  // namespace careway
