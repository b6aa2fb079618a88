// Where a piece of the user's text stands, and the texts themselves.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careway {

/// A position in one of the files read. Lines and columns count from 1; line 0 means "nowhere".
struct Place {
  std::uint32_t file = 0;
  int line = 0;
  int column = 0;
  bool known() const { return line > 0; }
  friend bool operator==(const Place&, const Place&) = default;
};

/// The texts that were read, kept so that findings can show the line and results can carry the input.
class SourceTexts {
 public:
  /// Returns the number by which a Place names this file.
  std::uint32_t add(std::string name, std::string text);
  const std::string& name(std::uint32_t file) const { return files_.at(file).name; }
  const std::string& text(std::uint32_t file) const { return files_.at(file).text; }
  std::size_t size() const { return files_.size(); }
  /// The line without its end; empty when there is no such line.
  std::string_view line(const Place& place) const;

 private:
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> files_;
};

}  // namespace careway
