#include "output/hdf5_read.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

namespace careway {
namespace {

constexpr std::size_t least_budget = std::size_t{256} << 20;  // bytes; assumed
constexpr std::size_t most_budget = std::size_t{16} << 30;    // bytes; assumed: beyond what results fit into memory with
constexpr std::size_t budget_per_byte = 5000;  // empty histograms pack about 4000 to 1, so an honest file never meets it
constexpr std::size_t longest_text = std::size_t{64} << 20;  // bytes; assumed
constexpr std::size_t most_links = 1'000'000;                // assumed

std::string shape_text(const Shape& shape) {
  std::string text;
  for (const std::size_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return "[" + text + "]";
}

Shape shape_of(hid_t dataset) {
  const Hdf5Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
  const int rank = H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space.id()) : -1;
  if (rank < 1) return {};
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  must(H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr), "read a shape");
  return {sizes.begin(), sizes.end()};
}

bool same_type(hid_t type, hid_t wanted) { return H5Tequal(type, wanted) > 0; }

}  // namespace

const char* storage_problem(hid_t dataset, std::size_t bytes) {
  const Hdf5Handle properties(H5Dget_create_plist(dataset), H5Pclose, "read properties");
  const H5D_layout_t layout = H5Pget_layout(properties.id());
  if (layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED) return "has an unknown layout";
  if (H5Pget_external_count(properties.id()) != 0) return "keeps its data in another file";
  const int filters = H5Pget_nfilters(properties.id());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    unsigned config = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(properties.id(), static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &config);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE) return "is packed in an unknown way";
  }
  if (H5Dget_storage_size(dataset) < bytes / 1032) return "claims more values than it holds";
  return nullptr;
}

Budget::Budget(std::size_t file_size)
    : left_(std::min(most_budget, least_budget + std::min(file_size, most_budget) * budget_per_byte)) {}

void Budget::take(std::size_t elements, std::size_t element_size, const std::string& what) {
  if (elements > left_ / std::max<std::size_t>(1, element_size)) throw FileFault("claims an absurd size (" + what + ")");
  left_ -= elements * element_size;
}

void Hdf5Reader::fail(const std::string& name, const std::string& problem) const {
  throw FileFault("is damaged: " + path_ + name + " " + problem);
}

bool Hdf5Reader::has(const std::string& name) const {
  H5L_info_t link{};
  return H5Lexists(group_.id(), name.c_str(), H5P_DEFAULT) > 0 &&
         H5Lget_info(group_.id(), name.c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD;
}

Hdf5Reader Hdf5Reader::group(const std::string& name) {
  if (!has(name)) fail(name, "is missing");
  const hid_t id = H5Gopen2(group_.id(), name.c_str(), H5P_DEFAULT);
  if (id < 0) fail(name, "is not a group");
  return {Hdf5Handle(id, H5Gclose, "open " + name), path_ + name + "/", *budget_};
}

Hdf5Handle Hdf5Reader::open_attribute(const char* name) const {
  if (H5Aexists(group_.id(), name) <= 0) fail(std::string("@") + name, "is missing");
  Hdf5Handle attribute(H5Aopen(group_.id(), name, H5P_DEFAULT), H5Aclose, path_ + "@" + name);
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose, "read a shape");
  if (H5Sget_simple_extent_type(space.id()) != H5S_SCALAR) fail(std::string("@") + name, "is not a single value");
  return attribute;
}

void Hdf5Reader::attribute(const char* name, const NumberType& type, void* value) {
  const Hdf5Handle attribute = open_attribute(name);
  const Hdf5Handle found(H5Aget_type(attribute.id()), H5Tclose, "read a type");
  if (!same_type(found.id(), type.file)) fail(std::string("@") + name, "has the wrong type");
  must(H5Aread(attribute.id(), type.memory, value), std::string("read attribute ") + name);
}

void Hdf5Reader::flag(const char* name, bool& value) {
  std::int64_t number_value = 0;
  number(name, number_value);
  if (number_value != 0 && number_value != 1) fail(std::string("@") + name, "is neither 0 nor 1");
  value = number_value == 1;
}

void Hdf5Reader::text(const char* name, std::string& value) {
  const Hdf5Handle attribute = open_attribute(name);
  const Hdf5Handle type = text_type();
  const Hdf5Handle found(H5Aget_type(attribute.id()), H5Tclose, "read a type");
  if (!same_type(found.id(), type.id())) fail(std::string("@") + name, "has the wrong type");
  char* text = nullptr;
  must(H5Aread(attribute.id(), type.id(), &text), std::string("read attribute ") + name);
  const std::unique_ptr<char, herr_t (*)(void*)> held(text, H5free_memory);
  const std::size_t length = text ? ::strnlen(text, longest_text + 1) : 0;
  if (length > longest_text) fail(std::string("@") + name, "is too long");
  budget_->take(length, 1, path_ + name);
  value.assign(text ? text : "", length);
}

Hdf5Handle Hdf5Reader::open_dataset(const std::string& name) const {
  if (!has(name)) fail(name, "is missing");
  const hid_t id = H5Dopen2(group_.id(), name.c_str(), H5P_DEFAULT);
  if (id < 0) fail(name, "is not a dataset");
  return {id, H5Dclose, "open " + name};
}

std::size_t Hdf5Reader::length_of(const std::string& name) {
  const Shape shape = shape_of(open_dataset(name).id());
  if (shape.size() != 1) fail(name, "is not a list");
  return shape[0];
}

std::size_t Hdf5Reader::room_for(const std::string& name, const NumberType& type, const Shape& shape) {
  const Hdf5Handle dataset = open_dataset(name);
  const Hdf5Handle found(H5Dget_type(dataset.id()), H5Tclose, "read a type");
  if (!same_type(found.id(), type.file)) fail(name, "has the wrong type");
  const Shape stored = shape_of(dataset.id());
  if (stored != shape) fail(name, "has the shape " + shape_text(stored) + " instead of " + shape_text(shape));
  std::size_t elements = 1;
  for (const std::size_t size : shape) {
    if (size != 0 && elements > most_budget / size) fail(name, "claims an absurd size");
    elements *= size;
  }
  budget_->take(elements, type.size, path_ + name);
  if (const char* problem = storage_problem(dataset.id(), elements * type.size)) fail(name, problem);
  return elements;
}

void Hdf5Reader::fill(const std::string& name, const NumberType& type, void* data) {
  const Hdf5Handle dataset = open_dataset(name);
  const Shape shape = shape_of(dataset.id());
  if (std::find(shape.begin(), shape.end(), 0U) != shape.end()) return;
  if (H5Dread(dataset.id(), type.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) fail(name, "cannot be unpacked");
}

void Hdf5Reader::texts(const std::string& name, const About&, std::vector<std::string>& values) {
  const Hdf5Handle type = text_type();
  std::vector<char*> pointers(room_for(name, {type.id(), type.id(), 2 * sizeof(char*)}, {length_of(name)}));
  values.clear();
  if (pointers.empty()) return;
  fill(name, {type.id(), type.id(), sizeof(char*)}, pointers.data());
  const Hdf5Handle dataset = open_dataset(name);
  const Hdf5Handle space(H5Dget_space(dataset.id()), H5Sclose, "read a shape");
  for (const char* text : pointers) values.emplace_back(text ? text : "");
  H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
  for (const std::string& value : values) budget_->take(value.size(), 1, path_ + name);
}

std::vector<std::string> Hdf5Reader::links(std::size_t item_size) {
  H5G_info_t info{};
  must(H5Gget_info(group_.id(), &info), "list " + path_);
  if (info.nlinks > most_links) fail("", "claims an absurd number of groups");
  budget_->take(info.nlinks, item_size, path_);
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    std::string name(4096, '\0');
    const ssize_t length =
        H5Lget_name_by_idx(group_.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
    if (length < 0 || static_cast<std::size_t>(length) >= name.size()) fail("", "has an unreadable name");
    name.resize(static_cast<std::size_t>(length));
    names.push_back(std::move(name));
  }
  return names;
}

Hdf5Handle open_in_memory(const void* bytes, std::size_t size) {
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make properties");
  must(H5Pset_fapl_core(access.id(), std::size_t{1} << 20, false), "keep the file in memory");
  // HDF5 copies the image; its parameter lacks the const.
  must(H5Pset_file_image(access.id(), const_cast<void*>(bytes), size), "keep the file in memory");
  const hid_t id = H5Fopen("careway-results", H5F_ACC_RDONLY, access.id());
  if (id < 0) throw FileFault("is damaged: HDF5 cannot open it");
  return {id, H5Fclose, "open the file"};
}

}  // namespace careway
