#include "base/findings.hpp"

#include <algorithm>
#include <tuple>

namespace careway {

namespace {

constexpr std::size_t shown_columns = 120;

auto sort_key(const Finding& f) {
  return std::tie(f.place.file, f.place.line, f.place.column, f.path, f.problem);
}

std::string place_text(const Place& place, const SourceTexts& texts) {
  if (place.file >= texts.size()) return {};
  std::string text = texts.name(place.file);
  if (place.known()) text += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  return text;
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// Byte at which the given character of a line begins (columns count from 1; a byte order mark takes none).
std::size_t byte_of_column(std::string_view line, int column) {
  std::size_t at = line.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  for (int n = 1; n < column && at < line.size(); ++n)
    do ++at;
    while (at < line.size() && !starts_character(line[at]));
  return at;
}

/// The line of the finding with a mark under its column; long lines are cut around the mark.
std::string marked_line(const Place& place, const SourceTexts& texts) {
  const std::string_view whole = texts.line(place);
  if (whole.empty()) return {};
  const std::size_t at = byte_of_column(whole, place.column);
  std::size_t from = at > shown_columns ? at - shown_columns / 2 : 0;
  while (from > 0 && !starts_character(whole[from])) --from;
  std::size_t to = std::min(whole.size(), from + shown_columns);
  while (to < whole.size() && !starts_character(whole[to])) ++to;
  std::string shown;
  std::size_t columns = 0;  // before the mark
  for (std::size_t i = from; i < to; ++i) {
    const auto byte = static_cast<unsigned char>(whole[i]);
    shown += byte < 0x20 || byte == 0x7f ? ' ' : whole[i];
    if (i < at && starts_character(whole[i])) ++columns;
  }
  const std::string number = std::to_string(place.line);
  return "\n    " + number + " | " + shown + "\n    " + std::string(number.size(), ' ') + "   " + std::string(columns, ' ') + "^";
}

}  // namespace

void Findings::error(Place place, std::string path, std::string problem, std::string remedy, Place other) {
  all_.push_back({Severity::error, place, std::move(path), std::move(problem), std::move(remedy), other});
}

void Findings::warning(Place place, std::string path, std::string problem, std::string remedy, Place other) {
  all_.push_back({Severity::warning, place, std::move(path), std::move(problem), std::move(remedy), other});
}

void Findings::add(const Findings& more) { all_.insert(all_.end(), more.all_.begin(), more.all_.end()); }

bool Findings::has_errors() const { return count(Severity::error) > 0; }

std::size_t Findings::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(), [&](const Finding& f) { return f.severity == severity; }));
}

std::vector<Finding> Findings::sorted() const {
  std::vector<Finding> list = all_;
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
  list.erase(std::unique(list.begin(), list.end(), [](const auto& a, const auto& b) { return sort_key(a) == sort_key(b); }),
             list.end());
  return list;
}

std::string describe(const Finding& finding, const SourceTexts& texts) {
  std::string text = place_text(finding.place, texts);
  if (!text.empty()) text += ": ";
  text += finding.severity == Severity::error ? "error: " : "warning: ";
  if (!finding.path.empty()) text += finding.path + ": ";
  text += finding.problem;
  if (!finding.remedy.empty()) text += "; " + finding.remedy;
  text += marked_line(finding.place, texts);
  if (finding.other.known()) text += "\n    see also " + place_text(finding.other, texts) + marked_line(finding.other, texts);
  return text;
}

std::string describe(const Findings& findings, const SourceTexts& texts) {
  std::string text;
  for (const Finding& finding : findings.sorted()) text += describe(finding, texts) + "\n";
  return text;
}

}  // namespace careway
