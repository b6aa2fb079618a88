// Small help with words: the nearest known name, lists for messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace careway {

/// The candidate that a typing slip is most likely to have meant; empty when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);
/// Whether one is the other with one letter more, less or changed, or two neighbours swapped; not of words of fewer than four letters.
bool one_slip_apart(std::string_view a, std::string_view b);
/// "a, b or c"; at most `most` of them, then "…".
std::string one_of(const std::vector<std::string>& words, std::size_t most = 12);
/// `did you mean "x"?` or, with no near word, `may be: a, b or c`.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace careway
