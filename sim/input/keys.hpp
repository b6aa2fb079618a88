// Every key of the language, by the block it stands in. The reader refuses what is not listed here, and the
// JSON Schema of the models is tested against it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace careway {

/// Keys of one kind of block ("resource", "action.seize", ...). `about` and `source` may stand in each.
const std::vector<std::string>& known_keys(std::string_view block);
/// All kinds of blocks, in alphabetical order.
std::vector<std::string> known_blocks();
/// The verbs of actions, in the order of the reference.
const std::vector<std::string>& known_verbs();

}  // namespace careway
