// Files in memory, and short ways to read a model of one pathway, for the tests of the reader.
#pragma once

#include <map>
#include <sstream>
#include <string>

#include "base/errors.hpp"
#include "input/read_study.hpp"

namespace careway::testing {

struct MemoryFiles final : FileReader {
  std::map<std::string, std::string> files;
  MemoryFiles(std::initializer_list<std::pair<const std::string, std::string>> list) : files(list) {}
  std::string read(const std::string& path) const override {
    const auto found = files.find(path);
    if (found == files.end()) throw WorldError(path, "read", "No such file or directory");
    return found->second;
  }
};

inline std::string indented(const std::string& text, int columns) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) result += std::string(static_cast<std::size_t>(columns), ' ') + line + "\n";
  return result;
}

/// A model whose pathway `clinic` has these blocks; `more` stands at the top level.
inline std::string model_of(const std::string& blocks, const std::string& more = "") {
  return "model: test\npathways:\n  clinic:\n" + indented(blocks.empty() ? "about: nothing" : blocks, 4) + more;
}

inline std::string messages(const ReadResult& result) { return describe(result.study.findings, result.study.texts); }

inline ReadResult read_model(const std::string& text, const ReadOptions& options = {}) {
  return read_study("model.yaml", MemoryFiles{{"model.yaml", text}}, options);
}

inline ReadResult read_clinic(const std::string& blocks, const std::string& more = "") {
  return read_model(model_of(blocks, more));
}

/// A step `s` with one action and an end.
inline ReadResult read_action(const std::string& action) {
  return read_clinic("steps:\n  s:\n" + indented(action, 4) + "    - leave: done\n");
}

inline const Pathway& clinic(const ReadResult& result) {
  for (const auto& pathway : result.study.base.at(0)->pathways)
    if (pathway->name == "clinic") return *pathway;
  return *result.study.base.at(0)->pathways.at(0);
}

/// What the n-th action of the first step is.
template <class What>
const What& action(const ReadResult& result, std::size_t n = 0) {
  return std::get<What>(clinic(result).steps.at(0).actions.at(n).what);
}

/// The quantity of `delay: text`.
inline Quantity delay_of(const std::string& text) {
  const ReadResult result = read_action("- delay: " + text);
  return action<ActDelay>(result).quantity.value();
}

/// The quantity of `set: {x: text}`.
inline Quantity attribute_of(const std::string& text) {
  const ReadResult result = read_action("- set: {x: " + text + "}");
  return action<ActSet>(result).values.at(0).value;
}

}  // namespace careway::testing
