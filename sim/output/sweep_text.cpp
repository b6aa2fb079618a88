#include "output/sweep_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "output/compare.hpp"
#include "output/csv.hpp"
#include "output/figure_text.hpp"
#include "output/headline_lines.hpp"
#include "output/plain_text.hpp"
#include "output/summary.hpp"
#include "output/summary_table.hpp"

namespace careway {

namespace {

constexpr std::size_t widest_value = 24;  // of a factor

/// One figure at one point.
struct Cell {
  std::string value;
  std::string difference;
};

struct Block {
  std::string section;
  std::string label;
  std::vector<Cell> cells;  ///< [point]
};

/// A difference between shares is in points.
Display in_points(Display display) {
  if (display.unit == "%") display.unit = " points";
  return display;
}

/// The point's own figures, and beside each the difference to the first point where the two can be compared.
std::vector<Block> lines_of(const Results& results, const Results& first, bool is_first) {
  std::vector<ComparedLine> compared;
  if (!is_first && obstacles(first, results).empty()) compared = compare_studies({{"", first}, {"", results}}, WhichLines::headline).others.front().lines;
  const std::vector<HeadlineFigure> figures = headline_figures(summarise(results), results);
  std::vector<Block> lines;
  std::string section, above;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (!figures[i].section.empty()) {
      section = figures[i].section;
      continue;
    }
    Cell cell{figures[i].instead.empty() ? figure_text(figures[i].value, figures[i].display) : figures[i].instead, {}};
    if (compared.size() == figures.size() && compared[i].comparison.difference.has_value())
      cell.difference = figure_text(compared[i].comparison.difference, in_points(compared[i].display));
    // A label that is set in belongs to the one before it.
    const std::size_t begin = figures[i].label.find_first_not_of(' ');
    if (begin == 0) above = figures[i].label.substr(0, figures[i].label.find(','));
    const std::string label = begin == 0 || begin == std::string::npos ? figures[i].label : above + ", " + figures[i].label.substr(begin);
    lines.push_back({section, label, {std::move(cell)}});
  }
  return lines;
}

std::string right(const std::string& text, std::size_t width) { return std::string(width - std::min(width, width_of(text)), ' ') + text; }

/// Rows of cells in columns as wide as they need.
std::string table_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c == widths.size()) widths.push_back(0);
      widths[c] = std::max(widths[c], width_of(row[c]));
    }
  std::string text;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t c = 0; c < row.size(); ++c) line += " " + right(row[c], widths[c] + (c == 0 ? 0 : 1));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string painted(const std::string& text, Colour colour) { return colour == Colour::none ? text : "\x1b[1m" + text + "\x1b[0m"; }

/// A figure with its interval for programs: empty where not known.
std::string number_cell(double number) { return std::isfinite(number) ? number_text(number) : std::string(); }

}  // namespace

std::string sweep_text(const SweepReader& sweep, Colour colour) {
  const SweepAbout& about = sweep.about();
  std::vector<Block> blocks;
  Results first;
  std::size_t least = 0, most = 0;
  for (std::size_t p = 0; p < sweep.points(); ++p) {
    const Results results = sweep.read(p);
    if (p == 0) first = results;
    least = p == 0 ? results.done() : std::min(least, results.done());
    most = std::max(most, results.done());
    for (Block& line : lines_of(results, first, p == 0)) {
      const auto same = std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) { return b.section == line.section && b.label == line.label; });
      Block& block = same != blocks.end() ? *same : blocks.emplace_back(Block{line.section, line.label, {}});
      block.cells.resize(p);  // points of another model do not have it
      block.cells.push_back(std::move(line.cells.front()));
    }
  }
  std::string text = painted(without_controls(about.name), colour) + "\n";
  for (const std::string& line : wrapped(without_controls(about.about), headline_columns)) text += line + "\n";
  text += fmt::format("{} points, {} replications each\n", sweep.points(), least == most ? std::to_string(most) : fmt::format("{} to {}", least, most));
  for (const Block& block : blocks) {
    text += "\n" + painted(without_controls((block.section.empty() ? "" : block.section + ": ") + block.label), colour) + "\n";
    std::vector<std::vector<std::string>> rows{{"point"}};
    for (const std::string& factor : about.factors) rows[0].push_back(cut_to(without_controls(factor), widest_value));
    rows[0].insert(rows[0].end(), {"value", "against point 1"});
    for (std::size_t p = 0; p < sweep.points(); ++p) {
      rows.push_back({std::to_string(p + 1)});
      for (const std::string& value : about.values[p]) rows.back().push_back(value.empty() ? "-" : cut_to(without_controls(value), widest_value));
      const Cell cell = p < block.cells.size() ? block.cells[p] : Cell{};
      rows.back().insert(rows.back().end(), {cell.value, cell.difference});
    }
    text += table_of(rows);
  }
  return text + "\nIn brackets: 95% intervals; differences are paired by replication, since all points have the same patients.\n";
}

void sweep_csv(const SweepReader& sweep, const std::function<void(std::string_view)>& write) {
  const SweepAbout& about = sweep.about();
  std::string head = "point";
  for (const std::string& factor : about.factors) head += "," + csv_cell(factor);
  write(head + ",replications,measure,statistic,part,unit,value,low,high\n");
  for (std::size_t p = 0; p < sweep.points(); ++p) {
    const Results results = sweep.read(p);
    std::string start = std::to_string(p + 1);
    for (const std::string& value : about.values[p]) start += "," + csv_cell(value);
    start += "," + std::to_string(results.done());
    std::string rows;
    for (const SummaryRow& row : summary_rows(summarise(results))) {
      rows += start;
      for (const std::string& cell : {row.measure, row.statistic, row.part, row.unit}) rows += "," + csv_cell(cell);
      for (const double number : {row.value.value, row.value.low, row.value.high}) rows += "," + number_cell(number);
      rows += "\n";
    }
    write(rows);
  }
}

}  // namespace careway
