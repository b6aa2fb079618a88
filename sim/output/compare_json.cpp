#include <cmath>
#include <nlohmann/json.hpp>

#include "output/compare.hpp"
#include "output/summary_table.hpp"

namespace careway {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

Json interval(const Estimate& e) {
  return {{"value", number(e.value)}, {"low", number(e.low)}, {"high", number(e.high)}, {"se", number(e.se)}};
}

std::string unit_of(const ComparedLine& line) {
  if (line.fraction) return "share";
  if (line.duration) return "min";
  const std::size_t first = line.display.unit.find_first_not_of(' ');
  return first == std::string::npos ? "1" : line.display.unit.substr(first);
}

Json line_json(const ComparedLine& line) {
  const double factor = line.duration ? 1.0 / static_cast<double>(ticks_per_minute) : 1;
  const auto shown = [&](const Estimate& e) { return interval(scaled(e, factor)); };
  Json json{{"label", line.label}, {"measure", line.line.measure}, {"what", line.line.what}};
  if (line.line.threshold > 0) json["threshold"] = duration_text(line.line.threshold);
  if (line.line.quantile > 0) json["quantile"] = line.line.quantile;
  json["unit"] = unit_of(line);
  json["base"] = shown(line.base);
  json["other"] = shown(line.other);
  json["difference"] = shown(line.comparison.difference);
  json["p"] = number(line.comparison.p_value);
  json["p_holm"] = number(line.p_holm);
  json["verdict"] = words_for(line.direction);
  json["correlation"] = number(line.comparison.correlation);
  json["variance_reduction"] = number(line.comparison.variance_reduction);
  return json;
}

}  // namespace

std::string comparison_json(const StudyComparison& comparison) {
  Json json{{"base", comparison.base_name}, {"level", default_level}, {"alpha", verdict_alpha}, {"tests", comparison.tests}};
  json["others"] = Json::array();
  for (const ComparedStudy& study : comparison.others) {
    Json lines = Json::array();
    for (const ComparedLine& line : study.lines)
      if (line.line.section.empty()) lines.push_back(line_json(line));
    json["others"].push_back(
        {{"name", study.name}, {"replications", study.replications}, {"notes", study.notes}, {"lines", lines}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace careway
