#include "input/read_quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "input/expressions.hpp"
#include "input/families.hpp"
#include "input/read_distribution.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

struct Use {
  Wanted wanted;
  Dimension dimension;
};

const std::vector<const char*> modifiers = {"plus", "at_least", "at_most", "between", "times", "draw"};

/// Does a figure with a unit of time stand in this form of an attribute? Text that is no figure does not count.
bool mentions_duration(const YamlNode& node) {
  if (node.is_scalar()) return !node.quoted && !parse_number(node.text) && parse_duration(node.text).has_value();
  for (const YamlNode& item : node.items)
    if (mentions_duration(item)) return true;
  for (const YamlField& field : node.fields) {
    const bool text = field.key == "source" || field.key == "about" || field.key == "draw" || field.key == "times" ||
                      field.key == "formula" || field.key == "choice";
    if (!text && mentions_duration(field.value)) return true;
    if (field.key == "unit" && field.value.is_scalar() && parse_duration("1 " + field.value.text)) return true;
  }
  return false;
}

Quantity read_form(Reader& reader, const Spot& at, const Use& use);

/// A bare name that is no form, or a product: meant as an expression.
bool looks_computed(const YamlNode& node) {
  if (!node.is_scalar() || parse_duration(node.text) || parse_number(node.text)) return false;
  if (node.text.find(" * ") != std::string::npos) return true;
  const auto of_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !node.text.empty() && node.text[0] >= 'a' && node.text[0] <= 'z' && std::all_of(node.text.begin(), node.text.end(), of_name) &&
         std::none_of(families().begin(), families().end(), [&](const Family& family) { return family.name == node.text; });
}

void read_fixed(Reader& reader, const Spot& spot, const Use& use, Quantity& quantity) {
  const YamlNode& node = *spot.node;
  const bool number =
      node.is_scalar() && !node.quoted && (parse_number(node.text) || parse_duration(node.text) || parse_share(node.text));
  if (use.wanted == Wanted::attribute && !number) {
    quantity.kind = Quantity::Kind::label;
    if (node.is_scalar() && is_label(node.text))
      quantity.label = node.text;
    else
      wrong(reader, spot, "a number, a label, or a form such as {choice: {a: 0.3, b: 0.7}}");
    return;
  }
  if (use.wanted == Wanted::site) {
    quantity.kind = Quantity::Kind::label;
    quantity.label = read_name(reader, spot).text;
    return;
  }
  if (use.dimension == Dimension::duration && looks_computed(node)) {
    reader.findings.error(spot.place(), spot.path, what_stands(node),
                          fmt::format("needs a duration such as 8 min; what is to be computed is written {{formula: {}}}", node.text));
    return;
  }
  if (const auto value = read_value(reader, spot, use.dimension)) quantity.number = *value;
}

/// Labels are kept as written; in a choice of durations they become milliseconds.
void read_choice(Reader& reader, const Spot& spot, const Use& use, Quantity& quantity) {
  quantity.kind = Quantity::Kind::choice;
  if (!spot.node->is_map()) return wrong(reader, spot, "a block of labels and weights, such as {a: 0.3, b: 0.7}");
  const SourceCover cover(reader, spot);
  double sum = 0;
  bool percent = true;
  for (const YamlField& field : spot.node->fields) {
    if (field.key == "source") continue;
    percent = percent && (field.value.is_scalar() && field.value.text.ends_with('%'));
    const Spot at{&field.value, spot.path + "." + field.key};
    YamlNode key;
    key.kind = YamlNode::Kind::scalar;
    key.place = field.place;
    key.text = field.key;
    std::string label = field.key;
    if (use.wanted == Wanted::duration) {
      if (const auto value = read_duration(reader, {&key, spot.path}, Sign::any)) label = fmt::format("{}", *value);
    } else if (use.wanted == Wanted::number) {
      read_number(reader, {&key, spot.path}, Sign::any);
    } else if (!is_label(field.key)) {
      reader.findings.error(field.place, spot.path, what_stands(key), "labels have letters, digits, _, +, - and spaces");
    }
    const std::optional<double> weight = read_number(reader, figure(reader, at), Sign::not_negative);
    if (!weight) return;
    sum += *weight;
    quantity.choices.push_back({label, *weight, field.place});
  }
  constexpr double rounding = 1e-6;
  if (percent && sum > 0 && std::abs(sum - 1) > rounding)
    reader.findings.warning(spot.place(), spot.path, fmt::format("adds up to {:.6g}%; each weight is divided by that sum", 100 * sum), "correct the shares, or leave the signs % away");
  if (!(sum > 0))
    reader.findings.error(spot.place(), spot.path, "has no weight above 0",
                          "needs labels with weights, such as {a: 0.3, b: 0.7}");
}

void read_by(Reader& reader, const Spot& spot, const Use& use, Quantity& quantity) {
  quantity.kind = Quantity::Kind::by;
  for (const YamlField& field : spot.node->fields) {
    const Spot at{&field.value, spot.path + "." + field.key};
    if (field.key == "source" || field.key == "about") continue;
    if (field.key == "by") {
      quantity.attribute = read_name(reader, at).text;
    } else if (field.key == "else") {
      quantity.otherwise = std::make_shared<const Quantity>(read_form(reader, at, use));
    } else if (std::find(modifiers.begin(), modifiers.end(), field.key) != modifiers.end()) {
      reader.findings.error(field.place, spot.path, fmt::format("{} cannot stand beside by", field.key),
                            "put it beside each random form, one level deeper");
    } else if (!is_label(field.key)) {
      reader.findings.error(field.place, spot.path, fmt::format("\"{}\" is no label", field.key),
                            "labels have letters, digits, _, +, - and spaces");
    } else {
      quantity.cases.push_back({field.key, read_form(reader, at, use)});
    }
  }
  if (quantity.cases.empty())
    reader.findings.error(spot.place(), spot.path, "has no labels beside by",
                          "needs a quantity for each label, and perhaps else");
}

void read_modifiers(Reader& reader, const Fields& fields, Quantity& quantity) {
  const auto value = [&](const char* key) -> std::optional<double> {
    const auto at = fields.get(key);
    return at ? read_value(reader, figure(reader, *at), quantity.dimension) : std::nullopt;
  };
  quantity.plus = value("plus").value_or(0);
  quantity.at_least = value("at_least");
  quantity.at_most = value("at_most");
  if (quantity.at_least && quantity.at_most && *quantity.at_least > *quantity.at_most)
    reader.findings.error(fields.get("at_most")->place(), quantity.path, "at_most is below at_least", "exchange them",
                          fields.get("at_least")->place());
  if (const auto times = fields.get("times")) quantity.times = parse_expression(*times->node, times->path, reader.findings);
  if (const auto draw = fields.get("draw")) quantity.draw = read_name(reader, *draw).text;
  if (const auto between = fields.get("between")) {
    const Spot at = figure(reader, *between);
    std::vector<double> ends;
    if (at.node->is_list() && at.node->items.size() == 2)
      each_item(reader, at, "", [&](const Spot& item) {
        if (const auto end = read_value(reader, item, quantity.dimension)) ends.push_back(*end);
      });
    else
      wrong(reader, at, "two bounds, such as [0 min, 2 h]");
    if (ends.size() == 2 && ends[0] < ends[1])
      quantity.between = {ends[0], ends[1]};
    else if (ends.size() == 2)
      reader.findings.error(at.place(), at.path, "the second bound is not above the first", "exchange them");
  }
}

void check_normal(Reader& reader, const Fields& fields, const Quantity& quantity) {
  if (reader.signed_durations || quantity.dimension != Dimension::duration || !fields.has("normal") || fields.has("between") || fields.has("at_least"))
    return;
  reader.findings.error(quantity.place, quantity.path, "a normal duration may be negative",
                        "add at_least: 0, or between: [0 min, …]");
}

void refuse_modifiers(Reader& reader, const Fields& fields, const char* beside) {
  for (const char* key : modifiers) {
    const auto at = fields.get(key);
    if (at && !(std::string_view(beside) == "choice" && std::string_view(key) == "draw"))
      reader.findings.error(at->place(), at->path, fmt::format("cannot stand beside {}", beside), "it goes beside a random form");
  }
}

void read_block(Reader& reader, const Spot& spot, const Use& use, Quantity& quantity) {
  const Fields fields(reader, spot, "quantity");
  std::vector<std::string> forms = family_names();
  forms.insert(forms.end(), {"choice", "formula"});
  std::vector<std::string> given;
  for (const std::string& form : forms)
    if (fields.has(form.c_str())) given.push_back(form);
  if (given.size() != 1) {
    if (given.size() > 1)
      reader.findings.error(spot.place(), spot.path, fmt::format("has both {} and {}", given[0], given[1]), "needs one of them");
    else if (!fields.had_unknown_keys())
      reader.findings.error(spot.place(), spot.path, "says no value",
                            "needs a fixed value or a form such as {exponential: {mean: 8 min}}");
    return;
  }
  const Spot inner = *fields.get(given[0].c_str());
  if (use.wanted == Wanted::site && given[0] != "choice")
    return wrong(reader, spot, "the name of a site, {choice: …} or {by: …}");
  if (given[0] == "choice") {
    refuse_modifiers(reader, fields, "choice");
    if (const auto draw = fields.get("draw")) quantity.draw = read_name(reader, *draw).text;
    return read_choice(reader, inner, use, quantity);
  }
  if (given[0] == "formula") {
    refuse_modifiers(reader, fields, "formula");
    quantity.kind = Quantity::Kind::formula;
    quantity.formula = parse_expression(*inner.node, inner.path, reader.findings);
    return;
  }
  quantity.kind = Quantity::Kind::distribution;
  quantity.distribution = read_distribution(reader, given[0], inner, quantity.dimension);
  read_modifiers(reader, fields, quantity);
  check_normal(reader, fields, quantity);
}

Quantity read_form(Reader& reader, const Spot& at, const Use& use) {
  Quantity quantity;
  const Spot spot = unwrapped(reader, at);
  quantity.dimension = use.dimension;
  quantity.place = spot.place();
  quantity.path = spot.path;
  const SourceCover cover(reader, at);  // also of a wrapper's own source
  if (spot.node->is_map()) {
    const SourceCover own(reader, spot);
    if (spot.node->find("by") != nullptr)
      read_by(reader, spot, use, quantity);
    else
      read_block(reader, spot, use, quantity);
    return quantity;
  }
  // A flag or a zero says what is so; it measures nothing and needs no source.
  const bool flag =
      spot.node->is_scalar() && (spot.node->text == "0" || (use.wanted == Wanted::attribute && spot.node->text == "1"));
  const bool word = use.wanted == Wanted::site || !spot.node->is_scalar() || spot.node->quoted ||
                    (use.wanted == Wanted::attribute && !parse_number(spot.node->text) && !parse_duration(spot.node->text));
  if (!flag && !word) figure(reader, at);
  read_fixed(reader, spot, use, quantity);
  return quantity;
}

}  // namespace

Quantity read_quantity(Reader& reader, const Spot& spot, Wanted wanted) {
  Use use{wanted, wanted == Wanted::duration ? Dimension::duration : Dimension::number};
  if (wanted == Wanted::attribute && mentions_duration(*spot.node)) use.dimension = Dimension::duration;
  return read_form(reader, spot, use);
}

std::vector<SetAttribute> read_attributes(Reader& reader, const Spot& spot) {
  std::vector<SetAttribute> attributes;
  each_name(reader, spot, "attribute", [&](const YamlField& field, const Spot& at) {
    attributes.push_back({{field.key, field.place}, read_quantity(reader, at, Wanted::attribute)});
  });
  if (spot.node->is_map() && attributes.empty())
    reader.findings.error(spot.place(), spot.path, "is empty", "needs at least one attribute");
  return attributes;
}

}  // namespace careway
