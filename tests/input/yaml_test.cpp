#include "input/yaml.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace careway;

namespace {

struct Parsed {
  SourceTexts texts;
  Findings findings;
  std::optional<YamlNode> tree;
};

Parsed parse(const std::string& text, const YamlLimits& limits = {}) {
  Parsed parsed;
  const std::uint32_t file = parsed.texts.add("model.yaml", text);
  parsed.tree = parse_yaml(file, parsed.texts, parsed.findings, limits);
  return parsed;
}

/// "line:column: problem; remedy [line:column of the other place]"
std::vector<std::string> said(const Findings& findings) {
  std::vector<std::string> all;
  for (const Finding& f : findings.sorted()) {
    std::string text = std::to_string(f.place.line) + ":" + std::to_string(f.place.column) + ": " + f.problem + "; " + f.remedy;
    if (f.other.known()) text += " [" + std::to_string(f.other.line) + ":" + std::to_string(f.other.column) + "]";
    all.push_back(text);
  }
  return all;
}

YamlNode tree_of(const std::string& text) {
  Parsed parsed = parse(text);
  CAPTURE(text);
  REQUIRE(said(parsed.findings) == std::vector<std::string>{});
  REQUIRE(parsed.tree);
  return std::move(*parsed.tree);
}

std::string at(const Place& place) { return std::to_string(place.line) + ":" + std::to_string(place.column); }

std::string repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

const std::filesystem::path bad_files = std::filesystem::path(CAREWAY_SOURCE_DIR) / "tests" / "bad_input" / "yaml";

std::string file_text(const std::string& name) {
  std::ifstream in(bad_files / (name + ".yaml"), std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct BadFile {
  std::string name;
  std::vector<std::string> messages;
};

const std::vector<BadFile>& bad_file_messages() {
  static const std::vector<BadFile> files = {
      {"after_utf8",
       {"1:18: \"café\" stands twice in this map, first on line 1 (only one can count); remove or rename one [1:9]"}},
      {"alias_unknown",
       {"2:9: the alias here has no anchor above it (a value that begins with * repeats the one marked with &); mark the value "
        "with & and the same name, or put the text in quotes"}},
      {"backslash",
       {"1:11: in double quotes a backslash begins a code such as \\n or \\\", and this is none; use single quotes, or write the "
        "backslash twice"}},
      {"bad_indentation",
       {"3:4: this line is indented by 3 (the parts it could belong to are indented by 0 or 4); indent it like the lines it "
        "belongs to"}},
      {"bomb",
       {"6:10: the file has more than 200,000 values up to here, aliases counted as what they stand for; use fewer aliases, "
        "split the file, or keep long tables in CSV files"}},
      {"brackets_in_text",
       {"1:17: here } or a comma is due, for the bracket { on line 1; write it there, or put a text that has brackets, commas, "
        "colons or question marks itself in quotes [1:7]"}},
      {"comparison",
       {"1:7: | and > begin a text on the lines below, so nothing can follow on this line; begin the text on the next line; put "
        "a comparison such as \"> 5\" in quotes"}},
      {"control", {"1:11: the control character U+0007 stands here (it cannot be seen, and means nothing); remove it"}},
      {"curly_quotes", {"1:8: the quote “ is curly (YAML knows only the straight ones, \" and '); type a straight quote"}},
      {"deep", {"1:61: lists and maps are nested deeper than 60 here; flatten them"}},
      {"deeper_than_line_above",
       {"2:3: this line is indented deeper than the line above it, which has its value already; give both lines the same "
        "indentation [1:1]"}},
      {"directive",
       {"1:1: a line that begins with % is a YAML directive (none is read here); remove it, or put the text it belongs to in "
        "quotes on one line"}},
      {"duplicate_name",
       {"4:3: \"nurse\" stands twice in this map, first on line 2 (only one can count); remove or rename one [2:3]"}},
      {"duplicate_name_by_alias",
       {"3:1: \"triage\" stands twice in this map, first on line 2 (only one can count); remove or rename one [2:1]"}},
      {"empty", {"1:1: the file is empty (it has no fields, only comments or nothing); write the fields, or restore the file"}},
      {"empty_name",
       {"2:1: no name stands here (a field is written `name: value`); write the name; put a name that is empty for YAML, such as "
        "null or ~, in quotes"}},
      {"escape", {"1:8: an escape in this text gives a character that cannot be shown; remove it"}},
      {"field_after_list",
       {"2:1: this line does not belong to the list above it (a list holds only lines with a dash); write a dash before it, or "
        "indent it below a name"}},
      {"latin1",
       {"2:11: the byte 0xE9 is not UTF-8 (the file was perhaps saved as Latin-1 or Windows-1252); save the file as UTF-8"}},
      {"list_as_name",
       {"1:3: a list or map stands where a name is due (names are plain words); write a word, or put the text in quotes"}},
      {"list_item_among_fields",
       {"2:1: a list item stands where a `name: value` line is due; indent it below the name it belongs to, or remove the dash"}},
      {"list_on_one_line",
       {"1:8: a list item (a dash and a space) cannot begin here; begin the list on a new line, or put a text that begins with a "
        "dash in quotes"}},
      {"long_name",
       {"1:1: the text before the colon has more than 1,024 characters (too long for a name); if it belongs to a text, put the "
        "whole text in quotes"}},
      {"mark_inside", {"2:1: a byte order mark (U+FEFF) stands here (it cannot be seen, and means nothing); remove it"}},
      {"merge_key",
       {"3:3: the merge key << is not read here (it hides where a value comes from); write the fields out, or repeat a whole "
        "value with an alias, `name: *anchor`"}},
      {"missing_blank",
       {"1:1: the colon on this line has no space after it (so it does not end a name); put a space after the colon"}},
      {"missing_blank_in_brackets",
       {"1:9: the colon in `capacity:4` has no space after it (so it does not end a name); put a space after the colon"}},
      {"missing_colon",
       {"2:3: this line has no colon (a field is written `name: value`); write the colon, and a space after it"}},
      {"missing_colon_at_end",
       {"2:1: this line has no colon (a field is written `name: value`); write the colon, and a space after it"}},
      {"no_break_space",
       {"2:1: a no-break space (U+00A0) stands in the indentation (it looks like a space, but is none); replace it by a space"}},
      {"not_fields",
       {"1:1: the file holds text, but no field (a field is written `name: value`, with a space after the colon); is this the "
        "right file?"}},
      {"nul", {"1:11: a NUL byte stands here (it cannot be seen, and means nothing); remove it"}},
      {"old_mac",
       {"1:13: a carriage return stands alone here (lines end with a line feed, or with both); save the file with Unix or "
        "Windows line ends"}},
      {"quote_in_quotes",
       {"1:21: text follows the end of a value (after a closing quote or bracket the line must end); put the whole value in "
        "quotes; a single quote inside single quotes is written twice"}},
      {"recursive_alias", {"3:12: this alias stands inside the value it repeats (which would never end); write the value out"}},
      {"sign_first",
       {"1:8: a value cannot begin with % (it means something else in YAML); if it belongs to a text, put the whole text in "
        "quotes"}},
      {"tab_indentation",
       {"2:1: 2 lines, from this one on, have a tab in the indentation (YAML indents with spaces only); replace each tab by "
        "spaces"}},
      {"tag",
       {"1:11: `!!str` is a YAML tag (tags are not read here); remove it",
        "2:8: `!!binary` is a YAML tag (tags are not read here); remove it"}},
      {"tag_for_not",
       {"2:11: `!open(clinic)` is a YAML tag (tags are not read here); remove it; if ! means not, write the word not; if it is "
        "text, use quotes"}},
      {"text_after_end",
       {"3:1: the line ... above ends the document (a file holds one); remove the line ..., or make two files"}},
      {"two_colons",
       {"1:12: a second colon stands on this line (a line holds one name and its value); if it belongs to the value, put the "
        "value in quotes; else begin a new line"}},
      {"two_commas", {"1:14: nothing stands before this comma; write what is missing, or remove the comma"}},
      {"two_documents", {"2:1: a second document begins here (a file holds one); remove the line ---, or make two files"}},
      {"unclosed_bracket", {"3:13: the bracket [ is never closed; write ] where it ends"}},
      {"unclosed_bracket_in_file",
       {"2:6: here ] or a comma is due, for the bracket [ on line 1; write it there, or put a text that has brackets, commas, "
        "colons or question marks itself in quotes [1:9]"}},
      {"unclosed_quote", {"1:8: this quote is never closed; write the closing quote"}},
      {"unclosed_quote_paired_later",
       {"2:8: text follows the end of a quoted text that began on line 1; is the closing quote missing there? [1:8]"}},
      {"utf16", {"1:1: the file is saved as UTF-16 (only UTF-8 is read); save the file as UTF-8"}},
      {"utf16_unmarked", {"1:1: the file is saved as UTF-16 (only UTF-8 is read); save the file as UTF-8"}},
      {"wrong_bracket",
       {"1:19: the bracket } closes nothing here, or another kind of bracket is open; remove it, or close the other bracket "
        "first"}},
  };
  return files;
}

}  // namespace

TEST_CASE("every bad file gets exactly its messages") {
  for (const BadFile& bad : bad_file_messages()) {
    CAPTURE(bad.name);
    const std::string text = file_text(bad.name);
    REQUIRE_FALSE((text.empty()));
    const Parsed parsed = parse(text);
    CHECK(said(parsed.findings) == bad.messages);
  }
}

TEST_CASE("every bad file is in the table of messages") {
  std::set<std::string> tested;
  for (const BadFile& bad : bad_file_messages()) tested.insert(bad.name + ".yaml");
  for (const auto& entry : std::filesystem::directory_iterator(bad_files))
    CHECK(tested.count(entry.path().filename().string()) == 1);
}

TEST_CASE("a tree keeps order, text, quoting and the place of every name and value") {
  const YamlNode tree = tree_of("b: 010\na: '4 h'\nlist:\n  - 1e3\n  - {x: yes, y: \"two words\"}\n");
  REQUIRE(tree.is_map());
  REQUIRE(tree.fields.size() == 3);
  CHECK(tree.fields[0].key == "b");
  CHECK(tree.fields[0].value.text == "010");
  CHECK_FALSE(tree.fields[0].value.quoted);
  CHECK(at(tree.fields[0].value.place) == "1:4");
  CHECK(tree.fields[1].value.quoted);
  CHECK(at(tree.fields[1].place) == "2:1");
  CHECK(at(tree.fields[1].value.place) == "2:4");
  const YamlNode* list = tree.find("list");
  REQUIRE((list != nullptr && list->is_list()));
  CHECK(at(list->place) == "4:3");
  CHECK(list->items[0].text == "1e3");
  CHECK(list->items[1].find("x")->text == "yes");
  CHECK(at(list->items[1].fields[1].place) == "5:14");
  CHECK(at(list->items[1].find("y")->place) == "5:17");
  CHECK(tree.find("nothing") == nullptr);
}

TEST_CASE("nothing, ~ and null are null, and know where they stand") {
  const YamlNode tree = tree_of("a:\nb: ~\nc: null\nd:\n  -\n  # - a comment\n  - ~\n  -\nlast: 1\n");
  CHECK(tree.find("a")->is_null());
  CHECK(at(tree.find("a")->place) == "1:1");
  CHECK(at(tree.find("b")->place) == "2:4");
  CHECK(tree.find("c")->is_null());
  const YamlNode& d = *tree.find("d");
  REQUIRE(d.items.size() == 3);
  CHECK(at(d.items[0].place) == "5:3");
  CHECK(at(d.items[1].place) == "7:5");
  CHECK(at(d.items[2].place) == "8:3");
}

TEST_CASE("a quoted null is text") {
  const YamlNode tree = tree_of("a: 'null'\nb: \"\"\n");
  CHECK(tree.find("a")->is_scalar());
  CHECK(tree.find("b")->is_scalar());
}

TEST_CASE("a byte order mark and Windows line ends change nothing") {
  const YamlNode tree = tree_of(
      "\xEF\xBB\xBF"
      "a: 1\r\nb:\r\n  c: two words\r\n");
  CHECK(at(tree.fields[0].place) == "1:1");
  CHECK(at(tree.fields[0].value.place) == "1:4");
  CHECK(tree.find("b")->find("c")->text == "two words");
  CHECK(at(tree.find("b")->find("c")->place) == "3:6");
}

TEST_CASE("columns count characters, not bytes") {
  const YamlNode tree = tree_of("{é: ü, 日本: x}\n");
  CHECK(at(tree.fields[0].value.place) == "1:5");
  CHECK(at(tree.fields[1].place) == "1:8");
  CHECK(at(tree.fields[1].value.place) == "1:12");
}

TEST_CASE("an alias stands for a copy of its value, and keeps the places of the original") {
  const YamlNode tree = tree_of("a: &shift [1, 2]\nb: *shift\nc:\n  - *shift\n");
  CHECK(at(tree.find("a")->place) == "1:11");
  CHECK(tree.find("b")->items.size() == 2);
  CHECK(at(tree.find("b")->items[1].place) == "1:15");
  CHECK(tree.find("c")->items[0].items[0].text == "1");
}

TEST_CASE("a text knows whether it stands in the file exactly") {
  const YamlNode tree = tree_of("a: x > 1\nb: \"x > 1\"\nc: \"say \\\"x\\\"\"\nd: two\n  lines\ne: |\n  block\nf: 'it''s'\n");
  CHECK(tree.find("a")->exact);
  CHECK(tree.find("b")->exact);
  CHECK_FALSE(tree.find("c")->exact);
  CHECK_FALSE(tree.find("d")->exact);
  CHECK(tree.find("d")->text == "two lines");
  CHECK_FALSE(tree.find("e")->exact);
  CHECK(tree.find("e")->text == "block\n");
  CHECK_FALSE(tree.find("f")->exact);
  CHECK(tree.find("f")->text == "it's");
}

TEST_CASE("a text block may hold quotes, colons, dashes and hashes") {
  CHECK(tree_of("about: |\n  it's 'so: - [\n  # no comment\nb: 1\n").find("about")->text == "it's 'so: - [\n# no comment\n");
}

TEST_CASE("one document may be marked with --- and ...") {
  CHECK(tree_of("# about\n---\na: 1\n...\n# end\n").find("a")->text == "1");
}

TEST_CASE("a single word is a tree too") {
  CHECK(tree_of("4 h").text == "4 h");
  CHECK(tree_of("08:30\n").text == "08:30");
}

TEST_CASE("all repeated names of a file are reported, and the first of each counts") {
  const Parsed parsed = parse("a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n");
  CHECK(parsed.findings.count(Severity::error) == 3);
  REQUIRE(parsed.tree);
  CHECK(parsed.tree->find("a")->text == "1");
  CHECK(parsed.tree->find("b")->find("c")->text == "1");
}

TEST_CASE("names that only look alike are different") {
  CHECK(tree_of("1: a\n01: b\n'1 ': c\nOne: d\none: e\n").fields.size() == 5);
}

TEST_CASE("a hundred thousand brackets end at once") {
  CHECK_FALSE(parse(repeat("[", 100'000)).tree);
  CHECK_FALSE(parse(repeat("{a: ", 100'000)).tree);
  CHECK_FALSE(parse(repeat("- ", 100'000)).tree);
  CHECK_FALSE(parse(repeat("? ", 100'000)).tree);
  CHECK_FALSE(parse(repeat(": ", 100'000)).tree);
}

TEST_CASE("sixty levels are read and sixty-one are not") {
  CHECK(parse(repeat("[", 60) + repeat("]", 60)).tree);
  CHECK_FALSE(parse(repeat("[", 61) + repeat("]", 61)).tree);
}

TEST_CASE("aliases cannot nest deeper than brackets may") {
  std::string text = "a0: &a0 [1]\n";
  for (int i = 1; i < 80; ++i) {
    const std::string n = std::to_string(i);
    text += "a" + n + ": &a" + n + " [*a" + std::to_string(i - 1) + "]\n";
  }
  const Parsed parsed = parse(text);
  CHECK_FALSE(parsed.tree);
  CHECK(said(parsed.findings) == std::vector<std::string>{"60:12: lists and maps are nested deeper than 60 here; flatten them"});
}

TEST_CASE("a long text repeated by aliases cannot eat the machine") {
  YamlLimits limits;
  limits.bytes = 10'000;
  const Parsed parsed = parse("a: &a " + repeat("x", 1'000) + "\nb: [" + repeat("*a, ", 50) + "]\n", limits);
  CHECK(said(parsed.findings) == std::vector<std::string>{"2:37: the file has more than 10,000 bytes of text up to here, aliases "
                                                          "counted as what they stand for; use fewer aliases"});
}

TEST_CASE("a file above the limits is refused with its size") {
  YamlLimits limits;
  limits.bytes = 5;
  CHECK(
      said(parse("a: 1234\n", limits).findings) ==
      std::vector<std::string>{
          "1:1: the file has 8 bytes (at most 5 bytes are read); split it into several files, or keep long tables in CSV files"});
  limits = {};
  limits.values = 3;
  CHECK(
      said(parse("a: [1, 2, 3]\n", limits).findings) ==
      std::vector<std::string>{
          "1:8: the file has more than 3 values up to here, aliases counted as what they stand for; use fewer aliases, split the "
          "file, or keep long tables in CSV files"});
}

TEST_CASE("very long lines are fine") {
  const YamlNode tree = tree_of("about: " + repeat("long ", 20'000) + "\nlist: [" + repeat("12345, ", 20'000) + "]\n");
  CHECK(tree.find("list")->items.size() == 20'000);
  CHECK(at(tree.find("list")->items.back().place) == "2:140001");
}

TEST_CASE("half a character at the end of the file is refused at its place") {
  CHECK(said(parse("a: \xC3").findings).at(0).starts_with("1:4: the byte 0xC3 is not UTF-8"));
  CHECK(said(parse("a: \xED\xA0\x80").findings).at(0).starts_with("1:4: the byte 0xED is not UTF-8"));
  CHECK(said(parse("a: \xF5\x80\x80\x80").findings).at(0).starts_with("1:4: the byte 0xF5 is not UTF-8"));
  CHECK(said(parse("a: \xC0\x80").findings).at(0).starts_with("1:4: the byte 0xC0 is not UTF-8"));
}

TEST_CASE("a comment, an empty line and a text may hold tabs") {
  CHECK(tree_of("a: 1\n\t\n\t# comment\nb:\t2\nc: \"x\ty\"\n").find("c")->text == "x\ty");
}

TEST_CASE("a tag written as ! alone is seen, and a quoted exclamation mark is not one") {
  CHECK(said(parse("a: ! 12\n").findings) ==
        std::vector<std::string>{"1:4: `!` is a YAML tag (tags are not read here); remove it"});
  CHECK(said(parse("a: &x !<?> 12\n").findings) ==
        std::vector<std::string>{"1:7: `!<?>` is a YAML tag (tags are not read here); remove it"});
  CHECK(tree_of("a: '! 12'\n").find("a")->text == "! 12");
}

TEST_CASE("texts that broke other readers end with a finding or a tree") {
  for (const char* text : {"[:",
                           "{:",
                           "[:]",
                           "{:]",
                           "[[:",
                           "!2",
                           "!\n: |\nb\n>\n|\n  !\n>",
                           "<< : [:]x, *a]",
                           "? ",
                           "?",
                           "-",
                           ":",
                           "&",
                           "*",
                           "!",
                           "|",
                           ">",
                           "'",
                           "\"",
                           "\"\\",
                           "%",
                           "#",
                           "&a",
                           "&a &b",
                           "*a *b",
                           "!a !b",
                           "[?]",
                           "{?: }",
                           "- &a |\n  text\n",
                           ",",
                           "@",
                           "`",
                           "{,}",
                           "[,]",
                           "- - -\n- ",
                           "a: |9\n x",
                           "a: >+\n\n\n",
                           "\"\\U00110000\"",
                           "\"\\ud800\"",
                           "--- a: 1",
                           "---",
                           "...",
                           "--- |\n"}) {
    CAPTURE(text);
    const Parsed parsed = parse(text);
    CHECK((parsed.tree.has_value() || parsed.findings.has_errors()));
  }
}
