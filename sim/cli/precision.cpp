#include "cli/precision.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "cli/progress.hpp"
#include "cli/say.hpp"
#include "study/replications.hpp"

namespace careway {

namespace {

/// Numbers [done, until): what has been run is numbered without gaps.
Results run_more(const Network& net, const RunOptions& run, const Results& done, std::size_t until, Talk talk) {
  RunOptions more = run;
  more.replications.clear();
  for (std::size_t i = run.replications.size(); i < until; ++i) more.replications.push_back(static_cast<std::uint32_t>(i));
  Progress progress(more.replications.size(), talk == Talk::silent);
  more.progress = [&](std::size_t finished, double parts) { progress.done(finished, parts); };
  return run_study(net, more, done);
}

std::size_t not_reached(const std::vector<Judged>& figures) {
  std::size_t number = 0;
  for (const Judged& j : figures) number += j.state == Judged::State::reached ? 0 : 1;
  return number;
}

void tell(const std::vector<Judged>& figures, std::size_t done, std::size_t next) {
  say("{} replications: {} of {} figures not yet as precise as asked; going on to {}\n", done,
             not_reached(figures), figures.size(), next);
}

/// For the last word: what it would have taken, where that can be guessed.
std::string advice(const std::vector<Judged>& figures) {
  std::size_t needed = 0;
  for (const Judged& j : figures) {
    if (!lacks(j)) continue;
    if (!j.needed) return {};
    needed = std::max(needed, *j.needed);
  }
  return fmt::format(" (about {} replications would do)", needed);
}

}  // namespace

std::string read_wish(const std::vector<std::string>& words, const Results& frame, std::size_t first, PrecisionWish& wish) {
  for (const std::string& text : words) {
    const std::optional<PrecisionGoal> goal = parse_goal(text);
    if (!goal)
      return fmt::format(
          "--precision \"{}\": write \"2%\" of the value, \"0.5 points\" of a share, or \"NAME=2%\" for one figure", text);
    wish.goals.push_back(*goal);
  }
  if (const std::string fault = fault_in(wish.goals, frame); !fault.empty()) return "--precision: " + fault;
  if (!words.empty() && first > wish.most)
    return fmt::format("--most-replications {}: the experiment begins with {}", wish.most, first);
  return {};
}

std::string refine(const Network& net, const PrecisionWish& wish, RunOptions& run, const Results& done, Results& results, Talk talk) {
  if (wish.goals.empty()) return {};
  while (results.done() == run.replications.size()) {
    const std::vector<Judged> figures = judge(wish.goals, results);
    const auto next = next_look(figures, results.done(), wish.most);
    if (!next)
      return std::any_of(figures.begin(), figures.end(), lacks) ? lacking_text(figures) + advice(figures) : std::string();
    if (talk == Talk::to_stderr) tell(figures, results.done(), *next);
    append_replications(results, run_more(net, run, done, *next, talk));
    for (std::size_t i = run.replications.size(); i < *next; ++i) run.replications.push_back(static_cast<std::uint32_t>(i));
    results.replications_wanted = *next;
  }
  return {};  // told to stop
}

}  // namespace careway
