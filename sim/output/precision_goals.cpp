#include "output/precision_goals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "output/by_replication.hpp"
#include "output/figure_text.hpp"
#include "output/headline_lines.hpp"

namespace careway {
namespace {

constexpr std::size_t most_named = 6;

/// A label that is set in belongs to the line above it, which is not there when it is named alone.
std::string label_of(const HeadlineLine& line) {
  if (line.label.empty()) return line.measure;
  if (!line.label.starts_with(' ')) return line.label;
  return line.measure + " (" + line.label.substr(line.label.find_first_not_of(' ')) + ")";
}

bool names(const PrecisionGoal& goal, const HeadlineLine& line) { return goal.name == line.measure || goal.name == line.label; }

std::vector<HeadlineLine> lines_of(const Results& results) {
  std::vector<HeadlineLine> lines = results.headline.empty() ? default_headline(results) : results.headline;
  std::erase_if(lines, [](const HeadlineLine& line) { return !line.section.empty(); });
  return lines;
}

/// The last of equally good ones, so that a later option corrects an earlier one.
const PrecisionGoal* goal_for(const std::vector<PrecisionGoal>& goals, const HeadlineLine& line, const ByReplication& figure) {
  const PrecisionGoal* best = nullptr;
  const auto rank = [](const PrecisionGoal& g) { return g.name.empty() ? (g.points ? 1 : 0) : 2; };
  for (const PrecisionGoal& goal : goals) {
    const bool applies = goal.name.empty() ? figure.fraction || !goal.points : names(goal, line);
    if (applies && (!best || rank(goal) >= rank(*best))) best = &goal;
  }
  return best;
}

Precision precision_of(const PrecisionGoal& goal) {
  return goal.points ? Precision::absolute(goal.amount) : Precision::relative(goal.amount);
}

/// The number of replications since which the precision has held without a break; nothing when it does not hold now.
std::optional<std::size_t> held_since(const ByReplication& figure, const Precision& wanted, std::size_t done) {
  const std::size_t farthest = done - std::min(done, look_ahead(done));
  std::size_t since = done + 1;
  while (since > std::max<std::size_t>(1, farthest) && precise_enough(estimate_of(figure, since - 1), wanted)) --since;
  return since > done ? std::nullopt : std::optional(since);
}

Judged judged(const PrecisionGoal& goal, const HeadlineLine& line, const ByReplication& figure, std::size_t done) {
  const Precision wanted = precision_of(goal);
  const Estimate now = estimate_of(figure, done);
  Judged j;
  j.label = label_of(line);
  j.wanted = goal.text;
  j.points = goal.points;
  if (now.has_interval()) j.reached = goal.points ? now.half_width() : now.half_width() / std::fabs(now.value);
  if (const auto since = held_since(figure, wanted, done)) {
    j.needed = *since + look_ahead(*since);
    j.state = *j.needed <= done ? Judged::State::reached : Judged::State::unproven;
    return j;
  }
  j.needed = replications_needed(now, wanted);
  if (j.needed) j.needed = *j.needed + look_ahead(*j.needed);
  const bool nothing_known = !now.has_value() && done >= 2;
  if (nothing_known || (!goal.points && now.has_interval() && !(std::fabs(now.value) > 0))) j.state = Judged::State::hopeless;
  return j;
}

std::string half_width_text(const Judged& j) {
  if (!std::isfinite(j.reached)) return "not known so far";
  return "±" + number_text(j.reached, {100, j.points ? " points" : "%"});
}

}  // namespace

std::optional<PrecisionGoal> parse_goal(const std::string& text) {
  PrecisionGoal goal;
  const std::size_t equals = text.rfind('=');
  if (equals != std::string::npos) goal.name = text.substr(0, equals);
  if (equals != std::string::npos && goal.name.empty()) return std::nullopt;
  goal.text = equals == std::string::npos ? text : text.substr(equals + 1);
  const char* const end = goal.text.data() + goal.text.size();
  double number = 0;
  const auto [rest, error] = std::from_chars(goal.text.data(), end, number);
  const std::string unit(rest, end);
  if (error != std::errc{} || !std::isfinite(number) || !(number > 0)) return std::nullopt;
  goal.points = unit == " points" || unit == " point" || unit == "points";
  if (!goal.points && unit != "%" && unit != " %") return std::nullopt;
  goal.amount = number / 100;
  return goal;
}

std::string fault_in(const std::vector<PrecisionGoal>& goals, const Results& results) {
  const std::vector<HeadlineLine> lines = lines_of(results);
  for (const PrecisionGoal& goal : goals) {
    bool named = false, used = false;
    for (const HeadlineLine& line : lines) {
      const bool applies = goal.name.empty() || names(goal, line);
      named = named || applies;
      used = used || (applies && (!goal.points || by_replication(line, results).fraction));
    }
    if (!named) return fmt::format("no line of the headline table shows or is called \"{}\"", goal.name);
    if (!used)
      return fmt::format("\"{}\" is for shares, and {} none", goal.text,
                         goal.name.empty() ? "the headline table has" : goal.name + " is");
  }
  return {};
}

std::vector<Judged> judge(const std::vector<PrecisionGoal>& goals, const Results& results) {
  std::vector<Judged> figures;
  for (const HeadlineLine& line : lines_of(results)) {
    const ByReplication figure = by_replication(line, results);
    const PrecisionGoal* goal = goal_for(goals, line, figure);
    if (goal && !(goal->points && !figure.fraction)) figures.push_back(judged(*goal, line, figure, results.done()));
  }
  return figures;
}

std::optional<std::size_t> next_look(const std::vector<Judged>& figures, std::size_t done, std::size_t most) {
  std::size_t needed = 0;
  for (const Judged& j : figures)
    if (j.state == Judged::State::not_yet || j.state == Judged::State::unproven)
      needed = std::max(needed, j.needed.value_or(2 * done));
  if (needed == 0 || done >= most) return std::nullopt;
  const std::size_t farthest = std::max(2 * done, done + look_ahead(done));
  return std::min(most, std::clamp(needed, done + 1, farthest));
}

bool lacks(const Judged& figure) { return figure.state == Judged::State::not_yet || figure.state == Judged::State::hopeless; }

std::string lacking_text(const std::vector<Judged>& figures) {
  std::string text;
  std::size_t number = 0;
  for (const Judged& j : figures) {
    if (!lacks(j)) continue;
    if (++number <= most_named)
      text += fmt::format("{}{} ({}, asked for {})", number == 1 ? "" : "; ", j.label, half_width_text(j), j.wanted);
  }
  if (number > most_named) text += fmt::format("; and {} more", number - most_named);
  return text;
}

}  // namespace careway
