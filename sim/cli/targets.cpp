#include "cli/targets.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/errors.hpp"
#include "cli/refused.hpp"
#include "output/files.hpp"
#include "output/seal.hpp"

namespace careway {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t beginning_size = 8;
constexpr std::string_view table_begins = "measure,";      // summary and series
constexpr std::string_view sweep_table_begins = "point,";  // what careway export makes of a sweep

/// What the file begins with; nothing when there is none.
std::string beginning_of(const std::string& path) {
  std::string there(beginning_size, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(there.data(), static_cast<std::streamsize>(there.size()));
  there.resize(static_cast<std::size_t>(file.gcount()));
  return there;
}

void refuse_folder_of(const std::string& path) {
  std::error_code error;
  const std::string folder = folder_of(path);
  if (!fs::is_directory(folder, error)) throw WorldError(path, "write", "there is no folder " + folder);
  if (access(folder.c_str(), W_OK) != 0) throw WorldError(path, "write", "the folder " + folder + " cannot be written to");
}

void refuse_irreplaceable(const std::string& path) {
  if (const std::string words = write_refusal(path); !words.empty()) throw WorldError(path, "write", words);
}

[[noreturn]] void refuse_other(const std::string& path, const char* what) {
  throw Refused(fmt::format("{} is there and is no {} of careway; it is not written over: choose another --out, or move it away", path, what));
}

void refuse_table(const std::string& path) {
  refuse_irreplaceable(path);
  const std::string begins = beginning_of(path);
  if (!begins.empty() && !begins.starts_with(table_begins) && !begins.starts_with(sweep_table_begins)) refuse_other(path, "table");
}

}  // namespace

std::string folder_of(const std::string& path) { return fs::path(path).has_parent_path() ? fs::path(path).parent_path().string() : "."; }

std::string csv_beside(const std::string& out) { return fs::path(out).replace_extension(".csv").string(); }

void refuse_target(const std::string& path, Target target) {
  refuse_folder_of(path);
  const std::string csv = csv_beside(path);
  if (csv == path) throw Refused(fmt::format("--out {}: results are an HDF5 file, and a .csv is written beside it; choose a name that ends in .h5", path));
  refuse_irreplaceable(path);
  const bool sweep = target == Target::sweep;
  if (has_seal(path, sweep ? format_name : sweep_format_name))
    throw Refused(fmt::format("{} holds {}; {} is not written over it: choose another --out, or move it away", path, sweep ? "the results of a run" : "a sweep",
                              sweep ? "a sweep" : "a run"));
  if (!beginning_of(path).empty() && !has_seal(path, sweep ? sweep_format_name : format_name)) refuse_other(path, "results file");
  refuse_table(csv);
  refuse_table(fs::path(csv).replace_extension(".series.csv").string());
}

void refuse_over_results(const std::string& path) {
  if (has_seal(path, format_name) || has_seal(path, sweep_format_name))
    throw Refused(fmt::format("--out {}: it holds results, which are not written over; choose another name", path));
}

void refuse_input(const std::string& path, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code error;
    if (fs::equivalent(path, input, error)) throw Refused(fmt::format("--out {}: that is the file to be read; choose another name", path));
  }
}

}  // namespace careway
