#include "input/utf8.hpp"

#include <algorithm>
#include <cstdio>

namespace careway {

namespace {

bool continues(std::string_view text, std::size_t offset) { return offset < text.size() && !begins_character(text[offset]); }

}  // namespace

Character character_at(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return {};
  const auto lead = static_cast<unsigned char>(text[offset]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, offset + i)) return {};
    code = (code << 6) | (static_cast<unsigned char>(text[offset + i]) & 0x3Fu);
  }
  const bool longer_than_needed = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (longer_than_needed || surrogate || code > 0x10FFFF) return {};
  return {code, length};
}

std::size_t line_start(std::string_view text, std::size_t offset) {
  const std::size_t end_above = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return end_above == std::string_view::npos ? 0 : end_above + 1;
}

int count_characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), begins_character));
}

bool is_invisible(char32_t code) {
  if (code == '\t' || code == '\n') return false;
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFEFF || (code & 0xFFFE) == 0xFFFE;
}

std::string shown_character(std::string_view text, std::size_t offset) {
  const Character c = character_at(text, offset);
  if (c.length > 0 && !is_invisible(c.code) && c.code != '\t' && c.code != '\n')
    return std::string(text.substr(offset, c.length));
  char name[16];
  if (c.length > 0)
    std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(c.code));
  else
    std::snprintf(name, sizeof name, "0x%02X", offset < text.size() ? static_cast<unsigned char>(text[offset]) : 0u);
  return name;
}

std::string grouped(std::size_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::size_t byte_order_mark(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? 3 : 0; }

PlaceFinder::PlaceFinder(std::uint32_t file, std::string_view text)
    : text_(text), begin_(byte_order_mark(text)), offset_(begin_), here_{file, 1, 1} {}

Place PlaceFinder::at(std::size_t offset) {
  offset = std::clamp(offset, begin_, text_.size());
  for (; offset_ < offset; ++offset_) {
    if (text_[offset_] == '\n') {
      ++here_.line;
      here_.column = 1;
    } else if (offset_ + 1 == text_.size() || begins_character(text_[offset_ + 1])) {
      ++here_.column;  // the last byte of a character
    }
  }
  if (offset < offset_) {
    const std::string_view between = text_.substr(offset, offset_ - offset);
    const auto lines = std::count(between.begin(), between.end(), '\n');
    if (lines == 0) {
      here_.column -= count_characters(between);
    } else {
      here_.line -= static_cast<int>(lines);
      const std::size_t start = std::max(begin_, line_start(text_, offset));
      here_.column = 1 + count_characters(text_.substr(start, offset - start));
    }
    offset_ = offset;
  }
  return here_;
}

}  // namespace careway
