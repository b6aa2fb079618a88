// Writing into an HDF5 group of an open file: attributes, arrays, tables, with the settings that make equal content
// equal bytes (no times of day, fixed chunks, fixed compression). The mirror of hdf5_read.hpp: layout.cpp uses both.
#pragma once

#include <limits>
#include <string>
#include <type_traits>
#include <vector>

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
  template <class Number>
  void array(const std::string& name, const About& about, const Shape& shape, const std::vector<Number>& values) {
    dataset(name, about, shape, number_type<Number>(), values.data());
  }
  template <class Number>
  void list(const std::string& name, const About& about, const std::vector<Number>& values) {
    array(name, about, {values.size()}, values);
  }
  void texts(const std::string& name, const About& about, const std::vector<std::string>& values);
  /// 128-bit numbers: as int64 under `name` when all of them fit, else as high * 2^64 + low under name_high, name_low.
  template <class Wide>
  void wide(const std::string& name, const About& about, const Shape& shape, const std::vector<Wide>& values);
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
  void dataset(const std::string& name, const About& about, const Shape& shape, const NumberType& type, const void* data);
  void raw_table(const std::string& name, const About& about, const RawTable& table);

  Hdf5Handle group_;
};

/// A new HDF5 file in memory, filled by `fill(writer)`, as bytes.
template <class Fill>
std::string hdf5_image(Fill fill);

/// The parts of it that need no template.
Hdf5Handle create_in_memory();
/// The same, on the disk from the start: for what is larger than memory.
Hdf5Handle create_on_disk(const std::string& path);
std::string image_of(const Hdf5Handle& file);
Hdf5Handle root_of(const Hdf5Handle& file);

template <class Fill>
std::string hdf5_image(Fill fill) {
  const QuietHdf5 quiet;
  const Hdf5Handle file = create_in_memory();
  {
    Hdf5Writer root(root_of(file));
    fill(root);
  }
  return image_of(file);
}

template <class Wide>
void Hdf5Writer::wide(const std::string& name, const About& about, const Shape& shape, const std::vector<Wide>& values) {
  using High = std::conditional_t<(Wide(-1) < Wide(0)), std::int64_t, std::uint64_t>;
  constexpr auto most = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
  constexpr auto least = std::is_same_v<High, std::int64_t> ? -most : Wide(0);
  bool fits = true;
  for (const Wide value : values) fits = fits && value <= most && value >= least;
  if (fits) return array(name, about, shape, std::vector<std::int64_t>(values.begin(), values.end()));
  std::vector<High> high;
  std::vector<std::uint64_t> low;
  for (const Wide value : values) {
    high.push_back(static_cast<High>(value >> 64));
    low.push_back(static_cast<std::uint64_t>(value));
  }
  array(name + "_high", about, shape, high);
  array(name + "_low", about, shape, low);
}

}  // namespace careway
