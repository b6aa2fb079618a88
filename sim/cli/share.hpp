// `--share 3/16`: one of sixteen parts of the replications, every sixteenth, for sixteen machines that know nothing of each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace careway {

struct RunShare {
  std::uint32_t number = 1;  ///< from 1
  std::uint32_t of = 1;
};

/// Throws Refused unless the text is like "3/16".
RunShare read_share(const std::string& text);

/// Its replications of `whole`; Refused when there are none.
std::vector<std::uint32_t> replications_of(const RunShare& share, std::uint32_t whole);

}  // namespace careway
