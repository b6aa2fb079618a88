// A JSON Schema (draft-07) of the language, for editors: keys, forms and units are completed and marked while one writes.
// It says what a file may look like, not what it means; `careway check` says the rest.
#pragma once

#include <string>
#include <vector>

namespace careway {

/// One schema for model, pathway and scenario files.
std::string schema_text();

/// The keys that it knows in one block of keys.hpp, beside `about` and `source`; nothing when it has no such block.
std::vector<std::string> schema_keys(const std::string& block);

}  // namespace careway
