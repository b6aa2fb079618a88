#include "output/summary_table.hpp"

#include <fmt/format.h>

#include "output/hdf5_write.hpp"

namespace careway {
namespace {

/// Adds rows of one measure and part.
class Rows {
 public:
  Rows(std::vector<SummaryRow>& rows, std::string measure, std::string part)
      : rows_(rows), measure_(std::move(measure)), part_(std::move(part)) {}
  void add(const std::string& statistic, const std::string& unit, const Estimate& value) {
    rows_.push_back({measure_, statistic, part_, unit, value});
  }

 private:
  std::vector<SummaryRow>& rows_;
  std::string measure_;
  std::string part_;
};

Estimate exactly(double value) {
  Estimate e;
  e.value = value;
  return e;
}

void add(Rows rows, const ClockPart& p) {
  rows.add("n", "per replication", p.per_replication);
  rows.add("mean", "min", in_minutes(p.mean));
  rows.add("sd", "min", in_minutes(p.sd));
  for (const ShareSummary& s : p.shares) {
    rows.add("share_within " + duration_text(s.threshold), "share", s.within);
    rows.add("share_over " + duration_text(s.threshold), "share", s.over);
  }
  for (const QuantileSummary& q : p.quantiles) rows.add("quantile " + number_text(q.q), "min", in_minutes(q.value));
}

void add(Rows rows, const LevelPart& p) {
  rows.add("mean", "1", p.mean);
  if (p.sd.has_value()) rows.add("sd", "1", p.sd);
  if (p.occupancy.has_value()) rows.add("occupancy", "share", p.occupancy);
  if (p.max) rows.add("max", "1", exactly(static_cast<double>(*p.max)));
  if (p.longest) rows.add("longest_wait", "min", in_minutes(exactly(static_cast<double>(*p.longest))));
  if (p.longest_all_of) rows.add("longest_wait all_of", "min", in_minutes(exactly(static_cast<double>(*p.longest_all_of))));
  for (const SnapshotSummary& s : p.at) rows.add("at " + s.when, "1", s.mean);
}

void add(Rows rows, const CountPart& p) {
  rows.add("total", "per replication", p.total);
  rows.add("per_day", "per day", p.per_day);
  if (p.variance_per_day.has_value()) rows.add("variance_per_day", "per day^2", p.variance_per_day);
}

}  // namespace

std::string number_text(double number) { return fmt::format("{}", number); }

std::vector<SummaryRow> summary_rows(const Summary& summary) {
  std::vector<SummaryRow> rows;
  for (const ClockSummary& c : summary.clocks) {
    add(Rows(rows, c.name, ""), c.all);
    for (const ClockSummary::By& by : c.by)
      for (const auto& labelled : by.parts) add(Rows(rows, c.name, by.attribute + "=" + labelled.label), labelled.part);
  }
  for (const LevelSummary& l : summary.levels) {
    add(Rows(rows, l.name, ""), l.all);
    for (const auto& labelled : l.sites) add(Rows(rows, l.name, "site=" + labelled.label), labelled.part);
  }
  for (const CountSummary& c : summary.counts) {
    add(Rows(rows, c.name, ""), c.all);
    for (const auto& labelled : c.sites) add(Rows(rows, c.name, "site=" + labelled.label), labelled.part);
  }
  for (const FigureSummary& f : summary.figures) Rows(rows, f.name, "").add("ratio", f.unit, f.value);
  return rows;
}

void write_summary_table(Hdf5Writer& root, const Summary& summary) {
  struct Row {
    std::string measure, statistic, part, unit;
    double value = 0, low = 0, high = 0, se = 0;
  };
  std::vector<Row> rows;
  for (const SummaryRow& r : summary_rows(summary))
    rows.push_back({r.measure, r.statistic, r.part, r.unit, r.value.value, r.value.low, r.value.high, r.value.se});
  const Columns<Row> columns{{"measure", &Row::measure}, {"statistic", &Row::statistic},
                             {"part", &Row::part},       {"unit", &Row::unit},
                             {"value", &Row::value},     {"low", &Row::low},
                             {"high", &Row::high},       {"se", &Row::se}};
  root.table("summary",
             {"in column unit",
              "main figures with 95% intervals (low, high) and standard errors; NaN where there is none; derived", "figure"},
             columns, rows);
}

}  // namespace careway
