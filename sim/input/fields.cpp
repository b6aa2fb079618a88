#include "input/fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/contract.hpp"
#include "base/words.hpp"
#include "input/keys.hpp"
#include "input/scalars.hpp"

namespace careway {

namespace {

constexpr std::size_t longest_shown = 60;
constexpr std::size_t longest_name = 100;
constexpr std::size_t most_suggestions = 20;  // they cost time, and nobody reads more

/// A word short enough for a message, without line ends; cut between characters, never inside one.
std::string shown(const std::string& text) {
  std::string cut = text;
  if (cut.size() > longest_shown) {
    std::size_t end = longest_shown;
    while (end > 0 && (static_cast<unsigned char>(cut[end]) & 0xC0) == 0x80) --end;
    cut = cut.substr(0, end) + "…";
  }
  for (char& c : cut)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return cut;
}

void note_source(Reader& reader, const Spot& of, const YamlNode& source) {
  if (!source.is_scalar() || source.text.empty()) {
    wrong(reader, {&source, of.path.empty() ? "source" : of.path + ".source"}, "a text that says where the figure comes from");
    return;
  }
  const std::string key = fmt::format("{}\n{}:{}:{}", of.path, source.place.file, source.place.line, source.place.column);
  if (reader.sources_seen.insert(key).second) reader.sources.push_back({of.path, source.place, source.text});
}

std::string below(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

}  // namespace

SourceCover::SourceCover(Reader& reader, const Spot& block) : reader_(reader) {
  const YamlNode* source = block.node->is_map() ? block.node->find("source") : nullptr;
  if (source == nullptr) return;
  note_source(reader, block, *source);
  covers_ = true;
  ++reader_.covering_sources;
}

SourceCover::~SourceCover() {
  if (covers_) --reader_.covering_sources;
}

Fields::Fields(Reader& reader, const Spot& spot, std::string_view block)
    : reader_(reader), spot_(spot), keys_(known_keys(block)), cover_(reader, spot) {
  if (!spot.node->is_map()) {
    const std::vector<std::string> own(keys_.begin(), keys_.end() - 2);  // without about and source
    wrong(reader, spot,
          own.size() == 1 ? fmt::format("a block such as {{{}: …}}", own[0]) : "a block with the keys " + one_of(own, 6));
    return;
  }
  node_ = spot.node;
  for (const YamlField& field : node_->fields) {
    if (std::find(keys_.begin(), keys_.end(), field.key) != keys_.end()) continue;
    ++unknown_;
    const std::string advice = unknown_ <= most_suggestions ? suggestion(field.key, keys_) : std::string();
    if (unknown_ <= most_suggestions) meant_.push_back(nearest_word(field.key, keys_));
    reader.findings.error(field.place, spot.path, fmt::format("key \"{}\" is not known here", shown(field.key)), advice);
  }
}

bool Fields::knows(const std::string& key) const { return std::find(keys_.begin(), keys_.end(), key) != keys_.end(); }

bool Fields::has(const char* key) const { return node_ != nullptr && node_->find(key) != nullptr; }

std::optional<Spot> Fields::get(const char* key) const {
  HOLDS(std::find(keys_.begin(), keys_.end(), key) != keys_.end());
  const YamlNode* value = node_ == nullptr ? nullptr : node_->find(key);
  if (value == nullptr) return std::nullopt;
  return Spot{value, below(spot_.path, key)};
}

std::optional<Spot> Fields::require(const char* key, const char* needs) const {
  std::optional<Spot> value = get(key);
  const bool misspelt = std::find(meant_.begin(), meant_.end(), key) != meant_.end();
  if (!value && node_ != nullptr && !misspelt)
    reader_.findings.error(spot_.place(), spot_.path, fmt::format("{} is missing", key), fmt::format("needs {}", needs));
  return value;
}

std::size_t Fields::count(std::initializer_list<const char*> keys) const {
  return static_cast<std::size_t>(std::count_if(keys.begin(), keys.end(), [&](const char* key) { return has(key); }));
}

std::string what_stands(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "is empty";
    case YamlNode::Kind::list:
      return "is a list";
    case YamlNode::Kind::map:
      return "is a block of keys";
    case YamlNode::Kind::scalar:
      break;
  }
  if (!node.quoted && parse_number(node.text)) return "is " + shown(node.text);
  return "is \"" + shown(node.text) + "\"";
}

std::string counted(std::size_t number, const char* one) { return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s"); }

void wrong(Reader& reader, const Spot& spot, const std::string& needs) {
  reader.findings.error(spot.place(), spot.path, what_stands(*spot.node), "needs " + needs);
}

bool too_many(Reader& reader, const Spot& spot, std::size_t number, std::size_t most, const char* one) {
  if (number <= most) return false;
  reader.findings.error(spot.place(), spot.path, "has " + counted(number, one), fmt::format("at most {}", most));
  return true;
}

bool is_wrapped(const YamlNode& node) {
  if (!node.is_map() || node.find("value") == nullptr) return false;
  return std::all_of(node.fields.begin(), node.fields.end(), [](const YamlField& field) {
    return field.key == "value" || field.key == "source" || field.key == "about";
  });
}

Spot unwrapped(Reader& reader, const Spot& spot) {
  if (!is_wrapped(*spot.node)) return spot;
  if (const YamlNode* source = spot.node->find("source")) note_source(reader, spot, *source);
  return {spot.node->find("value"), spot.path};
}

Spot figure(Reader& reader, const Spot& spot) {
  const bool own = spot.node->is_map() && spot.node->find("source") != nullptr;
  if (reader.strict_sources && reader.covering_sources == 0 && !own)
    reader.findings.error(spot.place(), spot.path, "has no source",
                          "write {value: …, source: \"…\"}, or give a source to a block around it");
  return unwrapped(reader, spot);
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > longest_name || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

void each_name(Reader& reader, const Spot& map, const char* what,
               const std::function<void(const YamlField&, const Spot&)>& each) {
  if (!map.node->is_map()) {
    wrong(reader, map, fmt::format("a block with a key for each {}", what));
    return;
  }
  const SourceCover cover(reader, map);
  for (const YamlField& field : map.node->fields) {
    if (field.key == "source") continue;
    if (!is_name(field.key)) {
      const char* article = std::string_view("aeiou").find(what[0]) == std::string_view::npos ? "a" : "an";
      reader.findings.error(field.place, map.path,
                            fmt::format("\"{}\" cannot be the name of {} {}", shown(field.key), article, what),
                            "names have small letters, digits and _, and begin with a letter");
    }
    each(field, {&field.value, below(map.path, field.key)});
  }
}

void each_item(Reader& reader, const Spot& list, const char* needs, const std::function<void(const Spot&)>& each) {
  const Spot inner = unwrapped(reader, list);
  if (!inner.node->is_list()) {
    wrong(reader, inner, needs);
    return;
  }
  for (std::size_t i = 0; i < inner.node->items.size(); ++i)
    each({&inner.node->items[i], fmt::format("{}[{}]", inner.path, i + 1)});
}

}  // namespace careway
