#include "random/choice.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "random/parameters.hpp"

namespace careway {

std::vector<std::uint64_t> share_thresholds(const std::vector<double>& weights) {
  require(!weights.empty(), "there must be at least one weight");
  double total = 0;
  for (const double weight : weights) {
    require(std::isfinite(weight) && weight >= 0, "weights must be 0 or more");
    total += weight;
  }
  require(std::isfinite(total) && total > 0, "one weight at least must be above 0");
  const std::size_t count = weights.size() - 1;
  std::vector<Tails> reached(count);
  double below = 0;
  for (std::size_t i = 0; i < count; ++i) reached[i].lower = (below += weights[i]) / total;
  double above = 0;
  for (std::size_t i = count; i-- > 0;) reached[i].upper = (above += weights[i + 1]) / total;
  std::vector<std::uint64_t> thresholds;
  for (const Tails at : reached) {
    const std::uint64_t next = threshold_at(at);
    thresholds.push_back(thresholds.empty() || next > thresholds.back() ? next : thresholds.back());
  }
  return thresholds;
}

ChoiceTable::ChoiceTable(const std::vector<double>& weights) : slots_(share_thresholds(weights)) {}

FewChoices::FewChoices(const std::vector<double>& weights, const std::vector<double>& values) {
  EXPECTS(weights.size() == values.size() && weights.size() <= few_choices);
  const std::vector<std::uint64_t> thresholds = share_thresholds(weights);
  std::copy(thresholds.begin(), thresholds.end(), ends_);
  set_values(values);
}

void FewChoices::set_values(const std::vector<double>& values) {
  EXPECTS(values.size() <= few_choices);
  std::copy(values.begin(), values.end(), values_);
}

}  // namespace careway
