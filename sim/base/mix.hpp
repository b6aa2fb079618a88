// The hash that keys every random draw, and the hash of names. Fixed for ever: results depend on them.
#pragma once

#include <cstdint>
#include <string_view>

namespace careway {

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014, with Stafford's variant 13 constants): a bijection of 64 bits.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

/// Joins two keys; not symmetric.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a) ^ (b * 0xD1342543DE82EF95ULL)); }

/// FNV-1a over the bytes of a name, then mixed.
constexpr std::uint64_t name_key(std::string_view name) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return mix(h);
}

}  // namespace careway
