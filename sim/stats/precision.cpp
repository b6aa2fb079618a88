#include "stats/precision.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace careway {

Precision Precision::relative(double fraction) {
  EXPECTS(fraction > 0);
  return {Kind::relative, fraction};
}

Precision Precision::absolute(double amount) {
  EXPECTS(amount > 0);
  return {Kind::absolute, amount};
}

double Precision::allowed_for(double value) const {
  return kind_ == Kind::absolute ? amount_ : amount_ / (1 + amount_) * std::fabs(value);
}

bool precise_enough(const Estimate& estimate, Precision wanted) {
  return estimate.has_interval() && estimate.half_width() <= wanted.allowed_for(estimate.value);
}

std::optional<std::size_t> replications_needed(const Estimate& pilot, Precision wanted, ReplicationSearch search) {
  if (!pilot.has_value() || !pilot.has_se() || pilot.n < 2) return std::nullopt;
  const double spread = pilot.se * std::sqrt(static_cast<double>(pilot.n));
  const double allowed = wanted.allowed_for(pilot.value);
  const auto enough = [&](std::size_t r) {
    return spread == 0 || t_factor(r, search.level) * spread / std::sqrt(static_cast<double>(r)) <= allowed;
  };
  if (enough(pilot.n)) return pilot.n;
  if (search.most <= pilot.n || !enough(search.most)) return std::nullopt;
  std::size_t too_few = pilot.n, sufficient = search.most;  // the half-width falls with every replication
  while (sufficient - too_few > 1) {
    const std::size_t middle = too_few + (sufficient - too_few) / 2;
    (enough(middle) ? sufficient : too_few) = middle;
  }
  return sufficient;
}

std::size_t look_ahead(std::size_t replications) { return std::max<std::size_t>(5, replications * 5 / 100); }

std::optional<std::size_t> first_precise(std::span<const Estimate> by_replications, Precision wanted) {
  std::size_t held = 0;  // length of the unbroken stretch of precise estimates that ends here
  for (std::size_t i = 0; i < by_replications.size(); ++i) {
    held = precise_enough(by_replications[i], wanted) ? held + 1 : 0;
    if (held == 0) continue;
    const std::size_t first = i + 2 - held;  // counted in replications
    if (held > look_ahead(first)) return first;
  }
  return std::nullopt;
}

}  // namespace careway
