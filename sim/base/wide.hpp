// 128-bit integers: exact sums of squared milliseconds need them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "base/contract.hpp"

namespace careway {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

/// A number of 128 bits in two words, low word first, and what is added to it, modulo 2^128. What is added is mostly one word, and then
/// this takes an instruction for each: g++ 12 lets numbers of 128 bits pass through memory.
HOT_INLINE void add_wide(std::uint64_t* words, std::uint64_t x) { words[1] += __builtin_add_overflow(words[0], x, &words[0]); }
HOT_INLINE void add_wide(std::uint64_t* words, UInt128 x) {
  add_wide(words, static_cast<std::uint64_t>(x));
  words[1] += static_cast<std::uint64_t>(x >> 64);
}
inline UInt128 wide(const std::uint64_t* words) { return UInt128{words[1]} << 64 | words[0]; }

/// A sum in two such words.
class WideSum {
 public:
  HOT_INLINE void add(std::uint64_t x) { add_wide(words_, x); }
  HOT_INLINE void add(Int128 x) { add_wide(words_, static_cast<UInt128>(x)); }
  HOT_INLINE void subtract(std::uint64_t x) { words_[1] -= __builtin_sub_overflow(words_[0], x, &words_[0]); }
  Int128 value() const { return static_cast<Int128>(wide(words_)); }

 private:
  std::uint64_t words_[2] = {};
};

/// `sum += x`, in the same way.
HOT_INLINE void add_word(Int128& sum, std::uint64_t x) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t words[2];
  std::memcpy(words, &sum, sizeof words);
  add_wide(words, x);
  std::memcpy(&sum, words, sizeof words);
}

}  // namespace careway
