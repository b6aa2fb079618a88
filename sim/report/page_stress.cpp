// The description of the study by the checklist STRESS-DES (Monks, Currie, Onggo, Robinson, Kunc, Taylor 2019, Strengthening the
// reporting of empirical simulation studies, Journal of Simulation 13:1), as far as the results file knows; blanks are marked.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "output/window.hpp"
#include "report/graph_text_parts.hpp"
#include "report/page.hpp"

namespace careway {

namespace {

constexpr std::size_t most_listed = 60;

std::string blank(const char* what) { return fmt::format("<span class=\"blank\">To be written: {}</span>", what); }

/// Up to sixty names in words, joined by commas.
template <class List, class Wanted>
std::string listed(const Results& r, const List& list, Wanted wanted) {
  std::string text;
  std::size_t number = 0;
  for (const auto& item : list) {
    if (!wanted(item)) continue;
    if (++number > most_listed) continue;
    text += (text.empty() ? "" : ", ") + called(r, item.name) + (item.about.empty() ? "" : " (" + item.about + ")");
  }
  if (number > most_listed) text += fmt::format(", and {} more", number - most_listed);
  return text.empty() ? "none" : escaped(text);
}

std::string steps_of(const Results& r) {
  std::set<std::string> pathways;
  for (const StepResult& step : r.steps) pathways.insert(step.name.substr(0, step.name.find('.')));
  std::string text;
  for (const std::string& name : pathways) text += (text.empty() ? "" : ", ") + called(r, name);
  return fmt::format("{} steps in {} pathways: {}.", r.steps.size(), pathways.size(), escaped(text));
}

std::string queues_of(const Results& r) {
  return fmt::format("One queue for each resource, ordered by priority, then time of joining, then order of arrival. Patients may wait in {} steps.",
                     std::count_if(r.steps.begin(), r.steps.end(), [](const StepResult& s) { return !s.waits_for.empty(); }));
}

struct Item {
  const char* number;
  const char* title;
  std::string text;
};

std::vector<Item> objectives(const Results& r) {
  std::string outputs;
  for (const HeadlineLine& line : r.headline)
    if (!line.label.empty()) outputs += (outputs.empty() ? "" : ", ") + line.label;
  return {
      {"1.1", "Purpose of the model", (r.report_about.empty() ? "" : escaped(r.report_about) + " ") + blank("who decides what with it, and why a simulation")},
      {"1.2", "Model outputs", outputs.empty() ? "Clocks, levels and counts; see the tables." : "Headline figures: " + escaped(outputs) + ". All others are in the results file."},
      {"1.3", "Experimentation aims", r.about.empty() ? blank("the questions asked of the model") : escaped(r.about)},
  };
}

std::vector<Item> logic(const Results& r) {
  const auto every = [](const auto&) { return true; };
  const auto named = [](const char* part) { return [part](const auto& item) { return item.name.find(part) != std::string::npos; }; };
  return {
      {"2.1", "Base model overview diagram", "The maps of the flow above; `careway graph` draws every step."},
      {"2.2", "Base model logic", "The pathway files, in full below under “Input files”. " + steps_of(r)},
      {"2.3", "Scenario logic", r.scenario == r.model || r.scenario.empty() ? "The model itself, without changes." : "Scenario " + escaped(r.scenario) + ": its file, with every change and its dates, is below under “Input files”."},
      {"2.4", "Algorithms", "Next-event simulation on whole milliseconds; order at one instant, queues, rules and routing as in the language reference (models/README.md)."},
      {"2.5.1", "Entities", "Patients; they arrive by: " + listed(r, r.counts, named(".arrivals.")) + "."},
      {"2.5.2", "Activities", "Delays in the steps; their distributions are in the input files."},
      {"2.5.3", "Resources", listed(r, r.resources, every) + "."},
      {"2.5.4", "Queues", queues_of(r)},
      {"2.5.5", "Entry and exit points", "Entry: the sources of arrivals named in 2.5.1. Exit: " + listed(r, r.counts, named(".left.")) + "."},
  };
}

std::vector<Item> data(const Results& r) {
  const auto assumed = std::count_if(r.sources.begin(), r.sources.end(), [](const SourceResult& s) { return s.source.find("ssumed") != std::string::npos; });
  return {
      {"3.1", "Data sources", fmt::format("{} figures or blocks name their source; the list is above under “Assumptions and sources”.", r.sources.size())},
      {"3.2", "Pre-processing", blank("how the figures were made from the data, where their sources do not say")},
      {"3.3", "Input parameters", "All in the input files, with units; the files are part of the results file."},
      {"3.4", "Assumptions", fmt::format("{} of the sources begin with or contain the word assumed, with the reason; ", assumed) + blank("which of them matter most")},
  };
}

std::vector<Item> experiment(const Results& r) {
  return {
      {"4.1", "Initialisation", r.warm_up > 0 ? fmt::format("{} of warm-up, not measured, from what the model says is there at the start.", duration_text(r.warm_up)) : "No warm-up: it is measured from the start."},
      {"4.2", "Run length", fmt::format("{} measured, {} to {}; {}.", duration_text(r.length), instant_text(r.warm_up, r.start), instant_text(r.warm_up + r.length, r.start),
                                        r.experiment_type == "steady" ? "long-run figures (steady state)" : "a stretch of time as it is (terminating)")},
      {"4.3", "Estimation approach", fmt::format("{} independent replications; means with 95% t intervals, shares as ratios of sums on the logit scale, quantiles pooled; scenarios compared in pairs on the same patients.", r.done())},
      {"5.1", "Software or programming language", fmt::format("Careway {} ({}), C++20.", escaped(r.program_version), escaped(r.revision))},
      {"5.2", "Random sampling", fmt::format("Each draw is keyed by seed ({}), replication, patient and name of the draw and made by a PCG generator through the inverse of the distribution; scenarios share their patients.", r.seed)},
      {"5.3", "Model execution", "Event by event; events of one instant in a fixed order of ranks. The same results, byte for byte, for any number of threads."},
      {"5.4", "System specification", "In the file beside the results (.run.json): machine, threads, time taken. The results do not depend on it."},
      {"6.1", "Computer model sharing statement", "The results file holds the input files in full; with them and the version above the results can be made again. " + blank("where the files are published, and under which licence")},
  };
}

}  // namespace

std::string stress_html(const Results& r) {
  const std::pair<const char*, std::vector<Item>> parts[] = {{"Objectives", objectives(r)}, {"Logic", logic(r)}, {"Data", data(r)}, {"Experimentation, implementation, access", experiment(r)}};
  std::string html;
  for (const auto& [title, items] : parts) {
    html += fmt::format("<h3>{}</h3><dl>", title);
    for (const Item& item : items) html += fmt::format("<dt>{} {}</dt><dd>{}</dd>", item.number, item.title, item.text);
    html += "</dl>";
  }
  return html;
}

}  // namespace careway
