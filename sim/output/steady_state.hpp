// For experiments that ask for long-run figures: is there a long run at all ("overloaded: no steady state"), and was the
// warm-up long enough? From the series by time bucket; experiments over a given horizon are never asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stats/steady.hpp"
#include "study/results.hpp"

namespace careway {

inline constexpr const char* no_steady_state = "overloaded: no steady state";

/// A level, or the mean of a clock in minutes, that does not stay where it is.
struct Moving {
  std::string measure;
  TrendVerdict verdict;  ///< per period
};

struct WarmUpCheck {
  bool checked = false;    ///< false: fewer than 10 periods, or two replications
  Ticks remove = 0;        ///< at least so much of the window still belongs to the start
  bool too_short = false;  ///< the start still shows in the middle of the window: how much is not known
  std::string slowest;     ///< the measure that asks for most
};

struct SteadyState {
  std::string period;            ///< "week", or "month" where the buckets are months
  bool known = false;            ///< false: fewer than 3 replications or 8 periods
  std::vector<Moving> growing;   ///< queues that grow without end
  std::vector<Moving> carried;   ///< other levels and clocks that grow with them
  std::vector<Moving> settling;  ///< queues still on their way
  WarmUpCheck warm_up;

  bool overloaded() const { return !growing.empty(); }
  /// Whether a figure of this measure means nothing, since it depends on how long one looks.
  bool without_mean(const std::string& measure) const;
};

/// Nothing for an experiment over a horizon.
///
/// 1. Periods are whole weeks of the window (buckets of days are joined by sevens), or whole months where buckets are months.
/// 2. A level `waiting` of a resource, all sites together, is growing or settling as `trend_of` says (stats/steady.hpp).
/// 3. If one grows, every other level and clock is asked too; those that grow are carried.
/// 4. Otherwise MSER (stats/warm_up.hpp) looks at the measures of the headline table, averaged over replications. What it
///    would delete counts only if, over the replications, the mean of that part differs from the rest (t test; alpha 0.01
///    shared among the measures and the ends that MSER chose from): on noise alone MSER often deletes a period or two.
std::optional<SteadyState> steady_state_of(const Results& results);

/// "overloaded: no steady state: the queue for a.b grows by 12.3 a week"; empty when there is nothing to say.
std::string verdict_text(const SteadyState& state);

/// What a run should warn of; none when overloaded, since no warm-up helps then.
std::vector<std::string> steady_warnings(const SteadyState& state, const Results& results);

}  // namespace careway
