// Quantities: made from the families that the reader knows.
#include <string_view>

#include "input/families.hpp"
#include "input/schema_forms.hpp"
#include "input/schema_rules.hpp"
#include "input/schema_tables.hpp"

namespace careway {

namespace {

std::string role_form(Role role) {
  switch (role) {
    case Role::value:
    case Role::positive_value: return "value";
    case Role::positive:
    case Role::log_mean:
    case Role::mean_count: return "number";
    case Role::unit: return "unit";
    case Role::stages:
    case Role::trials: return "whole";
    case Role::share: return "share";
  }
  return "number";
}

/// A lateness is a duration that may be negative.
bool is_time(const std::string& dimension) { return dimension == "duration" || dimension == "lateness"; }

/// Any of the complete forms of a family.
std::string family_schema(const Family& family, const std::string& dimension) {
  std::vector<std::string> forms;
  for (const Form& form : family.forms) {
    std::vector<JsonProperty> properties;
    for (const FormParameter& parameter : form) {
      const bool required = parameter.role != Role::unit || is_time(dimension);
      if (parameter.role == Role::unit && dimension == "number") continue;
      properties.push_back({parameter.name, form_schema(role_form(parameter.role), dimension), required});
    }
    forms.push_back(json_block(properties));
  }
  return any_of(forms);
}

std::string block_schema(std::string_view name, const std::string& dimension) {
  for (const SchemaBlock& block : schema_blocks()) {
    if (name != block.name) continue;
    std::vector<JsonProperty> properties;
    for (const SchemaKey& key : block.keys) properties.push_back({key.key, form_schema(key.form, dimension), key.required});
    return with_rules(block.name, json_block(properties));
  }
  return "{}";
}

/// One random form with its modifiers; `choice` and `formula` have none.
std::string random_form(const std::string& form, const std::string& schema, const std::string& dimension) {
  const std::string value = form_schema("value", dimension);
  std::vector<JsonProperty> properties = {{form, schema, true}, {"draw", json_ref("name"), false}};
  if (form != "choice" && form != "formula") {
    for (const char* key : {"plus", "at_least", "at_most"}) properties.push_back({key, value, false});
    properties.push_back({"between", form_schema("list:value", dimension), false});
    properties.push_back({"times", json_ref("expression"), false});
  }
  return json_block(properties);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> quantity_definitions() {
  std::vector<std::pair<std::string, std::string>> definitions;
  for (const std::string dimension : {"duration", "lateness", "number", "attribute"}) {
    std::vector<std::string> forms = {json_ref("value." + dimension), json_ref("by." + dimension)};
    const std::string of_dimension = "." + dimension;
    const auto add = [&](const std::string& form, const std::string& schema) {
      definitions.emplace_back(form + of_dimension, random_form(form, schema, dimension));
      forms.push_back(json_ref(form + of_dimension));
    };
    for (const Family& family : families())
      if (!family.whole_numbers || !is_time(dimension)) add(family.name, family_schema(family, dimension));
    for (const char* form : {"hyperexponential", "empirical"}) add(form, block_schema("quantity." + std::string(form), dimension));
    add("mixture", "{\"type\":\"array\",\"minItems\":1,\"items\":" + block_schema("quantity.mixture", dimension) + "}");
    add("quantiles", json_ref("quantiles." + dimension));
    add("choice", json_ref("choice"));
    add("formula", json_ref("expression"));
    forms.push_back(json_block({{"value", json_ref("quantity." + dimension), true}}));
    definitions.emplace_back("quantity." + dimension, any_of(forms));
  }
  definitions.emplace_back("choice.site", random_form("choice", json_ref("choice"), "site"));
  definitions.emplace_back("quantity.site", any_of({json_ref("value.site"), json_ref("by.site"), json_ref("choice.site")}));
  return definitions;
}

}  // namespace careway
