// A finished replication as it lies in RESULTS.h5.partial or comes from another process. The first byte says how the input
// is meant: as the bytes of a record, or as changes (place, byte) to those of a true one. What is taken for a record must
// be written back as bytes that are taken for the same record, and must go into results without harm.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "engine/engine.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"
#include "study/assemble.hpp"
#include "study/record_bytes.hpp"

using namespace careway;

namespace {

constexpr const char* model = R"(model: m
sites: {north: {}, south: {}}
pathways:
  clinic:
    per: site
    resources: {desk: {capacity: 2}, bed: {capacity: 1}}
    clocks: {stay: {within: [1 h], over: [2 h], by: [kind]}}
    levels: {busy: {of: in_use(desk), at: ["08:00"], distribution: true, by_hour_of_week: true}}
    arrivals: {a: {rate: 3 per hour, set: {kind: {choice: {x: 1, y: 1}}}, enter: s}}
    steps:
      s: [{start: stay}, {seize: desk}, {delay: {exponential: {mean: 30 min}}}, {seize: bed}, {release: desk}, {delay: 10 min}, {release: bed}, {stop: stay}, {leave: done}]
experiment: {length: 2 days, replications: 1, bucket: day}
)";

struct OneFile final : FileReader {
  std::string read(const std::string&) const override { return model; }
};

struct World {
  Network net;
  Layout layout;
  std::string bytes;  ///< of a true record
  explicit World(Network compiled) : net(std::move(compiled)), layout(net), bytes(record_bytes(Engine(net, layout, 1, 0).run())) {}
};

World make_world() {
  ReadResult read = read_study("model.yaml", OneFile());
  std::optional<Network> net = compile(read.study, read.study.findings);
  if (!net) std::abort();
  return World(std::move(*net));
}

std::string changed(std::string bytes, const std::uint8_t* data, std::size_t size) {
  for (std::size_t i = 0; i + 2 < size; i += 3) bytes[(data[i] + 256U * data[i + 1]) % bytes.size()] = static_cast<char>(data[i + 2]);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world = make_world();
  if (size < 1) return 0;
  const std::string bytes = data[0] % 2 == 0 ? std::string(reinterpret_cast<const char*>(data) + 1, size - 1) : changed(world.bytes, data + 1, size - 1);
  try {
    const Record record = record_from(bytes, world.net, world.layout);
    const std::string again = record_bytes(record);
    if (record_bytes(record_from(again, world.net, world.layout)) != again) std::abort();
    assemble(world.net, world.layout, 1, {record});
  } catch (const BadRecord&) {
  }
  return 0;
}
