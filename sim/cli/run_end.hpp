// What running and merging have in common: what is written, also beside the results, and what is said of them.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/load.hpp"
#include "output/sidecar.hpp"
#include "output/summary.hpp"
#include "study/results.hpp"

namespace careway {

/// What the finished results must say of themselves: figures less precise than asked, overload, a warm-up that is too short.
void add_warnings(Results& results, const std::string& lacking);

/// Times of day are only ever shown; durations are measured on a clock that nobody sets.
class Stopwatch {
 public:
  explicit Stopwatch(const std::vector<std::string>& command_line);
  RunFacts facts(const Results& results, unsigned threads, unsigned processes) const;

 private:
  RunFacts facts_;
  std::chrono::steady_clock::time_point begun_;
};

enum class Say { nothing, table, json };

/// Writes results, sidecar and tables. The summary of the results.
Summary write_all_results(const Results& results, const RunFacts& facts, const std::string& out);

/// Prints them. good, or defect when the audit failed.
Exit tell_results(const Results& results, const Summary& summary, const RunFacts& facts, const std::string& out, Say say);

}  // namespace careway
