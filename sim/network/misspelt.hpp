// Misspelt names in a model that cannot be compiled yet because other errors stand in it: so that they are all told together.
#pragma once

#include "base/findings.hpp"
#include "model/study_text.hpp"

namespace careway {

/// Adds an error for every step, resource, clock or calendar that does not exist and is near one that does. A name without a
/// near one is left alone: what it means may have been lost with the other errors.
void find_misspelt(const StudyText& study, Findings& findings);

}  // namespace careway
