// How many patients a source is expected to bring: for estimates, and the width of the event queue's buckets. No result depends on it.
#pragma once

#include "network/network.hpp"

namespace careway {

/// In one replication, about: surges, waves and profiles that average to 1 left out. Infinite when there is no time between arrivals.
double expected_arrivals(const Network& net, const SourceInfo& source);

/// Of all sources.
double expected_arrivals(const Network& net);

}  // namespace careway
