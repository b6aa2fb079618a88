// Event logs that somebody changed: they have no seal, so whatever stands in them is refused in words or does no harm.
#include <doctest/doctest.h>
#include <hdf5.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "output/event_file.hpp"
#include "output/export_events.hpp"
#include "output/hdf5_handles.hpp"

using namespace careway;

namespace {

/// A folder of its own, gone at the end.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("event_log_test_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return (path / name).string(); }
};

EventRow row(Ticks time, std::uint32_t patient, EventWhat what) {
  EventRow r{};
  r.time = time;
  r.patient = patient;
  r.what = static_cast<std::uint32_t>(what);
  return r;
}

const EventLogAbout about{.run = {{"seed", "1"}, {"length", "3 days"}}, .scenario = "s", .start = {19'000}, .seed = 1, .share = 1, .names = {{"p.s"}, {"p.desk"}, {"p.arrivals.a"}, {"p.left.done"}}};

/// Two patients of whom the first leaves; `rows` more at the end.
std::string log_of(const Folder& folder, std::vector<EventRow> more = {}) {
  const std::string path = folder.file("log.events.h5");
  std::vector<EventRow> rows = {row(0, 0, EventWhat::arrives), row(60'000, 1, EventWhat::arrives), row(120'000, 0, EventWhat::leaves)};
  rows.insert(rows.end(), more.begin(), more.end());
  EventLogWriter writer(path, about);
  writer.put(0, std::move(rows));
  writer.finish();
  writer.take_name();
  return path;
}

using Change = std::function<void(hid_t)>;

/// What all readers of a changed log say first; "" when they read it.
std::string complaint(const std::string& path, const Folder& folder) {
  try {
    const EventLogReader log(path);
    export_csv(log, log.replications(), folder.file("x.csv"));
    export_vidigi(log, log.replications(), folder.file("x.vidigi.csv"));
    export_xes(log, log.replications(), folder.file("x.xes"));
    export_parquet(log, log.replications(), folder.file("x.parquet"));
  } catch (const WorldError& error) {
    return error.what();
  }
  return "";
}

std::string after(const Change& change) {
  const Folder folder;
  const std::string path = log_of(folder);
  const QuietHdf5 quiet;
  {
    const Hdf5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
    change(file.id());
  }
  return complaint(path, folder);
}

void check_refused(const Change& change, const std::string& words) {
  const std::string said = after(change);
  INFO(said);
  CHECK(said.find(words) != std::string::npos);
}

void set_number(hid_t file, const char* name, std::int64_t value) {
  const Hdf5Handle attribute(H5Aopen(file, name, H5P_DEFAULT), H5Aclose, "open");
  REQUIRE(H5Awrite(attribute.id(), H5T_NATIVE_INT64, &value) >= 0);
}

/// Instead of what was there, an attribute of `count` numbers: more than the one that a careless reader has room for.
void many_numbers(hid_t file, const char* name, hsize_t count) {
  REQUIRE(H5Adelete(file, name) >= 0);
  const Hdf5Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "space");
  const Hdf5Handle attribute(H5Acreate2(file, name, H5T_STD_I64LE, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "create");
  const std::vector<std::int64_t> values(count, 1);
  REQUIRE(H5Awrite(attribute.id(), H5T_NATIVE_INT64, values.data()) >= 0);
}

/// An empty dataset of the log's rows with another shape, under this name.
void add_rows(hid_t file, const char* name, const std::vector<hsize_t>& shape) {
  const Hdf5Handle old(H5Dopen2(file, "replication_0", H5P_DEFAULT), H5Dclose, "open");
  const Hdf5Handle type(H5Dget_type(old.id()), H5Tclose, "type");
  const std::vector<hsize_t> most(shape.size(), H5S_UNLIMITED);
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), most.data()), H5Sclose, "space");
  const Hdf5Handle how(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "properties");
  const std::vector<hsize_t> chunk(shape.size(), 16);
  H5Pset_chunk(how.id(), static_cast<int>(shape.size()), chunk.data());
  const Hdf5Handle data(H5Dcreate2(file, name, type.id(), space.id(), H5P_DEFAULT, how.id(), H5P_DEFAULT), H5Dclose, "create");
}

}  // namespace

TEST_CASE("an event log tells whether it belongs to some results") {
  CHECK(other_run(about, about.run) == "");
  CHECK(other_run(about, {{"seed", "1"}, {"length", "4 days"}}) == "it is of another run: length is 3 days, not 4 days");
  CHECK(other_run(about, {{"seed", "2"}, {"length", "4 days"}}) == "it is of another run: seed is 1, not 2, and 1 more");
  EventLogAbout silent = about;
  silent.run.clear();
  CHECK(other_run(silent, about.run).find("did not say") != std::string::npos);
}

TEST_CASE("an event log comes back as it was written, and all forms of it can be made") {
  const Folder folder;
  const std::string path = log_of(folder);
  const EventLogReader log(path);
  CHECK(log.about() == about);
  CHECK(log.replications() == std::vector<std::uint32_t>{0});
  std::vector<Ticks> times;
  log.read(0, [&](const EventRow& r) { times.push_back(r.time); });
  CHECK(times == std::vector<Ticks>{0, 60'000, 120'000});
  CHECK(complaint(path, folder) == "");
  std::ifstream file(folder.file("x.vidigi.csv"));
  const std::string vidigi{std::istreambuf_iterator<char>(file), {}};
  CHECK(vidigi == "entity_id,pathway,event_type,event,time,resource_id,run_number\n0,p,arrival_departure,arrival,0,,0\n0,p,arrival_departure,depart,2,,0\n");
}

TEST_CASE("a log takes the place of an earlier one when it is whole, and not before") {
  const Folder folder;
  const std::string path = folder.file("log.events.h5"), part = path + ".part";
  const auto lengths = [&path] {
    std::vector<std::size_t> rows;
    const EventLogReader log(path);
    for (const std::uint32_t replication : log.replications()) {
      rows.push_back(0);
      log.read(replication, [&rows](const EventRow&) { ++rows.back(); });
    }
    return rows;
  };
  log_of(folder);
  {
    EventLogWriter given_up(path, about);
    given_up.put(0, {row(0, 0, EventWhat::arrives)});
  }
  CHECK(lengths() == std::vector<std::size_t>{3});
  CHECK(!std::filesystem::exists(part));
  {
    EventLogWriter forgotten(path, about);
    forgotten.put(0, {row(0, 0, EventWhat::arrives)});
    CHECK(forgotten.finish() == 1);
    CHECK(lengths() == std::vector<std::size_t>{3});
  }
  CHECK(lengths() == std::vector<std::size_t>{1});
  CHECK(!std::filesystem::exists(part));
  {
    EventLogWriter writer(path, about);
    for (std::size_t block = 0; block < 100; ++block) writer.put(block % 2, std::vector<EventRow>(1 << 14, row(60'000, 0, EventWhat::arrives)));
    writer.put(1, {row(120'000, 0, EventWhat::leaves)});
    CHECK(writer.finish() == 100 * (1 << 14) + 1);
    writer.take_name();
    CHECK(!std::filesystem::exists(part));
  }
  CHECK(lengths() == std::vector<std::size_t>{50 * (1 << 14), 50 * (1 << 14) + 1});
  std::filesystem::remove(path);
  std::filesystem::create_directories(path);
  EventLogWriter nowhere(path, about);
  nowhere.finish();
  CHECK_THROWS_AS(nowhere.take_name(), WorldError);
  CHECK(std::filesystem::is_directory(path));
}

TEST_CASE("rows that cannot be are refused before they are used") {
  const Folder folder;
  EventRow odd = row(180'000, 1, EventWhat::arrives);
  odd.what = 8;
  CHECK(complaint(log_of(folder, {odd}), folder).find("there is no event 8") != std::string::npos);
  CHECK(complaint(log_of(folder, {row(std::numeric_limits<Ticks>::max(), 1, EventWhat::arrives)}), folder).find("an instant is out of range") != std::string::npos);
  CHECK(complaint(log_of(folder, {row(std::numeric_limits<Ticks>::min(), 1, EventWhat::arrives)}), folder).find("an instant is out of range") != std::string::npos);
}

TEST_CASE("numbers of patients, steps and pools beyond any list do no harm") {
  const Folder folder;
  EventRow far = row(180'000, std::numeric_limits<std::uint32_t>::max(), EventWhat::leaves);
  EventRow takes = row(180'000, std::numeric_limits<std::uint32_t>::max(), EventWhat::takes);
  far.step = takes.step = far.which = takes.which = std::numeric_limits<std::uint32_t>::max();
  CHECK(complaint(log_of(folder, {takes, far, far}), folder) == "");
}

TEST_CASE("what is no event log, or of another version, is told so") {
  check_refused([](hid_t f) { set_number(f, "format_version", 3); }, "it was written by a newer program");
  check_refused([](hid_t f) { H5Ldelete(f, "run_values", H5P_DEFAULT); }, "run_values");
  check_refused([](hid_t f) { H5Adelete(f, "format"); }, "/@format is missing");
  check_refused([](hid_t f) { set_number(f, "start_day", std::numeric_limits<std::int64_t>::max()); }, "the start date is out of range");
  check_refused([](hid_t f) { many_numbers(f, "seed", 1000); }, "/@seed");
  check_refused([](hid_t f) { many_numbers(f, "scenario", 3); }, "/@scenario is not a single value");
  check_refused([](hid_t f) { H5Ldelete(f, "pools", H5P_DEFAULT); }, "/pools is missing");
}

TEST_CASE("replications of odd names and shapes are refused or passed over") {
  check_refused([](hid_t f) { add_rows(f, "replication_1", {4, 4}); }, "replication 1 is not a list");
  check_refused([](hid_t f) { add_rows(f, "replication_1", {hsize_t{1} << 60}); }, "replication 1 claims an absurd number of events");
  check_refused([](hid_t f) { add_rows(f, "replication_1", {1'000'000'000'000}); }, "replication 1 claims more values than it holds");
  check_refused([](hid_t f) { H5Ldelete(f, "replication_0", H5P_DEFAULT), H5Lcreate_soft("/steps", f, "replication_0", H5P_DEFAULT, H5P_DEFAULT); }, "read the log");
  for (const char* name : {"replication_", "replication_x", "replication_1x", "replication_-1", "replication_99999999999999999999", "replications"})
    CHECK(after([&](hid_t f) { add_rows(f, name, {0}); }) == "");
}

TEST_CASE("a log cut off, or no file at all, is told so") {
  const Folder folder;
  const std::string path = log_of(folder);
  for (const std::uintmax_t size : {std::uintmax_t{0}, std::uintmax_t{100}, std::filesystem::file_size(path) / 2, std::filesystem::file_size(path) - 1}) {
    const std::string cut = folder.file("cut.events.h5");
    std::filesystem::copy_file(path, cut, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(cut, size);
    CHECK(complaint(cut, folder) != "");
  }
  CHECK(complaint(folder.path.string(), folder).find("it is not a file") != std::string::npos);
}
