// A study's text into a network that is ready to run, with everything proved that can be proved before running.
#pragma once

#include <optional>

#include "base/findings.hpp"
#include "model/study_text.hpp"
#include "network/network.hpp"

namespace careway {

/// Nothing when `findings` got an error. Warnings are added too.
std::optional<Network> compile(const StudyText& study, Findings& findings);

}  // namespace careway
