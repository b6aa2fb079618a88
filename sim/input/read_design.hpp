// The file of a sweep into the scenarios that it stands for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "input/read_study.hpp"
#include "input/yaml.hpp"
#include "model/design_text.hpp"

namespace careway {

/// Reports all findings at once. Whether the scenarios themselves are sound is seen when they are read.
DesignText read_design(const std::string& path, const FileReader& files);

/// `count` values of a Latin hypercube between `low` and `high` (`whole`: whole numbers): one in each of `count` equal
/// stretches, in an order and at places that depend only on seed and name. As text of about five digits.
std::vector<std::string> latin_values(std::uint64_t seed, const std::string& name, double low, double high, std::size_t count, bool whole);

/// A node as YAML on one line that reads back as the same tree.
std::string yaml_line(const YamlNode& node);

}  // namespace careway
