#include "input/expression_words.hpp"

#include <algorithm>
#include <array>

#include "input/decimal.hpp"
#include "input/utf8.hpp"

namespace careway {

namespace {

constexpr std::array<std::string_view, 8> reserved = {"and", "or", "not", "in", "if", "else", "true", "false"};

// Longer signs come before those they begin with.
constexpr std::array<Foreign, 26> foreign_signs = {{{"===", "write =="},
                                                    {"=>", "write >="},
                                                    {"=<", "write <="},
                                                    {"<>", "write !="},
                                                    {"=", "write == to compare"},
                                                    {"&&", "write and"},
                                                    {"&", "write and"},
                                                    {"||", "write or"},
                                                    {"|", "write or"},
                                                    {"!", "write not"},
                                                    {"**", "there are no powers: write x * x"},
                                                    {"^", "there are no powers: write x * x"},
                                                    {"//", "write /"},
                                                    {"%", "a percentage is a number and %, such as 95%"},
                                                    {"?", "write `value if condition else other`"},
                                                    {"≥", "write >="},
                                                    {"≤", "write <="},
                                                    {"≠", "write !="},
                                                    {"×", "write *"},
                                                    {"÷", "write /"},
                                                    {"−", "write - (this is another dash)"},
                                                    {"–", "write - (this is another dash)"},
                                                    {"“", "use straight quotes"},
                                                    {"”", "use straight quotes"},
                                                    {"‘", "use straight quotes"},
                                                    {"’", "use straight quotes"}}};

}  // namespace

const Foreign* foreign_sign(std::string_view text) {
  const auto found = std::find_if(foreign_signs.begin(), foreign_signs.end(), [&](const Foreign& f) { return text.starts_with(f.sign); });
  return found == foreign_signs.end() ? nullptr : &*found;
}

std::size_t letter_length(std::string_view text, std::size_t at) {
  const Character c = character_at(text, at);
  if (c.length == 0) return 0;
  if (c.length == 1) return is_letter(text[at]) || text[at] == '_' ? 1 : 0;
  const bool latin_to_georgian = c.code >= 0xC0 && c.code < 0x2000 && c.code != 0xD7 && c.code != 0xF7;
  const bool east_asian = c.code >= 0x3040 && c.code < 0xD800;
  return latin_to_georgian || east_asian ? c.length : 0;
}

std::size_t word_length(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size()) {
    const std::size_t letter = is_digit(text[end]) ? 1 : letter_length(text, end);
    if (letter == 0) break;
    end += letter;
  }
  return end - at;
}

std::string beginning(std::string_view text, std::size_t at) {
  constexpr std::size_t most = 40;
  if (at >= text.size()) return "the end";
  std::size_t end = std::min(at + most, text.size());
  while (end < text.size() && !begins_character(text[end])) --end;
  std::string part(text.substr(at, end - at));
  std::replace(part.begin(), part.end(), '\n', ' ');
  return end < text.size() ? part + "…" : part;
}

std::string small(std::string_view word) {
  std::string text(word);
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_reserved(std::string_view word) { return std::find(reserved.begin(), reserved.end(), word) != reserved.end(); }

}  // namespace careway
