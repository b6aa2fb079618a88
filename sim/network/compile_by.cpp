// What a conditional quantity, or a split, is conditional on: an attribute; or the hour, the weekday, the month, the site.
#include <algorithm>
#include <cmath>

#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

namespace {

constexpr std::int64_t widest_by = 4096;  // entries of a direct table by value

/// Labels of what is no attribute; empty for other words. A number's label is itself.
std::vector<std::string> labels_of(const std::string& name, const std::vector<std::string>& sites) {
  if (name == "site") return sites;
  if (name == "weekday") return {weekday_names, weekday_names + 7};
  const int first = name == "month" ? 1 : 0, last = name == "month" ? 12 : name == "hour" ? 23 : -1;
  std::vector<std::string> labels;
  for (int i = first; i <= last; ++i) labels.push_back(std::to_string(i));
  return labels;
}

}  // namespace

std::optional<Compiler::By> Compiler::what_by(const std::string& name, Place place, const std::string& path, const Scope& scope) {
  By by;
  by.name = name;
  by.labels = labels_of(name, symbols_.sites);
  if (by.labels.empty() || symbols_.attributes.find(name)) {
    const auto attribute = attribute_named(name, place, path);
    if (!attribute) return std::nullopt;
    by.attribute = *attribute;
    by.labels = symbols_.labels(*attribute);
    return by;
  }
  Expression key;
  key.kind = Expression::Kind::name;
  key.word = key.written = name;
  key.place = place;
  by.key = expression(key, scope, path, Meaning::any);
  return by;
}

/// Without an else every label needs a case. Few that are missing are named one by one. Numbers that are drawn or computed are not known.
void Compiler::expect_cases(const By& by, const std::function<bool(const std::string&)>& has_case, Place place, const std::string& path) {
  if (by.key == no_index && symbols_.attributes_info[by.attribute].open)
    findings_.error(place, path, "has cases for some numbers only, and " + by.name + " is drawn or computed, so that it may be another", "add else:");
  std::vector<std::string> missing;
  for (const std::string& label : by.labels)
    if (!has_case(label)) missing.push_back(label);
  constexpr std::size_t few = 3;
  const std::string begin = "has no case for " + by.name + " \"";
  if (missing.size() > few) findings_.error(place, path, begin + missing[0] + "\" and " + std::to_string(missing.size() - 1) + " others", "add them, or else:");
  else
    for (const std::string& label : missing) findings_.error(place, path, begin + label + "\"", "add it, or else:");
}

std::optional<double> Compiler::case_value(const By& by, const std::string& label) const {
  if (by.key == no_index) return symbols_.label_value(by.attribute, label);
  const auto at = std::find(by.labels.begin(), by.labels.end(), label);
  if (at == by.labels.end()) return std::nullopt;
  if (const auto number = label_number(label)) return number;
  return static_cast<double>(at - by.labels.begin());
}

/// A number that the attribute never is: a case that nobody meets.
void Compiler::doubt_label(const By& by, const std::string& label, Place place, const std::string& path) {
  if (by.key != no_index) return;
  const AttributeInfo& info = symbols_.attributes_info[by.attribute];
  if (!main_ || !info.numeric || info.open || info.numbers.empty()) return;
  const double value = label_number(label).value_or(0);
  if (value == 0 || std::find(info.numbers.begin(), info.numbers.end(), value) != info.numbers.end()) return;  // 0: never set
  findings_.warning(place, path, "has a case for " + info.name + " \"" + label + "\", which " + info.name + " never is",
                    info.name + " may be: " + one_of(info.labels));
}

std::uint32_t Compiler::by_node(const By& by, const std::vector<std::pair<double, std::uint32_t>>& children,
                                std::uint32_t otherwise, Place place, const std::string& path) {
  QuantityNode node;
  node.kind = by.key == no_index ? QuantityNode::Kind::by : QuantityNode::Kind::by_key;
  if (by.key == no_index) node.attribute = static_cast<std::uint16_t>(by.attribute);
  node.key = by.key;
  node.otherwise = otherwise;
  node.first = static_cast<std::uint32_t>(out_.by_children.size());
  if (!children.empty()) {
    double low = children[0].first, high = low;
    for (const auto& [value, child] : children) {
      if (value != std::floor(value)) {
        findings_.error(place, path, "has a case for a label that is not a whole number", "use whole numbers or words as labels of `by`");
        return leaf({}, {});
      }
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (high - low >= static_cast<double>(widest_by)) {
      findings_.error(place, path, "has cases more than " + std::to_string(widest_by) + " apart", "use a category");
      return leaf({}, {});
    }
    node.low = static_cast<std::int64_t>(low);
    node.count = static_cast<std::uint32_t>(high - low) + 1;
    out_.by_children.resize(out_.by_children.size() + node.count, no_index);
    for (const auto& [value, child] : children) out_.by_children[node.first + static_cast<std::uint32_t>(value - low)] = child;
  }
  out_.quantities.push_back(node);
  return static_cast<std::uint32_t>(out_.quantities.size() - 1);
}

}  // namespace careway
