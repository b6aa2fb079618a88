#include "engine/recorder.hpp"

#include <numeric>
#include <stdexcept>
#include <string>

#include "base/contract.hpp"
#include "base/whole.hpp"
#include "base/wide.hpp"

namespace careway {

namespace {

/// How many durations are within a threshold: those that have passed no more than the ones before it, since thresholds ascend.
std::uint64_t within(std::size_t threshold, const std::uint64_t* passed) {
  return std::accumulate(passed, passed + threshold + 1, std::uint64_t{0});
}

}  // namespace

Recorder::Recorder(const Network& net, const Layout& layout)
    : net_(net), layout_(layout), buckets_(layout.buckets), begin_(net.warm_up), end_(net.warm_up + net.length), start_weekday_(weekday(net.start)) {
  const std::uint32_t clock_parts = layout.clock_part.back();
  record.clock_total.resize(clock_parts);
  record.clock_within.resize(layout.threshold_first.back());
  record.histogram.resize(clock_parts * bin_count);
  record.open_at_end.resize(clock_parts);
  record.clock_bucket.resize(std::size_t{clock_parts} * layout.buckets);
  record.clock_bucket_within.resize(std::size_t{layout.threshold_first.back()} * layout.buckets);
  record.cut_total.resize(layout.cut_cell.back());
  record.cut_within.resize(layout.cut_within.back());
  record.passages.resize(net.passages.size());
  record.count_total.resize(layout.count_part.back());
  record.count_bucket.resize(std::size_t{layout.count_part.back()} * layout.buckets);
  record.count_daily_squares.resize(layout.count_part.back());
  clock_starts_.resize(net.clocks.size());
  at_once_.resize(clock_parts);
  make_room_for_limits();
  std::size_t next_passed = 0;
  for (std::size_t clock = 0; clock < net.clocks.size(); ++clock) {
    const ClockInfo& info = net.clocks[clock];
    ClockPlan plan;
    const std::uint32_t part = layout.clock_part[clock];
    plan.by_bucket = record.clock_bucket.data() + std::size_t{part} * layout.buckets;
    plan_limits(info, plan);
    plan.passed = limits_passed_.data() + next_passed;
    next_passed += std::size_t{layout.clock_part[clock + 1] - part} * buckets_ * plan.passes;
    plan.histogram = record.histogram.data() + part * bin_count;
    plan.at_once = at_once_.data() + part;
    plan.by_site = info.by_site ? ~0u : 0;
    if (info.by_site) {
      plan.site_buckets = buckets_;
      plan.site_bins = bin_count;
    }
    plan.departed = !info.first && info.count == ClockInfo::Count::departed;
    plan.first_cut = static_cast<std::uint32_t>(cut_plans_.size());
    plan.cuts = static_cast<std::uint32_t>(info.cuts.size());
    for (const ClockInfo::Cut& cut : info.cuts) plan_cut(cut, plan.cell_lines);
    clock_plans_.push_back(plan);
  }
  ever_counted_.resize(layout.count_part.back());
  counted_at_midnight_.resize(layout.count_part.back());
  counted_at_bucket_.resize(layout.count_part.back());
  counted_at_window_.resize(layout.count_part.back());
  ever_passed_.resize(net.passages.size());
  passed_at_window_.resize(net.passages.size());
  for (std::size_t count = 0; count < net.counts.size(); ++count) count_plans_.push_back({layout.count_part[count], net.counts[count].by_site ? ~0u : 0});
  kept_counts_.resize(net.recent.empty() ? 0 : layout.count_part.back());
  record.instance_levels.resize(std::size_t{net.instance_count} * 4);
  record.longest_wait.resize(net.instance_count);
  record.longest_all_of.resize(net.instance_count);
  for (LevelRecord& level : record.instance_levels) level.bucket_area.resize(layout.buckets);
  pool_marks_.resize(net.instance_count);
  const std::uint32_t level_parts = layout.level_part.back();
  record.levels.resize(level_parts);
  for (LevelRecord& level : record.levels) level.bucket_area.resize(layout.buckets);
  record.level_time_at.resize(level_parts);
  record.level_hours.resize(level_parts);
  levels_.resize(level_parts);
  for (std::size_t i = 0; i < net.levels.size(); ++i) {
    for (std::uint32_t part = layout.level_part[i]; part < layout.level_part[i + 1]; ++part) {
      levels_[part].distribution = net.levels[i].distribution;
      levels_[part].hours = net.levels[i].hours;
      if (net.levels[i].hours) record.level_hours[part].resize(168);
    }
  }
  record.snapshots.resize(layout.snapshot_first.back());
  snapshot_times_.resize(layout.snapshot_first.back());
  const std::size_t cells = net.blocked_pairs.size() * layout.sites;
  blocked_.resize(cells);
  blocked_at_window_.resize(cells);
  blocked_at_bucket_.resize(cells);
  record.blocked_area.resize(cells);
  record.blocked_bucket.resize(cells * layout.buckets);
}

void Recorder::begin(const Subnetwork& subnetwork) {
  subnetwork_ = &subnetwork;
  begun_.push_back(&subnetwork);
  in_window_ = window_over_ = false;
  bucket_ = 0;
  next_boundary_ = begin_;
  next_hour_ = next_day_ = next_snapshot_ = never;
  const auto has_hours = [this](std::uint32_t level) { return net_.levels[level].hours; };
  any_hours_ = std::any_of(subnetwork.levels.begin(), subnetwork.levels.end(), has_hours);
  schedule_snapshots();
}

/// What plans point into must not move afterwards.
void Recorder::make_room_for_limits() {
  std::size_t limits = 0, passed = 0;
  for (std::size_t clock = 0; clock < net_.clocks.size(); ++clock) {
    const std::size_t own = net_.clocks[clock].thresholds.size();
    limits += own + limit_group;
    passed += std::size_t{layout_.clock_part[clock + 1] - layout_.clock_part[clock]} * buckets_ * (own + 1);
  }
  limits_.reserve(limits);
  limits_passed_.resize(passed);
}

void Recorder::plan_limits(const ClockInfo& info, ClockPlan& plan) {
  const auto count = static_cast<std::uint32_t>(info.thresholds.size());
  plan.limits = limits_.data() + limits_.size();
  plan.limit_groups = (count + limit_group - 1) / limit_group;
  plan.passes = count + 1;
  plan.cell_lines = (passed_word + plan.passes + line_words - 1) / line_words;
  limits_.insert(limits_.end(), info.thresholds.begin(), info.thresholds.end());
  limits_.insert(limits_.end(), plan.limit_groups * limit_group - count, never);
}

void Recorder::plan_cut(const ClockInfo::Cut& cut, std::uint32_t cell_lines) {
  CutPlan plan;
  plan.first_line = static_cast<std::uint32_t>(cut_lines_.size());
  cut_lines_.resize(cut_lines_.size() + cut.values.size() * cell_lines);
  plan.attribute = cut.attribute;
  plan.values = cut.values.data();
  plan.labels = static_cast<std::uint32_t>(cut.values.size());
  plan.first = cut.values.empty() ? 0 : cut.values[0];
  plan.in_a_row = true;
  for (std::uint32_t i = 0; i < plan.labels; ++i) plan.in_a_row = plan.in_a_row && cut.values[i] == plan.first + i;
  cut_plans_.push_back(plan);
}

std::uint32_t Recorder::bucket_of(Ticks t) const {
  const auto at = std::upper_bound(net_.buckets.begin(), net_.buckets.end(), t,
                                   [](Ticks value, const auto& bucket) { return value < bucket.first; });
  return static_cast<std::uint32_t>(at - net_.buckets.begin() - 1);
}

void Recorder::full_bin(std::uint32_t clock) const {
  throw std::length_error(net_.clocks[clock].name + ": more than 4294967295 durations of nearly the same length; make the run shorter and the replications more");
}

/// Whether a duration is counted, of the clocks that do not count when they stop; and in which bucket.
bool Recorder::counts(const ClockInfo& info, Ticks started, Ticks arrived, std::uint32_t& bucket) const {
  if (info.first) {
    if (!in_window_) bucket = 0;  // a first time counts whenever it comes
    return true;
  }
  const Ticks counted_at = info.count == ClockInfo::Count::started ? started : arrived;
  if (counted_at < begin_ || counted_at >= end_) return false;
  bucket = bucket_of(counted_at);
  return true;
}

void Recorder::cut(std::uint32_t clock, std::uint16_t site, Ticks duration, const double* attributes) {
  const ClockPlan& plan = clock_plans_[clock];
  const auto length = static_cast<std::uint64_t>(duration);
  const UInt128 square = UInt128{length} * length;
  const std::uint32_t passed = passed_word + limits_passed(plan, duration);
  for (std::uint32_t i = plan.first_cut; i != plan.first_cut + plan.cuts; ++i) {
    const CutPlan& cut = cut_plans_[i];
    const double value = cut.attribute == no_slot ? static_cast<double>(site) : attributes[cut.attribute];
    std::uint32_t label = 0;
    if (cut.in_a_row) {
      label = place_in_row(value, cut.first, cut.labels);
    } else {
      while (label < cut.labels && cut.values[label] != value) ++label;
    }
    if (label == cut.labels) continue;
    std::uint64_t* const words = cut_lines_[cut.first_line + std::size_t{label} * plan.cell_lines].words;
    add_wide(words + sum_word, length);
    add_wide(words + squares_word, square);
    ++words[passed];
  }
}

/// Adds what was cut to the record.
void Recorder::add_up_cuts(std::uint32_t clock) {
  const ClockPlan& plan = clock_plans_[clock];
  const std::size_t thresholds = plan.passes - 1;
  for (std::uint32_t i = 0; i < plan.cuts; ++i) {
    const CutPlan& cut = cut_plans_[plan.first_cut + i];
    const std::uint32_t number = layout_.cut_first[clock] + i;
    for (std::uint32_t label = 0; label < cut.labels; ++label) {
      const std::uint64_t* const words = cut_lines_[cut.first_line + std::size_t{label} * plan.cell_lines].words;
      const std::uint64_t* const passed = words + passed_word;
      record.cut_total[layout_.cut_cell[number] + label].add(
          {std::accumulate(passed, passed + plan.passes, std::uint64_t{0}), static_cast<Int128>(wide(words + sum_word)), wide(words + squares_word)});
      for (std::size_t k = 0; k < thresholds; ++k) record.cut_within[layout_.cut_within[number] + label * thresholds + k] += within(k, passed);
    }
  }
}

void Recorder::add_up_limits(std::uint32_t clock) {
  const ClockPlan& plan = clock_plans_[clock];
  const std::uint64_t* passed = plan.passed;
  for (std::uint32_t part = layout_.clock_part[clock]; part < layout_.clock_part[clock + 1]; ++part)
    for (std::uint32_t b = 0; b < buckets_; ++b, passed += plan.passes)
      for (std::size_t k = 0; k + 1 < plan.passes; ++k)
        record.clock_bucket_within[(layout_.threshold_first[part] + k) * buckets_ + b] += within(k, passed);
}

void Recorder::finish(Ticks now) {
  add_up();
  check_sums(now);
}

void Recorder::add_up() {
  for (std::uint32_t clock = 0; clock < net_.clocks.size(); ++clock) {
    add_up_cuts(clock);
    add_up_limits(clock);
  }
  for (std::size_t part = 0; part < record.clock_total.size(); ++part)
    for (std::uint32_t b = 0; b < layout_.buckets; ++b) record.clock_total[part].add(record.clock_bucket[part * layout_.buckets + b]);
  for (std::size_t k = 0; k < record.clock_within.size(); ++k)
    for (std::uint32_t b = 0; b < layout_.buckets; ++b) record.clock_within[k] += record.clock_bucket_within[k * layout_.buckets + b];
}

// ---------------------------------------------------------------- boundaries

const Area& Recorder::area_of(const Pool& pool, int what) {
  return what == 0 ? pool.in_use : what == 1 ? pool.waiting : what == 2 ? pool.blocked : pool.capacity;
}

void Recorder::pass(Ticks now, std::vector<Pool>& pools) {
  HOLDS(now == next_boundary_);
  if (!in_window_ && !window_over_ && now == begin_) open_window(now, pools);
  if (in_window_ && now > begin_) {
    if (now == next_hour_) close_hour(now);
    if (now == next_day_) close_day();
    if (now == net_.buckets[bucket_].second) close_bucket(now, pools);
    if (now == end_) close_window(now, pools);
  }
  plan_boundary(now);
}

void Recorder::plan_boundary(Ticks now) {
  if (!in_window_) {
    next_boundary_ = window_over_ ? never : begin_;
    return;
  }
  const auto after = [&](Ticks step) { return (now / step + 1) * step; };
  next_hour_ = any_hours_ ? after(ticks_per_hour) : never;
  next_day_ = after(ticks_per_day);
  next_boundary_ = std::min({net_.buckets[bucket_].second, next_day_, next_hour_, end_});
}

void Recorder::open_window(Ticks now, std::vector<Pool>& pools) {
  in_window_ = true;
  for (const std::uint32_t i : subnetwork_->instances) {
    for (int what = 0; what < 4; ++what) pool_marks_[i].at_window[what] = pool_marks_[i].at_bucket[what] = area_of(pools[i], what).up_to(now);
    for (Area* area : {&pools[i].in_use, &pools[i].waiting, &pools[i].blocked, &pools[i].capacity}) area->highest = area->value;
    pools[i].longest = pools[i].longest_all_of = 0;
  }
  for_each_level([&](DeclaredLevel& level, std::uint32_t) {
    level.since = now;
    level.area.highest = level.area.value;
    level.at_window = level.at_bucket = level.at_hour = level.area.up_to(now);
  });
  for_each_blocked([&](std::size_t i) { blocked_at_window_[i] = blocked_at_bucket_[i] = blocked_[i].up_to(now); });
  for_each_count([&](std::uint32_t i) { counted_at_midnight_[i] = counted_at_bucket_[i] = counted_at_window_[i] = ever_counted_[i]; });
  for (const std::uint32_t way : subnetwork_->passages) passed_at_window_[way] = ever_passed_[way];
  for (const std::uint32_t clock : subnetwork_->clocks) std::fill(at_once_.begin() + layout_.clock_part[clock], at_once_.begin() + layout_.clock_part[clock + 1], 0);
}

void Recorder::add_readings_at_once() {
  for (const std::uint32_t clock : subnetwork_->clocks) {
    const ClockPlan& plan = clock_plans_[clock];
    for (std::uint32_t part = layout_.clock_part[clock]; part < layout_.clock_part[clock + 1]; ++part) {
      const std::uint64_t n = at_once_[part];
      if (n == 0) continue;
      at_once_[part] = 0;
      const std::uint32_t place = part - layout_.clock_part[clock];
      plan.by_bucket[place * plan.site_buckets + bucket_].n += n;
      std::uint32_t& bin = plan.histogram[std::size_t{place} * plan.site_bins];
      if (n > UINT32_MAX - bin) full_bin(clock);
      bin += static_cast<std::uint32_t>(n);
      plan.passed[(std::size_t{place} * plan.site_buckets + bucket_) * plan.passes + limits_passed(plan, 0)] += n;
    }
  }
}

void Recorder::close_bucket_of_counts() {
  for_each_count([&](std::uint32_t i) {
    record.count_bucket[std::size_t{i} * layout_.buckets + bucket_] += ever_counted_[i] - counted_at_bucket_[i];
    counted_at_bucket_[i] = ever_counted_[i];
  });
}

void Recorder::close_bucket(Ticks now, std::vector<Pool>& pools) {
  add_readings_at_once();
  close_bucket_of_counts();
  for (const std::size_t i : subnetwork_->instances) {
    for (int what = 0; what < 4; ++what) {
      const Int128 area = area_of(pools[i], what).up_to(now);
      record.instance_levels[i * 4 + static_cast<std::size_t>(what)].bucket_area[bucket_] = area - pool_marks_[i].at_bucket[what];
      pool_marks_[i].at_bucket[what] = area;
    }
  }
  for_each_level([&](DeclaredLevel& level, std::uint32_t i) {
    const Int128 area = level.area.up_to(now);
    record.levels[i].bucket_area[bucket_] = area - level.at_bucket;
    level.at_bucket = area;
  });
  for_each_blocked([&](std::size_t i) {
    const Int128 area = blocked_[i].up_to(now);
    record.blocked_bucket[i * layout_.buckets + bucket_] = area - blocked_at_bucket_[i];
    blocked_at_bucket_[i] = area;
  });
  if (bucket_ + 1 < layout_.buckets) ++bucket_;
}

void Recorder::close_hour(Ticks now) {
  const Ticks since_monday = now - 1 + start_weekday_ * ticks_per_day;
  const auto hour = static_cast<std::size_t>((since_monday / ticks_per_hour) % 168);
  for_each_level([&](DeclaredLevel& level, std::uint32_t i) {
    if (!level.hours) return;
    const Int128 area = level.area.up_to(now);
    record.level_hours[i][hour] += area - level.at_hour;
    level.at_hour = area;
  });
}

void Recorder::keep_counts() {
  constexpr std::size_t most = 169;  // a week of hours and its beginning
  for (const std::uint32_t count : subnetwork_->counts) {
    if (!net_.recent[count]) continue;
    for (std::uint32_t part = layout_.count_part[count]; part < layout_.count_part[count + 1]; ++part) {
      std::vector<std::uint64_t>& kept = kept_counts_[part];
      if (kept.size() == most) kept.erase(kept.begin());
      kept.push_back(ever_counted_[part]);
    }
  }
}

void Recorder::close_day() {
  for_each_count([&](std::uint32_t i) {
    const std::uint64_t today = ever_counted_[i] - counted_at_midnight_[i];
    record.count_daily_squares[i] += static_cast<UInt128>(today) * today;
    counted_at_midnight_[i] = ever_counted_[i];
  });
}

void Recorder::close_window(Ticks now, std::vector<Pool>& pools) {
  in_window_ = false;
  window_over_ = true;
  for_each_count([&](std::uint32_t i) { record.count_total[i] = ever_counted_[i] - counted_at_window_[i]; });
  for (const std::uint32_t way : subnetwork_->passages) record.passages[way] = ever_passed_[way] - passed_at_window_[way];
  for (const std::size_t i : subnetwork_->instances) {
    for (int what = 0; what < 4; ++what) {
      LevelRecord& level = record.instance_levels[i * 4 + static_cast<std::size_t>(what)];
      level.area = area_of(pools[i], what).up_to(now) - pool_marks_[i].at_window[what];
      level.highest = area_of(pools[i], what).highest;
    }
  }
  if (any_hours_) close_hour(now);
  for_each_level([&](DeclaredLevel& level, std::uint32_t i) {
    record.levels[i].area = level.area.up_to(now) - level.at_window;
    record.levels[i].highest = level.area.highest;
    if (!level.distribution) return;
    count_time(level, i, now);
    if (now == end_) return;
    std::vector<std::int64_t>& times = record.level_time_at[i];  // after a stop it counts as 0
    if (times.empty()) times.resize(1);
    times[0] += end_ - now;
  });
  for_each_blocked([&](std::size_t i) { record.blocked_area[i] = blocked_[i].up_to(now) - blocked_at_window_[i]; });
}

void Recorder::count_time(DeclaredLevel& level, std::uint32_t part, Ticks now) {
  const auto value = static_cast<std::size_t>(std::max<std::int64_t>(0, level.area.value));
  std::vector<std::int64_t>& times = record.level_time_at[part];
  if (now > level.since) {
    constexpr std::size_t most = 10'000'000;
    if (value >= most) {
      const auto after = std::upper_bound(layout_.level_part.begin(), layout_.level_part.end(), part);
      throw std::length_error(net_.levels[static_cast<std::size_t>(after - layout_.level_part.begin()) - 1].name + ": is " + std::to_string(value) +
                              " at some time, and its distribution has a place for each value below ten million; give it a larger unit, or leave distribution away");
    }
    if (times.size() <= value) times.resize(value + 1);
    times[value] += now - level.since;
  }
  level.since = now;
}

// ---------------------------------------------------------------- snapshots

/// Calls each(snapshot, level part, how it is declared) for those of the subnetwork in hand.
template <class Each>
void Recorder::for_each_snapshot(Each each) {
  for (const std::uint32_t level : subnetwork_->levels)
    for (std::uint32_t part = layout_.level_part[level]; part < layout_.level_part[level + 1]; ++part)
      for (std::uint32_t i = 0; i < net_.levels[level].at.size(); ++i) each(layout_.snapshot_first[part] + i, part, net_.levels[level].at[i]);
}

void Recorder::schedule_snapshots() {
  for_each_snapshot([&](std::uint32_t s, std::uint32_t, const LevelInfo::At& at) {
    Ticks first = at.time;
    if (at.kind != LevelInfo::At::Kind::once) {
      const Ticks period = at.kind == LevelInfo::At::Kind::daily ? ticks_per_day : ticks_per_week;
      if (at.kind == LevelInfo::At::Kind::weekly) first -= start_weekday_ * ticks_per_day;
      while (first < begin_) first += period;
    } else if (first < 0 || first > end_) {
      first = never;
    }
    snapshot_times_[s] = first;
    next_snapshot_ = std::min(next_snapshot_, first);
  });
}

void Recorder::take_snapshots() {
  const Ticks now = next_snapshot_;
  next_snapshot_ = never;
  for_each_snapshot([&](std::uint32_t s, std::uint32_t part, const LevelInfo::At& at) {
    Ticks& when = snapshot_times_[s];
    if (when == now) {
      Record::Snapshot& shot = record.snapshots[s];
      const std::int64_t value = levels_[part].area.value;
      ++shot.n;
      shot.sum += value;
      shot.squares += static_cast<UInt128>(static_cast<Int128>(value) * value);
      when = at.kind == LevelInfo::At::Kind::once ? never
             : now + (at.kind == LevelInfo::At::Kind::daily ? ticks_per_day : ticks_per_week);
      if (when >= end_) when = never;
    }
    next_snapshot_ = std::min(next_snapshot_, when);
  });
}

}  // namespace careway
