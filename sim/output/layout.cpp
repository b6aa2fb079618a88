#include "output/layout.hpp"

#include <algorithm>

#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"

namespace careway {
namespace {

struct FailureRow {
  std::uint32_t replication = 0;
  std::string text;
};

// ---- provenance -------------------------------------------------------------------------------------------------

template <class Archive, class Study>
void lay_out_attributes(Archive& root, Study& r) {
  if constexpr (Archive::writing) {
    root.text("format", format_name);
    root.number("format_version", format_version);
    root.text("start", to_text(r.start));
    root.number("replications_done", static_cast<std::uint64_t>(r.done()));
  }
  root.text("program_version", r.program_version);
  root.text("revision", r.revision);
  root.text("scenario", r.scenario);
  root.text("model", r.model);
  root.text("about", r.about);
  root.text("experiment_type", r.experiment_type);
  root.number("start_day", r.start.days);
  root.number("warm_up_ms", r.warm_up);
  root.number("length_ms", r.length);
  root.number("seed", r.seed);
  root.number("replications_wanted", r.replications_wanted);
}

template <class Archive, class Study>
void lay_out_inputs(Archive& provenance, Study& r) {
  std::vector<std::string> names, texts;
  if constexpr (Archive::writing) {
    for (const InputText& input : r.inputs) {
      names.push_back(input.name);
      texts.push_back(input.text);
    }
  }
  provenance.texts("input_names", {"", "files read", "file"}, names);
  provenance.texts("input_texts", {"", "their full text", "file"}, texts);
  if constexpr (!Archive::writing) {
    if (texts.size() != names.size()) provenance.fail("input_texts", "is not as long as input_names");
    r.inputs.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) r.inputs[i] = {names[i], texts[i]};
  }
}

template <class Archive, class Study>
void lay_out_sources(Archive& provenance, Study& r) {
  std::vector<std::string> paths, sources;
  if constexpr (Archive::writing) {
    for (const SourceResult& source : r.sources) {
      paths.push_back(source.path);
      sources.push_back(source.source);
    }
  }
  provenance.texts("source_paths", {"", "dotted paths of the figures that name a source", "figure"}, paths);
  provenance.texts("sources", {"", "where each of these figures comes from", "figure"}, sources);
  if constexpr (!Archive::writing) {
    if (sources.size() != paths.size()) provenance.fail("sources", "is not as long as source_paths");
    r.sources.resize(paths.size());
    for (std::size_t i = 0; i < paths.size(); ++i) r.sources[i] = {paths[i], sources[i]};
  }
}

template <class Archive, class Study>
void lay_out_axes(Archive& root, Study& r) {
  root.list("replications", {"1", "numbers of the replications done, counted from 0", "replication"}, r.replications);
  root.texts("sites", {"", "names of the sites", "site"}, r.sites);
  const Columns<TimeBucket> columns{
      {"from_ms", &TimeBucket::from}, {"until_ms", &TimeBucket::until}, {"label", &TimeBucket::label}};
  root.table("buckets", {"ms", "stretches of the window, [from, until), counted from the start date", "bucket"}, columns,
             r.buckets);
}

// ---- tables -----------------------------------------------------------------------------------------------------

template <class Archive, class Study>
void lay_out_resources(Archive& root, Study& r) {
  struct Row {
    std::string name, about;
    std::int64_t by_site = 0;
  };
  std::vector<Row> rows;
  if constexpr (Archive::writing)
    for (const ResourceResult& resource : r.resources) rows.push_back({resource.name, resource.about, resource.by_site});
  const Columns<Row> columns{{"name", &Row::name}, {"about", &Row::about}, {"by_site", &Row::by_site}};
  root.table("resources", {"", "pools of units", "resource"}, columns, rows);
  if constexpr (!Archive::writing)
    for (const Row& row : rows) r.resources.push_back({row.name, row.about, row.by_site != 0});
}

template <class Archive, class Study>
void lay_out_figures(Archive& root, Study& r) {
  const Columns<FigureResult> columns{{"name", &FigureResult::name},
                                      {"about", &FigureResult::about},
                                      {"unit", &FigureResult::unit},
                                      {"numerator", &FigureResult::numerator},
                                      {"denominator", &FigureResult::denominator}};
  root.table("figures", {"", "ratios and sums of other measures; their values are in /summary", "figure"}, columns, r.figures);
}

struct AuditColumns {
  std::uint32_t replication = 0;
  std::uint64_t arrived = 0, left = 0, inside_at_end = 0, events = 0, stale_events = 0, negative_durations = 0,
                divisions_by_zero = 0, swaps = 0, standstills = 0, most_inside = 0, trajectory = 0;
};

const Columns<AuditColumns>& audit_columns() {
  using A = AuditColumns;
  static const Columns<A> columns{{"replication", &A::replication},
                                  {"arrived", &A::arrived},
                                  {"left", &A::left},
                                  {"inside_at_end", &A::inside_at_end},
                                  {"events", &A::events},
                                  {"stale_events", &A::stale_events},
                                  {"negative_durations", &A::negative_durations},
                                  {"divisions_by_zero", &A::divisions_by_zero},
                                  {"swaps", &A::swaps},
                                  {"standstills", &A::standstills},
                                  {"most_inside", &A::most_inside},
                                  {"trajectory", &A::trajectory}};
  return columns;
}

AuditColumns to_columns(std::uint32_t replication, const AuditResult& a) {
  return {replication,          a.arrived,           a.left,  a.inside_at_end, a.events,      a.stale_events,
          a.negative_durations, a.divisions_by_zero, a.swaps, a.standstills,   a.most_inside, a.trajectory};
}

AuditResult from_columns(const AuditColumns& c) {
  return {c.arrived,           c.left,  c.inside_at_end, c.events,      c.stale_events, c.negative_durations,
          c.divisions_by_zero, c.swaps, c.standstills,   c.most_inside, c.trajectory,   {}};
}

void lay_out_audit(Hdf5Writer& root, const Results& r) {
  std::vector<AuditColumns> rows;
  std::vector<FailureRow> failures;
  for (std::size_t i = 0; i < r.audit.size(); ++i) {
    rows.push_back(to_columns(r.replications[i], r.audit[i]));
    for (const std::string& text : r.audit[i].failures) failures.push_back({r.replications[i], text});
  }
  Hdf5Writer group = root.group("audit");
  group.table("books", {"1", "exact book-keeping of each replication over its whole run", "replication"}, audit_columns(), rows);
  group.table("failures", {"", "what did not add up; none is good", "failure"},
              {{"replication", &FailureRow::replication}, {"text", &FailureRow::text}}, failures);
}

void lay_out_audit(Hdf5Reader& root, Results& r) {
  Hdf5Reader group = root.group("audit");
  std::vector<AuditColumns> rows;
  std::vector<FailureRow> failures;
  group.table("books", {}, audit_columns(), rows);
  group.table("failures", {}, {{"replication", &FailureRow::replication}, {"text", &FailureRow::text}}, failures);
  if (rows.size() != r.done()) group.fail("books", "does not have a row for each replication");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].replication != r.replications[i]) group.fail("books", "is not in the order of the replications");
    r.audit.push_back(from_columns(rows[i]));
  }
  for (const FailureRow& failure : failures) {
    const auto found = std::find(r.replications.begin(), r.replications.end(), failure.replication);
    if (found == r.replications.end()) group.fail("failures", "names a replication that was not done");
    r.audit[static_cast<std::size_t>(found - r.replications.begin())].failures.push_back(failure.text);
  }
}

}  // namespace

template <class Archive, class Study>
void lay_out(Archive& root, Study& results) {
  lay_out_attributes(root, results);
  {
    Archive provenance = root.group("provenance");
    lay_out_inputs(provenance, results);
    lay_out_sources(provenance, results);
    provenance.texts("warnings", {"", "what the program was doubtful about", "warning"}, results.warnings);
  }
  lay_out_axes(root, results);
  const Extents extents{results.replications.size(), results.sites.size(), results.buckets.size()};
  lay_out_resources(root, results);
  lay_out_clocks(root, results, extents);
  lay_out_levels(root, results, extents);
  lay_out_counts(root, results, extents);
  lay_out_figures(root, results);
  lay_out_blocked(root, results, extents);
  lay_out_flow(root, results, extents);
  lay_out_audit(root, results);
  lay_out_report(root, results);
}

template void lay_out(Hdf5Writer&, const Results&);
template void lay_out(Hdf5Reader&, Results&);

}  // namespace careway
