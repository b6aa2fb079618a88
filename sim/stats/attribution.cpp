#include "stats/attribution.hpp"

#include <Eigen/SparseLU>

#include "base/contract.hpp"

namespace careway {
namespace {

/// Own work below this share of a resource's use is rounding, not work.
constexpr double least_own_work = 1e-12;

/// Step 1 and 2: rows of B, and D, which together add up to 1.
struct Chain {
  std::vector<std::vector<CausePart>> held;
  std::vector<double> own;
};

Chain chain_of(std::span<const double> in_use, std::span<const HeldWaiting> held) {
  Chain chain{std::vector<std::vector<CausePart>>(in_use.size()), std::vector<double>(in_use.size(), 1)};
  for (const HeldWaiting& h : held) {
    EXPECTS(h.holder < in_use.size() && h.waited_for < in_use.size() && h.area >= 0);
    if (in_use[h.holder] > 0 && h.area > 0) chain.held[h.holder].push_back({h.waited_for, h.area / in_use[h.holder]});
  }
  for (std::size_t i = 0; i < in_use.size(); ++i) {
    double sum = 0;
    for (const CausePart& part : chain.held[i]) sum += part.share;
    chain.own[i] = 1 - sum;
    if (chain.own[i] >= least_own_work) continue;
    for (CausePart& part : chain.held[i]) part.share /= sum;
    chain.own[i] = 0;
  }
  return chain;
}

/// Step 4: whether own work can be reached from each resource.
std::vector<bool> reach_own_work(const Chain& chain) {
  std::vector<std::vector<std::size_t>> holders(chain.own.size());  // of those who wait for it
  std::vector<bool> reaches(chain.own.size());
  std::vector<std::size_t> fresh;
  for (std::size_t i = 0; i < chain.own.size(); ++i) {
    for (const CausePart& part : chain.held[i]) holders[part.cause].push_back(i);
    reaches[i] = chain.own[i] > 0;
    if (reaches[i]) fresh.push_back(i);
  }
  while (!fresh.empty()) {
    const std::size_t at = fresh.back();
    fresh.pop_back();
    for (const std::size_t holder : holders[at]) {
      if (reaches[holder]) continue;
      reaches[holder] = true;
      fresh.push_back(holder);
    }
  }
  return reaches;
}

using Sparse = Eigen::SparseMatrix<double>;

/// (I - B) transposed.
Sparse system_of(const Chain& chain) {
  const auto n = static_cast<Eigen::Index>(chain.own.size());
  std::vector<Eigen::Triplet<double, Eigen::Index>> entries;
  for (Eigen::Index i = 0; i < n; ++i) {
    entries.emplace_back(i, i, 1);
    for (const CausePart& part : chain.held[static_cast<std::size_t>(i)]) entries.emplace_back(static_cast<Eigen::Index>(part.cause), i, -part.share);
  }
  Sparse system(n, n);
  system.setFromTriplets(entries.begin(), entries.end());  // adds up those at the same place
  return system;
}

}  // namespace

double WaitingCauses::of(std::size_t waited_for, std::size_t cause) const {
  for (const CausePart& part : parts[waited_for])
    if (part.cause == cause) return part.share;
  return 0;
}

WaitingCauses causes_of_waiting(std::span<const double> in_use, std::span<const HeldWaiting> held) {
  WaitingCauses causes{std::vector<std::vector<CausePart>>(in_use.size()), {}, {}};
  if (in_use.empty()) return causes;
  Chain chain = chain_of(in_use, held);
  const std::vector<bool> reaches = reach_own_work(chain);
  for (std::size_t i = 0; i < in_use.size(); ++i) {
    causes.never_busy.push_back(!(in_use[i] > 0));
    causes.standstill.push_back(!reaches[i]);
    if (reaches[i]) continue;
    chain.held[i].clear();
    chain.own[i] = 1;
  }
  const Sparse system = system_of(chain);
  Eigen::SparseLU<Sparse> solver(system);
  HOLDS(solver.info() == Eigen::Success);
  for (std::size_t i = 0; i < in_use.size(); ++i) {
    if (chain.held[i].empty()) {  // most are held for nothing else
      causes.parts[i].push_back({i, 1});
      continue;
    }
    const Eigen::VectorXd visits = solver.solve(Eigen::VectorXd::Unit(system.rows(), static_cast<Eigen::Index>(i)));
    for (std::size_t j = 0; j < in_use.size(); ++j)
      if (const double share = visits(static_cast<Eigen::Index>(j)) * chain.own[j]; share > 0) causes.parts[i].push_back({j, share});
  }
  return causes;
}

}  // namespace careway
