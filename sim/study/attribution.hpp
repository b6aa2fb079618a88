// Why patients wait: the waiting for each resource shared out among the resources that cause it, from the unit-time that
// was held by patients who waited for something else (Results::blocked). The method is that of stats/attribution.hpp.
//
// The chain is followed at each site: a resource that exists at each site is as many resources, and a patient's holding and
// waiting happen at the patient's own site. A resource's total is the mean of its sites, each weighted by the waiting there.
// `any_of` counts as waiting for the first of its list. Time in a `wait_until` or a fork is work of what is held.
#pragma once

#include <string>
#include <vector>

#include "stats/estimate.hpp"
#include "study/results.hpp"

namespace careway {

struct Cause {
  std::size_t resource = 0;
  Estimate share;                 ///< from 0 to 1; the interval by the jackknife, only for the whole window
  std::vector<double> by_site{};  ///< of this share, as many as sites; none when the cause exists once
};

/// Who waits for a resource and why. Shares add up to 1.
struct WaitingFor {
  std::size_t resource = 0;
  std::string site;           ///< "" for all sites together
  double waiting = 0;         ///< mean number
  bool never_busy = false;    ///< at no site: the cause is not known and set down to the resource itself
  bool standstill = false;    ///< part of the waiting ends in units that only waited for one another
  std::vector<Cause> causes;  ///< those with a share above 0, in the order of resources
};

struct Attribution {
  std::vector<WaitingFor> total;    ///< resources that anyone waited for, in order
  std::vector<WaitingFor> by_site;  ///< the same at each site, for resources that exist at each
};

/// Over the whole window, all replications pooled.
Attribution attribution_of(const Results& results);

/// For each time bucket; without intervals.
std::vector<Attribution> attribution_by_bucket(const Results& results);

}  // namespace careway
