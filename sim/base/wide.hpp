// 128-bit integers: exact sums of squared milliseconds need them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/contract.hpp"

namespace careway {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/// A sum in 128 bits, modulo 2^128, as two words. What is added is mostly one word, and then this takes an instruction for each: g++ 12
/// lets numbers of 128 bits pass through memory.
class WideSum {
 public:
  HOT_INLINE void add(std::uint64_t x) { high_ += __builtin_add_overflow(low_, x, &low_); }
  HOT_INLINE void subtract(std::uint64_t x) { high_ -= __builtin_sub_overflow(low_, x, &low_); }
  HOT_INLINE void add(Int128 x) {
    add(static_cast<std::uint64_t>(x));
    high_ += static_cast<std::uint64_t>(x >> 64);
  }
  Int128 value() const { return static_cast<Int128>(UInt128{high_} << 64 | low_); }

 private:
  std::uint64_t low_ = 0, high_ = 0;
};

/// `sum += x`, in the same way.
HOT_INLINE void add_word(Int128& sum, std::uint64_t x) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t words[2];
  std::memcpy(words, &sum, sizeof words);
  words[1] += __builtin_add_overflow(words[0], x, &words[0]);
  std::memcpy(&sum, words, sizeof words);
}

}  // namespace careway
