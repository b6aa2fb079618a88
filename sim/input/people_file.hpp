// A file with a patient in each row: its columns by name, its cells as what they mean.
#pragma once

#include <optional>
#include <string>

#include "input/fields.hpp"
#include "model/people.hpp"

namespace careway {

/// A column that is meant, and in which unit it counts (milliseconds; 0: labels and plain numbers).
struct ColumnUse {
  std::size_t index = 0;
  std::string name;
  double unit = 0;
};

class PeopleFile {
 public:
  /// Reads the file that the spot names. Not usable when that fails: then it has been said.
  PeopleFile(Reader& reader, const Spot& file);
  bool usable() const { return table_ != nullptr; }
  const std::vector<CsvTable::Row>& rows() const { return table_->rows; }
  const std::string& name() const { return name_; }

  /// The column that the spot names: `column`, or `{column: c, unit: h}`; nothing, with an error, when there is none.
  std::optional<ColumnUse> column(const Spot& spot) const;
  const std::string& text(const CsvTable::Row& row, const ColumnUse& column) const { return row.fields[column.index]; }
  /// An attribute's value: empty, a label, or a number of milliseconds when the column has a unit.
  Cell cell(const CsvTable::Row& row, const ColumnUse& column);
  /// A time in a column with a unit: 0 or more; nothing for an empty cell.
  std::optional<Ticks> ticks(const CsvTable::Row& row, const ColumnUse& column);
  /// "file x.csv line 3"
  std::string where(const CsvTable::Row& row) const;
  /// Reports that a cell is not what it should be; at most a few of them, then that there are more.
  void wrong_cell(const CsvTable::Row& row, const ColumnUse& column, const std::string& needs);

 private:
  Reader& reader_;
  Spot file_;
  std::string name_;
  std::shared_ptr<const CsvTable> table_;
  int told_ = 0;
};

}  // namespace careway
