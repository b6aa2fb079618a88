// Pieces of an SVG drawing: text that fits, escaping, boxes, labels and arrows. Lengths are in pixels at full size.
#pragma once

#include <string>
#include <vector>

#include "graph/layout.hpp"
#include "report/graph_text.hpp"

namespace careway {

inline constexpr double title_size = 13.5;
inline constexpr double line_size = 12;
inline constexpr double label_size = 11.5;

/// For XML text and attributes in double quotes; characters that XML forbids become spaces.
std::string escaped(const std::string& text);
/// An estimate for common sans-serif faces, rather wide than narrow.
double text_width(const std::string& text, double size, bool bold = false);
/// Breaks at spaces into rows of at most `width`; what is beyond `most` rows ends in "…".
std::vector<std::string> wrapped(const std::string& text, double width, double size, std::size_t most);

const char* resource_colour(std::size_t resource);
/// A coloured tab with the text in it; `hollow`: only its outline.
std::string pill(ChartPoint at, const std::string& text, std::size_t resource, bool hollow);
double pill_width(const std::string& text);

/// A box that is measured once and then drawn somewhere.
class SvgBox final {
 public:
  explicit SvgBox(DrawnBox box);
  BoxSize size() const { return size_; }
  std::string draw(ChartPoint at) const;

 private:
  struct Row {
    std::string text;
    DrawnLine::Mark mark;
    std::size_t resource;
    bool first;  ///< of its line
  };
  DrawnBox box_;
  std::vector<std::string> title_;
  std::vector<Row> rows_;
  BoxSize size_;
};

/// Several ways of going along one arrow, in one label.
std::string label_text(const DrawnArrow& arrow);
BoxSize label_box(const std::string& label);
std::string draw_arrow(const ArrowPath& path);
std::string draw_label(const ArrowPath& path, const std::string& label);

}  // namespace careway
