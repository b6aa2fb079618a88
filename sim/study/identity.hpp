// What results are a function of, as named lines of text: two sets of replications belong together only when all lines agree.
// The numbers of replications, done or wanted, are no part of it.
#pragma once

#include <string>
#include <vector>

#include "study/results.hpp"

namespace careway {

struct IdentityLine {
  std::string name;   ///< "seed", "file queue.yaml"
  std::string value;  ///< of a file: a hash of its text
  friend bool operator==(const IdentityLine&, const IdentityLine&) = default;
};

std::vector<IdentityLine> identity_of(const Results& results);

/// In words, each line that differs: "seed is 7, not 8" with the value of `there` first. Empty: they belong together.
std::vector<std::string> differences(const std::vector<IdentityLine>& there, const std::vector<IdentityLine>& here);

}  // namespace careway
