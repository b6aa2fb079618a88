// What stands behind each key, for the JSON Schema: its form, and one line of help. Tested against keys.hpp, both ways.
//
// A form is a word of schema_forms.cpp ("duration", "name", ...), or `block:B` (one block), `map:F` (names and forms),
// `list:F`, `list24:F` (a list of so many), `some:F` (one or a list of them), or two of these with `|` between them.
#pragma once

#include <string>
#include <vector>

namespace careway {

struct SchemaKey {
  const char* key;
  const char* form;
  const char* help;
  bool required = false;
};

struct SchemaBlock {
  const char* name;  ///< as in keys.hpp
  std::vector<SchemaKey> keys;
};

/// All blocks of keys.hpp but those made from families.hpp: distributions given by single figures.
const std::vector<SchemaBlock>& schema_blocks();
/// Those of the verbs, `action.seize` and so on, and of what stands in them.
std::vector<SchemaBlock> schema_actions();

}  // namespace careway
