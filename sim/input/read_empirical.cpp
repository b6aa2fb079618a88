#include "input/read_empirical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/errors.hpp"
#include "input/csv.hpp"
#include "input/paths.hpp"
#include "input/read_distribution.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t largest_file = 64u << 20;

using Numbers = std::shared_ptr<const std::vector<double>>;

struct ColumnOfFile {
  Spot file;
  std::string column;
};

/// The numbers as they stand in the file; null when there are none to be had.
Numbers load_column(Reader& reader, const ColumnOfFile& from) {
  const std::string path = beside(reader.texts.name(from.file.place().file), from.file.node->text);
  Numbers& kept = reader.columns[path + "\n" + from.column];
  if (kept) return kept;
  CsvColumn column;
  try {
    const std::string text = reader.read_data(path);
    if (text.size() > largest_file)
      column.problem = "is larger than 64 MB";
    else
      column = read_csv_column(text, from.column);
  } catch (const WorldError& error) {
    reader.findings.error(from.file.place(), from.file.path, error.what());
    return nullptr;
  }
  if (!column.problem.empty()) {
    reader.findings.error(from.file.place(), from.file.path, fmt::format("file {} {}", path, column.problem));
    return nullptr;
  }
  kept = std::make_shared<const std::vector<double>>(std::move(column.numbers));
  return kept;
}

void read_from_file(Reader& reader, const Fields& fields, Dimension dimension, DistributionText& text) {
  const auto file = fields.get("file");
  const auto column = fields.require("column", "the name of a column in the file's header");
  const auto unit = fields.get("unit");
  double size = 1;
  if (dimension == Dimension::duration) {
    const auto needed = fields.require("unit", "the unit of the column, such as day");
    if (needed) size = read_unit(reader, *needed).value_or(1);
  } else if (unit) {
    reader.findings.error(unit->place(), unit->path, "stands where plain numbers are needed", "take it away");
  }
  if (!column) return;
  if (!file->node->is_scalar() || file->node->text.empty()) return wrong(reader, *file, "the name of a file");
  const Numbers numbers = load_column(reader, {figure(reader, *file), read_text(reader, *column)});
  if (numbers == nullptr) return;
  const double most = dimension == Dimension::duration ? longest_duration : largest_number;
  for (const double number : *numbers) {
    if (std::abs(number * size) > most) {
      reader.findings.error(file->place(), file->path, fmt::format("has the value {:.6g}, which is beyond reason", number));
      return;
    }
    text.values.push_back(number * size);
  }
}

}  // namespace

void read_empirical(Reader& reader, const Spot& spot, Dimension dimension, DistributionText& text) {
  const Fields fields(reader, spot, "quantity.empirical");
  if (!fields.usable()) return;
  if (fields.count({"values", "file"}) != 1) {
    reader.findings.error(spot.place(), spot.path, fields.has("file") ? "has both values and file" : "has no values",
                          "needs either values, or file and column");
    return;
  }
  if (const auto smooth = fields.get("smooth")) text.smooth = read_truth(reader, *smooth).value_or(false);
  if (const auto weights = fields.get("weights"); weights && (text.smooth || fields.has("file")))
    reader.findings.error(weights->place(), weights->path, fmt::format("does not go with {}", fields.has("file") ? "file" : "smooth"),
                          fields.has("file") ? "write each value as often in the file as it counts, or give values" : "take one of the two away");
  if (fields.has("file")) return read_from_file(reader, fields, dimension, text);
  for (const char* key : {"column", "unit"})
    if (const auto extra = fields.get(key))
      reader.findings.error(extra->place(), extra->path, "goes with file", "take it away, or name a file");
  const Spot values = figure(reader, *fields.get("values"));
  each_item(reader, values, "a list of values", [&](const Spot& item) {
    if (const auto value = read_value(reader, item, dimension)) text.values.push_back(*value);
  });
  if (values.node->is_list() && values.node->items.empty())
    reader.findings.error(values.place(), values.path, "is an empty list", "needs values");
  if (const auto weights = fields.get("weights"))
    text.weights = read_weights(reader, *weights, values.node->items.size(), "a weight for each value, not all of them 0");
}

}  // namespace careway
