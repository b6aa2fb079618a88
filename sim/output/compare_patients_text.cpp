#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/compare_patients.hpp"
#include "output/plain_text.hpp"

namespace careway {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t group_columns = 22, count_columns = 8, figure_columns = 10, difference_columns = 28;

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ') + text;
}

/// The unit that suits the clock's longest mean, without its space.
Display display_of(const PatientComparison& c, const std::string& clock) {
  double longest = 0;
  for (const ComparedGroup& g : c.groups)
    if (g.clock == clock && g.base.has_value()) longest = std::max(longest, g.base.value);
  return duration_display("", longest);
}

std::string difference_text(const ComparedGroup& g, const Display& display) {
  const Estimate d = scaled(g.comparison.difference, display.factor);
  if (!d.has_value()) return "not known";
  const auto with_sign = [](std::string text) { return text.find_first_of("123456789") != std::string::npos && text.front() != '-' ? "+" + text : text; };
  if (!d.has_interval() || !(d.half_width() > 0)) return with_sign(number_text(d.value, {}));
  const int place = last_place(d.half_width());
  return fmt::format("{} ({} to {})", with_sign(rounded_text(d.value, place)), rounded_text(d.low, place), rounded_text(d.high, place));
}

std::string value_text(const Estimate& e, const ComparedGroup& g, const Display& display) {
  if (!e.has_value()) return "-";
  const Estimate d = scaled(g.comparison.difference, display.factor);
  return d.has_interval() && d.half_width() > 0 ? rounded_text(e.value * display.factor, last_place(d.half_width()))
                                                : number_text(e.value * display.factor, {});
}

std::string line_of(const ComparedGroup& g, const Display& display) {
  const std::string group = g.attribute.empty() ? g.label : g.attribute + " " + g.label;
  std::string line = "  " + padded_to(without_controls(group), group_columns) + right(rounded_text(g.base_count, 0), count_columns) +
                     right(value_text(g.base, g, display), figure_columns) + right(value_text(g.other, g, display), figure_columns) + "  " +
                     padded_to(difference_text(g, display), difference_columns);
  line += cut_to(words_for(g.direction), headline_columns - std::min(headline_columns, width_of(line)));
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string painted(const std::string& text, bool bold, Colour colour) {
  return colour == Colour::none || !bold ? text : "\x1b[1m" + text + "\x1b[0m";
}

std::string study_text(const PatientComparison& c, Colour colour) {
  const auto paragraph = [](const std::string& words) {
    std::string lines;
    for (const std::string& line : wrapped(without_controls(words), headline_columns)) lines += line + "\n";
    return lines;
  };
  std::string text = painted(paragraph(fmt::format("Who gains and who loses: {} against {} (base), {} replications", c.other_name, c.base_name,
                                                   c.replications)), true, colour);
  if (c.groups.empty())
    return text + paragraph("No clock of these studies is kept by an attribute or site. Add \"by: [attribute]\" to a clock of the model "
                            "and run both again.");
  std::string clock;
  for (const ComparedGroup& g : c.groups) {
    const Display display = display_of(c, g.clock);
    if (g.clock != clock) {
      clock = g.clock;
      text += "\n" + painted(cut_to(without_controls(clock) + ", mean in" + display.unit, headline_columns), true, colour) + "\n";
      text += "  " + padded_to("", group_columns) + right("number", count_columns) + right("base", figure_columns) +
              right("other", figure_columns) + "  difference\n";
    }
    const bool seen = g.direction == Direction::lower || g.direction == Direction::higher;
    text += painted(line_of(g, display), seen, colour);
  }
  return text + "\n" +
         paragraph(fmt::format("The same patients came in both studies, but for those whom one of them adds or leaves out. \"Number\": durations of a replication of the base. In brackets: 95% "
                               "intervals of the differences, paired by replication; verdicts hold for all {} together (Holm).", c.tests));
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }
Json minutes(const Estimate& e) {
  constexpr double minute = ticks_per_minute;
  return {{"value", number(e.value / minute)}, {"low", number(e.low / minute)}, {"high", number(e.high / minute)}, {"se", number(e.se / minute)}};
}

Json group_json(const ComparedGroup& g) {
  return {{"clock", g.clock},
          {"attribute", g.attribute},
          {"label", g.label},
          {"base_count", g.base_count},
          {"other_count", g.other_count},
          {"base", minutes(g.base)},
          {"other", minutes(g.other)},
          {"difference", minutes(g.comparison.difference)},
          {"p", number(g.comparison.p_value)},
          {"p_holm", number(g.p_holm)},
          {"verdict", words_for(g.direction)},
          {"variance_reduction", number(g.comparison.variance_reduction)}};
}

}  // namespace

std::string patients_text(const std::vector<PatientComparison>& comparisons, Colour colour) {
  std::string text;
  for (const PatientComparison& c : comparisons) text += (text.empty() ? "" : "\n") + study_text(c, colour);
  return text;
}

std::string patients_json(const std::vector<PatientComparison>& comparisons) {
  Json json{{"base", comparisons.empty() ? "" : comparisons.front().base_name}, {"unit", "min"}, {"others", Json::array()}};
  for (const PatientComparison& c : comparisons) {
    Json groups = Json::array();
    for (const ComparedGroup& g : c.groups) groups.push_back(group_json(g));
    json["others"].push_back({{"name", c.other_name}, {"replications", c.replications}, {"tests", c.tests}, {"groups", groups}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace careway
