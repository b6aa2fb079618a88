// How the figures go through time: one estimate for each bucket of the window. For charts and the CSV of series.
#pragma once

#include <string>
#include <vector>

#include "stats/estimate.hpp"
#include "study/results.hpp"

namespace careway {

struct Series {
  std::string measure;    ///< dotted name
  std::string statistic;  ///< clocks: mean (minutes), share_within 4 h; levels: mean; counts: per_day
  std::string site;       ///< "" for all
  std::string unit;       ///< min, share, 1, per day
  std::vector<Estimate> buckets;
};

/// Of all sites together, and of each where kept by site.
std::vector<Series> series_of(const ClockResult& clock, const Results& results);
std::vector<Series> series_of(const LevelResult& level, const Results& results);
std::vector<Series> series_of(const CountResult& count, const Results& results);
std::vector<Series> all_series(const Results& results);

}  // namespace careway
