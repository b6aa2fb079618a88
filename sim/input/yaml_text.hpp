// What is checked of a YAML text before yaml-cpp sees it: its encoding, what no planner means to write, and the
// things that would make yaml-cpp silently wrong or slow.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/findings.hpp"
#include "input/yaml.hpp"

namespace careway {

/// Whether the text may be parsed; findings say why not.
bool check_yaml_text(std::uint32_t file, std::string_view text, const YamlLimits& limits, Findings& findings);

}  // namespace careway
