#include "output/event_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <new>
#include <optional>
#include <string_view>

#include "base/contract.hpp"
#include "base/errors.hpp"
#include "output/files.hpp"
#include "output/hdf5_handles.hpp"
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/reading_guard.hpp"

namespace careway {

namespace {

constexpr hsize_t chunk_rows = 1 << 14;
constexpr std::size_t chunk_bytes = chunk_rows * sizeof(EventRow);
constexpr std::size_t most_blocks = 64;  // unwritten: 64 x 16384 x 24 bytes
constexpr std::size_t few_blocks = 2;    // unwritten: so many may wait while one is compressed
constexpr auto nap = std::chrono::milliseconds(5);  // of the writer with nothing to do: to wake it costs the simulation more than to write
constexpr std::uint32_t no_filter = 0b11;  // HDF5's mask of filters that were left out: shuffle and deflate
constexpr hsize_t most_rows = hsize_t{1} << 50;  // no disk holds more
constexpr std::int64_t log_version = 2;
constexpr const char* log_format = "careway-events";

Hdf5Handle row_type() {
  Hdf5Handle type(H5Tcreate(H5T_COMPOUND, sizeof(EventRow)), H5Tclose, "describe events");
  must(H5Tinsert(type.id(), "time_ms", offsetof(EventRow, time), H5T_NATIVE_INT64), "describe events");
  must(H5Tinsert(type.id(), "patient", offsetof(EventRow, patient), H5T_NATIVE_UINT32), "describe events");
  must(H5Tinsert(type.id(), "step", offsetof(EventRow, step), H5T_NATIVE_UINT32), "describe events");
  must(H5Tinsert(type.id(), "which", offsetof(EventRow, which), H5T_NATIVE_UINT32), "describe events");
  must(H5Tinsert(type.id(), "what", offsetof(EventRow, what), H5T_NATIVE_UINT32), "describe events");
  return type;
}

std::string dataset_name(std::uint32_t replication) { return "replication_" + std::to_string(replication); }

/// The number in "replication_7"; nothing when the name is not so.
std::optional<std::uint32_t> replication_of(std::string_view name) {
  constexpr std::string_view start = "replication_";
  std::uint32_t number = 0;
  if (!name.starts_with(start)) return std::nullopt;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + start.size(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// A log is no secret and has no seal: what does not belong in one is refused here, so that those who read it need not ask.
void check_row(const EventRow& row) {
  constexpr Ticks farthest = 100'000 * ticks_per_week;
  if (row.what >= std::size(event_words)) throw FileFault("is damaged: there is no event " + std::to_string(row.what));
  if (row.time < -farthest || row.time > farthest) throw FileFault("is damaged: an instant is out of range");
}

}  // namespace

std::string event_log_path(const std::string& results_path) {
  const bool plain = results_path.size() > 3 && results_path.ends_with(".h5");
  return (plain ? results_path.substr(0, results_path.size() - 3) : results_path) + ".events.h5";
}

std::string other_run(const EventLogAbout& log, const std::vector<IdentityLine>& results) {
  if (log.run.empty()) return "an earlier version of careway wrote it, which did not say of which run it is";
  const std::vector<std::string> reasons = differences(log.run, results);
  if (reasons.empty()) return {};
  return "it is of another run: " + reasons.front() + (reasons.size() > 1 ? fmt::format(", and {} more", reasons.size() - 1) : "");
}

// ---- writing --------------------------------------------------------------------------------------------------------

struct EventLogWriter::File {
  Hdf5Handle file;
  std::map<std::uint32_t, Hdf5Handle> sets;
  std::map<std::uint32_t, hsize_t> lengths;

  File(const std::string& part, const EventLogAbout& about)
      : file(H5Fcreate(part.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose, "create " + part) {
    Hdf5Writer root(Hdf5Handle(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose, "open the file"));
    root.text("format", log_format);
    root.number("format_version", log_version);
    std::vector<std::string> names, values;
    for (const IdentityLine& line : about.run) names.push_back(line.name), values.push_back(line.value);
    root.texts("run_names", {"", "what the results depend on", "line"}, names);
    root.texts("run_values", {"", "its value, or a hash of it", "line"}, values);
    root.text("scenario", about.scenario);
    root.text("start", to_text(about.start));
    root.number("start_day", about.start.days);
    root.number("seed", about.seed);
    root.number("share_of_patients", about.share);
    root.texts("steps", {"", "what `step` counts", "step"}, about.names.steps);
    root.texts("pools", {"", "what `which` counts where patients wait, take or give back", "pool"}, about.names.pools);
    root.texts("sources", {"", "what `which` counts where patients arrive", "source"}, about.names.sources);
    root.texts("outcomes", {"", "what `which` counts where patients leave", "count"}, about.names.outcomes);
    std::vector<std::string> words(std::begin(event_words), std::end(event_words));
    root.texts("whats", {"", "what `what` counts", "what"}, words);
  }

  hid_t set_of(std::uint32_t replication) {
    if (const auto found = sets.find(replication); found != sets.end()) return found->second.id();
    const hsize_t nothing = 0, rows = chunk_rows, unlimited = H5S_UNLIMITED;
    const Hdf5Handle space(H5Screate_simple(1, &nothing, &unlimited), H5Sclose, "make a shape");
    const Hdf5Handle how(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a dataset");
    must(H5Pset_chunk(how.id(), 1, &rows), "make a dataset");
    must(H5Pset_shuffle(how.id()), "make a dataset");
    must(H5Pset_deflate(how.id(), 1), "make a dataset");
    const Hdf5Handle type = row_type();
    const auto at = sets.emplace(replication, Hdf5Handle(H5Dcreate2(file.id(), dataset_name(replication).c_str(), type.id(), space.id(), H5P_DEFAULT, how.id(), H5P_DEFAULT), H5Dclose, "make a dataset"));
    return at.first->second.id();
  }

  /// Blocks are whole chunks, but for the last of a replication. Compressing costs more than the simulation itself, so it is done
  /// only while the writer keeps up; readers of HDF5 find both kinds of chunks alike.
  void write(const Block& block, bool compress) {
    const hid_t set = set_of(block.replication);
    hsize_t& length = lengths[block.replication];
    hsize_t first = length;
    length += block.rows.size();
    must(H5Dset_extent(set, &length), "lengthen the log");
    for (std::size_t at = 0; at < block.rows.size(); at += chunk_rows, first += chunk_rows) {
      const EventRow* chunk = block.rows.data() + at;
      if (const std::size_t count = block.rows.size() - at; count < chunk_rows) {
        last.assign(chunk_rows, EventRow{});
        std::copy_n(chunk, count, last.begin());
        chunk = last.data();
      }
      const std::size_t size = compress ? deflated(chunk) : 0;
      if (size > 0) must(H5Dwrite_chunk(set, H5P_DEFAULT, 0, &first, size, packed.data()), "write the log");
      else must(H5Dwrite_chunk(set, H5P_DEFAULT, no_filter, &first, chunk_bytes, chunk), "write the log");
    }
  }

  /// The chunk as HDF5's filters would make it, in `packed`: first bytes of all rows, second bytes, ..., deflated. Its size; 0 when
  /// that is not smaller.
  std::size_t deflated(const EventRow* chunk) {
    const auto* const bytes = reinterpret_cast<const unsigned char*>(chunk);
    shuffled.resize(chunk_bytes);
    for (std::size_t byte = 0, to = 0; byte < sizeof(EventRow); ++byte)
      for (std::size_t row = 0; row < chunk_rows; ++row) shuffled[to++] = bytes[row * sizeof(EventRow) + byte];
    packed.resize(chunk_bytes);
    uLongf size = packed.size();
    return compress2(packed.data(), &size, shuffled.data(), shuffled.size(), 1) == Z_OK && size < chunk_bytes ? size : 0;
  }

  std::vector<EventRow> last;
  std::vector<unsigned char> shuffled, packed;
};

EventLogWriter::EventLogWriter(const std::string& path, const EventLogAbout& about) : path_(path), part_(path + ".part") {
  try {
    const QuietHdf5 quiet;
    file_ = std::make_unique<File>(part_, about);
  } catch (const FileFault& fault) {
    throw WorldError(path, "write", fault.what() + full_disk_words(path));
  }
  worker_ = std::thread([this] { work(); });
}

EventLogWriter::~EventLogWriter() {
  close();
  if (part_.empty()) return;
  if (whole_ && std::rename(part_.c_str(), path_.c_str()) == 0) return;
  const QuietHdf5 quiet;
  file_.reset();
  std::remove(part_.c_str());
}

/// The writer does what is left to do, and stops.
void EventLogWriter::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (worker_.joinable()) worker_.join();
}

std::vector<EventRow> EventLogWriter::put(std::uint32_t replication, std::vector<EventRow>&& rows) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return blocks_.size() < most_blocks || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  rows_ += rows.size();
  blocks_.push_back({replication, std::move(rows)});
  std::vector<EventRow> next;
  if (!written_.empty()) {
    next = std::move(written_.back());
    written_.pop_back();
  }
  const bool many = blocks_.size() >= most_blocks / 2;
  lock.unlock();
  if (many) changed_.notify_all();
  return next;
}

namespace {

/// Whether the writer should compress, from how long it takes and how fast blocks come: where it could compress few of them, that only
/// takes the processor from others, and makes whoever waits for the last block wait longer.
class Compressing {
 public:
  /// `come`: blocks that have come by now.
  bool pays(std::size_t come) {
    if (come == 1) first_ = Clock::now();
    const Clock::duration since = Clock::now() - first_;
    return longest_ == Clock::duration::zero() || since * least_part >= longest_ * static_cast<Clock::rep>(come);
  }
  void begins() { began_ = Clock::now(); }
  void ends() { longest_ = std::max(longest_ - longest_ / 8, Clock::now() - began_); }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::rep least_part = 3;  // of the blocks, every third at least
  Clock::time_point first_ = Clock::now(), began_;
  Clock::duration longest_ = Clock::duration::zero();  ///< that a block took, the last ones more than earlier ones
};

}  // namespace

void EventLogWriter::work() {
  const QuietHdf5 quiet;
  Compressing compressing;
  std::size_t taken = 0;
  for (;;) {
    std::unique_lock lock(mutex_);
    while (blocks_.empty() && !closing_) changed_.wait_for(lock, nap);
    if (blocks_.empty()) return;
    Block block = std::move(blocks_.front());
    blocks_.pop_front();
    ++taken;
    // At the end somebody waits.
    const bool compress = compressing.pays(taken + blocks_.size()) && blocks_.size() <= few_blocks && !closing_;
    lock.unlock();
    changed_.notify_all();
    try {
      if (compress) compressing.begins();
      file_->write(block, compress);
      if (compress) compressing.ends();
      const std::lock_guard again(mutex_);
      written_.push_back(std::move(block.rows));
    } catch (const FileFault& fault) {
      const std::lock_guard again(mutex_);
      failure_ = std::make_exception_ptr(WorldError(path_, "write", fault.what() + full_disk_words(path_)));
      blocks_.clear();
      changed_.notify_all();
      return;
    }
  }
}

std::uint64_t EventLogWriter::finish() {
  close();
  if (failure_) std::rethrow_exception(failure_);
  const QuietHdf5 quiet;
  if (H5Fflush(file_->file.id(), H5F_SCOPE_GLOBAL) < 0) throw WorldError(path_, "write", "HDF5 could not flush the log" + full_disk_words(path_));
  file_.reset();
  whole_ = true;
  return rows_;
}

/// To put a file in place of another makes some systems write it to the disk at once, which takes as long as the run; to exchange the two
/// and to remove the earlier one does not.
void EventLogWriter::take_name() {
  EXPECTS(whole_);
  std::error_code error;
#ifdef RENAME_EXCHANGE
  if (std::filesystem::is_regular_file(path_, error) && renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0) {
    std::remove(part_.c_str());
    part_.clear();
    return;
  }
#endif
  std::filesystem::rename(part_, path_, error);
  if (error) throw WorldError(path_, "write", error.message());
  part_.clear();
}

// ---- reading --------------------------------------------------------------------------------------------------------

struct EventLogReader::File {
  std::string path;
  Hdf5Handle file;
};

namespace {

void read_run(Hdf5Reader& root, std::vector<IdentityLine>& run) {
  std::vector<std::string> names, values;
  root.texts("run_names", {}, names);
  root.texts("run_values", {}, values);
  if (names.empty() || names.size() != values.size()) throw FileFault("is damaged: it does not say of which run it is");
  for (std::size_t i = 0; i < names.size(); ++i) run.push_back({std::move(names[i]), std::move(values[i])});
}

}  // namespace

EventLogReader::EventLogReader(const std::string& path) {
  const QuietHdf5 quiet;
  try {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) throw FileFault("it is not a file");
    const ReadingGuard guard(path, std::filesystem::file_size(path, error));
    file_ = std::make_unique<File>(File{path, Hdf5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it as HDF5")});
    Budget budget(std::filesystem::file_size(path, error));
    Hdf5Reader root(root_of(file_->file), "/", budget);
    std::string format;
    root.text("format", format);
    if (format != log_format) throw FileFault("it is no event log");
    std::int64_t version = 0;
    root.number("format_version", version);
    if (version > log_version) throw FileFault("it was written by a newer program");
    if (version > 1) read_run(root, about_.run);
    root.text("scenario", about_.scenario);
    root.number("start_day", about_.start.days);
    if (std::abs(about_.start.days) > farthest_day) throw FileFault("is damaged: the start date is out of range");
    root.number("seed", about_.seed);
    root.number("share_of_patients", about_.share);
    root.texts("steps", {}, about_.names.steps);
    root.texts("pools", {}, about_.names.pools);
    root.texts("sources", {}, about_.names.sources);
    root.texts("outcomes", {}, about_.names.outcomes);
    for (const std::string& name : root.links(sizeof(std::uint32_t)))
      if (const auto number = replication_of(name)) replications_.push_back(*number);
    std::sort(replications_.begin(), replications_.end());
  } catch (const FileFault& fault) {
    throw WorldError(path, "read the event log", fault.what());
  } catch (const std::bad_alloc&) {
    throw WorldError(path, "read the event log", "not enough memory");
  }
}

EventLogReader::~EventLogReader() = default;

const std::string& EventLogReader::path() const { return file_->path; }

void EventLogReader::read(std::uint32_t replication, const std::function<void(const EventRow&)>& each) const {
  const QuietHdf5 quiet;
  try {
    const Hdf5Handle set(H5Dopen2(file_->file.id(), dataset_name(replication).c_str(), H5P_DEFAULT), H5Dclose, "find replication " + std::to_string(replication));
    const Hdf5Handle all(H5Dget_space(set.id()), H5Sclose, "read a shape");
    if (H5Sget_simple_extent_ndims(all.id()) != 1) throw FileFault("is damaged: replication " + std::to_string(replication) + " is not a list");
    hsize_t length = 0;
    must(H5Sget_simple_extent_dims(all.id(), &length, nullptr), "read a shape");
    if (length > most_rows) throw FileFault("is damaged: replication " + std::to_string(replication) + " claims an absurd number of events");
    if (const char* problem = storage_problem(set.id(), length * sizeof(EventRow))) throw FileFault("is damaged: replication " + std::to_string(replication) + " " + problem);
    const Hdf5Handle type = row_type();
    std::vector<EventRow> rows;
    for (hsize_t from = 0; from < length; from += rows.size()) {
      const hsize_t count = std::min<hsize_t>(chunk_rows, length - from);
      rows.resize(count);
      must(H5Sselect_hyperslab(all.id(), H5S_SELECT_SET, &from, nullptr, &count, nullptr), "read the log");
      const Hdf5Handle some(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a shape");
      must(H5Dread(set.id(), type.id(), some.id(), all.id(), H5P_DEFAULT, rows.data()), "read the log");
      for (const EventRow& row : rows) {
        check_row(row);
        each(row);
      }
    }
  } catch (const FileFault& fault) {
    throw WorldError(file_->path, "read the event log", fault.what());
  }
}

}  // namespace careway
