// The summary and the series as CSV (UTF-8, comma, point, CRLF-free) for people who open a spreadsheet.
#pragma once

#include <string>
#include <string_view>

#include "output/summary.hpp"
#include "study/results.hpp"

namespace careway {

/// Writes `path` (measure, statistic, part, unit, value, low, high) and, beside it, <name>.series.csv (measure,
/// statistic, bucket, site, unit, value, low, high). A path that does not end in ".csv" is made to. WorldError.
void write_summary_csv(const Summary& summary, const Results& results, const std::string& path);

std::string summary_csv(const Summary& summary);
std::string series_csv(const Results& results);

/// A text as a cell: quoted where it must be; one that a spreadsheet would take for a formula (it begins with = + - @,
/// a tab or a line end) gets an apostrophe in front.
std::string csv_cell(std::string_view text);

}  // namespace careway
