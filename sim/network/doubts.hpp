// What a model says that cannot matter: conditions that never hold, clocks that measure nothing, resources that nobody uses,
// requests that no capacity ever meets, arrivals outside the run. Such a model runs; it is probably not what was meant.
#pragma once

#include "base/findings.hpp"
#include "model/study_text.hpp"
#include "network/compiler.hpp"
#include "network/network.hpp"

namespace careway {

/// Adds warnings, and an error where patients would wait for ever for certain.
void doubt(const StudyText& study, const Compiler& compiler, const Network& net, Findings& findings);

}  // namespace careway
