#include "output/check_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/bins.hpp"
#include "output/format.hpp"

namespace careway {
namespace {

/// Collects the first fault.
class Checker {
 public:
  explicit Checker(const Results& results) : r_(results), replications_(results.done()), buckets_(results.buckets.size()) {}

  std::string run() {
    study();
    for (const ClockResult& clock : r_.clocks) check(clock);
    for (const LevelResult& level : r_.levels) check(level);
    for (const CountResult& count : r_.counts) check(count);
    for (const BlockedResult& pair : r_.blocked) check(pair);
    unique("clock", r_.clocks);
    unique("level", r_.levels);
    unique("count", r_.counts);
    return fault_;
  }

 private:
  void require(bool good, const std::string& where, const char* what) {
    if (!good && fault_.empty()) fault_ = where + " " + what;
  }

  template <class List>
  void size(const std::string& where, const char* array, const List& list, std::size_t wanted) {
    if (list.size() != wanted && fault_.empty())
      fault_ = fmt::format("{}: {} has {} values instead of {}", where, array, list.size(), wanted);
  }

  template <class List>
  void unique(const char* kind, const List& list) {
    std::set<std::string> names;
    for (const auto& item : list) require(names.insert(item.name).second, fmt::format("{} {}", kind, item.name), "exists twice");
  }

  std::size_t parts(bool by_site) const { return replications_ * (by_site ? r_.sites.size() : 1); }

  void study() {
    require(std::is_sorted(r_.replications.begin(), r_.replications.end()) &&
                std::adjacent_find(r_.replications.begin(), r_.replications.end()) == r_.replications.end(),
            "replications", "are not in ascending order");
    size("audit", "list", r_.audit, replications_);
    require(std::abs(r_.start.days) <= farthest_day, "start date", "is out of range");
    require(r_.length > 0 && r_.warm_up >= 0 && r_.length < never / 4 && r_.warm_up < never / 4, "window", "is out of range");
    for (const TimeBucket& bucket : r_.buckets)
      require(bucket.from >= 0 && bucket.from < bucket.until && bucket.until < never / 2, "time buckets", "are out of range");
  }

  /// within[i][k] rises with k and stays at or below n[i].
  template <class Durations, class Numbers>
  void shares(const std::string& where, const Durations& moments, const Numbers& within, std::size_t thresholds) {
    size(where, "within", within, moments.size() * thresholds);
    if (!fault_.empty() || thresholds == 0) return;
    for (std::size_t i = 0; i < moments.size(); ++i) {
      const auto from = within.begin() + static_cast<std::ptrdiff_t>(i * thresholds);
      const auto until = from + static_cast<std::ptrdiff_t>(thresholds);
      require(std::is_sorted(from, until) && *(until - 1) <= moments[i].n, where,
              "has more durations within a threshold than within a larger one or than there are");
    }
  }

  void check(const ClockResult& c) {
    const std::string where = "clock " + c.name;
    const std::size_t rows = parts(c.by_site);
    size(where, "total", c.total, rows);
    size(where, "histogram", c.histogram, rows * bin_count);
    size(where, "open_at_end", c.open_at_end, rows);
    size(where, "bucket", c.bucket, rows * buckets_);
    require(std::is_sorted(c.thresholds.begin(), c.thresholds.end()), where, "has thresholds out of order");
    for (const double q : c.quantiles) require(q > 0 && q < 1, where, "has a quantile that is not between 0 and 1");
    shares(where, c.total, c.within, c.thresholds.size());
    shares(where + " by bucket", c.bucket, c.bucket_within, c.thresholds.size());
    for (const ClockResult::Cut& cut : c.cuts) {
      const std::string part = where + " by " + cut.attribute;
      size(part, "total", cut.total, replications_ * cut.labels.size());
      shares(part, cut.total, cut.within, c.thresholds.size());
    }
    std::set<std::string> attributes;
    for (const ClockResult::Cut& cut : c.cuts)
      require(attributes.insert(cut.attribute).second, where + " by " + cut.attribute, "exists twice");
  }

  void check(const LevelResult& l) {
    const std::string where = "level " + l.name;
    const std::size_t rows = parts(l.by_site);
    size(where, "area", l.area, rows);
    if (l.what == "capacity")  // units in use are divided by it
      for (const Int128 area : l.area) require(area >= 0, where, "has less than none");
    if (!l.highest.empty()) size(where, "highest", l.highest, rows);
    if (!l.longest.empty()) size(where, "longest wait", l.longest, rows);
    if (!l.longest_all_of.empty()) size(where, "longest wait of all_of", l.longest_all_of, rows);
    size(where, "bucket_area", l.bucket_area, rows * buckets_);
    size(where, "hour_of_week_area", l.hour_of_week_area, l.has_hours ? rows * 168 : 0);
    size(where, "time_at", l.time_at, l.has_distribution ? rows : 0);
    for (const auto& list : l.time_at) times(where, list);
    std::set<std::string> names;
    for (const LevelResult::Snapshot& snapshot : l.snapshots) {
      size(where, "snapshot n", snapshot.n, rows);
      size(where, "snapshot sum", snapshot.sum, rows);
      size(where, "snapshot squares", snapshot.squares, rows);
      require(names.insert(snapshot.when).second, where + " at " + snapshot.when, "exists twice");
    }
  }

  void times(const std::string& where, const std::vector<std::int64_t>& list) {
    Int128 sum = 0;
    for (const std::int64_t time : list) {
      require(time >= 0, where, "was at a value for less than no time");
      sum += time;
    }
    require(sum < never / 4, where, "was at its values for longer than time lasts");
  }

  void check(const CountResult& c) {
    const std::string where = "count " + c.name;
    size(where, "total", c.total, parts(c.by_site));
    size(where, "bucket", c.bucket, parts(c.by_site) * buckets_);
    size(where, "daily_squares", c.daily_squares, parts(c.by_site));
  }

  void check(const BlockedResult& b) {
    const std::string where = b.holder + " blocked by " + b.waited_for;
    const std::size_t rows = replications_ * std::max<std::size_t>(1, r_.sites.size());
    size(where, "area", b.area, rows);
    size(where, "bucket_area", b.bucket_area, rows * buckets_);
  }

  const Results& r_;
  std::size_t replications_;
  std::size_t buckets_;
  std::string fault_;
};

}  // namespace

std::string fault_in(const Results& results) { return Checker(results).run(); }

}  // namespace careway
