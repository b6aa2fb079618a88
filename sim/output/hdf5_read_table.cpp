// Reading tables (HDF5 compounds): the columns in the file must be ours, only the width of texts is the file's own.
#include "output/hdf5_read.hpp"

namespace careway {
namespace {

constexpr std::size_t longest_cell = std::size_t{1} << 20;  // bytes of a text in a table; assumed

hid_t file_type_of(CellKind kind) {
  switch (kind) {
    case CellKind::i64:
      return number_type<std::int64_t>().file;
    case CellKind::u64:
      return number_type<std::uint64_t>().file;
    case CellKind::u32:
      return number_type<std::uint32_t>().file;
    case CellKind::f64:
      return number_type<double>().file;
    case CellKind::text:
      break;
  }
  return H5I_INVALID_HID;
}

bool has_name(hid_t type, unsigned member, const std::string& wanted) {
  char* name = H5Tget_member_name(type, member);
  if (!name) return false;
  const bool same = wanted == name;
  H5free_memory(name);
  return same;
}

/// Whether member `number` is the column; sets the size of a text.
bool is_column(hid_t type, unsigned number, RawColumn& column) {
  if (!has_name(type, number, column.name)) return false;
  const Hdf5Handle member(H5Tget_member_type(type, number), H5Tclose, "read a type");
  if (column.kind != CellKind::text) return H5Tequal(member.id(), file_type_of(column.kind)) > 0;
  column.size = H5Tget_size(member.id());
  return column.size >= 1 && column.size <= longest_cell && H5Tequal(member.id(), fixed_text_type(column.size).id()) > 0;
}

}  // namespace

RawTable Hdf5Reader::raw_table(const std::string& name, std::vector<RawColumn> columns, std::size_t row_in_memory) {
  const Hdf5Handle dataset = open_dataset(name);
  const Hdf5Handle type(H5Dget_type(dataset.id()), H5Tclose, "read a type");
  bool same = H5Tget_class(type.id()) == H5T_COMPOUND && H5Tget_nmembers(type.id()) == static_cast<int>(columns.size());
  std::size_t offset = 0;
  for (unsigned i = 0; same && i < columns.size(); ++i) {
    same = is_column(type.id(), i, columns[i]) && H5Tget_member_offset(type.id(), i) == offset;
    offset += columns[i].size;
  }
  if (!same || H5Tget_size(type.id()) != offset) fail(name, "has the wrong columns");
  RawTable table{std::move(columns), length_of(name), {}};
  budget_->take(table.rows, row_in_memory, path_ + name);
  // Packed as in the file: every machine that we support is little endian, so the file's own type serves in memory.
  const NumberType row{type.id(), type.id(), offset};
  table.bytes.resize(room_for(name, row, {table.rows}) * offset);
  fill(name, row, table.bytes.data());
  return table;
}

}  // namespace careway
