#include "network/check_report.hpp"

#include <algorithm>
#include <map>

#include "base/words.hpp"
#include "network/symbols.hpp"

namespace careway {

namespace {

using What = HeadlineItem::What;

enum class Kind { none, clock, level, count, figure };

/// What the results will hold under each name.
struct Measured {
  Measured(const StudyText& study, const Network& net) {
    for (const ClockInfo& clock : net.clocks) kinds[clock.name] = Kind::clock, clocks[clock.name] = &clock;
    for (const ResourceInfo& resource : net.resources)
      for (const char* what : {".in_use", ".waiting", ".blocked", ".capacity"}) kinds[resource.name + what] = Kind::level;
    for (const LevelInfo& level : net.levels) kinds[level.name] = Kind::level, levels[level.name] = &level;
    for (const CountInfo& count : net.counts) kinds[count.name] = Kind::count;
    for (const FigureInfo& figure : net.figures) kinds[figure.name] = Kind::figure;
    const ModelVariant& model = *study.variants.at(0);  // figures that this experiment does not ask for are shown nowhere, and may be named
    for (const Figure& figure : model.shared.figures) kinds.emplace(figure.name, Kind::figure);
    for (const auto& pathway : model.pathways)
      for (const Figure& figure : pathway->figures) kinds.emplace(full_name(pathway->name, figure.name), Kind::figure);
    for (const auto& [name, kind] : kinds) names.push_back(name);
  }
  Kind kind(const std::string& name) const {
    const auto at = kinds.find(name);
    return at == kinds.end() ? Kind::none : at->second;
  }
  std::map<std::string, Kind> kinds;
  std::map<std::string, const ClockInfo*> clocks;
  std::map<std::string, const LevelInfo*> levels;  ///< declared ones
  std::vector<std::string> names;
};

/// The statistics that a kind of measure has, as they are written.
const char* statistics_of(Kind kind) {
  switch (kind) {
    case Kind::clock: return "a clock show mean, quantile, share_within, share_over or per_day";
    case Kind::level: return "a level show level, occupancy or at";
    case Kind::count: return "a count show per_day or total";
    default: return "a figure show figure: true";
  }
}

bool has_statistic(Kind kind, What what) {
  switch (kind) {
    case Kind::clock: return what == What::mean || what == What::quantile || what == What::share_within || what == What::share_over || what == What::per_day;
    case Kind::level: return what == What::level_mean || what == What::mean || what == What::occupancy || what == What::snapshot;
    case Kind::count: return what == What::per_day || what == What::total;
    default: return what == What::figure;
  }
}

class ReportCheck {
 public:
  ReportCheck(const StudyText& study, const Network& net, Findings& findings) : net_(net), findings_(findings), measured_(study, net) {}

  void check(const ReportText& report) {
    for (std::size_t i = 0; i < report.headline.size(); ++i) check_item(report.headline[i], "report.headline[" + std::to_string(i + 1) + "]");
    for (std::size_t i = 0; i < report.breaks.size(); ++i) check_break(report.breaks[i], "report.breaks[" + std::to_string(i + 1) + "]");
    for (std::size_t s = 0; s < report.sections.size(); ++s)
      for (std::size_t c = 0; c < report.sections[s].charts.size(); ++c)
        check_chart(report.sections[s].charts[c], "report.sections[" + std::to_string(s + 1) + "].charts[" + std::to_string(c + 1) + "]");
  }

 private:
  void unknown(Place place, const std::string& path, const std::string& word, const char* what, const std::vector<std::string>& names) {
    findings_.error(place, path, "\"" + word + "\" is no " + what, suggestion(word, names));
  }

  void check_limit(Place place, const std::string& path, const std::string& name, Ticks threshold) {
    const auto& limits = measured_.clocks.at(name)->thresholds;
    if (std::find(limits.begin(), limits.end(), threshold) != limits.end()) return;
    findings_.error(place, path, "shows a share by a limit that " + name + " does not count", "add the limit to within: or over: of the clock");
  }

  void check_statistic(Place place, const std::string& path, const std::string& name, What what, Ticks threshold) {
    const Kind kind = measured_.kind(name);
    if (!has_statistic(kind, what)) {
      findings_.error(place, path, "asks for what " + name + " does not have", std::string("of ") + statistics_of(kind));
      return;
    }
    if (what == What::share_within || what == What::share_over) check_limit(place, path, name, threshold);
  }

  void check_item(const HeadlineItem& item, const std::string& path) {
    if (!item.section.empty()) return;
    const Kind kind = measured_.kind(item.show);
    if (kind == Kind::none) return unknown(item.place, path, item.show, "clock, level, count or figure", measured_.names);
    check_statistic(item.place, path, item.show, item.what, item.threshold);
    if (item.what != What::snapshot || kind != Kind::level) return;
    const auto level = measured_.levels.find(item.show);
    const bool kept = level != measured_.levels.end() &&
                      std::any_of(level->second->at.begin(), level->second->at.end(), [&](const LevelInfo::At& at) { return at.text == item.moment; });
    if (!kept) findings_.error(item.place, path, "shows " + item.show + " at an instant at which it is not kept", "declare it under levels: with at: [\"" + item.moment + "\"]");
  }

  void check_break(const BreakItem& item, const std::string& path) {
    check_item(item.shown, path);
    if (!item.because.empty()) check_resource({item.because, item.because_place}, path + ".because");
  }

  void check_resource(const Word& word, const std::string& path) {
    std::vector<std::string> names;
    for (const ResourceInfo& resource : net_.resources) names.push_back(resource.name);
    if (std::find(names.begin(), names.end(), word.text) == names.end()) unknown(word.place, path, word.text, "resource", names);
  }

  void check_clock(const Word& word, const std::string& path) {
    std::vector<std::string> names;
    for (const auto& [name, clock] : measured_.clocks) names.push_back(name);
    if (measured_.kind(word.text) != Kind::clock) unknown(word.place, path, word.text, "clock", names);
  }

  void check_cut(const ChartItem& chart, const std::string& path) {
    for (const Word& word : chart.show) {
      check_clock(word, path);
      if (measured_.kind(word.text) != Kind::clock) continue;
      const ClockInfo& clock = *measured_.clocks.at(word.text);
      const bool kept = (chart.by == "site" && clock.by_site) ||
                        std::any_of(clock.cuts.begin(), clock.cuts.end(), [&](const ClockInfo::Cut& cut) { return cut.name == chart.by; });
      if (!kept) findings_.error(chart.place, path, word.text + " is not measured by " + chart.by, "add by: [" + chart.by + "] to the clock");
      else if (chart.what) check_statistic(word.place, path, word.text, *chart.what, chart.threshold);
    }
  }

  void check_hours(const Word& word, const std::string& path) {
    const auto level = measured_.levels.find(word.text);
    if (measured_.kind(word.text) != Kind::level) return unknown(word.place, path, word.text, "level", measured_.names);
    if (level == measured_.levels.end() || !level->second->hours)
      findings_.error(word.place, path, word.text + " is not kept by hour of the week", "declare it under levels: with by_hour_of_week: true");
  }

  void check_series(const ChartItem& chart, const Word& word, const std::string& path) {
    if (measured_.kind(word.text) == Kind::none) return unknown(word.place, path, word.text, "clock, level or count", measured_.names);
    if (chart.what && measured_.kind(word.text) == Kind::clock) check_statistic(word.place, path, word.text, *chart.what, chart.threshold);
  }

  void check_chart(const ChartItem& chart, const std::string& path) {
    if (chart.kind == ChartItem::Kind::cut) return check_cut(chart, path);
    for (const Word& word : chart.show) {
      switch (chart.kind) {
        case ChartItem::Kind::distribution: check_clock(word, path); break;
        case ChartItem::Kind::hours: check_hours(word, path); break;
        case ChartItem::Kind::capacity:
        case ChartItem::Kind::causes: check_resource(word, path); break;
        case ChartItem::Kind::flow:
          if (word.text != "all" && std::find(net_.pathways.begin(), net_.pathways.end(), word.text) == net_.pathways.end())
            unknown(word.place, path, word.text, "pathway", net_.pathways);
          break;
        default: check_series(chart, word, path); break;
      }
    }
  }

  const Network& net_;
  Findings& findings_;
  Measured measured_;
};

}  // namespace

void check_report(const StudyText& study, const Network& net, Findings& findings) { ReportCheck(study, net, findings).check(study.report); }

}  // namespace careway
