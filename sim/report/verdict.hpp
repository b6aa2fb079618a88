// The report's first sentences: which time bucket breaks, what breaks it, what helps. The words for it are the model's; what
// breaks means is said in its `breaks`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/page_data.hpp"

namespace careway {

struct VerdictText {
  std::string head;                  ///< one sentence
  std::vector<std::string> breaks;   ///< which
  std::vector<std::string> because;  ///< what breaks it
  struct Help {
    std::string study;               ///< its name and what it is about
    std::vector<std::string> lines;  ///< one for each rule
  };
  std::vector<Help> helps;           ///< what helps: the other studies in that bucket
  std::string standards;             ///< how many are met
  std::optional<std::size_t> worst;  ///< bucket
};

VerdictText verdict_of_studies(const Studies& studies);

/// "1 January 2024" from "2024-01-01"; any other text as it is.
std::string spoken_date(const std::string& label);

}  // namespace careway
