// From a file name to a network, with all findings shown.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/design_text.hpp"
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
  std::optional<int> replications;  ///< instead of those that the file gives
  std::map<std::string, std::string> given;  ///< texts of files that need not be on the disk, by name
  std::string* report = nullptr;  ///< receives the findings instead of stderr
  SourceTexts* texts = nullptr;   ///< receives what was read, also when it is refused
};

/// Prints findings to stderr. Throws InputRefused after printing when there are errors.
Loaded load(const std::string& path, const LoadOptions& options);

/// Whether the file is the design of a sweep, not a model or scenario.
bool is_design(const std::string& path);

/// The scenarios of a sweep, not yet read themselves. The same with findings.
DesignText load_design(const std::string& path);

}  // namespace careway
