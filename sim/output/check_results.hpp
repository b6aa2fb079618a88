// Whether a Results is what its header promises: shapes, ranges, unique names. Asked before writing (a fault is our
// defect) and after reading (a fault is the file's), so that everything behind may rely on it.
#pragma once

#include <string>

#include "study/results.hpp"

namespace careway {

/// What is wrong, naming the part; empty when all is well.
std::string fault_in(const Results& results);

}  // namespace careway
