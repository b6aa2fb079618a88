// The commands, each with its own options; parsed in main.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/load.hpp"

namespace careway {

struct CheckOptions {
  std::string file;
  bool strict = false;
  bool json = false;
};

struct RunCommandOptions {
  std::string file;
  std::string out;
  std::optional<int> replications;
  std::optional<unsigned> threads;
  std::optional<std::uint64_t> seed;
  std::optional<double> days;
  bool json = false;
  bool quiet = false;
  bool events = false;       ///< leave an event log
  double events_share = 1;   ///< of the patients
  std::vector<std::string> precision;  ///< "2%", "0.5 points", "name=2%"
  std::size_t most_replications = 1000;
  std::string resume;  ///< results file of a run that was stopped or died
  std::string share;   ///< "3/16"
  std::vector<std::string> command_line;
};

struct MergeOptions {
  std::vector<std::string> files;
  std::string out;
  bool json = false;
  bool quiet = false;
  std::vector<std::string> command_line;
};

struct SweepOptions {
  std::string file;
  std::string out;
  std::string resume;
  std::string share;
  std::optional<int> replications;
  std::optional<unsigned> threads;
  std::optional<std::uint64_t> seed;
  std::optional<double> days;
  bool quiet = false;
  std::vector<std::string> command_line;
};

struct ShowOptions {
  std::string file;
  bool json = false;
  bool why = false;  ///< who waits for what, and because of what, instead of the headline table
};

struct CompareOptions {
  std::vector<std::string> files;  ///< the first is the base
  bool json = false;
  bool all = false;  ///< every figure, not only those of the headline table
  bool patients = false;  ///< who gains and who loses, instead: clocks by attribute
};

struct ReportOptions {
  std::vector<std::string> files;  ///< the first is what the report is about
  std::string out;                 ///< default: the first file with .html
  bool quiet = false;
};

struct ExportCommandOptions {
  std::string file;
  std::string format = "csv";
  std::string what;  ///< events, summary or series; empty: events where there is a log
  std::string out;
  std::optional<std::uint32_t> replication;
  std::optional<std::size_t> point;  ///< of a sweep, from 1: as a results file of its own
};

struct GraphOptions {
  std::string file;
  std::string format = "svg";  ///< svg, dot or mermaid
  std::string pathway;         ///< only this one; empty: all
  std::string out;             ///< empty: stdout
};

struct TraceOptions {
  std::string file;
  std::uint64_t patient = 1;   ///< in order of arrival, from 1
  std::uint32_t replication = 0;
  std::string source;          ///< counts only the patients of this one; empty: all
  bool json = false;
};

Exit check_command(const CheckOptions& options);
Exit run_command(const RunCommandOptions& options);
Exit merge_command(const MergeOptions& options);
Exit sweep_command(const SweepOptions& options);
Exit check_sweep(const std::string& file);
Exit show_command(const ShowOptions& options);
Exit compare_command(const CompareOptions& options);
Exit report_command(const ReportOptions& options);
Exit export_command(const ExportCommandOptions& options);
Exit graph_command(const GraphOptions& options);
Exit trace_command(const TraceOptions& options);
Exit schema_command();

}  // namespace careway
