#include "report/page_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "report/bucket_figures.hpp"
#include "report/graph_text_words.hpp"
#include "report/page_json.hpp"

namespace careway {

std::string study_name(const NamedResults& study) { return study.results.scenario.empty() ? study.file : spaced(study.results.scenario); }

std::string called(const Results& results, const std::string& name) {
  if (const Called* found = find_named(results.called, name)) return found->words;
  const std::size_t dot = name.rfind('.');
  return spaced(dot == std::string::npos ? name : name.substr(dot + 1));
}

Json json_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  const double rounded = std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
  if (rounded == std::floor(rounded) && std::fabs(rounded) < 1e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

void put_estimates(Json& to, const std::vector<Estimate>& estimates, const Display& display) {
  for (const char* key : {"value", "low", "high"}) to[key] = Json::array();
  for (const Estimate& e : estimates) {
    to["value"].push_back(json_number(e.value * display.factor));
    to["low"].push_back(json_number(e.low * display.factor));
    to["high"].push_back(json_number(e.high * display.factor));
  }
}

std::string script_safe(const Json& json) {
  const std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string safe;
  for (const char c : text) {
    if (c == '<' || c == '>' || c == '&') safe += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else safe += c;
  }
  return safe;
}

std::vector<std::string> names_in(const std::string& joined) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < joined.size();) {
    const std::size_t end = std::min(joined.find(", ", at), joined.size());
    names.push_back(joined.substr(at, end - at));
    at = end + 2;
  }
  return names;
}

namespace {

std::string listed(const Results& r, const std::string& joined) {
  std::string text;
  for (const std::string& name : names_in(joined)) text += (text.empty() ? "" : ", ") + called(r, name);
  return text;
}

/// A title for a chart that has none.
std::string usual_title(const ReportChart& chart, const Results& r) {
  const std::string things = listed(r, chart.show);
  if (chart.kind == "distribution") return things + ": share of patients within each length of time";
  if (chart.kind == "series") return things + " through time";
  if (chart.kind == "hours") return things + " by hour of the week";
  if (chart.kind == "cut") return things + " by " + called(r, chart.by);
  if (chart.kind == "capacity") return things + ": in use and capacity";
  if (chart.kind == "causes") return "What those who wait for " + things + " wait for in the end";
  return chart.show.empty() || chart.show == "all" ? "Patients a day between the pathways" : things + ": patients a day from step to step";
}

std::optional<Json> json_of(const ReportChart& chart, const Studies& studies, std::string& words) {
  if (chart.kind == "distribution") return distribution_json(chart, studies, words);
  if (chart.kind == "series") return series_json(chart, studies, words);
  if (chart.kind == "hours") return hours_json(chart, studies, words);
  if (chart.kind == "cut") return cut_json(chart, studies, words);
  if (chart.kind == "capacity") return capacity_json(chart, studies, words);
  if (chart.kind == "causes") return causes_json(chart, studies, words);
  return std::nullopt;
}

}  // namespace

std::optional<ChartData> chart_data(const ReportChart& chart, const Studies& studies, const std::string& id, std::string& why_not) {
  ChartData data;
  data.id = id;
  data.kind = chart.kind == "capacity" ? "series" : chart.kind;
  data.title = chart.title.empty() ? usual_title(chart, studies[0].results) : chart.title;
  data.about = chart.about;
  data.wide = chart.kind == "flow";
  std::string words;
  if (chart.kind == "flow") {
    const std::optional<std::string> drawn = flow_html(chart, studies, id, words);
    if (drawn) data.drawn = *drawn;
  } else if (std::optional<Json> json = json_of(chart, studies, words)) {
    (*json)["id"] = id;
    (*json)["kind"] = data.kind;
    (*json)["title"] = data.title;
    data.json = script_safe(*json);
  }
  if (data.json.empty() && data.drawn.empty()) {
    why_not = fmt::format("{} ({} of {}): {}", data.title, chart.kind, chart.show.empty() ? "all" : chart.show,
                          words.empty() ? "the results do not hold it" : words);
    return std::nullopt;
  }
  data.words = data.title + ". " + words;
  return data;
}

// ---- what a model that says nothing shows -------------------------------------------------------------------------

namespace {

constexpr std::size_t most_of_a_kind = 8;

ReportChart plain_chart(const char* kind, std::string show) {
  ReportChart chart;
  chart.kind = kind;
  chart.show = std::move(show);
  return chart;
}

void add_cuts(const Results& r, ReportSection& section) {
  for (const ClockResult& clock : r.clocks)
    for (const ClockResult::Cut& cut : clock.cuts) {
      if (section.charts.size() == most_of_a_kind) return;
      ReportChart chart = plain_chart("cut", clock.name);
      chart.by = cut.attribute;
      section.charts.push_back(std::move(chart));
    }
}

}  // namespace

std::vector<ReportSection> sections_of(const Results& r) {
  if (!r.sections.empty()) return r.sections;
  ReportSection clocks{"How long it takes", "", {}}, through{"Through time", "", {}}, resources{"Resources", "", {}}, flow{"Flow", "", {}}, cuts{"Who", "", {}};
  for (const ClockResult& clock : r.clocks) {
    if (clocks.charts.size() == most_of_a_kind) break;
    clocks.charts.push_back(plain_chart("distribution", clock.name));
    through.charts.push_back(plain_chart("series", clock.name));
  }
  for (const ResourceResult& resource : r.resources) {
    if (resources.charts.size() == most_of_a_kind) break;
    resources.charts.push_back(plain_chart("capacity", resource.name));
    resources.charts.push_back(plain_chart("causes", resource.name));
  }
  for (const LevelResult& level : r.levels)
    if (level.has_hours && through.charts.size() < 2 * most_of_a_kind) through.charts.push_back(plain_chart("hours", level.name));
  flow.charts.push_back(plain_chart("flow", "all"));
  add_cuts(r, cuts);
  std::vector<ReportSection> sections;
  for (ReportSection* section : {&clocks, &through, &resources, &flow, &cuts})
    if (!section->charts.empty()) sections.push_back(std::move(*section));
  return sections;
}

}  // namespace careway
