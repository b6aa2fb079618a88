#include "input/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/words.hpp"
#include "input/scalars.hpp"

namespace careway {

namespace {

constexpr std::size_t most_rows = 5'000'000;

/// Takes records off the front of a text.
class Records {
 public:
  explicit Records(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }
  bool done() const { return rest_.empty(); }
  int line() const { return line_; }  ///< on which the last record began
  const std::string& problem() const { return problem_; }

  void next(std::vector<std::string>& fields) {
    fields.clear();
    line_ = next_line_;
    bool more = true;
    while (more) more = next_field(fields);
    ++next_line_;
  }

 private:
  /// Returns whether another field follows in this record.
  bool next_field(std::vector<std::string>& fields) {
    std::string& field = fields.emplace_back();
    if (rest_.starts_with('"')) {
      take_quoted(field);
      if (!rest_.empty() && rest_[0] != ',' && !at_line_end()) {
        problem_ = fmt::format("line {} has text after a closing quote", line_);
        rest_ = {};
      }
    } else {
      const std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
      field = rest_.substr(0, end);
      rest_.remove_prefix(end);
      if (field.ends_with('\r')) field.pop_back();
    }
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    const bool more = rest_.starts_with(',');
    if (!rest_.empty()) rest_.remove_prefix(1);
    return more;
  }

  bool at_line_end() const { return rest_[0] == '\n' || rest_.starts_with("\r\n"); }

  void take_quoted(std::string& field) {
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) {
        problem_ = fmt::format("line {} has an open quote", line_);
        rest_ = {};
        return;
      }
      field += rest_.substr(0, quote);
      next_line_ += static_cast<int>(std::count(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(quote), '\n'));
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) return;
      field += '"';
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  int line_ = 0;
  int next_line_ = 1;
  std::string problem_;
};

}  // namespace

CsvColumn read_csv_column(std::string_view text, std::string_view column) {
  CsvColumn result;
  Records records(text);
  std::vector<std::string> header;
  if (!records.done()) records.next(header);
  const auto found = std::find(header.begin(), header.end(), column);
  if (records.problem().empty() && found == header.end()) {
    result.problem = fmt::format("has no column \"{}\"; {}", column, suggestion(column, header));
    return result;
  }
  const auto index = static_cast<std::size_t>(found - header.begin());
  std::vector<std::string> fields;
  while (!records.done() && records.problem().empty()) {
    records.next(fields);
    if (!records.problem().empty()) break;
    if (fields.size() != header.size()) {
      result.problem = fmt::format("line {} has {} fields, and the header has {}", records.line(), fields.size(), header.size());
      return result;
    }
    const std::optional<double> number = parse_number(fields[index]);
    if (!number) {
      result.problem =
          fmt::format("line {} has \"{}\" in column {}, which is no number", records.line(), fields[index].substr(0, 40), column);
      return result;
    }
    if (result.numbers.size() == most_rows) {
      result.problem = fmt::format("has more than {} rows", most_rows);
      return result;
    }
    result.numbers.push_back(*number);
  }
  result.problem = records.problem();
  if (result.problem.empty() && result.numbers.empty()) result.problem = "has no rows below its header";
  return result;
}

}  // namespace careway
