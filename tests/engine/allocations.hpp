// How often this test program has asked for memory: in allocations.cpp, which counts every operator new.
#pragma once

#include <cstddef>

std::size_t allocations_so_far();
