// Changes of a model's text that mostly leave it YAML: words for words, numbers for numbers, blocks in brackets for
// others. Bytes changed anywhere, as libFuzzer does it, seldom leave a text that can run; a third of the changes are still of that kind.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

struct Span {
  std::size_t at = 0, size = 0;
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '%' || c == '-'; }

std::vector<Span> words_of(std::string_view text) {
  std::vector<Span> words;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > i) words.push_back({i, end - i});
    i = std::max(end, i + 1);
  }
  return words;
}

/// Everything from a bracket to the one that closes it.
std::vector<Span> blocks_of(std::string_view text) {
  std::vector<Span> blocks;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') open.push_back(i);
    if ((text[i] != '}' && text[i] != ']') || open.empty()) continue;
    blocks.push_back({open.back(), i + 1 - open.back()});
    open.pop_back();
  }
  return blocks;
}

/// The parts of a block between its commas.
std::vector<Span> items_of(std::string_view text, Span block) {
  std::vector<Span> items;
  std::size_t depth = 0, from = block.at + 1;
  for (std::size_t i = block.at; i < block.at + block.size; ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') ++depth;
    const bool closes = c == '}' || c == ']';
    if ((c == ',' || closes) && depth == 1) {
      items.push_back({from, i - from});
      from = i + 1;
    }
    if (closes) --depth;
  }
  return items;
}

template <class T>
const T& any_of(const std::vector<T>& list, std::minstd_rand& luck) {
  return list[luck() % list.size()];
}

const std::vector<std::string> numbers = {"0", "1", "2", "3", "7", "24", "100", "0.5", "0.001", "-1", "1e9", "999999999999", "4294967296", "rest"};

std::string changed(std::string text, std::string_view other, std::minstd_rand& luck) {
  const std::vector<Span> words = words_of(text), blocks = blocks_of(text);
  const std::vector<Span> more_words = words_of(other), more_blocks = blocks_of(other);
  switch (luck() % 5) {
    case 0:  // a word for a word
      if (words.empty() || more_words.empty()) break;
      {
        const Span to = any_of(words, luck), from = any_of(more_words, luck);
        text.replace(to.at, to.size, other.substr(from.at, from.size));
      }
      break;
    case 1: {  // a number for a number
      std::vector<Span> found;
      for (const Span word : words)
        if (std::isdigit(static_cast<unsigned char>(text[word.at])) != 0) found.push_back(word);
      if (found.empty()) break;
      const Span to = any_of(found, luck);
      text.replace(to.at, to.size, any_of(numbers, luck));
      break;
    }
    case 2:  // a block for a block
      if (blocks.empty() || more_blocks.empty()) break;
      {
        const Span to = any_of(blocks, luck), from = any_of(more_blocks, luck);
        text.replace(to.at, to.size, other.substr(from.at, from.size));
      }
      break;
    case 3: {  // one item less
      if (blocks.empty()) break;
      const std::vector<Span> items = items_of(text, any_of(blocks, luck));
      if (items.size() < 2) break;
      const std::size_t which = luck() % (items.size() - 1);  // with the comma behind it
      text.erase(items[which].at, items[which].size + 1);
      break;
    }
    default: {  // one item more
      if (blocks.empty() || more_blocks.empty()) break;
      const Span to = any_of(blocks, luck), from = any_of(more_blocks, luck);
      const std::vector<Span> items = items_of(other, from);
      if (items.empty()) break;
      const Span item = any_of(items, luck);
      text.insert(to.at + 1, std::string(other.substr(item.at, item.size)) + ", ");
    }
  }
  return text;
}

std::size_t hand_over(const std::string& text, std::uint8_t* data, std::size_t max_size) {
  const std::size_t size = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), size);
  return size;
}

std::string_view as_text(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed) {
  std::minstd_rand luck(seed);
  if (size == 0 || luck() % 3 == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::string text(as_text(data, size));
  for (std::size_t n = 1 + luck() % 3; n > 0; --n) {
    const std::string self = text;
    text = changed(text, self, luck);
  }
  return hand_over(text, data, max_size);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data, std::size_t size, const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed) {
  std::minstd_rand luck(seed);
  return hand_over(changed(std::string(as_text(data, size)), as_text(other, other_size), luck), out, max_size);
}
