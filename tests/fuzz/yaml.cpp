// Any bytes as YAML: read strictly, as the design of a sweep when they say so, otherwise as a model. Nothing is compiled
// or run (model.cpp does that), so ten times as many inputs are tried in the same time.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/errors.hpp"
#include "base/findings.hpp"
#include "input/read_design.hpp"
#include "input/read_study.hpp"

using namespace careway;

namespace {

struct OneFile final : FileReader {
  std::string text;
  std::string read(const std::string& path) const override {
    if (path == "model.yaml") return text;
    throw WorldError(path, "read", "No such file or directory");
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  OneFile file;
  file.text.assign(reinterpret_cast<const char*>(data), size);
  if (file.text.starts_with("sweep:")) {
    const DesignText design = read_design("model.yaml", file);
    describe(design.findings, design.texts);
    if (design.points.empty() && !design.findings.has_errors()) std::abort();  // nothing to run, and nothing said
    return 0;
  }
  const ReadResult read = read_study("model.yaml", file);
  describe(read.study.findings, read.study.texts);
  if (!read.complete && !read.study.findings.has_errors()) std::abort();  // refused, and nothing said
  return 0;
}
