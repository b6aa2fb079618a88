// Who may look on while a replication runs.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "engine/patients.hpp"

namespace careway {

enum class EventWhat : std::uint32_t { arrives, comes_to_step, waits, gives_up, takes, gives_back, leaves, loses };

/// What happened to a patient, in whole numbers.
struct EventRow {
  std::int64_t time = 0;      ///< ms since the midnight that begins the start date
  std::uint32_t patient = 0;  ///< number in order of arrival, from 0
  std::uint32_t step = 0;     ///< index, or UINT32_MAX: none yet
  std::uint32_t which = 0;    ///< unit pool (waits, takes, gives_back, gives_up), source (arrives), outcome (leaves), else UINT32_MAX
  std::uint32_t what = 0;     ///< EventWhat
};

/// Rows that the engine writes in place: a call for each would cost more than the row.
struct EventRows {
  EventRow* next = nullptr;
  EventRow* end = nullptr;
  std::vector<std::uint32_t> step_of;  ///< [operation]
};

/// What may be seen of a run while it goes on; the default sees nothing and costs nothing much.
class Watcher {
 public:
  virtual ~Watcher() = default;
  enum class What : std::uint8_t { arrived, began, waits, granted, gave_up, delays, released, left, moved, took, lost };
  /// `position` is the operation concerned, `instance` the unit pool or UINT32_MAX.
  virtual void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) = 0;
  /// Where to write rows of all patients. Then no call of saw() is made. There must be room for one.
  virtual EventRows* rows() { return nullptr; }
  /// They are full, and must have room again.
  virtual void full() {}
  /// Whether it must be told in order of time. If not, it is told of one subnetwork after the other, which is faster.
  virtual bool wants_order() const { return true; }
  /// The replication is over.
  virtual void ended() {}
};

/// The EventWhat of it as a number; UINT32_MAX of what no row tells.
constexpr std::uint32_t told_as(Watcher::What what) {
  using What = Watcher::What;
  const auto told = [](EventWhat as) { return static_cast<std::uint32_t>(as); };
  switch (what) {
    case What::arrived: return told(EventWhat::arrives);
    case What::moved: return told(EventWhat::comes_to_step);
    case What::waits: return told(EventWhat::waits);
    case What::gave_up: return told(EventWhat::gives_up);
    case What::took: return told(EventWhat::takes);
    case What::released: return told(EventWhat::gives_back);
    case What::left: return told(EventWhat::leaves);
    case What::lost: return told(EventWhat::loses);
    case What::began:
    case What::granted:
    case What::delays: break;
  }
  return no_index;
}

/// Writes the row of what saw() would be told, if there is one; `ops` are the network's.
HOT_INLINE void tell(Watcher& watcher, EventRows& rows, Watcher::What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance, const Op* ops) {
  using What = Watcher::What;
  if (told_as(what) == no_index) return;
  const std::uint32_t step = what == What::arrived || position >= rows.step_of.size() ? no_index : rows.step_of[position];
  const std::uint32_t which = what == What::arrived ? patient.source : what == What::left ? ops[position].b : what == What::moved ? no_index : instance;
  *rows.next++ = {now, static_cast<std::uint32_t>(patient.ordinal), step, which, told_as(what)};
  if (rows.next == rows.end) watcher.full();
}

}  // namespace careway
