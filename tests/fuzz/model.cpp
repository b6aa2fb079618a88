// Any bytes as a model file: read, compiled, and, when it says something that can run, run for a little while.
// What stands after a line `%data` is the data file that the model may name, data.csv.
// The environment variable CAREWAY_FUZZ_COUNTS names a file that gets, at the end, how many inputs came how far.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "engine/engine.hpp"
#include "input/read_study.hpp"
#include "mutate.hpp"
#include "network/compile.hpp"
#include "network/misspelt.hpp"

namespace {

using namespace careway;

constexpr std::uint64_t most_facts = 20'000;
constexpr Ticks longest = 3 * ticks_per_day;
constexpr std::size_t most_work = 64;  // sites x stretches of time: each is compiled

struct Counts {
  std::uint64_t all = 0, read = 0, compiled = 0, run = 0;
  ~Counts() {
    const char* name = std::getenv("CAREWAY_FUZZ_COUNTS");
    std::FILE* file = name == nullptr ? nullptr : std::fopen(name, "w");
    if (file == nullptr) return;
    std::fprintf(file, "inputs %llu, read without error %llu, compiled %llu, run in the engine %llu\n", static_cast<unsigned long long>(all),
                 static_cast<unsigned long long>(read), static_cast<unsigned long long>(compiled), static_cast<unsigned long long>(run));
    std::fclose(file);
  }
} counts;

/// The input under its name, and a data file beside it.
struct Files final : FileReader {
  std::string model, data = "who,step,hours,acuity\nann,clinic.see,3.5,1\nbob,clinic.see,12,2\n";
  explicit Files(std::string_view input) {
    constexpr std::string_view mark = "\n%data\n";
    const std::size_t at = input.find(mark);
    model = input.substr(0, at == std::string_view::npos ? at : at + 1);
    if (at != std::string_view::npos) data = input.substr(at + mark.size());
  }
  std::string read(const std::string& path) const override {
    if (path == "model.yaml") return model;
    if (path == "data.csv") return data;
    throw WorldError(path, "read", "No such file or directory");
  }
};

struct Enough {};

struct Meter final : Watcher {
  std::uint64_t facts = 0;
  void saw(What, Ticks, const Patient&, std::uint32_t, std::uint32_t) override {
    if (++facts > most_facts) throw Enough();
  }
};

double arrivals_per_day(const Network& net) {
  double rate = 0;
  for (const SourceInfo& source : net.sources) {
    if (source.kind == SourceInfo::Kind::rate) rate += net.at(0, source.site == no_index ? 0 : source.site).rates[source.plan].rate;
    rate += static_cast<double>(source.initial);
  }
  return rate * static_cast<double>(ticks_per_day);
}

/// False: more patients than are worth the time.
bool run_a_little(Network& net) {
  net.warm_up = std::min(net.warm_up, longest);
  net.length = std::clamp<Ticks>(net.length, 1, longest);
  net.buckets.assign(1, {net.warm_up, net.warm_up + net.length});
  net.bucket_labels.assign(1, "all");
  if (arrivals_per_day(net) > 1e6) return false;
  ++counts.run;
  const Layout layout(net);
  Meter meter;
  try {
    const Record record = Engine(net, layout, 1, 0, &meter).run();
    if (!record.failures.empty()) {
      std::fprintf(stderr, "the audit failed: %s\n", record.failures[0].c_str());
      std::abort();
    }
    if (net.subnetworks.size() > 1) {  // then they are run one after the other, which must be the same
      const Record again = Engine(net, layout, 1, 0).run();
      if (!again.failures.empty() || again.trajectory != record.trajectory || again.events != record.events) {
        std::fprintf(stderr, "subnetworks run by themselves do something else\n");
        std::abort();
      }
    }
  } catch (const Enough&) {
  } catch (const std::length_error&) {  // the model runs away, and was stopped
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const Files files(input);
  ++counts.all;
  ReadResult read = read_study("model.yaml", files);
  Findings findings = read.study.findings;
  std::string words;
  for (const Finding& finding : findings.sorted()) words += describe(finding, read.study.texts);
  if (!read.complete) {
    find_misspelt(read.study, findings);
    return 0;
  }
  ++counts.read;
  if (read.study.variants.size() > most_work) return 0;
  std::optional<Network> net = compile(read.study, findings);
  for (const Finding& finding : findings.sorted()) words += describe(finding, read.study.texts);
  if (!net || findings.has_errors()) return 0;
  ++counts.compiled;
  // The five million things at one instant that end such a run take seconds with the sanitizers: a few of them will do.
  if (words.find("without any time passing") != std::string::npos && size % 16 != 0) return 0;
  if (run_a_little(*net)) fuzz::keep_what_ran(input);
  return 0;
}
