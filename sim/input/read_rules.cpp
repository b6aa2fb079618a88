// Rules: changes that come and go with a condition.
#include <fmt/format.h>

#include "input/expressions.hpp"
#include "input/read_shared.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_effects = 1000;

RuleEffect read_effect(Reader& reader, RuleEffect::What what, const YamlField& field, const Spot& at) {
  RuleEffect effect;
  effect.what = what;
  effect.place = field.place;
  YamlNode key;
  key.kind = YamlNode::Kind::scalar;
  key.place = field.place;
  key.text = field.key;
  effect.target = read_reference(reader, {&key, at.path});
  const Spot amount = figure(reader, at);
  const bool plain = amount.node->is_scalar() && !amount.node->quoted;
  effect.duration =
      what != RuleEffect::What::scale && plain && !parse_number(amount.node->text) && parse_duration(amount.node->text);
  const auto value = effect.duration
                         ? read_duration(reader, amount, Sign::any)
                         : read_number(reader, amount, what == RuleEffect::What::scale ? Sign::not_negative : Sign::any);
  effect.amount = value.value_or(0);
  return effect;
}

void read_effects(Reader& reader, const Spot& spot, std::vector<RuleEffect>& effects) {
  const Fields fields(reader, spot, "rule.do");
  const std::pair<const char*, RuleEffect::What> kinds[] = {
      {"add", RuleEffect::What::add}, {"set", RuleEffect::What::set}, {"scale", RuleEffect::What::scale}};
  for (const auto& [key, what] : kinds) {
    const auto at = fields.get(key);
    if (!at) continue;
    if (!at->node->is_map()) {
      wrong(reader, *at, "a block of resources or parameters and amounts, such as {desk: 2}");
      continue;
    }
    const SourceCover cover(reader, *at);
    for (const YamlField& field : at->node->fields)
      if (field.key != "source") effects.push_back(read_effect(reader, what, field, {&field.value, at->path + "." + field.key}));
  }
}

Rule read_rule(Reader& reader, const YamlField& field, const Spot& spot) {
  Rule rule;
  rule.name = field.key;
  rule.place = field.place;
  rule.path = spot.path;
  const Fields fields(reader, spot, "rule");
  if (const auto about = fields.get("about")) rule.about = read_text(reader, *about);
  if (const auto when = fields.require("when", "a condition, such as occupancy(desk) > 0.95"))
    if (auto parsed = parse_expression(*when->node, when->path, reader.findings)) rule.when = std::move(*parsed);
  if (const auto until = fields.get("until")) rule.until = parse_expression(*until->node, until->path, reader.findings);
  if (const auto held = fields.get("for")) rule.for_time = read_ticks(reader, *held, Sign::not_negative).value_or(0);
  if (const auto ended = fields.get("until_for")) rule.until_for = read_ticks(reader, *ended, Sign::not_negative).value_or(0);
  if (const auto check = fields.get("check")) rule.check = read_ticks(reader, *check, Sign::positive).value_or(rule.check);
  const auto changes = fields.require("do", "what changes, such as {add: {desk: 2}}");
  if (!changes) return rule;
  const std::vector<Spot> items = items_of(reader, *changes);
  if (!too_many(reader, *changes, items.size(), most_effects, "item"))
    for (const Spot& item : items) read_effects(reader, item, rule.effects);
  return rule;
}

}  // namespace

std::vector<Rule> read_rules(Reader& reader, const Spot& spot) {
  std::vector<Rule> rules;
  each_name(reader, spot, "rule", [&](const YamlField& field, const Spot& at) { rules.push_back(read_rule(reader, field, at)); });
  return rules;
}

}  // namespace careway
