// How much work arrives for each resource: the mean number of units that would be in use if there were always enough.
// Found by running the model itself with every capacity lifted, so that routing by state, clocks and calendars counts as
// it is in a quiet system.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace careway {

struct ResourceLoad {
  std::uint32_t resource = 0;
  std::uint32_t site = no_index;
  bool unlimited = false;
  double load = 0;             ///< units, of patients who come from outside
  double closed = 0;           ///< units, of those of sources that have nothing but `initial`: they may go round for ever, and wait for each other
  double capacity = 0;         ///< scheduled, time average; 0 when unlimited
  double worst_hour_load = 0;  ///< in the hour of the week with the highest load over capacity
  double worst_hour_capacity = 0;
  int worst_hour = 0;          ///< 0 is Monday 00:00
  bool by_hour = false;        ///< something in the model depends on the hour of the week; otherwise one hour is as the other
  Ticks from = 0, until = 0;   ///< since the start of the run: when this is so
};

/// One entry for each resource and site. Simulates `weeks` after as many weeks of warm-up (one replication, fixed seed), or less
/// when that would take more than about a million arrivals; of a model that dates change, or to which people come at certain times only, its
/// window, of at most a year. Nothing at all when even a week brings 20 million, or so much
/// happens in it that it would take more than some seconds.
std::vector<ResourceLoad> offered_load(const Network& net, int weeks = 8);

/// The resource that is full first when all arrivals grow alike.
struct Saturation {
  std::size_t entry = 0;   ///< of the loads
  double times = 0;        ///< today's arrivals at which load and capacity, averaged over the week, are equal; below 1: overloaded now
  double busiest_hour = 0; ///< the same in its busiest hour of the week; as `times` when hours do not differ
};
std::optional<Saturation> saturates_first(const std::vector<ResourceLoad>& loads);

}  // namespace careway
