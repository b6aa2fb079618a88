// Forms of values as pieces of JSON Schema.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace careway {

/// Text in quotes, escaped.
std::string json_text(const std::string& text);
/// `{"$ref":"#/definitions/name"}`.
std::string json_ref(const std::string& name);
/// A form as in schema_tables.hpp; `dimension` (duration, number, attribute or site) is that of `value` and `quantity`.
std::string form_schema(const std::string& form, const std::string& dimension);
/// The words that forms are made of, each a definition: name and schema.
std::vector<std::pair<std::string, std::string>> plain_definitions();
/// Quantities: for each dimension, and for each family of distributions in it.
std::vector<std::pair<std::string, std::string>> quantity_definitions();

struct JsonProperty {
  std::string key;
  std::string schema;
  bool required = false;
};
/// An object with these keys, and `about` and `source`, and no others.
std::string json_block(const std::vector<JsonProperty>& properties);
std::string any_of(const std::vector<std::string>& schemas);

}  // namespace careway
