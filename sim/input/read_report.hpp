// Pieces of reading the report block.
#pragma once

#include <optional>
#include <string>

#include "input/fields.hpp"
#include "model/study_text.hpp"

namespace careway {

/// Which of a clock, level or count is shown: at most one of mean, quantile, share_within, …; false when none is.
bool read_kind_if_given(const Fields& fields, HeadlineItem& item);
/// The same, when there must be one.
void read_kind(const Fields& fields, HeadlineItem& item);
/// A share, a duration (milliseconds) or a plain number; `text` is as written.
std::optional<double> read_limit(Reader& reader, const Spot& at, std::string& text);
/// `called`, `breaks` and `sections`.
void read_report_page(const Fields& fields, ReportText& report);

}  // namespace careway
