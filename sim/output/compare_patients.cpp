#include "output/compare_patients.hpp"

#include <algorithm>

#include "base/contract.hpp"
#include "stats/ratio.hpp"
#include "study/replications.hpp"

namespace careway {
namespace {

/// Numbers and sums of durations of one group, by replication.
struct GroupSums {
  std::vector<double> n, sum;
  RatioSums ratio() const { return {.numerators = sum, .denominators = n}; }
  double count() const {
    double all = 0;
    for (const double one : n) all += one;
    return n.empty() ? 0 : all / static_cast<double>(n.size());
  }
};

/// Columns [first, first + count) of rows of `width`.
GroupSums sums_of(const std::vector<Moments>& cells, std::size_t width, std::size_t first, std::size_t count) {
  GroupSums g;
  for (std::size_t row = 0; width > 0 && row + width <= cells.size(); row += width) {
    Moments all;
    for (std::size_t i = first; i < first + count; ++i) {
      all.n += cells[row + i].n;
      all.sum += cells[row + i].sum;
    }
    g.n.push_back(static_cast<double>(all.n));
    g.sum.push_back(static_cast<double>(all.sum));
  }
  return g;
}

struct Group {
  std::string attribute, label;
  GroupSums sums;
};

std::vector<Group> groups_of(const ClockResult& c, const Results& r) {
  const std::size_t parts = c.by_site ? r.sites.size() : 1;
  std::vector<Group> groups{{"", "all", sums_of(c.total, parts, 0, parts)}};
  for (std::size_t s = 0; c.by_site && s < parts; ++s) groups.push_back({"site", r.sites[s], sums_of(c.total, parts, s, 1)});
  for (const ClockResult::Cut& cut : c.cuts)
    for (std::size_t l = 0; l < cut.labels.size(); ++l)
      groups.push_back({cut.attribute, cut.labels[l], sums_of(cut.total, cut.labels.size(), l, 1)});
  return groups;
}

ComparedGroup compared(const std::string& clock, const Group& base, const Group& other) {
  ComparedGroup g{clock, base.attribute, base.label, base.sums.count(), other.sums.count(), {}, {}, {}, {}, {}};
  g.base = ratio_of_sums(base.sums.ratio());
  g.other = ratio_of_sums(other.sums.ratio());
  if (g.base.has_value() && g.other.has_value())
    g.comparison = paired_ratio_difference({.baseline = base.sums.ratio(), .variant = other.sums.ratio()});
  return g;
}

Direction direction_of(const ComparedGroup& g) {
  if (!g.comparison.difference.has_value()) return Direction::cannot_tell;
  if (!g.p_holm) return g.comparison.difference.n >= 2 ? Direction::no_difference_seen : Direction::cannot_tell;
  const bool lower = g.comparison.difference.value < 0;
  if (*g.p_holm < verdict_alpha) return lower ? Direction::lower : Direction::higher;
  if (*g.comparison.p_value < verdict_alpha) return lower ? Direction::perhaps_lower : Direction::perhaps_higher;
  return Direction::no_difference_seen;
}

PatientComparison compared(const Results& base, const Results& other) {
  PatientComparison c;
  c.replications = base.done();
  for (const ClockResult& clock : base.clocks) {
    const auto same = std::find_if(other.clocks.begin(), other.clocks.end(), [&](const ClockResult& x) { return x.name == clock.name; });
    if (same == other.clocks.end()) continue;
    const std::vector<Group> before = groups_of(clock, base), after = groups_of(*same, other);
    if (before.size() < 2) continue;  // not kept by anything
    for (const Group& group : before) {
      const auto match = std::find_if(after.begin(), after.end(),
                                      [&](const Group& x) { return x.attribute == group.attribute && x.label == group.label; });
      if (match != after.end()) c.groups.push_back(compared(clock.name, group, *match));
    }
  }
  return c;
}

void add_verdicts(std::vector<PatientComparison>& comparisons) {
  std::vector<double> p_values;
  std::vector<ComparedGroup*> tested;
  for (PatientComparison& c : comparisons)
    for (ComparedGroup& g : c.groups)
      if (g.comparison.p_value) {
        p_values.push_back(*g.comparison.p_value);
        tested.push_back(&g);
      }
  const std::vector<double> corrected = holm(p_values);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->p_holm = corrected[i];
  for (PatientComparison& c : comparisons) {
    c.tests = tested.size();
    for (ComparedGroup& g : c.groups) g.direction = direction_of(g);
  }
}

}  // namespace

std::vector<PatientComparison> compare_patients(const std::vector<NamedResults>& studies) {
  EXPECTS(studies.size() >= 2);
  std::vector<PatientComparison> comparisons;
  const Results& base = studies.front().results;
  const auto name_of = [](const NamedResults& s) { return s.results.scenario.empty() ? s.file : s.results.scenario; };
  for (std::size_t i = 1; i < studies.size(); ++i) {
    const Results& other = studies[i].results;
    const std::vector<std::uint32_t> common = common_replications(base, other);
    PatientComparison c = compared(only_replications(base, common), only_replications(other, common));
    c.base_name = name_of(studies.front());
    c.other_name = name_of(studies[i]);
    if (c.other_name == c.base_name) c.other_name += " (" + studies[i].file + ")";
    comparisons.push_back(std::move(c));
  }
  add_verdicts(comparisons);
  return comparisons;
}

}  // namespace careway
