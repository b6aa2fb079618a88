#include "input/read_study.hpp"

#include <fmt/format.h>

#include "input/changes.hpp"
#include "input/read_experiment.hpp"
#include "input/study_files.hpp"
#include "input/values.hpp"
#include "input/variants.hpp"

namespace careway {

namespace {

constexpr std::size_t most_sites = 500;

/// Reads what stands at the top of the files, and then all variants.
class StudyReader final {
 public:
  StudyReader(Reader& reader, StudyText& study, const ReadOptions& options) : reader_(reader), study_(study), options_(options) {}

  void read(const std::string& path) {
    files_ = load_study_files(reader_, path);
    if (files_.model.is_null()) return;
    read_heads();
    read_sites();
    read_run();
    read_scenario_changes();
    read_variants();
  }

 private:
  void read_heads() {
    for (const YamlNode& scenario : files_.scenarios) {
      const Fields fields(reader_, {&scenario, ""}, "scenario");
      const auto name = fields.get("scenario");
      const auto about = fields.get("about");
      const Word read = name ? read_name(reader_, *name) : Word{};
      const std::string words = about ? read_text(reader_, *about) : std::string();
      if (&scenario == &files_.scenarios.front()) study_.scenario_name = read.text;
      if (study_.about.empty()) study_.about = words;
    }
    const Fields fields(reader_, {&files_.model, ""}, "model");
    if (const auto name = fields.get("model")) read_name(reader_, *name);
    if (const auto about = fields.get("about"))
      if (const std::string words = read_text(reader_, *about); study_.about.empty()) study_.about = words;
  }

  void read_sites() {
    for (const PathwayTree& tree : files_.pathways) {
      names_.pathways.push_back(tree.name.text);
      names_.per_site.push_back(tree.per_site);
      if (tree.per_site && files_.model.find("sites") == nullptr)
        reader_.findings.error(tree.tree.find("per")->place, tree.name.text + ".per", "is site, and the model has no sites",
                               "give the model sites, or take per away");
    }
    const YamlNode* sites = files_.model.find("sites");
    if (sites == nullptr) return;
    const SourceCover cover(reader_, {&files_.model, ""});
    const Spot spot{sites, "sites"};
    if (too_many(reader_, spot, sites->fields.size(), most_sites, "site")) return;
    each_name(reader_, spot, "site", [&](const YamlField& field, const Spot& at) { read_site(field, at); });
    if (sites->is_map() && study_.sites.empty())
      reader_.findings.error(sites->place, spot.path, "is empty", "needs at least one site");
  }

  void read_site(const YamlField& field, const Spot& at) {
    Site site{field.key, field.place, {}};
    if (!at.node->is_null()) {
      const Fields fields(reader_, at, "site");
      if (const auto about = fields.get("about")) site.about = read_text(reader_, *about);
      read_site_changes(reader_, fields, study_.sites.size(), names_, site_changes_);
    }
    study_.sites.push_back(std::move(site));
    names_.sites.push_back(field.key);
  }

  void read_run() {
    if (const YamlNode experiment = files_.merged("experiment"); !experiment.is_null())
      study_.experiment = read_experiment(reader_, {&experiment, "experiment"});
    if (options_.length) study_.experiment.length = *options_.length;
    if (const YamlNode report = files_.merged("report"); !report.is_null())
      study_.report = read_report(reader_, {&report, "report"});
  }

  void read_scenario_changes() {
    for (auto scenario = files_.scenarios.rbegin(); scenario != files_.scenarios.rend(); ++scenario)
      if (const YamlNode* block = scenario->find("changes")) read_changes(reader_, {block, "changes"}, names_, changes_);
  }

  void read_variants() {
    const SourceCover cover(reader_, {&files_.model, ""});
    VariantReader variants(reader_, files_, site_changes_, changes_);
    const std::size_t sites = study_.sites.empty() ? 1 : study_.sites.size();
    doubt_dates(reader_, changes_, study_.experiment);
    study_.epoch_starts = epochs_of(changes_, study_.experiment);
    for (std::size_t site = 0; site < sites; ++site) study_.base.push_back(variants.base(site));
    variants.try_all();
    for (const Ticks instant : study_.epoch_starts)
      for (std::size_t site = 0; site < sites; ++site)
        study_.variants.push_back(variants.running(site, instant, study_.experiment.start));
  }

  Reader& reader_;
  StudyText& study_;
  const ReadOptions& options_;
  StudyFiles files_;
  ChangeNames names_;
  std::vector<Change> site_changes_;
  std::vector<Change> changes_;
};

}  // namespace

ReadResult read_study(const std::string& path, const FileReader& files, const ReadOptions& options) {
  ReadResult result;
  Reader reader(files, result.study.texts, result.study.findings);
  reader.strict_sources = options.strict_sources;
  StudyReader(reader, result.study, options).read(path);
  for (SourceNote& note : reader.sources)
    if (note.path.empty()) note.path = "model";  // it covers the whole file
  result.study.data_files.assign(reader.data_files.begin(), reader.data_files.end());
  result.study.sources = std::move(reader.sources);
  result.complete = !result.study.findings.has_errors();
  return result;
}

}  // namespace careway
