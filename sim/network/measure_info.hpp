// What is measured, as compiled: clocks, counts, levels and figures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "network/code.hpp"

namespace careway {

struct ClockInfo {
  std::string name;
  std::string about;
  enum class Count : std::uint8_t { departed, started, arrived } count = Count::departed;
  bool average_replications = false;
  bool first = false;              ///< of the run, not of patients: until a condition holds for the first time
  bool by_site = false;
  std::uint16_t slot = 0;
  std::vector<Ticks> thresholds;
  std::vector<double> quantiles;
  struct Cut {
    std::uint16_t attribute = no_slot;  ///< none: by site of the patient
    std::string name;
    std::vector<std::string> labels;
    std::vector<double> values;  ///< attribute values in order of labels
  };
  std::vector<Cut> cuts;
  // standard, as written
  std::optional<Ticks> standard_within;
  std::optional<double> standard_share, standard_quantile, standard_mean;
  std::string standard_source;
};

struct CountInfo {
  std::string name;
  std::string about;
  bool by_site = false;
};

/// A count that is also kept for each label of an attribute.
struct CountCutInfo {
  std::vector<double> values;         ///< of the attribute
  std::vector<std::uint32_t> counts;  ///< one for each
};

/// A declared level: a sum of level functions of resources, or a formula of the state.
struct LevelInfo {
  std::string name;
  std::string about;
  bool by_site = false;
  enum class What : std::uint8_t { in_use, waiting, blocked, capacity };
  struct Term {
    ResourceRef resource;
    What what = What::in_use;
    int factor = 1;
  };
  std::vector<Term> terms;
  bool of_label = false;             ///< only of patients who have a label: see LevelCutInfo
  bool of_rule = false;              ///< 1 while a rule is on; no terms
  std::uint32_t formula = no_index;  ///< expression, instead of terms: worked out `every` so long, rounded to a whole number
  Ticks every = 0;
  bool distribution = false;
  bool hours = false;
  struct At {
    enum class Kind : std::uint8_t { daily, weekly, once } kind = Kind::daily;
    Ticks time = 0;  ///< since midnight, since Monday 00:00, or since the start
    std::string text;
  };
  std::vector<At> at;
};

/// A level that is also kept for each label of an attribute: as levels of their own, one after the other.
struct LevelCutInfo {
  std::uint16_t attribute = 0;
  std::uint32_t first = 0;     ///< level of the first label
  std::vector<double> values;  ///< of the labels, ascending
  bool in_a_row = false;       ///< they are whole numbers, one after the other
  /// Which label it is; as many as there are: none.
  std::size_t label(double value) const;
};

/// Terms as results files have them (sim/output/FORMAT.md); without a denominator a sum.
struct FigureInfo {
  std::string name, about, unit, numerator, denominator;
};

}  // namespace careway
