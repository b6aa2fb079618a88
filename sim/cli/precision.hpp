// `run --precision`: more replications until the headline figures are known as well as asked, or enough have been run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "output/precision_goals.hpp"
#include "study/results.hpp"
#include "study/run_study.hpp"

namespace careway {

struct PrecisionWish {
  std::vector<PrecisionGoal> goals;  ///< none: whatever the given number of replications yields
  std::size_t most = 1000;           ///< replications
};

/// What is wrong with the options, for the user; empty when all is well. `words` are the values of --precision.
/// `frame` has the headline lines and measures, and need have no replication.
std::string read_wish(const std::vector<std::string>& words, const Results& frame, std::size_t first, PrecisionWish& wish);

enum class Talk { silent, to_stderr };

/// Adds replications to `results`, which hold the first ones, and their numbers to `run.replications`. What comes out is the
/// same as from a run of that many replications at once. Ends early, with fewer than `run.replications`, when told to stop.
/// `done`: replications finished earlier, which need not be run. The figures that are less precise than asked, in words; empty
/// when there are none.
std::string refine(const Network& net, const PrecisionWish& wish, RunOptions& run, const Results& done, Results& results, Talk talk);

}  // namespace careway
