// The report: one HTML file that works offline, made from results and from nothing else. What it says of the field that the
// model is about comes from the model's `report` block; this code knows only patients, steps, resources and figures.
#pragma once

#include <string>
#include <vector>

#include "report/page_data.hpp"

namespace careway {

struct Page {
  std::string html;
  std::vector<std::string> notes;  ///< charts that could not be drawn, and why
};

/// The first study is what the page is about; the others are laid beside it. None may have obstacles to comparing.
Page report_page(const Studies& studies);

/// Text of the 24 items of STRESS-DES as HTML; `blank` marks what people must add.
std::string stress_html(const Results& results);

}  // namespace careway
