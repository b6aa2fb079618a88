// How the reader walks: a Spot is a node with its dotted path, Fields is one block whose keys are known, and Reader
// gathers what is found on the way: mistakes, and sources of figures.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/bytes.hpp"
#include "base/findings.hpp"
#include "input/csv.hpp"
#include "input/read_study.hpp"
#include "input/yaml.hpp"
#include "model/study_text.hpp"

namespace careway {

/// A value in the file and the dotted path that leads to it.
struct Spot {
  const YamlNode* node = nullptr;
  std::string path;
  const Place& place() const { return node->place; }
};

/// What one reading of a study has in hand.
struct Reader {
  Reader(const FileReader& file_reader, SourceTexts& source_texts, Findings& found)
      : files(file_reader), texts(source_texts), findings(found) {}

  const FileReader& files;
  SourceTexts& texts;
  Findings& findings;
  bool strict_sources = false;
  bool signed_durations = false;  ///< while a quantity is read that may be negative: a lateness
  int covering_sources = 0;  ///< blocks around the present spot that give a source
  std::vector<SourceNote> sources;
  std::unordered_set<std::string> sources_seen;
  /// Columns of numbers already read, by file and column: variants ask for them again.
  std::map<std::string, std::shared_ptr<const std::vector<double>>> columns;
  /// Reads a data file, and notes what tells its content from another.
  std::string read_data(const std::string& path) {
    std::string text = files.read(path);
    data_files[path] = "data of " + std::to_string(text.size()) + " bytes, key " + key_text(bytes_key(text));
    return text;
  }
  std::map<std::string, std::string> data_files;
  /// Files of people already read, by name.
  std::map<std::string, std::shared_ptr<const CsvTable>> people;
};

/// While it lives, the `source` of a block covers the figures inside it.
class SourceCover final {
 public:
  SourceCover(Reader& reader, const Spot& block);
  ~SourceCover();
  SourceCover(const SourceCover&) = delete;
  SourceCover& operator=(const SourceCover&) = delete;

 private:
  Reader& reader_;
  bool covers_ = false;
};

/// One block with known keys. Unknown keys are reported when it is made; a node that is no map is reported too and then
/// has no keys. While it lives its `source` covers what is inside.
class Fields final {
 public:
  Fields(Reader& reader, const Spot& spot, std::string_view block);

  /// False when the node is no map at all.
  bool usable() const { return node_ != nullptr; }
  bool has(const char* key) const;
  std::optional<Spot> get(const char* key) const;
  /// Reports a missing key, unless it seems to be misspelt; `needs` says what should stand there.
  std::optional<Spot> require(const char* key, const char* needs) const;
  /// How many of these keys are given.
  std::size_t count(std::initializer_list<const char*> keys) const;
  const Spot& spot() const { return spot_; }
  Reader& reader() const { return reader_; }
  /// Whether such a key may stand in this kind of block.
  bool knows(const std::string& key) const;
  bool had_unknown_keys() const { return unknown_ > 0; }

 private:
  Reader& reader_;
  Spot spot_;
  const std::vector<std::string>& keys_;
  const YamlNode* node_ = nullptr;
  std::size_t unknown_ = 0;
  std::vector<std::string> meant_;  ///< known keys that unknown ones are near to
  SourceCover cover_;
};

/// `is "two"`, `is a list`, `is empty`.
std::string what_stands(const YamlNode& node);
/// "1 item", "3 items".
std::string counted(std::size_t number, const char* one);
/// An error at the spot: what stands there; `needs` what may.
void wrong(Reader& reader, const Spot& spot, const std::string& needs);

/// Reports more than `most` of something ("item").
bool too_many(Reader& reader, const Spot& spot, std::size_t number, std::size_t most, const char* one);

/// `{value: X, source: "..."}`?
bool is_wrapped(const YamlNode& node);
/// The value inside `{value:, source:}`, whose source is noted; any other spot as it is.
Spot unwrapped(Reader& reader, const Spot& spot);
/// As `unwrapped`, and under strict sources an error when neither it nor a block around it gives a source.
Spot figure(Reader& reader, const Spot& spot);

/// Letters, digits and `_`, beginning with a lower-case letter.
bool is_name(std::string_view text);
/// Calls `each` for every entry of a map whose keys are names (of `what`, for messages), except `source`.
void each_name(Reader& reader, const Spot& map, const char* what, const std::function<void(const YamlField&, const Spot&)>& each);
/// Calls `each` for every item of a list; reports anything else.
void each_item(Reader& reader, const Spot& list, const char* needs, const std::function<void(const Spot&)>& each);

}  // namespace careway
