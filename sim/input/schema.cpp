#include "input/schema.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "input/families.hpp"
#include "input/keys.hpp"
#include "input/schema_forms.hpp"
#include "input/schema_rules.hpp"
#include "input/schema_tables.hpp"

namespace careway {

namespace {

/// The schema of a key with its line of help, which editors show.
std::string with_help(const std::string& schema, const char* help) {
  return fmt::format(R"({{"description":{},"allOf":[{}]}})", json_text(help), schema);
}

std::string block_schema(const SchemaBlock& block) {
  std::vector<JsonProperty> properties;
  for (const SchemaKey& key : block.keys) properties.push_back({key.key, with_help(form_schema(key.form, "number"), key.help), key.required});
  return with_rules(block.name, json_block(properties));
}

bool is_quantity(const std::string& block) { return block.starts_with("quantity"); }

std::string action_schema() {
  std::string forms = R"({"const":"join"})";
  for (const std::string& verb : known_verbs()) forms += "," + json_ref("action." + verb);
  return "{\"oneOf\":[" + forms + "]}";
}

/// Modifiers of quantities, and the forms that are neither families nor blocks.
std::vector<std::string> keys_of_quantity() {
  std::vector<std::string> keys = {"hyperexponential", "mixture", "empirical", "quantiles", "choice", "by", "formula",
                                   "plus",             "at_least", "at_most",  "between",   "times",  "draw"};
  for (const Family& family : families()) keys.emplace_back(family.name);
  return keys;
}

}  // namespace

std::string schema_text() {
  std::string definitions;
  const auto define = [&](const std::string& name, const std::string& schema) {
    definitions += fmt::format("{}{}:{}", definitions.empty() ? "" : ",\n", json_text(name), schema);
  };
  for (const auto& [name, schema] : plain_definitions()) define(name, schema);
  for (const auto& [name, schema] : quantity_definitions()) define(name, schema);
  for (const SchemaBlock& block : schema_blocks())
    if (!is_quantity(block.name)) define(block.name, block_schema(block));
  define("action", action_schema());
  return fmt::format(R"({{"$schema":"http://json-schema.org/draft-07/schema#",
"title":"Careway: a model, one of its pathways, a scenario, or a sweep",
"oneOf":[{},{{"allOf":[{},{{"required":["pathway"]}}]}},{},{}],
"definitions":{{
{}
}}}})",
                     json_ref("model"), json_ref("pathway"), json_ref("scenario"), json_ref("sweep"), definitions);
}

std::vector<std::string> schema_keys(const std::string& block) {
  if (block == "quantity") return keys_of_quantity();
  std::vector<std::string> keys;
  for (const SchemaBlock& known : schema_blocks())
    if (block == known.name)
      for (const SchemaKey& key : known.keys) keys.emplace_back(key.key);
  for (const Family& family : families()) {
    if (block != std::string("quantity.") + family.name) continue;
    for (const Form& form : family.forms)
      for (const FormParameter& parameter : form)
        if (std::find(keys.begin(), keys.end(), parameter.name) == keys.end()) keys.emplace_back(parameter.name);
  }
  return keys;
}

}  // namespace careway
