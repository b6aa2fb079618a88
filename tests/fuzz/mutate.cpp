// How libFuzzer's inputs are changed when they are models: mostly as trees (graft.hpp), so that they can still run; a minority by words and blocks of the
// text, and by bytes, which break what no tree can break.
//
// libFuzzer keeps every input that shows something new, and soon most of what it keeps is refused by the reader, and so are their offspring. So most
// changes begin with one of the inputs that ran (mutate.hpp), whatever libFuzzer chose.
#include "mutate.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "graft.hpp"
#include "tree.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using careway::fuzz::graft;
using careway::fuzz::Luck;
using careway::fuzz::Tree;

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
const T& any_of(const std::vector<T>& list, Luck& luck) {
  return list[luck() % list.size()];
}

const std::vector<std::string> numbers = {"0", "1", "2", "3", "7", "24", "100", "0.5", "0.001", "-1", "1e9", "999999999999", "4294967296", "rest"};

std::string changed(std::string text, std::string_view other, Luck& luck) {
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

constexpr std::string_view data_mark = "\n%data\n";

/// A model, and the data file behind it with its mark.
struct Input {
  std::string model, data;
  explicit Input(std::string_view text) {
    const std::size_t at = text.find(data_mark);
    model = text.substr(0, at == std::string_view::npos ? at : at + 1);
    if (at != std::string_view::npos) data = text.substr(at);
  }
  std::string joined() const { return data.empty() ? model : model.substr(0, model.find_last_not_of('\n') + 1) + data; }
};

/// Inputs that ran. The first of them, which are the ones that libFuzzer was given, stay; later ones take each other's place.
/// Of fixed size: memory asked for while an input is tried would look like a leak, and be searched for.
constexpr std::size_t most_kept = 1'500, kept_for_good = 500, longest_kept = 3'500;

class Kept {
 public:
  bool empty() const { return count_ == 0; }
  std::string any(Luck& luck) const {
    const Line& line = lines_[luck() % count_];
    return {line.text.data(), line.size};
  }
  void keep(std::string_view text) {
    if (text.size() > longest_kept) return;
    if (count_ < most_kept) {
      put(lines_[count_++], text);
    } else if (luck_() % 4 == 0) {  // slowly: else all of them would soon be near relations
      put(lines_[kept_for_good + luck_() % (most_kept - kept_for_good)], text);
    }
  }

 private:
  struct Line {
    std::array<char, longest_kept> text;
    std::size_t size;
  };
  static void put(Line& line, std::string_view text) { line.size = text.copy(line.text.data(), longest_kept); }

  std::array<Line, most_kept> lines_ = {};
  std::size_t count_ = 0;
  Luck luck_{1};
};

Kept kept;

std::string beginning(std::string_view chosen, Luck& luck) {
  if (kept.empty() || luck() % 4 == 0) return std::string(chosen);
  return kept.any(luck);
}

/// Nothing when the text is no tree, or nothing could be changed.
std::optional<std::string> grafted(std::string_view text, std::string_view other, Luck& luck) {
  Input input(text);
  std::optional<Tree> tree = careway::fuzz::tree_of(input.model);
  if (!tree) return std::nullopt;
  const std::optional<Tree> donor = careway::fuzz::tree_of(Input(other).model);
  bool done = false;
  std::size_t wanted = 1;
  while (wanted < 5 && luck() % 3 == 0) ++wanted;
  for (std::size_t tries = 0; tries < 12 && wanted > 0; ++tries) {
    const Tree self = *tree;
    if (!graft(*tree, donor && luck() % 2 == 0 ? *donor : self, luck)) continue;
    done = true;
    --wanted;
  }
  if (!done) return std::nullopt;
  input.model = careway::fuzz::text_of(*tree);
  return input.joined();
}

}  // namespace

void careway::fuzz::keep_what_ran(std::string_view text) { kept.keep(text); }

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed) {
  Luck luck(seed);
  luck.discard(2);
  const unsigned how = luck() % 8;
  if (size == 0 || how == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::string text = beginning(as_text(data, size), luck);
  if (how > 1) {
    const std::string other = kept.empty() ? text : kept.any(luck);
    if (const std::optional<std::string> made = grafted(text, other, luck); made && made->size() <= max_size) return hand_over(*made, data, max_size);
  }
  for (std::size_t n = 1 + luck() % 3; n > 0; --n) {
    const std::string self = text;
    text = changed(text, self, luck);
  }
  return hand_over(text, data, max_size);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data, std::size_t size, const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed) {
  Luck luck(seed);
  luck.discard(2);
  const std::string text = beginning(as_text(data, size), luck);
  if (luck() % 4 > 0)
    if (const std::optional<std::string> made = grafted(text, as_text(other, other_size), luck); made && made->size() <= max_size) return hand_over(*made, out, max_size);
  return hand_over(changed(text, as_text(other, other_size), luck), out, max_size);
}
