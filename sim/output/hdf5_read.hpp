// Reading from an HDF5 group of a file in memory that nobody has vouched for: every shape, type and size is checked
// before memory is taken. The mirror of hdf5_write.hpp. All complaints are FileFault in the user's words.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bulk.hpp"
#include "base/wide.hpp"
#include "output/hdf5_handles.hpp"
#include "output/table.hpp"

namespace careway {

/// How much memory a file may still claim when it is read: in proportion to its own size, and never beyond `most`.
class Budget {
 public:
  explicit Budget(std::size_t file_size);
  void take(std::size_t elements, std::size_t element_size, const std::string& what);

 private:
  std::size_t left_;
};

class Hdf5Reader {
 public:
  static constexpr bool writing = false;

  Hdf5Reader(Hdf5Handle group, std::string path, Budget& budget)
      : group_(std::move(group)), path_(std::move(path)), budget_(&budget) {}
  Hdf5Reader group(const std::string& name);
  const std::string& path() const { return path_; }
  Budget& budget() { return *budget_; }

  void text(const char* name, std::string& value);
  void flag(const char* name, bool& value);
  template <class Number>
  void number(const char* name, Number& value) {
    attribute(name, number_type<Number>(), &value);
  }

  template <class List>
  void array(const std::string& name, const About&, const Shape& shape, List& values) {
    const NumberType type = number_type<typename List::value_type>();
    values.resize(room_for(name, type, shape));
    fill(name, type, values.data());
  }
  template <class Number>
  void list(const std::string& name, const About& about, std::vector<Number>& values) {
    array(name, about, {length_of(name)}, values);
  }
  void texts(const std::string& name, const About&, std::vector<std::string>& values);
  template <class List>
  void wide(const std::string& name, const About& about, const Shape& shape, List& values);
  template <class Row>
  void table(const std::string& name, const About&, const Columns<Row>& columns, std::vector<Row>& rows) {
    rows = unpack(columns, raw_table(name, raw_columns(columns, std::vector<Row>()), sizeof(Row)));
  }
  template <class Item, class Describe>
  void children(const std::string& name, std::vector<Item>& items, std::string Item::*item_name, Describe describe);

  [[noreturn]] void fail(const std::string& name, const std::string& problem) const;
  /// Names of what is in here; `item_size`: the memory that each will take.
  std::vector<std::string> links(std::size_t item_size);

  bool has(const std::string& name) const;

 private:
  void attribute(const char* name, const NumberType& type, void* value);
  Hdf5Handle open_attribute(const char* name) const;
  Hdf5Handle open_dataset(const std::string& name) const;
  std::size_t length_of(const std::string& name);
  /// Checks type and shape, takes from the budget; the number of elements.
  std::size_t room_for(const std::string& name, const NumberType& type, const Shape& shape);
  void fill(const std::string& name, const NumberType& type, void* data);
  /// `columns`: what it must have; sizes of texts are taken from the file.
  RawTable raw_table(const std::string& name, std::vector<RawColumn> columns, std::size_t row_in_memory);
  Hdf5Handle group_;
  std::string path_;
  Budget* budget_;
};

/// Data must lie in this file, plain or deflated, and be as much as claimed: deflate shrinks to 1/1032 at best. What is wrong, or null.
const char* storage_problem(hid_t dataset, std::size_t bytes);

/// A file in memory, opened; `bytes` must outlive it.
Hdf5Handle open_in_memory(const void* bytes, std::size_t size);

template <class List>
void Hdf5Reader::wide(const std::string& name, const About& about, const Shape& shape, List& values) {
  using Wide = typename List::value_type;
  using High = std::conditional_t<(Wide(-1) < Wide(0)), std::int64_t, std::uint64_t>;
  if (has(name)) {
    Bulk<std::int64_t> narrow;
    array(name, about, shape, narrow);
    for (const std::int64_t value : narrow)
      if (std::is_same_v<High, std::uint64_t> && value < 0) fail(name, "has a value below 0");
    values.assign(narrow.begin(), narrow.end());
    return;
  }
  Bulk<High> high;
  Bulk<std::uint64_t> low;
  array(name + "_high", about, shape, high);
  array(name + "_low", about, shape, low);
  values.resize(high.size());
  for (std::size_t i = 0; i < high.size(); ++i)
    values[i] = static_cast<Wide>((static_cast<UInt128>(static_cast<Wide>(high[i])) << 64) | low[i]);
}

template <class Item, class Describe>
void Hdf5Reader::children(const std::string& name, std::vector<Item>& items, std::string Item::*item_name, Describe describe) {
  Hdf5Reader parent = group(name);
  const std::vector<std::string> names = parent.links(sizeof(Item));
  items.resize(names.size());
  std::vector<bool> seen(names.size());
  for (const std::string& link : names) {
    Hdf5Reader child = parent.group(link);
    std::int64_t position = 0;
    child.number("position", position);
    const auto i = static_cast<std::size_t>(position);
    if (position < 0 || i >= items.size() || seen[i]) child.fail("position", "is not a place in the order");
    seen[i] = true;
    child.text("name", items[i].*item_name);
    if (link_name(items[i].*item_name) != link) child.fail("name", "does not belong to its group");
    describe(child, items[i]);
  }
}

}  // namespace careway
