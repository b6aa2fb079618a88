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

/// Takes a block of rows of one replication, in the order in which they happened; called from that replication's thread. May give back an
/// earlier list to be filled anew.
using EventSink = std::function<std::vector<EventRow>(std::uint32_t replication, std::vector<EventRow>&& rows)>;

class EventWatch final : public Watcher {
 public:
  /// `share`: of the patients, 0 to 1.
  EventWatch(const Network& net, std::uint32_t replication, double share, EventSink sink);
  ~EventWatch() override;
  void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) override;
  EventRows* rows() override { return limit_ == UINT64_MAX ? &rows_ : nullptr; }
  void full() override;
  void ended() override;

 private:
  static constexpr std::size_t near_rows = 128;
  void pass_on();
  bool followed(What what, const Patient& patient);

  const Network& net_;
  std::uint32_t replication_;
  std::uint64_t limit_;  ///< of the hash of a key; UINT64_MAX: all
  EventSink sink_;
  EventRows rows_;               ///< in `near_`
  std::vector<EventRow> block_;  ///< `used_` are filled
  std::size_t used_ = 0;
  std::unordered_set<std::uint64_t> inside_;  ///< patients of the sample
  alignas(64) EventRow near_[near_rows];      ///< what was seen last: a block is too large for the near caches
};

}  // namespace careway
