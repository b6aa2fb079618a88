#include "cli/targets.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/errors.hpp"
#include "cli/refused.hpp"
#include "output/files.hpp"

namespace careway {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view hdf5_begins = "\x89HDF\r\n\x1a\n";
constexpr std::string_view table_begins = "measure,";      // summary and series
constexpr std::string_view sweep_table_begins = "point,";  // what careway export makes of a sweep

/// What the file begins with; nothing when there is none.
std::string beginning_of(const std::string& path) {
  std::string there(hdf5_begins.size(), '\0');
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

void refuse_target(const std::string& path) {
  refuse_folder_of(path);
  const std::string csv = csv_beside(path);
  if (csv == path) throw Refused(fmt::format("--out {}: results are an HDF5 file, and a .csv is written beside it; choose a name that ends in .h5", path));
  refuse_irreplaceable(path);
  if (const std::string begins = beginning_of(path); !begins.empty() && begins != hdf5_begins) refuse_other(path, "results file");
  refuse_table(csv);
  refuse_table(fs::path(csv).replace_extension(".series.csv").string());
}

void refuse_input(const std::string& path, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code error;
    if (fs::equivalent(path, input, error)) throw Refused(fmt::format("--out {}: that is the file to be read; choose another name", path));
  }
}

}  // namespace careway
