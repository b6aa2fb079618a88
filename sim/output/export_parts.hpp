// What all exports of the event log share: the rows told with their names.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "output/event_file.hpp"

namespace careway {

/// A row with its names.
struct Told {
  EventRow row;
  EventWhat what;
  std::string pathway, step, resource, site;
  int unit = 0;  ///< from 1; 0 where there is none
  /// `resource`, with its site where it has one.
  std::string place() const { return site.empty() ? resource : resource + "@" + site; }
};

/// Calls `each` for all rows of a replication, in order.
void tell_all(const EventLogReader& log, std::uint32_t replication, const std::function<void(const Told&)>& each);

/// An instant as spreadsheets take it for one: 2024-01-01 06:30:44.182.
std::string date_time(Ticks time, Date start);

/// Minutes since the start, as text.
std::string minutes(Ticks time);

}  // namespace careway
