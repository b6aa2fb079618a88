// `careway run` with an engine that can be broken on purpose: for tests, never installed.
//   careway_broken DEFECT run MODEL --json --out F.h5 [--replications N] [--seed S] …   DEFECT: a name of defects.py, or "none"
// One thread. Exit status as `careway run`; 5: the defect's line is no longer in the source.
#include "broken/program.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "base/errors.hpp"
#include "base/findings.hpp"
#include "cli/describe_study.hpp"
#include "cli/load.hpp"
#include "output/json.hpp"
#include "output/results_file.hpp"
#include "study/run_study.hpp"

namespace careway::broken {

extern int chosen;
bool every(int number, int times);
int chosen = 0;

/// True in one of `times` passages, if the defect was chosen.
bool every(int number, int times) {
  static int passages = 0;
  return chosen == number && ++passages % times == 0;
}

namespace {

constexpr int not_applied = 5;

int choose(const char* name) {
  for (std::size_t i = 0; i < defects.size(); ++i) {
    if (std::strcmp(defects[i].name, name) != 0) continue;
    chosen = static_cast<int>(i) + 1;
    return defects[i].applied ? 0 : not_applied;
  }
  return std::strcmp(name, "none") == 0 ? 0 : not_applied;
}

int run(const std::string& model, std::map<std::string, std::string> options) {
  LoadOptions load_options;
  load_options.quiet = true;
  const Loaded loaded = load(model, load_options);
  const Experiment& experiment = loaded.text.experiment;
  const int replications = options.count("--replications") ? std::stoi(options["--replications"]) : experiment.replications;
  RunOptions run;
  run.seed = options.count("--seed") ? std::stoull(options["--seed"]) : experiment.seed;
  for (int i = 0; i < replications; ++i) run.replications.push_back(static_cast<std::uint32_t>(i));
  Results results = run_study(loaded.net, run);
  describe_study(loaded.text, results);
  if (options.count("--out")) write_results(results, options["--out"]);
  fmt::print("{}\n", results_json(results));
  for (const AuditResult& audit : results.audit)
    if (!audit.failures.empty()) return static_cast<int>(Exit::defect);
  return 0;
}

}  // namespace

int main_of(int argc, char** argv) {
  if (argc < 4 || std::strcmp(argv[2], "run") != 0) {
    fmt::print(stderr, "usage: careway_broken DEFECT run MODEL [OPTION VALUE]…\n");
    return static_cast<int>(Exit::wrong_input);
  }
  if (const int fault = choose(argv[1]); fault != 0) {
    fmt::print(stderr, "the defect {} is not in the source: see tests/broken/defects.py\n", argv[1]);
    return fault;
  }
  std::map<std::string, std::string> options;
  for (int i = 4; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) continue;
    if (i + 1 < argc) options[argv[i]] = argv[i + 1];
    ++i;
  }
  try {
    return run(argv[3], options);
  } catch (const InputRefused&) {
    return static_cast<int>(Exit::wrong_input);
  } catch (const std::exception& error) {
    fmt::print(stderr, "careway_broken: {}\n", error.what());
    return static_cast<int>(Exit::defect);
  }
}

}  // namespace careway::broken

int main(int argc, char** argv) { return careway::broken::main_of(argc, argv); }
