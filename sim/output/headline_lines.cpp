#include "output/headline_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <cmath>

#include "output/steady_state.hpp"

namespace careway {
namespace {

enum class Better { lower, higher, neither };

/// A figure before its words.
struct Found {
  Estimate value;
  Display display;
  Better better = Better::neither;
  std::optional<double> standard;  ///< in the unit of `value`
};

template <class List>
auto find(const List& list, const std::string& name) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  return at == list.end() ? nullptr : &*at;
}

Display share_display(const std::string& unit) { return unit == "share" ? Display{1, ""} : Display{100, "%"}; }

Display plain_display(const std::string& unit) {
  if (unit.empty() || unit == "1") return {};
  if (unit == "%") return {100, "%"};
  return {1, " " + unit};
}

Found share_of(const ClockSummary& c, const HeadlineLine& line) {
  Found found{{}, share_display(line.unit), line.what == "share_over" ? Better::lower : Better::higher, {}};
  for (const ShareSummary& s : c.all.shares)
    if (s.threshold == line.threshold) found.value = line.what == "share_over" ? s.over : s.within;
  const bool same = c.standard && c.standard->within == line.threshold && line.what == "share_within";
  if (same) found.standard = c.standard->share;
  return found;
}

Found quantile_of(const ClockSummary& c, const HeadlineLine& line, const Results& results) {
  Found found{{}, {}, Better::lower, {}};
  const auto is_asked = [&](const QuantileSummary& q) { return !(q.q < line.quantile) && !(q.q > line.quantile); };
  auto at = std::find_if(c.all.quantiles.begin(), c.all.quantiles.end(), is_asked);
  if (at != c.all.quantiles.end()) {
    found.value = at->value;
  } else if (line.quantile > 0 && line.quantile < 1) {
    ClockResult asked = *find(results.clocks, c.name);
    asked.quantiles = {line.quantile};
    const ClockSummary more = summarise(asked, results);
    at = std::find_if(more.all.quantiles.begin(), more.all.quantiles.end(), is_asked);
    if (at != more.all.quantiles.end()) found.value = at->value;
  }
  found.display = duration_display(line.unit, found.value.value);
  if (c.standard && c.standard->quantile == line.quantile && c.standard->within)
    found.standard = static_cast<double>(*c.standard->within);
  return found;
}

Found of_clock(const ClockSummary& c, const HeadlineLine& line, const Results& results) {
  if (line.what.starts_with("share_")) return share_of(c, line);
  if (line.what == "quantile") return quantile_of(c, line, results);
  if (line.what == "per_day") {
    const double days = static_cast<double>(results.length) / static_cast<double>(ticks_per_day);
    return {scaled(c.all.per_replication, 1 / days), plain_display(line.unit.empty() ? "per day" : line.unit), Better::neither, {}};
  }
  if (line.what != "mean") return {};
  Found found{c.all.mean, duration_display(line.unit, c.all.mean.value), Better::lower, {}};
  if (c.standard) found.standard = c.standard->mean;
  return found;
}

constexpr std::string_view longest_all_of = "longest wait of all_of";

Found of_level(const LevelSummary& l, const HeadlineLine& line) {
  if (line.what == "occupancy") return {l.all.occupancy, share_display(line.unit), Better::lower, {}};
  if (line.what == longest_all_of) {
    if (!l.all.longest_all_of) return {};
    Estimate longest;
    longest.value = static_cast<double>(*l.all.longest_all_of);
    return {longest, duration_display(line.unit, longest.value), Better::lower, {}};
  }
  constexpr std::string_view moment = "at ";
  if (line.what.starts_with(moment)) {
    for (const SnapshotSummary& shot : l.all.at)
      if (shot.when == line.what.substr(moment.size())) return {shot.mean, plain_display(line.unit), Better::lower, {}};
    return {};
  }
  return {l.all.mean, line.unit == "share" ? Display{100, "%"} : plain_display(line.unit), Better::lower, {}};
}

Found of_count(const CountSummary& c, const HeadlineLine& line) {
  if (line.what == "total") return {c.all.total, plain_display(line.unit), Better::neither, {}};
  return {c.all.per_day, plain_display(line.unit.empty() ? "per day" : line.unit), Better::neither, {}};
}

Found of_figure(const FigureSummary& f, const HeadlineLine& line) {
  const std::string& unit = line.unit.empty() ? f.unit : line.unit;
  return {f.value, unit == "share" ? Display{100, "%"} : plain_display(unit), Better::neither, {}};
}

Found find_figure(const Summary& s, const HeadlineLine& line, const Results& results) {
  if (const ClockSummary* clock = find(s.clocks, line.measure)) return of_clock(*clock, line, results);
  if (const LevelSummary* level = find(s.levels, line.measure)) return of_level(*level, line);
  if (const CountSummary* count = find(s.counts, line.measure)) return of_count(*count, line);
  if (const FigureSummary* figure = find(s.figures, line.measure)) return of_figure(*figure, line);
  return {};
}

Verdict verdict_of(const Estimate& value, double standard, Better better) {
  if (better == Better::neither || !value.has_value()) return Verdict::none;
  const auto good = [&](double number) { return better == Better::higher ? number >= standard : number <= standard; };
  const double low = value.has_interval() ? value.low : value.value;
  const double high = value.has_interval() ? value.high : value.value;
  if (good(low) == good(high)) return good(low) ? Verdict::met : Verdict::not_met;
  return Verdict::unclear;
}

/// Whether a quantile is within a limit that is as near as histograms tell: in each replication exactly that share is, or is not. Many
/// durations may be just as long as the limit.
Verdict verdict_of_share(const ClockSummary& clock, const HeadlineLine& line, double limit) {
  for (const ShareSummary& s : clock.all.shares) {
    if (s.threshold != static_cast<Ticks>(std::llround(limit))) continue;
    const auto enough = [&](double share) { return !(share < line.quantile); };
    const auto number = std::count_if(s.within_by_replication.begin(), s.within_by_replication.end(), enough);
    if (number == static_cast<std::ptrdiff_t>(s.within_by_replication.size())) return Verdict::met;
    return number == 0 ? Verdict::not_met : Verdict::unclear;
  }
  return Verdict::unclear;
}

bool as_near_as_histograms_tell(const Estimate& quantile, double limit) {
  constexpr double width_of_bin = 0.008;  // of a duration: see FORMAT.md
  const auto near = [&](double number) { return std::fabs(number - limit) <= width_of_bin * limit; };
  return quantile.has_interval() ? near(quantile.low) && near(quantile.high) : near(quantile.value);
}

/// Means, shares and quantiles of what grows for as long as one looks; counts and use of capacity are what they are.
bool is_without_value(const HeadlineLine& line, const std::optional<SteadyState>& steady) {
  return steady && steady->without_mean(line.measure) && line.what != "occupancy" && line.what != "per_day";
}

HeadlineFigure figure_of(const Summary& summary, const HeadlineLine& line, const Results& results,
                         const std::optional<SteadyState>& steady) {
  HeadlineFigure figure;
  figure.section = line.section;
  if (!line.section.empty()) return figure;
  Found found = find_figure(summary, line, results);
  figure.label = line.label.empty() ? line.measure : line.label;
  figure.value = found.value;
  figure.display = found.display;
  figure.note = line.note;
  if (is_without_value(line, steady)) {
    figure.value = {};
    figure.instead = no_steady_state;
    return figure;
  }
  const std::optional<double> standard = line.standard ? line.standard : found.standard;
  if (!standard) return figure;
  figure.standard = line.standard_text.empty() ? number_text(*standard, found.display) : line.standard_text;
  figure.verdict = verdict_of(found.value, *standard, found.better);
  if (const ClockSummary* clock = find(summary.clocks, line.measure);
      clock != nullptr && line.what == "quantile" && found.value.has_value() && as_near_as_histograms_tell(found.value, *standard))
    figure.verdict = verdict_of_share(*clock, line, *standard);
  return figure;
}

HeadlineLine titled(const std::string& title) {
  HeadlineLine line;
  line.section = title;
  return line;
}

HeadlineLine showing(const std::string& measure, const std::string& what, const std::string& label) {
  HeadlineLine line;
  line.measure = measure;
  line.what = what;
  line.label = label;
  return line;
}

}  // namespace

std::vector<HeadlineLine> default_headline(const Results& results) {
  std::vector<HeadlineLine> lines;
  if (!results.clocks.empty()) lines.push_back(titled("Clocks"));
  for (const ClockResult& clock : results.clocks) {
    lines.push_back(showing(clock.name, "mean", clock.name + ", mean"));
    for (const Ticks threshold : clock.thresholds) {
      lines.push_back(showing(clock.name, "share_within", "  within " + duration_text(threshold)));
      lines.back().threshold = threshold;
    }
  }
  if (!results.resources.empty()) lines.push_back(titled("Resources"));
  for (const ResourceResult& resource : results.resources) {
    const bool limited = find(results.levels, resource.name + ".capacity") != nullptr;
    lines.push_back(limited ? showing(resource.name + ".in_use", "occupancy", resource.name + ", occupancy") : showing(resource.name + ".in_use", "level_mean", resource.name + ", in use, mean"));
    const std::string waiting = resource.name + ".waiting";
    lines.push_back(showing(waiting, "level_mean", "  waiting, mean"));
    const auto level = std::find_if(results.levels.begin(), results.levels.end(), [&](const LevelResult& l) { return l.name == waiting; });
    if (level != results.levels.end() && !level->longest_all_of.empty())
      lines.push_back(showing(waiting, std::string(longest_all_of), "  longest wait of all_of"));
  }
  std::vector<HeadlineLine> rules;
  for (const CountResult& count : results.counts) {
    if (find(results.levels, count.name + ".on") == nullptr) continue;
    rules.push_back(showing(count.name + ".on", "level_mean", count.name + ", share of time on"));
    rules.back().unit = "share";
    rules.push_back(showing(count.name, "per_day", "  fired"));
  }
  if (!rules.empty()) lines.push_back(titled("Rules"));
  lines.insert(lines.end(), rules.begin(), rules.end());
  if (results.counts.size() > rules.size() / 2) lines.push_back(titled("Counts"));
  for (const CountResult& count : results.counts)
    if (find(results.levels, count.name + ".on") == nullptr) lines.push_back(showing(count.name, "per_day", count.name));
  return lines;
}

std::vector<HeadlineFigure> headline_figures(const Summary& summary, const Results& results) {
  std::vector<HeadlineFigure> figures;
  const std::optional<SteadyState> steady = steady_state_of(results);
  for (const HeadlineLine& line : results.headline.empty() ? default_headline(results) : results.headline)
    figures.push_back(figure_of(summary, line, results, steady));
  return figures;
}

}  // namespace careway
