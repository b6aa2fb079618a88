// What differs between equal runs (times, machine, threads, command line): a small JSON file beside the results, which
// themselves must not contain it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace careway {

struct RunFacts {
  std::string started;  ///< "2024-01-31T14:05:09Z"
  std::string finished;
  std::string host;
  std::string system;  ///< kind of machine and compiler
  std::uint64_t threads = 1;
  std::uint64_t processes = 1;
  std::vector<std::string> command_line;
  double wall_seconds = 0;
  std::uint64_t events = 0;  ///< acted on, all replications
};

/// The usual name: results path + ".run.json".
std::string sidecar_path(const std::string& results_path);

std::string sidecar_json(const RunFacts& facts);

/// WorldError when it cannot be written.
void write_sidecar(const std::string& path, const RunFacts& facts);

}  // namespace careway
