// Between which bounds the value of an expression lies, whatever happens in a run. Bounds are safe, not tight: what is said
// never to hold never holds.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"

namespace careway {

struct Range {
  double low = 0;
  double high = 0;
  bool never() const { return low == 0 && high == 0; }    ///< as a condition
  bool always() const { return low > 0 || high < 0; }
};

class Ranges {
 public:
  explicit Ranges(const Network& net);
  Range of(std::uint32_t expression) const;
  /// Most units that a resource has at any time and site, rules included; INT64_MAX when there is no bound.
  std::int64_t most_capacity(std::uint32_t resource) const { return most_capacity_[resource]; }

 private:
  Range leaf(const Instruction& instruction) const;

  const Network& net_;
  std::vector<Range> tables_;               ///< [table]
  std::vector<std::int64_t> most_capacity_; ///< [resource]
};

}  // namespace careway
