// Small helpers for the report's JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "output/figure_text.hpp"
#include "report/page_data.hpp"
#include "stats/estimate.hpp"

namespace careway {

using Json = nlohmann::ordered_json;

/// To six significant digits, as far as anybody reads a chart; null when not known.
Json json_number(double value);
/// Values, low and high ends of intervals in the unit of `display`, as three arrays of `to`.
void put_estimates(Json& to, const std::vector<Estimate>& estimates, const Display& display);
/// With nothing in it that could end a script element.
std::string script_safe(const Json& json);

// One function for each kind of chart.
std::optional<Json> distribution_json(const ReportChart& chart, const Studies& studies, std::string& words);
std::optional<Json> series_json(const ReportChart& chart, const Studies& studies, std::string& words);
std::optional<Json> hours_json(const ReportChart& chart, const Studies& studies, std::string& words);
std::optional<Json> cut_json(const ReportChart& chart, const Studies& studies, std::string& words);
std::optional<Json> capacity_json(const ReportChart& chart, const Studies& studies, std::string& words);
std::optional<Json> causes_json(const ReportChart& chart, const Studies& studies, std::string& words);

/// A drawing with its table, as HTML.
std::optional<std::string> flow_html(const ReportChart& chart, const Studies& studies, const std::string& id, std::string& words);

/// The names that a chart shows.
std::vector<std::string> names_in(const std::string& joined);
/// At most so many studies have lines of their own in one chart.
inline constexpr std::size_t most_drawn_studies = 4;

}  // namespace careway
