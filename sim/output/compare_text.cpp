#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/compare.hpp"
#include "output/plain_text.hpp"

namespace careway {
namespace {

constexpr std::size_t widest_label = 44;
constexpr std::size_t narrowest_label = 12;

/// One line of the table, cell by cell.
struct Row {
  std::string section;
  std::string label, base, other, difference, verdict;
  Direction direction = Direction::cannot_tell;
};

struct Widths {
  std::size_t label = 0, base = 0, other = 0, difference = 0;
};

std::string with_sign(const std::string& text, double number) {
  return number > 0 && text.find_first_of("123456789") != std::string::npos ? "+" + text : text;
}

/// "points" for what is shown in %, so that "+1" cannot be read as one hundredth more.
std::string difference_unit(const ComparedLine& line) {
  return line.fraction ? (line.display.factor > 1 ? " points" : "") : line.display.unit;
}

/// "+11.4 min (9.8 to 13.0)", with the digits that the interval supports.
std::string difference_text(const ComparedLine& line) {
  const Estimate d = scaled(line.comparison.difference, line.display.factor);
  if (!d.has_value()) return "not known";
  const std::string unit = difference_unit(line);
  if (!d.has_interval()) return with_sign(number_text(d.value, {1, ""}), d.value) + unit;
  if (!(d.half_width() > 0)) {
    const std::string digits = with_sign(number_text(d.value, {1, ""}), d.value);
    return fmt::format("{}{} ({} to {})", digits, unit, digits, digits);
  }
  const int place = last_place(d.half_width());
  return fmt::format("{}{} ({} to {})", with_sign(rounded_text(d.value, place), d.value), unit, rounded_text(d.low, place),
                     rounded_text(d.high, place));
}

/// Base and other with the digits of their difference, so that the reader's own subtraction comes out (but for rounding).
std::string value_text(const Estimate& value, const ComparedLine& line) {
  if (!value.has_value()) return "not known";
  const Estimate d = scaled(line.comparison.difference, line.display.factor);
  const std::string unit = line.display.unit == "%" ? "%" : "";
  if (!d.has_interval() || !(d.half_width() > 0)) return number_text(value.value, {line.display.factor, unit});
  return rounded_text(value.value * line.display.factor, last_place(d.half_width())) + unit;
}

Row row_of(const ComparedLine& line) {
  if (!line.line.section.empty()) return {without_controls(line.line.section), {}, {}, {}, {}, {}};
  return {{},
          without_controls(line.label),
          value_text(line.base, line),
          value_text(line.other, line),
          without_controls(difference_text(line)),
          words_for(line.direction),
          line.direction};
}

Widths widths_of(const std::vector<Row>& rows) {
  Widths w;
  std::size_t verdict = 0;
  for (const Row& row : rows) {
    w.label = std::max(w.label, width_of(row.label));
    w.base = std::max(w.base, width_of(row.base));
    w.other = std::max(w.other, width_of(row.other));
    w.difference = std::max(w.difference, width_of(row.difference));
    verdict = std::max(verdict, width_of(row.verdict));
  }
  const std::size_t rest = 2 + 4 * 2 + w.base + w.other + w.difference + verdict;
  const std::size_t room = headline_columns - std::min(headline_columns, rest);
  w.label = std::min({w.label, widest_label, std::max(narrowest_label, room)});
  return w;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ') + text;
}

/// All but the verdict; `label` is what of the label fits.
std::string laid_out(const std::string& label, const Row& row, const Widths& w) {
  return "  " + padded_to(label, w.label) + "  " + right(row.base, w.base) + "  " + right(row.other, w.other) + "  " +
         padded_to(row.difference, w.difference) + "  ";
}

std::string painted(const std::string& text, const char* code, Colour colour) {
  return colour == Colour::none ? text : std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

std::string paragraph(const std::string& text) {
  std::string lines;
  for (const std::string& line : wrapped(without_controls(text), headline_columns)) lines += line + "\n";
  return lines;
}

/// How much the pairing was worth: the middle one of the lines' factors.
std::string pairing_text(const ComparedStudy& study) {
  std::vector<double> factors;
  for (const ComparedLine& line : study.lines)
    if (line.comparison.variance_reduction) factors.push_back(*line.comparison.variance_reduction);
  if (factors.empty()) return {};
  std::sort(factors.begin(), factors.end());
  const double median = factors[factors.size() / 2];
  if (median < 1.05) return "Pairing the replications did not help: the same patients hardly fare alike in both.";
  return fmt::format("Pairing the replications was worth as much as {} times as many replications (median of the lines).",
                     number_text(std::round(median * 10) / 10, {}));
}

struct Label {
  std::vector<std::string> above;  ///< lines of their own
  std::string beside;              ///< on the line of the figures
  std::vector<std::string> below;
};

/// A label that is too long goes on below; one with a name that is too long, which must not be cut, stands above.
Label placed(const std::string& label, std::size_t column) {
  if (width_of(label) <= column) return {{}, label, {}};
  std::vector<std::string> lines = wrapped(label, column);
  const bool cut = std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.ends_with("…"); });
  if (cut) return {{label}, "", {}};
  Label placed{{}, lines.front(), {}};
  placed.below.assign(lines.begin() + 1, lines.end());
  return placed;
}

std::string figure_text(const Row& row, const Widths& widths, Colour colour) {
  const Label label = placed(row.label, widths.label);
  std::string line = cut_to(laid_out(label.beside, row, widths), headline_columns);
  line += cut_to(row.verdict, headline_columns - std::min(headline_columns, width_of(line)));
  line.erase(line.find_last_not_of(' ') + 1);
  const bool seen = row.direction == Direction::lower || row.direction == Direction::higher;
  std::string text;
  for (const std::string& above : label.above) text += cut_to("  " + above, headline_columns) + "\n";
  text += (seen ? painted(line, "1", colour) : line) + "\n";
  for (const std::string& below : label.below) text += "  " + below + "\n";
  return text;
}

std::string study_text(const StudyComparison& comparison, const ComparedStudy& study, Colour colour) {
  std::vector<Row> rows{{{}, {}, "base", "other", "difference", {}}};
  for (const ComparedLine& line : study.lines) rows.push_back(row_of(line));
  const Widths widths = widths_of(rows);
  std::string text = painted(paragraph(fmt::format("{} against {} (base), {} replication{}", study.name, comparison.base_name,
                                                   study.replications, study.replications == 1 ? "" : "s")),
                             "1", colour);
  for (const std::string& note : study.notes) text += paragraph(note + ".");
  for (const Row& row : rows)
    text += row.section.empty() ? figure_text(row, widths, colour)
                                : "\n" + painted(cut_to(row.section, headline_columns), "1", colour) + "\n";
  const std::string pairing = pairing_text(study);
  return pairing.empty() ? text : text + "\n" + paragraph(pairing);
}

}  // namespace

std::string comparison_text(const StudyComparison& comparison, Colour colour) {
  std::string text;
  for (const ComparedStudy& study : comparison.others) text += study_text(comparison, study, colour) + "\n";
  if (comparison.tests == 0) return text + paragraph("No verdicts: they take two replications or more.");
  return text + paragraph(fmt::format(
                    "In brackets: 95% intervals of the differences, paired by replication. The chance that any \"lower\" or "
                    "\"higher\" is wrong "
                    "is at most 5%, all {} differences together (Holm); \"perhaps\": the line alone would say so, but of so many "
                    "some do by chance. \"No difference seen\" does not mean that there is none: more replications see more.",
                    comparison.tests));
}

}  // namespace careway
