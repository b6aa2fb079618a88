#include "output/hdf5_write.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <numeric>

#include "output/hdf5_at_exit.hpp"

namespace careway {
namespace {

constexpr std::size_t largest_compact = 4096;     // bytes kept inside the dataset's header
constexpr std::size_t largest_chunk = 1UL << 20;  // bytes; the cache of HDF5 readers holds one by default
constexpr std::size_t transfer_bytes = 1UL << 14;
constexpr std::size_t first_cache = 1UL << 16;    // bytes

Hdf5Handle plain_properties(hid_t kind) {
  Hdf5Handle properties(H5Pcreate(kind), H5Pclose, "make properties");
  must(H5Pset_obj_track_times(properties.id(), false), "leave out times");
  return properties;
}

/// What thousands of groups, datasets and attributes have in common: made once, and closed by the library. To make it each time costs as
/// much as they do themselves.
struct Common {
  hid_t text_type, one_value, group, plain_dataset, compact_dataset, transfer;
};

Common made_in_common() {
  const auto kept = [](hid_t id) {
    must(id < 0 ? -1 : 0, "begin");
    return id;
  };
  Common made{kept(H5Tcopy(text_type().id())),
              kept(H5Screate(H5S_SCALAR)),
              kept(H5Pcopy(plain_properties(H5P_GROUP_CREATE).id())),
              kept(H5Pcopy(plain_properties(H5P_DATASET_CREATE).id())),
              kept(H5Pcopy(plain_properties(H5P_DATASET_CREATE).id())),
              kept(H5Pcreate(H5P_DATASET_XFER))};
  must(H5Pset_layout(made.compact_dataset, H5D_COMPACT), "choose a layout");
  // Texts are converted through a buffer that is cleared every time; the usual one of 1 MB costs more than all else.
  must(H5Pset_buffer(made.transfer, transfer_bytes, nullptr, nullptr), "choose a buffer");
  return made;
}

const Common& common() {
  static const Common made = made_in_common();
  return made;
}

herr_t leave_open(hid_t) { return 0; }

/// As many whole rows of the last dimensions as fit into a chunk.
std::vector<hsize_t> chunk_of(const Shape& shape, std::size_t element_size) {
  std::vector<hsize_t> chunk(shape.begin(), shape.end());
  for (hsize_t& size : chunk) {
    const hsize_t bytes = std::accumulate(chunk.begin(), chunk.end(), hsize_t{element_size}, std::multiplies<>());
    if (bytes <= largest_chunk) break;
    size = std::max<hsize_t>(1, size * largest_chunk / bytes);
  }
  return chunk;
}

Hdf5Handle dataset_properties(const Shape& shape, std::size_t element_size) {
  const std::size_t bytes = elements_in(shape) * element_size;
  if (bytes == 0) return {common().plain_dataset, leave_open, "make properties"};
  if (bytes <= largest_compact) return {common().compact_dataset, leave_open, "make properties"};
  Hdf5Handle properties = plain_properties(H5P_DATASET_CREATE);
  const std::vector<hsize_t> chunk = chunk_of(shape, element_size);
  must(H5Pset_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()), "choose chunks");
  must(H5Pset_shuffle(properties.id()), "choose a filter");
  must(H5Pset_deflate(properties.id(), 1), "choose a filter");
  return properties;
}

Hdf5Handle space_of(const Shape& shape) {
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  return {H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, "make a data space"};
}

void write_attribute(hid_t object, const char* name, hid_t file_type, hid_t memory_type, const void* value) {
  const Hdf5Handle attribute(H5Acreate2(object, name, file_type, common().one_value, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                             std::string("create attribute ") + name);
  must(H5Awrite(attribute.id(), memory_type, value), std::string("write attribute ") + name);
}

void write_text_attribute(hid_t object, const char* name, const char* text) {
  write_attribute(object, name, common().text_type, common().text_type, &text);
}

struct Kinds {
  hid_t file;
  hid_t memory;
  std::size_t size;
};

/// `write` is given the dataset, when it has elements.
void write_dataset(hid_t group, const std::string& name, const About& about, const Shape& shape, hid_t kind, const Hdf5Handle& properties,
                   const std::function<void(hid_t dataset)>& write) {
  const Hdf5Handle space = space_of(shape);
  const Hdf5Handle dataset(H5Dcreate2(group, name.c_str(), kind, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT), H5Dclose,
                           "create " + name);
  if (elements_in(shape) > 0) write(dataset.id());
  write_text_attribute(dataset.id(), "unit", about.unit);
  write_text_attribute(dataset.id(), "definition", about.definition);
  write_text_attribute(dataset.id(), "dimensions", about.dimensions);
}

void write_dataset(hid_t group, const std::string& name, const About& about, const Shape& shape, const Kinds& kinds,
                   const Hdf5Handle& properties, const void* data) {
  write_dataset(group, name, about, shape, kinds.file, properties, [&](hid_t dataset) {
    const hid_t how = kinds.size > transfer_bytes ? H5P_DEFAULT : common().transfer;
    must(H5Dwrite(dataset, kinds.memory, H5S_ALL, H5S_ALL, how, data), "write " + name);
  });
}

struct CellType {
  Hdf5Handle file;
  Hdf5Handle memory;
};

CellType cell_type(const RawColumn& column) {
  const auto copies = [](const NumberType& type) {
    return CellType{Hdf5Handle(H5Tcopy(type.file), H5Tclose, "copy a type"),
                    Hdf5Handle(H5Tcopy(type.memory), H5Tclose, "copy a type")};
  };
  switch (column.kind) {
    case CellKind::i64:
      return copies(number_type<std::int64_t>());
    case CellKind::u64:
      return copies(number_type<std::uint64_t>());
    case CellKind::u32:
      return copies(number_type<std::uint32_t>());
    case CellKind::f64:
      return copies(number_type<double>());
    case CellKind::text:
      break;
  }
  return {fixed_text_type(column.size), fixed_text_type(column.size)};
}

}  // namespace

std::string link_name(const std::string& name) {
  if (name.empty()) return "%";
  if (name == ".") return "%2E";
  std::string link;
  for (const char c : name) {
    if (c == '/')
      link += "%2F";
    else if (c == '%')
      link += "%25";
    else if (c == 0)
      link += "%00";
    else
      link += c;
  }
  return link;
}

Hdf5Writer Hdf5Writer::group(const std::string& name) {
  return Hdf5Writer(Hdf5Handle(H5Gcreate2(group_.id(), name.c_str(), H5P_DEFAULT, common().group, H5P_DEFAULT), H5Gclose,
                               "create group " + name));
}

void Hdf5Writer::text(const char* name, const std::string& value) { write_text_attribute(group_.id(), name, value.c_str()); }

void Hdf5Writer::attribute(const char* name, const NumberType& type, const void* value) {
  write_attribute(group_.id(), name, type.file, type.memory, value);
}

void Hdf5Writer::elements(const std::string& name, const About& about, const Shape& shape, const NumberType& type, const Fill& fill) {
  write_dataset(group_.id(), name, about, shape, type.file, dataset_properties(shape, type.size), [&](hid_t dataset) {
    // Whole chunks at once, as many as there are side by side.
    const std::size_t rows = shape.empty() ? 1 : shape[0], each = elements_in(shape) / rows, step = shape.empty() ? 1 : chunk_of(shape, type.size)[0];
    std::vector<std::byte> block(std::min(step, rows) * each * type.size);
    if (step >= rows) {
      fill(0, rows * each, block.data());
      return must(H5Dwrite(dataset, type.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, block.data()), "write " + name);
    }
    const Hdf5Handle file = space_of(shape);
    for (std::size_t first = 0; first < rows; first += step) {
      Shape part = shape;
      part[0] = std::min(step, rows - first);
      fill(first * each, elements_in(part), block.data());
      const Hdf5Handle memory = space_of(part);
      std::vector<hsize_t> start(part.size()), count(part.begin(), part.end());
      start[0] = first;
      must(H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), "choose a part of " + name);
      must(H5Dwrite(dataset, type.memory, memory.id(), file.id(), H5P_DEFAULT, block.data()), "write " + name);
      if (block.size() >= largest_chunk / 2) let_go_of_bulk();
    }
  });
}

void Hdf5Writer::texts(const std::string& name, const About& about, const std::vector<std::string>& values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const std::string& value : values) pointers.push_back(value.c_str());
  const hid_t type = common().text_type;
  write_dataset(group_.id(), name, about, {values.size()}, {type, type, sizeof(char*)},
                {common().plain_dataset, leave_open, "make properties"}, pointers.data());
}

void Hdf5Writer::raw_table(const std::string& name, const About& about, const RawTable& table) {
  const std::size_t size = table.row_size();
  const Hdf5Handle file(H5Tcreate(H5T_COMPOUND, size), H5Tclose, "make a table type");
  const Hdf5Handle memory(H5Tcreate(H5T_COMPOUND, size), H5Tclose, "make a table type");
  std::size_t offset = 0;
  for (const RawColumn& column : table.columns) {
    const CellType type = cell_type(column);
    must(H5Tinsert(file.id(), column.name.c_str(), offset, type.file.id()), "make a table type");
    must(H5Tinsert(memory.id(), column.name.c_str(), offset, type.memory.id()), "make a table type");
    offset += column.size;
  }
  write_dataset(group_.id(), name, about, {table.rows}, {file.id(), memory.id(), size}, dataset_properties({table.rows}, size),
                table.bytes.data());
}

Hdf5Handle root_of(const Hdf5Handle& file) { return {H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open the root group"}; }

namespace {

// The memory of a file in memory is `data`, a Bulk<char>.

void* grow_image(void*, std::size_t size, H5FD_file_image_op_t, void* data) {
  auto& image = *static_cast<Bulk<char>*>(data);
  try {
    if (size > image.size()) image.resize(size);
  } catch (...) {  // out of memory; HDF5 is written in C
    return nullptr;
  }
  return image.data();
}

void* first_image(std::size_t size, H5FD_file_image_op_t what, void* data) { return grow_image(nullptr, size, what, data); }

void* copy_image(void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) { return std::memcpy(to, from, size); }

herr_t keep_image(void*, H5FD_file_image_op_t, void*) { return 0; }

void* same_data(void* data) { return data; }

herr_t keep_data(void*) { return 0; }

Hdf5Handle create(const std::string& path, Bulk<char>* image) {
  const Hdf5Handle creation = plain_properties(H5P_FILE_CREATE);
  must(H5Pset_istore_k(creation.id(), 4), "choose the size of chunk indices");  // most datasets have one chunk
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make properties");
  // The oldest format that serves, which every reader knows; newer superblocks keep a time of day.
  must(H5Pset_libver_bounds(access.id(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "choose a format");
  if (image != nullptr) {
    image->reserve(bulk_in_files());  // what goes into it is hardly more, and is deflated: it need not move as it grows
    must(H5Pset_fapl_core(access.id(), largest_chunk, false), "keep the file in memory");
    H5FD_file_image_callbacks_t memory{first_image, copy_image, grow_image, keep_image, same_data, keep_data, image};
    must(H5Pset_file_image_callbacks(access.id(), &memory), "keep the file in memory");
    H5AC_cache_config_t cache{};  // of metadata: what has been written is not needed again, and to keep it takes memory and time
    cache.version = H5AC__CURR_CACHE_CONFIG_VERSION;
    must(H5Pget_mdc_config(access.id(), &cache), "choose a cache");
    cache.set_initial_size = true;
    cache.initial_size = cache.min_size = first_cache;  // it grows for files with very many measures
    must(H5Pset_mdc_config(access.id(), &cache), "choose a cache");
  }
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose, "create a file"};
}

}  // namespace

void leave_hdf5_at_exit() { H5dont_atexit(); }

std::size_t elements_in(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

Hdf5Handle create_in_memory(Bulk<char>& image) { return create("careway-results", &image); }

Hdf5Handle create_on_disk(const std::string& path) { return create(path, nullptr); }

std::size_t finish(const Hdf5Handle& file) {
  must(H5Fflush(file.id(), H5F_SCOPE_GLOBAL), "finish the file");
  const ssize_t size = H5Fget_file_image(file.id(), nullptr, 0);
  must(size < 0 ? -1 : 0, "finish the file");
  return static_cast<std::size_t>(size);
}

}  // namespace careway
