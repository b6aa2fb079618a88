// How a model is run, and what the report shows of it.
#pragma once

#include "input/fields.hpp"
#include "model/study_text.hpp"

namespace careway {

Experiment read_experiment(Reader& reader, const Spot& spot);
ReportText read_report(Reader& reader, const Spot& spot);

}  // namespace careway
