// FORMAT.md and a written file, compared both ways: every path, and the unit and dimensions of every dataset.
#include <doctest/doctest.h>
#include <hdf5.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "output/hdf5_read.hpp"
#include "output/results_file.hpp"
#include "output/seal.hpp"
#include "sample.hpp"

using namespace careway;

namespace {

struct Entry {
  std::string type;
  std::string dimensions;
  std::string unit;
};
using Entries = std::map<std::string, Entry>;

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" `");
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" `") - from + 1);
}

/// Table rows whose first cell is a path.
Entries documented() {
  std::ifstream page(CAREWAY_SOURCE_DIR "/sim/output/FORMAT.md");
  REQUIRE(page.good());
  Entries entries;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `/")) continue;
    std::vector<std::string> cells;
    std::istringstream parts(line.substr(1));
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(trimmed(cell));
    REQUIRE(cells.size() >= 5);
    entries[cells[0]] = {cells[1], cells[2], cells[3]};
  }
  return entries;
}

/// Puts `name` in place of the part of the path that follows `folder`.
std::string with_name(const std::string& path, const std::string& folder, const std::string& name) {
  const std::size_t at = path.find(folder);
  if (at == std::string::npos) return path;
  const std::size_t from = at + folder.size();
  const std::size_t until = std::min(path.find_first_of("/@", from), path.size());
  return path.substr(0, from) + name + path.substr(until);
}

/// The path with names of measures replaced by what they stand for.
std::string generalised(const std::string& path) {
  if (path.starts_with("/clocks/")) return with_name(with_name(path, "/clocks/", "<clock>"), "/cuts/", "<attribute>");
  if (path.starts_with("/levels/")) return with_name(with_name(path, "/levels/", "<level>"), "/at/", "<when>");
  return path.starts_with("/counts/") ? with_name(path, "/counts/", "<count>") : path;
}

std::string text_attribute(hid_t object, const char* name) {
  const Hdf5Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "open attribute");
  char* text = nullptr;
  H5Aread(attribute.id(), text_type().id(), &text);
  const std::string value = text ? text : "";
  H5free_memory(text);
  return value;
}

std::string type_name(hid_t type) {
  if (H5Tget_class(type) == H5T_COMPOUND) return "table";
  if (H5Tget_class(type) == H5T_STRING) return "text";
  if (H5Tequal(type, H5T_STD_I64LE) > 0) return "int64";
  if (H5Tequal(type, H5T_STD_U64LE) > 0) return "uint64";
  if (H5Tequal(type, H5T_STD_U32LE) > 0) return "uint32";
  return H5Tequal(type, H5T_IEEE_F64LE) > 0 ? "double" : "?";
}

class Walk {
 public:
  explicit Walk(Entries& found) : found_(found) {}

  void group(hid_t id, const std::string& path) {
    if (path != "/") found_[generalised(path)] = {"group", "", ""};
    attributes(id, path);
    for (const std::string& name : names(id)) {
      const std::string child = (path == "/" ? "" : path) + "/" + name;
      const Hdf5Handle object(H5Oopen(id, name.c_str(), H5P_DEFAULT), H5Oclose, "open " + child);
      if (H5Iget_type(object.id()) == H5I_GROUP)
        group(object.id(), child);
      else
        dataset(object.id(), child);
    }
  }

 private:
  static std::vector<std::string> names(hid_t id) {
    std::vector<std::string> list;
    H5Literate(
        id, H5_INDEX_NAME, H5_ITER_INC, nullptr,
        [](hid_t, const char* name, const H5L_info_t*, void* data) {
          static_cast<std::vector<std::string>*>(data)->push_back(name);
          return herr_t{0};
        },
        &list);
    return list;
  }

  void attributes(hid_t id, const std::string& path) {
    H5O_info_t info{};
    H5Oget_info(id, &info);
    for (hsize_t i = 0; i < info.num_attrs; ++i) {
      const Hdf5Handle attribute(H5Aopen_by_idx(id, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                                 "open");
      std::string name(200, '\0');
      name.resize(static_cast<std::size_t>(H5Aget_name(attribute.id(), name.size(), name.data())));
      const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose, "type");
      found_[generalised(path + "@" + name)] = {type_name(type.id()), "", ""};
    }
  }

  /// A wide number that took two datasets goes under its plain name.
  void dataset(hid_t id, const std::string& path) {
    const Hdf5Handle type(H5Dget_type(id), H5Tclose, "type");
    std::string plain = generalised(path);
    std::string kind = type_name(type.id());
    for (const char* end : {"_high", "_low"})
      if (plain.ends_with(end)) {
        plain.resize(plain.size() - std::string(end).size());
        kind = "wide";
      }
    found_[plain] = {kind, text_attribute(id, "dimensions"), text_attribute(id, "unit")};
    CHECK(text_attribute(id, "definition") != "");
  }

  Entries& found_;
};

Entries written() {
  const std::string image = results_image(test::rich_results({.replications = 2, .durations = 20}));
  const QuietHdf5 quiet;
  const std::string_view content = unsealed(image);
  const Hdf5Handle file = open_in_memory(content.data(), content.size());
  const Hdf5Handle root(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open");
  Entries found;
  Walk(found).group(root.id(), "/");
  return found;
}

bool same_type(const std::string& page, const std::string& file) { return page == file || (page == "wide" && file == "int64"); }

}  // namespace

TEST_CASE("everything in a written file is in FORMAT.md, with its type, dimensions and unit") {
  const Entries page = documented();
  for (const auto& [name, kind] : written()) {
    const auto& path = name;  // clang 14 takes no structured binding into a lambda
    const auto& entry = kind;
    INFO(path);
    const auto at = page.find(path);
    REQUIRE((at != page.end()));
    CHECK_MESSAGE(same_type(at->second.type, entry.type), at->second.type, " is ", entry.type);
    if (path.find('@') != std::string::npos) continue;
    CHECK(at->second.dimensions == entry.dimensions);
    CHECK(at->second.unit == entry.unit);
  }
}

TEST_CASE("everything in FORMAT.md is in a written file") {
  const Entries file = written();
  for (const auto& [name, kind] : documented()) {
    const auto& path = name;
    INFO(path);
    CHECK((file.find(path) != file.end()));
  }
}
