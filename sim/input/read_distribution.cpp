#include "input/read_distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/words.hpp"
#include "input/families.hpp"
#include "input/read_empirical.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr double share_tolerance = 1e-9;

bool fits(const Form& form, const Fields& fields, Dimension dimension) {
  std::size_t wanted = 0;
  for (const FormParameter& parameter : form) {
    if (parameter.role == Role::unit && dimension == Dimension::number) continue;
    if (!fields.has(parameter.name)) return false;
    ++wanted;
  }
  const auto given = std::count_if(fields.spot().node->fields.begin(), fields.spot().node->fields.end(),
                                   [](const YamlField& field) { return field.key != "source" && field.key != "about"; });
  return wanted == static_cast<std::size_t>(given);
}

std::string form_words(const Family& family, Dimension dimension) {
  std::string text;
  for (const Form& form : family.forms) {
    if (!text.empty()) text += ", or ";
    std::string names;
    for (const FormParameter& parameter : form)
      if (parameter.role != Role::unit || dimension == Dimension::duration)
        names += (names.empty() ? "" : " and ") + std::string(parameter.name);
    text += names;
  }
  return text;
}

std::optional<double> read_parameter(Reader& reader, const Spot& spot, Role role, Dimension dimension) {
  const Spot at = figure(reader, spot);
  const Sign sign = role == Role::value ? Sign::any : Sign::positive;
  switch (role) {
    case Role::value:
    case Role::positive_value:
      return dimension == Dimension::duration ? read_duration(reader, at, sign) : read_number(reader, at, sign);
    case Role::positive:
      return read_number(reader, at, Sign::positive);
    case Role::log_mean:
      return read_number(reader, at, Sign::any);
    case Role::mean_count:
      return read_number(reader, at, Sign::not_negative);
    case Role::share:
      return read_share(reader, at);
    case Role::unit:
      return std::nullopt;
    case Role::stages:
    case Role::trials:
      break;
  }
  const std::int64_t least = role == Role::stages ? 1 : 0;
  const std::optional<std::int64_t> whole = read_whole(reader, at, {least, 100'000});
  if (!whole) return std::nullopt;
  return static_cast<double>(*whole);
}

/// `mu` counts in its own unit; the rest of the program counts in milliseconds.
void convert_log_mean(Reader& reader, const Fields& fields, DistributionText& text) {
  const auto unit = fields.get("unit");
  if (!unit) return;
  if (const std::optional<double> size = read_unit(reader, *unit))
    for (DistributionText::Parameter& parameter : text.parameters)
      if (parameter.name == "mu") parameter.value += std::log(*size);
}

struct Order {
  const char* lower;
  const char* upper;
  bool may_be_equal;
};

void check_orders(Reader& reader, const DistributionText& text) {
  for (const Order& order : {Order{"min", "max", false}, Order{"min", "mode", true}, Order{"mode", "max", true},
                             Order{"min", "mean", false}, Order{"mean", "max", false}}) {
    const auto* lower = text.find(order.lower);
    const auto* upper = text.find(order.upper);
    if (lower == nullptr || upper == nullptr) continue;
    if (lower->value < upper->value || (order.may_be_equal && lower->value == upper->value)) continue;
    reader.findings.error(upper->place, text.path, fmt::format("{} is not above {}", order.upper, order.lower),
                          fmt::format("{} must be below {}", order.lower, order.upper), lower->place);
  }
}

void read_family(Reader& reader, const Family& family, const Spot& spot, Dimension dimension, DistributionText& text) {
  if (family.whole_numbers && dimension == Dimension::duration) {
    reader.findings.error(spot.place(), spot.path,
                          fmt::format("{} gives whole numbers, and a duration is needed here", family.name),
                          "use another form, such as {exponential: {mean: 8 min}}");
    return;
  }
  const Fields fields(reader, spot, "quantity." + text.family);
  if (!fields.usable() || fields.had_unknown_keys()) return;
  const auto form =
      std::find_if(family.forms.begin(), family.forms.end(), [&](const Form& f) { return fits(f, fields, dimension); });
  if (form == family.forms.end()) {
    std::vector<std::string> given;
    for (const YamlField& field : spot.node->fields)
      if (field.key != "source" && field.key != "about") given.push_back(field.key);
    std::string names;
    for (const std::string& name : given) names += (names.empty() ? "" : " and ") + name;
    reader.findings.error(spot.place(), spot.path, given.empty() ? "has no parameters" : "has " + names,
                          "needs " + form_words(family, dimension));
    return;
  }
  for (const FormParameter& parameter : *form) {
    const auto at = fields.get(parameter.name);
    if (!at || parameter.role == Role::unit) continue;
    if (const auto value = read_parameter(reader, *at, parameter.role, dimension))
      text.parameters.push_back({parameter.name, *value, unwrapped(reader, *at).place()});
  }
  if (text.family == "lognormal") convert_log_mean(reader, fields, text);
  check_orders(reader, text);
}

void check_sum(Reader& reader, const Spot& spot, const std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (shares.empty() || std::abs(sum - 1) <= share_tolerance) return;
  reader.findings.error(spot.place(), spot.path, fmt::format("shares add up to {:.9g} (must be 1)", sum), "correct the shares");
}

void read_hyperexponential(Reader& reader, const Spot& spot, Dimension dimension, DistributionText& text) {
  const Fields fields(reader, spot, "quantity.hyperexponential");
  const auto shares = fields.require("shares", "a list of shares that add up to 1");
  const auto means = fields.require("means", "a list of means, one for each share");
  if (!shares || !means) return;
  each_item(reader, figure(reader, *shares), "a list of shares", [&](const Spot& item) {
    if (const auto share = read_share(reader, item)) text.weights.push_back(*share);
  });
  const Sign sign = Sign::positive;
  each_item(reader, figure(reader, *means), "a list of means", [&](const Spot& item) {
    const auto mean = dimension == Dimension::duration ? read_duration(reader, item, sign) : read_number(reader, item, sign);
    if (mean) text.values.push_back(*mean);
  });
  const std::size_t n = unwrapped(reader, *shares).node->items.size();
  const std::size_t m = unwrapped(reader, *means).node->items.size();
  if (n != m)
    reader.findings.error(means->place(), means->path, "has " + counted(m, "item"),
                          fmt::format("needs {}, one for each share", n), shares->place());
  else if (text.weights.size() == n)
    check_sum(reader, *shares, text.weights);
}

DistributionText read_component(Reader& reader, const Spot& at, Dimension dimension) {
  const Spot spot = unwrapped(reader, at);
  if (!spot.node->is_map()) {
    DistributionText constant{"constant", spot.place(), spot.path, {}, {}, {}, {}, false};
    if (const auto value = read_value(reader, figure(reader, spot), dimension))
      constant.parameters.push_back({"value", *value, spot.place()});
    return constant;
  }
  const SourceCover cover(reader, spot);
  const std::vector<std::string>& names = family_names();
  const YamlField* form = nullptr;
  for (const YamlField& field : spot.node->fields) {
    if (field.key == "source" || field.key == "about") continue;
    const bool known = std::find(names.begin(), names.end(), field.key) != names.end() && field.key != "mixture";
    if (known && form == nullptr) {
      form = &field;
      continue;
    }
    reader.findings.error(field.place, spot.path, fmt::format("\"{}\" cannot stand in a mixture", field.key),
                          "needs a fixed value or one random form, such as {exponential: {mean: 8 min}}; plus, between and the like stand beside the whole mixture");
    return {};
  }
  if (form != nullptr) return read_distribution(reader, form->key, {&form->value, spot.path + "." + form->key}, dimension);
  wrong(reader, spot, "a fixed value or a random form");
  return {};
}

void read_mixture(Reader& reader, const Spot& spot, Dimension dimension, DistributionText& text) {
  bool complete = true;
  each_item(reader, spot, "a list such as [{share: 0.3, of: 1 h}, {share: 0.7, of: 2 h}]", [&](const Spot& item) {
    const Fields fields(reader, item, "quantity.mixture");
    const auto share = fields.require("share", "the share of this part");
    const auto of = fields.require("of", "a fixed value or a random form");
    const std::size_t before = text.weights.size();
    if (share)
      if (const auto value = read_share(reader, figure(reader, *share))) text.weights.push_back(*value);
    complete = complete && of && text.weights.size() == before + 1;
    if (of) text.components.push_back(read_component(reader, *of, dimension));
  });
  if (complete) check_sum(reader, spot, text.weights);
}

/// `{0: 0 h, 0.5: 3 h, 1: 40 h}`: shares from 0 to 1 ascending, values never falling.
void read_quantiles(Reader& reader, const Spot& spot, Dimension dimension, DistributionText& text) {
  if (!spot.node->is_map()) {
    wrong(reader, spot, "a block such as {0: 0 h, 0.5: 3 h, 1: 40 h}");
    return;
  }
  const SourceCover cover(reader, spot);
  for (const YamlField& field : spot.node->fields) {
    if (field.key == "source" || field.key == "about") continue;
    const Spot at{&field.value, spot.path + "." + field.key};
    YamlNode key;
    key.kind = YamlNode::Kind::scalar;
    key.place = field.place;
    key.text = field.key;
    const std::optional<double> share = read_share(reader, {&key, spot.path});
    const std::optional<double> value = read_value(reader, figure(reader, at), dimension);
    if (!share || !value) return;
    if (!text.weights.empty() && (*share <= text.weights.back() || *value < text.values.back())) {
      reader.findings.error(field.place, spot.path,
                            fmt::format("{}: the shares must rise and the values must not fall", field.key),
                            "put the quantiles in order");
      return;
    }
    text.weights.push_back(*share);
    text.values.push_back(*value);
  }
  if (text.weights.size() < 2 || text.weights.front() != 0 || text.weights.back() != 1)
    reader.findings.error(spot.place(), spot.path, "does not reach from 0 to 1",
                          "needs the least value at 0 and the largest at 1");
}

}  // namespace

const std::vector<std::string>& family_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Family& family : families()) all.emplace_back(family.name);
    for (const char* more : {"hyperexponential", "mixture", "empirical", "quantiles"}) all.emplace_back(more);
    return all;
  }();
  return names;
}

std::optional<double> read_value(Reader& reader, const Spot& spot, Dimension dimension) {
  return dimension == Dimension::duration ? read_duration(reader, spot, Sign::any) : read_number(reader, spot, Sign::any);
}

DistributionText read_distribution(Reader& reader, const std::string& family, const Spot& spot, Dimension dimension) {
  DistributionText text;
  text.family = family;
  text.place = spot.place();
  text.path = spot.path;
  for (const Family& known : families())
    if (family == known.name) read_family(reader, known, spot, dimension, text);
  if (family == "hyperexponential") read_hyperexponential(reader, spot, dimension, text);
  if (family == "mixture") read_mixture(reader, spot, dimension, text);
  if (family == "quantiles") read_quantiles(reader, spot, dimension, text);
  if (family == "empirical") read_empirical(reader, spot, dimension, text);
  return text;
}

}  // namespace careway
