// The results of one study, complete in memory: what the results file holds, and all that tables and reports may use.
// Everything counted is an exact integer per replication; estimates are made from these, never stored in their place.
// Arrays are flat; the shape is written beside each, the last index fastest. R = replications done, S = number of parts
// of a measure (its sites, or 1), B = time buckets, K = thresholds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/moments.hpp"
#include "base/bulk.hpp"
#include "base/time.hpp"
#include "base/wide.hpp"

namespace careway {

struct StandardResult {
  std::optional<Ticks> within;
  std::optional<double> share;
  std::optional<double> quantile;
  std::optional<double> mean;  ///< milliseconds
  std::string source;
};

/// Durations of one clock that fall into the window.
struct ClockResult {
  std::string name;   ///< dotted
  std::string about;
  std::string count;  ///< departed, started or arrived
  bool average_replications = false;
  bool by_site = false;             ///< S = sites when true, else 1
  std::vector<Ticks> thresholds;    ///< K, ascending
  std::vector<double> quantiles;    ///< asked for
  std::optional<StandardResult> standard;
  std::vector<Moments> total;              ///< [R][S]
  std::vector<std::uint64_t> within;       ///< [R][S][K]: durations of at most the threshold
  Bulk<std::uint32_t> histogram;           ///< [R][S][bin_count] on the bins of base/bins.hpp
  std::vector<std::uint64_t> open_at_end;  ///< [R][S]: clocks still running when the window ends
  Bulk<Moments> bucket;                    ///< [R][S][B]
  Bulk<std::uint64_t> bucket_within;       ///< [R][S][B][K]
  struct Cut {
    std::string attribute;
    std::vector<std::string> labels;     ///< L
    std::vector<Moments> total;          ///< [R][L]
    std::vector<std::uint64_t> within;   ///< [R][L][K]
  };
  std::vector<Cut> cuts;
};

/// A quantity that holds over time. Areas are unit-milliseconds within the window.
struct LevelResult {
  std::string name;      ///< dotted, e.g. "office.clerk.in_use"
  std::string about;
  std::string resource;  ///< dotted name of the resource when the level is one of a single resource, else empty
  std::string what;      ///< in_use, waiting, blocked, capacity; "" for a declared sum, formula or rule for those
  bool by_site = false;
  /// Of all sites together: what each part counts for. A score, a share or whether a rule is on is averaged; units are added.
  double weight(std::size_t parts) const { return (what == "formula" || what == "rule") && parts > 1 ? 1.0 / static_cast<double>(parts) : 1.0; }
  bool whole = true;                      ///< false: the parts' maxima and distributions do not add up (S > 1)
  std::vector<Int128> area;               ///< [R][S]
  std::vector<std::int64_t> highest;      ///< [R][S]; 0 rows when not tracked
  /// [R][S] of a resource's `waiting`: the longest wait that ended in the window or went on when it ended; else 0 rows.
  std::vector<Ticks> longest;
  std::vector<Ticks> longest_all_of;      ///< of requests for several resources at once; 0 rows when there are none
  Bulk<Int128> bucket_area;               ///< [R][S][B]
  bool has_hours = false;
  Bulk<Int128> hour_of_week_area;         ///< [R][S][168], Monday 00:00 first; empty unless has_hours
  bool has_distribution = false;
  /// Time at each value: [R][S] lists; value v at index v.
  std::vector<std::vector<std::int64_t>> time_at;
  struct Snapshot {
    std::string when;                      ///< as asked for: "00:00", "Mon 08:00", "t=30 days"
    std::vector<std::uint64_t> n;          ///< [R][S]
    std::vector<std::int64_t> sum;         ///< [R][S]
    std::vector<UInt128> squares;          ///< [R][S]
  };
  std::vector<Snapshot> snapshots;
};

/// Things that happen: arrivals, outcomes, passages.
struct CountResult {
  std::string name;
  std::string about;
  bool by_site = false;
  std::vector<std::uint64_t> total;        ///< [R][S] within the window
  Bulk<std::uint64_t> bucket;              ///< [R][S][B]
  std::vector<UInt128> daily_squares;      ///< [R][S]: sum over the whole days of the window of the day's count squared
};

/// Unit-time of `holder` held by patients who wait for `waited_for`.
struct BlockedResult {
  std::string holder;      ///< dotted resource
  std::string waited_for;  ///< dotted resource
  std::vector<Int128> area;         ///< [R][S'], S' = max(1, sites): by site of the patient
  Bulk<Int128> bucket_area;         ///< [R][S'][B]
};

/// A step, for the map of the flow.
struct StepResult {
  std::string name;       ///< pathway.step
  std::string waits_for;  ///< dotted resources that patients may wait for there, joined by ", "
};

/// Patients who go from one step to another. Begins may be sources of arrivals, ends may be outcomes (names of their counts).
struct FlowResult {
  std::string from;
  std::string to;
  std::vector<std::uint64_t> total;  ///< [R] within the window
};

struct FigureResult {
  std::string name;
  std::string about;
  std::string unit;
  std::string numerator;    ///< names of counts, clocks (their number) or levels (their area), joined by " + "; a ratio of sums
  std::string denominator;  ///< empty: the figure is the sum itself, with its weights
};

/// Exact book-keeping of one replication, over the whole run (warm-up included).
struct AuditResult {
  std::uint64_t arrived = 0;
  std::uint64_t left = 0;
  std::uint64_t inside_at_end = 0;
  std::uint64_t events = 0;          ///< events acted on
  std::uint64_t stale_events = 0;    ///< popped and dropped: cancelled before they came due
  std::uint64_t negative_durations = 0;  ///< drawn below 0 and held at 0
  std::uint64_t divisions_by_zero = 0;
  std::uint64_t swaps = 0;           ///< waiting cycles resolved by swapping
  std::uint64_t standstills = 0;     ///< waiting cycles that could not be swapped
  std::uint64_t most_inside = 0;     ///< most patients at once, added up over the subnetworks
  std::uint64_t trajectory = 0;      ///< hash of (instant, rank, patient, position) over all events; of several subnetworks, their sum
  std::vector<std::string> failures; ///< what did not add up; empty is good
};

struct HeadlineLine {
  std::string section;  ///< when not empty, the line is a section title
  std::string label;
  std::string measure;  ///< dotted name of a clock, level, count or figure
  std::string what;     ///< mean, quantile, share_within, share_over, level_mean, occupancy, per_day, total, figure, or "at 08:00"
  Ticks threshold = 0;
  double quantile = 0;
  std::string unit;
  std::optional<double> standard;
  std::string standard_text;
  std::string note;
};

/// What a chart of the report shows; names of measures and kinds as in models/README.md.
struct ReportChart {
  std::string kind;        ///< distribution, series, hours, cut, capacity, causes or flow
  std::string show;        ///< dotted names joined by ", "
  std::string what;        ///< as of a headline line; "": whatever suits the measure
  Ticks threshold = 0;
  std::string by;          ///< of a cut
  Ticks up_to = 0;         ///< of a distribution; 0: chosen by the data
  std::string title, about, unit;
  std::optional<double> standard;
  std::string standard_text;
};

struct ReportSection {
  std::string title;
  std::string about;
  std::vector<ReportChart> charts;
};

/// When a time bucket counts as one in which things break.
struct BreakRule {
  HeadlineLine line;     ///< which figure: measure, what, threshold, quantile
  bool below = false;    ///< breaks below the limit, not above
  double limit = 0;      ///< milliseconds, share, or plain number
  std::string limit_text;
  std::string say;
  std::string because;   ///< resource; may be empty
};

struct Called {
  std::string name;
  std::string words;
};

struct ResourceResult {
  std::string name;
  std::string about;
  bool by_site = false;
};

struct TimeBucket {
  Ticks from = 0;
  Ticks until = 0;
  std::string label;  ///< date on which it begins
};

struct InputText {
  std::string name;
  std::string text;
};

struct SourceResult {
  std::string path;
  std::string source;
};

struct Results {
  // Provenance: what the results are a function of.
  std::string program_version;
  std::string revision;  ///< of the program's source
  std::string scenario;
  std::string model;
  std::string about;
  std::string experiment_type;  ///< horizon or steady
  Date start;
  Ticks warm_up = 0;
  Ticks length = 0;
  std::uint64_t seed = 0;
  std::uint64_t replications_wanted = 0;
  std::vector<std::uint32_t> replications;  ///< numbers of those done, ascending (0-based); R = size
  std::vector<InputText> inputs;
  std::vector<std::string> warnings;
  std::vector<SourceResult> sources;
  std::string report_title;
  std::string report_about;
  std::vector<HeadlineLine> headline;
  std::vector<Called> called;            ///< what things are called in sentences
  std::vector<BreakRule> breaks;
  std::vector<ReportSection> sections;

  std::vector<std::string> sites;
  std::vector<TimeBucket> buckets;
  std::vector<ResourceResult> resources;
  std::vector<ClockResult> clocks;
  std::vector<LevelResult> levels;
  std::vector<CountResult> counts;
  std::vector<FigureResult> figures;
  std::vector<BlockedResult> blocked;
  std::vector<StepResult> steps;
  std::vector<FlowResult> flows;
  std::vector<AuditResult> audit;  ///< [R]

  std::size_t done() const { return replications.size(); }
};

}  // namespace careway
