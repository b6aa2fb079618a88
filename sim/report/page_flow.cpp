// The map of the flow: patients a day between pathways, or between the steps of one; drawn as SVG with a table of the same figures.
// Arrows are as thick as many go there; a box has a thick rim where many wait for its resources, and is as red as the share of
// these resources' units that are held by patients who wait for something else.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "graph/layout.hpp"
#include "output/window.hpp"
#include "report/bucket_figures.hpp"
#include "report/graph_text_parts.hpp"
#include "report/graph_text_words.hpp"
#include "report/page_json.hpp"
#include "stats/mean.hpp"

namespace careway {

namespace {

constexpr double least_share_drawn = 0.002;  // of the largest flow: thinner ones are only in the table
constexpr double least_waiting = 0.05;        // mean number from which on it is written
constexpr double widest_arrow = 16, thickest_rim = 9;
constexpr double padding = 10, title_row = 18, line_row = 15, widest_box = 190;

enum class NodeKind { step, source, outcome, elsewhere };

struct Node {
  NodeKind kind = NodeKind::step;
  std::string title;
  std::vector<std::string> lines;
  double waiting = 0, blocked = 0, in_use = 0;
  double through = 0;  ///< patients a day
};

struct Way {
  std::size_t from = 0, to = 0;
  std::vector<double> totals;  ///< [replication]
  Estimate per_day;
};

std::string pathway_of(const std::string& name) { return name.substr(0, name.find('.')); }
bool is_source(const std::string& name) { return name.find(".arrivals.") != std::string::npos; }
bool is_outcome(const std::string& name) { return name.find(".left.") != std::string::npos; }

double mean_level(const Results& r, const std::string& name) {
  const LevelResult* level = find_named(r.levels, name);
  if (level == nullptr || r.done() == 0) return 0;
  double area = 0;
  for (const Int128 a : level->area) area += static_cast<double>(a);
  return area / static_cast<double>(r.length) / static_cast<double>(r.done());
}

class FlowMap {
 public:
  FlowMap(const Results& r, std::string pathway) : r_(r), pathway_(std::move(pathway)) {
    for (const FlowResult& flow : r.flows) {
      const auto from = node_for(flow.from, flow.to), to = node_for(flow.to, flow.from);
      if (!from || !to || *from == *to) continue;
      add(*from, *to, flow.total);
    }
    for (Way& way : ways_) {
      std::vector<double> values = way.totals;
      for (double& value : values) value /= in_days(r.length);
      way.per_day = mean_of(values);
      nodes_[way.to].through += way.per_day.value;
    }
    std::erase_if(ways_, [](const Way& way) { return !(way.per_day.value > 0); });
    add_waiting();
  }

  bool empty() const { return ways_.empty(); }

  std::string words() const {
    std::vector<const Way*> largest;
    for (const Way& way : ways_) largest.push_back(&way);
    std::stable_sort(largest.begin(), largest.end(), [](const Way* a, const Way* b) { return a->per_day.value > b->per_day.value; });
    std::string text = "The largest flows, in patients a day: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(6, largest.size()); ++i)
      text += fmt::format("{}{} to {} {}", i == 0 ? "" : "; ", nodes_[largest[i]->from].title, nodes_[largest[i]->to].title, number_text(largest[i]->per_day.value, {}));
    return text + ".";
  }

  std::string svg(const std::string& id, const std::string& title) const;

  std::string table() const {
    std::string text = "<table><thead><tr><th scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\">Patients a day</th><th scope=\"col\">95% interval</th></tr></thead><tbody>";
    for (const Way& way : ways_) {
      const Estimate& e = way.per_day;
      text += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"text\">{}</td><td data-value=\"{:.6g}\">{}</td><td>{}</td></tr>", escaped(nodes_[way.from].title), escaped(nodes_[way.to].title),
                          e.value, number_text(e.value, {}), e.has_interval() ? fmt::format("{} to {}", number_text(e.low, {}), number_text(e.high, {})) : "–");
    }
    text += "</tbody></table><table><thead><tr><th scope=\"col\">Where</th><th scope=\"col\">Waiting at a time</th><th scope=\"col\">Units held by those who wait for something else</th></tr></thead><tbody>";
    for (const Node& node : nodes_)
      if (node.waiting > 0 || node.blocked > 0)
        text += fmt::format("<tr><th scope=\"row\">{}</th><td data-value=\"{:.6g}\">{}</td><td data-value=\"{:.6g}\">{}</td></tr>", escaped(node.title), node.waiting, number_text(node.waiting, {}), node.blocked,
                            number_text(node.blocked, {}));
    return text + "</tbody></table>";
  }

 private:
  bool all() const { return pathway_.empty(); }

  /// The box of one end of a flow; nothing when the map does not show it.
  std::optional<std::size_t> node_for(const std::string& name, const std::string& other) {
    const std::string pathway = pathway_of(name);
    if (all()) {
      if (is_source(name) || is_outcome(name)) return std::nullopt;
      return node(pathway, NodeKind::step, called(r_, pathway));
    }
    if (pathway == pathway_) {
      const NodeKind kind = is_source(name) ? NodeKind::source : is_outcome(name) ? NodeKind::outcome : NodeKind::step;
      return node(name, kind, called(r_, name));
    }
    if (pathway_of(other) != pathway_) return std::nullopt;
    return node("→" + pathway, NodeKind::elsewhere, called(r_, pathway));
  }

  std::size_t node(const std::string& key, NodeKind kind, const std::string& title) {
    const auto [at, fresh] = numbers_.try_emplace(key, nodes_.size());
    if (fresh) {
      nodes_.push_back({});
      nodes_.back().kind = kind;
      nodes_.back().title = title;
      keys_.push_back(key);
    }
    return at->second;
  }

  void add(std::size_t from, std::size_t to, const std::vector<std::uint64_t>& totals) {
    const auto [at, fresh] = way_numbers_.try_emplace({from, to}, ways_.size());
    if (fresh) ways_.push_back({from, to, std::vector<double>(totals.size()), {}});
    for (std::size_t i = 0; i < totals.size(); ++i) ways_[at->second].totals[i] += static_cast<double>(totals[i]);
  }

  void add_waiting() {
    std::map<std::size_t, std::vector<std::string>> resources;  // by node
    for (const StepResult& step : r_.steps) {
      const auto at = numbers_.find(all() ? pathway_of(step.name) : step.name);
      if (at == numbers_.end()) continue;
      for (const std::string& name : names_in(step.waits_for)) {
        if (all() && pathway_of(name) != keys_[at->second]) continue;
        std::vector<std::string>& list = resources[at->second];
        if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
      }
    }
    for (const auto& [number, names] : resources) {
      Node& node = nodes_[number];
      for (const std::string& name : names) {
        const double waiting = mean_level(r_, name + ".waiting");
        node.waiting += waiting;
        node.blocked += mean_level(r_, name + ".blocked");
        node.in_use += mean_level(r_, name + ".in_use");
        if (!all() && waiting >= least_waiting) node.lines.push_back(fmt::format("{}: {} waiting", called(r_, name), number_text(waiting, {})));
      }
      if (all() && node.waiting + node.blocked >= least_waiting) node.lines.push_back(fmt::format("{} waiting, {} held up", number_text(node.waiting, {}), number_text(node.blocked, {})));
    }
    if (!all()) return;
    for (const FlowResult& flow : r_.flows) {
      double sum = 0;
      for (const std::uint64_t total : flow.total) sum += static_cast<double>(total);
      const double per_day = sum / in_days(r_.length) / static_cast<double>(std::max<std::size_t>(1, r_.done()));
      if (is_source(flow.from)) come_[pathway_of(flow.from)] += per_day;
      if (is_outcome(flow.to)) leave_[pathway_of(flow.to)] += per_day;
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (come_[keys_[i]] > 0) nodes_[i].lines.push_back(number_text(come_[keys_[i]], {}) + " a day come here");
      if (leave_[keys_[i]] > 0) nodes_[i].lines.push_back(number_text(leave_[keys_[i]], {}) + " a day leave here");
    }
  }

  const Results& r_;
  std::string pathway_;
  std::vector<Node> nodes_;
  std::vector<std::string> keys_;
  std::map<std::string, std::size_t> numbers_;
  std::vector<Way> ways_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> way_numbers_;
  std::map<std::string, double> come_, leave_;
};

std::string path_text(const ArrowPath& path) {
  std::string text = fmt::format("M{:.1f} {:.1f}", path.points[0].x, path.points[0].y);
  for (std::size_t i = 0; i + 1 < path.points.size(); ++i) {
    const ChartPoint a = path.points[i], b = path.points[i + 1];
    if (i % 2 == 0) text += fmt::format("L{:.1f} {:.1f}", b.x, b.y);
    else text += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", a.x, (a.y + b.y) / 2, b.x, (a.y + b.y) / 2, b.x, b.y);
  }
  return text;
}

/// White to red, by the share of units that are held up.
std::string fill_of(const Node& node) {
  if (node.kind == NodeKind::source) return "#e3f1ea";
  if (node.kind == NodeKind::outcome) return "#eceff2";
  if (node.kind == NodeKind::elsewhere) return "#ffffff";
  const double share = node.in_use > 0 ? std::clamp(node.blocked / node.in_use, 0.0, 1.0) : 0;
  const auto mix = [&](int from, int to) { return static_cast<int>(std::lround(from + (to - from) * std::sqrt(share))); };
  return fmt::format("#{:02x}{:02x}{:02x}", mix(255, 214), mix(255, 69), mix(255, 65));
}

std::string FlowMap::svg(const std::string& id, const std::string& title) const {
  FlowChart chart;
  std::vector<std::vector<std::string>> rows;
  double most_waiting = 1, largest = 0;
  for (const Way& way : ways_) largest = std::max(largest, way.per_day.value);
  std::vector<bool> joined(nodes_.size());
  for (const Way& way : ways_)
    if (way.per_day.value >= least_share_drawn * largest) joined[way.from] = joined[way.to] = true;
  for (const Node& node : nodes_) {
    if (!joined[static_cast<std::size_t>(&node - nodes_.data())]) {  // only in the table
      chart.boxes.push_back({});
      rows.emplace_back();
      continue;
    }
    std::vector<std::string> text = wrapped(node.title, widest_box, title_size, 2);
    const std::size_t titles = text.size();
    for (const std::string& line : node.lines)
      for (const std::string& row : wrapped(line, widest_box, line_size, 2)) text.push_back(row);
    double width = 60;
    for (std::size_t i = 0; i < text.size(); ++i) width = std::max(width, text_width(text[i], i < titles ? title_size : line_size, i < titles));
    chart.boxes.push_back({width + 2 * padding, title_row * static_cast<double>(titles) + line_row * static_cast<double>(text.size() - titles) + padding});
    text.insert(text.begin(), std::to_string(titles));
    rows.push_back(std::move(text));
    most_waiting = std::max(most_waiting, node.waiting);
  }
  for (std::uint32_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].kind == NodeKind::source) chart.starts.push_back(i);
  std::vector<const Way*> drawn;
  for (const Way& way : ways_) {
    if (way.per_day.value < least_share_drawn * largest) continue;
    drawn.push_back(&way);
    const std::string label = number_text(way.per_day.value, {});
    chart.arrows.push_back({static_cast<std::uint32_t>(way.from), static_cast<std::uint32_t>(way.to), {text_width(label, label_size) + 8, 16}});
  }
  const Arrangement plan = arrange(chart);
  constexpr double margin = 16;
  std::string text = fmt::format("<svg class=\"flow\" viewBox=\"{:.0f} {:.0f} {:.0f} {:.0f}\" style=\"width:{:.0f}px\" role=\"img\" aria-labelledby=\"{}-words\"><title>{}</title>", -margin, -margin,
                                 plan.width + 2 * margin, plan.height + 2 * margin, plan.width + 2 * margin, id, escaped(title));
  for (std::size_t i = 0; i < drawn.size(); ++i)
    text += fmt::format("<path class=\"{}\" d=\"{}\" stroke-width=\"{:.1f}\"/>", plan.arrows[i].back ? "way back" : "way", path_text(plan.arrows[i]),
                        std::max(1.0, widest_arrow * drawn[i]->per_day.value / largest));
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    if (!joined[n]) continue;
    const Node& node = nodes_[n];
    const ChartPoint at = plan.boxes[n];
    const BoxSize size = chart.boxes[n];
    const double rim = 1 + thickest_rim * std::sqrt(node.waiting / most_waiting);
    text += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{}\" fill=\"{}\" stroke=\"#23415c\" stroke-width=\"{:.1f}\"{}/>", at.x, at.y, size.width, size.height,
                        node.kind == NodeKind::step ? 4 : 14, fill_of(node), node.kind == NodeKind::step ? rim : 1, node.kind == NodeKind::elsewhere ? " stroke-dasharray=\"5 3\"" : "");
    const auto titles = static_cast<std::size_t>(std::stoul(rows[n][0]));
    double y = at.y + 3;
    for (std::size_t i = 1; i < rows[n].size(); ++i) {
      const bool head = i <= titles;
      y += head ? title_row - 2 : line_row;
      text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\"{}>{}</text>", at.x + size.width / 2, y, head ? title_size : line_size, head ? " font-weight=\"600\"" : "", escaped(rows[n][i]));
    }
  }
  for (std::size_t i = 0; i < drawn.size(); ++i)
    text += fmt::format("<text class=\"number\" x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{}\">{}</text>", plan.arrows[i].label.x, plan.arrows[i].label.y + 4, label_size, number_text(drawn[i]->per_day.value, {}));
  return text + "</svg>";
}

/// Empty for the map of all; a model with a single pathway has only that one.
std::string pathway_shown(const ReportChart& chart, const Results& r) {
  if (chart.show != "all" && !chart.show.empty()) return chart.show;
  std::string only;
  for (const StepResult& step : r.steps) {
    if (!only.empty() && pathway_of(step.name) != only) return "";
    only = pathway_of(step.name);
  }
  return only;
}

}  // namespace

std::optional<std::string> flow_html(const ReportChart& chart, const Studies& studies, const std::string& id, std::string& words) {
  const Results& r = studies[0].results;
  const FlowMap map(r, pathway_shown(chart, r));
  if (map.empty()) {
    words = "nobody goes there";
    return std::nullopt;
  }
  words = map.words();
  const std::string title = chart.title.empty() ? "Flow" : chart.title;
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"map\">" + map.svg(id, title) + "</div>";
  html += "<p class=\"key\">Figures at arrows: patients a day" + (studies.size() > 1 ? " in " + escaped(study_name(studies[0])) : std::string()) +
          ". Thick rim: many wait for the resources of that step (all who wait for them, wherever). Red: units held by patients who wait for "
          "something else. Dashed: back to an earlier step.</p>";
  return html + "<details><summary>The figures as tables</summary><div class=\"table\">" + map.table() + "</div></details>";
}

}  // namespace careway
