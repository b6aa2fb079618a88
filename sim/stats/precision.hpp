// How many replications a wanted half-width takes: a guess from a pilot, and when a growing run may stop.
// Two-stage formula: Law 2015, ch. 9; look-ahead: Hoad, Robinson & Davies 2010, J. Opl. Res. Soc. 61.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "stats/estimate.hpp"

namespace careway {

/// The half-width that is wanted: a fraction of the value (0.02 for "2%"), or an amount in its unit (0.005 for
/// "0.5 points" of a share).
class Precision {
 public:
  static Precision relative(double fraction);
  static Precision absolute(double amount);
  /// The half-width allowed for an estimate. A relative one is held against the estimated value, so it shrinks to
  /// d' = d / (1 + d), which makes the error relative to the true value at most d (Law's adjustment).
  double allowed_for(double value) const;

 private:
  enum class Kind { relative, absolute };
  Precision(Kind kind, double amount) : kind_(kind), amount_(amount) {}
  Kind kind_;
  double amount_;
};

/// Whether the longer arm of the interval is within what is allowed. An estimate without interval never is; a value of
/// 0 meets a relative precision only with an interval of no width.
bool precise_enough(const Estimate& estimate, Precision wanted);

struct ReplicationSearch {
  double level = default_level;
  std::size_t most = 1'000'000;  ///< the search ends here
};

/// The smallest number R, not below those of the pilot, with t_{R-1} S / sqrt(R) within what is allowed, where
/// S = se sqrt(n) is the pilot's. Nothing when the pilot has no standard error, or `most` would not do.
std::optional<std::size_t> replications_needed(const Estimate& pilot, Precision wanted, ReplicationSearch search = {});

/// For how many further replications a precision must hold before a run may stop: 5, in proportion beyond 100.
std::size_t look_ahead(std::size_t replications);

/// by_replications[i] is the estimate after i + 1 replications. The first number of replications from which on the
/// precision held for `look_ahead` more, if there is one.
std::optional<std::size_t> first_precise(std::span<const Estimate> by_replications, Precision wanted);

}  // namespace careway
