// A hash of bytes that finds accidents (a cut, a flipped bit); it is no signature. Fixed for ever: files hold it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/mix.hpp"

namespace careway {

/// Eight bytes, the lowest first. Compilers do not see by themselves that it is one load.
constexpr std::uint64_t little_endian(const char* bytes) {
  std::uint64_t word = 0;
  if (std::endian::native == std::endian::little && !std::is_constant_evaluated()) {
    std::memcpy(&word, bytes, sizeof(word));
    return word;
  }
  for (int i = 7; i >= 0; --i) word = (word << 8) | static_cast<unsigned char>(bytes[i]);
  return word;
}

constexpr std::uint64_t bytes_key(std::string_view bytes) {
  std::uint64_t hash = mix(bytes.size());
  while (bytes.size() >= 8) {
    hash = mix(hash ^ little_endian(bytes.data()));
    bytes.remove_prefix(8);
  }
  for (const char c : bytes) hash = mix(hash ^ static_cast<unsigned char>(c));
  return hash;
}

/// Sixteen hexadecimal digits.
inline std::string key_text(std::uint64_t key) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; key >>= 4) text[i] = "0123456789abcdef"[key & 15];
  return text;
}

}  // namespace careway
