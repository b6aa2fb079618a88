// split and route.
#include <fmt/format.h>

#include <cmath>

#include "input/expressions.hpp"
#include "input/read_actions.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr double share_tolerance = 1e-9;

bool is_rest(const YamlNode& node) { return node.is_scalar() && node.text == "rest"; }

Share read_one_share(Reader& reader, const YamlField& field, const Spot& at) {
  Share share;
  YamlNode key;
  key.kind = YamlNode::Kind::scalar;
  key.place = field.place;
  key.text = field.key;
  share.to = read_reference(reader, {&key, at.path});
  share.place = field.place;
  if (is_rest(*unwrapped(reader, at).node))
    share.share = -1;
  else if (const auto value = read_share(reader, figure(reader, at)))
    share.share = *value;
  else
    share.share = std::nan("");
  return share;
}

void check_sum(Reader& reader, const Spot& spot, const std::vector<Share>& shares) {
  double sum = 0;
  const Share* rest = nullptr;
  for (const Share& share : shares) {
    if (std::isnan(share.share)) return;
    if (share.share >= 0) {
      sum += share.share;
    } else if (rest != nullptr) {
      return reader.findings.error(share.place, spot.path, "says rest twice", "only one step can get the rest", rest->place);
    } else {
      rest = &share;
    }
  }
  if (sum > 1 + share_tolerance)
    reader.findings.error(spot.place(), spot.path,
                          fmt::format("shares of split add up to {:.9g} (must be {})", sum, rest ? "at most 1" : "1"),
                          "correct the shares");
  else if (rest == nullptr && sum < 1 - share_tolerance)
    reader.findings.error(
        spot.place(), spot.path,
        fmt::format("shares of split add up to {:.9g} (must be 1); {:.6g} of patients have nowhere to go", sum, 1 - sum),
        "correct the shares, or write rest for one of them");
}

std::vector<Share> read_shares(Reader& reader, const Spot& at) {
  std::vector<Share> shares;
  const Spot spot = unwrapped(reader, at);
  if (!spot.node->is_map()) {
    wrong(reader, spot, "a block of steps and shares, such as {a: 0.7, b: rest}");
    return shares;
  }
  const SourceCover cover(reader, spot);
  for (const YamlField& field : spot.node->fields)
    if (field.key != "source" && field.key != "about")
      shares.push_back(read_one_share(reader, field, {&field.value, spot.path + "." + field.key}));
  if (shares.empty())
    reader.findings.error(spot.place(), spot.path, "is empty", "needs steps and shares, such as {a: 0.7, b: rest}");
  check_sum(reader, spot, shares);
  return shares;
}

void read_cases(const Verb& verb, ActSplit& split) {
  Reader& reader = verb.reader;
  const SourceCover cover(reader, verb.value);
  for (const YamlField& field : verb.value.node->fields) {
    const Spot at{&field.value, verb.value.path + "." + field.key};
    if (field.key == "source" || field.key == "about") continue;
    if (field.key == "by") {
      split.by = read_name(reader, at).text;
      split.by_place = at.place();
    } else if (field.key == "else") {
      split.shares = read_shares(reader, at);
      split.has_else = true;
    } else if (is_label(field.key)) {
      split.cases.emplace_back(field.key, read_shares(reader, at));
    } else {
      reader.findings.error(field.place, verb.value.path, fmt::format("\"{}\" is no label", field.key),
                            "labels have letters, digits, _, +, - and spaces");
    }
  }
  if (split.cases.empty())
    reader.findings.error(verb.value.place(), verb.value.path, "has no labels beside by",
                          "needs shares for each label, and perhaps else");
}

Branch read_branch(Reader& reader, const Spot& spot) {
  const Fields fields(reader, spot, "route.branch");
  Branch branch;
  if (const auto when = fields.get("when")) {
    branch.when = parse_expression(*when->node, when->path, reader.findings);
    if (!branch.when) branch.when.emplace();  // so that it does not count as "always"
  }
  if (const auto to = fields.require("to", "the step to go to")) branch.to = read_reference(reader, *to);
  return branch;
}

}  // namespace

ActSplit read_split(const Verb& verb) {
  ActSplit split;
  if (const auto draw = verb.fields->get("draw")) split.draw = read_name(verb.reader, *draw).text;
  if (verb.value.node->is_map() && verb.value.node->find("by") != nullptr)
    read_cases(verb, split);
  else
    split.shares = read_shares(verb.reader, verb.value);
  return split;
}

ActRoute read_route(const Verb& verb) {
  Reader& reader = verb.reader;
  ActRoute route;
  const char* needs = "a list of branches, such as [{when: urgency == 1, to: a}, {to: b}]";
  each_item(reader, verb.value, needs, [&](const Spot& item) { route.branches.push_back(read_branch(reader, item)); });
  const std::vector<YamlNode>& items = verb.value.node->items;
  if (verb.value.node->is_list() && items.empty()) wrong(reader, verb.value, needs);
  for (std::size_t i = 0; i < route.branches.size(); ++i) {
    const bool last = i + 1 == route.branches.size();
    const std::string path = fmt::format("{}[{}]", verb.value.path, i + 1);
    if (last && route.branches[i].when)
      reader.findings.error(items[i].place, path, "is the last branch and has a condition",
                            "the last branch needs no when, so that everybody has somewhere to go");
    if (!last && !route.branches[i].when)
      reader.findings.error(items[i].place, path, "has no condition, so that the branches after it are never reached",
                            "needs when");
  }
  return route;
}

}  // namespace careway
