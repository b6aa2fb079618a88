// What is wrong, or doubtful, in the user's text. Findings are collected, sorted by place and shown together.
#pragma once

#include <string>
#include <vector>

#include "base/place.hpp"

namespace careway {

enum class Severity { error, warning };

struct Finding {
  Severity severity = Severity::error;
  Place place;
  std::string path;     ///< dotted path of the field, "" when there is none
  std::string problem;  ///< what stands there and why it is wrong
  std::string remedy;   ///< what may stand there, or what to do
  Place other;          ///< a second place, for contradictions
};

class Findings {
 public:
  void error(Place place, std::string path, std::string problem, std::string remedy = {}, Place other = {});
  void warning(Place place, std::string path, std::string problem, std::string remedy = {}, Place other = {});
  void add(const Findings& more);
  bool has_errors() const;
  std::size_t count(Severity severity) const;
  const std::vector<Finding>& all() const { return all_; }
  /// Sorted by file, line, column; equal findings once.
  std::vector<Finding> sorted() const;

 private:
  std::vector<Finding> all_;
};

/// "file:line:column: error: path: problem; remedy" with the line and a mark below it.
std::string describe(const Finding& finding, const SourceTexts& texts);
std::string describe(const Findings& findings, const SourceTexts& texts);

/// Thrown by a stage that cannot hand on a complete result. Exit code 2.
struct InputRefused {
  Findings findings;
};

}  // namespace careway
