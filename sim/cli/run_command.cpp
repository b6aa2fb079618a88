#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/contract.hpp"
#include "base/errors.hpp"
#include "cli/commands.hpp"
#include "cli/describe_study.hpp"
#include "cli/precision.hpp"
#include "cli/progress.hpp"
#include "output/csv.hpp"
#include "output/event_file.hpp"
#include "output/headline.hpp"
#include "output/json.hpp"
#include "output/results_file.hpp"
#include "output/sidecar.hpp"
#include "output/steady_state.hpp"
#include "study/run_study.hpp"

namespace careway {

namespace {

std::atomic<bool> asked_to_stop{false};

/// The first signal lets the replications in hand finish; a second one ends the program at once.
void on_signal(int number) {
  if (asked_to_stop.exchange(true)) std::_Exit(128 + number);
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string default_output(const std::string& file) { return std::filesystem::path(file).stem().string() + ".h5"; }

/// Overrides of the command line; also what they may be.
void apply(const RunCommandOptions& options, Experiment& experiment) {
  if (options.replications) experiment.replications = *options.replications;
  if (options.seed) experiment.seed = *options.seed;
}

void refuse_target(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(path, error)) throw WorldError(path, "write", "it is a folder");
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error)) throw WorldError(path, "write", "there is no folder " + folder.string());
  if (access(folder.c_str(), W_OK) != 0) throw WorldError(path, "write", "the folder " + folder.string() + " cannot be written to");
}

std::string host_name() {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

/// The headline lines and measures, with no replication done.
Results frame_of(const Loaded& loaded) {
  Results frame = run_study(loaded.net, {});
  describe_study(loaded.text, frame);
  return frame;
}

/// What the finished results must say of themselves.
void add_warnings(Results& results, const std::string& lacking) {
  if (!lacking.empty()) results.warnings.push_back(fmt::format("less precise than asked after {} replications: {}", results.done(), lacking));
  if (const auto steady = steady_state_of(results))
    for (const std::string& warning : steady_warnings(*steady, results)) results.warnings.push_back(warning);
}

}  // namespace

Exit run_command(const RunCommandOptions& options) {
  const std::string out = options.out.empty() ? default_output(options.file) : options.out;
  refuse_target(out);  // before an hour's work, not after it
  LoadOptions load_options;
  load_options.quiet = options.quiet;
  load_options.days = options.days;
  Loaded loaded = load(options.file, load_options);
  apply(options, loaded.text.experiment);

  RunOptions run;
  run.seed = loaded.text.experiment.seed;
  for (int i = 0; i < loaded.text.experiment.replications; ++i) run.replications.push_back(static_cast<std::uint32_t>(i));
  run.threads = options.threads.value_or(std::max(1u, std::thread::hardware_concurrency()));
  run.stop = &asked_to_stop;
  PrecisionWish wish{{}, options.most_replications};
  if (!options.precision.empty()) {
    if (const std::string fault = read_wish(options.precision, frame_of(loaded), run.replications.size(), wish); !fault.empty()) {
      fmt::print(stderr, "careway: {}\n", fault);
      return Exit::wrong_input;
    }
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);

  std::unique_ptr<EventLogWriter> log;
  if (options.events) {
    log = std::make_unique<EventLogWriter>(event_log_path(out), EventLogAbout{loaded.net.scenario, loaded.net.start, run.seed, options.events_share, event_names(loaded.net)});
    run.watch = [&](std::uint32_t replication) {
      return std::make_unique<EventWatch>(loaded.net, replication, options.events_share, [&](std::uint32_t number, std::vector<EventRow>&& rows) { log->put(number, std::move(rows)); });
    };
  }

  RunFacts facts;
  facts.started = utc_now();
  const auto begun = std::chrono::steady_clock::now();
  Results results;
  {
    Progress progress(run.replications.size(), options.quiet || options.json);
    run.progress = [&](std::size_t done) { progress.done(done); };
    results = run_study(loaded.net, run);
  }
  if (log && !options.quiet && !options.json) fmt::print(stderr, "{}: {} events of patients\n", event_log_path(out), log->finish());
  else if (log) log->finish();
  run.watch = nullptr;  // replications that are added for precision are not logged
  describe_study(loaded.text, results);
  const std::string lacking = refine(loaded.net, wish, run, results, options.quiet || options.json ? Talk::silent : Talk::to_stderr);
  add_warnings(results, lacking);
  facts.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  facts.finished = utc_now();
  facts.host = host_name();
  facts.threads = run.threads;
  facts.command_line = options.command_line;
  for (const AuditResult& audit : results.audit) facts.events += audit.events;

  if (results.done() == 0) {
    fmt::print(stderr, "interrupted before the first replication was done; nothing was written\n");
    return Exit::world_failed;
  }
  write_results(results, out);
  write_sidecar(sidecar_path(out), facts);
  write_summary_csv(results, std::filesystem::path(out).replace_extension(".csv").string());

  if (options.json) fmt::print("{}\n", results_json(results));
  else if (!options.quiet) {
    const bool colour = isatty(fileno(stdout)) != 0 && std::getenv("NO_COLOR") == nullptr;
    fmt::print("{}", headline_text(results, colour ? Colour::ansi : Colour::none));
    fmt::print("\n{} written in {:.1f} s ({:.1f} million events); also {} for spreadsheets\n", out, facts.wall_seconds,
               static_cast<double>(facts.events) / 1e6, std::filesystem::path(out).replace_extension(".csv").string());
  }
  for (const AuditResult& audit : results.audit)
    for (const std::string& failure : audit.failures) fmt::print(stderr, "audit failed: {}\n", failure);
  for (const AuditResult& audit : results.audit)
    if (!audit.failures.empty()) return Exit::defect;
  if (results.done() < run.replications.size()) {
    fmt::print(stderr, "interrupted: {} of {} replications are in {}\n", results.done(), run.replications.size(), out);
    return Exit::world_failed;
  }
  if (lacking.empty()) return Exit::good;
  fmt::print(stderr, "less precise than asked after {} replications: {}\n", results.done(), lacking);
  return Exit::less_precise;
}

}  // namespace careway
