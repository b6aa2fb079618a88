// What the user wrote, into the results: texts, sources, the lines of the headline table, warnings, version.
#pragma once

#include "model/study_text.hpp"
#include "study/results.hpp"

namespace careway {

void describe_study(const StudyText& text, Results& results);

}  // namespace careway
