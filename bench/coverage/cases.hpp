// Models with exact answers, and how each figure is read from the summary of a study.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "output/summary.hpp"

namespace careway::coverage {

struct Figure {
  std::string name;
  double truth = 0;
  std::function<Estimate(const Summary&)> estimate;
  bool judged = true;  ///< false: shown only; intervals for an sd promise less (sim/stats/README.md)
};

struct Case {
  std::string name;
  const char* model = "";
  std::vector<Figure> figures;
};

std::vector<Case> cases();

}  // namespace careway::coverage
