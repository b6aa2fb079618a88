// The commands, each with its own options; parsed in main.cpp.
#pragma once

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
  std::vector<std::string> command_line;
};

struct ShowOptions {
  std::string file;
  bool json = false;
};

Exit check_command(const CheckOptions& options);
Exit run_command(const RunCommandOptions& options);
Exit show_command(const ShowOptions& options);

}  // namespace careway
