#include "output/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/contract.hpp"
#include "output/by_replication.hpp"
#include "output/headline_lines.hpp"
#include "output/window.hpp"
#include "study/replications.hpp"

namespace careway {
namespace {

constexpr std::size_t most_named = 5;

// ---- may they be compared? --------------------------------------------------------------------------------------

template <class List>
std::set<std::string> names_of(const List& list) {
  std::set<std::string> names;
  for (const auto& item : list) names.insert(item.name);
  return names;
}

/// A resource that is unlimited in one study has no level of capacity there, which is no other model.
std::set<std::string> names_of(const std::vector<LevelResult>& levels) {
  std::set<std::string> names;
  for (const LevelResult& level : levels)
    if (level.what != "capacity") names.insert(level.name);
  return names;
}

std::vector<std::string> missing_from(const std::set<std::string>& some, const std::set<std::string>& all) {
  std::vector<std::string> missing;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(missing));
  return missing;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most_named, names.size()); ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most_named) text += fmt::format(" and {} more", names.size() - most_named);
  return text;
}

void compare_names(const char* kind, const std::set<std::string>& base, const std::set<std::string>& other,
                   std::vector<std::string>& out) {
  if (const auto gone = missing_from(other, base); !gone.empty())
    out.push_back(fmt::format("the models differ: only the first has the {} {}", kind, listed(gone)));
  if (const auto fresh = missing_from(base, other); !fresh.empty())
    out.push_back(fmt::format("the models differ: only the second has the {} {}", kind, listed(fresh)));
}

std::string window_text(const Results& r) {
  const Window window = window_of(r);
  return instant_text(window.from, r.start) + " to " + instant_text(window.until, r.start);
}

bool same_buckets(const Results& a, const Results& b) {
  const auto same = [](const TimeBucket& x, const TimeBucket& y) { return x.from == y.from && x.until == y.until; };
  return std::equal(a.buckets.begin(), a.buckets.end(), b.buckets.begin(), b.buckets.end(), same);
}

// ---- the lines --------------------------------------------------------------------------------------------------

std::string name_of(const NamedResults& study) { return study.results.scenario.empty() ? study.file : study.results.scenario; }

Direction direction_of(const ComparedLine& line) {
  if (!line.comparison.difference.has_value()) return Direction::cannot_tell;
  if (!line.p_holm)
    return line.base.has_value() && line.comparison.difference.n >= 2 ? Direction::no_difference_seen : Direction::cannot_tell;
  const bool lower = line.comparison.difference.value < 0;
  if (*line.p_holm < verdict_alpha) return lower ? Direction::lower : Direction::higher;
  if (*line.comparison.p_value < verdict_alpha) return lower ? Direction::perhaps_lower : Direction::perhaps_higher;
  return Direction::no_difference_seen;
}

ComparedLine compared(const HeadlineLine& line, const HeadlineFigure& base, const HeadlineFigure& other, const Results& a,
                      const Results& b) {
  ComparedLine c;
  c.line = line;
  if (!line.section.empty()) return c;
  c.label = base.label;
  c.display = base.value.has_value() ? base.display : other.display;
  c.base = base.value;
  c.other = other.value;
  const ByReplication before = by_replication(line, a);
  c.fraction = before.fraction;
  c.duration = before.duration;
  c.comparison = compare(before, by_replication(line, b));
  return c;
}

/// The same lines for both, whatever the second's model says should be shown.
std::vector<ComparedLine> compared_lines(Results a, Results b, const std::vector<HeadlineLine>& lines) {
  a.headline = lines;
  b.headline = lines;
  a.experiment_type.clear();  // figures as they are, also where there is no steady state
  b.experiment_type.clear();
  const std::vector<HeadlineFigure> before = headline_figures(summarise(a), a);
  const std::vector<HeadlineFigure> after = headline_figures(summarise(b), b);
  HOLDS(before.size() == lines.size() && after.size() == lines.size());
  std::vector<ComparedLine> list;
  for (std::size_t i = 0; i < lines.size(); ++i) list.push_back(compared(lines[i], before[i], after[i], a, b));
  return list;
}

void note_replications(const Results& base, const Results& other, ComparedStudy& study) {
  if (study.replications == base.done() && study.replications == other.done()) return;
  study.notes.push_back(fmt::format("The base has {} replications and this study {}: the {} that both have are compared",
                                    base.done(), other.done(), study.replications));
}

void add_verdicts(StudyComparison& comparison) {
  std::vector<double> p_values;
  std::vector<ComparedLine*> tested;
  for (ComparedStudy& study : comparison.others)
    for (ComparedLine& line : study.lines)
      if (line.comparison.p_value) {
        p_values.push_back(*line.comparison.p_value);
        tested.push_back(&line);
      }
  comparison.tests = tested.size();
  const std::vector<double> corrected = holm(p_values);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->p_holm = corrected[i];
  for (ComparedStudy& study : comparison.others)
    for (ComparedLine& line : study.lines) line.direction = direction_of(line);
}

}  // namespace

const char* words_for(Direction direction) {
  switch (direction) {
    case Direction::lower:
      return "lower";
    case Direction::higher:
      return "higher";
    case Direction::perhaps_lower:
      return "perhaps lower";
    case Direction::perhaps_higher:
      return "perhaps higher";
    case Direction::no_difference_seen:
      return "no difference seen";
    case Direction::cannot_tell:
      break;
  }
  return "cannot tell";
}

std::vector<std::string> obstacles(const Results& base, const Results& other) {
  std::vector<std::string> out;
  if (base.start != other.start)
    out.push_back(fmt::format("they start on different days ({} and {})", to_text(base.start), to_text(other.start)));
  else if (base.warm_up != other.warm_up || base.length != other.length)
    out.push_back(fmt::format("they measure different windows ({} and {})", window_text(base), window_text(other)));
  else if (!same_buckets(base, other))
    out.push_back("their time buckets differ");
  if (base.seed != other.seed)
    out.push_back(fmt::format("their seeds differ ({} and {}), so other patients came", base.seed, other.seed));
  if (common_replications(base, other).empty()) out.push_back("they have no replication in common");
  if (base.sites != other.sites) out.push_back("the models differ: they have other sites");
  compare_names("clocks", names_of(base.clocks), names_of(other.clocks), out);
  compare_names("levels", names_of(base.levels), names_of(other.levels), out);
  compare_names("counts", names_of(base.counts), names_of(other.counts), out);
  return out;
}

StudyComparison compare_studies(const std::vector<NamedResults>& studies, WhichLines which) {
  EXPECTS(studies.size() >= 2);
  const Results& base = studies.front().results;
  std::vector<HeadlineLine> lines = which == WhichLines::all ? all_lines(base) : base.headline;
  if (lines.empty()) lines = default_headline(base);
  StudyComparison comparison{name_of(studies.front()), {}, 0};
  for (std::size_t i = 1; i < studies.size(); ++i) {
    const Results& other = studies[i].results;
    const std::vector<std::uint32_t> common = common_replications(base, other);
    ComparedStudy study{name_of(studies[i]), common.size(), {}, {}};
    if (study.name == comparison.base_name) study.name += " (" + studies[i].file + ")";
    study.lines = compared_lines(only_replications(base, common), only_replications(other, common), lines);
    note_replications(base, other, study);
    comparison.others.push_back(std::move(study));
  }
  add_verdicts(comparison);
  return comparison;
}

}  // namespace careway
