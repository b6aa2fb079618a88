#include "network/symbols.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "base/words.hpp"

namespace careway {

std::uint32_t NameTable::add(const std::string& name) {
  const auto [at, fresh] = index_.emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (fresh) names_.push_back(name);
  return at->second;
}

std::optional<std::uint32_t> NameTable::find(const std::string& name) const {
  const auto at = index_.find(name);
  if (at == index_.end()) return std::nullopt;
  return at->second;
}

std::optional<std::uint32_t> NameTable::resolve(const std::string& written, const std::string& pathway) const {
  if (const auto own = find(full_name(pathway, written))) return own;
  return find(written);
}

std::vector<std::string> NameTable::candidates(const std::string& pathway) const {
  std::vector<std::string> words;
  const std::string prefix = pathway + ".";
  for (const std::string& name : names_) words.push_back(name.rfind(prefix, 0) == 0 ? name.substr(prefix.size()) : name);
  return words;
}

std::string full_name(const std::string& pathway, const std::string& name) {
  return pathway.empty() ? name : pathway + "." + name;
}

const char* kind_text(NameKind kind) {
  switch (kind) {
    case NameKind::resource: return "resource";
    case NameKind::step: return "step";
    case NameKind::clock: return "clock";
    case NameKind::calendar: return "calendar";
    case NameKind::parameter: return "parameter";
    case NameKind::table: return "table";
    case NameKind::attribute: return "attribute";
    case NameKind::count: return "count";
    case NameKind::holding: return "holding";
  }
  return "name";
}

std::optional<double> label_number(const std::string& label) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < label.size() && label[i] >= '0' && label[i] <= '9') ++i;
    return i > from;
  };
  if (i < label.size() && label[i] == '-') ++i;
  if (!digits()) return std::nullopt;
  if (i < label.size() && label[i] == '.') {
    ++i;
    if (!digits()) return std::nullopt;
  }
  if (i != label.size() || label.size() > 15) return std::nullopt;
  double value = 0, scale = 1;
  bool fraction = false;
  for (const char c : label) {
    if (c == '.') fraction = true;
    if (c < '0' || c > '9') continue;
    value = value * 10 + (c - '0');
    if (fraction) scale *= 10;
  }
  return (label[0] == '-' ? -value : value) / scale;
}

std::optional<std::uint32_t> Symbols::site(std::string_view name) const {
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (sites[i] == name) return static_cast<std::uint32_t>(i);
  return std::nullopt;
}

std::optional<double> Symbols::label_value(std::uint32_t attribute, const std::string& label) const {
  const AttributeInfo& info = attributes_info.at(attribute);
  if (info.numeric) return label_number(label);
  const auto index = attribute_labels.at(attribute).find(label);
  return index ? std::optional(static_cast<double>(*index)) : std::nullopt;
}

std::vector<std::string> Symbols::labels(std::uint32_t attribute) const { return attributes_info.at(attribute).labels; }

namespace {

class Collector {
 public:
  Collector(const StudyText& study, Findings& findings) : study_(study), findings_(findings) {}

  Symbols collect() {
    for (const Site& site : study_.sites) symbols_.sites.push_back(site.name);
    for (const auto& variant : study_.variants) add_variant(*variant);
    add_present();
    for (const auto& pathway : study_.variants.at(0)->pathways) add_holdings(*pathway);
    settle_attributes();
    return std::move(symbols_);
  }

 private:
  void add_variant(const ModelVariant& variant) {
    if (variant.shared.calendars.size() + variant.shared.parameters.size() + variant.shared.clocks.size() +
            variant.shared.tables.size() > 0 || first_)
      add_shared("", variant.shared, no_index);
    for (const auto& pathway : variant.pathways) {
      if (!seen_.insert(pathway.get()).second) continue;  // variants share pathways that do not differ
      add_pathway(*pathway);
    }
    first_ = false;
  }

  void add_pathway(const Pathway& pathway) {
    scope_ = pathway.name;
    const std::uint32_t number = symbols_.pathways.add(pathway.name);
    if (number == symbols_.pathway_per_site.size()) symbols_.pathway_per_site.push_back(pathway.per_site);
    add_shared(pathway.name, pathway, number);
    for (const Resource& r : pathway.resources) add(symbols_.resources, symbols_.resource_pathway, pathway.name, r.name, number);
    for (const Step& s : pathway.steps) {
      add(symbols_.steps, symbols_.step_pathway, pathway.name, s.name, number);
      for (const Action& action : s.actions) add_action(action);
    }
    for (const Arrivals& a : pathway.arrivals) {
      if (a.trace) add_trace(*a.trace);
      for (const SetAttribute& set : a.set) add_values(set);
    }
  }

  void add_shared(const std::string& pathway, const SharedBlocks& blocks, std::uint32_t number) {
    for (const Calendar& c : blocks.calendars) add(symbols_.calendars, symbols_.calendar_pathway, pathway, c.name, number);
    for (const Parameter& p : blocks.parameters) {
      if (add(symbols_.parameters, symbols_.parameter_pathway, pathway, p.name, number)) {
        symbols_.parameter_is_duration.push_back(p.duration);
        symbols_.parameter_text.push_back(&p);
      }
    }
    for (const Table& t : blocks.tables) {
      if (symbols_.tables.add(full_name(pathway, t.name)) < symbols_.table_keys.size()) continue;
      symbols_.table_is_duration.push_back(t.duration);
      symbols_.table_keys.emplace_back();
      for (const Word& key : t.keys) symbols_.table_keys.back().push_back(key.text);
    }
    for (const Clock& c : blocks.clocks) symbols_.clocks.add(full_name(pathway, c.name));
  }

  static bool add(NameTable& table, std::vector<std::uint32_t>& owners, const std::string& pathway, const std::string& name,
                  std::uint32_t owner) {
    const std::uint32_t index = table.add(full_name(pathway, name));
    if (index < owners.size()) return false;
    owners.push_back(owner);
    return true;
  }

  void add_action(const Action& action) {
    if (const auto* set = std::get_if<ActSet>(&action.what))
      for (const SetAttribute& value : set->values) add_values(value);
  }

  /// Units are held under the name of `as`, or of the resource, or of the first of several to choose from.
  void add_holdings(const Pathway& pathway) {
    const auto add_resource = [&](const Word& word) {
      const std::string name = word.text.substr(0, word.text.find('@'));
      if (const auto index = symbols_.resources.resolve(name, pathway.name))
        symbols_.holdings.add(symbols_.resources.names()[*index]);
    };
    for (const Step& step : pathway.steps) {
      for (const Action& action : step.actions) {
        if (const auto* seize = std::get_if<ActSeize>(&action.what)) {
          if (seize->as.given()) symbols_.holdings.add(full_name(pathway.name, seize->as.text));
          else if (seize->how == ActSeize::How::all_of) for (const Word& word : seize->resources) add_resource(word);
          else if (!seize->resources.empty()) add_resource(seize->resources[0]);
        }
      }
    }
  }

  /// What values an attribute may take, from everywhere it is set.
  struct Values {
    bool computed = false;  ///< a distribution or formula: a number
    bool open = false;      ///< it may take other values than its labels
    bool duration = false;
    NameTable labels;
    Place computed_place, label_place;
    Place duration_place, number_place;  ///< where it is given with a unit, and without
    Place first;
    std::vector<std::pair<const Expression*, std::string>> formulas;  ///< each with its pathway
  };

  void add_values(const SetAttribute& set) {
    const std::uint32_t index = symbols_.attributes.add(set.attribute.text);
    if (index == values_.size()) {
      values_.push_back({});
      values_.back().first = set.attribute.place;
    }
    add_values(values_[index], set.value);
  }

  void add_values(Values& values, const Quantity& quantity) {
    const auto label = [&](const std::string& text) {
      if (!label_number(text) && !values.label_place.known()) values.label_place = quantity.place;
      values.labels.add(text);
    };
    switch (quantity.kind) {
      case Quantity::Kind::label: label(quantity.label); break;
      case Quantity::Kind::choice:
        for (const auto& choice : quantity.choices) label(choice.label);
        if (!values.number_place.known()) values.number_place = quantity.place;
        break;
      case Quantity::Kind::by:
        for (const auto& [when, inner] : quantity.cases) add_values(values, inner);
        if (quantity.otherwise) add_values(values, *quantity.otherwise);
        break;
      case Quantity::Kind::fixed:
        if (quantity.dimension == Dimension::number && quantity.number == std::floor(quantity.number) && std::fabs(quantity.number) < 1e9)
          label(std::to_string(static_cast<long long>(quantity.number)));
        else
          values.open = true;
        note_computed(values, quantity);
        note_unit(values, quantity);
        break;
      case Quantity::Kind::distribution:
        values.open = true;
        note_computed(values, quantity);
        note_unit(values, quantity);
        break;
      case Quantity::Kind::formula:
        values.open = true;
        note_computed(values, quantity);
        if (quantity.formula) values.formulas.emplace_back(&*quantity.formula, scope_);
        break;
    }
  }

  /// Whether a formula gives a duration, as far as is known.
  bool is_duration(const Expression& e, const std::string& pathway) const {
    const auto any = [&](std::size_t from) {
      return std::any_of(e.arguments.begin() + static_cast<std::ptrdiff_t>(from), e.arguments.end(), [&](const Expression& part) { return is_duration(part, pathway); });
    };
    switch (e.kind) {
      case Expression::Kind::duration:
      case Expression::Kind::clock_time: return true;
      case Expression::Kind::name:
        if (const auto attribute = symbols_.attributes.find(e.word)) return values_[*attribute].duration;
        if (const auto parameter = symbols_.parameters.resolve(e.word, pathway)) return symbols_.parameter_is_duration[*parameter];
        return e.word == "now" || e.word == "time_of_day";
      case Expression::Kind::call:
        if (e.word == "elapsed") return true;
        if (e.word == "min" || e.word == "max" || e.word == "abs" || e.word == "floor" || e.word == "ceil" || e.word == "round") return any(0);
        if (const auto table = symbols_.tables.resolve(e.word, pathway)) return symbols_.table_is_duration[*table];
        return false;
      case Expression::Kind::negate:
      case Expression::Kind::add:
      case Expression::Kind::subtract:
      case Expression::Kind::multiply: return any(0);
      case Expression::Kind::divide: return is_duration(e.arguments[0], pathway) && !is_duration(e.arguments[1], pathway);
      case Expression::Kind::choose: return any(1);
      default: return false;
    }
  }

  /// One formula may name what another one gives: again until nothing changes.
  void settle_formulas() {
    for (bool changed = true; changed;) {
      changed = false;
      for (Values& values : values_)
        for (const auto& [formula, pathway] : values.formulas) {
          if (values.duration || !is_duration(*formula, pathway)) continue;
          values.duration = changed = true;
        }
    }
    for (Values& values : values_)
      for (const auto& [formula, pathway] : values.formulas) {
        const bool zero = formula->kind == Expression::Kind::number && formula->value == 0;
        Place& place = is_duration(*formula, pathway) ? values.duration_place : values.number_place;
        if (!zero && !place.known()) place = formula->place;
      }
  }

  /// Labels of a column with few of them are labels; a column of many numbers is a number.
  void add_cells(const Word& attribute, const std::vector<const Cell*>& cells, Place place) {
    const std::uint32_t index = symbols_.attributes.add(attribute.text);
    if (index == values_.size()) {
      values_.push_back({});
      values_.back().first = attribute.place;
    }
    Values& values = values_[index];
    std::set<std::string> labels;
    for (const Cell* cell : cells) {
      if (cell->kind == Cell::Kind::label) labels.insert(cell->label);
      if (cell->kind == Cell::Kind::number) values.computed = values.duration = values.open = true;
    }
    constexpr std::size_t most_labels = 200;
    const auto is_number = [](const std::string& label) { return label_number(label).has_value(); };
    const auto is_whole = [](const std::string& label) { return *label_number(label) == std::floor(*label_number(label)); };
    const bool numbers = std::all_of(labels.begin(), labels.end(), is_number);
    if (numbers && (labels.size() > most_labels || !std::all_of(labels.begin(), labels.end(), is_whole))) {
      values.computed = values.open = true;
      values.computed_place = place;
      return;
    }
    for (const std::string& label : labels) {
      if (!is_number(label) && !values.label_place.known()) values.label_place = place;
      values.labels.add(label);
    }
  }

  /// A column with a unit holds durations, also when it has no rows: the file of a quiet day.
  void add_durations(const Word& attribute) {
    Values& values = values_[symbols_.attributes.add(attribute.text)];
    values.computed = values.duration = values.open = true;
  }

  void add_trace(const Trace& trace) {
    for (std::size_t i = 0; i < trace.attributes.size(); ++i) {
      std::vector<const Cell*> cells;
      for (const Trace::Row& row : trace.rows) cells.push_back(&row.cells[i]);
      add_cells(trace.attributes[i].attribute, cells, trace.place);
      if (trace.attributes[i].duration) add_durations(trace.attributes[i].attribute);
    }
  }

  void add_present() {
    scope_.clear();
    std::map<std::string, std::vector<const Cell*>> columns;
    std::map<std::string, const Word*> words;
    for (const Present& present : study_.experiment.present) {
      for (const SetAttribute& set : present.set) add_values(set);
      for (const auto& [word, cell] : present.known) {
        columns[word.text].push_back(&cell);
        words.emplace(word.text, &word);
      }
    }
    for (const auto& [name, cells] : columns) add_cells(*words[name], cells, words[name]->place);
  }

  static void note_computed(Values& values, const Quantity& quantity) {
    if (!values.computed) values.computed_place = quantity.place;
    values.computed = true;
    if (quantity.dimension == Dimension::duration) values.duration = true;
  }

  /// A zero needs no unit; of formulas, see settle_formulas().
  static void note_unit(Values& values, const Quantity& quantity) {
    if (quantity.kind == Quantity::Kind::fixed && quantity.number == 0) return;
    Place& place = quantity.dimension == Dimension::duration ? values.duration_place : values.number_place;
    if (!place.known()) place = quantity.place;
  }

  void settle_attributes() {
    settle_formulas();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const Values& values = values_[i];
      AttributeInfo info;
      info.name = symbols_.attributes.names()[i];
      info.numeric = std::all_of(values.labels.names().begin(), values.labels.names().end(),
                                 [](const std::string& label) { return label_number(label).has_value(); });
      if (!info.numeric && values.computed)
        findings_.error(values.computed_place, info.name, "is given a number here and a label elsewhere",
                        "an attribute is either a number or a category", values.label_place);
      if (info.numeric && values.duration_place.known() && values.number_place.known())
        findings_.error(values.number_place, info.name, "is given a plain number here and a duration elsewhere",
                        "give it a unit in both places, or in none", values.duration_place);
      info.open = values.open;
      info.duration = values.duration;
      info.labels = values.labels.names();
      if (info.numeric) {
        std::sort(info.labels.begin(), info.labels.end(),
                  [](const auto& a, const auto& b) { return *label_number(a) < *label_number(b); });
        for (const std::string& label : info.labels) info.numbers.push_back(*label_number(label));
      }
      if (info.name == "site")
        findings_.error(values.first, "site", "is the patient's site and cannot be set as an attribute",
                        "use choose_site, or another name");
      symbols_.attributes_info.push_back(std::move(info));
      symbols_.attribute_labels.push_back(values.labels);
      symbols_.attribute_is_duration.push_back(values.duration);
    }
  }

  const StudyText& study_;
  Findings& findings_;
  Symbols symbols_;
  std::vector<Values> values_;
  std::string scope_;  ///< pathway in hand
  std::set<const Pathway*> seen_;
  bool first_ = true;
};

}  // namespace

Symbols collect_symbols(const StudyText& study, Findings& findings) { return Collector(study, findings).collect(); }

}  // namespace careway
