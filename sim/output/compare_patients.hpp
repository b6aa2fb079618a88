// Who gains and who loses: for each clock that is kept by attribute or site, the mean duration of each group in two studies, and
// their difference, paired by replication (the same patients came in both), with verdicts corrected for their number (Holm).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "output/compare.hpp"

namespace careway {

struct ComparedGroup {
  std::string clock;
  std::string attribute;  ///< "" for all patients of the clock, else an attribute or "site"
  std::string label;
  double base_count = 0, other_count = 0;  ///< durations for each replication
  Estimate base, other;                    ///< mean durations in milliseconds
  Comparison comparison;                   ///< other minus base
  std::optional<double> p_holm{};
  Direction direction = Direction::cannot_tell;
};

struct PatientComparison {
  std::string base_name, other_name;
  std::size_t replications = 0;  ///< common to both
  std::size_t tests = 0;         ///< for which the p-values were corrected
  std::vector<ComparedGroup> groups;  ///< a clock's "all" first, then its groups
};

/// The first is the base; each other one gives a comparison. None may have obstacles.
std::vector<PatientComparison> compare_patients(const std::vector<NamedResults>& studies);

/// Within 100 columns.
std::string patients_text(const std::vector<PatientComparison>& comparisons, Colour colour = Colour::none);

/// One JSON object on one line; durations in minutes.
std::string patients_json(const std::vector<PatientComparison>& comparisons);

}  // namespace careway
