// What one replication leaves behind: exact integers in flat arrays. Layout says where everything stands.
// P = parts of all measures of a kind laid end to end (a measure has one part, or one for each site), B = time buckets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bins.hpp"
#include "base/moments.hpp"
#include "network/network.hpp"

namespace careway {

struct Layout {
  explicit Layout(const Network& net);
  std::vector<std::uint32_t> clock_part;       ///< [clock + 1] first part
  std::vector<std::uint32_t> threshold_first;  ///< [clock part + 1] first of its thresholds among all
  std::vector<std::uint32_t> cut_first;        ///< [clock + 1] first of its cuts
  std::vector<std::uint32_t> cut_cell;         ///< [cut + 1] first of its labels among all cells
  std::vector<std::uint32_t> cut_within;       ///< [cut + 1] first of its [label][threshold]
  std::vector<std::uint32_t> count_part;       ///< [count + 1]
  std::vector<std::uint32_t> level_part;       ///< [level + 1]: declared levels
  std::vector<std::uint32_t> snapshot_first;   ///< [level part + 1]
  std::uint32_t buckets = 0;
  std::uint32_t sites = 1;
};

struct LevelRecord {
  Int128 area = 0;
  std::int64_t highest = 0;
  std::vector<Int128> bucket_area;  ///< [B]
};

struct Record {
  std::uint32_t replication = 0;
  // clocks
  std::vector<Moments> clock_total;              ///< [clock part]
  std::vector<std::uint64_t> clock_within;       ///< [clock part thresholds]
  std::vector<std::uint32_t> histogram;          ///< [clock part][bin_count]
  std::vector<std::uint64_t> open_at_end;        ///< [clock part]
  std::vector<Moments> clock_bucket;             ///< [clock part][B]
  std::vector<std::uint64_t> clock_bucket_within;  ///< [clock part thresholds][B]
  std::vector<Moments> cut_total;                ///< [cut cell]
  std::vector<std::uint64_t> cut_within;         ///< [cut within]
  // counts
  std::vector<std::uint64_t> count_total;        ///< [count part]
  std::vector<std::uint64_t> count_bucket;       ///< [count part][B]
  std::vector<UInt128> count_daily_squares;      ///< [count part]
  std::vector<std::uint64_t> passages;           ///< [passage of the network]
  // levels of instances, in the order in_use, waiting, blocked, capacity
  std::vector<LevelRecord> instance_levels;      ///< [instance][4]
  // waits that ended in the window or went on when it ended; Ticks, 0 when there are none
  std::vector<std::int64_t> longest_wait;        ///< [instance]
  std::vector<std::int64_t> longest_all_of;      ///< [instance] of requests for several resources at once
  // declared levels
  std::vector<LevelRecord> levels;               ///< [level part]
  std::vector<std::vector<std::int64_t>> level_time_at;  ///< [level part], empty unless asked for
  std::vector<std::vector<Int128>> level_hours;  ///< [level part][168], empty unless asked for
  struct Snapshot {
    std::uint64_t n = 0;
    std::int64_t sum = 0;
    UInt128 squares = 0;
  };
  std::vector<Snapshot> snapshots;               ///< by snapshot_first
  // holding while waiting
  std::vector<Int128> blocked_area;              ///< [pair][site]
  std::vector<Int128> blocked_bucket;            ///< [pair][site][B]
  std::vector<std::vector<double>> booked;       ///< [instance][day since the start]; empty unless asked for, and not kept in files
  // audit, over the whole run
  std::uint64_t arrived = 0, left = 0, inside = 0, events = 0, stale = 0, negative_durations = 0, divisions_by_zero = 0;
  std::string standstill;  ///< who waits for whom in a circle at the end, in words (see tell_standstill); empty: nobody
  std::uint64_t swaps = 0, standstills = 0, most_inside = 0, trajectory = 0;
  std::vector<std::string> failures;
  bool stopped = false;      ///< a stop condition held
  Ticks ended = 0;
};

/// Of several circles, in different subnetworks, the first by alphabet is told: whichever is found first.
inline void tell_standstill(Record& record, const std::string& words) {
  if (record.standstill.empty() || words < record.standstill) record.standstill = words;
}

/// Adds what was recorded of the same replication in other subnetworks, by itself: nothing that one of both has is in the other one, too.
void add_part(Record& record, const Record& part);

}  // namespace careway
