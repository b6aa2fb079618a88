// A strict reading of one YAML document into our own tree: every value and key knows its place, keys are unique,
// aliases are expanded under a budget, and nothing is converted. Nothing else in the program reads YAML.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/findings.hpp"
#include "base/place.hpp"

namespace careway {

struct YamlField;

struct YamlNode {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  Place place;  ///< of an implied null: of its key, or of the dash of its list item
  bool quoted = false;  ///< a quoted scalar is text, never a number
  bool exact = false;   ///< `text` stands in the file character by character, so places inside it can be computed
  std::string text;     ///< of a scalar
  std::vector<YamlNode> items;
  std::vector<YamlField> fields;  ///< in written order, keys unique

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  bool is_null() const { return kind == Kind::null; }
  const YamlNode* find(std::string_view key) const;
  YamlNode* find(std::string_view key);
};

struct YamlField {
  std::string key;
  Place place;  ///< of the key
  YamlNode value;
};

/// Limits that keep a hostile file from eating the machine.
struct YamlLimits {
  std::size_t bytes = 16u << 20;
  std::size_t values = 200'000;  ///< after aliases are expanded
  int depth = 60;
};

/// Reads the text of `file`. Findings say what was refused: invalid UTF-8, NUL and other control characters, duplicate
/// keys (with both places), keys that are not plain text, merge keys `<<`, tags, aliases inside their own value, too many
/// values, too deep nesting, more than one document, an empty document, tabs or syntax yaml-cpp refuses (in plain words).
/// Returns the tree when there is one to go on with.
std::optional<YamlNode> parse_yaml(std::uint32_t file, const SourceTexts& texts, Findings& findings, const YamlLimits& limits = {});

}  // namespace careway
