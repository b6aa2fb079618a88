// Observers of one replication: told facts after the fact, they cannot act. Owns the Record.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/pools.hpp"
#include "engine/record.hpp"
#include "network/network.hpp"

namespace careway {

class Recorder {
 public:
  Recorder(const Network& net, const Layout& layout);
  /// From the start again, now for what belongs to this subnetwork, or to the whole network. To be called first.
  void begin(const Subnetwork& subnetwork);

  /// A clock started, or ended without a reading: only for the books.
  void clock_started(std::uint32_t clock, Ticks now) {
    clock_starts_[clock] += static_cast<std::uint64_t>(now);
  }
  /// A clock that has run for `age` before the run began.
  void clock_resumed(std::uint32_t clock, Ticks age, Ticks now) {
    clock_started(clock, now - age);
  }
  void clock_dropped(std::uint32_t clock, Ticks started, Ticks now) { book_clock(clock, now - started, now); }
  /// A clock stopped of someone at a site, or at none; `place` is the site as an index, 0 for none. True when the reading is to be
  /// cut by attributes: then `cut` must be called.
  HOT_INLINE bool stopped(std::uint32_t clock, std::uint32_t place, Ticks started, Ticks arrived, Ticks now) {
    const Ticks duration = now - started;
    book_clock(clock, duration, now);
    const ClockPlan& plan = clock_plans_[clock];
    std::uint32_t bucket = bucket_;
    if (plan.departed ? !in_window_ : !counts(net_.clocks[clock], started, arrived, bucket)) return false;
    plan.by_bucket[place * plan.site_buckets + bucket].add(duration);
    if (++plan.histogram[std::size_t{place} * plan.site_bins + bin_of(duration)] == 0) [[unlikely]]  // 32 bits keep it small
      full_bin(clock);
    ++plan.passed[(std::size_t{place} * plan.site_buckets + bucket) * plan.passes + limits_passed(plan, duration)];
    return plan.cuts != 0;
  }
  void cut(std::uint32_t clock, std::uint16_t site, Ticks duration, const double* attributes);
  /// A clock stopped at the instant at which it started.
  HOT_INLINE bool stopped_at_once(std::uint32_t clock, std::uint32_t place, Ticks arrived, Ticks now) {
    const ClockPlan& plan = clock_plans_[clock];
    if (!plan.departed) {
      clock_started(clock, now);
      return stopped(clock, place, now, arrived, now);
    }
    ++plan.at_once[plan.by_site & place];
    return plan.cuts != 0 && in_window_;
  }
  void counted(std::uint32_t count, std::uint32_t site, std::uint64_t times = 1) {
    ever_counted_[count_plans_[count].part + (count_plans_[count].by_site & site)] += times;
  }
  /// A patient took one of the network's passages.
  void passed(std::size_t passage) { ++ever_passed_[passage]; }
  /// A level of a pool changed by `by`.
  void level_changed(std::uint32_t level_part, std::int64_t by, Ticks now) {
    DeclaredLevel& level = levels_[level_part];
    if (level.distribution && in_window_) count_time(level, level_part, now);
    level.area.change(by, now);
  }
  void blocked(std::uint32_t pair, std::uint32_t site, std::int64_t by, Ticks now) {
    blocked_[pair * layout_.sites + site].change(by, now);
  }

  /// The next instant at which `pass` must be called before anything that happens then.
  Ticks next_boundary() const { return next_boundary_; }
  /// Closes hours, days and buckets that end at `now`, and opens or closes the window.
  void pass(Ticks now, std::vector<Pool>& pools);
  /// The run stops here: ends the window early.
  void cut(Ticks now, std::vector<Pool>& pools) {
    if (!in_window_) return;
    close_bucket(now, pools);
    close_window(now, pools);
  }
  /// The next instant after whose events `snapshot` must be called.
  Ticks next_snapshot() const { return next_snapshot_; }
  void take_snapshots();

  bool in_window() const { return in_window_; }
  bool window_over() const { return window_over_; }
  std::int64_t level_value(std::uint32_t part) const { return levels_[part].area.value; }
  void set_level(std::uint32_t part, std::int64_t value, Ticks now) { levels_[part].area.change(value - levels_[part].area.value, now); }

  /// How often a part of a count was counted in the last whole hours and in the present one. Kept for counts that are asked about.
  std::uint64_t recently(std::uint32_t part, std::size_t hours) const {
    const std::vector<std::uint64_t>& at_hours = kept_counts_[part];  // the latest last
    return ever_counted_[part] - (at_hours.size() > hours ? at_hours[at_hours.size() - 1 - hours] : 0);
  }
  /// A whole hour ends: to be called after what happens at its end.
  void keep_counts();

  /// What was begun is over. `still_running`: the sum of the starts of each clock that runs, modulo 2^64. Adds to the record's failures
  /// what does not add up, here and in finish().
  void check_clocks(const std::vector<std::uint64_t>& still_running);
  /// All is over: adds up what was kept by bucket only.
  void finish(Ticks now);

  Record record;

 private:
  /// The area under the number of clocks that run is the sum of the times that they show (Little). Both are kept in one sum: a start
  /// adds its instant, and a reading takes off the one that it means. What is left must be the starts of those that still run.
  void book_clock(std::uint32_t clock, Ticks duration, Ticks now) { clock_starts_[clock] -= static_cast<std::uint64_t>(now - duration); }
  /// What a clock that stops needs to be recorded, found once. Of thresholds it is counted how many a duration has passed, in one place;
  /// how many durations are within each of them is what that adds up to: see add_up.
  struct ClockPlan {
    Moments* by_bucket = nullptr;         ///< of its first part: into Record::clock_bucket
    std::uint64_t* passed = nullptr;      ///< [bucket][passes] of its first part, into limits_passed_
    std::uint32_t* histogram = nullptr;   ///< into Record::histogram
    const Ticks* limits = nullptr;        ///< its thresholds, into limits_
    std::uint64_t* at_once = nullptr;     ///< into at_once_
    std::uint32_t by_site = 0;            ///< a mask for the site: all bits or none
    std::uint32_t limit_groups = 0;         ///< of four
    std::uint32_t passes = 1;               ///< one more than its thresholds
    std::uint32_t site_buckets = 0, site_bins = 0;  ///< from the part of one site to the next one's; 0: one for all
    bool departed = true;               ///< counts when it stops, as most do
    std::uint32_t first_cut = 0, cuts = 0;  ///< in cut_plans_
    std::uint32_t cell_lines = 0;           ///< of each cell of its cuts
  };
  static constexpr std::uint32_t limit_group = 4;  ///< compared at once, so that few branches depend on how many there are
  /// How many of a clock's thresholds a duration has passed.
  HOT_INLINE static std::uint32_t limits_passed(const ClockPlan& plan, Ticks duration) {
    std::uint32_t passed = 0;
    const Ticks* limits = plan.limits;
    for (std::uint32_t group = 0; group != plan.limit_groups; ++group, limits += limit_group)
      for (std::uint32_t k = 0; k < limit_group; ++k) passed += limits[k] < duration;
    return passed;
  }
  /// What a cut of a clock needs.
  struct CutPlan {
    std::uint32_t first_line = 0;         ///< into cut_lines_
    const double* values = nullptr;       ///< of its labels
    double first = 0;                     ///< of them
    std::uint32_t labels = 0;
    bool in_a_row = false;                ///< labels are whole numbers, one after the other
    std::uint16_t attribute = no_slot;    ///< none: by site
  };
  static constexpr std::uint32_t line_words = 8;
  /// Of one label of a cut, in as few cache lines as may be: the sum of its durations and of their squares, low word first, and how many
  /// have passed no threshold, one, ...; after its end, the next line goes on.
  struct alignas(64) CutLine {
    std::uint64_t words[line_words] = {};
  };
  static constexpr std::uint32_t sum_word = 0, squares_word = 2, passed_word = 4;
  struct CountPlan {
    std::uint32_t part = 0;     ///< its first
    std::uint32_t by_site = 0;  ///< as in ClockPlan
  };
  void make_room_for_limits();
  void plan_limits(const ClockInfo& info, ClockPlan& plan);
  void plan_cut(const ClockInfo::Cut& cut, std::uint32_t cell_lines);
  void add_up_cuts(std::uint32_t clock);
  void add_up_limits(std::uint32_t clock);
  [[noreturn]] void full_bin(std::uint32_t clock) const;
  bool counts(const ClockInfo& info, Ticks started, Ticks arrived, std::uint32_t& bucket) const;
  struct DeclaredLevel {
    Area area;
    bool distribution = false, hours = false;
    Ticks since = 0;
    Int128 at_window = 0, at_bucket = 0, at_hour = 0;
  };
  struct PoolMarks {
    Int128 at_window[4] = {}, at_bucket[4] = {};
  };
  /// Adds the readings of no length since the last time to the bucket in hand.
  void add_readings_at_once();
  void close_bucket_of_counts();
  void open_window(Ticks now, std::vector<Pool>& pools);
  void close_window(Ticks now, std::vector<Pool>& pools);
  void close_bucket(Ticks now, std::vector<Pool>& pools);
  void close_hour(Ticks now);
  void add_up();
  void check(bool good, const std::string& words) {
    if (!good) record.failures.push_back(words);
  }
  void check_sums(Ticks now);
  void check_sums(const Subnetwork& subnetwork, Ticks now);
  void check_distribution(const LevelInfo& level, std::uint32_t part, Ticks now);
  // What belongs to the subnetwork in hand.
  template <class Each>
  void for_each_count(Each each) {
    for (const std::uint32_t count : subnetwork_->counts)
      for (std::uint32_t at = layout_.count_part[count]; at < layout_.count_part[count + 1]; ++at) each(at);
  }
  template <class Each>
  void for_each_level(Each each) {
    for (const std::uint32_t level : subnetwork_->levels)
      for (std::uint32_t at = layout_.level_part[level]; at < layout_.level_part[level + 1]; ++at) each(levels_[at], at);
  }
  template <class Each>
  void for_each_blocked(Each each) {
    for (const std::uint32_t pair : subnetwork_->blocked_pairs)
      for (std::size_t at = std::size_t{pair} * layout_.sites; at < std::size_t{pair + 1} * layout_.sites; ++at) each(at);
  }
  void close_day();
  void count_time(DeclaredLevel& level, std::uint32_t part, Ticks now);
  template <class Each>
  void for_each_snapshot(Each each);
  void schedule_snapshots();
  void plan_boundary(Ticks now);
  std::uint32_t bucket_of(Ticks t) const;
  static const Area& area_of(const Pool& pool, int what);

  const Network& net_;
  const Layout& layout_;
  const Subnetwork* subnetwork_ = nullptr;
  std::vector<const Subnetwork*> begun_;
  std::uint32_t buckets_;
  Ticks begin_, end_;
  int start_weekday_;
  bool in_window_ = false, window_over_ = false;
  std::uint32_t bucket_ = 0;
  Ticks next_boundary_ = 0, next_hour_ = never, next_day_ = never;
  bool any_hours_ = false;
  Ticks next_snapshot_ = never;
  std::vector<Ticks> snapshot_times_;  ///< of each snapshot: when next
  std::vector<std::uint64_t> clock_starts_;  ///< [clock] modulo 2^64
  std::vector<ClockPlan> clock_plans_;  ///< [clock]
  std::vector<CutPlan> cut_plans_;
  std::vector<CutLine> cut_lines_;
  std::vector<Ticks> limits_;             ///< of all clocks, each in groups, filled up with what no duration passes
  std::vector<std::uint64_t> limits_passed_;  ///< [clock part][B][thresholds passed]
  std::vector<CountPlan> count_plans_;  ///< [count]
  std::vector<std::uint64_t> at_once_;  ///< [clock part] readings of no length, not yet in the record
  /// [count part] since the start, and what that was at these instants: what is recorded is their differences.
  std::vector<std::uint64_t> ever_counted_, counted_at_midnight_, counted_at_bucket_, counted_at_window_;
  std::vector<std::uint64_t> ever_passed_, passed_at_window_;  ///< [passage]
  std::vector<std::vector<std::uint64_t>> kept_counts_;  ///< [part] at the ends of the last 168 hours
  std::vector<DeclaredLevel> levels_;
  std::vector<PoolMarks> pool_marks_;
  std::vector<Area> blocked_;
  std::vector<Int128> blocked_at_window_, blocked_at_bucket_;
};

}  // namespace careway
