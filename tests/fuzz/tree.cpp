#include "tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

namespace careway::fuzz {

namespace {

constexpr std::size_t most_parts = 2'000, most_deep = 60;
constexpr std::size_t blocks_down_to = 3;
constexpr std::array named = {"pathways", "resources", "clocks", "arrivals", "steps", "parameters", "tables", "calendars", "rules", "levels", "counts", "figures"};

struct Unfit {};

/// Builds the tree from what the YAML library reports. A key waits until its value has come.
class Builder final : public YAML::EventHandler {
 public:
  Tree root;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override {
    refuse(anchor);
    add(Tree());
  }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { throw Unfit(); }
  void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    refuse(anchor);
    Tree scalar;
    scalar.kind = Tree::Kind::scalar;
    scalar.quoted = tag == "!";
    scalar.text = value;
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { open(Tree::Kind::list, anchor); }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { open(Tree::Kind::map, anchor); }
  void OnMapEnd() override { close(); }

 private:
  std::vector<Tree> open_;
  std::size_t parts_ = 0;

  static void refuse(YAML::anchor_t anchor) {
    if (anchor != 0) throw Unfit();
  }
  void open(Tree::Kind kind, YAML::anchor_t anchor) {
    refuse(anchor);
    if (open_.size() >= most_deep) throw Unfit();
    if (!open_.empty() && wants_key()) throw Unfit();
    open_.emplace_back().kind = kind;
  }
  void close() {
    Tree done = std::move(open_.back());
    open_.pop_back();
    if (done.keys.size() > done.children.size()) done.keys.pop_back();
    add(std::move(done));
  }
  bool wants_key() const { return open_.back().kind == Tree::Kind::map && open_.back().keys.size() == open_.back().children.size(); }
  void add(Tree part) {
    if (++parts_ > most_parts) throw Unfit();
    if (open_.empty()) {
      root = std::move(part);
    } else if (wants_key()) {
      if (part.kind != Tree::Kind::scalar) throw Unfit();
      open_.back().keys.push_back(std::move(part.text));
    } else {
      open_.back().children.push_back(std::move(part));
    }
  }
};

bool plain(const std::string& text) {
  if (text.empty() || text == "~" || text.front() == ' ' || text.back() == ' ') return false;
  if (std::string_view("!&*-?|>@`\"'%#:,[]{}").find(text.front()) != std::string_view::npos && !(text.front() == '-' && text.size() > 1 && text[1] != ' ')) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < ' ' || std::string_view(",[]{}\"'\\").find(c) != std::string_view::npos) return false;
    if (c == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return false;
    if (c == '#' && text[i - 1] == ' ') return false;
  }
  return true;
}

void write_scalar(const std::string& text, bool quoted, std::string& out) {
  if (!quoted && plain(text)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '"';
}

void write_in_brackets(const Tree& tree, std::string& out) {
  switch (tree.kind) {
    case Tree::Kind::nothing: out += '~'; return;
    case Tree::Kind::scalar: write_scalar(tree.text, tree.quoted, out); return;
    case Tree::Kind::list:
    case Tree::Kind::map: break;
  }
  const bool map = tree.kind == Tree::Kind::map;
  out += map ? '{' : '[';
  for (std::size_t i = 0; i < tree.children.size(); ++i) {
    if (i > 0) out += ", ";
    if (map) {
      write_scalar(tree.keys[i], false, out);
      out += ": ";
    }
    write_in_brackets(tree.children[i], out);
  }
  out += map ? '}' : ']';
}

void write_as_block(const Tree& map, std::size_t depth, std::string& out) {
  for (std::size_t i = 0; i < map.children.size(); ++i) {
    const Tree& child = map.children[i];
    out.append(2 * depth, ' ');
    write_scalar(map.keys[i], false, out);
    out += ':';
    if (child.kind == Tree::Kind::map && !child.children.empty() && depth < blocks_down_to) {
      out += '\n';
      write_as_block(child, depth + 1, out);
      continue;
    }
    out += ' ';
    write_in_brackets(child, out);
    out += '\n';
  }
}

void collect(Tree& tree, const std::string& place, std::vector<Part>& parts) {
  const bool names = std::any_of(named.begin(), named.end(), [&](const char* name) { return place == name; });
  for (std::size_t i = 0; i < tree.children.size(); ++i) {
    std::string below = place + (tree.kind == Tree::Kind::list ? "[]" : "/*");
    if (tree.kind == Tree::Kind::map && !names) below = tree.keys[i];
    parts.push_back({&tree.children[i], &tree, i, below});
    collect(tree.children[i], below, parts);
  }
}

}  // namespace

std::optional<Tree> tree_of(std::string_view text) {
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    Builder builder;
    if (!parser.HandleNextDocument(builder)) return std::nullopt;
    return std::move(builder.root);
  } catch (const YAML::Exception&) {
    return std::nullopt;
  } catch (const Unfit&) {
    return std::nullopt;
  }
}

std::string text_of(const Tree& tree) {
  std::string out;
  if (tree.kind == Tree::Kind::map) {
    write_as_block(tree, 0, out);
  } else {
    write_in_brackets(tree, out);
    out += '\n';
  }
  return out;
}

std::vector<Part> parts_of(Tree& tree) {
  std::vector<Part> parts;
  parts.push_back({&tree, nullptr, 0, ""});
  collect(tree, "", parts);
  return parts;
}

}  // namespace careway::fuzz
