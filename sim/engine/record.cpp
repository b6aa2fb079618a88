#include "engine/record.hpp"

#include <algorithm>

namespace careway {

namespace {

template <class Number>
void add_to(Number& sum, const Number& other) {
  sum += other;
}

void add_to(Moments& sum, const Moments& other) { sum.add(other); }

void add_to(Record::Snapshot& sum, const Record::Snapshot& other) {
  sum.n += other.n;
  sum.sum += other.sum;
  sum.squares += other.squares;
}

void add_to(LevelRecord& sum, const LevelRecord& other);

/// Lists may be as long as what they tell of was high.
template <class Item>
void add_to(std::vector<Item>& sum, const std::vector<Item>& other) {
  if (sum.size() < other.size()) sum.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) add_to(sum[i], other[i]);
}

void add_to(LevelRecord& sum, const LevelRecord& other) {
  sum.area += other.area;
  sum.highest += other.highest;
  add_to(sum.bucket_area, other.bucket_area);
}

}  // namespace

void add_part(Record& record, const Record& part) {
  const auto add = [&](auto... members) { (add_to(record.*members, part.*members), ...); };
  using R = Record;
  add(&R::clock_total, &R::clock_within, &R::histogram, &R::open_at_end, &R::clock_bucket, &R::clock_bucket_within, &R::cut_total, &R::cut_within);
  add(&R::count_total, &R::count_bucket, &R::count_daily_squares, &R::passages);
  add(&R::instance_levels, &R::longest_wait, &R::longest_all_of, &R::levels, &R::level_time_at, &R::level_hours, &R::snapshots);
  add(&R::blocked_area, &R::blocked_bucket, &R::booked);
  add(&R::arrived, &R::left, &R::inside, &R::events, &R::stale, &R::negative_durations, &R::divisions_by_zero, &R::swaps, &R::standstills, &R::most_inside,
      &R::trajectory);
  if (!part.standstill.empty()) tell_standstill(record, part.standstill);
  record.failures.insert(record.failures.end(), part.failures.begin(), part.failures.end());
  std::sort(record.failures.begin(), record.failures.end());
  record.stopped = record.stopped || part.stopped;
  record.ended = std::max(record.ended, part.ended);
}

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
