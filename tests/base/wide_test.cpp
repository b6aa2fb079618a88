// Sums in two words are those of 128 bits.
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>

#include "base/moments.hpp"
#include "base/wide.hpp"

using namespace careway;

namespace {

// On both sides of what one word holds, and of what a word with a sign holds.
constexpr std::uint64_t all = UINT64_MAX, top = std::uint64_t{1} << 63;
constexpr std::initializer_list<std::uint64_t> words = {0, 1, 2, top - 1, top, top + 1, all - 1, all};

}  // namespace

TEST_CASE("a sum in two words carries and borrows") {
  WideSum sum;
  Int128 truth = 0;
  const auto same = [&] { return sum.value() == truth; };
  for (const std::uint64_t first : words)
    for (const std::uint64_t second : words) {
      sum.add(first);
      truth += first;
      CHECK(same());
      sum.subtract(second);
      truth -= second;
      CHECK(same());
      for (const Int128 factor : {Int128{1}, Int128{1} << 40, -(Int128{1} << 50)}) {
        sum.add(factor * static_cast<std::int64_t>(first >> 1));
        truth += factor * static_cast<std::int64_t>(first >> 1);
        CHECK(same());
      }
    }
  CHECK((truth < -(Int128{1} << 64)));
}

TEST_CASE("a word is added to 128 bits") {
  for (const std::uint64_t first : words)
    for (const std::uint64_t second : words) {
      Int128 sum = static_cast<Int128>(first) - 5;
      add_word(sum, second);
      CHECK((sum == static_cast<Int128>(first) - 5 + second));
    }
}

TEST_CASE("moments of durations beyond 64 bits") {
  Moments moments;
  for (int i = 0; i < 3; ++i) moments.add(INT64_MAX);
  CHECK(moments.n == 3);
  CHECK((moments.sum == static_cast<Int128>(INT64_MAX) * 3));
  CHECK((moments.squares == static_cast<UInt128>(INT64_MAX) * INT64_MAX * 3));
}
