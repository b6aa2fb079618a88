// How often each rule of the model acted, and for how long: what was done under pressure.
#include <fmt/format.h>

#include <cmath>

#include "output/figure_text.hpp"
#include "output/summary.hpp"
#include "report/bucket_figures.hpp"
#include "report/graph_text_parts.hpp"
#include "report/page_parts.hpp"

namespace careway {

namespace {

constexpr std::string_view on_ending = ".on";

/// A rule of the pathway "shop" as "shop: open more desks".
std::string rule_name(const Results& r, const std::string& count) {
  if (const Called* words = find_named(r.called, count)) return words->words;
  const std::size_t mark = count.find(".rules.");
  const std::string own = called(r, count);
  return mark == std::string::npos ? own : called(r, count.substr(0, mark)) + ": " + own;
}

std::string cell(const Estimate& value, const Display& display) {
  const std::string number = std::isfinite(value.value) ? fmt::format("{:.9g}", value.value * display.factor) : "";
  return fmt::format("<td data-value=\"{}\">{}</td>", number, escaped(figure_text(value, display)));
}

}  // namespace

std::string rules_html(const Studies& studies) {
  std::string rows;
  const Results& first = studies[0].results;
  for (const CountResult& rule : first.counts) {
    if (find_named(first.levels, rule.name + std::string(on_ending)) == nullptr) continue;
    rows += "<tr><th scope=\"row\">" + escaped(rule_name(first, rule.name)) + (rule.about.empty() ? "" : "<br><span class=\"about\">" + escaped(rule.about) + "</span>") + "</th>";
    for (const NamedResults& study : studies) {
      const CountResult* fired = find_named(study.results.counts, rule.name);
      const LevelResult* on = find_named(study.results.levels, rule.name + std::string(on_ending));
      if (fired == nullptr || on == nullptr) {
        rows += "<td>no such rule</td><td></td>";
        continue;
      }
      const double places = on->by_site ? static_cast<double>(study.results.sites.size()) : 1;
      rows += cell(summarise(*on, study.results).all.mean, {100, "%"}) + cell(scaled(summarise(*fired, study.results).all.total, 1 / places), {});
    }
    rows += "</tr>";
  }
  if (rows.empty()) return "";
  std::string head = "<tr><th scope=\"col\">Rule</th>";
  for (const NamedResults& study : studies) {
    const std::string name = studies.size() > 1 ? escaped(study_name(study)) + ": i" : "I", times = studies.size() > 1 ? escaped(study_name(study)) + ": t" : "T";
    head.append("<th scope=\"col\">").append(name).append("n force, share of the time</th><th scope=\"col\">").append(times).append("imes it began</th>");
  }
  return "<section class=\"card long\" id=\"rules\"><h2>What was done about it</h2><p>How long each rule of the model was in force, and how often it began: means of a run, of one site where sites have rules of their own, with 95% intervals.</p>"
         "<div class=\"table\" style=\"max-height:none\"><table class=\"plain\"><thead>" + head + "</tr></thead><tbody>" + rows + "</tbody></table></div></section>\n";
}

}  // namespace careway
