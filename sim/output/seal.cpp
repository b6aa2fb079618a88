#include "output/seal.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/bytes.hpp"
#include "output/format.hpp"
#include "output/open_file.hpp"

namespace careway {
namespace {

constexpr std::string_view hdf5_signature("\x89HDF\r\n\x1a\n", 8);

std::string seal_start(std::string_view format) { return fmt::format("\n{} ", format); }

std::int64_t version_in(std::string_view seal, std::size_t start) {
  std::int64_t version = 0;
  seal.remove_prefix(start);
  std::from_chars(seal.data(), seal.data() + seal.size(), version);
  return version;
}

}  // namespace

std::string seal_of(std::string_view content, std::string_view format) {
  std::string seal = fmt::format("{}{} {:016x} {:016x}", seal_start(format), format_version, content.size(), bytes_key(content));
  seal.resize(seal_size - 1, ' ');
  return seal + "\n";
}

bool has_seal(const std::string& path, std::string_view format) {
  const OpenFile file(path, O_RDONLY | O_NONBLOCK);  // a pipe that nobody writes to would never open
  struct stat status {};
  if (!file.is_open() || ::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  char seal[seal_size] = "";
  return ::pread(file.descriptor(), seal, seal_size, status.st_size - static_cast<off_t>(seal_size)) == static_cast<ssize_t>(seal_size) &&
         std::string_view(seal, seal_size).starts_with(seal_start(format));
}

std::string_view unsealed(std::string_view file, std::string_view format) {
  if (file.empty()) throw FileFault("the file is empty");
  if (!file.starts_with(hdf5_signature)) throw FileFault("is not a Careway results file (not HDF5)");
  const std::string_view seal = file.substr(file.size() - std::min(seal_size, file.size()));
  if (format == format_name && seal.starts_with(seal_start(sweep_format_name)))
    throw FileFault("holds a sweep, not the results of one scenario; careway export --point N takes one out of it");
  const std::string start = seal_start(format);
  if (!seal.starts_with(start))
    throw FileFault(
        "is not a Careway results file, or it was cut off or changed by another program (the seal at its end is "
        "missing)");
  if (const std::int64_t version = version_in(seal, start.size()); version > format_version) throw newer_format(version);
  const std::string_view content = file.substr(0, file.size() - seal_size);
  if (seal != seal_of(content, format))
    throw FileFault("is damaged or was changed by another program (its content does not match the seal at its end)");
  return content;
}

}  // namespace careway
