// The JSON Schema and the reader know the same keys.
#include "input/schema.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "input/keys.hpp"

namespace careway {

TEST_CASE("in every block the schema knows the keys of the reader, and no others") {
  for (const std::string& block : known_blocks()) {
    CAPTURE(block);
    std::vector<std::string> reader = known_keys(block), schema = schema_keys(block);
    schema.insert(schema.end(), {"about", "source"});
    CHECK(std::set<std::string>(schema.begin(), schema.end()) == std::set<std::string>(reader.begin(), reader.end()));
  }
}

TEST_CASE("every key and every verb stands in the text of the schema") {
  const std::string text = schema_text();
  for (const std::string& block : known_blocks())
    for (const std::string& key : known_keys(block)) CHECK_MESSAGE(text.find("\"" + key + "\":") != std::string::npos, block << "." << key);
  for (const std::string& verb : known_verbs()) CHECK_MESSAGE(text.find("#/definitions/action." + verb) != std::string::npos, verb);
}

TEST_CASE("everything that the schema refers to is defined in it") {
  const std::string text = schema_text(), mark = "{\"$ref\":\"#/definitions/";
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    const std::string name = text.substr(begin, text.find('"', begin) - begin);
    CHECK_MESSAGE(text.find("\n\"" + name + "\":") != std::string::npos, name);
  }
}

}  // namespace careway
