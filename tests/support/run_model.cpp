#include "run_model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <stdexcept>

#include "base/errors.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"
#include "study/record_bytes.hpp"
#include "study/run_study.hpp"

namespace careway::testing {

namespace {

struct Memory final : FileReader {
  Texts files;
  std::string read(const std::string& path) const override {
    const auto found = files.find(path);
    if (found == files.end()) throw WorldError(path, "read", "No such file or directory");
    return found->second;
  }
};

struct Study {
  std::optional<Network> net;
  std::string words;  ///< findings, a line each
  std::string full;   ///< findings, with the place
  Experiment experiment;
};

Study study_of(const std::string& model, const Texts& more, const std::string& first) {
  Memory memory;
  memory.files = more;
  memory.files["model.yaml"] = model;
  ReadResult read = read_study(first, memory);
  Study study;
  Findings all = read.study.findings;
  if (read.complete) study.net = compile(read.study, all);
  for (const Finding& f : all.sorted())
    study.words += f.path + ": " + f.problem + (f.remedy.empty() ? "" : "; " + f.remedy) + "\n";
  study.full = describe(all, read.study.texts);
  study.experiment = read.study.experiment;
  return study;
}

Network must(Study& study) {
  if (!study.net) throw std::runtime_error("the model is refused:\n" + study.full);
  return std::move(*study.net);
}

std::string bare(const std::string& dotted) { return dotted.substr(dotted.rfind('.') + 1); }

class Listener final : public Watcher {
 public:
  Listener(const Network& net, std::vector<Fact>& facts) : net_(net), facts_(facts) {}
  void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) override {
    if (what == What::took) return;  // said by what is granted, or got at once
    Fact fact;
    fact.what = what;
    fact.at = now;
    fact.patient = patient.ordinal + 1;
    fact.branch = patient.parent != no_patient;
    fact.arrived = patient.arrived;
    fact.key = patient.key;
    if (patient.source < net_.sources.size()) fact.source = net_.sources[patient.source].keyed;
    const Op& op = net_.ops[position];
    if (op.action != no_index) fact.step = bare(net_.steps[net_.actions[op.action].step].name);
    if (instance < net_.instance_count) {
      fact.resource = bare(net_.resources[net_.instance_resource[instance]].name);
      if (net_.instance_site[instance] != no_index) fact.resource += "@" + net_.sites[net_.instance_site[instance]];
    }
    if (what == What::left) fact.outcome = bare(net_.counts[op.b].name);
    if (what == What::delays) fact.until = patient.due;
    facts_.push_back(fact);
  }

 private:
  const Network& net_;
  std::vector<Fact>& facts_;
};

std::string lines_of(const std::vector<Fact>& facts, bool with_ways) {
  std::string text;
  for (const Fact& fact : facts)
    if (with_ways || fact.what != Watcher::What::moved) text += line(fact) + "\n";
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return text;
}

const Results& audited(const Results& r) {
  for (const AuditResult& audit : r.audit) CHECK_MESSAGE(audit.failures.empty(), joined(audit.failures));
  return r;
}

}  // namespace

std::string clinic(const std::string& blocks, const std::string& more) {
  std::string text = "model: test\npathways:\n  clinic:\n";
  std::istringstream lines(blocks);
  for (std::string row; std::getline(lines, row);) text += "    " + row + "\n";
  text += more + "\n";
  if (more.find("experiment:") == std::string::npos) text += "experiment: {length: 1 day, replications: 1}\n";
  return text;
}

std::string findings(const std::string& model, const Texts& more, const std::string& first) {
  return study_of(model, more, first).words;
}

Network compiled(const std::string& model, const Texts& more, const std::string& first) {
  Study study = study_of(model, more, first);
  return must(study);
}

Told told(const std::string& model, const Texts& more, const std::string& first, std::uint64_t seed, std::uint32_t replication) {
  Study study = study_of(model, more, first);
  Told run;
  run.warnings = study.words;
  const Network net = must(study);
  const Layout layout(net);
  Listener listener(net, run.facts);
  run.record = Engine(net, layout, seed, replication, &listener).run();
  CHECK_MESSAGE(run.record.failures.empty(), joined(run.record.failures));
  CHECK(record_bytes(run.record) == record_bytes(Engine(net, layout, seed, replication).run()));  // looking on changes nothing
  return run;
}

std::string line(const Fact& fact) {
  using What = Watcher::What;
  std::string text = clock_text(fact.at) + " p" + std::to_string(fact.patient) + (fact.branch ? "' " : " ");
  switch (fact.what) {
    case What::arrived: return text + "arrives";
    case What::began: return text + "begins";
    case What::waits: return text + "waits for " + fact.resource;
    case What::granted: return text + "granted " + fact.resource;
    case What::gave_up: return text + "gives up " + fact.resource;
    case What::delays: return text + "delays until " + clock_text(fact.until);
    case What::released: return text + "releases " + fact.resource;
    case What::left: return text + "leaves " + fact.outcome;
    case What::moved: return text + "goes to " + fact.step;
    case What::took: return text + "takes " + fact.resource;
    case What::lost: return text + "loses " + fact.resource;
  }
  return text;
}

std::string story(const std::string& model, const Texts& more, const std::string& first) {
  return lines_of(told(model, more, first).facts, false);
}

std::string ways(const std::string& model) { return lines_of(told(model).facts, true); }

std::string story_of(const std::string& words, const std::string& model, const Texts& more, const std::string& first) {
  std::istringstream list(words);
  std::vector<std::string> wanted;
  for (std::string word; list >> word;) wanted.push_back(word);
  std::istringstream lines(story(model, more, first));
  std::string kept;
  for (std::string row; std::getline(lines, row);)
    for (const std::string& word : wanted)
      if (row.find(word) != std::string::npos) {
        kept += row + "\n";
        break;
      }
  return kept;
}

Results results(const std::string& model, const Texts& more, const std::string& first, std::uint64_t seed) {
  Study study = study_of(model, more, first);
  const Network net = must(study);
  RunOptions options;
  options.seed = seed == 0 ? study.experiment.seed : seed;
  for (int i = 0; i < study.experiment.replications; ++i) options.replications.push_back(static_cast<std::uint32_t>(i));
  Results r = run_study(net, options);
  audited(r);
  return r;
}

std::vector<Ticks> delays_in(const Told& run, const std::string& step) {
  std::vector<std::pair<std::uint64_t, Ticks>> found;
  for (const Fact& fact : run.facts)
    if (fact.what == Watcher::What::delays && fact.step == step) found.emplace_back(fact.patient, fact.until - fact.at);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Ticks> lengths;
  for (const auto& [patient, length] : found) lengths.push_back(length);
  return lengths;
}

std::string table(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string row; std::getline(lines, row);) {
    const auto first = row.find_first_not_of(' ');
    if (first != std::string::npos) result += row.substr(first, row.find_last_not_of(' ') + 1 - first) + "\n";
  }
  return result;
}

std::string clock_text(Ticks instant) {
  const Ticks day = instant / ticks_per_day, rest = instant % ticks_per_day;
  const auto two = [](Ticks n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  std::string text = day > 0 ? std::to_string(day) + "d " : "";
  text += std::to_string(rest / ticks_per_hour) + ":" + two(rest / ticks_per_minute % 60);
  if (rest % ticks_per_minute == 0) return text;
  text += ":" + two(rest / ticks_per_second % 60);
  const Ticks thousandths = rest % ticks_per_second;
  return thousandths == 0 ? text : text + "." + (thousandths < 100 ? "0" : "") + two(thousandths);
}

template <class List>
const auto& named(const List& list, const std::string& name) {
  for (const auto& item : list)
    if (item.name == name) return item;
  throw std::runtime_error("no measure is named " + name);
}

const ClockResult& clock(const Results& r, const std::string& name) { return named(r.clocks, name); }
const LevelResult& level(const Results& r, const std::string& name) { return named(r.levels, name); }
std::uint64_t count(const Results& r, const std::string& name, std::size_t part) { return named(r.counts, name).total.at(part); }
double minutes(const Results& r, const std::string& name, std::size_t part) {
  return static_cast<double>(level(r, name).area.at(part)) / static_cast<double>(ticks_per_minute);
}

double z_of_share(double hits, double of, double expected) {
  return std::fabs(hits / of - expected) / std::sqrt(expected * (1 - expected) / of);
}

}  // namespace careway::testing
