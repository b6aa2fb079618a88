#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "output/compare.hpp"
#include "output/compare_patients.hpp"
#include "output/results_file.hpp"

namespace careway {

namespace {

/// Says all that stands in the way of comparing the first study with each other one.
bool comparable(const std::vector<NamedResults>& studies) {
  bool good = true;
  for (std::size_t i = 1; i < studies.size(); ++i) {
    const std::vector<std::string> reasons = obstacles(studies.front().results, studies[i].results);
    if (reasons.empty()) continue;
    good = false;
    say("careway: cannot compare {} with {}:\n", studies.front().file, studies[i].file);
    for (const std::string& reason : reasons) say("  {}\n", reason);
  }
  if (!good) say("scenarios that extend one file, run with the same seed and days, can be compared\n");
  return good;
}

}  // namespace

Exit compare_command(const CompareOptions& options) {
  std::vector<NamedResults> studies;
  for (const std::string& file : options.files) studies.push_back({file, read_results(file)});
  if (!comparable(studies)) return Exit::wrong_input;
  const bool colour = isatty(fileno(stdout)) != 0 && std::getenv("NO_COLOR") == nullptr;
  if (options.patients) {
    const std::vector<PatientComparison> patients = compare_patients(studies);
    fmt::print("{}", options.json ? patients_json(patients) + "\n" : patients_text(patients, colour ? Colour::ansi : Colour::none));
    return Exit::good;
  }
  const StudyComparison comparison = compare_studies(studies, options.all ? WhichLines::all : WhichLines::headline);
  if (options.json)
    fmt::print("{}\n", comparison_json(comparison));
  else
    fmt::print("{}", comparison_text(comparison, colour ? Colour::ansi : Colour::none));
  return Exit::good;
}

}  // namespace careway
