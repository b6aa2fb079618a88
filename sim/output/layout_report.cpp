// The words of the report: headline table, what things are called, when things break, sections and charts.
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/layout.hpp"

namespace careway {
namespace {

struct HeadlineRow {
  std::string section, label, measure, what, unit, standard_text, note;
  std::int64_t threshold = 0;
  std::int64_t has_standard = 0;
  double quantile = 0;
  double standard = 0;
};

HeadlineRow to_row(const HeadlineLine& l) {
  return {l.section,
          l.label,
          l.measure,
          l.what,
          l.unit,
          l.standard_text,
          l.note,
          l.threshold,
          l.standard ? 1 : 0,
          l.quantile,
          l.standard.value_or(0)};
}

HeadlineLine from_row(const HeadlineRow& r) {
  HeadlineLine line{r.section, r.label, r.measure, r.what, r.threshold, r.quantile, r.unit, {}, r.standard_text, r.note};
  if (r.has_standard != 0) line.standard = r.standard;
  return line;
}

struct ChartRow {
  std::int64_t section = 0;
  std::string kind, show, what, by, title, about, unit, standard_text;
  std::int64_t threshold = 0, up_to = 0, has_standard = 0;
  double standard = 0;
};

struct BreakRow {
  std::string measure, what, limit_text, say, because;
  std::int64_t threshold = 0, below = 0;
  double limit = 0;
};

template <class Archive, class Study>
void lay_out_charts(Archive& group, Study& r) {
  struct SectionRow {
    std::string title, about;
  };
  using C = ChartRow;
  const Columns<SectionRow> section_columns{{"title", &SectionRow::title}, {"about", &SectionRow::about}};
  const Columns<C> columns{{"section", &C::section},       {"kind", &C::kind},
                           {"show", &C::show},             {"what", &C::what},
                           {"threshold_ms", &C::threshold}, {"by", &C::by},
                           {"up_to_ms", &C::up_to},        {"title", &C::title},
                           {"about", &C::about},           {"unit", &C::unit},
                           {"has_standard", &C::has_standard}, {"standard", &C::standard},
                           {"standard_text", &C::standard_text}};
  std::vector<SectionRow> sections;
  std::vector<C> rows;
  if constexpr (Archive::writing)
    for (const ReportSection& section : r.sections) {
      for (const ReportChart& c : section.charts)
        rows.push_back({static_cast<std::int64_t>(sections.size()), c.kind, c.show, c.what, c.by, c.title, c.about, c.unit, c.standard_text,
                        c.threshold, c.up_to, c.standard ? 1 : 0, c.standard.value_or(0)});
      sections.push_back({section.title, section.about});
    }
  group.table("sections", {"", "sections of the report", "section"}, section_columns, sections);
  group.table("charts", {"", "charts of the sections; standards of durations in ms, of shares from 0 to 1", "chart"}, columns, rows);
  if constexpr (!Archive::writing) {
    for (const SectionRow& row : sections) r.sections.push_back({row.title, row.about, {}});
    for (const C& row : rows) {
      if (row.section < 0 || static_cast<std::size_t>(row.section) >= r.sections.size()) group.fail("charts", "names a section that is not there");
      ReportChart chart{row.kind, row.show, row.what, row.threshold, row.by, row.up_to, row.title, row.about, row.unit, {}, row.standard_text};
      if (row.has_standard != 0) chart.standard = row.standard;
      r.sections[static_cast<std::size_t>(row.section)].charts.push_back(std::move(chart));
    }
  }
}

template <class Archive, class Study>
void lay_out_breaks(Archive& group, Study& r) {
  using B = BreakRow;
  const Columns<B> columns{{"measure", &B::measure},   {"what", &B::what},   {"threshold_ms", &B::threshold}, {"below", &B::below},       {"limit", &B::limit}, {"limit_text", &B::limit_text},  {"say", &B::say},
                           {"because", &B::because}};
  std::vector<B> rows;
  if constexpr (Archive::writing)
    for (const BreakRule& rule : r.breaks)
      rows.push_back({rule.line.measure, rule.line.what, rule.limit_text, rule.say, rule.because, rule.line.threshold, rule.below ? 1 : 0,
                      rule.limit});
  group.table("breaks", {"", "when a bucket counts as one in which things break; limits as standards", "rule"}, columns, rows);
  if constexpr (!Archive::writing)
    for (const B& row : rows) {
      BreakRule rule;
      rule.line.measure = row.measure;
      rule.line.what = row.what;
      rule.line.threshold = row.threshold;
      rule.below = row.below != 0;
      rule.limit = row.limit;
      rule.limit_text = row.limit_text;
      rule.say = row.say;
      rule.because = row.because;
      r.breaks.push_back(std::move(rule));
    }
}

}  // namespace

template <class Archive, class Study>
void lay_out_report(Archive& root, Study& r) {
  using H = HeadlineRow;
  const Columns<H> columns{{"section", &H::section},
                           {"label", &H::label},
                           {"measure", &H::measure},
                           {"what", &H::what},
                           {"threshold_ms", &H::threshold},
                           {"quantile", &H::quantile},
                           {"unit", &H::unit},
                           {"has_standard", &H::has_standard},
                           {"standard", &H::standard},
                           {"standard_text", &H::standard_text},
                           {"note", &H::note}};
  Archive group = root.group("report");
  group.text("title", r.report_title);
  std::vector<H> rows;
  if constexpr (Archive::writing)
    for (const HeadlineLine& line : r.headline) rows.push_back(to_row(line));
  group.table("headline", {"", "lines of the headline table; standards of durations in ms, of shares from 0 to 1", "line"},
              columns, rows);
  if constexpr (!Archive::writing)
    for (const H& row : rows) r.headline.push_back(from_row(row));
  group.text("about", r.report_about);
  group.table("called", {"", "what things are called in sentences", "name"}, Columns<Called>{{"name", &Called::name}, {"words", &Called::words}},
              r.called);
  lay_out_breaks(group, r);
  lay_out_charts(group, r);
}

template void lay_out_report(Hdf5Writer&, const Results&);
template void lay_out_report(Hdf5Reader&, Results&);

}  // namespace careway
