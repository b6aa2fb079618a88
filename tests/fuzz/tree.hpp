// A YAML text as a tree that can be cut and grafted, and written again. Only for the fuzzers: places, comments and styles are lost.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careway::fuzz {

struct Tree {
  enum class Kind { nothing, scalar, list, map };
  Kind kind = Kind::nothing;
  bool quoted = false;
  std::string text;               ///< of a scalar
  std::vector<std::string> keys;  ///< of a map, one for each child
  std::vector<Tree> children;
};

/// Nothing for what is not YAML, holds anchors, tags or keys that are no scalars, or is larger than a model need be.
std::optional<Tree> tree_of(std::string_view text);

/// The upper levels as blocks, what is below in brackets.
std::string text_of(const Tree& tree);

/// A part of a tree with what may stand in its place: the key under which it stands, or, where names of the writer's own choice are
/// keys (`resources`), the key above and `/*`; `[]` is added for items of a list.
struct Part {
  Tree* tree = nullptr;
  Tree* above = nullptr;  ///< null for the root
  std::size_t at = 0;     ///< which child of it
  std::string place;
};

/// All parts, parents before children. They hold until the tree changes.
std::vector<Part> parts_of(Tree& tree);

}  // namespace careway::fuzz
