// The page's own files, put into the program when it is built: style, script, and the chart library with its licence.
#pragma once

#include <string_view>

namespace careway {

std::string_view page_style();
std::string_view page_script();
std::string_view chart_library();

}  // namespace careway
