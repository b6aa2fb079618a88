// What a fuzzer of models tells the maker of its inputs.
#pragma once

#include <string_view>

namespace careway::fuzz {

/// This input ran in the engine: later ones may be made from it.
void keep_what_ran(std::string_view text);

}  // namespace careway::fuzz
