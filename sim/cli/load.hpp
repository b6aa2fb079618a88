// From a file name to a network, with all findings shown.
#pragma once

#include <optional>
#include <string>

#include "model/study_text.hpp"
#include "network/network.hpp"

namespace careway {

/// How a command ends; the numbers are promised to scripts.
enum class Exit { good = 0, defect = 1, wrong_input = 2, world_failed = 3, less_precise = 4 };

struct Loaded {
  StudyText text;
  Network net;
};

struct LoadOptions {
  bool strict_sources = false;
  bool quiet = false;          ///< warnings are not printed
  bool needs_experiment = true;
  std::optional<double> days;  ///< instead of the length that the file gives
  std::string* report = nullptr;  ///< receives the findings instead of stderr
};

/// Prints findings to stderr. Throws InputRefused after printing when there are errors.
Loaded load(const std::string& path, const LoadOptions& options);

}  // namespace careway
