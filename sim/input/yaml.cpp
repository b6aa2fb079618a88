#include "input/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <unordered_map>

#include "input/utf8.hpp"
#include "input/yaml_text.hpp"
#include "input/yaml_words.hpp"

namespace careway {

namespace {

/// Thrown through yaml-cpp when the finding is made and nothing more can be read.
struct Stop {};

/// Thrown when a document is complete and yaml-cpp finds more.
struct Leftover {
  std::size_t offset;
};

/// How much a value holds, aliases expanded.
struct Bulk {
  std::size_t values = 0;
  std::size_t bytes = 0;
  int height = 0;  ///< lists and maps on the longest way down
};

/// A value below an anchor, copied to wherever its alias stands. What is kept counts against the limits too.
struct Anchored {
  YamlNode node;
  Bulk bulk;
};

/// yaml-cpp tells what it reads; this builds the tree from it.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, PlaceFinder& places, Findings& findings, const YamlLimits& limits)
      : text_(text), begin_(byte_order_mark(text)), places_(places), findings_(findings), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (complete_) throw Leftover{offset_of(mark)};
  }
  void OnDocumentEnd() override { complete_ = true; }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::list, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(YamlNode::Kind::map, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

  std::size_t offset_of(const YAML::Mark& mark) const;
  Refusal refusal(std::size_t offset, std::string said) const;
  std::optional<YamlNode> take_root();

 private:
  struct OpenNode {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    bool in_brackets = false;
    std::size_t offset = 0;
    Bulk bulk;
    // Of a map:
    bool has_key = false;    ///< the next value belongs to `key`
    bool drop_next = false;  ///< ... and is dropped, since its key was refused
    std::string key;
    Place key_place;
    bool plain_key = false;
    std::unordered_map<std::string, Place> seen;
  };

  bool key_is_due() const { return !open_.empty() && open_.back().node.is_map() && !open_.back().has_key; }
  std::size_t value_offset(std::size_t offset) const;
  bool is_written_null(std::size_t offset) const;
  Place null_place(std::size_t offset);
  std::optional<std::size_t> dash_above(std::size_t offset) const;
  void refuse_tag(std::size_t offset, const std::string& tag);
  bool stands_exactly(const YamlNode& node, std::size_t offset) const;
  void check_scalar(const YamlNode& node, std::size_t offset);

  void begin_part(std::size_t offset) {
    last_ = offset;
    just_closed_.clear();
  }
  void report(Place place, std::string problem, std::string remedy, Place other = {});
  void spend(Place place, const Bulk& bulk);
  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style);
  void close();
  void put(YamlNode node, YAML::anchor_t anchor, const Bulk& bulk);
  void take_key(const YamlNode& node);
  void keep(YAML::anchor_t anchor, const YamlNode& node, const Bulk& bulk);

  std::string_view text_;
  std::size_t begin_;
  PlaceFinder& places_;
  Findings& findings_;
  const YamlLimits& limits_;
  std::vector<OpenNode> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  Bulk spent_;
  Bulk kept_;
  std::size_t last_ = 0;  ///< where the last part of the text began
  std::size_t reported_ = 0;
  bool usable_ = true;
  bool complete_ = false;
  std::optional<YamlNode> root_;
  std::vector<OpenCollection> just_closed_;  ///< since the last part of the text: a line may have meant to go on with one
};

// ------------------------------------------------------------------------------------------------ what the text says

/// yaml-cpp counts bytes from behind the byte order mark, and past the end where a line end was added.
std::size_t TreeBuilder::offset_of(const YAML::Mark& mark) const {
  if (mark.is_null() || mark.pos < 0) return last_;
  return std::min(begin_ + static_cast<std::size_t>(mark.pos), text_.size());
}

/// Behind the anchor, when one stands at `offset`.
std::size_t TreeBuilder::value_offset(std::size_t offset) const {
  if (offset >= text_.size() || text_[offset] != '&') return offset;
  std::size_t i = std::min(text_.find_first_of(" \t\r\n,[]{}", offset), text_.size());
  while (i < text_.size()) {
    i = std::min(text_.find_first_not_of(" \t\r\n", i), text_.size());
    if (i >= text_.size() || text_[i] != '#') break;
    i = std::min(text_.find('\n', i), text_.size());
  }
  return i;
}

/// Whether `~` or `null` stands there as a value, not as the next name.
bool TreeBuilder::is_written_null(std::size_t offset) const {
  const std::string_view rest = text_.substr(offset);
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (!rest.starts_with(word)) continue;
    const std::size_t next = rest.find_first_not_of(" \t", word.size());
    if (next == std::string_view::npos) return true;
    if (rest[next] == ':') return false;
    return next > word.size() || std::string_view("\r\n,]}").find(rest[next]) != std::string_view::npos;
  }
  return false;
}

/// yaml-cpp reports an implied null at whatever follows it; the dash of its list item is the nearest above, in the
/// column of the list, since only blanks and comments stand between.
std::optional<std::size_t> TreeBuilder::dash_above(std::size_t offset) const {
  const OpenNode& list = open_.back();
  const std::size_t column = list.offset - std::max(begin_, line_start(text_, list.offset));
  for (std::size_t line = line_start(text_, offset);; line = line_start(text_, line - 1)) {
    const std::size_t dash = std::max(begin_, line) + column;
    if (dash < offset && text_[dash] == '-' &&
        (dash + 1 == offset || std::string_view(" \t\r\n").find(text_[dash + 1]) != std::string_view::npos))
      return dash;
    if (line <= list.offset) return std::nullopt;
  }
}

Place TreeBuilder::null_place(std::size_t offset) {
  if (open_.empty() || is_written_null(offset)) return places_.at(offset);
  const OpenNode& in = open_.back();
  if (in.node.is_map()) return in.has_key ? in.key_place : places_.at(offset);
  return places_.at(in.in_brackets ? offset : dash_above(offset).value_or(offset));
}

/// A tag is looked for in the text: yaml-cpp does not tell `!` and `!<?>` from no tag.
void TreeBuilder::refuse_tag(std::size_t offset, const std::string& tag) {
  const bool written = offset < text_.size() && text_[offset] == '!';
  if (!written && (tag.empty() || tag == "?" || tag == "!")) return;
  const std::size_t end = std::min(text_.find_first_of(" \t\r\n,[]{}", offset), text_.size());
  const std::string shown = written ? std::string(text_.substr(offset, std::min<std::size_t>(end - offset, 40))) : tag;
  report(places_.at(offset), "`" + shown + "` is a YAML tag (tags are not read here)",
         shown.size() > 1 && shown[1] != '!' && shown[1] != '<'
             ? "remove it; if ! means not, write the word not; if it is text, use quotes"
             : "remove it");
}

bool TreeBuilder::stands_exactly(const YamlNode& node, std::size_t offset) const {
  if (!node.quoted) return text_.substr(offset, node.text.size()) == node.text;
  if (offset >= text_.size() || (text_[offset] != '"' && text_[offset] != '\'')) return false;
  return text_.substr(offset + 1, node.text.size()) == node.text && offset + 1 + node.text.size() < text_.size() &&
         text_[offset + 1 + node.text.size()] == text_[offset] && node.text.find('\n') == std::string::npos;
}

/// What yaml-cpp lets pass: escapes that give broken or invisible text, and quotes from a word processor.
void TreeBuilder::check_scalar(const YamlNode& node, std::size_t offset) {
  for (std::size_t i = 0; i < node.text.size();) {
    const Character c = character_at(node.text, i);
    if (c.length == 0 || (is_invisible(c.code) && c.code != '\r')) {
      report(node.place, "an escape in this text gives a character that cannot be shown", "remove it");
      return;
    }
    i += c.length;
  }
  if (node.quoted || node.text.size() < 3 || offset >= text_.size()) return;
  for (const std::string_view quote : {"“", "”", "„", "‘", "’"})
    if (node.text.starts_with(quote))
      report(node.place, "the quote " + std::string(quote) + " is curly (YAML knows only the straight ones, \" and ')",
             "type a straight quote");
}

// ------------------------------------------------------------------------------------------------ limits and findings

void TreeBuilder::report(Place place, std::string problem, std::string remedy, Place other) {
  constexpr std::size_t most = 50;  // more at once help nobody
  findings_.error(place, "", std::move(problem), std::move(remedy), other);
  if (++reported_ >= most) throw Stop{};
}

void TreeBuilder::spend(Place place, const Bulk& bulk) {
  if (static_cast<int>(open_.size()) + bulk.height > limits_.depth) {
    report(place, "lists and maps are nested deeper than " + std::to_string(limits_.depth) + " here", "flatten them");
    throw Stop{};
  }
  spent_.values += bulk.values;
  spent_.bytes += bulk.bytes;
  if (spent_.values > limits_.values) {
    report(place,
           "the file has more than " + grouped(limits_.values) + " values up to here, aliases counted as what they stand for",
           "use fewer aliases, split the file, or keep long tables in CSV files");
    throw Stop{};
  }
  if (spent_.bytes > limits_.bytes) {
    report(
        place,
        "the file has more than " + grouped(limits_.bytes) + " bytes of text up to here, aliases counted as what they stand for",
        "use fewer aliases");
    throw Stop{};
  }
}

void TreeBuilder::keep(YAML::anchor_t anchor, const YamlNode& node, const Bulk& bulk) {
  if (anchor == 0) return;
  kept_.values += bulk.values;
  kept_.bytes += bulk.bytes;
  if (kept_.values > limits_.values || kept_.bytes > limits_.bytes) {
    report(node.place, "the values marked by anchors (&) are too large together",
           "mark smaller parts, or not one inside the other");
    throw Stop{};
  }
  anchored_[anchor] = {node, bulk};
}

// ------------------------------------------------------------------------------------------------ the tree

void TreeBuilder::take_key(const YamlNode& node) {
  OpenNode& map = open_.back();
  map.has_key = true;
  map.drop_next = true;
  map.key = node.text;
  map.key_place = node.place;
  map.plain_key = !node.quoted;
  if (node.is_list() || node.is_map()) {
    report(node.place, "a list or map stands where a name is due (names are plain words)",
           "write a word, or put the text in quotes");
    throw Stop{};
  }
  if (node.is_null() || node.text.empty()) {
    usable_ = false;
    report(node.place, "no name stands here (a field is written `name: value`)",
           "write the name; put a name that is empty for YAML, such as null or ~, in quotes");
  } else if (node.text == "<<" && !node.quoted) {
    usable_ = false;
    report(node.place, "the merge key << is not read here (it hides where a value comes from)",
           "write the fields out, or repeat a whole value with an alias, `name: *anchor`");
  } else if (const auto [first, is_new] = map.seen.emplace(node.text, node.place); !is_new) {
    report(node.place,
           "\"" + node.text + "\" stands twice in this map, first on line " + std::to_string(first->second.line) +
               " (only one can count)",
           "remove or rename one", first->second);
  } else {
    map.drop_next = false;
  }
}

void TreeBuilder::put(YamlNode node, YAML::anchor_t anchor, const Bulk& bulk) {
  keep(anchor, node, bulk);
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  OpenNode& in = open_.back();
  if (key_is_due()) {
    take_key(node);
    return;
  }
  in.bulk.values += bulk.values;
  in.bulk.bytes += bulk.bytes;
  in.bulk.height = std::max(in.bulk.height, bulk.height);
  if (in.node.is_list()) {
    in.node.items.push_back(std::move(node));
    return;
  }
  in.bulk.bytes += in.key.size();
  if (!in.drop_next) in.node.fields.push_back({std::move(in.key), in.key_place, std::move(node)});
  in.has_key = false;
}

void TreeBuilder::open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) {
  const std::size_t offset = value_offset(offset_of(mark));
  begin_part(offset);
  OpenNode opened;
  opened.node.kind = kind;
  opened.node.place = places_.at(offset);
  opened.anchor = anchor;
  opened.in_brackets = style == YAML::EmitterStyle::Flow;
  opened.offset = offset;
  if (style != YAML::EmitterStyle::Block || (tag != "?" && !tag.empty())) refuse_tag(offset, tag);
  spend(opened.node.place, {1, 0, 1});
  opened.bulk.values = 1;
  open_.push_back(std::move(opened));
}

void TreeBuilder::close() {
  OpenNode done = std::move(open_.back());
  open_.pop_back();
  ++done.bulk.height;
  just_closed_.push_back({done.offset, done.node.place, done.in_brackets});
  put(std::move(done.node), done.anchor, done.bulk);
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t offset = value_offset(offset_of(mark));
  YamlNode node;
  node.place = null_place(offset);
  spend(node.place, {1, 0, 0});
  const OpenNode* in = open_.empty() ? nullptr : &open_.back();
  if (in != nullptr && in->in_brackets && offset < text_.size() && text_[offset] == ',' && (in->node.is_list() || key_is_due())) {
    report(places_.at(offset), "nothing stands before this comma", "write what is missing, or remove the comma");
    if (key_is_due()) {
      open_.back().has_key = open_.back().drop_next = true;
      return;
    }
  }
  if (in != nullptr && in->in_brackets && in->has_key && in->plain_key && !in->drop_next &&
      in->key.find(':') != std::string::npos && !is_written_null(offset)) {
    report(in->key_place, "the colon in `" + in->key + "` has no space after it (so it does not end a name)",
           "put a space after the colon");
  }
  put(std::move(node), anchor, {1, 0, 0});
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t offset = offset_of(mark);
  begin_part(offset);
  const Place place = places_.at(offset);
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    report(place, "this alias stands inside the value it repeats (which would never end)", "write the value out");
    throw Stop{};
  }
  spend(place, found->second.bulk);
  YamlNode node = found->second.node;
  if (key_is_due()) node.place = place;
  put(std::move(node), 0, found->second.bulk);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) {
  const std::size_t offset = value_offset(offset_of(mark));
  begin_part(offset);
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.place = places_.at(offset);
  node.quoted = tag == "!";
  node.text = value;
  node.exact = stands_exactly(node, offset);
  const Bulk bulk{key_is_due() ? 0u : 1u, value.size(), 0};
  spend(node.place, bulk);
  refuse_tag(offset, tag);
  if (value.empty() && tag != "!") usable_ = false;  // the tag took the place of the text
  check_scalar(node, offset);
  if (open_.empty() && !node.quoted && !node.exact)
    report(node.place, "the file holds text, but no field (a field is written `name: value`, with a space after the colon)",
           "is this the right file?");
  put(std::move(node), anchor, bulk);
}

Refusal TreeBuilder::refusal(std::size_t offset, std::string said) const {
  Refusal refusal{text_, offset, std::move(said), last_, {}};
  for (const OpenNode& node : open_) refusal.open.push_back({node.offset, node.node.place, node.in_brackets});
  refusal.open.insert(refusal.open.end(), just_closed_.begin(), just_closed_.end());
  return refusal;
}

std::optional<YamlNode> TreeBuilder::take_root() {
  if (!usable_) return std::nullopt;
  return std::move(root_);
}

/// Two comment lines are added at the end. yaml-cpp takes the end of the file behind a line end for the end of a
/// quoted text, and a last line without a colon for a name; with a comment there it does neither. Tabs on empty lines
/// and before comments, which it refuses below some values, become spaces.
std::string for_yaml_cpp(std::string_view text) {
  std::string copy(text.substr(byte_order_mark(text)));
  for (std::size_t start = 0; start < copy.size();) {
    const std::size_t first = std::min(copy.find_first_not_of(" \t", start), copy.size());
    if (first == copy.size() || copy[first] == '\n' || copy[first] == '\r' || copy[first] == '#')
      std::replace(copy.begin() + static_cast<std::ptrdiff_t>(start), copy.begin() + static_cast<std::ptrdiff_t>(first), '\t',
                   ' ');
    const std::size_t line_feed = copy.find('\n', first);
    start = line_feed == std::string::npos ? copy.size() : line_feed + 1;
  }
  copy += copy.ends_with('\n') ? "#\n#" : "\n#\n#";
  return copy;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const YamlField& f) { return f.key == key; });
  return found == fields.end() ? nullptr : &found->value;
}

YamlNode* YamlNode::find(std::string_view key) { return const_cast<YamlNode*>(std::as_const(*this).find(key)); }

std::optional<YamlNode> parse_yaml(std::uint32_t file, const SourceTexts& texts, Findings& findings, const YamlLimits& limits) {
  const std::string& text = texts.text(file);
  if (!check_yaml_text(file, text, limits, findings)) return std::nullopt;
  PlaceFinder places(file, text);
  TreeBuilder builder(text, places, findings, limits);
  const auto refuse = [&](std::size_t offset, const std::string& said) {
    const Finding finding = explain(builder.refusal(offset, said), places);
    findings.error(finding.place, finding.path, finding.problem, finding.remedy, finding.other);
  };
  try {
    std::istringstream stream(for_yaml_cpp(text));
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    parser.HandleNextDocument(builder);  // there is none, or it begins with what does not belong to the first
    return builder.take_root();
  } catch (const Stop&) {
  } catch (const Leftover& more) {
    refuse(more.offset, leftover);
  } catch (const YAML::Exception& e) {
    refuse(builder.offset_of(e.mark), e.msg);
  } catch (const std::exception& e) {
    refuse(0, e.what());
  }
  return std::nullopt;
}

}  // namespace careway
