// A sweep: many scenarios made of one file, a few changes and a plan of which values they take together.
#pragma once

#include <string>
#include <vector>

#include "base/findings.hpp"
#include "base/place.hpp"

namespace careway {

/// One scenario of the sweep: an ordinary scenario file, made up.
struct DesignPoint {
  std::vector<std::string> values;  ///< as written, in the order of the factors; empty: this factor changes nothing
  std::string file;                 ///< the name that the file would have, beside the design
  std::string text;                 ///< and what would stand in it
};

struct DesignText {
  std::string name;
  std::string about;
  std::vector<std::string> factors;  ///< `of` is the first when several files are named
  std::vector<DesignPoint> points;
  SourceTexts texts;
  Findings findings;  ///< with errors there are no points
};

}  // namespace careway
