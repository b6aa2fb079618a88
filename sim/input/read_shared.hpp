// The blocks that stand in a model and in a pathway alike.
#pragma once

#include "input/fields.hpp"
#include "model/pathway.hpp"

namespace careway {

/// Reads calendars, parameters, tables, clocks, levels, figures and rules of the block.
void read_shared(const Fields& fields, SharedBlocks& shared);

std::vector<Calendar> read_calendars(Reader& reader, const Spot& spot);
std::vector<Parameter> read_parameters(Reader& reader, const Spot& spot);
std::vector<Table> read_tables(Reader& reader, const Spot& spot);
std::vector<Rule> read_rules(Reader& reader, const Spot& spot);

}  // namespace careway
