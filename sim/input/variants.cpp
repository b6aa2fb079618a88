#include "input/variants.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "input/read_pathway.hpp"
#include "input/read_shared.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

/// Values read in all variants together, so that no file can keep the reader busy for minutes.
constexpr std::size_t most_values = 2'000'000;

std::size_t count_values(const YamlNode& node) {
  std::size_t count = 1;
  for (const YamlNode& item : node.items) count += count_values(item);
  for (const YamlField& field : node.fields) count += count_values(field.value);
  return count;
}

/// Half-open: from its first day, until the midnight that begins its last.
bool holds_at(const Change& change, Ticks instant, Date start) {
  const auto since_start = [&](Date date) { return (date.days - start.days) * ticks_per_day; };
  return (!change.from || since_start(*change.from) <= instant) && (!change.until || instant < since_start(*change.until));
}

bool concerns(const Change& change, std::size_t site) {
  return change.sites.empty() || std::binary_search(change.sites.begin(), change.sites.end(), site);
}

}  // namespace

void doubt_dates(Reader& reader, const std::vector<Change>& changes, const Experiment& experiment) {
  if (experiment.length <= 0) return;
  const Ticks end = experiment.warm_up + experiment.length;
  const auto instant = [&](Date date) { return (date.days - experiment.start.days) * ticks_per_day; };
  // Of many, as when a run is made shorter to see whether it works, one is told.
  const auto doubt = [&](auto concerned, std::string problem, const std::string& remedy) {
    const auto first = std::find_if(changes.begin(), changes.end(), concerned);
    const auto others = std::count_if(changes.begin(), changes.end(), concerned) - 1;
    if (first == changes.end()) return;
    if (others > 0) problem += ", and so do those of " + std::to_string(others) + (others > 1 ? " others" : " other");
    reader.findings.warning(first->place, first->path, problem, remedy);
  };
  doubt([&](const Change& change) { return change.until && instant(*change.until) > 0 && instant(*change.until) <= experiment.warm_up; },
        "is over before anything is measured: its dates lie within the warm-up",
        "what is measured begins on " + to_text(Date{experiment.start.days + experiment.warm_up / ticks_per_day}));
  doubt([&](const Change& change) { return (change.from && instant(*change.from) >= end) || (change.until && instant(*change.until) <= 0); },
        "changes nothing: its dates lie outside the run",
        "the run goes from " + to_text(experiment.start) + " to " + to_text(Date{experiment.start.days + (end - 1) / ticks_per_day}));
}

std::vector<Ticks> epochs_of(const std::vector<Change>& changes, const Experiment& experiment) {
  std::vector<Ticks> epochs = {0};
  const Ticks end = experiment.length > 0 ? experiment.warm_up + experiment.length : never;
  for (const Change& change : changes)
    for (const std::optional<Date>& date : {change.from, change.until}) {
      if (!date) continue;
      const Ticks instant = (date->days - experiment.start.days) * ticks_per_day;
      if (instant > 0 && instant < end) epochs.push_back(instant);
    }
  std::sort(epochs.begin(), epochs.end());
  epochs.erase(std::unique(epochs.begin(), epochs.end()), epochs.end());
  return epochs;
}

struct VariantReader::Kept {
  std::map<std::pair<std::size_t, ChangeSet>, std::shared_ptr<const Pathway>> pathways;
  std::map<ChangeSet, std::shared_ptr<const SharedBlocks>> shared;
  std::map<ChangeSet, std::shared_ptr<const ModelVariant>> variants;
  std::vector<std::size_t> values;  ///< in each pathway's tree
  std::size_t values_read = 0;
  bool refused = false;
  std::set<std::tuple<std::uint32_t, int, int, std::string, std::string>> findings;
};

/// While it lives, findings are gathered apart; then those that no earlier variant had are kept.
class VariantReader::NewFindings final {
 public:
  explicit NewFindings(VariantReader& variants) : variants_(variants) { std::swap(earlier_, variants_.reader_.findings); }
  ~NewFindings() {
    std::swap(earlier_, variants_.reader_.findings);
    for (const Finding& f : earlier_.all()) {
      if (!variants_.kept_->findings.emplace(f.place.file, f.place.line, f.place.column, f.path, f.problem).second) continue;
      if (f.severity == Severity::error)
        variants_.reader_.findings.error(f.place, f.path, f.problem, f.remedy, f.other);
      else
        variants_.reader_.findings.warning(f.place, f.path, f.problem, f.remedy, f.other);
    }
  }
  NewFindings(const NewFindings&) = delete;
  NewFindings& operator=(const NewFindings&) = delete;

 private:
  VariantReader& variants_;
  Findings earlier_;
};

VariantReader::VariantReader(Reader& reader, const StudyFiles& files, const std::vector<Change>& site_changes,
                             const std::vector<Change>& changes)
    : reader_(reader), files_(files), site_changes_(site_changes), changes_(changes), kept_(std::make_unique<Kept>()) {
  for (const PathwayTree& tree : files.pathways) kept_->values.push_back(count_values(tree.tree));
}

VariantReader::~VariantReader() = default;

std::shared_ptr<const ModelVariant> VariantReader::base(std::size_t site) {
  ChangeSet chosen;
  for (const Change& change : site_changes_)
    if (concerns(change, site)) chosen.push_back(&change);
  return variant(chosen);
}

std::shared_ptr<const ModelVariant> VariantReader::running(std::size_t site, Ticks instant, Date start) {
  ChangeSet chosen;
  for (const Change& change : site_changes_)
    if (concerns(change, site)) chosen.push_back(&change);
  for (const Change& change : changes_)
    if (concerns(change, site) && holds_at(change, instant, start)) chosen.push_back(&change);
  return variant(chosen);
}

void VariantReader::try_all() {
  const NewFindings apart(*this);
  PathRoots roots;
  YamlNode model = files_.model;
  std::vector<YamlNode> trees;
  for (const PathwayTree& tree : files_.pathways) trees.push_back(tree.tree);
  roots.model = &model;
  for (std::size_t i = 0; i < trees.size(); ++i) {
    roots.pathway_names.push_back(files_.pathways[i].name.text);
    roots.pathways.push_back(&trees[i]);
  }
  for (const Change& change : changes_) apply_change(change, roots, reader_.findings);
}

std::shared_ptr<const ModelVariant> VariantReader::variant(const ChangeSet& chosen) {
  std::shared_ptr<const ModelVariant>& kept = kept_->variants[chosen];
  if (kept) return kept;
  auto made = std::make_shared<ModelVariant>();
  made->model_name = files_.model.find("model")->text;
  if (const YamlNode* about = files_.model.find("about")) made->about = about->text;
  made->shared = *shared(chosen);
  for (std::size_t i = 0; i < files_.pathways.size(); ++i) made->pathways.push_back(pathway(i, chosen));
  return kept = made;
}

std::shared_ptr<const Pathway> VariantReader::pathway(std::size_t index, const ChangeSet& all) {
  ChangeSet own;
  std::copy_if(all.begin(), all.end(), std::back_inserter(own), [&](const Change* change) { return change->root == index; });
  std::shared_ptr<const Pathway>& kept = kept_->pathways[{index, own}];
  if (kept) return kept;
  const NewFindings apart(*this);
  const PathwayTree& written = files_.pathways[index];
  if (!can_afford(kept_->values[index])) return kept = std::make_shared<const Pathway>();
  if (own.empty()) return kept = std::make_shared<const Pathway>(read_pathway(reader_, written.tree, written.name));
  YamlNode tree = written.tree;
  PathRoots roots;
  roots.pathway_names.resize(files_.pathways.size());
  roots.pathways.resize(files_.pathways.size());
  roots.pathway_names[index] = written.name.text;
  roots.pathways[index] = &tree;
  for (const Change* change : own) apply_change(*change, roots, reader_.findings);
  return kept = std::make_shared<const Pathway>(read_pathway(reader_, tree, written.name));
}

std::shared_ptr<const SharedBlocks> VariantReader::shared(const ChangeSet& all) {
  ChangeSet own;
  std::copy_if(all.begin(), all.end(), std::back_inserter(own), [](const Change* change) { return change->root == model_root; });
  std::shared_ptr<const SharedBlocks>& kept = kept_->shared[own];
  if (kept) return kept;
  const NewFindings apart(*this);
  auto made = std::make_shared<SharedBlocks>();
  if (own.empty()) {
    read_shared(Fields(reader_, {&files_.model, ""}, "model"), *made);
    return kept = made;
  }
  YamlNode tree = files_.model;
  PathRoots roots;
  roots.model = &tree;
  for (const PathwayTree& pathway_tree : files_.pathways) roots.pathway_names.push_back(pathway_tree.name.text);
  for (const Change* change : own) apply_change(*change, roots, reader_.findings);
  read_shared(Fields(reader_, {&tree, ""}, "model"), *made);
  return kept = made;
}

bool VariantReader::can_afford(std::size_t nodes) {
  kept_->values_read += nodes;
  if (kept_->values_read <= most_values) return true;
  if (!kept_->refused)
    reader_.findings.error(files_.model.place, "", "there are too many different changes for so many sites and dates",
                           "give changes to fewer sites, or for fewer dates");
  kept_->refused = true;
  return false;
}

}  // namespace careway
