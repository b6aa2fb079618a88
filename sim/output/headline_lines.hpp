// What each line of the headline table shows: figure, unit, standard and whether it is met. No layout in here; the
// report uses it too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "output/figure_text.hpp"
#include "output/summary.hpp"
#include "study/results.hpp"

namespace careway {

enum class Verdict {
  none,     ///< no standard, or nothing known
  met,      ///< the whole interval meets it
  not_met,  ///< no part of the interval does
  unclear,  ///< the interval holds values of both kinds
};

/// One line made ready.
struct HeadlineFigure {
  std::string section;  ///< when not empty, a title, and nothing else is set
  std::string label;
  Estimate value;  ///< milliseconds, shares from 0 to 1, or a plain number
  Display display;
  std::string standard;  ///< in words, "" for none
  Verdict verdict = Verdict::none;
  std::string note;
  std::string instead{};  ///< words in place of the value, where there is no such value: "overloaded: no steady state"
};

std::vector<HeadlineFigure> headline_figures(const Summary& summary, const Results& results);

/// The lines for a model that says nothing: clocks, resources, counts.
std::vector<HeadlineLine> default_headline(const Results& results);

}  // namespace careway
