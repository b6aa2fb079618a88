// The same boxes and arrows for Graphviz and for Mermaid, which arrange them themselves.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "graph/layout.hpp"
#include "report/graph_text.hpp"
#include "report/graph_text_parts.hpp"
#include "report/graph_text_words.hpp"

namespace careway {

namespace {

constexpr std::size_t most_label = 60;
constexpr double row_width = 240;

std::string id_of(const ModelDrawing& drawing, const BoxRef& ref) {
  const DrawnPathway& pathway = drawing.pathways[ref.pathway];
  static constexpr const char* kinds[] = {"step", "in", "out"};
  const DrawnBox& box = pathway.boxes[ref.box];
  return fmt::format("{}__{}{}__{}", pathway.name, kinds[static_cast<int>(box.kind)],
                     box.kind == DrawnBox::Kind::outcome ? std::to_string(ref.box) : "", box.name);
}

/// The title and the lines of a box, broken like those of the SVG.
std::vector<std::string> rows_of(const DrawnBox& box) {
  std::vector<std::string> rows = wrapped(box.title, row_width, title_size, 3);
  for (const DrawnLine& line : box.lines)
    for (std::string& row : wrapped(line.text, row_width, line_size, 5)) rows.push_back(std::move(row));
  return rows;
}

std::string quoted_dot(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"' || c == '\\') safe += '\\';
    safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return safe;
}

std::string quoted_mermaid(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"') safe += "#quot;";
    else if (c == '<') safe += "#lt;";
    else if (c == '>') safe += "#gt;";
    else if (c == '&') safe += "#amp;";
    else if (c == '#') safe += "#35;";
    else if (c == '`') safe += "#96;";
    else safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return safe;
}

/// Boxes of pathways that are not shown, and to or from which arrows lead.
std::set<BoxRef> strangers(const ModelDrawing& drawing) {
  std::set<BoxRef> found;
  for (const DrawnArrow& arrow : drawing.arrows) {
    const bool from = drawing.pathways[arrow.from.pathway].shown, to = drawing.pathways[arrow.to.pathway].shown;
    if (from && !to) found.insert(arrow.to);
    if (to && !from) found.insert(arrow.from);
  }
  return found;
}

bool drawn(const ModelDrawing& drawing, const DrawnArrow& arrow) {
  return drawing.pathways[arrow.from.pathway].shown || drawing.pathways[arrow.to.pathway].shown;
}

/// Which arrows of the whole model close a loop.
std::vector<bool> loops_of(const ModelDrawing& drawing) {
  FlowChart chart;
  std::map<BoxRef, std::uint32_t> number;
  for (std::size_t p = 0; p < drawing.pathways.size(); ++p)
    for (std::size_t b = 0; b < drawing.pathways[p].boxes.size(); ++b) {
      if (drawing.pathways[p].boxes[b].kind == DrawnBox::Kind::arrivals) chart.starts.push_back(static_cast<std::uint32_t>(number.size()));
      number.emplace(BoxRef{p, b}, static_cast<std::uint32_t>(number.size()));
    }
  chart.boxes.resize(number.size());
  for (const DrawnArrow& arrow : drawing.arrows) chart.arrows.push_back({number.at(arrow.from), number.at(arrow.to), {}});
  return closes_loop(chart);
}

std::string stranger_title(const ModelDrawing& drawing, const BoxRef& ref) {
  return drawing.pathways[ref.pathway].title + ": " + drawing.pathways[ref.pathway].boxes[ref.box].title;
}

}  // namespace

std::string dot_text(const ModelDrawing& drawing) {
  std::string text = fmt::format("digraph model {{\n  label=\"{}\";\n  labelloc=t;\n  fontname=Helvetica;\n  newrank=true;\n"
                                 "  node [shape=box, fontname=Helvetica, fontsize=11];\n  edge [fontname=Helvetica, fontsize=10];\n",
                                 quoted_dot(drawing.title));
  static constexpr const char* looks[] = {"", ", style=\"rounded,filled\", fillcolor=\"#e3f1e6\"",
                                          ", style=\"rounded,filled\", fillcolor=\"#2f3e4e\", fontcolor=white"};
  for (std::size_t p = 0; p < drawing.pathways.size(); ++p) {
    const DrawnPathway& pathway = drawing.pathways[p];
    if (!pathway.shown) continue;
    text += fmt::format("  subgraph cluster_{} {{\n    label=\"{}\";\n    tooltip=\"{}\";\n", pathway.name, quoted_dot(pathway.title), quoted_dot(pathway.about));
    for (std::size_t b = 0; b < pathway.boxes.size(); ++b) {
      std::string label;
      for (const std::string& row : rows_of(pathway.boxes[b])) label += quoted_dot(row) + "\\l";
      text += fmt::format("    {} [label=\"{}\"{}];\n", id_of(drawing, {p, b}), label, looks[static_cast<int>(pathway.boxes[b].kind)]);
    }
    text += "  }\n";
  }
  for (const BoxRef& ref : strangers(drawing))
    text += fmt::format("  {} [label=\"{}\", style=dashed];\n", id_of(drawing, ref), quoted_dot(stranger_title(drawing, ref)));
  const std::vector<bool> loops = loops_of(drawing);
  for (std::size_t i = 0; i < drawing.arrows.size(); ++i) {
    const DrawnArrow& arrow = drawing.arrows[i];
    if (!drawn(drawing, arrow)) continue;
    const std::string label = label_text(arrow);
    text += fmt::format("  {} -> {} [label=\"{}\", tooltip=\"{}\"{}];\n", id_of(drawing, arrow.from), id_of(drawing, arrow.to),
                        quoted_dot(shortened(label, most_label)), quoted_dot(label), loops[i] ? ", style=dashed" : "");
  }
  return text + "}\n";
}

std::string mermaid_text(const ModelDrawing& drawing) {
  std::string text = "flowchart TD\n";
  static constexpr const char* open[] = {"[\"", "(\"", "([\""};
  static constexpr const char* close[] = {"\"]", "\")", "\"]):::outcome"};
  for (std::size_t p = 0; p < drawing.pathways.size(); ++p) {
    const DrawnPathway& pathway = drawing.pathways[p];
    if (!pathway.shown) continue;
    text += fmt::format("  subgraph group_{}[\"{}\"]\n", pathway.name, quoted_mermaid(pathway.title));
    for (std::size_t b = 0; b < pathway.boxes.size(); ++b) {
      std::string label;
      for (const std::string& row : rows_of(pathway.boxes[b])) label += (label.empty() ? "" : "<br/>") + quoted_mermaid(row);
      const int kind = static_cast<int>(pathway.boxes[b].kind);
      text += fmt::format("    {}{}{}{}\n", id_of(drawing, {p, b}), open[kind], label, close[kind]);
    }
    text += "  end\n";
  }
  for (const BoxRef& ref : strangers(drawing)) text += fmt::format("  {}[/\"{}\"/]\n", id_of(drawing, ref), quoted_mermaid(stranger_title(drawing, ref)));
  const std::vector<bool> loops = loops_of(drawing);
  for (std::size_t i = 0; i < drawing.arrows.size(); ++i) {
    const DrawnArrow& arrow = drawing.arrows[i];
    if (!drawn(drawing, arrow)) continue;
    const std::string label = label_text(arrow);
    text += fmt::format("  {} {}{} {}\n", id_of(drawing, arrow.from), loops[i] ? "-.->" : "-->", label.empty() ? "" : "|\"" + quoted_mermaid(shortened(label, most_label)) + "\"|",
                        id_of(drawing, arrow.to));
  }
  return text + "  classDef outcome fill:#2f3e4e,color:#ffffff,stroke:#2f3e4e\n";
}

}  // namespace careway
