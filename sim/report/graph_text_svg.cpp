// The page: an overview of the pathways, then each of them as a group of boxes. An arrow into another pathway ends at a
// sign that names it, and begins there at another sign: lines across the whole page could not be followed.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "graph/layout.hpp"
#include "report/graph_text.hpp"
#include "report/graph_text_parts.hpp"
#include "report/graph_text_words.hpp"

namespace careway {

namespace {

constexpr double margin = 24;
constexpr double least_page = 1180;
constexpr double least_group = 560;
constexpr std::size_t most_about_rows = 6;

std::string anchor(const std::string& pathway) { return "pathway-" + pathway; }

std::string link(const std::string& pathway, const std::string& inner) {
  return fmt::format("<a href=\"#{}\">\n{}</a>\n", anchor(pathway), inner);
}

/// One pathway, or the overview: a chart with a heading.
class Group final {
 public:
  Group(std::string id, std::string title, std::string about) : id_(std::move(id)), title_(std::move(title)), about_(std::move(about)) {}

  std::vector<DrawnBox> boxes;
  std::vector<std::string> leads_to;  ///< [box] the pathway that a click on it shows; may be empty
  std::vector<std::size_t> resources;
  struct Line {
    std::size_t from, to;
    std::string label;
  };
  std::vector<Line> lines;

  void arrange_with(const ModelDrawing& drawing) {
    FlowChart chart;
    for (const DrawnBox& box : boxes) {
      drawn_.emplace_back(box);
      chart.boxes.push_back(drawn_.back().size());
    }
    for (const auto kind : {DrawnBox::Kind::arrivals, DrawnBox::Kind::sign})
      for (std::uint32_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].kind == kind) chart.starts.push_back(i);
    for (const Line& line : lines)
      chart.arrows.push_back({static_cast<std::uint32_t>(line.from), static_cast<std::uint32_t>(line.to), label_box(line.label)});
    plan_ = arrange(chart);
    width = std::max(plan_.width, least_group) + 2 * margin;
    heading(drawing);
    height = top_ + plan_.height + margin;
  }

  double width = 0, height = 0;

  std::string draw(ChartPoint at) const {
    std::string text = fmt::format("<g id=\"{}\" transform=\"translate({:.1f} {:.1f})\" role=\"group\" aria-label=\"{}\">\n", id_, at.x, at.y, escaped(title_));
    text += fmt::format("<rect class=\"group\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"8\"/>\n{}", width, height, heading_);
    text += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">\n", (width - plan_.width) / 2, top_);
    for (const ArrowPath& path : plan_.arrows) text += draw_arrow(path);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const std::string box = drawn_[i].draw(plan_.boxes[i]);
      text += leads_to[i].empty() ? box : link(leads_to[i], box);
    }
    for (std::size_t i = 0; i < lines.size(); ++i) text += draw_label(plan_.arrows[i], lines[i].label);
    return text + "</g>\n</g>\n";
  }

 private:
  void heading(const ModelDrawing& drawing) {
    double y = 34;
    heading_ = fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"19\" font-weight=\"bold\">{}</text>\n", margin, y, escaped(title_));
    for (const std::string& row : wrapped(about_, std::min(width, 900.0) - 2 * margin, 13, most_about_rows)) {
      y += 18;
      heading_ += fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"13\" fill=\"#44505c\">{}</text>\n", margin, y, escaped(row));
    }
    double x = margin;
    if (!resources.empty()) y += 14;
    for (const std::size_t number : resources) {
      const DrawnResource& resource = drawing.resources[number];
      const std::string name = spaced(resource.name);
      const double needed = pill_width(name) + text_width(resource.note, line_size) + 22;
      if (x > margin && x + needed > width - margin) {
        x = margin;
        y += 22;
      }
      heading_ += pill({x, y}, name, number, false);
      heading_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\">{}</text>\n", x + pill_width(name) + 5, y + 11.5, line_size, escaped(resource.note));
      x += needed;
    }
    top_ = y + (resources.empty() ? 24 : 38);
  }

  std::string id_, title_, about_, heading_;
  std::vector<SvgBox> drawn_;
  Arrangement plan_;
  double top_ = 0;
};

DrawnBox sign(std::string title) { return {DrawnBox::Kind::sign, "", std::move(title), {}}; }

Group pathway_group(const ModelDrawing& drawing, std::size_t number) {
  const DrawnPathway& pathway = drawing.pathways[number];
  Group group(anchor(pathway.name), pathway.title, pathway.about);
  group.boxes = pathway.boxes;
  for (std::size_t i = 0; i < drawing.resources.size(); ++i)
    if (drawing.resources[i].pathway == number) group.resources.push_back(i);
  std::map<BoxRef, std::size_t> outwards;
  std::map<BoxRef, std::size_t> inwards;  ///< by pathway that it comes from, and box here
  std::vector<std::string> towards(group.boxes.size());
  const auto add_sign = [&](DrawnBox box, const DrawnPathway& other) {
    group.boxes.push_back(std::move(box));
    towards.push_back(other.shown ? other.name : "");
    return group.boxes.size() - 1;
  };
  for (const DrawnArrow& arrow : drawing.arrows) {
    const bool leaves = arrow.from.pathway == number, comes = arrow.to.pathway == number;
    if (!leaves && !comes) continue;
    if (leaves && comes) {
      group.lines.push_back({arrow.from.box, arrow.to.box, label_text(arrow)});
    } else if (leaves) {
      const DrawnPathway& other = drawing.pathways[arrow.to.pathway];
      const auto [at, fresh] = outwards.try_emplace(arrow.to, 0);
      if (fresh) at->second = add_sign(sign("→ " + other.title + ": " + other.boxes[arrow.to.box].title), other);
      group.lines.push_back({arrow.from.box, at->second, label_text(arrow)});
    } else {
      const DrawnPathway& other = drawing.pathways[arrow.from.pathway];
      const auto [at, fresh] = inwards.try_emplace(BoxRef{arrow.from.pathway, arrow.to.box}, 0);
      if (fresh) {
        at->second = add_sign(sign("from " + other.title), other);
        group.lines.push_back({at->second, arrow.to.box, ""});
      }
      group.boxes[at->second].lines.push_back({DrawnLine::Mark::faint, other.boxes[arrow.from.box].title, no_resource});
    }
  }
  group.leads_to = std::move(towards);
  group.arrange_with(drawing);
  return group;
}

Group overview(const ModelDrawing& drawing) {
  Group group("overview", "How the pathways hang together", "");
  for (const DrawnPathway& pathway : drawing.pathways) {
    DrawnBox box{DrawnBox::Kind::step, pathway.name, pathway.title, {}};
    for (const DrawnBox& inner : pathway.boxes)
      if (inner.kind == DrawnBox::Kind::arrivals)
        box.lines.push_back({DrawnLine::Mark::plain, "in: " + inner.title + (inner.lines[0].text.empty() ? "" : ", " + inner.lines[0].text), no_resource});
    group.boxes.push_back(std::move(box));
    group.leads_to.push_back(pathway.name);
  }
  std::map<std::pair<std::size_t, std::size_t>, bool> seen;
  for (const DrawnArrow& arrow : drawing.arrows)
    if (arrow.from.pathway != arrow.to.pathway && seen.try_emplace({arrow.from.pathway, arrow.to.pathway}, true).second)
      group.lines.push_back({arrow.from.pathway, arrow.to.pathway, ""});
  group.arrange_with(drawing);
  return group;
}

/// The drawing in words, for those who cannot see it.
std::string described(const ModelDrawing& drawing) {
  std::string text = drawing.about;
  for (std::size_t p = 0; p < drawing.pathways.size(); ++p) {
    const DrawnPathway& pathway = drawing.pathways[p];
    if (!pathway.shown) continue;
    text += "\nPathway " + pathway.title + ".";
    for (std::size_t b = 0; b < pathway.boxes.size(); ++b) {
      if (pathway.boxes[b].kind == DrawnBox::Kind::outcome) continue;
      text += "\n" + pathway.boxes[b].title + ":";
      for (const DrawnLine& line : pathway.boxes[b].lines) text += " " + line.text + ";";
      for (const DrawnArrow& arrow : drawing.arrows) {
        if (arrow.from != BoxRef{p, b}) continue;
        const DrawnPathway& other = drawing.pathways[arrow.to.pathway];
        const bool outcome = other.boxes[arrow.to.box].kind == DrawnBox::Kind::outcome;
        const std::string label = label_text(arrow);
        text += (outcome ? " leaves as " : " then ") + (&other == &pathway ? "" : other.title + ", ") + other.boxes[arrow.to.box].title +
                (label.empty() ? ";" : " (" + label + ");");
      }
    }
  }
  return text;
}

/// What the looks mean.
std::string key_row(double y) {
  const std::pair<DrawnBox::Kind, const char*> boxes[] = {{DrawnBox::Kind::arrivals, "patients come"}, {DrawnBox::Kind::step, "a step"},
                                                          {DrawnBox::Kind::outcome, "patients leave"}, {DrawnBox::Kind::sign, "another pathway"}};
  std::string text = "<g aria-hidden=\"true\">\n";
  double x = margin;
  for (const auto& [kind, words] : boxes) {
    const SvgBox box({kind, "", words, {}});
    text += box.draw({x, y});
    x += box.size().width + 14;
  }
  for (const auto& [words, hollow] : {std::pair("takes a resource, or waits for it", false), std::pair("gives it back", true)}) {
    text += pill({x, y + 6}, words, no_resource, hollow);
    x += pill_width(words) + 14;
  }
  ArrowPath back;
  back.points = {{x, y + 13}, {x + 40, y + 13}};
  back.back = true;
  return text + draw_arrow(back) + fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\">goes back</text>\n</g>\n", x + 46, y + 17, line_size);
}

constexpr const char* style = R"(<style>
text{font-family:Helvetica,Arial,"Liberation Sans",sans-serif}
.group{fill:#f4f6f9;stroke:#cfd6de}
.on,.back{fill:none;stroke:#51606f;stroke-width:1.3;marker-end:url(#tip)}
.back{stroke-dasharray:6 4;stroke:#a4471b;marker-end:url(#back-tip)}
.label rect{fill:#f4f6f9;fill-opacity:.92}
.label text{text-anchor:middle}
a:hover rect,a:focus rect{stroke-width:3}
</style>
<defs>
<marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#51606f"/></marker>
<marker id="back-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#a4471b"/></marker>
</defs>
)";

}  // namespace

std::string svg_text(const ModelDrawing& drawing) {
  std::vector<Group> groups;
  const auto shown = std::count_if(drawing.pathways.begin(), drawing.pathways.end(), [](const DrawnPathway& p) { return p.shown; });
  if (shown > 1) groups.push_back(overview(drawing));
  for (std::size_t i = 0; i < drawing.pathways.size(); ++i)
    if (drawing.pathways[i].shown) groups.push_back(pathway_group(drawing, i));

  double page = least_page;
  for (const Group& group : groups) page = std::max(page, group.width + 2 * margin);
  std::string body;
  double x = margin, y = margin + 30, row = 0;
  body += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"24\" font-weight=\"bold\">{}</text>\n", margin, margin + 12, escaped(drawing.title));
  for (const std::string& line : wrapped(drawing.about, std::min(page, 1100.0) - 2 * margin, 14, most_about_rows)) {
    body += fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"14\">{}</text>\n", margin, y + 6, escaped(line));
    y += 20;
  }
  body += key_row(y);
  y += 44;
  for (const Group& group : groups) {
    if (x > margin && x + group.width > page - margin) {
      x = margin;
      y += row + margin;
      row = 0;
    }
    body += group.draw({x, y});
    x += group.width + margin;
    row = std::max(row, group.height);
  }
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"graphics-document document\" "
                     "aria-labelledby=\"drawing-title drawing-words\">\n<title id=\"drawing-title\">{2}</title>\n<desc id=\"drawing-words\">{3}</desc>\n{4}"
                     "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{5}</svg>\n",
                     page, y + row + margin, escaped(drawing.title), escaped(described(drawing)), style, body);
}

}  // namespace careway
