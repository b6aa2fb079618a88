// Bounds that the proof before a run and the run itself must agree on.
#pragma once

#include <cstdint>

namespace careway {

inline constexpr std::int64_t largest_batch = 1'000'000;  ///< patients who come together

}  // namespace careway
