// People who are known beforehand: those a file says will come, and those who are there at the start.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/place.hpp"
#include "base/time.hpp"
#include "model/quantity.hpp"
#include "model/word.hpp"

namespace careway {

/// What a file says of one attribute of one patient.
struct Cell {
  enum class Kind { empty, label, number } kind = Kind::empty;
  std::string label;  ///< as written; numbers without a unit are labels too
  double number = 0;  ///< milliseconds, for a column with a unit
};

/// An attribute that a column of a file gives.
struct ColumnAttribute {
  Word attribute;
  std::string column;
  bool duration = false;
};

/// Patients of one source, one a row, in the order of the file.
struct Trace {
  Place place;
  std::string path;
  std::string file;
  std::vector<ColumnAttribute> attributes;
  bool by_site = false;
  struct Row {
    int line = 0;
    InstantText at;
    std::string site;         ///< when `by_site`
    std::vector<Cell> cells;  ///< [attribute]
  };
  std::vector<Row> rows;
};

/// One patient, or several alike, under way at the start.
struct Present {
  Place place;
  std::string path;
  std::string where;       ///< for messages: "file x.csv line 3", or empty
  std::string id;          ///< by which draws are keyed
  Word step;               ///< pathway.step
  std::string action;      ///< "delay", "seize[2]"; empty: the only one in the step that waits
  std::string site;
  std::optional<Ticks> elapsed;  ///< in that action; none: not known
  std::optional<Quantity> number;  ///< how many alike; none: one
  Word like;               ///< source of arrivals whose `set` draws what is not given
  std::vector<SetAttribute> set;   ///< of a stock
  std::vector<std::pair<Word, Cell>> known;  ///< of a row
  struct Age {
    Word clock;
    std::optional<Ticks> age;  ///< none: as long as the action has gone on
  };
  std::vector<Age> clocks;
  bool lists_holdings = false;  ///< otherwise what is held there on every path
  struct Held {
    Word resource;  ///< may name a site
    std::int64_t units = 1;
  };
  std::vector<Held> holds;
};

}  // namespace careway
