// Writing into an HDF5 group of an open file: attributes, arrays, tables, with the settings that make equal content
// equal bytes (no times of day, fixed chunks, fixed compression). The mirror of hdf5_read.hpp: layout.cpp uses both.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "base/bulk.hpp"
#include "base/wide.hpp"
#include "output/hdf5_handles.hpp"
#include "output/table.hpp"

namespace careway {

class Hdf5Writer {
 public:
  static constexpr bool writing = true;

  explicit Hdf5Writer(Hdf5Handle group) : group_(std::move(group)) {}
  Hdf5Writer group(const std::string& name);

  // Attributes of this group.
  void text(const char* name, const std::string& value);
  void flag(const char* name, bool value) { number(name, std::int64_t{value}); }
  template <class Number>
  void number(const char* name, Number value) {
    attribute(name, number_type<Number>(), &value);
  }

  // Datasets in this group.
  template <class List>
  void array(const std::string& name, const About& about, const Shape& shape, const List& values) {
    column<typename List::value_type>(name, about, shape, [&](std::size_t i) { return values[i]; });
  }
  /// Element i is `at(i)`, counted with the last index fastest; no more than some rows of chunks are in memory at once.
  template <class Number, class At>
  void column(const std::string& name, const About& about, const Shape& shape, At at) {
    elements(name, about, shape, number_type<Number>(), [&](std::size_t first, std::size_t count, void* to) {
      for (std::size_t i = 0; i < count; ++i) static_cast<Number*>(to)[i] = static_cast<Number>(at(first + i));
    });
  }
  template <class Number>
  void list(const std::string& name, const About& about, const std::vector<Number>& values) {
    array(name, about, {values.size()}, values);
  }
  void texts(const std::string& name, const About& about, const std::vector<std::string>& values);
  /// 128-bit numbers: as int64 under `name` when all of them fit, else as high * 2^64 + low under name_high, name_low.
  template <class Wide, class At>
  void wide_column(const std::string& name, const About& about, const Shape& shape, At at);
  template <class List>
  void wide(const std::string& name, const About& about, const Shape& shape, const List& values) {
    wide_column<typename List::value_type>(name, about, shape, [&](std::size_t i) { return values[i]; });
  }
  template <class Row>
  void table(const std::string& name, const About& about, const Columns<Row>& columns, const std::vector<Row>& rows) {
    raw_table(name, about, pack(columns, rows));
  }

  /// A group `name` with a group for each item, which `describe(writer, item)` fills; their order is kept.
  template <class Item, class Describe>
  void children(const std::string& name, const std::vector<Item>& items, std::string Item::*item_name, Describe describe) {
    Hdf5Writer parent = group(name);
    for (std::size_t i = 0; i < items.size(); ++i) {
      Hdf5Writer child = parent.group(link_name(items[i].*item_name));
      child.text("name", items[i].*item_name);
      child.number("position", static_cast<std::int64_t>(i));
      describe(child, items[i]);
    }
  }

 private:
  void attribute(const char* name, const NumberType& type, const void* value);
  /// Puts `count` elements from number `first` on where `to` points.
  using Fill = std::function<void(std::size_t first, std::size_t count, void* to)>;
  void elements(const std::string& name, const About& about, const Shape& shape, const NumberType& type, const Fill& fill);
  void raw_table(const std::string& name, const About& about, const RawTable& table);

  Hdf5Handle group_;
};

/// A new HDF5 file in memory, filled by `fill(writer)`, as bytes.
template <class Fill>
Bulk<char> hdf5_image(Fill fill);

/// The parts of it that need no template. The file grows in `image`, which must outlive it.
Hdf5Handle create_in_memory(Bulk<char>& image);
/// The same, on the disk from the start: for what is larger than memory.
Hdf5Handle create_on_disk(const std::string& path);
/// Writes out what HDF5 still has of a file in memory. How many bytes the file has then.
std::size_t finish(const Hdf5Handle& file);
Hdf5Handle root_of(const Hdf5Handle& file);

template <class Fill>
Bulk<char> hdf5_image(Fill fill) {
  const QuietHdf5 quiet;
  Bulk<char> image;
  std::size_t size = 0;
  {
    const Hdf5Handle file = create_in_memory(image);
    {
      Hdf5Writer root(root_of(file));
      fill(root);
    }
    size = finish(file);
  }
  image.resize(size);
  return image;
}

std::size_t elements_in(const Shape& shape);

template <class Wide, class At>
void Hdf5Writer::wide_column(const std::string& name, const About& about, const Shape& shape, At at) {
  using High = std::conditional_t<(Wide(-1) < Wide(0)), std::int64_t, std::uint64_t>;
  constexpr auto most = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
  constexpr auto least = std::is_same_v<High, std::int64_t> ? -most : Wide(0);
  bool fits = true;
  for (std::size_t i = 0, size = elements_in(shape); i < size && fits; ++i) {
    if (i % 65536 == 65535) let_go_of_bulk();
    fits = at(i) <= most && at(i) >= least;
  }
  if (fits) return column<std::int64_t>(name, about, shape, at);
  column<High>(name + "_high", about, shape, [&](std::size_t i) { return at(i) >> 64; });
  column<std::uint64_t>(name + "_low", about, shape, at);
}

}  // namespace careway
