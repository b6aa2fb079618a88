// Copies that go past the caches, for what this thread writes once and another one reads.
// A line that another core has read belongs to both: to write it again costs a journey to that core. These copies do not ask for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/contract.hpp"

namespace careway {

/// `bytes` and both addresses are multiples of 16. Others may read the copy after settle_copies().
inline void copy_past_caches(void* to, const void* from, std::size_t bytes) {
  HOT_HOLDS((reinterpret_cast<std::uintptr_t>(to) | reinterpret_cast<std::uintptr_t>(from) | bytes) % 16 == 0);
#if defined(__SSE2__)
  for (std::size_t at = 0; at < bytes; at += 16)
    _mm_stream_si128(reinterpret_cast<__m128i*>(static_cast<char*>(to) + at), _mm_load_si128(reinterpret_cast<const __m128i*>(static_cast<const char*>(from) + at)));
#else
  std::memcpy(to, from, bytes);
#endif
}

inline void settle_copies() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

}  // namespace careway
