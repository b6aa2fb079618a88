#include "output/results_file.hpp"

#include <new>

#include "base/contract.hpp"
#include "base/errors.hpp"
#include "output/causes_table.hpp"
#include "output/check_results.hpp"
#include "output/files.hpp"
#include "output/hdf5_read.hpp"
#include "output/hdf5_write.hpp"
#include "output/layout.hpp"
#include "output/reading_guard.hpp"
#include "output/seal.hpp"
#include "output/summary_table.hpp"

namespace careway {
namespace {

Bulk<char> image_with_seal(const Results& results, const Summary& summary) {
  Bulk<char> image = hdf5_image([&](Hdf5Writer& root) {
    lay_out(root, results);
    write_summary_table(root, summary);
    write_causes_table(root, results);
  });
  const std::string seal = seal_of({image.data(), image.size()});
  image.insert(image.end(), seal.begin(), seal.end());
  return image;
}

void read_format(Hdf5Reader& root) {
  std::string format;
  root.text("format", format);
  if (format != format_name) throw FileFault("is not a Careway results file");
  std::int64_t version = 0;
  root.number("format_version", version);
  if (version > format_version) throw newer_format(version);
  if (version < 1) throw FileFault("is damaged: there is no format version " + std::to_string(version));
}

Results read_sealed(std::string_view file) {
  const std::string_view content = unsealed(file);
  const QuietHdf5 quiet;
  Budget budget(content.size());
  const Hdf5Handle opened = open_in_memory(content.data(), content.size());
  Hdf5Reader root(root_of(opened), "/", budget);
  read_format(root);
  Results results;
  lay_out(root, results);
  if (const std::string fault = fault_in(results); !fault.empty()) throw FileFault("is damaged: " + fault);
  return results;
}

void check(const Results& results) {
  if (const std::string fault = fault_in(results); !fault.empty()) throw Defect("results to be written: " + fault);
}

Bulk<char> image_of(const Results& results, const Summary& summary) {
  try {
    return image_with_seal(results, summary);
  } catch (const FileFault& fault) {
    throw WorldError("the results file", "make", fault.what());
  }
}

}  // namespace

std::string results_image(const Results& results) {
  check(results);
  const Bulk<char> image = image_of(results, summarise(results));
  return {image.data(), image.size()};
}

Summary write_results(const Results& results, const std::string& path) {
  check(results);
  Summary summary = summarise(results);
  const Bulk<char> image = image_of(results, summary);
  write_file(path, {image.data(), image.size()});
  return summary;
}

Results results_from_image(std::string_view image, const std::string& path) {
  try {
    return read_sealed(image);
  } catch (const FileFault& fault) {
    throw WorldError(path, "read", fault.what());
  } catch (const std::bad_alloc&) {
    throw WorldError(path, "read", "not enough memory");
  }
}

Results read_results(const std::string& path) {
  const Bulk<char> image = read_large_file(path);
  const ReadingGuard guard(path, image.size());
  return results_from_image({image.data(), image.size()}, path);
}

}  // namespace careway
