// Every example of models/README.md: whole models run as they stand (for a shorter time), fragments in a small frame.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

struct Example {
  int line = 0;
  std::string text;
  std::string key() const { return text.substr(0, text.find_first_of(":\n ", 1)); }
};

std::vector<Example> examples() {
  std::ifstream page(CAREWAY_SOURCE_DIR "/models/README.md");
  std::vector<Example> list;
  bool inside = false;
  int number = 0;
  for (std::string row; std::getline(page, row);) {
    ++number;
    if (row == "```yaml") list.push_back({number + 1, ""});
    else if (inside && row.substr(0, 3) != "```") list.back().text += row + "\n";
    if (row.substr(0, 3) == "```") inside = row == "```yaml";
  }
  return list;
}

std::string indented(const std::string& text, int columns) {
  std::istringstream lines(text);
  std::string result;
  for (std::string row; std::getline(lines, row);) result += std::string(static_cast<std::size_t>(columns), ' ') + row + "\n";
  return result;
}

std::string with_short_experiment(const std::string& model) {
  std::istringstream lines(model);
  std::string result;
  for (std::string row; std::getline(lines, row);)
    if (row.substr(0, 11) != "experiment:") result += row + "\n";
  return result + "experiment: {start: 2023-12-22, length: 5 days, replications: 2}\n";
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

std::string ones(int number) {
  std::string list = "[1";
  for (int i = 1; i < number; ++i) list += ", 1";
  return list + "]";
}

const char* const some_patients = "arrivals: {a: {rate: 50 per day, enter: s}}\n";

std::string frame_arrivals(const std::string& text) {
  std::string filled = text;  // the page shortens the lists
  replace_all(filled, "[...24]", ones(24));
  replace_all(filled, "[...7, Monday first]", ones(7));
  replace_all(filled, "[...12]", ones(12));
  return clinic(filled + "steps:\n  arrive: [{delay: 5 min}, {leave: done}]");
}

std::string frame_set(const std::string& text) {
  return clinic("arrivals:\n  a:\n    rate: 50 per day\n    enter: s\n" + indented(text, 4) + "steps:\n  s: [{delay: 5 min}, {leave: done}]");
}

std::string frame_resources(const std::string& text) {
  return clinic(text + some_patients + "steps:\n  s: [{seize: cubicle}, {seize: doctor}, {delay: 1 h}, {release: all}, {leave: done}]");
}

std::string frame_calendars(const std::string& text) {
  return clinic(text + some_patients + "steps:\n  s: [{delay: {until_open: office}}, {leave: done}]");
}

/// Two pathways at two sites, and a door outside them where patients of an attribute `home` choose.
std::string two_sites(const std::string& sites, const std::string& tables, const std::string& choice, const std::string& measures = "") {
  return "model: two_sites\n" + sites + tables + R"(
pathways:
  emergency_department:
    per: site
    resources: {cubicle: {capacity: 5}}
    clocks: {time_in_department: {within: [4 h, 12 h]}}
    arrivals: {walk_in: {rate: 40 per day, enter: s}}
    steps:
      s: [{start: time_in_department}, {seize: cubicle, patience: 1 h, otherwise: unseen}, {delay: 1 h}, {go: general_acute.admit}]
      unseen: [{stop: time_in_department}, {leave: left_unseen}]
  general_acute:
    per: site
    resources: {bed: {capacity: 20}}
    steps:
      admit: [{seize: bed}, {stop: emergency_department.time_in_department}, {release: emergency_department.cubicle}, {delay: 1 day}, {release: bed}, {leave: home}]
  ambulance:
    clocks: {category_2_response: {within: 18 min}}
    arrivals: {calls: {rate: 20 per day, set: {home: {choice: {north: 1, south: 1}}}, enter: call}}
    steps:
      call:
        - start: category_2_response
        - delay: 15 min
        - stop: category_2_response
)" + indented(choice, 8) +
         "        - go: emergency_department.s\n" + measures;
}

const char* const page_sites = "sites: {royal: , general: }\n";
const char* const page_table =
    "tables:\n  travel: {keys: [home, site], unit: min, values: {north: {royal: 12, general: 30}, south: {royal: 35, general: 10}}}\n";

std::string frame_rules(const std::string& text) {
  return clinic(text + "resources: {bed: {capacity: 5}, escalation_bed: {capacity: 0}}\nparameters: {early_discharge: 1.0}\n" + some_patients +
                R"(
steps:
  s: [{seize: {any_of: [bed, escalation_bed]}}, {delay: {exponential: {mean: 2.4 h}, times: early_discharge}}, {release: bed}, {leave: done}])");
}

/// The files that examples name.
const Texts files_of_the_page = {
    {"calls.csv", "called_at,acuity,stay\n2023-12-22 08:30,1,2.5\n2023-12-23 00:10,,0.5\n"},
    {"this_morning.csv", "id,step,action,hours,age_band,in_department\nann,clinic.arrive,,0.5,85+,1\nbob,clinic.arrive,seize,0.1,,0.1\n"},
};

using Frame = std::function<std::string(const std::string&)>;

const std::map<std::string, Frame>& frames() {
  static const std::map<std::string, Frame> list = {
      {"model", [](const std::string& t) { return t; }},
      {"arrivals", frame_arrivals},
      {"set", frame_set},
      {"resources", frame_resources},
      {"calendars", frame_calendars},
      {"sites", [](const std::string& t) { return two_sites(t, "", "- choose_site: royal"); }},
      {"-", [](const std::string& t) { return two_sites(page_sites, page_table, t); }},
      {"tables", [](const std::string& t) { return two_sites(page_sites, t, "- choose_site: {lowest: \"travel(home, site)\"}"); }},
      {"levels",
       [](const std::string& t) {
         std::string text = two_sites(page_sites, "", "- choose_site: royal");
         replace_all(text, "    resources: {bed: {capacity: 20}}\n", "    resources: {bed: {capacity: 20}}\n" + indented(t, 4));
         return text;
       }},
      {"figures",
       [](const std::string& t) {
         std::string text = two_sites(page_sites, "", "- choose_site: royal");
         replace_all(text, "    resources: {cubicle: {capacity: 5}}\n",
                     std::string("    resources: {cubicle: {capacity: 5}, bed: {capacity: 1}") +
                         (t.find("escalation_bed") == std::string::npos ? "" : ", escalation_bed: {capacity: 1}") + "}\n" + indented(t, 4));
         replace_all(text, "within: [4 h, 12 h]", "within: [4 h, 6 h, 8 h, 12 h]");
         return text;
       }},
      {"report",
       [](const std::string& t) {
         std::string text = two_sites(page_sites, "", "- choose_site: royal", t);
         replace_all(text, "    resources: {bed: {capacity: 20}}\n", R"(    resources: {bed: {capacity: 20}}
    levels: {occupied: {of: in_use(bed), at: ["00:00"]}}
    figures: {all_beds_occupied: {ratio: [bed.in_use, bed.capacity]}}
)");
         return text;
       }},
      {"rules", frame_rules},
      {"experiment",
       [](const std::string& t) {
         return clinic(R"(
resources: {clinician: {capacity: 4}}
clocks: {time_in_department: }
arrivals: {patients: {rate: 40 per day, set: {age_band: {choice: {"0-64": 0.6, "85+": 0.4}}}, enter: arrive}}
steps:
  arrive: [{start: time_in_department}, {seize: clinician}, {delay: {by: age_band, "85+": 2 h, else: 1 h}}, {release: clinician}, {stop: time_in_department}, {leave: seen}]
)", t);
       }},
      {"steps",
       [](const std::string& t) {
         if (t.find("{seize: crew") != std::string::npos)
           return clinic("resources: {crew: {capacity: 2}}\narrivals: {a: {rate: 60 per day, set: {category: {choice: {1: 1, 2: 9}}}, enter: call}}\n" + t);
         return clinic("resources: {clinic_slot: {capacity: 20}}\narrivals: {a: {rate: 21 per day, enter: refer}}\n" + t + "  elsewhere: [{leave: elsewhere}]");
       }},
      {"counts",
       [](const std::string& t) {
         return clinic(t + R"(arrivals:
  walk_in: {rate: 50 per day, set: {age_band: {choice: {"0-64": 0.6, "85+": 0.4}}, acuity: {choice: {1: 0.1, 2: 0.9}}}, enter: s}
steps:
  s: [{delay: 1 h}, {leave: home}])");
       }},
      {"correlate",
       [](const std::string& t) {
         return clinic(t + some_patients +
                       "steps:\n  s: [{delay: {exponential: {mean: 1 h}, draw: stay}}, {delay: {gamma: {mean: 1 h, sd: 1 h}, draw: need}}, {leave: done}]");
       }},
  };
  return list;
}

}  // namespace

TEST_CASE("the page has examples, and every kind of example has a frame") {
  const auto list = examples();
  CHECK(list.size() >= 13);
  for (const Example& example : list)
    CHECK_MESSAGE((frames().count(example.key()) == 1 || example.key() == "scenario"),
                  "models/README.md:" << example.line << ": no frame for " << example.key());
}

TEST_CASE("every example of the page reads, compiles and runs two replications with nothing amiss in the audit") {
  for (const Example& example : examples()) {
    const auto frame = frames().find(example.key());
    if (frame == frames().end()) continue;
    INFO("models/README.md:" << example.line << "\n" << example.text);
    const std::string framed = frame->second(example.text);
    const std::string model = example.key() == "experiment" ? framed : with_short_experiment(framed);
    CHECK(findings(model, files_of_the_page) == "");
    const Results r = results(model, files_of_the_page);
    CHECK(r.audit.size() >= 2);
    CHECK(r.audit[0].arrived > 0);
    CHECK(r.audit[0].left > 0);
  }
}

TEST_CASE("the scenario of the page extends a model and runs") {
  for (const Example& example : examples()) {
    if (example.key() != "scenario") continue;
    std::string model = two_sites(page_sites, "", "- choose_site: royal");
    replace_all(model, "bed: {capacity: 20}", "bed: {capacity: 900}");
    replace_all(model, "  ambulance:\n", "  ambulance:\n    per: site\n");  // the example scales one site's calls
    std::string scenario = example.text;
    replace_all(scenario, "replications: 50", "start: 2024-01-01, replications: 2");  // its dates lie in January
    const Texts files = {{"models/thin/model.yaml", with_short_experiment(model)}, {"scenarios/more_beds.yaml", scenario}};
    CHECK(findings("", files, "scenarios/more_beds.yaml") == "");
    const Results r = results("", files, "scenarios/more_beds.yaml");
    CHECK(r.scenario == "more_beds");
    CHECK(r.audit.size() == 2);
    // 900 -> 950 for the whole run, and 20 more in January.
    CHECK(minutes(r, "general_acute.bed.capacity") == 970.0 * 5 * 1440);
  }
}

}  // namespace careway::testing
