#include "report/page_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/headline_lines.hpp"
#include "output/steady_state.hpp"
#include "report/graph_text_parts.hpp"
#include "report/page.hpp"

namespace careway {

namespace {

const char* class_of(Verdict verdict) { return verdict == Verdict::met ? "met" : verdict == Verdict::not_met ? "not_met" : "unclear"; }
const char* words_of(Verdict verdict) { return verdict == Verdict::met ? "met" : verdict == Verdict::not_met ? "not met" : "cannot tell"; }

/// A figure with the number it was rounded from, so that programs can check it.
std::string figure_cell(const Estimate& value, const Display& display, const std::string& instead) {
  if (!instead.empty()) return "<td>" + escaped(instead) + "</td>";
  const std::string number = std::isfinite(value.value) ? fmt::format("{:.9g}", value.value * display.factor) : "";
  return fmt::format("<td data-value=\"{}\">{}</td>", number, escaped(figure_text(value, display)));
}

std::string section_row(const std::string& title, std::size_t columns) { return fmt::format("<tr class=\"section\"><th colspan=\"{}\" scope=\"colgroup\">{}</th></tr>", columns, escaped(title)); }

/// Of a difference that is shown as more than 0.
const char* plus_of(const std::string& text) {
  const bool nothing = text.substr(0, text.find(' ')).find_first_of("123456789") == std::string::npos;
  return text.starts_with('-') || nothing ? "" : "+";
}

std::string difference_cell(const ComparedLine& line) {
  const Display display = line.fraction ? Display{line.display.factor, line.display.unit == "%" ? " points" : line.display.unit} : line.display;
  const std::string number = std::isfinite(line.comparison.difference.value) ? fmt::format("{:.9g}", line.comparison.difference.value * display.factor) : "";
  const bool real = line.direction == Direction::lower || line.direction == Direction::higher;
  const std::string text = figure_text(line.comparison.difference, display);
  return fmt::format("<td data-value=\"{}\">{}{}</td><td class=\"text\">{}{}{}</td>", number, plus_of(text), escaped(text), real ? "<b>" : "", words_for(line.direction), real ? "</b>" : "");
}

std::string list_of(const std::vector<std::string>& lines) {
  std::string html = "<ul>";
  for (const std::string& line : lines) html += "<li>" + escaped(line) + "</li>";
  return html + "</ul>";
}

std::string audit_html(const NamedResults& study) {
  const Results& r = study.results;
  double events = 0, arrived = 0, left = 0, inside = 0;
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < r.audit.size(); ++i) {
    const AuditResult& a = r.audit[i];
    events += static_cast<double>(a.events);
    arrived += static_cast<double>(a.arrived);
    left += static_cast<double>(a.left);
    inside += static_cast<double>(a.inside_at_end);
    for (const std::string& failure : a.failures) failures.push_back(fmt::format("replication {}: {}", r.replications[i], failure));
  }
  std::string html = fmt::format("<p><b>{}</b>: <span class=\"{}\">{}</span> {} patients arrived = {} left + {} still inside, over {} replications and {} events, warm-up included.</p>", escaped(study_name(study)),
                                 failures.empty() ? "met" : "not_met", failures.empty() ? "The books balance." : "The audit FAILED.", rounded_text(arrived, 0), rounded_text(left, 0), rounded_text(inside, 0), r.done(), rounded_text(events, 0));
  if (!failures.empty()) html += list_of(failures);
  if (const auto steady = steady_state_of(r); steady && !verdict_text(*steady).empty()) html += "<p class=\"not_met\">" + escaped(verdict_text(*steady)) + "</p>";
  return html;
}

std::string sources_html(const Results& r) {
  std::string assumed, given;
  std::size_t number_assumed = 0, number_given = 0;
  for (const SourceResult& s : r.sources) {
    const bool is_assumed = s.source.find("ssumed") != std::string::npos;
    ++(is_assumed ? number_assumed : number_given);
    (is_assumed ? assumed : given) += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"text\">{}</td></tr>", escaped(s.path), escaped(s.source));
  }
  const auto table = [](const std::string& rows) { return "<div class=\"table\"><table class=\"plain\"><thead><tr><th scope=\"col\">What</th><th scope=\"col\" class=\"text\">Where from</th></tr></thead><tbody>" + rows + "</tbody></table></div>"; };
  std::string html = fmt::format("<p>{} figures or blocks of the model say where they come from; {} of them are assumed, with a reason.</p>", r.sources.size(), number_assumed);
  if (number_assumed > 0) html += fmt::format("<details><summary>{} assumptions</summary>{}</details>", number_assumed, table(assumed));
  if (number_given > 0) html += fmt::format("<details><summary>{} sources</summary>{}</details>", number_given, table(given));
  return html;
}

}  // namespace

std::string standards_html(const Studies& studies) {
  const Results& r = studies[0].results;
  std::string html = "<section class=\"card long\" id=\"standards\"><h2>Figures and standards</h2><div class=\"table\" style=\"max-height:none\"><table class=\"plain\"><thead><tr><th scope=\"col\">";
  html += escaped(study_name(studies[0])) + fmt::format("</th><th scope=\"col\">Mean of {} run{} (95% interval)</th>", r.done(), r.done() == 1 ? "" : "s") + "<th scope=\"col\">Standard</th><th scope=\"col\" class=\"text\"></th></tr></thead><tbody>";
  for (const HeadlineFigure& f : headline_figures(summarise(r), r)) {
    if (!f.section.empty()) {
      html += section_row(f.section, 4);
      continue;
    }
    html += fmt::format("<tr><th scope=\"row\">{}{}</th>", escaped(f.label), f.note.empty() ? "" : "<br><span class=\"about\">" + escaped(f.note) + "</span>");
    html += figure_cell(f.value, f.display, f.instead) + "<td>" + escaped(f.standard) + "</td>";
    html += f.verdict == Verdict::none ? "<td></td></tr>" : fmt::format("<td class=\"text\"><span class=\"{}\">{}</span></td></tr>", class_of(f.verdict), words_of(f.verdict));
  }
  return html + "</tbody></table></div></section>\n";
}

std::string side_by_side_html(const Studies& studies) {
  const StudyComparison comparison = compare_studies(studies, WhichLines::headline);
  std::string html = "<section class=\"card long\" id=\"side-by-side\"><h2>Scenarios side by side</h2><p>Differences to " + escaped(study_name(studies[0])) +
                     ", run by run: the same patients came in both, but for those whom one of them adds or leaves out. Words are corrected for the number of figures looked at.</p>";
  for (const ComparedStudy& study : comparison.others) {
    const auto at = std::find_if(studies.begin() + 1, studies.end(), [&](const NamedResults& s) { return s.results.scenario == study.name || s.file == study.name; });
    const std::string name = at != studies.end() ? study_name(*at) : study.name;
    html += "<h3>" + escaped(name) + "</h3>";
    if (at != studies.end() && !at->results.about.empty()) html += "<p class=\"about\">" + escaped(at->results.about) + "</p>";
    for (const std::string& note : study.notes) html += "<p>" + escaped(note) + ".</p>";
    html += fmt::format("<div class=\"table\" style=\"max-height:none\"><table class=\"plain\"><thead><tr><th scope=\"col\"></th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">Difference (95% interval)</th><th scope=\"col\" class=\"text\"></th></tr></thead><tbody>",
                        escaped(study_name(studies[0])), escaped(name));
    for (const ComparedLine& line : study.lines) {
      if (!line.line.section.empty()) {
        html += section_row(line.line.section, 5);
        continue;
      }
      html += "<tr><th scope=\"row\">" + escaped(line.label) + "</th>" + figure_cell({.value = line.base.value}, line.display, "") + figure_cell({.value = line.other.value}, line.display, "") + difference_cell(line) + "</tr>";
    }
    html += "</tbody></table></div>";
  }
  return html + "</section>\n";
}

std::string trust_html(const Studies& studies, const std::vector<std::string>& notes) {
  std::string html = "<section id=\"trust\"><h2>Why believe it</h2><div class=\"card long\"><h3>Audit</h3>";
  for (const NamedResults& study : studies) html += audit_html(study);
  html += "<h3>Warnings</h3>";
  std::vector<std::string> warnings;
  for (const NamedResults& study : studies)
    for (const std::string& warning : study.results.warnings) warnings.push_back((studies.size() > 1 ? study_name(study) + ": " : "") + warning);
  for (const std::string& note : notes) warnings.push_back("not drawn: " + note);
  html += warnings.empty() ? "<p>None.</p>" : list_of(warnings);
  html += "<h3>Assumptions and sources</h3>" + sources_html(studies[0].results) + "</div>\n";
  html += "<details class=\"card long\"><summary>Description by STRESS-DES (24 items)</summary>" + stress_html(studies[0].results) + "</details>\n";
  html += "<details class=\"card long\"><summary>Input files</summary>";
  for (const InputText& input : studies[0].results.inputs) html += "<h3>" + escaped(input.name) + "</h3><pre>" + escaped(input.text) + "</pre>";
  return html + "</details></section>\n";
}

}  // namespace careway
