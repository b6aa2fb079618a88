// Two or more studies side by side: for each line of the headline table the figure of each, and the difference to the first
// with its interval, paired by replication (the same patients came in both). Verdicts are corrected for their number (Holm).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "output/figure_text.hpp"
#include "output/headline.hpp"
#include "stats/compare.hpp"
#include "study/results.hpp"

namespace careway {

inline constexpr double verdict_alpha = 0.05;  ///< chance that any verdict of "lower" or "higher" is wrong

enum class Direction {
  cannot_tell,         ///< fewer than two replications, or a figure that is not known
  no_difference_seen,  ///< which does not mean that there is none
  perhaps_lower,       ///< the line's own interval leaves out 0, but so do some of many lines by chance
  perhaps_higher,
  lower,  ///< in the other study
  higher,
};

const char* words_for(Direction direction);  ///< "no difference seen"

struct ComparedLine {
  HeadlineLine line;  ///< when it has a section, nothing else is set
  std::string label;
  Display display;  ///< of all figures; `difference` in points where that is "%"
  Estimate base;
  Estimate other;
  Comparison comparison;           ///< other minus base
  std::optional<double> p_holm{};  ///< p-value corrected for all lines of all studies
  Direction direction = Direction::cannot_tell;
  bool fraction = false;  ///< from 0 to 1
  bool duration = false;  ///< milliseconds
};

struct ComparedStudy {
  std::string name;
  std::size_t replications = 0;    ///< common to both
  std::vector<std::string> notes;  ///< what the reader should know of this pair
  std::vector<ComparedLine> lines;
};

struct StudyComparison {
  std::string base_name;
  std::vector<ComparedStudy> others;
  std::size_t tests = 0;  ///< for which the p-values were corrected
};

struct NamedResults {
  std::string file;
  Results results;
};

/// Why the two cannot be compared, each a sentence without its full stop; empty when they can.
std::vector<std::string> obstacles(const Results& base, const Results& other);

enum class WhichLines { headline, all };

/// The first is the base. None may have obstacles.
StudyComparison compare_studies(const std::vector<NamedResults>& studies, WhichLines which);

/// Within 100 columns.
std::string comparison_text(const StudyComparison& comparison, Colour colour = Colour::none);

/// One JSON object on one line. Durations are in minutes, shares from 0 to 1.
std::string comparison_json(const StudyComparison& comparison);

}  // namespace careway
