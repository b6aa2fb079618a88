#include "input/study_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.hpp"
#include "input/keys.hpp"
#include "input/paths.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_scenarios = 20;
constexpr std::size_t most_pathways = 2000;

/// Lays `over` upon `base`, key by key.
void lay_over(YamlNode& base, const YamlNode& over) {
  if (!base.is_map() || !over.is_map()) {
    base = over;
    return;
  }
  for (const YamlField& field : over.fields) {
    const auto same =
        std::find_if(base.fields.begin(), base.fields.end(), [&](const YamlField& f) { return f.key == field.key; });
    if (same != base.fields.end())
      *same = field;
    else
      base.fields.push_back(field);
  }
}

class Loader final {
 public:
  Loader(Reader& reader, StudyFiles& study) : reader_(reader), study_(study) {}

  void load(const std::string& path) {
    std::string file = std::string(path);
    std::optional<YamlNode> root = parse(file, reader_.files.read(file));
    std::vector<std::string> chain = {beside("", file)};
    while (root && root->is_map() && root->find("scenario") != nullptr) {
      if (const YamlNode* model = root->find("model")) {
        reader_.findings.error(model->place, "model", "stands beside scenario", "a file is one or the other: a scenario names its model with of:",
                               root->find("scenario")->place);
        return;
      }
      study_.scenarios.push_back(std::move(*root));
      root = extended(study_.scenarios.back(), chain);
    }
    if (root) take_model(std::move(*root));
  }

 private:
  std::optional<YamlNode> parse(const std::string& name, std::string text) {
    return parse_yaml(reader_.texts.add(name, std::move(text)), reader_.texts, reader_.findings);
  }

  /// The file that a text names; a finding there when it cannot be read.
  std::optional<YamlNode> open(const Spot& naming, const std::string& file) {
    std::string text;
    try {
      text = reader_.files.read(file);
    } catch (const WorldError& error) {
      reader_.findings.error(naming.place(), naming.path, error.what());
      return std::nullopt;
    }
    return parse(file, std::move(text));
  }

  /// What the scenario's `of` names.
  std::optional<YamlNode> extended(const YamlNode& scenario, std::vector<std::string>& chain) {
    const YamlNode* of = scenario.find("of");
    if (of == nullptr || !of->is_scalar() || of->text.empty()) {
      if (of == nullptr)
        reader_.findings.error(scenario.place, "", "of is missing",
                               "needs the name of the model's file, or of a scenario to extend");
      else
        wrong(reader_, {of, "of"}, "the name of a file");
      return std::nullopt;
    }
    const std::string file = beside(reader_.texts.name(scenario.place.file), of->text);
    const bool again = std::find(chain.begin(), chain.end(), file) != chain.end();
    chain.push_back(file);
    if (again || chain.size() > most_scenarios + 1) {
      std::string shown;
      for (const std::string& link : chain) shown += (shown.empty() ? "" : " → ") + link;
      reader_.findings.error(of->place, "of", again ? "goes in a circle: " + shown : "makes a chain of more than 20 scenarios",
                             "a chain of scenarios ends at a model");
      return std::nullopt;
    }
    return open({of, "of"}, file);
  }

  void take_model(YamlNode root) {
    if (!root.is_map() || root.find("model") == nullptr) {
      const auto has = [&](const char* key) { return root.is_map() && root.find(key) != nullptr; };
      reader_.findings.error(root.place, "",
                             has("pathway") ? "this is the file of one pathway"
                             : has("sweep") ? "this is a sweep of many scenarios"
                                            : "this is neither a model nor a scenario",
                             has("pathway") ? "check or run the model that lists it"
                             : has("sweep") ? "run it with careway sweep"
                                            : "begin with model: name or scenario: name");
      return;
    }
    study_.model = std::move(root);
    study_.complete = true;
    const YamlNode* pathways = study_.model.find("pathways");
    if (pathways == nullptr) {
      reader_.findings.error(study_.model.place, "", "pathways is missing",
                             "needs a block of pathways, or a list of their files");
      study_.complete = false;
    } else if (pathways->is_list()) {
      take_list({pathways, "pathways"});
    } else {
      take_map({pathways, "pathways"});
    }
    if (study_.pathways.empty() && study_.complete)
      reader_.findings.error(pathways->place, "pathways", "is empty", "needs at least one pathway");
  }

  void take_list(const Spot& list) {
    if (too_many(reader_, list, list.node->items.size(), most_pathways, "pathway")) return;
    each_item(reader_, list, "", [&](const Spot& item) {
      if (!item.node->is_scalar() || item.node->text.empty()) return wrong(reader_, item, "the name of a file");
      std::optional<YamlNode> tree = open_pathway(item);
      if (!tree) return;
      const YamlNode* name = tree->find("pathway");
      if (name == nullptr || !name->is_scalar() || !is_name(name->text)) {
        reader_.findings.error(tree->place, "", name == nullptr ? "pathway is missing" : "pathway " + what_stands(*name),
                               "begin the file with pathway: name (small letters, digits and _)");
        return;
      }
      add({name->text, name->place}, std::move(*tree));
    });
  }

  void take_map(const Spot& map) {
    if (too_many(reader_, map, map.node->fields.size(), most_pathways, "pathway")) return;
    each_name(reader_, map, "pathway", [&](const YamlField& field, const Spot& at) {
      if (!at.node->is_scalar()) {
        check_name(*at.node, field);
        add({field.key, field.place}, *at.node);
        return;
      }
      std::optional<YamlNode> tree = open_pathway(at);
      if (!tree) return;
      check_name(*tree, field);
      add({field.key, field.place}, std::move(*tree));
    });
  }

  /// A `pathway:` in the pathway must agree with the name that the model gives it.
  void check_name(const YamlNode& tree, const YamlField& field) {
    const YamlNode* name = tree.is_map() ? tree.find("pathway") : nullptr;
    if (name == nullptr || (name->is_scalar() && name->text == field.key)) return;
    reader_.findings.error(name->place, field.key, "pathway " + what_stands(*name),
                           fmt::format("the model calls it {}", field.key), field.place);
  }

  std::optional<YamlNode> open_pathway(const Spot& naming) {
    std::optional<YamlNode> tree = open(naming, beside(reader_.texts.name(naming.place().file), naming.node->text));
    if (tree && tree->is_map()) return tree;
    if (tree) wrong(reader_, {&*tree, naming.path}, "a pathway: begin with pathway: name");
    study_.complete = false;
    return std::nullopt;
  }

  void add(Word name, YamlNode tree) {
    for (const PathwayTree& other : study_.pathways)
      if (other.name.text == name.text)
        return reader_.findings.error(name.place, name.text, "is a pathway already", "each pathway stands in the model once",
                                      other.name.place);
    const std::vector<std::string>& words = known_keys("model");
    if (std::find(words.begin(), words.end(), name.text) != words.end())
      reader_.findings.error(name.place, name.text, "cannot be the name of a pathway",
                             "it is a word of the language; choose another");
    const YamlNode* per = tree.is_map() ? tree.find("per") : nullptr;
    const bool per_site = per != nullptr && per->is_scalar() && per->text == "site";
    study_.pathways.push_back({std::move(name), std::move(tree), per_site});
  }

  Reader& reader_;
  StudyFiles& study_;
};

}  // namespace

YamlNode StudyFiles::merged(const char* key) const {
  YamlNode result;
  if (const YamlNode* block = model.find(key)) result = *block;
  for (auto scenario = scenarios.rbegin(); scenario != scenarios.rend(); ++scenario)
    if (const YamlNode* block = scenario->find(key)) lay_over(result, *block);
  return result;
}

StudyFiles load_study_files(Reader& reader, const std::string& path) {
  StudyFiles study;
  Loader(reader, study).load(path);
  return study;
}

}  // namespace careway
