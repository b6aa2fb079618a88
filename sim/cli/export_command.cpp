#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "base/errors.hpp"
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/targets.hpp"
#include "output/csv.hpp"
#include "output/event_file.hpp"
#include "output/export_events.hpp"
#include "output/files.hpp"
#include "output/parquet.hpp"
#include "output/results_file.hpp"
#include "output/summary_table.hpp"
#include "output/sweep_text.hpp"

namespace careway {

namespace {

Exit wrong(const std::string& problem) {
  say("careway: {}\n", problem);
  return Exit::wrong_input;
}

std::string target(const ExportCommandOptions& options, const std::string& ending) {
  const std::string path = !options.out.empty() ? options.out : std::filesystem::path(options.file).replace_extension().string() + ending;
  if (const std::string words = write_refusal(path); !words.empty()) throw WorldError(path, "write", words);
  if (!options.point) refuse_over_results(path);
  return path;
}

void summary_parquet(const Results& results, const std::string& path) {
  ParquetWriter file(path, {{"measure", ParquetType::text}, {"statistic", ParquetType::text}, {"part", ParquetType::text}, {"unit", ParquetType::text},
                            {"value", ParquetType::real}, {"low", ParquetType::real}, {"high", ParquetType::real}});
  for (const SummaryRow& row : summary_rows(summarise(results))) {
    file.put(0, row.measure);
    file.put(1, row.statistic);
    file.put(2, row.part);
    file.put(3, row.unit);
    file.put(4, row.value.value);
    file.put(5, row.value.low);
    file.put(6, row.value.high);
  }
  file.finish();
}

Exit export_tables(const ExportCommandOptions& options, const std::string& what) {
  if (options.replication) return wrong(fmt::format("--replication chooses events; the {} is of all replications", what));
  if (options.format != "csv" && options.format != "parquet")
    return wrong(fmt::format("{} needs an event log, and there is none beside {} (careway run --events leaves one)", options.format, options.file));
  if (what == "series" && options.format == "parquet") return wrong("series are exported as csv");
  const Results results = read_results(options.file);
  const std::string path = target(options, fmt::format(".{}.{}", what, options.format));
  if (options.format == "parquet") summary_parquet(results, path);
  else write_file(path, what == "series" ? series_csv(results) : summary_csv(summarise(results)));
  fmt::print("{} written\n", path);
  return Exit::good;
}

/// A tidy table of all points, or one of them as a results file.
Exit export_sweep(const ExportCommandOptions& options) {
  if (options.format != "csv" || (!options.what.empty() && options.what != "summary"))
    return wrong("a sweep is exported as a table (--format csv), or one point of it as results (--point N), which can be exported further");
  const SweepReader sweep(options.file);
  if (options.point) {
    if (*options.point > sweep.points()) return wrong(fmt::format("--point {}: {} has {} points", *options.point, options.file, sweep.points()));
    const std::string path = target(options, fmt::format(".point_{}.h5", *options.point));
    refuse_target(path, Target::results);
    write_results(sweep.read(*options.point - 1), path);
    fmt::print("{} written\n", path);
    return Exit::good;
  }
  const std::string path = target(options, ".csv");
  std::string table;
  sweep_csv(sweep, [&](std::string_view rows) { table += rows; });
  write_file(path, table);
  fmt::print("{} written: {} points\n", path, sweep.points());
  return Exit::good;
}

/// The replications asked for; vidigi animates one run at a time.
std::vector<std::uint32_t> chosen(const ExportCommandOptions& options, const EventLogReader& log) {
  if (options.replication) return {*options.replication};
  if (options.format == "vidigi" && !log.replications().empty()) return {log.replications().front()};
  return log.replications();
}

}  // namespace

Exit export_command(const ExportCommandOptions& asked) {
  ExportCommandOptions options = asked;
  constexpr std::string_view log_ending = ".events.h5";  // whoever names the log means the results that it belongs to
  if (options.file.ends_with(log_ending)) options.file.replace(options.file.size() - log_ending.size(), log_ending.size(), ".h5");
  if (!options.out.empty()) refuse_input(options.out, {options.file, event_log_path(options.file)});
  if (is_sweep_file(options.file)) return export_sweep(options);
  if (!std::filesystem::exists(options.file)) throw WorldError(options.file, "read", "there is no such file");
  if (options.point) return wrong(fmt::format("--point: {} holds no sweep", options.file));
  const std::string log_path = event_log_path(options.file);
  const bool logged = std::filesystem::exists(log_path);
  const bool needs_log = options.format == "xes" || options.format == "vidigi" || options.what == "events";
  const std::string what = !options.what.empty() ? options.what : logged ? "events" : "summary";
  if (needs_log && !logged) return wrong(fmt::format("there is no event log {}; careway run --events leaves one", log_path));
  if (what != "events") return export_tables(options, what);
  const EventLogReader log(log_path);
  if (const std::string words = other_run(log.about(), identity_of(read_results(options.file))); !words.empty())
    return wrong(fmt::format("{} does not belong to {} ({}); run it again with --events, or say --what summary", log_path, options.file, words));
  const std::vector<std::uint32_t> replications = chosen(options, log);
  for (const std::uint32_t wanted : replications)
    if (std::find(log.replications().begin(), log.replications().end(), wanted) == log.replications().end())
      return wrong(fmt::format("{} has no replication {}", log_path, wanted));
  const std::string path = target(options, options.format == "csv" ? ".events.csv" : options.format == "vidigi" ? ".vidigi.csv" : "." + options.format);
  const ExportNote note = options.format == "csv"      ? export_csv(log, replications, path)
                          : options.format == "vidigi" ? export_vidigi(log, replications, path)
                          : options.format == "xes"    ? export_xes(log, replications, path)
                                                       : export_parquet(log, replications, path);
  fmt::print("{} written: {} events of {} replication{}\n", path, note.rows, replications.size(), replications.size() == 1 ? "" : "s");
  if (note.left_out > 0) say("left out: {} patients still inside at the end, since this form wants a departure for each\n", note.left_out);
  return Exit::good;
}

}  // namespace careway
