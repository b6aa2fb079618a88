// Number, sum and sum of squares of durations in milliseconds: exact, and mergeable in any order.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "base/wide.hpp"

namespace careway {

struct Moments {
  std::uint64_t n = 0;
  Int128 sum = 0;
  UInt128 squares = 0;

  /// Of a duration of 0 or more.
  void add(Ticks duration) {
    ++n;
    add_word(sum, static_cast<std::uint64_t>(duration));
    squares += static_cast<UInt128>(static_cast<Int128>(duration) * duration);
  }
  void add(const Moments& other) {
    n += other.n;
    sum += other.sum;
    squares += other.squares;
  }
  friend bool operator==(const Moments&, const Moments&) = default;
};

}  // namespace careway
