// What the command line can be, told to other programs: completion for bash, a page for man. Both are made from the parser itself,
// so that they cannot disagree with it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace careway {

std::string bash_completion(const CLI::App& app);
std::string manual_page(const CLI::App& app, const std::string& version);

}  // namespace careway
