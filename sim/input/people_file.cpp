#include "input/people_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/errors.hpp"
#include "base/words.hpp"
#include "input/paths.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t largest_file = 64u << 20;
constexpr int most_told = 5;

}  // namespace

PeopleFile::PeopleFile(Reader& reader, const Spot& file) : reader_(reader), file_(figure(reader, file)) {
  if (!file_.node->is_scalar() || file_.node->text.empty()) {
    wrong(reader, file_, "the name of a file");
    return;
  }
  name_ = beside(reader.texts.name(file_.place().file), file_.node->text);
  std::shared_ptr<const CsvTable>& kept = reader.people[name_];
  if (kept == nullptr) {
    CsvTable table;
    try {
      const std::string text = reader.read_data(name_);
      if (text.size() > largest_file)
        table.problem = "is larger than 64 MB";
      else
        table = read_csv_table(text);
    } catch (const WorldError& error) {
      reader.findings.error(file_.place(), file_.path, error.what());
      return;
    }
    kept = std::make_shared<const CsvTable>(std::move(table));
  }
  if (!kept->problem.empty()) {
    reader.findings.error(file_.place(), file_.path, fmt::format("file {} {}", name_, kept->problem));
    return;
  }
  table_ = kept;
}

std::optional<ColumnUse> PeopleFile::column(const Spot& spot) const {
  Spot name = spot;
  ColumnUse use;
  if (spot.node->is_map()) {
    const Fields fields(reader_, spot, "column");
    if (const auto unit = fields.get("unit")) use.unit = read_unit(reader_, *unit).value_or(0);
    const auto column = fields.require("column", "the name of a column in the file's header");
    if (!column) return std::nullopt;
    name = *column;
  }
  use.name = read_text(reader_, name);
  if (use.name.empty() || table_ == nullptr) return std::nullopt;
  const auto found = std::find(table_->header.begin(), table_->header.end(), use.name);
  if (found == table_->header.end()) {
    reader_.findings.error(name.place(), name.path, fmt::format("file {} has no column \"{}\"", name_, use.name), suggestion(use.name, table_->header));
    return std::nullopt;
  }
  use.index = static_cast<std::size_t>(found - table_->header.begin());
  return use;
}

std::string PeopleFile::where(const CsvTable::Row& row) const { return fmt::format("file {} line {}", name_, row.line); }

void PeopleFile::wrong_cell(const CsvTable::Row& row, const ColumnUse& column, const std::string& needs) {
  if (++told_ > most_told + 1) return;
  if (told_ == most_told + 1) {
    reader_.findings.error(file_.place(), file_.path, fmt::format("file {} has more cells that are wrong", name_));
    return;
  }
  const std::string& text = row.fields[column.index];
  reader_.findings.error(file_.place(), file_.path,
                         fmt::format("{} has {} in column {}", where(row), text.empty() ? "nothing" : "\"" + text.substr(0, 40) + "\"", column.name),
                         "needs " + needs);
}

Cell PeopleFile::cell(const CsvTable::Row& row, const ColumnUse& column) {
  const std::string& text = row.fields[column.index];
  Cell cell;
  if (text.empty()) return cell;
  if (column.unit > 0) {
    const std::optional<double> number = parse_number(text);
    if (number && std::fabs(*number * column.unit) <= longest_duration) {
      cell.kind = Cell::Kind::number;
      cell.number = *number * column.unit;
    } else {
      wrong_cell(row, column, "a number");
    }
  } else if (is_label(text)) {
    cell.kind = Cell::Kind::label;
    cell.label = text;
  } else {
    wrong_cell(row, column, "a number or a label of letters, digits, _, +, - and spaces");
  }
  return cell;
}

std::optional<Ticks> PeopleFile::ticks(const CsvTable::Row& row, const ColumnUse& column) {
  const std::string& text = row.fields[column.index];
  if (text.empty()) return std::nullopt;
  std::optional<double> value = parse_number(text);
  if (value && column.unit > 0) *value *= column.unit;
  else if (!value || *value != 0) value = parse_duration(text);  // "3 h" knows its unit itself
  if (!value || *value < 0 || *value > longest_duration) {
    wrong_cell(row, column, column.unit > 0 ? "a time, 0 or more" : "a time with its unit, such as 3 h, or give the column's unit: {column: " + column.name + ", unit: h}");
    return std::nullopt;
  }
  return to_ticks(*value);
}

}  // namespace careway
