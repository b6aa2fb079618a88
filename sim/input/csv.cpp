#include "input/csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/words.hpp"
#include "input/scalars.hpp"

namespace careway {

namespace {

constexpr std::size_t most_numbers = 5'000'000;
constexpr std::size_t most_rows = 1'000'000;

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

/// How spreadsheets save a table that is no CSV for us, told before its header is misread; empty when it looks like one.
std::string other_form(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return "has bytes 0 (it was perhaps saved as UTF-16); save it as CSV in UTF-8";
  const std::string_view first = text.substr(0, text.find('\n'));
  if (const std::size_t at = first.find('\r'); at < first.size() - 1) return "ends its lines with CR alone; save it with the line ends of Windows or Unix";
  if (first.find(',') != std::string_view::npos) return {};
  if (first.find(';') != std::string_view::npos) return "separates its columns by semicolons; save it with commas, and numbers with points";
  if (first.find('\t') != std::string_view::npos) return "separates its columns by tabs; save it with commas";
  return {};
}

/// Calls `begin` when the header is known, and `row` for each row below it; stops at the first problem and returns it.
template <class Begin, class Row>
std::string each_row(std::string_view text, std::vector<std::string>& header, Begin begin, Row row) {
  if (std::string problem = other_form(text); !problem.empty()) return problem;
  Records records(text);
  if (!records.done()) records.next(header);
  if (!records.problem().empty()) return records.problem();
  if (std::string problem = begin(); !problem.empty()) return problem;
  std::vector<std::string> fields;
  while (!records.done()) {
    records.next(fields);
    if (!records.problem().empty()) return records.problem();
    if (fields.size() != header.size())
      return fmt::format("line {} has {} fields, and the header has {}", records.line(), fields.size(), header.size());
    if (std::string problem = row(records.line(), fields); !problem.empty()) return problem;
  }
  return {};
}

}  // namespace

CsvColumn read_csv_column(std::string_view text, std::string_view column) {
  CsvColumn result;
  std::vector<std::string> header;
  std::size_t index = 0;
  result.problem = each_row(
      text, header,
      [&]() -> std::string {
        const auto found = std::find(header.begin(), header.end(), column);
        if (found == header.end()) return fmt::format("has no column \"{}\"; {}", column, suggestion(column, header));
        index = static_cast<std::size_t>(found - header.begin());
        return {};
      },
      [&](int line, std::vector<std::string>& fields) -> std::string {
        const std::optional<double> number = parse_number(fields[index]);
        if (!number) return fmt::format("line {} has \"{}\" in column {}, which is no number", line, fields[index].substr(0, 40), column);
        if (result.numbers.size() == most_numbers) return fmt::format("has more than {} rows", most_numbers);
        result.numbers.push_back(*number);
        return {};
      });
  if (result.problem.empty() && result.numbers.empty()) result.problem = "has no rows below its header";
  return result;
}

CsvTable read_csv_table(std::string_view text) {
  CsvTable table;
  table.problem = each_row(
      text, table.header,
      [&]() -> std::string {
        for (auto name = table.header.begin(); name != table.header.end(); ++name)
          if (std::find(table.header.begin(), name, *name) != name) return fmt::format("has two columns \"{}\"", *name);
        return {};
      },
      [&](int line, std::vector<std::string>& fields) -> std::string {
        if (table.rows.size() == most_rows) return fmt::format("has more than {} rows", most_rows);
        table.rows.push_back({line, fields});
        return {};
      });
  return table;
}

}  // namespace careway
