// write_sample FILE.h5 [REPLICATIONS SITES BUCKETS CLOCKS RESOURCES DURATIONS]: writes made-up results for the tests in
// Python and R, and says how long it took to write and to read, and how large the file is.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "output/results_file.hpp"
#include "sample.hpp"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "write_sample FILE.h5 [REPLICATIONS SITES BUCKETS CLOCKS RESOURCES DURATIONS]\n");
    return 2;
  }
  careway::test::SampleSize size;
  std::size_t* fields[] = {&size.replications, &size.sites, &size.buckets, &size.clocks, &size.resources, &size.durations};
  for (int i = 2; i < argc && i < 8; ++i) *fields[i - 2] = std::strtoul(argv[i], nullptr, 10);
  const careway::Results results = careway::test::rich_results(size);
  const auto start = std::chrono::steady_clock::now();
  careway::write_results(results, argv[1]);
  const auto written = std::chrono::steady_clock::now();
  const careway::Results again = careway::read_results(argv[1]);
  const auto read = std::chrono::steady_clock::now();
  const auto seconds = [](auto a, auto b) { return std::chrono::duration<double>(b - a).count(); };
  const auto bytes = std::ifstream(argv[1], std::ios::ate | std::ios::binary).tellg();
  std::printf("%s: %.2f MB, written in %.2f s, read in %.2f s\n", argv[1], static_cast<double>(bytes) / 1e6,
              seconds(start, written), seconds(written, read));
  return again.done() == results.done() ? 0 : 1;
}
