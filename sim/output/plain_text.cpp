#include "output/plain_text.hpp"

#include <cstdint>

namespace careway {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// Length by the first byte; 0 for a byte that cannot begin a character.
std::size_t length_by(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

Character first_of(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_by(first);
  if (length == 0 || length > text.size()) return {};
  Character c{length == 1 ? first : first & (0xFFu >> (length + 1)), length, true};
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    c.code = (c.code << 6) | (next & 0x3Fu);
  }
  const bool overlong = (length == 3 && c.code < 0x800) || (length == 4 && c.code < 0x10000);
  const bool surrogate = c.code >= 0xD800 && c.code < 0xE000;
  return overlong || surrogate || c.code > 0x10FFFF ? Character{} : c;
}

bool is_control(std::uint32_t code) {
  const bool direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || direction;
}

/// Roughly Unicode's East Asian Width W and F.
std::size_t columns_of(std::uint32_t code) {
  const bool wide = (code >= 0x1100 && code < 0x1160) || (code >= 0x2E80 && code < 0xA4D0) || (code >= 0xAC00 && code < 0xD7A4) ||
                    (code >= 0xF900 && code < 0xFB00) || (code >= 0xFE30 && code < 0xFE70) || (code >= 0xFF00 && code < 0xFF61) ||
                    (code >= 0x1F300 && code < 0x1FB00) || (code >= 0x20000 && code < 0x40000);
  return wide ? 2 : 1;
}

}  // namespace

std::string without_controls(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const Character c = first_of(text);
    if (!c.valid)
      clean += '?';
    else if (is_control(c.code))
      clean += ' ';
    else
      clean += text.substr(0, c.bytes);
    text.remove_prefix(c.bytes);
  }
  return clean;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character c = first_of(text);
    width += c.valid ? columns_of(c.code) : 1;
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::string kept;
  std::size_t width = 0;
  while (!text.empty()) {
    const Character c = first_of(text);
    const std::size_t wide = c.valid ? columns_of(c.code) : 1;
    if (width + wide > columns - 1) break;
    kept += text.substr(0, c.bytes);
    width += wide;
    text.remove_prefix(c.bytes);
  }
  return kept + "…";
}

std::string padded_to(std::string_view text, std::size_t columns) {
  std::string padded = cut_to(text, columns);
  return padded + std::string(columns - width_of(padded), ' ');
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string word = cut_to(text.substr(0, end), columns);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (word.empty()) continue;
    if (!line.empty() && width_of(line) + 1 + width_of(word) > columns) {
      lines.push_back(line);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

}  // namespace careway
