// Who may look on while a replication runs.
#pragma once

#include <cstdint>

#include "base/time.hpp"
#include "engine/patients.hpp"

namespace careway {

/// What may be seen of a run while it goes on; the default sees nothing and costs nothing much.
class Watcher {
 public:
  virtual ~Watcher() = default;
  enum class What : std::uint8_t { arrived, began, waits, granted, gave_up, delays, released, left, moved, took, lost };
  /// `position` is the operation concerned, `instance` the unit pool or UINT32_MAX.
  virtual void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) = 0;
  /// Whether it must be told in order of time. If not, it is told of one subnetwork after the other, which is faster.
  virtual bool wants_order() const { return true; }
  /// The replication is over.
  virtual void ended() {}
};

}  // namespace careway
