// Results files. The first byte says how the input is meant: as a whole file, bytes as they are, which the seal must refuse
// unless they are true; or as a list of changes to a good file, each made by the HDF5 library and sealed anew, as someone
// would who doctors a file on purpose: numbers, texts and parts of datasets overwritten, attributes and links deleted or moved.
// Damage to HDF5's own structures behind a good seal is not tried: that would test the library (README.md).
#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/bulk.hpp"
#include "base/errors.hpp"
#include "output/csv.hpp"
#include "output/headline.hpp"
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/json.hpp"
#include "output/layout.hpp"
#include "output/results_file.hpp"
#include "output/seal.hpp"
#include "output/summary.hpp"
#include "output/summary_table.hpp"
#include "image.hpp"
#include "sample.hpp"

using namespace careway;

namespace {

/// Attributes as "object@name", datasets and groups by path.
struct Good {
  std::string image;
  std::vector<std::string> attributes, datasets, links;
};

herr_t note_attribute(hid_t, const char* name, const H5A_info_t*, void* list) {
  static_cast<std::vector<std::string>*>(list)->push_back(name);
  return 0;
}

herr_t note_object(hid_t file, const char* path, const H5O_info_t* info, void* data) {
  auto& good = *static_cast<Good*>(data);
  if (info->type == H5O_TYPE_DATASET) good.datasets.push_back(path);
  if (std::strcmp(path, ".") != 0) good.links.push_back(path);
  std::vector<std::string> names;
  const Hdf5Handle object(H5Oopen(file, path, H5P_DEFAULT), H5Oclose, "open");
  H5Aiterate2(object.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, note_attribute, &names);
  if (info->type == H5O_TYPE_GROUP)
    for (const std::string& name : names) good.attributes.push_back(std::string(path) + "@" + name);
  return 0;
}

Good good_file(const Results& results) {
  Good good;
  const Bulk<char> image = hdf5_image([&](Hdf5Writer& root) { lay_out(root, results); });
  good.image.assign(image.begin(), image.end());
  const QuietHdf5 quiet;
  const Hdf5Handle file = open_in_memory(good.image.data(), good.image.size());
  H5Ovisit(file.id(), H5_INDEX_NAME, H5_ITER_INC, note_object, &good);
  return good;
}

Hdf5Handle open_for_change(const std::string& image) {
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make");
  H5Pset_fapl_core(access.id(), 1 << 16, false);
  H5Pset_file_image(access.id(), const_cast<char*>(image.data()), image.size());
  return {H5Fopen("changed", H5F_ACC_RDWR, access.id()), H5Fclose, "open"};
}

struct Input {
  const std::uint8_t* data;
  std::size_t size;
  std::uint8_t byte() { return size == 0 ? 0 : (--size, *data++); }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value |= static_cast<std::uint64_t>(byte()) << (8 * i);
    return value;
  }
};

void change_attribute(hid_t file, const std::string& which, Input& in) {
  const std::size_t at = which.find('@');
  const std::string object = which.substr(0, at), name = which.substr(at + 1);
  const Hdf5Handle attribute(H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "open");
  const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose, "type");
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose, "space");
  if (H5Sget_simple_extent_npoints(space.id()) != 1) return;
  if (H5Tis_variable_str(type.id()) > 0) {
    std::string text;
    for (std::size_t n = in.byte() % 12; n > 0; --n) text += static_cast<char>(std::max<std::uint8_t>(1, in.byte()));
    const char* words = text.c_str();
    H5Awrite(attribute.id(), type.id(), &words);
    return;
  }
  const std::uint64_t value = in.number();
  if (H5Tget_size(type.id()) == sizeof value) H5Awrite(attribute.id(), type.id(), &value);
}

void change_dataset(hid_t file, const std::string& path, Input& in) {
  const Hdf5Handle data(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "open");
  const Hdf5Handle type(H5Dget_type(data.id()), H5Tclose, "type");
  const Hdf5Handle space(H5Dget_space(data.id()), H5Sclose, "space");
  const hssize_t count = H5Sget_simple_extent_npoints(space.id());
  if (count <= 0 || H5Tdetect_class(type.id(), H5T_VLEN) > 0 || H5Tis_variable_str(type.id()) > 0) return;
  std::vector<char> bytes(static_cast<std::size_t>(count) * H5Tget_size(type.id()));
  H5Dread(data.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
  const std::size_t place = in.number() % bytes.size() / 8 * 8;
  const std::uint64_t value = in.number();
  std::memcpy(bytes.data() + place, &value, std::min<std::size_t>(sizeof value, bytes.size() - place));
  H5Dwrite(data.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
}

template <class List>
const std::string& one_of(const List& list, Input& in) {
  return list[(in.byte() + 256U * in.byte()) % list.size()];
}

void change(hid_t file, const Good& good, Input& in) {
  switch (in.byte() % 8) {
    case 0: {
      const std::string& which = one_of(good.attributes, in);
      const std::size_t at = which.find('@');
      H5Adelete_by_name(file, which.substr(0, at).c_str(), which.substr(at + 1).c_str(), H5P_DEFAULT);
      break;
    }
    case 1: H5Ldelete(file, one_of(good.links, in).c_str(), H5P_DEFAULT); break;
    case 2: {
      const std::string& from = one_of(good.links, in);
      const std::string& to = one_of(good.links, in);
      if (from == to) break;
      H5Ldelete(file, to.c_str(), H5P_DEFAULT);
      H5Ocopy(file, from.c_str(), file, to.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    }
    case 3:
    case 4: change_attribute(file, one_of(good.attributes, in), in); break;
    default: change_dataset(file, one_of(good.datasets, in), in); break;
  }
}

std::string doctored(const Good& good, Input in) {
  const QuietHdf5 quiet;
  const Hdf5Handle file = open_for_change(good.image);
  for (int n = 0; n < 8 && in.size > 0; ++n) {
    try {
      change(file.id(), good, in);
    } catch (const FileFault&) {  // what it would change is gone already
    }
  }
  const std::string image = test::image_of(file);
  return image + seal_of(image);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Good small = good_file(test::small_results());
  static const Good rich = good_file(test::rich_results({.replications = 2, .sites = 2, .buckets = 2, .clocks = 2, .resources = 1, .durations = 10}));
  if (size < 2) return 0;
  const std::string file = data[0] % 4 == 0 ? std::string(reinterpret_cast<const char*>(data) + 1, size - 1) : doctored(data[0] % 4 == 1 ? rich : small, {data + 1, size - 1});
  try {
    const Results results = results_from_image(file, "input.h5");
    const Summary summary = summarise(results);  // once: it is most of the work
    headline_text(summary, results, Colour::none);
    results_json(summary, results);
    summary_rows(summary);
    series_csv(results);
  } catch (const WorldError&) {
  }
  return 0;
}
