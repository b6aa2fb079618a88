// The corpus of wrong models: each file of tests/bad_input/model and the exact text that is printed for it.
// With CAREWAY_REWRITE_EXPECTED set, the expected texts are written anew, and the test fails for each that differs: read the
// difference before committing it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

std::string content_of(const std::filesystem::path& folder, const std::string& name) {
  std::ifstream file(folder / name, std::ios::binary);
  if (!file) throw WorldError(name, "read", "No such file or directory");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Names are relative to one folder, so that messages are the same everywhere.
struct FolderFiles final : FileReader {
  explicit FolderFiles(std::filesystem::path top) : folder(std::move(top)) {}
  std::string read(const std::string& path) const override { return content_of(folder, path); }
  std::filesystem::path folder;
};

}  // namespace

TEST_CASE("every wrong model gets its exact message") {
  const std::filesystem::path folder = std::filesystem::path(CAREWAY_SOURCE_DIR) / "tests/bad_input/model";
  const FolderFiles files(folder);
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    ++count;
    const std::string name = entry.path().filename().string();
    INFO("file ", name);
    const ReadResult result = read_study(name, files);
    CHECK_FALSE(result.complete);
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".expected");
    const bool rewrite = std::getenv("CAREWAY_REWRITE_EXPECTED") != nullptr;
    CHECK(messages(result) == (rewrite && !std::filesystem::exists(expected) ? "" : content_of(folder, expected.filename().string())));
    if (rewrite) std::ofstream(expected, std::ios::binary) << messages(result);
  }
  CHECK(count >= 120);
}
