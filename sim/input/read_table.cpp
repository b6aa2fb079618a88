// Tables of numbers by labels.
#include <fmt/format.h>

#include <algorithm>

#include "input/read_shared.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_keys = 4;
constexpr std::size_t most_entries = 1'000'000;
constexpr std::size_t most_labels = 1000;

/// Walks the nested values twice: first for the labels of each key, then for the entries.
class TableReader final {
 public:
  TableReader(Reader& reader, Table& table) : reader_(reader), table_(table) { table_.labels.resize(table_.keys.size()); }

  double unit = 1;
  bool has_unit = false;

  void read(const Spot& spot) {
    if (!gather(spot, 0)) return;
    std::size_t entries = 1;
    for (const auto& labels : table_.labels) entries *= std::max<std::size_t>(labels.size(), 1);
    if (too_many(reader_, spot, entries, most_entries, "value")) return;
    table_.values.reserve(entries);
    fill(spot, 0);
  }

 private:
  bool gather(const Spot& spot, std::size_t key) {
    if (!spot.node->is_map() || is_wrapped(*spot.node)) {
      wrong(reader_, spot, fmt::format("a block with a key for each {}", table_.keys[key].text));
      return false;
    }
    bool good = true;
    std::vector<std::string>& labels = table_.labels[key];
    for (const YamlField& field : spot.node->fields) {
      if (field.key == "source") continue;
      if (!is_label(field.key))
        reader_.findings.error(field.place, spot.path, fmt::format("\"{}\" is no label", field.key),
                               "labels have letters, digits, _, +, - and spaces");
      if (std::find(labels.begin(), labels.end(), field.key) == labels.end()) labels.push_back(field.key);
      if (too_many(reader_, spot, labels.size(), most_labels, "label")) return false;
      if (key + 1 < table_.keys.size()) good = gather({&field.value, spot.path + "." + field.key}, key + 1) && good;
    }
    return good;
  }

  void fill(const Spot& spot, std::size_t key) {
    const SourceCover cover(reader_, spot);
    for (const std::string& label : table_.labels[key]) {
      const YamlNode* value = spot.node->find(label);
      if (value == nullptr) {
        if (++holes_ <= most_holes)
          reader_.findings.error(spot.place(), spot.path, fmt::format("has no entry for {}", label),
                                 fmt::format("every {} needs one", table_.keys[key].text));
        continue;
      }
      const Spot at{value, spot.path + "." + label};
      if (key + 1 < table_.keys.size())
        fill(at, key + 1);
      else
        table_.values.push_back(read_entry(figure(reader_, at)));
    }
  }

  /// With `unit` the entries are plain numbers; without, the first one tells whether all are durations.
  double read_entry(const Spot& at) {
    if (has_unit) return read_number(reader_, at, Sign::any).value_or(0) * unit;
    if (table_.values.empty())
      table_.duration = at.node->is_scalar() && !parse_number(at.node->text) && parse_duration(at.node->text);
    return (table_.duration ? read_duration(reader_, at, Sign::any) : read_number(reader_, at, Sign::any)).value_or(0);
  }

  static constexpr int most_holes = 20;  // shown
  Reader& reader_;
  Table& table_;
  int holes_ = 0;
};

Table read_table(Reader& reader, const YamlField& field, const Spot& spot) {
  Table table;
  table.name = field.key;
  table.place = field.place;
  table.path = spot.path;
  const Fields fields(reader, spot, "table");
  const auto keys = fields.require("keys", "a list of attributes, or site");
  const auto values = fields.require("values", "a block of labels and numbers");
  if (!keys || !values) return table;
  table.keys = read_references(reader, *keys);
  if (table.keys.empty()) return table;
  if (too_many(reader, *keys, table.keys.size(), most_keys, "key")) return table;
  TableReader entries(reader, table);
  if (const auto unit = fields.get("unit")) {
    entries.has_unit = table.duration = true;
    entries.unit = read_unit(reader, *unit).value_or(1);
  }
  entries.read(*values);
  return table;
}

}  // namespace

std::vector<Table> read_tables(Reader& reader, const Spot& spot) {
  std::vector<Table> tables;
  each_name(reader, spot, "table",
            [&](const YamlField& field, const Spot& at) { tables.push_back(read_table(reader, field, at)); });
  return tables;
}

}  // namespace careway
