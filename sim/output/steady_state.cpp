#include "output/steady_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "output/figure_text.hpp"
#include "output/headline_lines.hpp"
#include "output/window.hpp"
#include "stats/distributions.hpp"
#include "stats/mean.hpp"
#include "stats/warm_up.hpp"

namespace careway {
namespace {

constexpr double warm_up_alpha = 0.01;      // assumed, as in stats/steady.hpp
constexpr std::size_t fewest_periods = 10;  // for MSER
constexpr std::size_t most_named = 4;
constexpr Ticks shortest_month = 28 * ticks_per_day;

/// [replication][period]
using PeriodSeries = std::vector<std::vector<double>>;

/// Buckets that make up whole periods.
struct Periods {
  std::size_t first = 0;   ///< bucket
  std::size_t joined = 1;  ///< buckets to each
  std::size_t count = 0;
  std::string name = "week";
};

/// The first and the last bucket may be parts of a week or month, cut by the window.
Periods periods_of(const Results& r) {
  const auto length = [&](std::size_t b) { return time_in(r.buckets[b], r); };
  Ticks longest = 0;
  for (std::size_t b = 0; b < r.buckets.size(); ++b) longest = std::max(longest, length(b));
  const bool months = longest >= shortest_month;
  if (!months && longest != ticks_per_week && longest != ticks_per_day) return {};
  const Ticks whole = months ? shortest_month : longest;
  Periods p;
  p.name = months ? "month" : "week";
  p.joined = longest == ticks_per_day ? 7 : 1;
  std::size_t last = r.buckets.size();
  while (length(p.first) < whole) ++p.first;
  while (length(last - 1) < whole) --last;
  p.count = (last - p.first) / p.joined;
  return p;
}

Ticks time_of(const Results& r, const Periods& p, std::size_t period) {
  Ticks time = 0;
  for (std::size_t b = 0; b < p.joined; ++b) time += time_in(r.buckets[p.first + period * p.joined + b], r);
  return time;
}

/// Calls add(replication, period, element) for every element of an array [R][S][B].
template <class Add>
void over_buckets(const Results& r, const Periods& p, std::size_t values, Add add) {
  const std::size_t buckets = r.buckets.size(), parts = values / (r.done() * buckets);
  for (std::size_t i = 0; i < r.done(); ++i)
    for (std::size_t s = 0; s < parts; ++s)
      for (std::size_t b = 0; b < p.count * p.joined; ++b) add(i, b / p.joined, (i * parts + s) * buckets + p.first + b);
}

PeriodSeries series_of_level(const LevelResult& l, const Results& r, const Periods& p) {
  PeriodSeries series(r.done(), std::vector<double>(p.count));
  over_buckets(r, p, l.bucket_area.size(), [&](std::size_t i, std::size_t period, std::size_t at) {
    series[i][period] += static_cast<double>(l.bucket_area[at]) / static_cast<double>(time_of(r, p, period));
  });
  return series;
}

/// In minutes; empty when a period has no durations.
PeriodSeries series_of_clock(const ClockResult& c, const Results& r, const Periods& p) {
  PeriodSeries sum(r.done(), std::vector<double>(p.count)), n = sum;
  over_buckets(r, p, c.bucket.size(), [&](std::size_t i, std::size_t period, std::size_t at) {
    sum[i][period] += static_cast<double>(c.bucket[at].sum) / static_cast<double>(ticks_per_minute);
    n[i][period] += static_cast<double>(c.bucket[at].n);
  });
  for (std::size_t i = 0; i < sum.size(); ++i)
    for (std::size_t period = 0; period < p.count; ++period) {
      if (!(n[i][period] > 0)) return {};
      sum[i][period] /= n[i][period];
    }
  return sum;
}

void look_for_trends(const Results& r, const Periods& p, SteadyState& state) {
  std::vector<Moving> others;
  const auto ask = [&](const std::string& name, const PeriodSeries& series, bool queue) {
    const TrendVerdict verdict = trend_of(series);
    if (queue) state.known = state.known || verdict.trend != Trend::unknown;
    if (verdict.trend == Trend::growing) (queue ? state.growing : others).push_back({name, verdict});
    if (verdict.trend == Trend::settling && queue) state.settling.push_back({name, verdict});
  };
  for (const LevelResult& l : r.levels) ask(l.name, series_of_level(l, r, p), l.what == "waiting");
  if (!state.overloaded()) return;
  state.carried = std::move(others);
  for (const ClockResult& c : r.clocks) {
    const PeriodSeries series = series_of_clock(c, r, p);
    if (series.empty()) continue;
    if (const TrendVerdict verdict = trend_of(series); verdict.trend == Trend::growing)
      state.carried.push_back({c.name, verdict});
  }
}

struct NamedSeries {
  std::string measure;
  PeriodSeries series;
};

/// Levels and clocks of the headline table.
std::vector<NamedSeries> headline_series(const Results& r, const Periods& p) {
  std::set<std::string> shown;
  for (const HeadlineLine& line : r.headline.empty() ? default_headline(r) : r.headline) shown.insert(line.measure);
  std::vector<NamedSeries> list;
  for (const LevelResult& l : r.levels)
    if (shown.contains(l.name)) list.push_back({l.name, series_of_level(l, r, p)});
  for (const ClockResult& c : r.clocks)
    if (shown.contains(c.name))
      if (PeriodSeries series = series_of_clock(c, r, p); !series.empty()) list.push_back({c.name, std::move(series)});
  return list;
}

std::vector<double> averaged(const PeriodSeries& series) {
  std::vector<double> mean(series.front().size());
  for (const auto& replication : series)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += replication[i] / static_cast<double>(series.size());
  return mean;
}

/// Whether the first `removed` periods differ from the rest, over the replications.
bool start_differs(const PeriodSeries& series, std::size_t removed, double alpha) {
  std::vector<double> differences;
  for (const auto& replication : series) {
    const std::span<const double> all(replication);
    differences.push_back(mean_of(all.first(removed)).value - mean_of(all.subspan(removed)).value);
  }
  const Estimate d = mean_of(differences);
  if (!(d.se > 0)) return d.value != 0;
  return student_t_two_sided(d.value / d.se, d.n - 1) < alpha;
}

void check_warm_up(const Results& r, const Periods& p, SteadyState& state) {
  if (r.done() < 2 || p.count < fewest_periods) return;
  const std::vector<NamedSeries> list = headline_series(r, p);
  state.warm_up.checked = true;
  const std::size_t places = p.count / 2;  // at which the start may be cut off
  const double alpha = warm_up_alpha / (static_cast<double>(list.size()) * static_cast<double>(places));
  std::size_t most = 0;
  for (const NamedSeries& named : list) {
    const Deletion deletion = mser(averaged(named.series), 1);
    if (deletion.remove <= most) continue;
    if (!start_differs(named.series, deletion.remove, alpha)) continue;
    most = deletion.remove;
    state.warm_up.too_short = deletion.too_short;
    state.warm_up.slowest = named.measure;
  }
  for (std::size_t i = 0; i < most; ++i) state.warm_up.remove += time_of(r, p, i);
}

std::string listed(const std::vector<Moving>& list, const std::string& period) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most_named, list.size()); ++i)
    text += fmt::format("{}{} grows by {} a {}", i == 0 ? "" : ", ", list[i].measure,
                        number_text(list[i].verdict.slope_per_week.value, {}), period);
  if (list.size() > most_named) text += fmt::format(", and {} more", list.size() - most_named);
  return text;
}

}  // namespace

bool SteadyState::without_mean(const std::string& measure) const {
  const auto is_it = [&](const Moving& m) { return m.measure == measure; };
  return std::any_of(growing.begin(), growing.end(), is_it) || std::any_of(carried.begin(), carried.end(), is_it);
}

std::optional<SteadyState> steady_state_of(const Results& results) {
  if (results.experiment_type != "steady" || results.done() == 0) return std::nullopt;
  const Periods periods = periods_of(results);
  SteadyState state;
  state.period = periods.name;
  if (periods.count == 0) return state;
  look_for_trends(results, periods, state);
  if (!state.overloaded()) check_warm_up(results, periods, state);
  return state;
}

std::string verdict_text(const SteadyState& state) {
  if (!state.overloaded()) return {};
  return std::string(no_steady_state) + ": " + listed(state.growing, state.period);
}

std::vector<std::string> steady_warnings(const SteadyState& state, const Results& results) {
  std::vector<std::string> warnings;
  if (state.overloaded()) return warnings;
  const WarmUpCheck& check = state.warm_up;
  const std::string warm_up = results.warm_up > 0
                                  ? fmt::format("the warm-up of {} looks too short", duration_text(results.warm_up))
                                  : std::string("there is no warm-up, and it looks as if one were needed");
  if (check.too_short)
    warnings.push_back(fmt::format("{}: {} still moves in the middle of the window; delete at least {} more, and ask again",
                                   warm_up, check.slowest, duration_text(check.remove)));
  else if (check.remove > 0)
    warnings.push_back(
        fmt::format("{}: delete at least {} more ({} still moves)", warm_up, duration_text(check.remove), check.slowest));
  if (warnings.empty())
    for (const Moving& m : state.settling)
      warnings.push_back(
          fmt::format("{} has not settled ({} from start to end of the window): a longer warm-up or window is needed", m.measure,
                      number_text(m.verdict.growth, {})));
  if (periods_of(results).count < fewest_weeks_of_trend || results.done() < fewest_replications_of_trend)
    warnings.push_back(fmt::format("whether there is a steady state was not judged: that takes {} replications at least, and a window of {} whole weeks (or months, if it is by month)",
                                   fewest_replications_of_trend, fewest_weeks_of_trend));
  return warnings;
}

}  // namespace careway
