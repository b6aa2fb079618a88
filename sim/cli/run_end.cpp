#include "cli/run_end.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "cli/say.hpp"
#include "cli/targets.hpp"
#include "output/csv.hpp"
#include "output/headline.hpp"
#include "output/json.hpp"
#include "output/results_file.hpp"
#include "output/steady_state.hpp"

namespace careway {

namespace {

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string host_name() {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

void add_warnings(Results& results, const std::string& lacking) {
  const auto add = [&](const std::string& warning) {
    if (std::find(results.warnings.begin(), results.warnings.end(), warning) == results.warnings.end()) results.warnings.push_back(warning);
  };
  if (!lacking.empty()) add(fmt::format("less precise than asked after {} replications: {}", results.done(), lacking));
  std::uint64_t standing = 0;
  std::size_t replications = 0;
  for (const AuditResult& audit : results.audit) {
    standing += audit.standstills;
    replications += audit.standstills > 0 ? 1 : 0;
  }
  if (replications > 0)
    add(fmt::format("deadlock: {} patients waited for one another for ever, in {} of {} replications; what they hold was never given back", standing, replications,
                    results.done()));
  if (const auto steady = steady_state_of(results))
    for (const std::string& warning : steady_warnings(*steady, results)) add(warning);
}

Stopwatch::Stopwatch(const std::vector<std::string>& command_line) : begun_(std::chrono::steady_clock::now()) {
  facts_.started = utc_now();
  facts_.command_line = command_line;
}

RunFacts Stopwatch::facts(const Results& results, unsigned threads, unsigned processes) const {
  RunFacts facts = facts_;
  facts.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  facts.finished = utc_now();
  facts.host = host_name();
  facts.threads = threads;
  facts.processes = processes;
  for (const AuditResult& audit : results.audit) facts.events += audit.events;
  return facts;
}

Summary write_all_results(const Results& results, const RunFacts& facts, const std::string& out) {
  Summary summary = write_results(results, out);
  write_sidecar(sidecar_path(out), facts);
  write_summary_csv(summary, results, csv_beside(out));
  return summary;
}

Exit tell_results(const Results& results, const Summary& summary, const RunFacts& facts, const std::string& out, Say say) {
  if (say == Say::json) fmt::print("{}\n", results_json(summary, results));
  if (say == Say::table) {
    const bool colour = isatty(fileno(stdout)) != 0 && std::getenv("NO_COLOR") == nullptr;
    fmt::print("{}", headline_text(summary, results, colour ? Colour::ansi : Colour::none));
    fmt::print("\n{} written in {:.1f} s ({:.1f} million events); also {} for spreadsheets\n", out, facts.wall_seconds,
               static_cast<double>(facts.events) / 1e6, csv_beside(out));
  }
  Exit code = Exit::good;
  for (const AuditResult& audit : results.audit) {
    for (const std::string& failure : audit.failures) careway::say("audit failed: {}\n", failure);
    if (!audit.failures.empty()) code = Exit::defect;
  }
  return code;
}

}  // namespace careway
