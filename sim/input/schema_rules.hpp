// Which keys of one block go together, for the JSON Schema: what the readers say of a block as a whole.
#pragma once

#include <string>

#include "input/schema_tables.hpp"

namespace careway {

/// The schema of a block of schema_tables.hpp (the object that json_block made of it) with its rules; the object itself when it has none.
std::string with_rules(const std::string& block, const std::string& object);

}  // namespace careway
