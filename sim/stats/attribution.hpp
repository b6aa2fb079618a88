// Whose fault is a queue? Units of A are in use; part of that time they are held by those who wait for B, part of B's by
// those who wait for C, and so on. This shares the waiting for A out among A, B, C, ... by where the unit-time goes.
// It is book-keeping of what happened, not a forecast of what more units of anything would do.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace careway {

/// Unit-time of `holder` that was held by those who waited for `waited_for`; both are numbers of resources.
struct HeldWaiting {
  std::size_t holder = 0;
  std::size_t waited_for = 0;
  double area = 0;
};

struct CausePart {
  std::size_t cause = 0;  ///< number of a resource
  double share = 0;
};

struct WaitingCauses {
  std::vector<std::vector<CausePart>> parts;  ///< [resource waited for], causes ascending; each above 0, and together 1
  std::vector<bool> never_busy;  ///< [resource]: no unit was ever in use, so nothing is known; its row blames itself
  /// [resource]: all of its use, and of everything it waited for, was waiting: a standstill. Its row blames itself.
  std::vector<bool> standstill;
  double of(std::size_t waited_for, std::size_t cause) const;
};

/// With u_A the unit-time in use and b_AB what of it was held by those who waited for B:
/// 1. B_AB = b_AB / u_A (0 when u_A is 0). A row that adds up to more than 1 (one unit counted as held for two things) is
///    scaled to 1.
/// 2. Own work D_A = 1 - sum_B B_AB.
/// 3. The waiting for A is caused by A's own work for the part D_A, and for the part B_AB by whatever causes the waiting
///    for B:  c_A = D_A e_A + sum_B B_AB c_B,  that is  (I - B) C = diag(D).
/// 4. Resources from which no own work can be reached along B would make this singular: they blame themselves.
/// Of C only what is not 0 is kept: of many places few wait for one another.
/// Row A of C is where a unit of A is found working, or where the chain that it waits for ends (absorption probabilities of
/// a Markov chain; Kemeny & Snell 1960, ch. III), so it adds up to 1.
WaitingCauses causes_of_waiting(std::span<const double> in_use, std::span<const HeldWaiting> held);

}  // namespace careway
