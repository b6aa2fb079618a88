// Choosing one of several by shares.
#pragma once

#include <cstdint>
#include <vector>

#include "base/contract.hpp"
#include "random/thresholds.hpp"

namespace careway {

/// Option i holds the bits between the sums of the shares before it and up to it, so that a uniform keeps its option when
/// shares further along change among themselves. Shares are exact to 2^-53; a weight of 0 is never chosen.
class ChoiceTable {
 public:
  /// Weights of 0 or more, one at least above 0; normalised by their sum.
  explicit ChoiceTable(const std::vector<double>& weights);
  std::size_t operator()(std::uint64_t bits) const { return slots_.slot(bits); }
  std::size_t size() const { return slots_.slots(); }

 private:
  Thresholds slots_;
};

/// The thresholds that a ChoiceTable uses, for flat arrays: one less than there are weights.
std::vector<std::uint64_t> share_thresholds(const std::vector<double>& weights);

/// The same choice from such an array, by a plain count: best for a few options.
inline std::size_t choose(const std::uint64_t* thresholds, std::size_t count, std::uint64_t bits) {
  std::size_t option = 0;
  for (std::size_t i = 0; i < count; ++i) option += thresholds[i] <= (bits >> 1) ? 1 : 0;
  return option;
}

inline constexpr std::size_t few_choices = 4;

/// At most four options with their values, chosen by counting: no loop depends on chance.
class FewChoices {
 public:
  FewChoices() = default;
  FewChoices(const std::vector<double>& weights, const std::vector<double>& values);
  void set_values(const std::vector<double>& values);
  HOT_INLINE double operator()(std::uint64_t bits) const { return values_[option(bits)]; }
  HOT_INLINE double value(std::size_t option) const { return values_[option]; }
  HOT_INLINE std::size_t option(std::uint64_t bits) const {
    const std::uint64_t number = bits >> 1;
    return static_cast<std::size_t>((ends_[0] <= number) + (ends_[1] <= number) + (ends_[2] <= number));
  }

 private:
  std::uint64_t ends_[few_choices - 1] = {UINT64_MAX, UINT64_MAX, UINT64_MAX};
  double values_[few_choices] = {};
};

}  // namespace careway
