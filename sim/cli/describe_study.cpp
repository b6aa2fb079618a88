#include "cli/describe_study.hpp"

#include <filesystem>

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

}  // namespace

void describe_study(const StudyText& text, Results& results) {
  results.program_version = CAREWAY_VERSION;
  results.revision = CAREWAY_REVISION;
  for (std::uint32_t i = 0; i < text.texts.size(); ++i)  // by name, not by path: the results do not depend on where files lie
    results.inputs.push_back({std::filesystem::path(text.texts.name(i)).filename().string(), text.texts.text(i)});
  for (const Finding& finding : text.findings.sorted()) {
    if (finding.severity != Severity::warning) continue;
    results.warnings.push_back((finding.path.empty() ? "" : finding.path + ": ") + finding.problem);
  }
  for (const SourceNote& note : text.sources) results.sources.push_back({note.path, note.source});
  results.report_title = text.report.title;
  for (const HeadlineItem& item : text.report.headline) {
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
    results.headline.push_back(std::move(line));
  }
}

}  // namespace careway
