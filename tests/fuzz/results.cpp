// Any bytes as a results file. The seal refuses what was damaged by chance; an input whose first byte is odd is sealed
// anew, as someone would who doctors a file on purpose, so that the reader behind the seal is reached.
#include <cstdint>
#include <string>

#include "base/errors.hpp"
#include "output/headline.hpp"
#include "output/json.hpp"
#include "output/results_file.hpp"
#include "output/seal.hpp"

using namespace careway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  std::string file(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 1) {
    if (file.size() > seal_size) file.resize(file.size() - seal_size);
    file += seal_of(file);
  }
  try {
    const Results results = results_from_image(file, "input.h5");
    headline_text(results, Colour::none);
    results_json(results);
  } catch (const WorldError&) {
  }
  return 0;
}
