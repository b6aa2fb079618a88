// Everything that was read for one run: the model in all its variants (per site, per stretch of time), the experiment,
// what the report shows, and the texts themselves.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/findings.hpp"
#include "base/place.hpp"
#include "model/pathway.hpp"

namespace careway {

/// Pathways and shared blocks with all changes applied that hold at one site in one stretch of time.
struct ModelVariant {
  std::string model_name;
  std::string about;
  SharedBlocks shared;
  std::vector<std::shared_ptr<const Pathway>> pathways;  ///< shared between variants that do not differ in it
};

struct Site {
  std::string name;
  Place place;
  std::string about;
};

struct Experiment {
  enum class Type { horizon, steady } type = Type::horizon;
  Date start{19723};  ///< 2024-01-01
  Ticks warm_up = 0;
  Ticks length = 0;
  Place length_place;
  int replications = 10;
  std::uint64_t seed = 1;
  enum class Bucket { day, week, month } bucket = Bucket::week;
  std::optional<Expression> stop_when;
  std::vector<std::string> with;  ///< figures that are worked out only when asked for
  std::vector<Present> present;  ///< who is there at the start: of a census, then of stocks
};

/// One line of the headline table.
struct HeadlineItem {
  Place place;
  std::string section;  ///< when given, the line is only a section title
  std::string show;     ///< dotted name of a clock, level or count
  enum class What { mean, quantile, share_within, share_over, level_mean, occupancy, per_day, total, figure, snapshot } what = What::mean;
  Ticks threshold = 0;   ///< of share_within, share_over
  double quantile = 0;
  std::string moment;    ///< of a snapshot, as the level's `at` has it
  std::string unit;      ///< "min", "h", "days", ... for durations; empty: chosen by size
  std::string label;
  std::optional<double> standard;  ///< share, or milliseconds for durations, or the plain number
  std::string standard_text;       ///< as written
  std::string note;
};

/// One chart of the report. What it shows of a measure is said as in the headline table.
struct ChartItem {
  Place place;
  enum class Kind { distribution, series, hours, cut, capacity, causes, flow } kind = Kind::series;
  std::vector<Word> show;  ///< measures or resources by dotted name, or one pathway; none: the flow between all pathways
  std::optional<HeadlineItem::What> what;
  Ticks threshold = 0;
  std::string by;          ///< of a cut: attribute, or site
  std::optional<Ticks> up_to;  ///< of a distribution: where the axis ends
  std::string title, about, unit;
  std::optional<double> standard;
  std::string standard_text;
};

struct SectionItem {
  std::string title;
  std::string about;
  std::vector<ChartItem> charts;
};

/// When a time bucket counts as one in which things break, and in which words.
struct BreakItem {
  HeadlineItem shown;
  bool below = false;       ///< it breaks when the figure is below the limit, not above
  double limit = 0;         ///< share, milliseconds, or the plain number
  std::string limit_text;
  std::string say;          ///< "patients wait too long"
  std::string because;      ///< resource whose queue is to be explained; may be empty
  Place because_place;
};

struct CalledItem {
  std::string name;  ///< dotted, as in the model
  std::string words;
};

struct ReportText {
  std::string title;
  std::string about;
  std::vector<HeadlineItem> headline;
  std::vector<CalledItem> called;
  std::vector<BreakItem> breaks;
  std::vector<SectionItem> sections;
};

/// A source given in the files: which figure, and where it comes from.
struct SourceNote {
  std::string path;
  Place place;
  std::string source;
};

struct StudyText {
  std::string scenario_name;
  std::string about;
  Experiment experiment;
  std::vector<Site> sites;  ///< empty when the model has none
  /// Instants (>= 0, ascending, the first 0) at which dated changes begin or end.
  std::vector<Ticks> epoch_starts;
  /// variants[epoch * max(1, sites) + site]: as it runs.
  std::vector<std::shared_ptr<const ModelVariant>> variants;
  /// base[site]: with the sites' own changes but none of the scenario's; arrivals of base patients follow it.
  std::vector<std::shared_ptr<const ModelVariant>> base;
  ReportText report;
  std::vector<SourceNote> sources;
  /// Data files read: name, and what tells one content from another. Their text is not kept: it may be about real people.
  std::vector<std::pair<std::string, std::string>> data_files;
  SourceTexts texts;
  Findings findings;  ///< warnings; with errors nothing is handed on

  const ModelVariant& variant(std::size_t epoch, std::size_t site) const {
    return *variants.at(epoch * (sites.empty() ? 1 : sites.size()) + site);
  }
};

}  // namespace careway
