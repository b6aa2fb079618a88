// The summary as tidy rows, one figure each: for /summary in the results file, for CSV, for anything that wants a table.
#pragma once

#include <string>
#include <vector>

#include "output/summary.hpp"

namespace careway {

class Hdf5Writer;

/// Clock durations are in minutes, shares from 0 to 1.
struct SummaryRow {
  std::string measure;    ///< dotted name
  std::string statistic;  ///< mean, sd, share_within 4 h, quantile 0.9, per_day, ...
  std::string part;       ///< "", or "site=North", "severity=2"
  std::string unit;       ///< min, share, 1, per day, per day^2, or a figure's own
  Estimate value;
};

std::vector<SummaryRow> summary_rows(const Summary& summary);

/// Dataset /summary.
void write_summary_table(Hdf5Writer& root, const Summary& summary);

/// Milliseconds to minutes, with the interval.
inline Estimate in_minutes(const Estimate& milliseconds) {
  return scaled(milliseconds, 1.0 / static_cast<double>(ticks_per_minute));
}

/// "0.9": the shortest text that reads back as the same number.
std::string number_text(double number);

}  // namespace careway
