// M3 as its model file says it, run by the engine: the figures of the hand-written programs, taken from the engine's record.
// usage: m3_engine MODEL [SIZE] [REPLICATIONS] [SEED] [DAYS]. Days as in arguments.hpp; the model may be any that keeps M3's names.
#include <fstream>
#include <optional>
#include <sstream>

#include "engine/engine.hpp"
#include "input/read_study.hpp"
#include "m3/arguments.hpp"
#include "network/compile.hpp"

namespace {

class Disk final : public careway::FileReader {
 public:
  std::string read(const std::string& path) const override {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
};

template <class Info>
std::size_t find(const std::vector<Info>& list, const char* name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i].name == std::string("site.") + name) return i;
  std::fprintf(stderr, "the model has no %s\n", name);
  std::exit(2);
}

/// The model with so many times the arrivals and units.
careway::Network network(const char* path, const m3::Run& run) {
  const Disk disk;
  careway::ReadResult read = careway::read_study(path, disk);
  read.study.experiment.warm_up = run.warm_up;
  read.study.experiment.length = run.length;
  careway::Findings findings = read.study.findings;
  std::optional<careway::Network> net;
  if (read.complete) net = careway::compile(read.study, findings);
  if (!net) {
    std::fputs(careway::describe(findings, read.study.texts).c_str(), stderr);
    std::exit(2);
  }
  for (auto& plan : net->parameters[0].rates) plan.rate *= run.size;
  net->base_rates[0] = net->parameters[0].rates;
  for (auto& plan : net->parameters[0].capacities) plan.week[0].capacity *= run.size;
  net->expected_events_per_tick *= run.size;
  return std::move(*net);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  using careway::Engine;
  std::optional<careway::Network> net;
  std::optional<careway::Layout> layout;
  return m3::main_of(argc - 1, argv + 1, [&](const m3::Run& run, const m3::Chance&) {
    if (!net) net = network(argv[1], run);
    if (!layout) layout.emplace(*net);
    const careway::Record record = Engine(*net, *layout, run.seed, static_cast<std::uint32_t>(run.replication)).run();
    for (const std::string& failure : record.failures) std::fprintf(stderr, "%s\n", failure.c_str());
    if (!record.failures.empty()) std::exit(1);
    m3::Figures f;
    f.arrived = record.count_total[find(net->counts, "arrivals.people")];
    const std::size_t department = find(net->clocks, "time_in_department");
    f.departed = record.clock_total[department].n;
    f.time_in_department = static_cast<std::int64_t>(record.clock_total[department].sum);
    f.within_4_h = record.clock_within[layout->threshold_first[department]];
    f.within_12_h = record.clock_within[layout->threshold_first[department] + 1];
    const auto first_bin = record.histogram.begin() + static_cast<std::ptrdiff_t>(department * careway::bin_count);
    f.histogram.assign(first_bin, first_bin + careway::bin_count);
    const char* const names[] = {"nurse", "cubicle", "doctor", "bed"};
    for (std::size_t i = 0; i < m3::pools; ++i) {
      const careway::Moments& wait = record.clock_total[find(net->clocks, (std::string("wait_for_") + names[i]).c_str())];
      f.waits[i] = wait.n;
      f.waited[i] = static_cast<std::int64_t>(wait.sum);
      const std::size_t instance = net->resources[find(net->resources, names[i])].first_instance;
      f.in_use[i] = static_cast<std::int64_t>(record.instance_levels[instance * 4].area);
      f.waiting[i] = static_cast<std::int64_t>(record.instance_levels[instance * 4 + 1].area);
    }
    return f;
  });
}
