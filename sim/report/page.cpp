#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output/headline_lines.hpp"
#include "output/window.hpp"
#include "report/assets.hpp"
#include "report/bucket_figures.hpp"
#include "report/graph_text_parts.hpp"
#include "report/graph_text_words.hpp"
#include "report/page_json.hpp"
#include "report/page_parts.hpp"
#include "report/verdict.hpp"

namespace careway {

namespace {

std::string title_of(const Studies& studies) {
  const Results& r = studies[0].results;
  return !r.report_title.empty() ? r.report_title : !r.model.empty() ? spaced(r.model) : studies[0].file;
}

std::string header_html(const Studies& studies) {
  const Results& r = studies[0].results;
  const Window window = window_of(r);
  std::string html = fmt::format("<header class=\"top\"><h1>{}</h1>", escaped(title_of(studies)));
  if (!r.report_about.empty()) html += fmt::format("<p>{}</p>", escaped(r.report_about));
  std::string names;
  for (const NamedResults& study : studies) names += (names.empty() ? "" : ", ") + study_name(study);
  html += fmt::format("<p class=\"facts\">Scenario{} <b>{}</b> · {} to {} · {} simulated run{} · seed {}</p></header>\n", studies.size() == 1 ? "" : "s", escaped(names), instant_text(window.from, r.start),
                      instant_text(window.until, r.start), r.done(), r.done() == 1 ? "" : "s", r.seed);
  return html;
}

std::string navigation(const std::vector<ReportSection>& sections, const Results& r, bool many, bool rules) {
  std::string html = "<nav aria-label=\"Sections\"><span class=\"links\">";
  html += "<a href=\"#standards\">Figures</a> ";
  if (many) html += "· <a href=\"#side-by-side\">Side by side</a> ";
  for (std::size_t i = 0; i < sections.size(); ++i) html += fmt::format("· <a href=\"#section-{}\">{}</a> ", i, escaped(sections[i].title));
  if (rules) html += "· <a href=\"#rules\">Rules</a> ";
  html += "· <a href=\"#trust\">Audit and sources</a></span>";
  if (r.buckets.size() > 1)
    html += fmt::format("<span class=\"picker\"><label for=\"week\">{} from</label> <button type=\"button\" id=\"week-back\" aria-label=\"earlier\">‹</button><select id=\"week\"></select>"
                        "<button type=\"button\" id=\"week-on\" aria-label=\"later\">›</button></span>",
                        bucket_word(r) == "day" ? "Day" : bucket_word(r) == "week" ? "Week" : "Month");
  return html + "</nav>\n";
}

std::string list_html(const char* title, const std::vector<std::string>& lines, const char* otherwise) {
  std::string html = fmt::format("<h3>{}</h3>", title);
  if (lines.empty()) return otherwise[0] == 0 ? "" : html + fmt::format("<p>{}</p>", otherwise);
  html += "<ul>";
  for (const std::string& line : lines) html += fmt::format("<li>{}</li>", escaped(line));
  return html + "</ul>";
}

std::string verdict_html(const VerdictText& verdict, const Studies& studies) {
  std::string html = "<section class=\"card verdict\" id=\"verdict\"><h2 class=\"head\">" + escaped(verdict.head) + "</h2>";
  if (!verdict.breaks.empty()) html += list_html(fmt::format("Which {} breaks", bucket_word(studies[0].results)).c_str(), verdict.breaks, "");
  if (!verdict.because.empty()) html += list_html("What breaks it", verdict.because, "");
  if (studies.size() > 1) {
    const std::string bucket = bucket_word(studies[0].results);
    html += verdict.helps.empty() ? "<h3>The other scenarios</h3><p>See the table side by side.</p>" : "<h3>What the others change, " + std::string(bucket == "day" ? "on" : "in") + " that " + bucket + "</h3>";
    for (const VerdictText::Help& help : verdict.helps) {
      html += "<p><b>" + escaped(help.study) + "</b></p><ul>";
      for (const std::string& line : help.lines) html += "<li>" + escaped(line) + "</li>";
      html += "</ul>";
    }
  }
  else if (!verdict.breaks.empty())
    html += "<h3>What helps</h3><p>One study cannot tell. Run other scenarios and give their files too; where the waiting goes back to, above, is where to look first.</p>";
  if (!verdict.standards.empty()) html += "<p>" + escaped(verdict.standards) + "</p>";
  return html + "</section>\n";
}

std::string chart_html(const ChartData& chart, const std::string& drawn_note) {
  std::string html = fmt::format("<figure class=\"card{}\" id=\"{}\"><h3>{}</h3>", chart.wide ? " wide long" : "", chart.id, escaped(chart.title));
  if (!chart.about.empty()) html += fmt::format("<p class=\"about\">{}</p>", escaped(chart.about));
  if (!chart.drawn.empty()) return html + fmt::format("<p id=\"{}-words\" hidden>{}</p>", chart.id, escaped(chart.words)) + chart.drawn + "</figure>\n";
  html += fmt::format("<div class=\"chart\" role=\"img\" aria-label=\"{}\"></div>", escaped(chart.words));
  if (!drawn_note.empty()) html += fmt::format("<p class=\"key\">{}</p>", drawn_note);
  return html + "<details><summary>The figures as a table</summary><div class=\"table\"></div></details></figure>\n";
}

std::string note_for(const ChartData& chart, const Results& r) {
  const std::string band = r.done() > 1 ? std::string("Shaded ") + band_words(r.done()) + "." : "";
  if (chart.kind == "distribution") return "Each point: the share of patients who took less than this. " + band;
  if (chart.kind == "series") return "Each point: the mean of one " + bucket_word(r) + " over the runs. " + band;
  if (chart.kind == "hours") return "Each square: the mean in that hour of the week over the window and the runs.";
  if (chart.kind == "cut") return "Points with 95% intervals; dashed: all patients.";
  if (chart.kind == "causes") return "Height: patients waiting at a time; colours: units of which resource were busy with work that they waited for in the end.";
  return "";
}

/// The sections with their charts; what the script needs is gathered in `charts`.
std::string sections_html(const std::vector<ReportSection>& sections, const Studies& studies, std::vector<std::string>& charts, std::vector<std::string>& notes) {
  std::string html;
  std::size_t number = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    html += fmt::format("<section id=\"section-{}\"><h2>{}</h2>", i, escaped(sections[i].title));
    if (!sections[i].about.empty()) html += fmt::format("<p>{}</p>", escaped(sections[i].about));
    html += "<div class=\"charts\">";
    for (const ReportChart& chart : sections[i].charts) {
      std::string why_not;
      const std::optional<ChartData> data = chart_data(chart, studies, fmt::format("chart-{}", ++number), why_not);
      if (!data) {
        notes.push_back(why_not);
        continue;
      }
      html += chart_html(*data, note_for(*data, studies[0].results));
      if (!data->json.empty()) charts.push_back(data->json);
    }
    html += "</div></section>\n";
  }
  return html;
}

std::string page_json(const Results& r, const std::vector<std::string>& charts, const VerdictText& verdict) {
  Json json{{"buckets", Json::array()}, {"bucket", bucket_word(r)}, {"band", band_words(r.done())}};
  for (const TimeBucket& bucket : r.buckets) json["buckets"].push_back(bucket.label);
  json["worst"] = verdict.worst ? Json(*verdict.worst) : Json(nullptr);
  std::string text = script_safe(json);
  text.back() = ',';
  text += "\"charts\":[";
  for (std::size_t i = 0; i < charts.size(); ++i) text += (i == 0 ? "" : ",\n") + charts[i];
  return text + "]}";
}

}  // namespace

Page report_page(const Studies& studies) {
  Page page;
  const Results& r = studies[0].results;
  const VerdictText verdict = verdict_of_studies(studies);
  const std::vector<ReportSection> sections = sections_of(r);
  std::vector<std::string> charts;
  const std::string body = sections_html(sections, studies, charts, page.notes), rules = rules_html(studies);
  page.html = "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n";
  page.html += fmt::format("<title>{}: {}</title>\n<style>\n", escaped(title_of(studies)), escaped(study_name(studies[0])));
  page.html += std::string(page_style()) + "</style></head><body>\n" + header_html(studies) + navigation(sections, r, studies.size() > 1, !rules.empty()) + "<main>\n";
  page.html += verdict_html(verdict, studies) + standards_html(studies);
  if (studies.size() > 1) page.html += side_by_side_html(studies);
  if (r.buckets.size() > 1)
    page.html += "<section class=\"card\" id=\"that-week\" aria-live=\"polite\"><h3></h3><details open><summary>All that goes through time, at once; choose another above</summary><div class=\"table\"></div></details></section>\n";
  page.html += body + rules + trust_html(studies, page.notes);
  page.html += "<footer><p>Made by Careway from its results file and nothing else. Intervals: 95%, for the mean of many runs (replications). Charts: Apache ECharts (Apache License 2.0), inside this file; nothing is fetched.</p></footer>\n</main>\n";
  page.html += "<script type=\"application/json\" id=\"figures\">" + page_json(r, charts, verdict) + "</script>\n<script>" + std::string(chart_library()) + "</script>\n<script>\n" +
               std::string(page_script()) + "</script></body></html>\n";
  return page;
}

}  // namespace careway
