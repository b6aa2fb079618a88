// The figures of a study with their 95% intervals, made from the exact integers of a Results; what tables, JSON, CSV
// and the report show. All intervals come from the stats floor; the unit of analysis is the replication.
// Durations are in milliseconds here; shares are from 0 to 1. A figure that cannot be had is NaN.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stats/estimate.hpp"
#include "study/results.hpp"

namespace careway {

/// A figure for one value of an attribute, or one site.
template <class Part>
struct Labelled {
  std::string label;
  Part part;
};

struct ShareSummary {
  Ticks threshold = 0;
  Estimate within;  ///< at most the threshold
  Estimate over;    ///< strictly more
  std::vector<double> within_by_replication;
};

struct QuantileSummary {
  double q = 0;
  Estimate value;
  std::vector<double> by_replication;
};

struct ClockPart {
  std::uint64_t count = 0;        ///< durations in all replications
  std::uint64_t open_at_end = 0;  ///< in all replications; 0 for parts by attribute, where it is not kept
  Estimate per_replication;       ///< number of durations
  Estimate mean;                  ///< ratio of sums, or mean of the replications' means where the model says so
  Estimate sd;
  std::vector<ShareSummary> shares;
  std::vector<QuantileSummary> quantiles;  ///< none for parts by attribute, which keep no histogram
  std::vector<std::uint64_t> n;            ///< for each replication
  std::vector<double> means, sds;          ///< for each replication
};

struct ClockSummary {
  std::string name;
  std::string about;
  std::string count;
  std::optional<StandardResult> standard;
  ClockPart all;
  struct By {
    std::string attribute;
    std::vector<Labelled<ClockPart>> parts;
  };
  std::vector<By> by;  ///< "site" first when kept by site
};

struct SnapshotSummary {
  std::string when;
  Estimate mean;
};

struct LevelPart {
  Estimate mean;                       ///< time average over the window; of all sites together, their sum
  Estimate sd;                         ///< over time; only where the distribution is kept
  Estimate occupancy;                  ///< of a resource's in_use: unit-time used / unit-time of capacity
  std::optional<std::int64_t> max;     ///< over all replications; not for a sum over sites
  std::vector<Estimate> distribution;  ///< share of time at value 0, 1, ...; not for a sum over sites
  std::vector<SnapshotSummary> at;
  std::vector<double> by_hour_of_week;  ///< 168 means, Monday 00:00 first, or none
  std::vector<double> means;            ///< for each replication
  std::optional<Ticks> longest;         ///< over all replications and sites, of a resource's `waiting`
  std::optional<Ticks> longest_all_of;  ///< the same, of requests for several resources at once
};

struct LevelSummary {
  std::string name;
  std::string about;
  std::string resource;
  std::string what;
  LevelPart all;
  std::vector<Labelled<LevelPart>> sites;  ///< when kept by site
};

struct CountPart {
  Estimate total;  ///< in the window of one replication
  Estimate per_day;
  Estimate variance_per_day;          ///< of whole days; not for a sum over sites, nor for windows that cut days
  std::vector<std::uint64_t> totals;  ///< for each replication
};

struct CountSummary {
  std::string name;
  std::string about;
  CountPart all;
  std::vector<Labelled<CountPart>> sites;
};

struct FigureSummary {
  std::string name;
  std::string about;
  std::string unit;
  Estimate value;
};

struct Summary {
  std::vector<ClockSummary> clocks;
  std::vector<LevelSummary> levels;
  std::vector<CountSummary> counts;
  std::vector<FigureSummary> figures;
};

Summary summarise(const Results& results);

/// The parts, for those who need only one.
ClockSummary summarise(const ClockResult& clock, const Results& results);
LevelSummary summarise(const LevelResult& level, const Results& results);
CountSummary summarise(const CountResult& count, const Results& results);
FigureSummary summarise(const FigureResult& figure, const Results& results);

}  // namespace careway
