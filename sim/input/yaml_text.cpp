#include "input/yaml_text.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include "input/utf8.hpp"

namespace careway {

namespace {

constexpr const char* save_as_utf8 = "save the file as UTF-8";

std::string byte_name(char byte) {
  char name[8];
  std::snprintf(name, sizeof name, "0x%02X", static_cast<unsigned char>(byte));
  return name;
}

/// UTF-16 and UTF-32 are known by their byte order mark, or by zeros beside the first characters. The mark of
/// UTF-32 begins with that of UTF-16, so it is looked for first.
std::string wide_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  if (text.size() < 4) return {};
  const bool zero[4] = {text[0] == 0, text[1] == 0, text[2] == 0, text[3] == 0};
  if ((zero[0] && zero[1] && zero[2] && !zero[3]) || (!zero[0] && zero[1] && zero[2] && zero[3])) return "UTF-32";
  if (zero[0] != zero[1] && zero[0] == zero[2] && zero[1] == zero[3]) return "UTF-16";
  return {};
}

/// The checks walk over the text line by line and keep what they saw.
class TextCheck {
 public:
  TextCheck(std::uint32_t file, std::string_view text, const YamlLimits& limits, Findings& findings)
      : text_(text), limits_(limits), findings_(findings), places_(file, text) {}

  bool size();
  bool encoding();
  bool characters();
  void lines();

 private:
  void line(std::size_t start, std::size_t end);
  bool document_marker(std::size_t start, std::size_t end);
  void indentation(std::size_t start, std::size_t end);
  void refuse(std::size_t offset, std::string problem, std::string remedy) {
    findings_.error(places_.at(offset), "", std::move(problem), std::move(remedy));
  }

  std::string_view text_;
  const YamlLimits& limits_;
  Findings& findings_;
  PlaceFinder places_;
  bool content_ = false;  ///< something other than comments was seen
  bool marked_ = false;   ///< the first `---` was seen
  bool ended_ = false;    ///< `...` was seen
  bool second_ = false;   ///< more than one document: said once
  std::size_t tab_lines_ = 0;
  std::size_t first_tab_ = 0;
  std::size_t space_lines_ = 0;
};

bool TextCheck::size() {
  if (text_.size() <= limits_.bytes) return true;
  constexpr std::size_t megabyte = 1u << 20;
  const bool small = limits_.bytes < megabyte;
  const std::string most = small ? grouped(limits_.bytes) + " bytes" : std::to_string(limits_.bytes / megabyte) + " MB";
  refuse(0, "the file has " + grouped(text_.size()) + " bytes (at most " + most + " are read)",
         "split it into several files, or keep long tables in CSV files");
  return false;
}

bool TextCheck::encoding() {
  const std::string wide = wide_encoding(text_);
  if (wide.empty()) return true;
  refuse(0, "the file is saved as " + wide + " (only UTF-8 is read)", save_as_utf8);
  return false;
}

/// Stops at the first mistake: what follows a wrong byte is guesswork.
bool TextCheck::characters() {
  for (std::size_t i = byte_order_mark(text_); i < text_.size();) {
    const Character c = character_at(text_, i);
    if (c.length == 0) {
      refuse(i, "the byte " + byte_name(text_[i]) + " is not UTF-8 (the file was perhaps saved as Latin-1 or Windows-1252)",
             save_as_utf8);
      return false;
    }
    if (c.code == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n') {
      ++i;
      continue;
    }
    if (c.code == '\r') {
      refuse(i, "a carriage return stands alone here (lines end with a line feed, or with both)",
             "save the file with Unix or Windows line ends");
      return false;
    }
    if (is_invisible(c.code)) {
      const std::string name = c.code == 0        ? "a NUL byte"
                               : c.code == 0xFEFF ? "a byte order mark (U+FEFF)"
                                                  : "the control character " + shown_character(text_, i);
      refuse(i, name + " stands here (it cannot be seen, and means nothing)", "remove it");
      return false;
    }
    i += c.length;
  }
  return true;
}

/// `---` and `...` at the start of a line are always document markers: no text can hold them there.
bool TextCheck::document_marker(std::size_t start, std::size_t end) {
  const std::string_view line = text_.substr(start, end - start);
  const bool begins = line.starts_with("---");
  if (!begins && !line.starts_with("...")) return false;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '\t') return false;
  if (begins && (content_ || marked_ || ended_) && !second_) {
    second_ = true;
    refuse(start, "a second document begins here (a file holds one)", "remove the line ---, or make two files");
  }
  if (begins) marked_ = true;
  if (!begins) ended_ = true;
  const std::size_t rest = line.find_first_not_of(" \t", 3);
  if (rest != std::string_view::npos && line[rest] != '#') content_ = true;
  return true;
}

void TextCheck::indentation(std::size_t start, std::size_t end) {
  constexpr std::string_view no_break_space = "\xC2\xA0";
  for (std::size_t i = start; i < end; ++i) {
    if (text_[i] == '\t') {
      if (tab_lines_++ == 0) first_tab_ = i;
      return;
    }
    if (text_.substr(i, 2) == no_break_space) {
      if (space_lines_++ == 0)
        refuse(i, "a no-break space (U+00A0) stands in the indentation (it looks like a space, but is none)",
               "replace it by a space");
      return;
    }
    if (text_[i] != ' ') return;
  }
}

void TextCheck::line(std::size_t start, std::size_t end) {
  if (document_marker(start, end)) return;
  const std::size_t first = text_.find_first_not_of(" \t", start);
  if (first >= end || text_[first] == '#') return;
  if (text_[start] == '%') {
    refuse(start, "a line that begins with % is a YAML directive (none is read here)",
           "remove it, or put the text it belongs to in quotes on one line");
  }
  if (ended_ && !second_) {
    second_ = true;
    refuse(first, "the line ... above ends the document (a file holds one)", "remove the line ..., or make two files");
  }
  content_ = true;
  indentation(start, end);
}

void TextCheck::lines() {
  // Until a bracket closes, or a name is followed by its colon, yaml-cpp keeps all it has read: about 100 bytes for
  // each of these signs.
  constexpr std::string_view signs = "\n,[]{}:?\"'&*!#";
  constexpr std::size_t signs_per_value = 10;
  const std::size_t begin = byte_order_mark(text_);
  std::size_t sign_count = 0;
  for (std::size_t start = begin; start < text_.size();) {
    const std::size_t line_feed = std::min(text_.find('\n', start), text_.size());
    const std::size_t end = line_feed > start && text_[line_feed - 1] == '\r' ? line_feed - 1 : line_feed;
    if (end > start) line(start, end);
    start = line_feed + 1;
  }
  for (std::size_t i = begin; i < text_.size(); ++i) {
    if (signs.find(text_[i]) == std::string_view::npos || ++sign_count <= signs_per_value * limits_.values) continue;
    refuse(i,
           "too many lines, commas, colons, quotes and brackets up to here (at most " + grouped(limits_.values) +
               " values are read)",
           "split the file, or keep long tables in CSV files");
    break;
  }
  if (tab_lines_ > 0) {
    const std::string lines = tab_lines_ == 1 ? "this line has" : grouped(tab_lines_) + " lines, from this one on, have";
    refuse(first_tab_, lines + " a tab in the indentation (YAML indents with spaces only)", "replace each tab by spaces");
  }
  if (!content_ && !findings_.has_errors())
    refuse(begin, "the file is empty (it has no fields, only comments or nothing)", "write the fields, or restore the file");
}

}  // namespace

bool check_yaml_text(std::uint32_t file, std::string_view text, const YamlLimits& limits, Findings& findings) {
  Findings found;
  TextCheck check(file, text, limits, found);
  if (check.size() && check.encoding() && check.characters()) check.lines();
  findings.add(found);
  return !found.has_errors();
}

}  // namespace careway
