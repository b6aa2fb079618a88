#include "input/expressions.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <vector>

using namespace careway;

namespace {

YamlNode scalar(const std::string& text) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.place = {0, 7, 10};
  node.text = text;
  node.exact = true;
  return node;
}

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.15g", value);
  return text;
}

/// The tree as one writes it in Lisp: every operator before its parts.
std::string shown(const Expression& e) {
  using Kind = Expression::Kind;
  static const std::vector<std::string> names = {"number", "ms", "clock", "name", "text", "call", "-",  "not", "+",  "-",  "*",
                                                 "/",      "<",  "<=",    ">",    ">=",   "==",   "!=", "and", "or", "in", "if"};
  switch (e.kind) {
    case Kind::number:
      return number_text(e.value);
    case Kind::duration:
      return number_text(e.value) + "ms";
    case Kind::clock_time:
      return "@" + number_text(e.value);
    case Kind::name:
      return e.word;
    case Kind::text:
      return "'" + e.word + "'";
    default:
      break;
  }
  std::string text = "(" + (e.kind == Kind::call ? e.word : names[static_cast<std::size_t>(e.kind)]);
  for (const Expression& a : e.arguments) text += " " + shown(a);
  return text + ")";
}

std::string tree(const std::string& text) {
  Findings findings;
  const auto expression = parse_expression(scalar(text), "when", findings);
  for (const Finding& f : findings.all()) return "error: " + f.problem;
  return shown(expression.value());
}

/// "column: problem; remedy", the column counted from the start of the text.
std::string mistake(const std::string& text) {
  Findings findings;
  const auto expression = parse_expression(scalar(text), "steps.arrive.when", findings);
  if (expression || findings.all().size() != 1) return "no single mistake";
  const Finding& f = findings.all()[0];
  CHECK(f.path == "steps.arrive.when");
  CHECK(f.place.line == 7);
  return std::to_string(f.place.column - 9) + ": " + f.problem + "; " + f.remedy;
}

std::string repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("operators bind as in arithmetic and in speech") {
  CHECK(tree("a + b * c - d") == "(- (+ a (* b c)) d)");
  CHECK(tree("a / b / c") == "(/ (/ a b) c)");
  CHECK(tree("-a * b") == "(* (- a) b)");
  CHECK(tree("a or b and not c == d") == "(or a (and b (not (== c d))))");
  CHECK(tree("not not a") == "(not (not a))");
  CHECK(tree("(a or b) and c") == "(and (or a b) c)");
  CHECK(tree("a + 1 >= b * 2") == "(>= (+ a 1) (* b 2))");
  CHECK(tree("a<=b") == "(<= a b)");
  CHECK(tree("a != -1") == "(!= a (- 1))");
}

TEST_CASE("a choice reads like a sentence") {
  CHECK(tree("4 h if acuity < 3 else 2 h") == "(if (< acuity 3) 14400000ms 7200000ms)");
  CHECK(tree("a if x else b if y else c") == "(if x a (if y b c))");
  CHECK(tree("(a if x else b) + 1") == "(+ (if x a b) 1)");
}

TEST_CASE("membership looks into a list") {
  CHECK(tree("mode in [walk_in, 'ambulance', 3]") == "(in mode walk_in 'ambulance' 3)");
  CHECK(tree("a not in [b] and c") == "(and (not (in a b)) c)");
  CHECK(tree("not a in [b]") == "(not (in a b))");
}

TEST_CASE("numbers, percentages, durations and times of day are told apart") {
  CHECK(tree("1.5e3") == "1500");
  CHECK(tree("95%") == "0.95");
  CHECK(tree("95 % * a") == "(* 0.95 a)");
  CHECK(tree("4 h") == "14400000ms");
  CHECK(tree("4h + 30 min") == "(+ 14400000ms 1800000ms)");
  CHECK(tree("1 day 12 h") == "129600000ms");
  CHECK(tree("08:30") == "@30600000");
  CHECK(tree("time >= 8:30 and time < 24:00") == "(and (>= time @30600000) (< time @86400000))");
  CHECK(tree("true + false") == "(+ 1 0)");
  CHECK(tree("4 if a else 5") == "(if a 4 5)");
}

TEST_CASE("a percentage is rounded once") {
  Findings findings;
  CHECK(parse_expression(scalar("99.9%"), "", findings)->value == 0.999);
}

TEST_CASE("names may have dots, digits and letters of any alphabet") {
  CHECK(tree("same_day.hours") == "same_day.hours");
  CHECK(tree("ward_2.bed.1") == "ward_2.bed.1");
  CHECK(tree("_x") == "_x");
  CHECK(tree("café > 1") == "(> café 1)");
  CHECK(tree("nothing + order + inside + iffy") == "(+ (+ (+ nothing order) inside) iffy)");
  CHECK(tree("h * 2") == "(* h 2)");
}

TEST_CASE("calls hold values") {
  CHECK(tree("open(same_day.hours)") == "(open same_day.hours)");
  CHECK(tree("now()") == "(now)");
  CHECK(tree("max(1, min(a, b), c if d else e)") == "(max 1 (min a b) (if d c e))");
  CHECK(tree("general.occupancy( bed ) > 0.95") == "(> (general.occupancy bed) 0.95)");
}

TEST_CASE("labels stand in single or double quotes") {
  CHECK(tree("mode == 'walk in'") == "(== mode 'walk in')");
  CHECK(tree("mode == \"it's\"") == "(== mode 'it's')");
}

TEST_CASE("a plain number and a truth are expressions") {
  CHECK(tree("3") == "3");
  CHECK(tree("true") == "1");
  CHECK(tree(" \n acuity \n") == "acuity");
}

TEST_CASE("the root keeps the text as it was written, and every part its place") {
  Findings findings;
  const auto e = parse_expression(scalar("  a + é * bb  "), "", findings).value();
  CHECK(e.written == "a + é * bb");
  CHECK(e.place.column == 12);
  CHECK(e.arguments[1].place.column == 16);
  CHECK(e.arguments[1].arguments[1].place.column == 20);
  CHECK(e.arguments[0].written.empty());
}

TEST_CASE("places inside quoted text count the quote, and texts that were changed keep their own place") {
  YamlNode node = scalar("a + b");
  node.quoted = true;
  Findings findings;
  CHECK(parse_expression(node, "", findings)->arguments[1].place.column == 15);
  node.exact = false;
  CHECK(parse_expression(node, "", findings)->arguments[1].place.column == 10);
  node.text = "a + = b";
  CHECK_FALSE(parse_expression(node, "", findings));
  CHECK(findings.all().at(0).place.column == 10);
  CHECK(findings.all().at(0).problem == "\"=\" means nothing in an expression (in: = b)");
}

TEST_CASE("mistakes are marked at their character and come with advice") {
  CHECK(mistake("") == "1: the expression is empty; write a condition or a formula, such as acuity >= 3");
  CHECK(mistake("acuity = 3") == "8: \"=\" means nothing in an expression; write == to compare");
  CHECK(mistake("a && b") == "3: \"&&\" means nothing in an expression; write and");
  CHECK(mistake("a || b") == "3: \"||\" means nothing in an expression; write or");
  CHECK(mistake("!a") == "1: \"!\" means nothing in an expression; write not");
  CHECK(mistake("a <> b") == "3: \"<>\" means nothing in an expression; write !=");
  CHECK(mistake("é ≥ 3") == "3: \"≥\" means nothing in an expression; write >=");
  CHECK(mistake("a ** 2") == "3: \"**\" means nothing in an expression; there are no powers: write x * x");
  CHECK(mistake("a < b < c") ==
        "7: a second comparison follows the first (a chain such as a < b < c is not read); write a < b and b < c");
  CHECK(mistake("a == b in [c]") ==
        "8: a second comparison follows the first (a chain such as a < b < c is not read); write a < b and b < c");
  CHECK(mistake("a ==") == "5: the expression ends where a value is due; complete it");
  CHECK(mistake("(a + b") == "1: this bracket is never closed; write ) where it ends");
  CHECK(mistake("a + b)") == "6: \")\" stands where a sign such as + or ==, or the end, is due; remove it, or open the bracket");
  CHECK(
      mistake("a b") ==
      "3: \"b\" stands where a sign such as + or ==, or the end, is due; put a sign such as + or ==, or the word and, before it");
  CHECK(mistake("a AND b") == "3: \"AND\" stands where a sign such as + or ==, or the end, is due; write and in small letters");
  CHECK(mistake("True") == "1: \"True\" stands where a value is due; write true in small letters");
  CHECK(mistake("8 mins") == "3: \"mins\" after a number is no unit of time; did you mean min?");
  CHECK(
      mistake("2 x") ==
      "3: \"x\" after a number is no unit of time; is a sign such as * missing before it? units are: ms, s, min, h, days, weeks");
  CHECK(mistake("12 h 1 day") ==
        "8: the units of a duration do not go from large to small here; write for example 1 day 12 h; write + to add durations");
  CHECK(mistake("a > 010") == "5: the number begins with a zero (which some programs take for octal); remove the zero");
  CHECK(mistake("1_000") == "2: an underscore stands inside a number; write the digits without it");
  CHECK(mistake("1,000") == "2: a comma stands after a number, but in no list; write 1000, not 1,000, and 0.5, not 0,5");
  CHECK(mistake("1.5e400") == "1: the number is above 1e15, or too near to 0; write a smaller number with a larger unit");
  CHECK(mistake(".5") == "1: a dot stands where a value is due; write 0.5, not .5; write names without spaces at the dot");
  CHECK(mistake("25:00") == "1: this is no time of day (they go from 00:00 to 24:00); write it as 08:30");
  CHECK(mistake("ward..bed") == "5: no name stands after this dot; write the name, without a space, or remove the dot");
  CHECK(mistake("x in []") == "7: the list after in is empty (so nothing can be in it); write the values");
  CHECK(mistake("x in (a, b)") == "6: the values after in stand in round brackets; use square ones: x in [a, b]");
  CHECK(mistake("x in a") == "6: no list of values follows the word in; write x in [a, b]; for one value write x == a");
  CHECK(mistake("x == 'abc") == "6: this quote is never closed; write the closing quote");
  CHECK(mistake("''") == "1: there is nothing between these quotes; write a label");
  CHECK(mistake("a if b") == "7: the expression ends where the word else is due; complete it");
  CHECK(mistake("f(a,)") == "5: \")\" stands where a value is due; remove it, or open the bracket");
  CHECK(mistake("a == not b") ==
        "6: \"not\" stands where a value is due; put brackets around the part with not, or write and not");
  CHECK(mistake("else") == "1: \"else\" stands where a value is due; the word else cannot be a name");
  CHECK(mistake("[a]") == "1: a list stands here (a list can only follow the word in); write x in [a, b]");
}

TEST_CASE("lists, maps and nothing are no expressions") {
  Findings findings;
  YamlNode node;
  node.place = {0, 3, 4};
  CHECK_FALSE(parse_expression(node, "when", findings));
  node.kind = YamlNode::Kind::list;
  CHECK_FALSE(parse_expression(node, "when", findings));
  CHECK(findings.all().at(0).problem == "nothing stands where a condition or formula is due");
  CHECK(findings.all().at(1).problem == "a list stands where a condition or formula is due");
  CHECK(findings.all().at(1).remedy == "write one, such as acuity >= 3; put it in quotes when it has brackets, commas or colons");
}

TEST_CASE("hostile expressions end with a finding") {
  CHECK(tree(repeat("(", 49) + "a" + repeat(")", 49)) == "a");
  CHECK(mistake(repeat("(", 50) + "a" + repeat(")", 50)) ==
        "51: the parts are nested deeper than 50 here; name a part of it as a parameter");
  CHECK(mistake(repeat("-", 9'000) + "a").find("nested deeper than 50") != std::string::npos);
  CHECK(mistake(repeat("not ", 2'000) + "a").find("nested deeper than 50") != std::string::npos);
  CHECK(mistake(repeat("f(", 4'000)).find("nested deeper than 50") != std::string::npos);
  CHECK(mistake(repeat("a if b else ", 800) + "c").find("nested deeper than 50") != std::string::npos);
  CHECK(tree(repeat("a + ", 200) + "a").starts_with("(+ (+"));
  CHECK(mistake(repeat("a + ", 300) + "a").find("the expression has more than 250 parts in a row") != std::string::npos);
  CHECK(mistake(repeat("a", 10'001)) ==
        "1: the expression has 10001 bytes (at most 10,000 are read); name parts of it as parameters");
}
