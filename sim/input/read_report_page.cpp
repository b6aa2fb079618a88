// What the report is made of beyond the headline table: what things are called, when things break, sections and their charts.
#include <fmt/format.h>

#include "base/words.hpp"
#include "input/read_report.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

using Kind = ChartItem::Kind;

struct KindKey {
  const char* key;
  Kind kind;
};

const KindKey kinds[] = {{"distribution", Kind::distribution}, {"series", Kind::series}, {"hours", Kind::hours}, {"cut", Kind::cut},
                         {"capacity", Kind::capacity},         {"causes", Kind::causes}, {"flow", Kind::flow}};

constexpr std::size_t most_lines = 6;  // more cannot be told apart in one chart

void read_called(Reader& reader, const Spot& spot, ReportText& report) {
  if (!spot.node->is_map()) return wrong(reader, spot, "a map such as {office.clerk: clerks at the desk}");
  for (const YamlField& field : spot.node->fields) {
    const Spot at{&field.value, spot.path + "." + field.key};
    report.called.push_back({field.key, read_text(reader, at)});
  }
}

/// `above` or `below`, one of them.
void read_limits(const Fields& fields, BreakItem& item) {
  Reader& reader = fields.reader();
  const auto above = fields.get("above"), below = fields.get("below");
  item.below = below.has_value();
  if (above.has_value() == below.has_value()) {
    if (!fields.had_unknown_keys())
      reader.findings.error(fields.spot().place(), fields.spot().path, above ? "has both above and below" : "does not say when it breaks",
                            above ? "keep one of them" : "needs above or below");
    return;
  }
  item.limit = read_limit(reader, above ? *above : *below, item.limit_text).value_or(0);
}

BreakItem read_break(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "report.breaks");
  BreakItem item;
  item.shown.place = spot.place();
  if (!fields.usable()) return item;
  if (const auto show = fields.require("show", "the name of a clock, level or count")) item.shown.show = read_reference(reader, *show).text;
  read_kind(fields, item.shown);
  read_limits(fields, item);
  if (const auto say = fields.require("say", "words such as: people wait too long")) item.say = read_text(reader, *say);
  if (const auto because = fields.get("because")) {
    item.because = read_reference(reader, *because).text;
    item.because_place = because->place();
  }
  return item;
}

/// What kind of chart it is, and of what: exactly one of the kinds.
bool read_chart_kind(const Fields& fields, ChartItem& chart) {
  Reader& reader = fields.reader();
  const char* given = nullptr;
  for (const KindKey& kind : kinds) {
    const auto at = fields.get(kind.key);
    if (!at) continue;
    if (given != nullptr) {
      reader.findings.error(fields.spot().place(), fields.spot().path, fmt::format("is both {} and {}", given, kind.key), "make two charts of it");
      return false;
    }
    given = kind.key;
    chart.kind = kind.kind;
    chart.show = read_references(reader, *at);
    if (chart.show.size() > most_lines)
      reader.findings.error(at->place(), at->path, fmt::format("names {} things, which no eye can follow", chart.show.size()),
                            fmt::format("name at most {}", most_lines));
  }
  if (given != nullptr || fields.had_unknown_keys()) return given != nullptr;
  std::vector<std::string> all;
  for (const KindKey& kind : kinds) all.emplace_back(kind.key);
  reader.findings.error(fields.spot().place(), fields.spot().path, "does not say what kind of chart it is", "needs one of " + one_of(all));
  return false;
}

/// Keys that mean nothing for this kind of chart.
void refuse_others(const Fields& fields, Kind kind) {
  const auto refuse = [&](const char* key, bool fits, const char* belongs) {
    if (const auto at = fields.get(key); at && !fits)
      fields.reader().findings.error(at->place(), at->path, "means nothing for this kind of chart", fmt::format("{} belongs to {}", key, belongs));
  };
  refuse("by", kind == Kind::cut, "cut");
  refuse("up_to", kind == Kind::distribution, "distribution");
  for (const char* key : {"mean", "share_within", "share_over"}) refuse(key, kind == Kind::cut || kind == Kind::series, "series and cut");
  for (const char* key : {"level", "per_day"}) refuse(key, kind == Kind::series, "series");
  refuse("standard", kind == Kind::cut || kind == Kind::series, "series and cut");
}

ChartItem read_chart(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "report.chart");
  ChartItem chart;
  chart.place = spot.place();
  if (!fields.usable() || !read_chart_kind(fields, chart)) return chart;
  refuse_others(fields, chart.kind);
  HeadlineItem shown;
  if (read_kind_if_given(fields, shown)) {
    chart.what = shown.what;
    chart.threshold = shown.threshold;
  }
  if (const auto by = fields.get("by")) chart.by = read_name(reader, *by).text;
  if (chart.kind == Kind::cut && chart.by.empty() && !fields.has("by"))
    reader.findings.error(spot.place(), spot.path, "does not say by what it is cut", "needs by: an attribute of the clock's `by`, or site");
  if (const auto up_to = fields.get("up_to")) chart.up_to = read_ticks(reader, *up_to, Sign::positive);
  if (const auto title = fields.get("title")) chart.title = read_text(reader, *title);
  if (const auto about = fields.get("about")) chart.about = read_text(reader, *about);
  if (const auto unit = fields.get("unit")) chart.unit = read_text(reader, *unit);
  if (const auto standard = fields.get("standard")) chart.standard = read_limit(reader, *standard, chart.standard_text);
  return chart;
}

SectionItem read_section(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "report.section");
  SectionItem section;
  if (!fields.usable()) return section;
  if (const auto title = fields.require("title", "the heading of the section")) section.title = read_text(reader, *title);
  if (const auto about = fields.get("about")) section.about = read_text(reader, *about);
  if (const auto charts = fields.get("charts"))
    each_item(reader, *charts, "a list such as - {distribution: office.wait}",
              [&](const Spot& item) { section.charts.push_back(read_chart(reader, item)); });
  return section;
}

}  // namespace

void read_report_page(const Fields& fields, ReportText& report) {
  Reader& reader = fields.reader();
  if (const auto called = fields.get("called")) read_called(reader, *called, report);
  if (const auto breaks = fields.get("breaks"))
    each_item(reader, *breaks, "a list such as - {show: office.wait, mean: true, above: 30 min, say: people wait too long}",
              [&](const Spot& item) { report.breaks.push_back(read_break(reader, item)); });
  if (const auto sections = fields.get("sections"))
    each_item(reader, *sections, "a list such as - {title: Waits, charts: [{distribution: office.wait}]}",
              [&](const Spot& item) { report.sections.push_back(read_section(reader, item)); });
}

}  // namespace careway
