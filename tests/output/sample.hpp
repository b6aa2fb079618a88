// Made-up results for the tests of this floor.
#pragma once

#include <cstdint>

#include "study/results.hpp"

namespace careway::test {

struct SampleSize {
  std::size_t replications = 3;
  std::size_t sites = 2;
  std::size_t buckets = 3;
  std::size_t clocks = 3;
  std::size_t resources = 2;
  std::size_t durations = 400;  ///< of each clock in each replication, site and bucket
};

/// Full in every part and consistent: durations are drawn (from a fixed sequence), and sums, histograms and counts are
/// taken from them. The first clock is by site and has a cut; names are odd on purpose.
Results rich_results(const SampleSize& size = {});

/// Only what a results file cannot do without: one replication, nothing measured.
Results bare_results();

/// Two replications, one clock `visit.stay` of 2 + 1 durations (1 h, 3 h; 6 h), one level `office.desk.in_use` with its
/// capacity, one count `left.home`, one figure; small enough to do by hand. See json_test.cpp.
Results small_results();

/// Adds a duration to element `at` of the clock's totals and histogram.
void add_duration(ClockResult& clock, std::size_t at, Ticks duration);

}  // namespace careway::test
