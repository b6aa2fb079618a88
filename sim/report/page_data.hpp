// What the charts of the report draw, as JSON: figures in the units in which they are shown. The page's own script knows how
// to draw each kind and makes the table beside it from the same figures.
#pragma once

#include <string>
#include <vector>

#include "output/compare.hpp"
#include "study/results.hpp"

namespace careway {

using Studies = std::vector<NamedResults>;

/// What a study is called: its scenario, or its file.
std::string study_name(const NamedResults& study);

/// What a resource, step, pathway or attribute is called: in the model's words, or its own name with spaces.
std::string called(const Results& results, const std::string& name);

struct ChartData {
  std::string id;     ///< for the page
  std::string kind;   ///< series, distribution, hours, cut, causes; or flow, which is drawn already
  std::string title;
  std::string about;  ///< what one line or point is
  std::string words;  ///< the chart in a sentence, for those who cannot see it
  std::string json;   ///< an object; empty for flow
  std::string drawn;  ///< HTML of a drawing and its table, for flow
  bool wide = false;
};

/// Nothing when the results hold nothing to draw; `why_not` then says what is missing.
std::optional<ChartData> chart_data(const ReportChart& chart, const Studies& studies, const std::string& id, std::string& why_not);

/// The sections of the report: the model's, or for a model that says nothing, its clocks, resources, causes and flow.
std::vector<ReportSection> sections_of(const Results& results);

}  // namespace careway
