// Where a random number falls among ordered thresholds, in a few steps whatever their number.
// Numbers are the first 63 of 64 random bits, so that both 0 and 2^63, never and always, can be said exactly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "random/tails.hpp"

namespace careway {

/// The threshold below which a share `at.lower` of all 63-bit numbers lies.
std::uint64_t threshold_at(Tails at);

class Thresholds {
 public:
  /// `ends` rise, or stay, up to 2^63: slot i holds the numbers below ends[i] that no earlier slot holds, and one more
  /// slot holds the rest.
  explicit Thresholds(std::vector<std::uint64_t> ends);

  /// How many thresholds are at or below the number made of the first 63 bits.
  std::size_t slot(std::uint64_t bits) const {
    const std::uint64_t number = bits >> 1;
    std::size_t slot = guide_[number >> guide_shift_];
    while (ends_[slot] <= number) ++slot;
    return slot;
  }
  /// First number of a slot.
  std::uint64_t start(std::size_t slot) const { return slot == 0 ? 0 : ends_[slot - 1]; }
  std::size_t slots() const { return ends_.size(); }

 private:
  std::vector<std::uint64_t> ends_;   ///< and a last one that no number reaches
  std::vector<std::uint32_t> guide_;  ///< slot of the first number with these leading bits
  int guide_shift_;
};

}  // namespace careway
