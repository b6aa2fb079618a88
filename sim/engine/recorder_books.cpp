// What the recorder can check of itself: parts that must add up to their whole, and times that were kept in two ways.
#include "engine/recorder.hpp"

namespace careway {

namespace {

template <class List>
auto sum_of(const List& list, std::size_t first, std::size_t count) {
  typename List::value_type sum{};
  for (std::size_t i = first; i < first + count; ++i) sum += list[i];
  return sum;
}

bool adds_up(const LevelRecord& level) { return sum_of(level.bucket_area, 0, level.bucket_area.size()) == level.area; }

}  // namespace

void Recorder::check_clocks(const std::vector<std::uint64_t>& still_running) {
  for (const std::uint32_t clock : subnetwork_->clocks)
    check(clock_starts_[clock] == still_running[clock],
          net_.clocks[clock].name + ": area under the number on the clock does not equal the sum of its times (Little)");
}

/// Of what has been run.
void Recorder::check_sums(Ticks now) {
  for (const Subnetwork* subnetwork : begun_) check_sums(*subnetwork, now);
}

void Recorder::check_sums(const Subnetwork& subnetwork, Ticks now) {
  for (const std::uint32_t c : subnetwork.clocks)
    for (std::uint32_t part = layout_.clock_part[c]; part < layout_.clock_part[c + 1]; ++part)
      check(sum_of(record.histogram, std::size_t{part} * bin_count, bin_count) == record.clock_total[part].n, net_.clocks[c].name + ": its bins do not add up");
  for (const std::uint32_t c : subnetwork.counts)
    for (std::uint32_t part = layout_.count_part[c]; part < layout_.count_part[c + 1]; ++part)
      check(sum_of(record.count_bucket, std::size_t{part} * layout_.buckets, layout_.buckets) == record.count_total[part],
            net_.counts[c].name + ": its buckets do not add up");
  for (const std::size_t i : subnetwork.instances)
    for (std::size_t what = 0; what < 4; ++what)
      check(adds_up(record.instance_levels[i * 4 + what]), net_.resources[net_.instance_resource[i]].name + ": its levels by bucket do not add up");
  for (const std::uint32_t i : subnetwork.levels)
    for (std::uint32_t part = layout_.level_part[i]; part < layout_.level_part[i + 1]; ++part) {
      check(adds_up(record.levels[part]), net_.levels[i].name + ": the level by bucket does not add up");
      if (net_.levels[i].distribution) check_distribution(net_.levels[i], part, now);
    }
}

/// Time at each value adds up to the window, and value times time to the area.
void Recorder::check_distribution(const LevelInfo& level, std::uint32_t part, Ticks now) {
  const std::vector<std::int64_t>& times = record.level_time_at[part];
  Int128 time = 0, area = 0;
  bool falls_below_zero = level.formula != no_index;  // such values are counted as 0
  for (const LevelInfo::Term& term : level.terms) falls_below_zero = falls_below_zero || term.factor < 0;
  for (std::size_t value = 0; value < times.size(); ++value) {
    time += times[value];
    area += static_cast<Int128>(value) * times[value];
  }
  const Ticks window = now < begin_ ? 0 : end_ - begin_;
  check(time == window && (falls_below_zero || area == record.levels[part].area), level.name + ": the time at its values does not add up");
}

}  // namespace careway
