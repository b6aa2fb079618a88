// Whether what the headline table and the report are to show exists in the model, and is measured.
#pragma once

#include "base/findings.hpp"
#include "model/study_text.hpp"
#include "network/network.hpp"

namespace careway {

void check_report(const StudyText& study, const Network& net, Findings& findings);

}  // namespace careway
