// Dataset /causes: what each queue waited for, solved from the blocked levels (study/attribution), for the window and each bucket.
#pragma once

#include "study/results.hpp"

namespace careway {

class Hdf5Writer;

void write_causes_table(Hdf5Writer& root, const Results& results);

}  // namespace careway
