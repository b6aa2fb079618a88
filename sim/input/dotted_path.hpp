// From a dotted path, as scenarios and sites write it, to the node that it names.
//
// `pathway.section.name.key...`: the section may be left out where the name is unique. In a step the next word is a verb,
// `delay[2]` the second of several; a modifier of an action comes after its verb. `list[1]` is the first item.
// `{value:, source:}` is seen through. A model's own blocks begin with their key.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/yaml.hpp"

namespace careway {

/// The trees in which paths are looked up.
struct PathRoots {
  YamlNode* model = nullptr;
  std::vector<std::string> pathway_names;
  std::vector<YamlNode*> pathways;
};

inline constexpr std::size_t model_root = SIZE_MAX;

struct PathTarget {
  YamlNode* node = nullptr;   ///< null when nothing is there: then `problem` and `remedy` say why
  YamlNode* outer = nullptr;  ///< the `{value:, source:}` around it, or the node itself
  std::string full_path;      ///< with its section
  std::string section;        ///< "resources", "steps", ...
  std::string key;            ///< the last word
  std::string problem;
  std::string remedy;
  std::string doubt;  ///< a warning: the path is right, but perhaps not what was meant
};

/// Index of the pathway that the path begins with, `model_root` for a block of the model, or nothing.
std::optional<std::size_t> root_of(const std::vector<std::string>& pathway_names, std::string_view path);

PathTarget find_path(const PathRoots& roots, const std::string& path);

}  // namespace careway
