// One pathway from its tree.
#pragma once

#include <string>

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

Pathway read_pathway(Reader& reader, const YamlNode& tree, const Word& name);

}  // namespace careway
