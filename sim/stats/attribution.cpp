#include "stats/attribution.hpp"

#include <Eigen/LU>
#include <algorithm>

#include "base/contract.hpp"

namespace careway {
namespace {

/// Own work below this share of a resource's use is rounding, not work.
constexpr double least_own_work = 1e-12;

/// Step 1 and 2: rows of B, and D, which together add up to 1.
struct Chain {
  Eigen::MatrixXd held;
  Eigen::VectorXd own;
};

Chain chain_of(std::span<const double> in_use, std::span<const HeldWaiting> held) {
  const auto n = static_cast<Eigen::Index>(in_use.size());
  Chain chain{Eigen::MatrixXd::Zero(n, n), Eigen::VectorXd::Ones(n)};
  for (const HeldWaiting& h : held) {
    EXPECTS(h.holder < in_use.size() && h.waited_for < in_use.size() && h.area >= 0);
    if (in_use[h.holder] > 0)
      chain.held(static_cast<Eigen::Index>(h.holder), static_cast<Eigen::Index>(h.waited_for)) += h.area / in_use[h.holder];
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    const double sum = chain.held.row(i).sum();
    chain.own(i) = 1 - sum;
    if (chain.own(i) >= least_own_work) continue;
    chain.held.row(i) /= sum;
    chain.own(i) = 0;
  }
  return chain;
}

/// Step 4: whether own work can be reached from each resource.
std::vector<bool> reach_own_work(const Chain& chain) {
  const Eigen::Index n = chain.own.size();
  std::vector<bool> reaches(static_cast<std::size_t>(n));
  for (Eigen::Index i = 0; i < n; ++i) reaches[static_cast<std::size_t>(i)] = chain.own(i) > 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index j = 0; j < n && !reaches[static_cast<std::size_t>(i)]; ++j)
        if (chain.held(i, j) > 0 && reaches[static_cast<std::size_t>(j)]) reaches[static_cast<std::size_t>(i)] = changed = true;
  }
  return reaches;
}

}  // namespace

WaitingCauses causes_of_waiting(std::span<const double> in_use, std::span<const HeldWaiting> held) {
  WaitingCauses causes{in_use.size(), {}, {}, {}};
  if (in_use.empty()) return causes;
  Chain chain = chain_of(in_use, held);
  const std::vector<bool> reaches = reach_own_work(chain);
  for (std::size_t i = 0; i < in_use.size(); ++i) {
    causes.never_busy.push_back(!(in_use[i] > 0));
    causes.standstill.push_back(!reaches[i]);
    if (reaches[i]) continue;
    chain.held.row(static_cast<Eigen::Index>(i)).setZero();
    chain.own(static_cast<Eigen::Index>(i)) = 1;
  }
  const Eigen::Index n = chain.own.size();
  const Eigen::MatrixXd system = Eigen::MatrixXd::Identity(n, n) - chain.held;
  const Eigen::MatrixXd own = chain.own.asDiagonal();
  const Eigen::MatrixXd shares = system.partialPivLu().solve(own);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) causes.share.push_back(std::max(0.0, shares(i, j)));
  return causes;
}

}  // namespace careway
