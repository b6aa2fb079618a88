// Tables: rows of structs of text and numbers, laid out packed as HDF5 compounds need them. No HDF5 in here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <variant>
#include <vector>

namespace careway {

enum class CellKind { text, i64, u64, u32, f64 };

struct RawColumn {
  std::string name;
  CellKind kind = CellKind::text;
  std::size_t size = 0;  ///< bytes of a cell
};

/// Rows one after another, cells one after another, nothing between.
struct RawTable {
  std::vector<RawColumn> columns;
  std::size_t rows = 0;
  std::vector<char> bytes;
  std::size_t row_size() const {
    std::size_t size = 0;
    for (const RawColumn& column : columns) size += column.size;
    return size;
  }
};

/// A member of Row under its name in the file.
template <class Row>
struct Column {
  const char* name;
  std::variant<std::string Row::*, std::int64_t Row::*, std::uint64_t Row::*, std::uint32_t Row::*, double Row::*> member;
  CellKind kind() const { return static_cast<CellKind>(member.index()); }
};

template <class Row>
using Columns = std::vector<Column<Row>>;

namespace table_detail {

template <class Row>
std::size_t cell_size(const Column<Row>& column, const std::vector<Row>& rows) {
  if (column.kind() != CellKind::text) return column.kind() == CellKind::u32 ? 4 : 8;
  std::size_t longest = 1;  // HDF5 has no text of length 0
  for (const Row& row : rows) longest = std::max(longest, (row.*std::get<0>(column.member)).size());
  return longest;
}

inline void put(char* cell, const std::string& text, std::size_t) { text.copy(cell, text.size()); }
template <class Number>
void put(char* cell, Number value, std::size_t size) {
  std::memcpy(cell, &value, size);
}

inline void get(const char* cell, std::string& text, std::size_t size) {
  while (size > 0 && cell[size - 1] == 0) --size;
  text.assign(cell, size);
}
template <class Number>
void get(const char* cell, Number& value, std::size_t size) {
  std::memcpy(&value, cell, size);
}

}  // namespace table_detail

/// The columns with the sizes of their cells; texts are as wide as the longest.
template <class Row>
std::vector<RawColumn> raw_columns(const Columns<Row>& columns, const std::vector<Row>& rows) {
  std::vector<RawColumn> raw;
  for (const Column<Row>& column : columns) raw.push_back({column.name, column.kind(), table_detail::cell_size(column, rows)});
  return raw;
}

template <class Row>
RawTable pack(const Columns<Row>& columns, const std::vector<Row>& rows) {
  RawTable table{raw_columns(columns, rows), rows.size(), {}};
  table.bytes.resize(table.row_size() * rows.size());
  char* cell = table.bytes.data();
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::size_t size = table.columns[c].size;
      std::visit([&](auto member) { table_detail::put(cell, row.*member, size); }, columns[c].member);
      cell += size;
    }
  }
  return table;
}

template <class Row>
std::vector<Row> unpack(const Columns<Row>& columns, const RawTable& table) {
  std::vector<Row> rows(table.rows);
  const char* cell = table.bytes.data();
  for (Row& row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::size_t size = table.columns[c].size;
      std::visit([&](auto member) { table_detail::get(cell, row.*member, size); }, columns[c].member);
      cell += size;
    }
  }
  return rows;
}

}  // namespace careway
