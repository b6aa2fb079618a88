#include "input/schema_forms.hpp"

#include <fmt/format.h>

namespace careway {

namespace {

const char* const number = R"(([0-9]*\.)?[0-9]+([eE][-+]?[0-9]+)?)";
const char* const units = "(ms|s|sec|seconds?|min|minutes?|h|hr|hours?|d|days?|w|weeks?)";
const char* const name_pattern = "^[a-z][a-z0-9_]*$";
const char* const reference_pattern = R"(^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(@[a-z][a-z0-9_]*)?$)";
const char* const label_pattern = "^[-A-Za-z0-9_+. ]+$";

std::string pattern(const std::string& text) { return fmt::format(R"({{"type":"string","pattern":{}}})", json_text(text)); }

/// The figure itself, or with its source.
std::string figure(const std::string& schema) { return any_of({schema, json_block({{"value", schema, true}})}); }

std::string words(const std::string& list) {
  std::string text;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    text += (text.empty() ? "" : ",") + json_text(list.substr(at, end - at));
    at = end + 1;
  }
  return "{\"enum\":[" + text + "]}";
}

std::string map_of(const std::string& schema) {
  return fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"properties":{{"source":{}}},"additionalProperties":{}}})",
                     json_text(name_pattern), json_ref("text"), schema);
}

std::string list_of(const std::string& schema, const std::string& length) {
  return fmt::format(R"({{"type":"array","items":{},"minItems":{},"maxItems":{}}})", schema, length, length);
}

std::string list_of(const std::string& schema) { return fmt::format(R"({{"type":"array","items":{}}})", schema); }

/// Labels and what stands behind each, beside `by` when `by` is asked for.
std::string labels(const std::string& schema, bool by) {
  return fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"properties":{{{}"about":{},"source":{}}},"additionalProperties":{}{}}})",
                     json_text(label_pattern), by ? "\"by\":" + json_ref("name") + "," : "", json_ref("text"), json_ref("text"), schema,
                     by ? ",\"required\":[\"by\"]" : "");
}

}  // namespace

std::string json_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string json_ref(const std::string& name) { return "{\"$ref\":\"#/definitions/" + name + "\"}"; }

std::string any_of(const std::vector<std::string>& schemas) {
  if (schemas.size() == 1) return schemas[0];
  std::string text;
  for (const std::string& schema : schemas) text += (text.empty() ? "" : ",") + schema;
  return "{\"anyOf\":[" + text + "]}";
}

std::string json_block(const std::vector<JsonProperty>& properties) {
  std::string keys, required;
  for (const JsonProperty& property : properties) {
    keys += json_text(property.key) + ":" + property.schema + ",";
    if (property.required) required += (required.empty() ? "" : ",") + json_text(property.key);
  }
  return fmt::format(R"({{"type":"object","properties":{{{}"about":{},"source":{}}},"additionalProperties":false{}}})", keys, json_ref("text"),
                     json_ref("text"), required.empty() ? "" : ",\"required\":[" + required + "]");
}

std::string form_schema(const std::string& form, const std::string& dimension) {
  if (const std::size_t bar = form.find('|'); bar != std::string::npos)
    return any_of({form_schema(form.substr(0, bar), dimension), form_schema(form.substr(bar + 1), dimension)});
  const std::size_t colon = form.find(':');
  const std::string head = form.substr(0, colon), rest = colon == std::string::npos ? "" : form.substr(colon + 1);
  if (head == "block") return json_ref(rest);
  if (head == "word") return words(rest);
  if (head == "map") return map_of(form_schema(rest, dimension));
  if (head.size() > 4 && head.starts_with("list")) return figure(list_of(form_schema(rest, dimension), head.substr(4)));
  if (head == "list") return figure(list_of(form_schema(rest, dimension)));
  if (head == "some") return any_of({form_schema(rest, dimension), figure(list_of(form_schema(rest, dimension)))});
  if (head == "value") return json_ref("value." + dimension);
  if (head == "quantity") return json_ref("quantity." + dimension);
  return json_ref(form);
}

std::vector<std::pair<std::string, std::string>> plain_definitions() {
  const std::string plain_number = any_of({R"({"type":"number"})", pattern(fmt::format(R"(^{} ?%$)", number))});
  const std::string plain_duration = any_of({R"({"const":0})", pattern(fmt::format("^{0} ?{1}( ?{0} ?{1})*$", number, units))});
  const std::string share = any_of({R"({"type":"number","minimum":0,"maximum":1})", pattern(R"(^(0*100(\.0*)?|0*[0-9]{1,2}(\.[0-9]*)?|\.[0-9]+|[0-9.]+[eE]-[0-9]+) ?%$)")});
  const std::string whole = R"({"type":"integer"})";
  const std::string date = pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
  const std::string time = R"((([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?))";
  const std::string named = R"({"type":["string","number","boolean"]})";
  const std::string one_share = any_of({json_ref("share"), R"({"const":"rest"})"});
  return {
      {"text", R"({"type":["string","number","boolean"]})"},
      {"nothing", R"({"type":"null"})"},
      {"name", pattern(name_pattern)},
      {"reference", pattern(reference_pattern)},
      {"number", figure(plain_number)},
      {"whole", figure(whole)},
      {"capacity", figure(any_of({R"({"type":"integer","minimum":0,"maximum":1000000000})", R"({"const":"unlimited"})"}))},
      {"duration", figure(plain_duration)},
      {"number_or_duration", figure(any_of({plain_number, plain_duration}))},
      {"rate", figure(any_of({R"({"const":0})", pattern(fmt::format("^{0}( ?per |/){1}$", number, units))}))},
      {"share", figure(share)},
      {"truth", figure(any_of({R"({"type":"boolean"})", words("yes,no")}))},
      {"date", figure(date)},
      {"time_of_day", pattern("^" + time + "$")},
      {"instant", any_of({pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]" + time + ")?$"), plain_duration})},
      {"instant_of_week", pattern("^(([A-Za-z]+ )?" + time + "|t=.+)$")},
      {"weekday", words("Mon,Tue,Wed,Thu,Fri,Sat,Sun,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday")},
      {"unit", pattern(fmt::format("^{}$", units))},
      {"expression", named},
      {"attributes", map_of(json_ref("quantity.attribute"))},
      {"shares", labels(one_share, false)},
      {"shares_by", labels(json_ref("shares"), true)},
      {"words_for_names", fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"additionalProperties":{}}})",
                                      json_text(label_pattern), json_ref("text"))},
      {"rates_at", fmt::format(R"({{"type":"object","minProperties":2,"propertyNames":{{"pattern":{}}},"properties":{{"about":{},"source":{}}},"additionalProperties":{}}})",
                               json_text(fmt::format("^(([A-Za-z]+ )?{2}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([ T]{2})?|0|{0} ?{1}( ?{0} ?{1})*|about|source)$", number, units, time)),
                               json_ref("text"), json_ref("text"), json_ref("number"))},
      {"weights_by_limit", fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"properties":{{"about":{},"source":{}}},"additionalProperties":{}}})",
                                       json_text(fmt::format("^(0|{0} ?{1}( ?{0} ?{1})*|about|source)$", number, units)), json_ref("text"), json_ref("text"), json_ref("number"))},
      {"map_of_counts", fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"additionalProperties":{}}})", json_text(reference_pattern), json_ref("counts"))},
      {"map_of_columns", fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"additionalProperties":{}}})",
                                     json_text(reference_pattern), any_of({json_ref("text"), json_ref("column")}))},
      {"map_of_ages", fmt::format(R"({{"type":"object","propertyNames":{{"pattern":{}}},"additionalProperties":{}}})",
                                  json_text(reference_pattern), json_ref("duration"))},
      {"map_of_paths", R"({"type":"object","minProperties":1})"},
      {"map_of_factors", R"({"type":"object","minProperties":1,"additionalProperties":{"not":{"type":"number","exclusiveMaximum":0}}})"},
      {"anything", "{}"},
      {"table_values", R"({"type":"object","minProperties":1})"},
      {"step", R"({"type":"array","minItems":1,"items":{"$ref":"#/definitions/action"}})"},
      {"value.duration", figure(plain_duration)},
      {"value.lateness", figure(any_of({plain_duration, pattern(fmt::format("^-{0} ?{1}( ?{0} ?{1})*$", number, units))}))},
      {"value.number", figure(plain_number)},
      {"value.attribute", figure(any_of({plain_number, plain_duration, pattern(label_pattern), R"({"type":"boolean"})"}))},
      {"value.site", json_ref("name")},
      {"by.duration", labels(json_ref("quantity.duration"), true)},
      {"by.lateness", labels(json_ref("quantity.lateness"), true)},
      {"by.number", labels(json_ref("quantity.number"), true)},
      {"by.attribute", labels(json_ref("quantity.attribute"), true)},
      {"by.site", labels(json_ref("quantity.site"), true)},
      {"choice", labels(json_ref("number"), false)},
      {"quantiles.duration", labels(json_ref("value.duration"), false)},
      {"quantiles.lateness", labels(json_ref("value.lateness"), false)},
      {"quantiles.number", labels(json_ref("value.number"), false)},
      {"quantiles.attribute", labels(json_ref("value.attribute"), false)},
  };
}

}  // namespace careway
