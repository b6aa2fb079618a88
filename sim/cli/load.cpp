#include "cli/load.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/errors.hpp"
#include "cli/say.hpp"
#include "input/read_design.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"
#include "network/misspelt.hpp"
#include "study/expected_work.hpp"

namespace careway {

namespace {

class Disk final : public FileReader {
 public:
  explicit Disk(const std::map<std::string, std::string>& given) : given_(given) {}

  std::string read(const std::string& path) const override {
    if (const auto known = given_.find(path); known != given_.end()) return known->second;
    return read_disk(path);
  }

 private:
  static std::string read_disk(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) throw WorldError(path, "read", "it is a folder");
    if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error))
      throw WorldError(path, "read", "it is not a file");
    constexpr std::uintmax_t most_bytes = 64u << 20;
    if (const auto size = std::filesystem::file_size(path, error); !error && size > most_bytes)
      throw WorldError(path, "read", "it is larger than 64 MB");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw WorldError(path, "read", std::strerror(errno));
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad()) throw WorldError(path, "read", std::strerror(errno));
    return text.str();
  }

  const std::map<std::string, std::string>& given_;
};

/// Whether the model was complete enough to prove anything about it.
enum class Proved { yes, not_yet };

void show(const Findings& findings, const StudyText& text, const LoadOptions& options, Proved proved) {
  Findings shown;
  for (const Finding& finding : findings.sorted()) {
    if (finding.severity == Severity::error) shown.error(finding.place, finding.path, finding.problem, finding.remedy, finding.other);
    else if (!options.quiet) shown.warning(finding.place, finding.path, finding.problem, finding.remedy, finding.other);
  }
  constexpr std::size_t most_shown = 60;
  std::string words;
  std::size_t count = 0;
  for (const Finding& finding : shown.all())
    if (++count <= most_shown) words += describe(finding, text.texts) + "\n";
  if (count > most_shown) words += fmt::format("... and {} more\n", count - most_shown);
  if (const std::size_t errors = shown.count(Severity::error); errors > 0)
    words += fmt::format("{} error{}; nothing was run{}\n", errors, errors == 1 ? "" : "s",
                         proved == Proved::yes ? "" : ". What patients hold and where they go is proved when these are corrected");
  if (options.report) *options.report = words;
  else say("{}", words);
}

}  // namespace

bool is_design(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;  // who reads it says what it is
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("sweep:")) return true;
    if (line.starts_with("model:") || line.starts_with("scenario:")) return false;
  }
  return false;
}

DesignText load_design(const std::string& path) {
  const std::map<std::string, std::string> nothing;
  DesignText design = read_design(path, Disk(nothing));
  for (const Finding& finding : design.findings.sorted()) say("{}\n", describe(finding, design.texts));
  if (!design.findings.has_errors()) return design;
  const std::size_t errors = design.findings.count(Severity::error);
  say("{} error{}; nothing was run\n", errors, errors == 1 ? "" : "s");
  throw InputRefused{design.findings};
}

namespace {

double machine_memory() { return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)); }

}  // namespace

Loaded load(const std::string& path, const LoadOptions& options) {
  const Disk disk(options.given);
  std::optional<Ticks> length;
  if (options.days) length = to_ticks(*options.days * static_cast<double>(ticks_per_day));
  ReadResult read = read_study(path, disk, {options.strict_sources, length});
  Findings findings = read.study.findings;
  if (options.texts) *options.texts = read.study.texts;
  std::optional<Network> net;
  if (read.complete && !findings.has_errors()) {
    net = compile(read.study, findings);
    if (options.needs_experiment && read.study.experiment.length <= 0)
      findings.error({0, 1, 1}, "experiment.length", "is missing: the file does not say how long to run",
                     "add experiment: {length: 30 days}, or use --days");
  }
  if (net && options.needs_experiment && !findings.has_errors())
    if (const std::string too_much = too_much_work(*net, static_cast<double>(options.replications.value_or(read.study.experiment.replications)), machine_memory());
        !too_much.empty())
      findings.error({0, 1, 1}, "experiment", too_much.substr(0, too_much.find("; ")), too_much.substr(too_much.find("; ") + 2));
  if (!read.complete) find_misspelt(read.study, findings);
  show(findings, read.study, options, read.complete ? Proved::yes : Proved::not_yet);
  if (findings.has_errors() || !net) throw InputRefused{findings};
  read.study.findings = findings;
  return {std::move(read.study), std::move(*net)};
}

}  // namespace careway
