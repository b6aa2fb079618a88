#include "random/thresholds.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace careway {

std::uint64_t threshold_at(Tails at) {
  constexpr std::uint64_t all = std::uint64_t{1} << 63;
  const auto count = [](double share) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(share * 0x1p63 + 0.5)); };
  if (!(at.lower > 0)) return 0;
  if (!(at.upper > 0)) return all;
  return at.lower <= at.upper ? count(at.lower) : all - count(at.upper);
}

Thresholds::Thresholds(std::vector<std::uint64_t> ends) : ends_(std::move(ends)) {
  EXPECTS(std::is_sorted(ends_.begin(), ends_.end()));
  EXPECTS(ends_.size() < UINT32_MAX);
  ends_.push_back(UINT64_MAX);
  int guide_bits = 1;
  while (guide_bits < 16 && (std::size_t{1} << guide_bits) < 2 * ends_.size()) ++guide_bits;
  guide_shift_ = 63 - guide_bits;
  for (std::uint64_t lead = 0; lead >> guide_bits == 0; ++lead) {
    const auto first = std::upper_bound(ends_.begin(), ends_.end(), lead << guide_shift_);
    guide_.push_back(static_cast<std::uint32_t>(first - ends_.begin()));
  }
}

}  // namespace careway
