// The figures of a study as one JSON object, for programs:
//   {"measures": {name: clock}, "levels": {…}, "counts": {…}, "figures": {…}, "audit": {…}, "provenance": {…}}
// and, for long-run figures (type: steady), "verdict": is there a steady state, and was the warm-up long enough; a mean
// that does not exist is null, with a "verdict" beside it.
// An interval is {"value", "low", "high", "se"}; what is not known is null. Durations of clocks are always in minutes
// ("unit": "min"), thresholds are keys like "4 h", quantiles keys like "0.9", shares lie between 0 and 1.
#pragma once

#include <string>

#include "output/summary.hpp"
#include "study/results.hpp"

namespace careway {

/// UTF-8 on one line for programs to read, or with `indent` spaces to each depth for people.
std::string results_json(const Results& results, int indent = -1);
std::string results_json(const Summary& summary, const Results& results, int indent = -1);

}  // namespace careway
