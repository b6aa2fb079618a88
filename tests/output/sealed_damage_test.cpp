// Files that somebody changed and sealed again, so that the checks behind the seal must find what is wrong.
#include <doctest/doctest.h>
#include <hdf5.h>

#include <functional>
#include <string>

#include "base/errors.hpp"
#include "output/hdf5_write.hpp"
#include "output/layout.hpp"
#include "output/results_file.hpp"
#include "output/seal.hpp"
#include "output/summary_table.hpp"
#include "image.hpp"
#include "sample.hpp"

using namespace careway;

namespace {

std::string read_error(const std::string& content) {
  try {
    results_from_image(content + seal_of(content), "x.h5");
  } catch (const WorldError& error) {
    return error.what();
  }
  return "";
}

/// A copy of the sample with something done to it by the HDF5 library, as another program might.
std::string changed(const std::function<void(hid_t)>& change) {
  const QuietHdf5 quiet;
  const Results results = test::rich_results({.replications = 2, .durations = 20});
  Bulk<char> memory;
  const Hdf5Handle file = create_in_memory(memory);
  {
    Hdf5Writer root(root_of(file));
    lay_out(root, results);
    write_summary_table(root, summarise(results));
  }
  change(file.id());
  return test::image_of(file);
}

void set_number(hid_t file, const char* object, const char* name, std::int64_t value) {
  const Hdf5Handle group(H5Gopen2(file, object, H5P_DEFAULT), H5Gclose, "open");
  const Hdf5Handle attribute(H5Aopen(group.id(), name, H5P_DEFAULT), H5Aclose, "open");
  REQUIRE(H5Awrite(attribute.id(), H5T_NATIVE_INT64, &value) >= 0);
}

void set_text(hid_t file, const char* object, const char* name, const char* value) {
  const Hdf5Handle group(H5Gopen2(file, object, H5P_DEFAULT), H5Gclose, "open");
  const Hdf5Handle attribute(H5Aopen(group.id(), name, H5P_DEFAULT), H5Aclose, "open");
  REQUIRE(H5Awrite(attribute.id(), text_type().id(), &value) >= 0);
}

/// Replaces a dataset by an empty one (in chunks that nobody wrote) of another shape or type.
void replace(hid_t file, const char* path, const std::vector<hsize_t>& shape, hid_t type) {
  REQUIRE(H5Ldelete(file, path, H5P_DEFAULT) >= 0);
  const int rank = static_cast<int>(shape.size());
  const Hdf5Handle space(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose, "space");
  const Hdf5Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
  const std::vector<hsize_t> chunk(shape.size(), 1);
  H5Pset_chunk(properties.id(), rank, chunk.data());
  const Hdf5Handle data(H5Dcreate2(file, path, type, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT), H5Dclose, "create");
}

void check_refused(const std::function<void(hid_t)>& change, const std::string& words) {
  const std::string message = read_error(changed(change));
  INFO(message);
  CHECK(message.find(words) != std::string::npos);
}

}  // namespace

TEST_CASE("the unchanged copy is read") {
  CHECK(read_error(changed([](hid_t) {})) == "");
}

TEST_CASE("other formats and versions are refused by name") {
  check_refused([](hid_t f) { set_text(f, "/", "format", "something-else"); }, "is not a Careway results file");
  check_refused([](hid_t f) { set_number(f, "/", "format_version", 7); },
                "format version 7 is newer than this program reads (1)");
  check_refused([](hid_t f) { set_number(f, "/", "format_version", 0); }, "there is no format version 0");
}

TEST_CASE("missing parts are named") {
  check_refused([](hid_t f) { H5Ldelete(f, "/clocks/clock_0/n", H5P_DEFAULT); }, "/clocks/clock_0/n is missing");
  check_refused([](hid_t f) { H5Ldelete(f, "/levels", H5P_DEFAULT); }, "/levels is missing");
  check_refused([](hid_t f) { H5Adelete_by_name(f, "/", "seed", H5P_DEFAULT); }, "/@seed is missing");
}

TEST_CASE("shapes and types that do not fit are named") {
  check_refused(
      [](hid_t f) {
        replace(f, "/clocks/clock_0/n", {2, 3}, H5T_STD_U64LE);
      },
      "/clocks/clock_0/n has the shape [2 x 3] instead of [2 x 2]");
  check_refused([](hid_t f) { replace(f, "/clocks/clock_0/n", {2, 2}, H5T_IEEE_F32LE); }, "/clocks/clock_0/n has the wrong type");
  check_refused([](hid_t f) { replace(f, "/audit/books", {2}, H5T_STD_I64LE); }, "/audit/books has the wrong columns");
  check_refused([](hid_t f) { replace(f, "/sites", {2}, H5T_STD_I64LE); }, "/sites has the wrong type");
  check_refused(
      [](hid_t f) { H5Ldelete(f, "/clocks", H5P_DEFAULT), H5Lcreate_soft("/levels", f, "/clocks", H5P_DEFAULT, H5P_DEFAULT); },
      "/clocks is missing");
}

TEST_CASE("absurd sizes are refused before memory is taken") {
  check_refused([](hid_t f) { replace(f, "/replications", {hsize_t{1} << 40}, H5T_STD_U32LE); }, "absurd size");
  check_refused([](hid_t f) { replace(f, "/replications", {hsize_t{1} << 62}, H5T_STD_U32LE); }, "absurd size");
  check_refused([](hid_t f) { replace(f, "/clocks/clock_0/quantiles", {100'000}, H5T_IEEE_F64LE); },
                "claims more values than it holds");
  check_refused([](hid_t f) { set_number(f, "/clocks/clock_0", "histogram_bins", 1'000'000); }, "out of range");
  check_refused([](hid_t f) { set_number(f, "/levels/whole.occupied", "values", 1'000'000'000'000); }, "shape");
}

TEST_CASE("values that cannot be are refused") {
  check_refused([](hid_t f) { set_number(f, "/clocks/clock_0", "by_site", 2); }, "is neither 0 nor 1");
  check_refused([](hid_t f) { set_number(f, "/clocks/clock_0", "position", 1); }, "is not a place in the order");
  check_refused([](hid_t f) { set_number(f, "/clocks/clock_0", "position", -1); }, "is not a place in the order");
  check_refused([](hid_t f) { set_text(f, "/clocks/clock_0", "name", "clock_9"); }, "does not belong to its group");
  check_refused([](hid_t f) { set_number(f, "/", "length_ms", 0); }, "window is out of range");
  check_refused([](hid_t f) { set_number(f, "/", "start_day", INT64_MAX); }, "start date is out of range");
}

TEST_CASE("more durations within a threshold than there are is refused") {
  check_refused(
      [](hid_t f) {
        const std::vector<std::uint64_t> ones(8, 1'000'000);
        const Hdf5Handle data(H5Dopen2(f, "/clocks/clock_0/within", H5P_DEFAULT), H5Dclose, "open");
        H5Dwrite(data.id(), H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, ones.data());
      },
      "clock clock_0 has more durations within a threshold");
}

TEST_CASE("a capacity of less than nothing is refused, for occupancy is divided by it") {
  check_refused(
      [](hid_t f) {
        const Hdf5Handle levels(H5Gopen2(f, "/levels", H5P_DEFAULT), H5Gclose, "open");
        H5Literate(levels.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr,
                   [](hid_t group, const char* name, const H5L_info_t*, void*) -> herr_t {
                     if (!std::string(name).ends_with("capacity")) return 0;
                     const Hdf5Handle data(H5Dopen2(group, (std::string(name) + "/area_ms").c_str(), H5P_DEFAULT), H5Dclose, "open");
                     const Hdf5Handle space(H5Dget_space(data.id()), H5Sclose, "space");
                     const std::vector<std::int64_t> less(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())), -1);
                     return H5Dwrite(data.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, less.data());
                   },
                   nullptr);
      },
      "has less than none");
}
