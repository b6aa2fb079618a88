// Tables and texts of the report that need no drawing.
#pragma once

#include <string>
#include <vector>

#include "report/page_data.hpp"

namespace careway {

/// The headline figures with intervals and standards.
std::string standards_html(const Studies& studies);
/// Differences to the first study, paired.
std::string side_by_side_html(const Studies& studies);
/// How often each rule acted, and for how long; "" when there are none.
std::string rules_html(const Studies& studies);
/// Audit, warnings, assumptions and sources, the STRESS-DES description, the input files.
std::string trust_html(const Studies& studies, const std::vector<std::string>& notes);

}  // namespace careway
