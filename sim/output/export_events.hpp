// The event log in the forms that other tools read. FORMAT.md says which columns each has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "output/event_file.hpp"

namespace careway {

struct ExportNote {
  std::uint64_t rows = 0;
  std::uint64_t left_out = 0;  ///< patients still inside at the end, where the form needs a departure
};

/// One row for each event, tidy.
ExportNote export_csv(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path);
/// As vidigi animates it: entity_id, pathway, event_type, event, time (min), resource_id, run_number.
ExportNote export_vidigi(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path);
/// XES (IEEE 1849) for process mining: a trace for each patient.
ExportNote export_xes(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path);
/// The columns of the CSV as Parquet.
ExportNote export_parquet(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path);

}  // namespace careway
