#include "input/expressions.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/words.hpp"
#include "input/decimal.hpp"
#include "input/expression_words.hpp"
#include "input/utf8.hpp"

namespace careway {

namespace {

using Kind = Expression::Kind;

constexpr std::size_t longest_text = 10'000;  // bytes
constexpr int deepest_nesting = 50;           // parentheses, calls, not, minus, else
constexpr int highest_tree = 250;             // a + b + c + ... grows by one for each sign; those who walk the tree recurse

/// A part of the tree and how many parts stand above each other in it.
struct Part {
  Expression tree;
  int height = 1;
};

/// Thrown when the finding is made; nothing after the first mistake is worth saying.
struct Refused {};

class ExpressionParser {
 public:
  ExpressionParser(const YamlNode& node, const std::string& path, Findings& findings)
      : node_(node), text_(node.text), path_(path), findings_(findings) {}

  Expression parse();

 private:
  // Grammar, loosest first.
  Part value();
  Part either();
  Part both();
  Part negation();
  Part comparison();
  Part sum();
  Part product();
  Part unary();
  Part primary();
  Part member(Part what, std::size_t start);
  Part number();
  Part duration(std::size_t start, double first_number);
  Part label();
  Part named();
  Part parentheses();
  void arguments(Part& into, char close, const char* what);

  // Text.
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool at_end() {
    skip_blanks();
    return at_ >= text_.size();
  }
  char next() { return at_end() ? '\0' : text_[at_]; }
  std::string_view next_word();
  bool take_word(std::string_view word);
  bool take_sign(char sign);
  template <std::size_t count>
  const Operator* next_operator(const std::array<Operator, count>& operators);
  const Operator* next_comparison();

  // Parts.
  Place place(std::size_t at) const;
  Part leaf(Kind kind, std::size_t start, double value = 0, std::string_view word = {}) const;
  void adopt(Part& into, Part part) const;
  Part join(Kind kind, std::size_t start, Part a, Part b) const;

  // Findings.
  [[noreturn]] void refuse(std::size_t at, std::string problem, std::string remedy) const;
  [[noreturn]] void refuse_here(const char* due);
  void refuse_foreign_sign() const;

  /// Counts one level of nesting while it lives.
  class Level {
   public:
    explicit Level(ExpressionParser& parser) : parser_(parser) {
      if (++parser.depth_ > deepest_nesting)
        parser.refuse(parser.at_, "the parts are nested deeper than " + std::to_string(deepest_nesting) + " here",
                      "name a part of it as a parameter");
    }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    ExpressionParser& parser_;
  };

  const YamlNode& node_;
  std::string_view text_;
  const std::string& path_;
  Findings& findings_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

// ----------------------------------------------------------------------------------------------------------- findings

Place ExpressionParser::place(std::size_t at) const {
  Place place = node_.place;
  if (node_.exact) place.column += (node_.quoted ? 1 : 0) + count_characters(text_.substr(0, at));
  return place;
}

void ExpressionParser::refuse(std::size_t at, std::string problem, std::string remedy) const {
  if (!node_.exact) problem += " (in: " + beginning(text_, at) + ")";
  findings_.error(place(at), path_, std::move(problem), std::move(remedy));
  throw Refused{};
}

void ExpressionParser::refuse_foreign_sign() const {
  if (const Foreign* f = foreign_sign(text_.substr(at_)))
    refuse(at_, "\"" + std::string(f->sign) + "\" means nothing in an expression", f->remedy);
}

/// Something else stands where `due` must.
void ExpressionParser::refuse_here(const char* due) {
  if (at_end()) refuse(text_.size(), "the expression ends where " + std::string(due) + " is due", "complete it");
  refuse_foreign_sign();
  const std::string_view word = next_word();
  if (!word.empty()) {
    const std::string low = small(word);
    if (low != word && is_reserved(low))
      refuse(at_, "\"" + std::string(word) + "\" stands where " + due + " is due", "write " + low + " in small letters");
    refuse(at_, "\"" + std::string(word) + "\" stands where " + due + " is due",
           word == "not"       ? "put brackets around the part with not, or write and not"
           : is_reserved(word) ? "the word " + std::string(word) + " cannot be a name"
                               : "put a sign such as + or ==, or the word and, before it");
  }
  if (text_[at_] == ',' && at_ > 0 && is_digit(text_[at_ - 1]))
    refuse(at_, "a comma stands after a number, but in no list", "write 1000, not 1,000, and 0.5, not 0,5");
  if (is_digit(text_[at_]))
    refuse(at_, "a number stands where " + std::string(due) + " is due", "put a sign such as + or == before it");
  if (text_[at_] == '.')
    refuse(at_, "a dot stands where " + std::string(due) + " is due", "write 0.5, not .5; write names without spaces at the dot");
  refuse(
      at_, "\"" + shown_character(text_, at_) + "\" stands where " + due + " is due",
      text_[at_] == ')' || text_[at_] == ']' ? "remove it, or open the bracket" : "remove it, or complete what stands before it");
}

// --------------------------------------------------------------------------------------------------------------- text

/// The letters and digits that stand here, when they begin with a letter.
std::string_view ExpressionParser::next_word() {
  if (at_end() || letter_length(text_, at_) == 0) return {};
  return text_.substr(at_, word_length(text_, at_));
}

bool ExpressionParser::take_word(std::string_view word) {
  if (next_word() != word) return false;
  at_ += word.size();
  return true;
}

bool ExpressionParser::take_sign(char sign) {
  if (next() != sign) return false;
  ++at_;
  return true;
}

template <std::size_t count>
const Operator* ExpressionParser::next_operator(const std::array<Operator, count>& operators) {
  skip_blanks();
  const std::string_view rest = text_.substr(at_);
  for (const Operator& o : operators)
    if (rest.starts_with(o.sign)) return &o;
  return nullptr;
}

const Operator* ExpressionParser::next_comparison() {
  skip_blanks();
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("===") || rest.starts_with("<>")) return nullptr;
  return next_operator(comparisons);
}

// -------------------------------------------------------------------------------------------------------------- parts

Part ExpressionParser::leaf(Kind kind, std::size_t start, double value, std::string_view word) const {
  Part part;
  part.tree.kind = kind;
  part.tree.place = place(start);
  part.tree.value = value;
  part.tree.word = word;
  return part;
}

void ExpressionParser::adopt(Part& into, Part part) const {
  into.height = std::max(into.height, part.height + 1);
  if (into.height > highest_tree)
    refuse(at_, "the expression has more than " + std::to_string(highest_tree) + " parts in a row up to here",
           "use `name in [a, b, c]`, or name a part of it as a parameter");
  into.tree.arguments.push_back(std::move(part.tree));
}

Part ExpressionParser::join(Kind kind, std::size_t start, Part a, Part b) const {
  Part joined = leaf(kind, start);
  adopt(joined, std::move(a));
  adopt(joined, std::move(b));
  return joined;
}

// ------------------------------------------------------------------------------------------------------------ grammar

Expression ExpressionParser::parse() {
  if (text_.size() > longest_text)
    refuse(0, "the expression has " + std::to_string(text_.size()) + " bytes (at most 10,000 are read)",
           "name parts of it as parameters");
  if (at_end()) refuse(0, "the expression is empty", "write a condition or a formula, such as acuity >= 3");
  Part root = value();
  if (!at_end()) refuse_here("a sign such as + or ==, or the end,");
  const std::size_t first = text_.find_first_not_of(" \t\r\n");
  root.tree.written = text_.substr(first, text_.find_last_not_of(" \t\r\n") - first + 1);
  return std::move(root.tree);
}

Part ExpressionParser::value() {
  const Level level(*this);
  skip_blanks();
  const std::size_t start = at_;
  Part chosen = either();
  if (!take_word("if")) return chosen;
  Part condition = either();
  if (!take_word("else")) refuse_here("the word else");
  Part otherwise = value();
  Part choice = leaf(Kind::choose, start);
  adopt(choice, std::move(condition));
  adopt(choice, std::move(chosen));
  adopt(choice, std::move(otherwise));
  return choice;
}

Part ExpressionParser::either() {
  skip_blanks();
  const std::size_t start = at_;
  Part left = both();
  while (take_word("or")) left = join(Kind::either, start, std::move(left), both());
  return left;
}

Part ExpressionParser::both() {
  skip_blanks();
  const std::size_t start = at_;
  Part left = negation();
  while (take_word("and")) left = join(Kind::both, start, std::move(left), negation());
  return left;
}

Part ExpressionParser::negation() {
  skip_blanks();
  const std::size_t start = at_;
  if (!take_word("not")) return comparison();
  const Level level(*this);
  Part part = leaf(Kind::negation, start);
  adopt(part, negation());
  return part;
}

Part ExpressionParser::comparison() {
  skip_blanks();
  const std::size_t start = at_;
  Part left = sum();
  const std::string_view word = next_word();
  if (word == "in" || word == "not") {
    left = member(std::move(left), start);
  } else if (const Operator* o = next_comparison()) {
    at_ += o->sign.size();
    left = join(o->kind, start, std::move(left), sum());
  } else {
    return left;
  }
  if (next_comparison() != nullptr || next_word() == "in")
    refuse(at_, "a second comparison follows the first (a chain such as a < b < c is not read)", "write a < b and b < c");
  return left;
}

Part ExpressionParser::member(Part what, std::size_t start) {
  const std::size_t not_at = at_;
  const bool negated = take_word("not");
  if (!take_word("in")) {
    at_ = not_at;
    refuse_here("a sign such as + or ==, or the end,");
  }
  if (!take_sign('[')) {
    if (next() == '(') refuse(at_, "the values after in stand in round brackets", "use square ones: x in [a, b]");
    refuse(at_, "no list of values follows the word in", "write x in [a, b]; for one value write x == a");
  }
  Part part = leaf(Kind::member, start);
  adopt(part, std::move(what));
  if (next() == ']') refuse(at_, "the list after in is empty (so nothing can be in it)", "write the values");
  arguments(part, ']', "a comma, or ] at the end of the list,");
  if (!negated) return part;
  Part other = leaf(Kind::negation, start);
  adopt(other, std::move(part));
  return other;
}

Part ExpressionParser::sum() {
  skip_blanks();
  const std::size_t start = at_;
  Part left = product();
  while (const Operator* o = next_operator(sums)) {
    at_ += o->sign.size();
    left = join(o->kind, start, std::move(left), product());
  }
  return left;
}

Part ExpressionParser::product() {
  skip_blanks();
  const std::size_t start = at_;
  Part left = unary();
  while (const Operator* o = next_operator(products)) {
    if (const std::string_view rest = text_.substr(at_); rest.starts_with("**") || rest.starts_with("//")) refuse_foreign_sign();
    at_ += o->sign.size();
    left = join(o->kind, start, std::move(left), unary());
  }
  return left;
}

Part ExpressionParser::unary() {
  skip_blanks();
  const std::size_t start = at_;
  if (!take_sign('-')) return primary();
  const Level level(*this);
  Part part = leaf(Kind::negate, start);
  adopt(part, unary());
  return part;
}

Part ExpressionParser::primary() {
  const char c = next();
  if (is_digit(c)) return number();
  if (c == '"' || c == '\'') return label();
  if (c == '(') return parentheses();
  if (!at_end() && letter_length(text_, at_) > 0) return named();
  if (c == '[') refuse(at_, "a list stands here (a list can only follow the word in)", "write x in [a, b]");
  refuse_here("a value");
}

Part ExpressionParser::parentheses() {
  const std::size_t open = at_++;
  Part inner = value();
  if (!take_sign(')')) {
    if (at_end()) refuse(open, "this bracket is never closed", "write ) where it ends");
    refuse_here("a sign such as + or ==, or a closing bracket,");
  }
  return inner;
}

/// Values between commas, up to the closing bracket.
void ExpressionParser::arguments(Part& into, char close, const char* what) {
  do {
    adopt(into, value());
  } while (take_sign(','));
  if (!take_sign(close)) refuse_here(what);
}

Part ExpressionParser::label() {
  const std::size_t open = at_;
  const std::size_t close = text_.find(text_[open], open + 1);
  if (close == std::string_view::npos) refuse(open, "this quote is never closed", "write the closing quote");
  if (close == open + 1) refuse(open, "there is nothing between these quotes", "write a label");
  at_ = close + 1;
  return leaf(Kind::text, open, 0, text_.substr(open + 1, close - open - 1));
}

Part ExpressionParser::named() {
  const std::size_t start = at_;
  const std::string_view word = next_word();
  if (word == "true" || word == "false") {
    at_ += word.size();
    return leaf(Kind::number, start, word == "true" ? 1 : 0);
  }
  const std::string low = small(word);
  if (is_reserved(word) || (low != word && is_reserved(low))) refuse_here("a value");
  at_ += word.size();
  while (at_ < text_.size() && text_[at_] == '.') {
    const std::size_t part = word_length(text_, at_ + 1);
    if (part == 0) refuse(at_, "no name stands after this dot", "write the name, without a space, or remove the dot");
    at_ += 1 + part;
  }
  if (at_ < text_.size() && text_[at_] == '@') {  // at a named site
    const std::size_t part = word_length(text_, at_ + 1);
    if (part == 0) refuse(at_, "no site stands after this @", "write the site, without a space");
    at_ += 1 + part;
  }
  const std::string_view name = text_.substr(start, at_ - start);
  if (!take_sign('(')) return leaf(Kind::name, start, 0, name);
  const std::size_t open = at_ - 1;
  Part call = leaf(Kind::call, start, 0, name);
  if (take_sign(')')) return call;
  if (at_end()) refuse(open, "this bracket is never closed", "write ) where it ends");
  arguments(call, ')', "a comma, or a closing bracket,");
  return call;
}

Part ExpressionParser::number() {
  const std::size_t start = at_;
  const std::string_view rest = text_.substr(start);
  if (const auto time = leading_time_of_day(rest)) {
    at_ += time->length;
    return leaf(Kind::clock_time, start, time->value);
  }
  const auto number = leading_decimal(rest);
  if (!number) {
    const bool zero = rest.size() > 1 && rest[0] == '0' && is_digit(rest[1]);
    refuse(start,
           zero ? "the number begins with a zero (which some programs take for octal)"
                : "the number is above 1e15, or too near to 0",
           zero ? "remove the zero" : "write a smaller number with a larger unit");
  }
  at_ += number->length;
  if (at_ < text_.size() && text_[at_] == ':')
    refuse(start, "this is no time of day (they go from 00:00 to 24:00)", "write it as 08:30");
  if (at_ < text_.size() && text_[at_] == '_') refuse(at_, "an underscore stands inside a number", "write the digits without it");
  if (at_ < text_.size() && text_[at_] == '.') refuse(at_, "no digits stand after this dot", "write 5 or 5.0");
  if (next() == '%') {
    ++at_;
    const auto share = leading_decimal(rest, -2);
    return leaf(Kind::number, start, share ? share->value : number->value / 100);
  }
  const std::string_view word = next_word();
  if (word.empty() || is_reserved(word)) return leaf(Kind::number, start, number->value);
  return duration(start, number->value);
}

/// A number was read and a word follows: its unit. Sums such as "1 day 12 h" go from large units to small.
Part ExpressionParser::duration(std::size_t start, double first_number) {
  double sum = 0;
  double smallest = 0;
  double count = first_number;
  while (true) {
    const std::string_view word = next_word();
    const auto unit = unit_milliseconds(word);
    if (!unit) {
      static const std::vector<std::string> units = {"min", "h", "days", "s", "ms", "weeks", "hr", "hours", "minutes", "seconds"};
      const std::string near = word.size() > 1 ? nearest_word(word, units) : std::string();
      refuse(at_, "\"" + std::string(word) + "\" after a number is no unit of time",
             near.empty() ? "is a sign such as * missing before it? units are: ms, s, min, h, days, weeks"
                          : "did you mean " + near + "?");
    }
    if (smallest > 0 && *unit >= smallest)
      refuse(at_, "the units of a duration do not go from large to small here",
             "write for example 1 day 12 h; write + to add durations");
    at_ += word.size();
    smallest = *unit;
    sum += count * *unit;
    if (!is_digit(next()) || leading_time_of_day(text_.substr(at_))) break;
    const std::size_t before = at_;
    const auto more = leading_decimal(text_.substr(at_));
    if (more) at_ += more->length;
    if (!more || next_word().empty() || is_reserved(next_word())) {
      at_ = before;
      break;
    }
    count = more->value;
  }
  if (sum > largest_number) refuse(start, "the duration is above 1e15 ms (more than 30,000 years)", "write a smaller one");
  return leaf(Kind::duration, start, sum);
}

}  // namespace

std::optional<Expression> parse_expression(const YamlNode& node, const std::string& path, Findings& findings) {
  if (!node.is_scalar()) {
    const char* what = node.is_null() ? "nothing" : node.is_list() ? "a list" : "a map";
    findings.error(node.place, path, std::string(what) + " stands where a condition or formula is due",
                   "write one, such as acuity >= 3; put it in quotes when it has brackets, commas or colons");
    return std::nullopt;
  }
  try {
    return ExpressionParser(node, path, findings).parse();
  } catch (const Refused&) {
    return std::nullopt;
  }
}

}  // namespace careway
