#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/refused.hpp"
#include "output/headline.hpp"
#include "output/json.hpp"
#include "output/results_file.hpp"
#include "output/sweep_text.hpp"
#include "output/why.hpp"

namespace careway {

Exit show_command(const ShowOptions& options) {
  const bool colour = isatty(fileno(stdout)) != 0 && std::getenv("NO_COLOR") == nullptr;
  const Colour tone = colour ? Colour::ansi : Colour::none;
  if (is_sweep_file(options.file)) {
    if (options.json || options.why) throw Refused(fmt::format("{} holds a sweep; careway export --point N takes one scenario out of it", options.file));
    fmt::print("{}", sweep_text(SweepReader(options.file), tone));
    return Exit::good;
  }
  const Results results = read_results(options.file);
  if (options.why) fmt::print("{}", options.json ? why_json(results) + "\n" : why_text(results, tone));
  else if (options.json) fmt::print("{}\n", results_json(results));
  else fmt::print("{}", headline_text(results, tone));
  for (const AuditResult& audit : results.audit)
    if (!audit.failures.empty()) return Exit::defect;
  return Exit::good;
}

}  // namespace careway
