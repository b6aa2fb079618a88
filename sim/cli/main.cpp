// The command line: parses, calls a command, and turns whatever went wrong into words and an exit code.
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "base/contract.hpp"
#include "base/errors.hpp"
#include "base/findings.hpp"
#include "cli/commands.hpp"
#include "cli/describe_commands.hpp"
#include "cli/plain_numbers.hpp"
#include "cli/refused.hpp"
#include "cli/say.hpp"
#include "output/hdf5_at_exit.hpp"

namespace careway {

namespace {

int number(Exit code) { return static_cast<int>(code); }

template <class Command>
int guarded(Command command) {
  try {
    return number(command());
  } catch (const InputRefused&) {
    return number(Exit::wrong_input);  // the findings have been shown
  } catch (const Refused& refused) {
    say("careway: {}\n", refused.what());
    return number(Exit::wrong_input);
  } catch (const WorldError& error) {
    say("careway: {}\n", error.what());
    return number(Exit::world_failed);
  } catch (const std::filesystem::filesystem_error& error) {
    constexpr std::size_t most = 200;
    say("careway: cannot use {}: {}\n", error.path1().string().substr(0, most), error.code().message());
    return number(Exit::world_failed);
  } catch (const std::system_error& error) {
    say("careway: {}\n", error.what());
    return number(Exit::world_failed);
  } catch (const std::length_error& error) {
    say("careway: {}\n", error.what());
    return number(Exit::wrong_input);
  } catch (const Defect& defect) {
    say("careway: a defect of the program, not of your files: {}\nplease report it with the files\n", defect.what());
    return number(Exit::defect);
  } catch (const std::bad_alloc&) {
    say("careway: out of memory\n");
    return number(Exit::world_failed);
  } catch (const std::exception& error) {
    say("careway: a defect of the program: {}\nplease report it with the files\n", error.what());
    return number(Exit::defect);
  }
}

int run_main(int argc, char** argv) {
  CLI::App app("Careway simulates patient flow: pathways in YAML, thousands of synthetic patients, results in HDF5.");
  app.set_version_flag("--version", std::string("careway ") + CAREWAY_VERSION + " (" + CAREWAY_REVISION + ")");
  app.require_subcommand(1);
  app.footer("Examples:\n  careway check models/england/model.yaml\n  careway run scenarios/winter.yaml --replications 10\n  careway show winter.h5\n"
             "  careway compare winter.h5 more_room.h5");

  CheckOptions check;
  auto* check_app = app.add_subcommand("check", "Read and prove a model or scenario: findings, and capacity against offered load");
  check_app->add_option("FILE", check.file, "model or scenario (YAML)")->required();
  check_app->add_flag("--strict", check.strict, "every figure must have a source");
  check_app->add_flag("--json", check.json, "print one JSON object");

  RunCommandOptions run;
  auto* run_app = app.add_subcommand("run", "Run a scenario, write its results, print the headline table");
  run_app->add_option("FILE", run.file, "scenario, or model with an experiment (YAML)")->required();
  run_app->add_option("--out", run.out, "results file (default: name of the scenario with .h5, in this folder)")->check(not_empty());
  run_app->add_option("--replications", run.replications, "number of replications")->check(whole_number())->check(CLI::Range(1, 1'000'000));
  run_app->add_option("--threads", run.threads, "threads (default: all cores); never changes the results")->check(whole_number())->check(CLI::Range(1, 1024));
  run_app->add_option("--seed", run.seed, "seed of all random draws")->check(whole_number());
  run_app->add_option("--days", run.days, "length of the measured window in days")->check(plain_number())->check(CLI::Range(0.001, 36525.0));
  auto* precision = run_app->add_option("--precision", run.precision,
                                        "run on until all headline figures are this precise: \"2%\", \"0.5 points\" (shares) or \"NAME=2%\" (repeatable)")
                        ->allow_extra_args(false);
  run_app->add_option("--most-replications", run.most_replications, "where --precision gives up (default 1000)")
      ->check(whole_number())
      ->check(CLI::Range(2, 1'000'000))
      ->needs(precision);
  run_app->add_option("--resume", run.resume, "results file of a run that was stopped or died: finish it, to the same bytes")->check(not_empty());
  run_app->add_option("--share", run.share, "run only this part of the replications, such as 3/16, for careway merge")->check(not_empty());
  run_app->add_flag("--json", run.json, "print all figures as one JSON object");
  auto* events = run_app->add_flag("--events", run.events, "leave a log of what happened to each patient in FILE.events.h5");
  run_app->add_option("--events-share", run.events_share, "share of the patients in the log, chosen by their own keys (default 1)")
      ->check(plain_number())
      ->check(CLI::Range(0.0, 1.0))
      ->needs(events);
  run_app->footer("Examples:\n  careway run scenarios/winter.yaml --replications 10 --out results/winter.h5\n  careway run model.yaml --days 28 --precision 2%\n"
                  "  careway run model.yaml --replications 1 --events --events-share 0.1");
  run_app->add_flag("--quiet", run.quiet, "print nothing but errors");

  SweepOptions sweep;
  auto* sweep_app = app.add_subcommand("sweep", "Run many scenarios made of one file, a few changes and a plan, into one file");
  sweep_app->add_option("FILE", sweep.file, "design of the sweep (YAML)")->required();
  sweep_app->add_option("--out", sweep.out, "results file (default: name of the design with .h5, in this folder)")->check(not_empty());
  sweep_app->add_option("--resume", sweep.resume, "results file of a sweep that was stopped or died: finish it, to the same bytes")->check(not_empty());
  sweep_app->add_option("--share", sweep.share, "run only this part of all replications, such as 3/16, for careway merge")->check(not_empty());
  sweep_app->add_option("--replications", sweep.replications, "number of replications of each point")->check(whole_number())->check(CLI::Range(1, 1'000'000));
  sweep_app->add_option("--threads", sweep.threads, "threads (default: all cores); never changes the results")->check(whole_number())->check(CLI::Range(1, 1024));
  sweep_app->add_option("--seed", sweep.seed, "seed of all random draws")->check(whole_number());
  sweep_app->add_option("--days", sweep.days, "length of the measured window in days")->check(plain_number())->check(CLI::Range(0.001, 36525.0));
  sweep_app->add_flag("--quiet", sweep.quiet, "print nothing but errors");
  sweep_app->footer("Examples:\n  careway sweep capacity_and_demand.yaml --out results/sweep.h5\n  careway export results/sweep.h5\n"
                    "  careway export results/sweep.h5 --point 3 --out point_3.h5");

  MergeOptions merge;
  auto* merge_app = app.add_subcommand("merge", "Join the shares of a run into the bytes that one run would give");
  merge_app->add_option("FILES", merge.files, "results files of run --share, all of them")->required()->expected(1, 1'000'000);
  merge_app->add_option("--out", merge.out, "results file to write")->check(not_empty())->required();
  merge_app->add_flag("--json", merge.json, "print all figures as one JSON object");
  merge_app->add_flag("--quiet", merge.quiet, "print nothing but errors");
  merge_app->footer("Example:\n  careway run winter.yaml --share 1/2 --out a.h5; careway run winter.yaml --share 2/2 --out b.h5\n  careway merge a.h5 b.h5 --out winter.h5");

  ShowOptions show;
  auto* show_app = app.add_subcommand("show", "Print the headline table of a results file, and its audit");
  show_app->add_option("FILE", show.file, "results file (.h5)")->required();
  show_app->add_flag("--json", show.json, "print all figures as one JSON object");
  show_app->add_flag("--why", show.why, "print who waits for what, and which resources cause it");

  CompareOptions compare;
  auto* compare_app = app.add_subcommand("compare", "Print how studies differ from the first, paired by replication");
  compare_app->add_option("FILES", compare.files, "results files (.h5), the base first")->required()->expected(2, 1000);
  compare_app->add_flag("--json", compare.json, "print one JSON object");
  compare_app->add_flag("--all", compare.all, "every figure, not only those of the headline table");
  compare_app->add_flag("--patients", compare.patients, "who gains and who loses: each clock that is kept by attribute, group by group");

  ReportOptions report;
  auto* report_app = app.add_subcommand("report", "Write one HTML file that shows a study to people, and others beside it");
  report_app->add_option("FILES", report.files, "results files (.h5); the first is what the report is about")->required()->expected(1, 50);
  report_app->add_option("--out", report.out, "file to write (default: the first file with .html)")->check(not_empty());
  report_app->add_flag("--quiet", report.quiet, "print nothing but errors");

  report_app->footer("Example:\n  careway report results/winter.h5 results/more_room.h5 --out winter.html");

  ExportCommandOptions exports;
  auto* export_app = app.add_subcommand("export", "Write the event log, or the tables, for other programs");
  export_app->add_option("FILE", exports.file, "results file (.h5)")->required();
  export_app->add_option("--format", exports.format, "csv (default), xes (process mining), vidigi (animation) or parquet")->check(CLI::IsMember({"csv", "xes", "vidigi", "parquet"}));
  export_app->add_option("--what", exports.what, "events, summary or series (default: events if there is a log, else summary)")->check(CLI::IsMember({"events", "summary", "series"}));
  export_app->add_option("--out", exports.out, "file to write (default: beside the results)")->check(not_empty());
  export_app->add_option("--point", exports.point, "of a sweep: this point, from 1, as a results file of its own")->check(whole_number())->check(CLI::Range(1, 1'000'000));
  export_app->add_option("--replication", exports.replication, "only this one (default: all; vidigi: the first)")->check(whole_number());
  export_app->footer("Examples:\n  careway export winter.h5 --what summary --format csv\n  careway export winter.h5 --format xes --replication 0");

  GraphOptions graph;
  auto* graph_app = app.add_subcommand("graph", "Draw the pathways of a model or scenario as boxes and arrows");
  graph_app->add_option("FILE", graph.file, "model or scenario (YAML)")->required();
  graph_app->add_option("--format", graph.format, "svg (default), dot or mermaid")->check(CLI::IsMember({"svg", "dot", "mermaid"}));
  graph_app->add_option("--pathway", graph.pathway, "draw only this pathway")->check(not_empty());
  graph_app->add_option("--out", graph.out, "file to write (default: standard output)")->check(not_empty());

  TraceOptions trace;
  auto* trace_app = app.add_subcommand("trace", "Tell what happens to one patient, from arrival to leaving");
  trace_app->add_option("FILE", trace.file, "scenario, or model with an experiment (YAML)")->required();
  trace_app->add_option("--patient", trace.patient, "which one, in order of arrival (default 1); a log of events counts from 0")->check(whole_number())->check(CLI::Range(std::uint64_t{1}, UINT64_MAX));
  trace_app->add_option("--replication", trace.replication, "number of the replication, from 0 (default)")->check(whole_number());
  trace_app->add_option("--source", trace.source, "count only the patients of this source of arrivals")->check(not_empty());
  trace_app->add_flag("--json", trace.json, "print one JSON object");

  show_app->footer("Examples:\n  careway show winter.h5\n  careway show winter.h5 --why");
  compare_app->footer("Example:\n  careway compare winter.h5 more_room.h5");
  check_app->footer("Example:\n  careway check scenarios/winter.yaml");
  graph_app->footer("Example:\n  careway graph models/england/model.yaml --out england.svg");
  trace_app->footer("Example:\n  careway trace scenarios/winter.yaml --patient 1000");

  std::string shell = "bash";
  auto* completion_app = app.add_subcommand("completion", "Print the completion of commands and options for a shell");
  completion_app->add_option("SHELL", shell, "bash")->check(CLI::IsMember({"bash"}));
  completion_app->footer("Example:\n  source <(careway completion bash)");
  auto* manual_app = app.add_subcommand("manual", "Print the manual page, for man");
  manual_app->footer("Example:\n  careway manual > careway.1; man ./careway.1");

  auto* schema_app = app.add_subcommand("schema", "Print the JSON Schema of model, pathway and scenario files, for editors");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? number(Exit::good) : number(Exit::wrong_input);
  }
  for (int i = 0; i < argc; ++i) run.command_line.emplace_back(argv[i]);
  merge.command_line = sweep.command_line = run.command_line;
  if (check_app->parsed()) return guarded([&] { return check_command(check); });
  if (compare_app->parsed()) return guarded([&] { return compare_command(compare); });
  if (run_app->parsed()) return guarded([&] { return run_command(run); });
  if (sweep_app->parsed()) return guarded([&] { return sweep_command(sweep); });
  if (merge_app->parsed()) return guarded([&] { return merge_command(merge); });
  if (export_app->parsed()) return guarded([&] { return export_command(exports); });
  if (completion_app->parsed()) return guarded([&] { return fmt::print("{}", bash_completion(app)), Exit::good; });
  if (manual_app->parsed()) return guarded([&] { return fmt::print("{}", manual_page(app, CAREWAY_VERSION)), Exit::good; });
  if (report_app->parsed()) return guarded([&] { return report_command(report); });
  if (graph_app->parsed()) return guarded([&] { return graph_command(graph); });
  if (trace_app->parsed()) return guarded([&] { return trace_command(trace); });
  if (schema_app->parsed()) return guarded([] { return schema_command(); });
  return guarded([&] { return show_command(show); });
}

/// A file that is opened while one of the first three numbers is free would get what is meant for a person.
void open_standard_files() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(file, F_GETFD) == -1 && errno == EBADF) (void)!open("/dev/null", O_RDWR);
}

int run_all(int argc, char** argv) {
  open_standard_files();
  std::signal(SIGXFSZ, SIG_IGN);  // writing more than is allowed then fails, and that is told
  leave_hdf5_at_exit();
  const int code = run_main(argc, argv);
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  say("careway: cannot write to the standard output{}\n", errno != 0 ? std::string(": ") + std::strerror(errno) : "");
  return code == 0 ? number(Exit::world_failed) : code;
}

}  // namespace

}  // namespace careway

int main(int argc, char** argv) { return careway::run_all(argc, argv); }
