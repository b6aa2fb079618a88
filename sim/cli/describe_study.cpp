#include "cli/describe_study.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace careway {

namespace {

const char* what_text(HeadlineItem::What what) {
  switch (what) {
    case HeadlineItem::What::mean: return "mean";
    case HeadlineItem::What::quantile: return "quantile";
    case HeadlineItem::What::share_within: return "share_within";
    case HeadlineItem::What::share_over: return "share_over";
    case HeadlineItem::What::level_mean: return "level_mean";
    case HeadlineItem::What::occupancy: return "occupancy";
    case HeadlineItem::What::per_day: return "per_day";
    case HeadlineItem::What::total: return "total";
    case HeadlineItem::What::figure: return "figure";
    case HeadlineItem::What::snapshot: return "at";
  }
  return "mean";
}

HeadlineLine line_of(const HeadlineItem& item) {
  HeadlineLine line;
  line.section = item.section;
  line.label = item.label;
  line.measure = item.show;
  line.what = what_text(item.what);
  if (item.what == HeadlineItem::What::snapshot) line.what += " " + item.moment;
  line.threshold = item.threshold;
  line.quantile = item.quantile;
  line.unit = item.unit;
  line.standard = item.standard;
  line.standard_text = item.standard_text;
  line.note = item.note;
  return line;
}

const char* kind_text(ChartItem::Kind kind) {
  switch (kind) {
    case ChartItem::Kind::distribution: return "distribution";
    case ChartItem::Kind::series: return "series";
    case ChartItem::Kind::hours: return "hours";
    case ChartItem::Kind::cut: return "cut";
    case ChartItem::Kind::capacity: return "capacity";
    case ChartItem::Kind::causes: return "causes";
    case ChartItem::Kind::flow: return "flow";
  }
  return "series";
}

ReportChart chart_of(const ChartItem& item) {
  ReportChart chart;
  chart.kind = kind_text(item.kind);
  for (const Word& word : item.show) chart.show += (chart.show.empty() ? "" : ", ") + word.text;
  if (item.what) chart.what = what_text(*item.what);
  chart.threshold = item.threshold;
  chart.by = item.by;
  chart.up_to = item.up_to.value_or(0);
  chart.title = item.title;
  chart.about = item.about;
  chart.unit = item.unit;
  chart.standard = item.standard;
  chart.standard_text = item.standard_text;
  return chart;
}

/// Figures that are declared but were not asked for: lines that show them are left out.
std::set<std::string> figures_not_wanted(const StudyText& text) {
  std::set<std::string> names;
  const auto note = [&](const SharedBlocks& blocks, const std::string& prefix) {
    for (const Figure& figure : blocks.figures) {
      const auto& with = text.experiment.with;
      if (!figure.only_with.empty() && std::find(with.begin(), with.end(), figure.only_with) == with.end()) names.insert(prefix + figure.name);
    }
  };
  const ModelVariant& model = text.variant(0, 0);
  note(model.shared, "");
  for (const auto& pathway : model.pathways) note(*pathway, pathway->name + ".");
  return names;
}

/// Title, words, sections: what the model wants shown of its results.
void describe_report(const StudyText& text, Results& results) {
  const ReportText& report = text.report;
  const std::set<std::string> not_wanted = figures_not_wanted(text);
  results.report_title = report.title;
  results.report_about = report.about;
  for (const HeadlineItem& item : report.headline)
    if (!not_wanted.contains(item.show)) results.headline.push_back(line_of(item));
  for (const CalledItem& item : report.called) results.called.push_back({item.name, item.words});
  for (const BreakItem& item : report.breaks)
    results.breaks.push_back({line_of(item.shown), item.below, item.limit, item.limit_text, item.say, item.because});
  for (const SectionItem& item : report.sections) {
    ReportSection section{item.title, item.about, {}};
    for (const ChartItem& chart : item.charts) section.charts.push_back(chart_of(chart));
    results.sections.push_back(std::move(section));
  }
}

}  // namespace

void describe_study(const StudyText& text, Results& results) {
  results.program_version = CAREWAY_VERSION;
  results.revision = CAREWAY_REVISION;
  for (std::uint32_t i = 0; i < text.texts.size(); ++i)  // by name, not by path: the results do not depend on where files lie
    results.inputs.push_back({std::filesystem::path(text.texts.name(i)).filename().string(), text.texts.text(i)});
  for (const auto& [name, content] : text.data_files) results.inputs.push_back({std::filesystem::path(name).filename().string(), content});
  for (const Finding& finding : text.findings.sorted()) {
    if (finding.severity != Severity::warning) continue;
    results.warnings.push_back((finding.path.empty() ? "" : finding.path + ": ") + finding.problem);
  }
  for (const SourceNote& note : text.sources) results.sources.push_back({note.path, note.source});
  describe_report(text, results);
}

}  // namespace careway
