#include "output/sweep_file.hpp"

#include <fmt/format.h>
#include <hdf5.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "base/errors.hpp"
#include "output/check_results.hpp"
#include "output/files.hpp"
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/layout.hpp"
#include "output/open_file.hpp"
#include "output/reading_guard.hpp"
#include "output/seal.hpp"
#include "output/summary_table.hpp"

namespace careway {

namespace {

std::string group_name(std::size_t point) { return fmt::format("point_{:06}", point + 1); }

/// The bytes of a file without reading them all at once.
class Mapped {
 public:
  Mapped(const std::string& path, const OpenFile& file) {
    struct stat status {};
    if (!file.is_open() || ::fstat(file.descriptor(), &status) != 0) throw WorldError(path, "read", std::strerror(errno));
    if (!S_ISREG(status.st_mode)) throw WorldError(path, "read", "it is not a file");
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ == 0) return;
    bytes_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
    if (bytes_ == MAP_FAILED) throw WorldError(path, "read", std::strerror(errno));
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  ~Mapped() {
    if (size_ > 0) ::munmap(bytes_, size_);
  }
  std::string_view bytes() const { return {static_cast<const char*>(bytes_), size_}; }

 private:
  void* bytes_ = nullptr;
  std::size_t size_ = 0;
};

template <class Archive, class Plan>
void lay_out_plan(Archive& root, Plan& about, std::vector<std::string>& values) {
  root.text("name", about.name);
  root.text("about", about.about);
  root.text("design_name", about.design.name);
  root.text("design_text", about.design.text);
  root.texts("factors", {"", "what varies", "factor"}, about.factors);
  root.texts("values", {"", "of each factor at each point, as written; nothing where it changes nothing", "point x factor"}, values);
}

}  // namespace

// ---- writing --------------------------------------------------------------------------------------------------------

struct SweepWriter::File {
  std::string path, part;
  std::unique_ptr<Hdf5Handle> hdf5;
  std::size_t points = 0;
};

SweepWriter::SweepWriter(const std::string& path, const SweepAbout& about) : file_(std::make_unique<File>(File{path, path + ".part", nullptr, 0})) {
  const QuietHdf5 quiet;
  try {
    file_->hdf5 = std::make_unique<Hdf5Handle>(create_on_disk(file_->part));
    Hdf5Writer root(root_of(*file_->hdf5));
    root.text("format", sweep_format_name);
    root.number("format_version", format_version);
    root.number("points", static_cast<std::uint64_t>(about.values.size()));
    std::vector<std::string> values;
    for (const auto& row : about.values) values.insert(values.end(), row.begin(), row.end());
    lay_out_plan(root, about, values);
  } catch (const FileFault& fault) {
    throw WorldError(path, "write", fault.what() + full_disk_words(path));
  }
}

SweepWriter::~SweepWriter() {
  if (!file_->hdf5) return;
  const QuietHdf5 quiet;
  file_->hdf5.reset();
  std::remove(file_->part.c_str());
}

void SweepWriter::add(const Results& results) {
  const QuietHdf5 quiet;
  try {
    Hdf5Writer root(root_of(*file_->hdf5));
    Hdf5Writer group = root.group(group_name(file_->points++));
    lay_out(group, results);
    if (results.done() > 0) write_summary_table(group, summarise(results));
  } catch (const FileFault& fault) {
    throw WorldError(file_->path, "write", fault.what() + full_disk_words(file_->path));
  }
}

void SweepWriter::finish() {
  const QuietHdf5 quiet;
  const auto fail = [this](int error) { throw WorldError(file_->path, "write", std::strerror(error)); };
  if (H5Fflush(file_->hdf5->id(), H5F_SCOPE_GLOBAL) < 0) throw WorldError(file_->path, "write", "HDF5 could not flush it" + full_disk_words(file_->path));
  file_->hdf5.reset();
  OpenFile file(file_->part, O_RDWR | O_APPEND);
  if (!file.is_open()) fail(errno);
  const std::string seal = seal_of(Mapped(file_->part, file).bytes(), sweep_format_name);
  if (const int error = write_all(file, seal)) fail(error);
  if (::fsync(file.descriptor()) != 0 || !file.close()) fail(errno);
  if (std::rename(file_->part.c_str(), file_->path.c_str()) != 0) fail(errno);
}

// ---- reading --------------------------------------------------------------------------------------------------------

bool is_sweep_file(const std::string& path) { return has_seal(path, sweep_format_name); }

struct SweepReader::File {
  std::string path;
  std::size_t size;
  Hdf5Handle hdf5;
};

SweepReader::SweepReader(const std::string& path) {
  const QuietHdf5 quiet;
  try {
    const OpenFile file(path, O_RDONLY | O_NONBLOCK);  // a pipe that nobody writes to would never open
    const Mapped mapped(path, file);
    const std::size_t size = unsealed(mapped.bytes(), sweep_format_name).size();
    const ReadingGuard guard(path, size);
    file_ = std::make_unique<File>(File{path, size, Hdf5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open it")});
    Budget budget(size);
    Hdf5Reader root(root_of(file_->hdf5), "/", budget);
    std::uint64_t points = 0;
    root.number("points", points);
    std::vector<std::string> values;
    lay_out_plan(root, about_, values);
    const std::size_t factors = about_.factors.size();
    if (points > size || values.size() != points * factors) throw FileFault("is damaged: its plan does not hold together");
    for (std::size_t i = 0; i < points; ++i)
      about_.values.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(i * factors), values.begin() + static_cast<std::ptrdiff_t>((i + 1) * factors));
  } catch (const FileFault& fault) {
    throw WorldError(path, "read", fault.what());
  }
}

SweepReader::~SweepReader() = default;

Results SweepReader::read(std::size_t point) const {
  const QuietHdf5 quiet;
  try {
    const ReadingGuard guard(file_->path, file_->size);
    Budget budget(file_->size);
    const std::string name = group_name(point);
    Hdf5Reader group(Hdf5Handle(H5Gopen2(file_->hdf5.id(), name.c_str(), H5P_DEFAULT), H5Gclose, "find " + name), "/" + name + "/", budget);
    Results results;
    lay_out(group, results);
    if (const std::string fault = fault_in(results); !fault.empty()) throw FileFault("is damaged: " + fault);
    return results;
  } catch (const FileFault& fault) {
    throw WorldError(file_->path, "read", fault.what());
  } catch (const std::bad_alloc&) {
    throw WorldError(file_->path, "read", "not enough memory");
  }
}

}  // namespace careway
