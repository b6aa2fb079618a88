// Text for a terminal of limited width: counted in columns, not bytes, and with nothing in it that a terminal obeys.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace careway {

/// Control characters (also the escape that colours begin with) and broken UTF-8 become spaces and question marks.
std::string without_controls(std::string_view text);

/// Columns on a terminal; wide East Asian characters and emoji take two.
std::size_t width_of(std::string_view text);

/// At most `columns` wide; what was cut off is shown by "…".
std::string cut_to(std::string_view text, std::size_t columns);

/// Cut or filled with spaces to exactly `columns`.
std::string padded_to(std::string_view text, std::size_t columns);

/// Lines of at most `columns`, broken at spaces.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace careway
