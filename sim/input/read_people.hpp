// Patients who are known beforehand: traces of arrivals, a census, stocks.
#pragma once

#include <memory>
#include <vector>

#include "input/fields.hpp"
#include "model/people.hpp"

namespace careway {

/// The `trace` of a source of arrivals; null when it cannot be read.
std::shared_ptr<const Trace> read_trace(Reader& reader, const Spot& spot);
/// One Present for each row of the file.
std::vector<Present> read_census(Reader& reader, const Spot& spot);
std::vector<Present> read_stocks(Reader& reader, const Spot& spot);

}  // namespace careway
