// What happened to each patient, as rows of whole numbers: made while a replication runs and handed on in blocks, so that memory
// does not grow with the number of patients. Which patients are told of depends on their own keys, not on the order of events.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/engine.hpp"

namespace careway {

struct EventRow {
  std::int64_t time = 0;      ///< ms since the midnight that begins the start date
  std::uint32_t patient = 0;  ///< number in order of arrival, from 0
  std::uint32_t step = 0;     ///< index, or UINT32_MAX: none yet
  std::uint32_t which = 0;    ///< unit pool (waits, takes, gives_back, gives_up), source (arrives), outcome (leaves), else UINT32_MAX
  std::uint32_t what = 0;     ///< EventWhat
};

enum class EventWhat : std::uint32_t { arrives, comes_to_step, waits, gives_up, takes, gives_back, leaves, loses };
inline constexpr const char* event_words[] = {"arrives", "comes_to_step", "waits", "gives_up", "takes", "gives_back", "leaves", "loses"};

/// What the numbers in the rows mean.
struct EventNames {
  std::vector<std::string> steps;     ///< pathway.step
  std::vector<std::string> pools;     ///< resource, or resource@site
  std::vector<std::string> sources;   ///< pathway.arrivals.name, or with @site
  std::vector<std::string> outcomes;  ///< pathway.left.name
  friend bool operator==(const EventNames&, const EventNames&) = default;
};
EventNames event_names(const Network& net);

/// Takes a block of rows of one replication, in the order in which they happened; called from that replication's thread.
/// Takes rows, and may give back an earlier list to be filled anew.
using EventSink = std::function<std::vector<EventRow>(std::uint32_t replication, std::vector<EventRow>&& rows)>;

class EventWatch final : public Watcher {
 public:
  /// `share`: of the patients, 0 to 1.
  EventWatch(const Network& net, std::uint32_t replication, double share, EventSink sink);
  ~EventWatch() override;
  void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) override;
  void ended() override;

 private:
  void pass_on();
  bool followed(What what, const Patient& patient);

  const Network& net_;
  std::uint32_t replication_;
  std::uint64_t limit_;  ///< of the hash of a key; UINT64_MAX: all
  EventSink sink_;
  std::vector<std::uint32_t> step_of_;  ///< [operation]
  std::vector<EventRow> rows_;  ///< of one block; `used_` are filled
  std::size_t used_ = 0;
  std::unordered_set<std::uint64_t> inside_;  ///< patients of the sample
};

}  // namespace careway
