#include "input/yaml_words.hpp"

#include <algorithm>
#include <optional>

namespace careway {

const char* const leftover = "leftover";

namespace {

constexpr const char* quote_it = "if it belongs to a text, put the whole text in quotes";
constexpr std::size_t none = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_break(char c) { return c == '\n' || c == '\r'; }

/// One line of the text: [start, end), and its first character that is not blank.
struct Line {
  std::size_t start = 0;
  std::size_t first = 0;
  std::size_t end = 0;
};

Line line_at(std::string_view text, std::size_t offset) {
  Line line;
  line.start = std::max(byte_order_mark(text), line_start(text, offset));
  line.end = std::min(text.find_first_of("\r\n", line.start), text.size());
  line.first = std::min(text.find_first_not_of(" \t", line.start), line.end);
  return line;
}

/// The nearest line above that is neither blank nor a comment.
std::optional<Line> line_above(std::string_view text, Line line) {
  while (line.start > byte_order_mark(text)) {
    line = line_at(text, line.start - 1);
    if (line.first < line.end && text[line.first] != '#') return line;
  }
  return std::nullopt;
}

/// Where the first colon stands that ends a name, between two places on a line; none when there is no such colon.
std::size_t name_colon(std::string_view text, std::size_t from, std::size_t to) {
  char quote = 0;
  for (std::size_t i = from; i < to; ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if ((c == '"' || c == '\'') && i == from) quote = c;
    if (c == '#' && i > from && is_blank(text[i - 1])) return none;
    if (c == ':' && (i + 1 >= text.size() || is_blank(text[i + 1]) || is_break(text[i + 1]))) return i;
  }
  return none;
}

/// Where the name on a line begins: behind the dashes of list items.
std::size_t behind_dashes(std::string_view text, const Line& line) {
  std::size_t i = line.first;
  while (i + 1 < line.end && text[i] == '-' && is_blank(text[i + 1]))
    i = std::min(text.find_first_not_of(" \t", i + 1), line.end);
  return i;
}

bool is_dash(std::string_view text, std::size_t i) {
  return i < text.size() && text[i] == '-' && (i + 1 == text.size() || is_blank(text[i + 1]) || is_break(text[i + 1]));
}

/// Where the quote closes that opens at `open`; none when it never does.
std::size_t closing_quote(std::string_view text, std::size_t open) {
  const char quote = text[open];
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != '\'') return i;
      ++i;
    }
  }
  return none;
}

/// The end of a text block whose sign `|` or `>` stands at `sign`: the lines below it that are indented deeper.
std::size_t end_of_block(std::string_view text, std::size_t sign) {
  const Line head = line_at(text, sign);
  std::size_t next = std::min(text.find('\n', head.end), text.size());
  while (next < text.size()) {
    const Line line = line_at(text, next + 1);
    if (line.first < line.end && line.first - line.start <= head.first - head.start) break;
    next = std::min(text.find('\n', line.end), text.size());
  }
  return next;
}

/// The quote, at `from` or behind it, that is never closed. Only a quote that begins a value counts: "it's" is a text.
std::size_t unclosed_quote(std::string_view text, std::size_t from) {
  bool value_begins = true;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    const bool blank_follows = i + 1 >= text.size() || is_blank(text[i + 1]) || is_break(text[i + 1]);
    if (value_begins && (c == '"' || c == '\'')) {
      const std::size_t close = closing_quote(text, i);
      if (close == none) return i;
      i = close;
      value_begins = false;
    } else if (value_begins && (c == '|' || c == '>')) {
      i = end_of_block(text, i);
    } else if (c == '#' && (i == 0 || is_blank(text[i - 1]) || is_break(text[i - 1]))) {
      i = std::min(text.find('\n', i), text.size());
      value_begins = true;
    } else if (is_break(c) || c == '[' || c == '{' || c == ',' || ((c == ':' || c == '-' || c == '?') && blank_follows)) {
      value_begins = true;
    } else if (value_begins && c == '&') {
      i = std::min(text.find_first_of(" \t\r\n", i), text.size());
    } else if (!is_blank(c)) {
      value_begins = false;
    }
  }
  return none;
}

std::string in_words(const std::vector<int>& numbers) {
  std::string words;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    words += (i == 0 ? "" : i + 1 == numbers.size() ? " or " : ", ") + std::to_string(numbers[i]);
  return words;
}

class Explainer {
 public:
  Explainer(const Refusal& refusal, PlaceFinder& places)
      : refusal_(refusal), text_(refusal.text), at_(std::min(refusal.offset, text_.size())), places_(places) {}

  Finding explain();

 private:
  Finding say(std::size_t offset, std::string problem, std::string remedy, Place other = {}) {
    return {Severity::error, places_.at(offset), "", std::move(problem), std::move(remedy), other};
  }
  bool said(std::string_view words) const { return refusal_.said.starts_with(words); }
  std::string here() const { return shown_character(text_, at_); }

  Finding stray_colon();
  Finding no_field_here();
  Finding wrong_indentation(const Line& line);
  Finding text_behind_value();
  Finding open_bracket();
  Finding open_quote();
  Finding odd_character();
  Finding escape();
  std::size_t block_sign() const;

  const Refusal& refusal_;
  std::string_view text_;
  std::size_t at_;
  PlaceFinder& places_;
};

/// A colon that follows no name of its own line.
Finding Explainer::stray_colon() {
  constexpr std::size_t longest_name = 1024;
  const Line line = line_at(text_, at_);
  const std::size_t name = behind_dashes(text_, line);
  if (at_ > name && name_colon(text_, name, at_) != none)
    return say(at_, "a second colon stands on this line (a line holds one name and its value)",
               "if it belongs to the value, put the value in quotes; else begin a new line");
  if (at_ > name + longest_name)
    return say(name, "the text before the colon has more than 1,024 characters (too long for a name)", quote_it);
  if (line.first == at_) return say(at_, "no name stands before this colon", "write the name, or remove the colon");
  const std::optional<Line> above = line_above(text_, line);
  if (!above) return say(at_, "this colon does not follow a name", quote_it);
  const std::size_t name_above = behind_dashes(text_, *above);
  const bool field_above = name_colon(text_, name_above, above->end) != none;
  if (field_above && line.first - line.start > above->first - above->start)
    return say(line.first, "this line is indented deeper than the line above it, which has its value already",
               "give both lines the same indentation", places_.at(above->first));
  if (!field_above) {
    const std::size_t colon = text_.find(':', name_above);
    const bool close_colon = colon != none && colon < above->end;
    return say(name_above,
               close_colon ? "the colon on this line has no space after it (so it does not end a name)"
                           : "this line has no colon (a field is written `name: value`)",
               close_colon ? "put a space after the colon" : "write the colon, and a space after it");
  }
  return say(at_, "this colon does not follow a name on the same line", quote_it);
}

Finding Explainer::wrong_indentation(const Line& line) {
  std::vector<int> columns;
  for (const OpenCollection& c : refusal_.open)
    if (!c.in_brackets) columns.push_back(c.place.column - 1);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  const int indent = static_cast<int>(line.first - line.start);
  if (columns.empty())
    return say(line.first, "this line stands after the end of what the file holds (a file holds one list or one map)",
               "remove it, or the bracket or quote that ended it");
  const bool fits = std::find(columns.begin(), columns.end(), indent) != columns.end();
  if (is_dash(text_, line.first) && (fits || columns.size() == 1))
    return say(line.first, "a list item stands where a `name: value` line is due",
               "indent it below the name it belongs to, or remove the dash");
  if (fits)
    return say(line.first, "this line does not belong to the list above it (a list holds only lines with a dash)",
               "write a dash before it, or indent it below a name");
  return say(line.first,
             "this line is indented by " + std::to_string(indent) + " (the parts it could belong to are indented by " +
                 in_words(columns) + ")",
             "indent it like the lines it belongs to");
}

Finding Explainer::text_behind_value() {
  const Place value = places_.at(refusal_.last);
  const bool began_above = value.line < places_.at(at_).line;
  const char first = refusal_.last < text_.size() ? text_[refusal_.last] : ' ';
  if (began_above && (first == '"' || first == '\''))
    return say(at_, "text follows the end of a quoted text that began on line " + std::to_string(value.line),
               "is the closing quote missing there?", value);
  return say(at_, "text follows the end of a value (after a closing quote or bracket the line must end)",
             "put the whole value in quotes; a single quote inside single quotes is written twice");
}

/// Where a field, an item or the end of the file was due, something else stands.
Finding Explainer::no_field_here() {
  const Line line = line_at(text_, at_);
  if (at_ >= text_.size()) return say(at_, "the file ends too early", "complete the last line");
  if (behind_dashes(text_, line) < at_ && line.first < at_) return text_behind_value();
  if (is_dash(text_, line.first)) return wrong_indentation(line);
  const std::size_t colon = name_colon(text_, behind_dashes(text_, line), line.end);
  if (colon != none || said("end of sequence") || said(leftover)) return wrong_indentation(line);
  const std::size_t close_colon = text_.find(':', line.first);
  if (close_colon != none && close_colon < line.end)
    return say(line.first, "the colon on this line has no space after it (so it does not end a name)",
               "put a space after the colon");
  return say(line.first, "this line has no colon (a field is written `name: value`)", "write the colon, and a space after it");
}

Finding Explainer::open_bracket() {
  const auto inner = std::find_if(refusal_.open.rbegin(), refusal_.open.rend(), [&](const OpenCollection& c) {
    return c.in_brackets && c.offset < text_.size() && (text_[c.offset] == '[' || text_[c.offset] == '{');
  });
  if (inner == refusal_.open.rend()) return say(at_, "a bracket is not closed", "close it");
  const bool list = text_[inner->offset] == '[';
  const std::string name = list ? "[" : "{";
  const std::string close = list ? "]" : "}";
  if (text_.find_first_not_of(" \t\r\n", at_) == none)
    return say(inner->offset, "the bracket " + name + " is never closed", "write " + close + " where it ends");
  return say(at_,
             "here " + close + " or a comma is due, for the bracket " + name + " on line " + std::to_string(inner->place.line),
             "write it there, or put a text that has brackets, commas, colons or question marks itself in quotes", inner->place);
}

Finding Explainer::open_quote() {
  const std::size_t quote = unclosed_quote(text_, refusal_.last);
  if (quote == none) return say(refusal_.last, "a quote is opened here or further down and never closed", "close it");
  return say(quote, "this quote is never closed", "write the closing quote");
}

Finding Explainer::odd_character() {
  if (at_ >= text_.size()) return say(at_, "the file ends too early", "complete the last line");
  return say(at_, "a value cannot begin with " + here() + " (it means something else in YAML)", quote_it);
}

Finding Explainer::escape() {
  const std::size_t slash = at_ == 0 ? none : text_.rfind('\\', at_ - 1);
  return say(slash == none ? at_ : slash, "in double quotes a backslash begins a code such as \\n or \\\", and this is none",
             "use single quotes, or write the backslash twice");
}

/// The sign | or > before the place where yaml-cpp gave up.
std::size_t Explainer::block_sign() const {
  const std::size_t sign = at_ == 0 ? none : text_.find_last_of("|>", at_ - 1);
  return sign == none || sign < line_start(text_, at_) ? at_ : sign;
}

Finding Explainer::explain() {
  if (said("illegal map value")) return stray_colon();
  if (said("end of sequence flow") || said("end of map flow")) return open_bracket();
  if (said("end of map") || said("end of sequence") || said(leftover)) return no_field_here();
  if (said("illegal EOF") || said("illegal document indicator")) return open_quote();
  if (said("illegal flow end"))
    return say(at_, "the bracket " + here() + " closes nothing here, or another kind of bracket is open",
               "remove it, or close the other bracket first");
  if (said("illegal block entry"))
    return say(at_, "a list item (a dash and a space) cannot begin here",
               "begin the list on a new line, or put a text that begins with a dash in quotes");
  if (said("illegal map key")) return say(at_, "a question mark and a space cannot stand here", quote_it);
  if (said("illegal tab"))
    return say(at_, "a tab stands in the indentation (YAML indents with spaces only)", "replace it by spaces");
  if (said("unknown escape") || said("bad character found while scanning hex") || said("invalid unicode")) return escape();
  if (said("the referenced anchor is not defined"))
    return say(at_, "the alias here has no anchor above it (a value that begins with * repeats the one marked with &)",
               "mark the value with & and the same name, or put the text in quotes");
  if (said("alias not found") || said("anchor not found") || said("illegal character found while scanning a"))
    return say(at_, "the name of an alias (*name) or of an anchor (&name) is due here", quote_it);
  if (said("cannot assign multiple")) return say(at_, "a second mark stands before the same value", "remove one of them");
  if (said("unexpected character in block") || said("cannot set zero indentation"))
    return say(block_sign(), "| and > begin a text on the lines below, so nothing can follow on this line",
               "begin the text on the next line; put a comparison such as \"> 5\" in quotes");
  if (said("illegal character found while scanning tag") || said("tag handle") || said("end of verbatim tag"))
    return say(at_, "a word that begins with ! is a YAML tag (tags are not read here)", "remove it, or put the text in quotes");
  if (said("unknown token") || said("illegal character in scalar")) return odd_character();
  return say(at_, "this is not readable as YAML (the YAML library says: " + refusal_.said + ")",
             "look for a missing quote, bracket or colon on this line and the one above");
}

}  // namespace

Finding explain(const Refusal& refusal, PlaceFinder& places) { return Explainer(refusal, places).explain(); }

}  // namespace careway
