#include "report/graph_text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "report/graph_text_words.hpp"

namespace careway {

namespace {

constexpr double widest_text = 236;   // of a box, before its text is broken
constexpr double widest_label = 170;
constexpr double line_height = 16;
constexpr double label_height = 13.5;
constexpr double padding = 10;
constexpr std::size_t most_rows = 5;   // of one line
constexpr std::size_t most_label_rows = 4;

/// Width of a character in ems: Helvetica and its kin, and a little more.
double ems(char c) {
  const auto among = [c](std::string_view set) { return set.find(c) != std::string_view::npos; };
  if (among("iljI.,:;'|!ft/[] ")) return 0.29;
  if (among("r()-\"")) return 0.35;
  if (among("mwMW%@")) return 0.86;
  if (among("csvxyzk")) return 0.52;
  if (c >= 'A' && c <= 'Z') return 0.7;
  return 0.575;
}

std::string text_at(ChartPoint at, const std::string& text, double size, const char* more) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\"{}>{}</text>\n", at.x, at.y, size, more, escaped(text));
}

/// The whole of a box in words, for those who hear it and for the pointer that rests on it.
std::string spoken(const DrawnBox& box) {
  std::string words = box.title;
  for (const DrawnLine& line : box.lines) words += "\n" + line.text;
  return words;
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '&') safe += "&amp;";
    else if (c == '<') safe += "&lt;";
    else if (c == '>') safe += "&gt;";
    else if (c == '"') safe += "&quot;";
    else if (c == '\'') safe += "&#39;";
    else if ((c < 0x20 && c != '\n') || c == 0x7F) safe += ' ';
    else if (text.compare(i, 2, "\xEF\xBF") == 0 && i + 2 < text.size() && static_cast<unsigned char>(text[i + 2]) >= 0xBE) {
      safe += ' ';  // U+FFFE and U+FFFF
      i += 2;
    } else safe += text[i];
  }
  return safe;
}

double text_width(const std::string& text, double size, bool bold) {
  constexpr double room_for_faces = 1.12;  // the face that is there may be wider than the one that is reckoned with
  double sum = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) sum += static_cast<unsigned char>(c) < 0x80 ? ems(c) : 0.75;
  return sum * size * (bold ? 1.08 : 1.0) * room_for_faces;
}

std::vector<std::string> wrapped(const std::string& text, double width, double size, std::size_t most) {
  std::vector<std::string> rows;
  std::string row;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n\t", at), text.size());
    std::string word = text.substr(at, end - at);
    if (text_width(word, size) > width) word = shortened(word, static_cast<std::size_t>(width / size * 1.6));
    at = end + 1;
    if (word.empty()) continue;
    std::string longer = row;
    if (!longer.empty()) longer += ' ';
    longer += word;
    if (row.empty() || text_width(longer, size) <= width) {
      row = std::move(longer);
    } else {
      rows.push_back(std::move(row));
      row = std::move(word);
    }
  }
  if (!row.empty()) rows.push_back(row);
  if (rows.size() > most) {
    rows.resize(most);
    rows.back() += " …";
  }
  return rows;
}

const char* resource_colour(std::size_t resource) {
  static constexpr const char* colours[] = {"#0b6e99", "#b4540a", "#4a7c2c", "#8e3b8e", "#a8323e",
                                            "#5a5fb0", "#7a5c00", "#00736a", "#6b4a3a", "#3d6480"};
  return resource == no_resource ? "#475569" : colours[resource % std::size(colours)];
}

double pill_width(const std::string& text) { return text_width(text, line_size) + 14; }

std::string pill(ChartPoint at, const std::string& text, std::size_t resource, bool hollow) {
  const char* colour = resource_colour(resource);
  return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"15\" rx=\"4\" fill=\"{}\" stroke=\"{}\"/>\n", at.x, at.y,
                     pill_width(text), hollow ? "#ffffff" : colour, colour) +
         text_at({at.x + 7, at.y + 11.5}, text, line_size, fmt::format(" fill=\"{}\"", hollow ? colour : "#ffffff").c_str());
}

SvgBox::SvgBox(DrawnBox what) : box_(std::move(what)) {
  const DrawnBox& box = box_;
  const bool step = box.kind == DrawnBox::Kind::step;
  title_ = wrapped(box.title, widest_text, title_size, 3);
  double width = 50;
  for (const std::string& row : title_) width = std::max(width, text_width(row, title_size, true));
  for (const DrawnLine& line : box.lines) {
    bool first = true;
    for (std::string& row : wrapped(line.text, widest_text, line_size, most_rows)) {
      const bool tab = line.mark == DrawnLine::Mark::takes || line.mark == DrawnLine::Mark::gives;
      width = std::max(width, tab ? pill_width(row) : text_width(row, line_size) + (first ? 0 : 8));
      rows_.push_back({std::move(row), line.mark, line.resource, first});
      first = false;
    }
  }
  const double side = step ? padding : padding + 6;
  size_.width = width + 2 * side;
  size_.height = 8 + static_cast<double>(title_.size()) * (line_height + 1) + static_cast<double>(rows_.size()) * line_height + (rows_.empty() ? 3 : 6);
}

std::string SvgBox::draw(ChartPoint at) const {
  struct Look {
    const char *fill, *edge, *title;
    int corner;
  };
  static constexpr Look looks[] = {{"#ffffff", "#7b8a9a", "", 4},
                                   {"#e3f1e6", "#3f7d52", "", 13},
                                   {"#2f3e4e", "#2f3e4e", " fill=\"#ffffff\"", 13},
                                   {"#eaf1fb", "#2b5c9e", " fill=\"#1d467c\"", 13}};
  const Look& look = looks[static_cast<int>(box_.kind)];
  const double side = padding + (box_.kind == DrawnBox::Kind::step ? 0 : 6);
  std::string text = fmt::format("<g><title>{}</title>\n<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{}\" fill=\"{}\" stroke=\"{}\"/>\n",
                                 escaped(spoken(box_)), at.x, at.y, size_.width, size_.height, look.corner, look.fill, look.edge);
  double y = at.y + 3;
  for (const std::string& row : title_) {
    y += line_height + 1;
    text += text_at({at.x + side, y}, row, title_size, (std::string(" font-weight=\"bold\"") + look.title).c_str());
  }
  for (const Row& row : rows_) {
    y += line_height;
    const bool tab = row.mark == DrawnLine::Mark::takes || row.mark == DrawnLine::Mark::gives;
    if (tab) text += pill({at.x + side, y - 10.5}, row.text, row.resource, row.mark == DrawnLine::Mark::gives);
    else text += text_at({at.x + side + (row.first ? 0 : 8), y + 1}, row.text, line_size, row.mark == DrawnLine::Mark::faint ? " fill=\"#5b6775\"" : "");
  }
  return text + "</g>\n";
}

std::string label_text(const DrawnArrow& arrow) {
  std::string text;
  for (const std::string& label : arrow.labels)
    if (!label.empty()) text += (text.empty() ? "" : "; or ") + label;
  return text;
}

BoxSize label_box(const std::string& label) {
  BoxSize size;
  for (const std::string& row : wrapped(label, widest_label, label_size, most_label_rows)) {
    size.width = std::max(size.width, text_width(row, label_size) + 6);
    size.height += label_height;
  }
  return size;
}

std::string draw_arrow(const ArrowPath& path) {
  const auto& p = path.points;
  std::string line = fmt::format("M{:.1f} {:.1f}", p[0].x, p[0].y);
  for (std::size_t i = 0; i + 1 < p.size(); i += 2) {
    line += fmt::format("L{:.1f} {:.1f}", p[i + 1].x, p[i + 1].y);
    if (i + 2 >= p.size()) break;
    const double bend = (p[i + 2].y - p[i + 1].y) / 2;
    line += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", p[i + 1].x, p[i + 1].y + bend, p[i + 2].x, p[i + 2].y - bend, p[i + 2].x, p[i + 2].y);
  }
  return fmt::format("<path class=\"{}\" d=\"{}\"/>\n", path.back ? "back" : "on", line);
}

std::string draw_label(const ArrowPath& path, const std::string& label) {
  if (label.empty()) return {};
  const std::vector<std::string> rows = wrapped(label, widest_label, label_size, most_label_rows);
  const BoxSize size = label_box(label);
  std::string text = fmt::format("<g class=\"label\"><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n", escaped(label),
                                 path.label.x - size.width / 2, path.label.y - size.height / 2, size.width, size.height);
  double y = path.label.y - size.height / 2 - 3;
  for (const std::string& row : rows) {
    y += label_height;
    text += text_at({path.label.x, y}, row, label_size, "");
  }
  return text + "</g>\n";
}

}  // namespace careway
