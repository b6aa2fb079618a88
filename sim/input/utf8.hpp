// UTF-8 for those who read it: what stands at a byte, and the line and column of a byte as an editor would show them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/place.hpp"

namespace careway {

/// One character of a text: its code point and how many bytes it takes; length 0 when the bytes there are no UTF-8.
struct Character {
  char32_t code = 0;
  std::size_t length = 0;
};
Character character_at(std::string_view text, std::size_t offset);

/// Bytes of the byte order mark that begins the text: 3 or 0.
std::size_t byte_order_mark(std::string_view text);
/// Whether the byte begins a character, rather than going on with one.
constexpr bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }
/// Where the line of a byte begins.
std::size_t line_start(std::string_view text, std::size_t offset);
/// Characters in a valid text.
int count_characters(std::string_view text);
/// Whether people cannot see the character: a control character, a byte order mark or a code that is no character.
/// Line ends and tabs are not meant.
bool is_invisible(char32_t code);
/// For messages: the character itself, or its number when it cannot be shown.
std::string shown_character(std::string_view text, std::size_t offset);
/// For messages: 200000 as "200,000".
std::string grouped(std::size_t number);

/// Line and column of bytes of one text, both from 1; columns count characters. Walks from the last place asked for, so
/// asking in order costs one pass over the text. A byte order mark at the start takes no column.
class PlaceFinder {
 public:
  PlaceFinder(std::uint32_t file, std::string_view text);
  Place at(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t begin_;
  std::size_t offset_;
  Place here_;
};

}  // namespace careway
