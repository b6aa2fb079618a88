#include "graft.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace careway::fuzz {

namespace {

constexpr std::array usual = {"0", "1", "2", "3", "4", "5", "7", "10", "12", "20", "24", "30", "60", "100", "0.5", "0.1", "0.25", "0.9"};
constexpr std::array odd = {"-1", "0.001", "1e9", "999999999999", "4294967296", "9007199254740993", "1e-9", "rest", "3660", "100000"};
constexpr std::array units = {"min", "h", "days", "s", "weeks", "per hour", "per day", "%", ""};

template <class List>
const auto& any_of(const List& list, Luck& luck) {
  return list[luck() % std::size(list)];
}

bool one_in(unsigned n, Luck& luck) { return luck() % n == 0; }

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

bool is_number(const Tree& tree) {
  return tree.kind == Tree::Kind::scalar && !tree.text.empty() && (is_digit(tree.text[0]) || (tree.text.size() > 1 && tree.text[0] == '-' && is_digit(tree.text[1])));
}

std::vector<Part> those(std::vector<Part> parts, auto holds) {
  std::erase_if(parts, [&](const Part& part) { return !holds(part); });
  return parts;
}

/// Where the number at the head of a text ends.
std::size_t end_of_number(const std::string& text) {
  std::size_t end = text[0] == '-' ? 1 : 0;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
  return end;
}

bool change_number(Tree& tree, Luck& luck) {
  const std::vector<Part> numbers = those(parts_of(tree), [](const Part& p) { return is_number(*p.tree); });
  if (numbers.empty()) return false;
  std::string& text = any_of(numbers, luck).tree->text;
  const std::size_t end = end_of_number(text);
  if (one_in(8, luck) && end < text.size()) {
    const std::string unit = any_of(units, luck);
    text = text.substr(0, end) + (unit.empty() || unit == "%" ? "" : " ") + unit;
  } else {
    text = std::string(one_in(6, luck) ? any_of(odd, luck) : any_of(usual, luck)) + text.substr(end);
  }
  return true;
}

/// A scalar for another that stands in a like place of the same tree: a name for a name, a unit for a unit.
bool swap_alike(Tree& tree, Luck& luck) {
  std::map<std::string, std::vector<Tree*>> alike;
  for (const Part& part : parts_of(tree))
    if (part.tree->kind == Tree::Kind::scalar) alike[part.place].push_back(part.tree);
  std::erase_if(alike, [](const auto& entry) { return entry.second.size() < 2; });
  if (alike.empty()) return false;
  const std::vector<Tree*>& list = std::next(alike.begin(), static_cast<std::ptrdiff_t>(luck() % alike.size()))->second;
  const Tree from = *any_of(list, luck);
  *any_of(list, luck) = from;
  return true;
}

/// Gives a part that comes from elsewhere the names that its new tree uses in such places.
void settle(Tree& part, const std::string& place, Tree& home, Luck& luck) {
  std::map<std::string, std::vector<std::string>> words;
  for (const Part& known : parts_of(home))
    if (known.tree->kind == Tree::Kind::scalar && !is_number(*known.tree)) words[known.place].push_back(known.tree->text);
  for (const Part& inner : parts_of(part)) {
    if (inner.tree->kind != Tree::Kind::scalar || is_number(*inner.tree) || one_in(8, luck)) continue;
    const auto found = words.find(inner.above == nullptr ? place : inner.place);
    if (found != words.end()) inner.tree->text = any_of(found->second, luck);
  }
}

bool replace_part(Tree& tree, const Tree& donor, Luck& luck) {
  Tree source = donor;
  std::map<std::string, std::vector<Tree*>> offers;
  for (const Part& part : parts_of(source))
    if (part.above != nullptr) offers[part.place].push_back(part.tree);
  const std::vector<Part> places = those(parts_of(tree), [&](const Part& p) { return p.above != nullptr && offers.contains(p.place); });
  if (places.empty()) return false;
  const Part& to = any_of(places, luck);
  Tree part = *any_of(offers[to.place], luck);
  settle(part, to.place, tree, luck);
  *to.tree = std::move(part);
  return true;
}

bool add_item(Tree& tree, const Tree& donor, Luck& luck) {
  Tree source = donor;
  std::map<std::string, std::vector<Tree*>> offers;
  for (const Part& part : parts_of(source))
    if (part.above != nullptr && part.above->kind == Tree::Kind::list) offers[part.place].push_back(part.tree);
  const std::vector<Part> lists = those(parts_of(tree), [&](const Part& p) { return p.tree->kind == Tree::Kind::list && offers.contains(p.place + "[]"); });
  if (lists.empty()) return false;
  const Part& to = any_of(lists, luck);
  Tree part = *any_of(offers[to.place + "[]"], luck);
  settle(part, to.place + "[]", tree, luck);
  const std::size_t at = luck() % (to.tree->children.size() + 1);
  to.tree->children.insert(to.tree->children.begin() + static_cast<std::ptrdiff_t>(at), std::move(part));
  return true;
}

bool add_entry(Tree& tree, const Tree& donor, Luck& luck) {
  Tree source = donor;
  std::map<std::string, std::vector<Tree*>> offers;
  for (const Part& part : parts_of(source))
    if (part.tree->kind == Tree::Kind::map && !part.tree->keys.empty()) offers[part.place].push_back(part.tree);
  const std::vector<Part> maps = those(parts_of(tree), [&](const Part& p) { return p.tree->kind == Tree::Kind::map && offers.contains(p.place); });
  if (maps.empty()) return false;
  const Part& to = any_of(maps, luck);
  const Tree& from = *any_of(offers[to.place], luck);
  const std::size_t which = luck() % from.keys.size();
  std::string key = from.keys[which];
  if (std::find(to.tree->keys.begin(), to.tree->keys.end(), key) != to.tree->keys.end()) key += '2';
  Tree part = from.children[which];
  settle(part, key, tree, luck);
  to.tree->keys.push_back(key);
  to.tree->children.push_back(std::move(part));
  return true;
}

bool remove_part(Tree& tree, Luck& luck) {
  const std::vector<Part> parts = those(parts_of(tree), [](const Part& p) { return p.above != nullptr; });
  if (parts.empty()) return false;
  const Part& part = any_of(parts, luck);
  if (part.above->kind == Tree::Kind::map) part.above->keys.erase(part.above->keys.begin() + static_cast<std::ptrdiff_t>(part.at));
  part.above->children.erase(part.above->children.begin() + static_cast<std::ptrdiff_t>(part.at));
  return true;
}

bool change_order(Tree& tree, Luck& luck) {
  const std::vector<Part> many = those(parts_of(tree), [](const Part& p) { return p.tree->children.size() > 1; });
  if (many.empty()) return false;
  Tree& in = *any_of(many, luck).tree;
  const std::size_t a = luck() % in.children.size(), b = luck() % in.children.size();
  std::swap(in.children[a], in.children[b]);
  if (in.kind == Tree::Kind::map && one_in(2, luck)) std::swap(in.keys[a], in.keys[b]);  // else each gets what was the other's
  return true;
}

Tree scalar(std::string text) {
  Tree tree;
  tree.kind = Tree::Kind::scalar;
  tree.text = std::move(text);
  return tree;
}

Tree action(std::string verb, Tree what) {
  Tree tree;
  tree.kind = Tree::Kind::map;
  tree.keys.push_back(std::move(verb));
  tree.children.push_back(std::move(what));
  return tree;
}

/// Puts what takes and what gives back around a piece of a step.
bool put_around(Tree& tree, Luck& luck) {
  const std::vector<Part> parts = parts_of(tree);
  const std::vector<Part> steps = those(parts, [](const Part& p) { return p.place == "steps/*" && p.tree->kind == Tree::Kind::list && !p.tree->children.empty(); });
  const bool clock = one_in(4, luck);
  std::vector<std::string> names;
  for (const Part& part : parts)
    if (part.place == (clock ? "clocks" : "resources")) names.insert(names.end(), part.tree->keys.begin(), part.tree->keys.end());
  if (steps.empty() || names.empty()) return false;
  std::vector<Tree>& actions = any_of(steps, luck).tree->children;
  const std::string name = any_of(names, luck);
  const std::size_t from = luck() % actions.size(), until = from + luck() % (actions.size() - from);
  actions.insert(actions.begin() + static_cast<std::ptrdiff_t>(until), action(clock ? "stop" : "release", scalar(name)));
  actions.insert(actions.begin() + static_cast<std::ptrdiff_t>(from), action(clock ? "start" : "seize", scalar(name)));
  return true;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

std::vector<std::pair<std::size_t, std::size_t>> words_of(const std::string& text) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > i) words.emplace_back(i, end - i);
    i = std::max(end, i + 1);
  }
  return words;
}

/// In a condition or formula: one word or number for another, or a further condition joined on.
bool change_formula(Tree& tree, Luck& luck) {
  const std::vector<Part> formulas = those(parts_of(tree), [](const Part& p) {
    return p.tree->kind == Tree::Kind::scalar && p.place != "about" && p.place != "source" && p.tree->text.find_first_of("<>=+*/(") != std::string::npos;
  });
  if (formulas.empty()) return false;
  std::string& text = any_of(formulas, luck).tree->text;
  const std::string other = any_of(formulas, luck).tree->text;
  if (one_in(6, luck)) {
    constexpr std::array joints = {" and ", " or ", " + ", " * ", " < ", " >= ", " - ", " / "};
    text = "(" + text + ")" + any_of(joints, luck) + "(" + other + ")";
    return text.size() < 300;
  }
  const auto words = words_of(text), more = words_of(other);
  if (words.empty() || more.empty()) return false;
  const auto [at, size] = any_of(words, luck);
  const auto [from, length] = any_of(more, luck);
  const bool number = is_digit(text[at]);
  text.replace(at, size, number ? std::string(any_of(usual, luck)) : other.substr(from, length));
  return true;
}

}  // namespace

bool graft(Tree& tree, const Tree& donor, Luck& luck) {
  switch (luck() % 16) {
    case 0:
    case 1:
    case 2: return change_number(tree, luck);
    case 3:
    case 4: return swap_alike(tree, luck);
    case 5:
    case 6:
    case 7: return replace_part(tree, donor, luck);
    case 8:
    case 9: return add_item(tree, donor, luck);
    case 10:
    case 11: return add_entry(tree, donor, luck);
    case 12: return remove_part(tree, luck);
    case 13: return change_order(tree, luck);
    case 14: return put_around(tree, luck);
    default: return change_formula(tree, luck);
  }
}

}  // namespace careway::fuzz
