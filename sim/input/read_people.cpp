#include "input/read_people.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "input/people_file.hpp"
#include "input/read_quantity.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr const char* column_needs = "the name of a column in the file's header";

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

/// "desk; room*2": what is held and how many units; "nothing": nothing is.
bool read_held(const std::string& text, Place place, std::vector<Present::Held>& holds) {
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    std::string one = trimmed(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (one.empty() || one == "nothing") continue;
    Present::Held held;
    if (const std::size_t star = one.find('*'); star != std::string::npos) {
      const auto units = parse_number(trimmed(std::string_view(one).substr(star + 1)));
      if (!units || *units < 1 || *units > 1e6 || *units != static_cast<double>(static_cast<std::int64_t>(*units))) return false;
      held.units = static_cast<std::int64_t>(*units);
      one = trimmed(std::string_view(one).substr(0, star));
    }
    held.resource = {one, place};
    holds.push_back(held);
  }
  return true;
}

/// `set: {attribute: column}`
std::vector<std::pair<ColumnAttribute, ColumnUse>> read_columns(Reader& reader, const Spot& spot, const PeopleFile& file) {
  std::vector<std::pair<ColumnAttribute, ColumnUse>> list;
  each_name(reader, spot, "attribute", [&](const YamlField& field, const Spot& at) {
    if (const auto use = file.column(at)) list.push_back({{{field.key, field.place}, use->name, use->unit > 0}, *use});
  });
  return list;
}

std::optional<ColumnUse> column_of(const Fields& fields, const char* key, const PeopleFile& file) {
  const auto spot = fields.get(key);
  return spot ? file.column(*spot) : std::nullopt;
}

std::optional<InstantText> instant_of(PeopleFile& file, const CsvTable::Row& row, const ColumnUse& column) {
  const std::string& text = file.text(row, column);
  if (column.unit > 0) {
    const auto ticks = file.ticks(row, column);
    if (!ticks && text.empty()) file.wrong_cell(row, column, "a time since the start of the experiment");
    return ticks ? std::optional(InstantText{std::nullopt, *ticks}) : std::nullopt;
  }
  const std::optional<Date> date = parse_date(text.substr(0, std::min<std::size_t>(10, text.size())));
  if (date && text.size() == 10) return InstantText{date, 0};
  const bool timed = date && text.size() > 11 && (text[10] == ' ' || text[10] == 'T');
  const std::optional<Ticks> time = timed ? parse_time_of_day(text.substr(11)) : std::nullopt;
  if (time) return InstantText{date, *time};
  file.wrong_cell(row, column, "a date with a time, such as 2024-01-31 08:30; or say the unit of numbers since the start: unit: min");
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const Trace> read_trace(Reader& reader, const Spot& spot) {
  auto trace = std::make_shared<Trace>();
  trace->place = spot.place();
  trace->path = spot.path;
  const Fields fields(reader, spot, "arrivals.trace");
  if (!fields.usable()) return nullptr;
  const auto name = fields.require("file", "the name of a CSV file beside this one");
  const auto when = fields.require("time", column_needs);
  if (!name || !when) return nullptr;
  PeopleFile file(reader, *name);
  if (!file.usable()) return nullptr;
  trace->file = file.name();
  auto time = file.column(*when);
  if (const auto unit = fields.get("unit"); unit && time) time->unit = read_unit(reader, *unit).value_or(1);
  const auto site = column_of(fields, "site", file);
  trace->by_site = site.has_value();
  std::vector<std::pair<ColumnAttribute, ColumnUse>> columns;
  if (const auto set = fields.get("set")) columns = read_columns(reader, *set, file);
  if (!time) return nullptr;
  for (const auto& [attribute, use] : columns) trace->attributes.push_back(attribute);
  for (const CsvTable::Row& line : file.rows()) {
    Trace::Row row;
    row.line = line.line;
    const auto at = instant_of(file, line, *time);
    if (!at) continue;
    row.at = *at;
    if (site) row.site = file.text(line, *site);
    for (const auto& [attribute, use] : columns) row.cells.push_back(file.cell(line, use));
    trace->rows.push_back(std::move(row));
  }
  return trace;
}

std::vector<Present> read_census(Reader& reader, const Spot& spot) {
  std::vector<Present> people;
  const Fields fields(reader, spot, "experiment.census");
  if (!fields.usable()) return people;
  const auto name = fields.require("file", "the name of a CSV file beside this one");
  const auto where = fields.require("step", column_needs);
  if (!name || !where) return people;
  PeopleFile file(reader, *name);
  if (!file.usable()) return people;
  const auto id = column_of(fields, "id", file), step = file.column(*where), action = column_of(fields, "action", file);
  const auto site = column_of(fields, "site", file), elapsed = column_of(fields, "elapsed", file), holds = column_of(fields, "holds", file);
  std::vector<std::pair<ColumnAttribute, ColumnUse>> columns;
  if (const auto set = fields.get("set")) columns = read_columns(reader, *set, file);
  std::vector<std::pair<Word, ColumnUse>> clocks;
  if (const auto block = fields.get("clocks"); block && block->node->is_map()) {
    for (const YamlField& field : block->node->fields)
      if (const auto use = file.column({&field.value, block->path + "." + field.key})) clocks.push_back({{field.key, field.place}, *use});
  } else if (block) {
    wrong(reader, *block, "a block of clocks and columns, such as {shop.stay: {column: hours, unit: h}}");
  }
  const auto like = fields.get("like");
  if (!step) return people;
  for (const CsvTable::Row& line : file.rows()) {
    Present person;
    person.place = name->place();
    person.path = spot.path;
    person.where = file.where(line);
    person.id = id ? file.text(line, *id) : std::to_string(line.line);
    person.step = {file.text(line, *step), name->place()};
    if (action) person.action = file.text(line, *action);
    if (site) person.site = file.text(line, *site);
    if (elapsed) person.elapsed = file.ticks(line, *elapsed);
    if (like) person.like = {read_text(reader, *like), like->place()};
    for (const auto& [attribute, use] : columns)
      if (const Cell cell = file.cell(line, use); cell.kind != Cell::Kind::empty) person.known.emplace_back(attribute.attribute, cell);
    for (const auto& [clock, use] : clocks)
      if (const auto age = file.ticks(line, use)) person.clocks.push_back({clock, age});
    person.lists_holdings = holds && !file.text(line, *holds).empty();
    if (person.lists_holdings && !read_held(file.text(line, *holds), name->place(), person.holds))
      file.wrong_cell(line, *holds, "names of resources, such as desk; room*2");
    people.push_back(std::move(person));
  }
  std::vector<std::string> ids;
  ids.reserve(people.size());
  for (const Present& person : people) ids.push_back(person.id);
  std::sort(ids.begin(), ids.end());
  if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end())
    reader.findings.error(name->place(), spot.path, fmt::format("file {} has two rows with the id \"{}\"", file.name(), twice->substr(0, 40)),
                          "each row needs an id of its own");
  return people;
}

std::vector<Present> read_stocks(Reader& reader, const Spot& spot) {
  std::vector<Present> stocks;
  each_item(reader, spot, "a list of stocks, such as [{step: shop.stay, number: 40}]", [&](const Spot& item) {
    Present stock;
    stock.place = item.place();
    stock.path = item.path;
    stock.id = item.path;
    const Fields fields(reader, item, "experiment.stock");
    if (!fields.usable()) return;
    if (const auto step = fields.require("step", "the step at which they are, as pathway.step")) stock.step = read_reference(reader, *step);
    if (const auto action = fields.get("action")) stock.action = read_text(reader, *action);
    if (const auto site = fields.get("site")) stock.site = read_name(reader, *site).text;
    if (const auto number = fields.require("number", "how many there are")) stock.number = read_quantity(reader, *number, Wanted::number);
    if (const auto elapsed = fields.get("elapsed")) stock.elapsed = read_ticks(reader, *elapsed, Sign::not_negative);
    if (const auto like = fields.get("like")) stock.like = read_reference(reader, *like);
    if (const auto set = fields.get("set")) stock.set = read_attributes(reader, *set);
    if (const auto clocks = fields.get("clocks")) {
      if (clocks->node->is_map()) {
        for (const YamlField& field : clocks->node->fields)
          stock.clocks.push_back({{field.key, field.place}, read_ticks(reader, {&field.value, clocks->path + "." + field.key}, Sign::not_negative)});
      } else {
        for (const Word& word : read_references(reader, *clocks)) stock.clocks.push_back({word, std::nullopt});
      }
    }
    if (const auto holds = fields.get("holds")) {
      stock.lists_holdings = true;
      for (const Spot& one : items_of(reader, *holds))
        if (!read_held(read_text(reader, one), one.place(), stock.holds)) wrong(reader, one, "the name of a resource, such as desk or room*2");
    }
    stocks.push_back(std::move(stock));
  });
  return stocks;
}

}  // namespace careway
