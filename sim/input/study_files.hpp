// The files of one study: a chain of scenarios, the model at its end, and the model's pathways, each as a strict tree.
#pragma once

#include <string>
#include <vector>

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

struct PathwayTree {
  Word name;  ///< as the model names it; the place is that of the pathway itself
  YamlNode tree;
  bool per_site = false;
};

struct StudyFiles {
  std::vector<YamlNode> scenarios;  ///< the one that was asked for first; each extends the next
  YamlNode model;
  std::vector<PathwayTree> pathways;
  bool complete = false;  ///< everything that was named could be read as YAML

  /// The block of that name with all later ones laid over it, key by key: model first, then scenarios. Null when absent.
  YamlNode merged(const char* key) const;
};

/// Throws WorldError when the first file cannot be read; for all others that is a finding where they are named.
StudyFiles load_study_files(Reader& reader, const std::string& path);

}  // namespace careway
