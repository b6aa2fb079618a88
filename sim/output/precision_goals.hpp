// How precisely the figures of the headline table are wanted, and whether they are known so well. No simulation in here:
// the command line runs more replications for as long as `judge` says that they are worth it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "stats/precision.hpp"
#include "study/results.hpp"

namespace careway {

/// What one --precision asks for.
struct PrecisionGoal {
  std::string text;  ///< as given, without the name
  std::string name;  ///< label or measure of headline lines; "" for all that it can be held against
  bool points = false;
  double amount = 0;  ///< a fraction, for points as well
};

/// "2%", "0.5 points", "NAME=2%"; nothing when it is none of these.
std::optional<PrecisionGoal> parse_goal(const std::string& text);

/// What is wrong with the goals for these results (of which no replication need be done); empty when all is well.
std::string fault_in(const std::vector<PrecisionGoal>& goals, const Results& results);

struct Judged {
  enum class State {
    reached,
    unproven,  ///< precise now, but not yet for long enough to be believed
    not_yet,
    hopeless,  ///< a fraction of 0, or of a figure that nothing is known of: more replications are no use
  };
  std::string label;
  std::string wanted;          ///< "2%"
  double reached = not_known;  ///< half-width, as fraction of the value or in points / 100
  State state = State::not_yet;
  std::optional<std::size_t> needed;  ///< replications, as far as one can tell
  bool points = false;
};

/// Every headline figure that a goal applies to: one that names it, else points for shares, else the fraction. A goal is
/// reached when it has held since some number of replications and for `look_ahead` (stats/precision.hpp) more.
std::vector<Judged> judge(const std::vector<PrecisionGoal>& goals, const Results& results);

/// How many replications to look again after: what the slowest figure seems to need, but at most twice as many as now.
/// Nothing when no figure is on its way, or `most` are done.
std::optional<std::size_t> next_look(const std::vector<Judged>& figures, std::size_t done, std::size_t most);

/// Whether the figure is not as precise as asked, held long enough or not.
bool lacks(const Judged& figure);

/// "Category mean (±5.3%, asked for 2%); ..."; those that lack precision.
std::string lacking_text(const std::vector<Judged>& figures);

}  // namespace careway
