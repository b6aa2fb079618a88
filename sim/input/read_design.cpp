#include "input/read_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include "base/mix.hpp"
#include "input/fields.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_points = 100'000;
constexpr std::size_t most_factors = 100;

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out + "\"";
}

/// A number with the unit behind it: "8 min", "0.5", "20%".
struct Amount {
  double number = 0;
  std::string unit;
};

struct Factor {
  std::string name;
  std::string verb;                  ///< set, add or scale
  std::vector<std::string> targets;  ///< dotted paths
  std::string where;                 ///< further keys of the change, as YAML
  std::vector<std::string> values;   ///< as YAML
  std::optional<std::pair<Amount, Amount>> between;
  bool whole = false;
};

class DesignReader {
 public:
  DesignReader(Reader& reader, DesignText& design, const std::string& path) : reader_(reader), design_(design), path_(path) {}

  void read(const YamlNode& root) {
    if (!root.is_map() || root.find("sweep") == nullptr) {
      reader_.findings.error(root.place, "", "this is no sweep", "begin with sweep: name");
      return;
    }
    const Fields fields(reader_, {&root, ""}, "sweep");
    if (const auto name = fields.get("sweep")) design_.name = read_name(reader_, *name).text;
    if (const auto about = fields.get("about")) design_.about = read_text(reader_, *about);
    if (const auto of = fields.require("of", "the file of a scenario or model, or a list of them"))
      for (const Spot& item : items_of(reader_, *of)) files_.push_back(read_text(reader_, item));
    if (const auto factors = fields.get("factors"))
      each_name(reader_, *factors, "factor", [&](const YamlField& field, const Spot& at) { read_factor(field, at); });
    if (factors_.size() > most_factors) reader_.findings.error(root.place, "factors", "are more than 100", "needs fewer");
    if (const auto experiment = fields.get("experiment")) experiment_ = yaml_line(*experiment->node);
    if (const auto report = fields.get("report")) report_ = yaml_line(*report->node);
    const auto design = fields.get("design");
    std::vector<Row> rows = design ? planned(*design, fields) : grid(root.place);
    refuse_set_twice(rows, root.place);
    if (reader_.findings.has_errors()) return;
    make_points(rows, root.place);
  }

 private:
  using Row = std::vector<std::string>;  ///< a value for each factor, or empty

  void read_factor(const YamlField& field, const Spot& at) {
    const Fields fields(reader_, at, "sweep.factor");
    if (!fields.usable()) return;
    Factor factor;
    factor.name = field.key;
    if (factor.name == "of" || factor.name == "point")
      reader_.findings.error(field.place, at.path, "cannot be the name of a factor", "of and point are columns of the results already");
    for (const char* verb : {"set", "add", "scale"})
      if (const auto target = fields.get(verb)) {
        factor.verb = verb;
        for (const Spot& item : items_of(reader_, *target)) factor.targets.push_back(read_text(reader_, item));
      }
    if (fields.count({"set", "add", "scale"}) != 1 && !fields.had_unknown_keys())
      reader_.findings.error(at.place(), at.path, "does not say what it changes", "needs one of set, add and scale, with a dotted path");
    for (const char* key : {"sites", "from", "until"})
      if (const auto more = fields.get(key)) factor.where += fmt::format("\n    {}: {}", key, yaml_line(*more->node));
    if (const auto whole = fields.get("whole")) factor.whole = read_truth(reader_, *whole).value_or(false);
    if (const auto values = fields.get("values"))
      for (const Spot& item : items_of(reader_, *values)) factor.values.push_back(yaml_line(*item.node));
    if (const auto between = fields.get("between")) read_between(*between, factor);
    factors_.push_back(std::move(factor));
  }

  void read_between(const Spot& spot, Factor& factor) {
    const std::vector<Spot> ends = items_of(reader_, spot);
    std::vector<Amount> amounts;
    for (const Spot& end : ends)
      if (const auto amount = read_amount(end)) amounts.push_back(*amount);
    if (ends.size() == 2 && amounts.size() == 2 && amounts[0].unit == amounts[1].unit && amounts[0].number < amounts[1].number)
      factor.between = {amounts[0], amounts[1]};
    else
      wrong(reader_, spot, "a lower and a higher number with the same unit, such as [8 min, 12 min]");
  }

  static std::optional<Amount> read_amount(const Spot& spot) {
    if (!spot.node->is_scalar()) return std::nullopt;
    const std::string& text = spot.node->text;
    const std::size_t end = text.find_first_not_of("0123456789.-+");
    Amount amount;
    if (end != std::string::npos) amount.unit = text.substr(end);
    const auto number = parse_number(text.substr(0, end));
    if (!number) return std::nullopt;
    amount.number = *number;
    return amount;
  }

  std::vector<Row> planned(const Spot& spot, const Fields& fields) {
    if (!spot.node->is_map()) {
      const auto word = read_word(reader_, spot, {"grid", "list"});
      if (!word) return {};
      return *word == 0 ? grid(spot.place()) : listed(fields);
    }
    const Fields latin(reader_, spot, "sweep.latin");
    std::size_t count = 0;
    std::uint64_t seed = 1;
    if (const auto number = latin.require("latin_hypercube", "the number of points"))
      count = static_cast<std::size_t>(read_whole(reader_, *number, {2, static_cast<std::int64_t>(most_points)}).value_or(0));
    if (const auto number = latin.get("seed"))
      seed = static_cast<std::uint64_t>(read_whole(reader_, *number, {0, std::numeric_limits<std::int64_t>::max()}).value_or(1));
    return hypercube(count, seed, spot);
  }

  std::vector<Row> grid(const Place& place) {
    std::vector<Row> rows{{}};
    for (const Factor& factor : factors_) {
      if (factor.values.empty()) {
        reader_.findings.error(place, "factors." + factor.name, "has no values for a grid", "give values: [...], or make the design a latin_hypercube");
        return {};
      }
      if (rows.size() * factor.values.size() > most_points) {
        reader_.findings.error(place, "factors", "make a grid of more than 100,000 points", "give fewer values, or make the design a latin_hypercube");
        return {};
      }
      std::vector<Row> more;
      for (const Row& row : rows)
        for (const std::string& value : factor.values) {
          more.push_back(row);
          more.back().push_back(value);
        }
      rows = std::move(more);
    }
    return rows;
  }

  std::vector<Row> listed(const Fields& fields) {
    std::vector<Row> rows;
    const auto points = fields.require("points", "a list of {factor: value, ...}");
    if (!points) return rows;
    if (too_many(reader_, *points, points->node->items.size(), most_points, "point")) return rows;
    each_item(reader_, *points, "a list of {factor: value, ...}", [&](const Spot& item) {
      Row row(factors_.size());
      if (!item.node->is_map()) return wrong(reader_, item, "{factor: value, ...}");
      for (const YamlField& field : item.node->fields) {
        const auto at = std::find_if(factors_.begin(), factors_.end(), [&](const Factor& f) { return f.name == field.key; });
        if (at == factors_.end()) reader_.findings.error(field.place, item.path + "." + field.key, "is not one of the factors", "add it to factors");
        else row[static_cast<std::size_t>(at - factors_.begin())] = yaml_line(field.value);
      }
      rows.push_back(std::move(row));
    });
    return rows;
  }

  std::vector<Row> hypercube(std::size_t count, std::uint64_t seed, const Spot& spot) {
    std::vector<Row> rows(count);
    for (const Factor& factor : factors_) {
      std::vector<std::string> values;
      if (factor.between) {
        values = latin_values(seed, factor.name, factor.between->first.number, factor.between->second.number, count, factor.whole);
        for (std::string& value : values) value += factor.between->first.unit;
      } else if (!factor.values.empty()) {
        for (const std::string& place : latin_values(seed, factor.name, 0, static_cast<double>(factor.values.size()), count, false))
          values.push_back(factor.values[std::min(factor.values.size() - 1, static_cast<std::size_t>(std::stod(place)))]);
      } else {
        reader_.findings.error(spot.place(), "factors." + factor.name, "has no values", "give between: [low, high] or values: [...]");
        return {};
      }
      for (std::size_t i = 0; i < count; ++i) rows[i].push_back(values[i]);
    }
    return rows;
  }

  /// Of two factors that set the same at one point only the later would count.
  void refuse_set_twice(const std::vector<Row>& rows, const Place& place) {
    const auto same_target = [](const Factor& a, const Factor& b) {
      return a.verb == "set" && b.verb == "set" && a.where == b.where &&
             std::find_first_of(a.targets.begin(), a.targets.end(), b.targets.begin(), b.targets.end()) != a.targets.end();
    };
    for (std::size_t a = 0; a < factors_.size(); ++a)
      for (std::size_t b = a + 1; b < factors_.size(); ++b)
        if (same_target(factors_[a], factors_[b]) && std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return !row[a].empty() && !row[b].empty(); }))
          reader_.findings.error(place, "factors." + factors_[b].name, "sets the same as " + factors_[a].name + " at the same point, so that only one of them counts",
                                 "let one of them scale or add, or take it away");
  }

  void make_points(const std::vector<Row>& rows, const Place& place) {
    if (files_.size() * rows.size() > most_points || rows.empty()) {
      reader_.findings.error(place, "", rows.empty() ? "the sweep has no points" : "the sweep has more than 100,000 points", "see factors and design");
      return;
    }
    if (files_.size() > 1) design_.factors.emplace_back("of");
    for (const Factor& factor : factors_) design_.factors.push_back(factor.name);
    for (const std::string& file : files_)
      for (const Row& row : rows) design_.points.push_back(point(file, row));
  }

  /// [ and ] would begin and end a list.
  static std::string as_key(const std::string& target) { return target.find_first_of("[]") == std::string::npos ? target : quoted(target); }

  DesignPoint point(const std::string& file, const Row& row) const {
    const std::string name = fmt::format("{}_{:04}", design_.name, design_.points.size() + 1);
    DesignPoint made;
    made.file = (std::filesystem::path(path_).parent_path() / (name + ".yaml")).generic_string();
    std::string changes, about;
    if (files_.size() > 1) {
      made.values.push_back(file);
      about = "of " + file;
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      made.values.push_back(row[i]);
      if (row[i].empty()) continue;
      about += (about.empty() ? "" : ", ") + factors_[i].name + " " + row[i];
      std::string targets;
      for (const std::string& target : factors_[i].targets) targets += fmt::format("{}{}: {}", targets.empty() ? "" : ", ", as_key(target), row[i]);
      changes += fmt::format("\n  - {}: {{{}}}{}", factors_[i].verb, targets, factors_[i].where);
    }
    made.text = fmt::format("scenario: {}\nof: {}\nabout: {}\n", name, quoted(file),
                            quoted(fmt::format("Point {} of {}{}{}", design_.points.size() + 1, design_.name, about.empty() ? "" : ": ", about)));
    if (!changes.empty()) made.text += "changes:" + changes + "\n";
    if (!experiment_.empty()) made.text += "experiment: " + experiment_ + "\n";
    if (!report_.empty()) made.text += "report: " + report_ + "\n";
    return made;
  }

  Reader& reader_;
  DesignText& design_;
  std::string path_;
  std::vector<std::string> files_;
  std::vector<Factor> factors_;
  std::string experiment_;
  std::string report_;
};

}  // namespace

std::string yaml_line(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null: return "null";
    case YamlNode::Kind::scalar: {
      const bool plain = !node.quoted && !node.text.empty() && node.text.find_first_of(",[]{}#&*!|>'\"%@`\n\\") == std::string::npos &&
                         node.text.find(": ") == std::string::npos && node.text.back() != ':' && node.text.front() != '?' &&
                         node.text.substr(0, 2) != "- ";
      return plain || (!node.quoted && node.text.ends_with('%') && node.text.find_first_not_of("0123456789. %") == std::string::npos) ? node.text : quoted(node.text);
    }
    case YamlNode::Kind::list: {
      std::string items;
      for (const YamlNode& item : node.items) items += (items.empty() ? "" : ", ") + yaml_line(item);
      return "[" + items + "]";
    }
    case YamlNode::Kind::map: break;
  }
  std::string fields;
  for (const YamlField& field : node.fields) {
    const bool plain = is_name(field.key) || field.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.@") == std::string::npos;
    fields += fmt::format("{}{}: {}", fields.empty() ? "" : ", ", plain ? field.key : quoted(field.key), yaml_line(field.value));
  }
  return "{" + fields + "}";
}

std::vector<std::string> latin_values(std::uint64_t seed, const std::string& name, double low, double high, std::size_t count, bool whole) {
  const std::uint64_t key = mix(seed, name_key(name));
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const std::uint64_t x = mix(key, 2 * a), y = mix(key, 2 * b);
    return x != y ? x < y : a < b;
  });
  const int digits = whole ? 0 : std::clamp(4 - static_cast<int>(std::floor(std::log10(high - low))), 0, 12);
  std::vector<std::string> values;
  for (const std::size_t stretch : order) {
    const double within = static_cast<double>(mix(key, 2 * stretch + 1) >> 11) * 0x1p-53;
    const double end = whole ? high + 1 : high;  // each whole number is as likely as any other
    const double value = low + (end - low) * (static_cast<double>(stretch) + within) / static_cast<double>(count);
    std::string text = fmt::format("{:.{}f}", whole ? std::min(std::floor(value), high) : value, digits);
    if (text.find('.') != std::string::npos) {
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
    }
    values.push_back(text == "-0" ? "0" : text);
  }
  return values;
}

DesignText read_design(const std::string& path, const FileReader& files) {
  DesignText design;
  Reader reader(files, design.texts, design.findings);
  if (const auto root = parse_yaml(design.texts.add(path, files.read(path)), design.texts, design.findings)) DesignReader(reader, design, path).read(*root);
  if (design.findings.has_errors()) design.points.clear();
  return design;
}

}  // namespace careway
