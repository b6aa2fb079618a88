// Hours of the week as they are written in rosters and calendars.
#pragma once

#include <vector>

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

/// `Mon` or `[Mon, Tue]`; all days stay false when it is wrong.
std::array<bool, 7> read_days(Reader& reader, const Spot& spot);
/// Reads `days`, `from` and `until` of a block; all may be absent (every day, the whole day).
WeeklySpan read_span(const Fields& fields);
/// Reports every span that overlaps another; `what` is the word for one of them ("shift").
void check_overlaps(Reader& reader, const std::vector<WeeklySpan>& spans, const Spot& list, const char* what);

}  // namespace careway
