#include "engine/record.hpp"

namespace careway {

Layout::Layout(const Network& net) : buckets(static_cast<std::uint32_t>(net.buckets.size())), sites(net.site_count) {
  clock_part = {0};
  threshold_first = {0};
  cut_first = {0};
  cut_cell = {0};
  cut_within = {0};
  for (const ClockInfo& clock : net.clocks) {
    const std::uint32_t parts = clock.by_site ? sites : 1;
    const auto thresholds = static_cast<std::uint32_t>(clock.thresholds.size());
    clock_part.push_back(clock_part.back() + parts);
    for (std::uint32_t i = 0; i < parts; ++i) threshold_first.push_back(threshold_first.back() + thresholds);
    for (const auto& cut : clock.cuts) {
      const auto labels = static_cast<std::uint32_t>(cut.labels.size());
      cut_cell.push_back(cut_cell.back() + labels);
      cut_within.push_back(cut_within.back() + labels * thresholds);
    }
    cut_first.push_back(cut_first.back() + static_cast<std::uint32_t>(clock.cuts.size()));
  }
  count_part = {0};
  for (const CountInfo& count : net.counts) count_part.push_back(count_part.back() + (count.by_site ? sites : 1));
  level_part = {0};
  snapshot_first = {0};
  for (const LevelInfo& level : net.levels) {
    const std::uint32_t parts = level.by_site ? sites : 1;
    level_part.push_back(level_part.back() + parts);
    for (std::uint32_t i = 0; i < parts; ++i)
      snapshot_first.push_back(snapshot_first.back() + static_cast<std::uint32_t>(level.at.size()));
  }
}

}  // namespace careway
