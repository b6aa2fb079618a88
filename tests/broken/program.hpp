// The defects that the broken engine has (written by break.py).
#pragma once

#include <vector>

namespace careway::broken {

struct Defect {
  const char* name;
  bool applied;  ///< its line was found in the source
};
extern const std::vector<Defect> defects;

}  // namespace careway::broken
