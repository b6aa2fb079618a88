// A figure that may be fixed, drawn, conditional or computed, as the user wrote it.
// Durations are in milliseconds here already; numbers and labels are kept apart.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/place.hpp"
#include "model/expression.hpp"

namespace careway {

/// What a quantity must come out as: the reader converts units accordingly.
enum class Dimension { duration, number };

/// A univariate distribution: a family and its named parameters, in the unit of the quantity (milliseconds for durations).
/// Shape-like parameters (sigma, shape, stages, a, b, n, p, mu) are plain numbers.
struct DistributionText {
  std::string family;  ///< "exponential", "lognormal", ... as in the language
  Place place;
  std::string path;
  struct Parameter {
    std::string name;
    double value = 0;
    Place place;
  };
  std::vector<Parameter> parameters;
  std::vector<double> values;   ///< empirical values; quantile values; component means
  std::vector<double> weights;  ///< empirical weights; quantile shares; mixture or component shares
  std::vector<DistributionText> components;  ///< of a mixture ("constant" components have parameter "value")
  bool smooth = false;                       ///< empirical: interpolate

  const Parameter* find(const std::string& name) const {
    for (const Parameter& p : parameters)
      if (p.name == name) return &p;
    return nullptr;
  }
};

struct Quantity {
  enum class Kind {
    fixed,         ///< `number`
    label,         ///< `label`: a word (for `set`)
    distribution,  ///< `distribution`
    choice,        ///< `choices`
    by,            ///< `attribute`, `cases`, `otherwise`
    formula,       ///< `formula`
  };
  Kind kind = Kind::fixed;
  Dimension dimension = Dimension::duration;
  Place place;
  std::string path;

  double number = 0;
  std::string label;
  std::optional<DistributionText> distribution;
  struct Choice {
    std::string label;
    double weight = 0;
    Place place;
  };
  std::vector<Choice> choices;
  std::string attribute;
  struct Case;
  std::vector<Case> cases;
  std::shared_ptr<const Quantity> otherwise;  ///< shared: an immutable part of a copied tree; null when absent
  std::optional<Expression> formula;

  // Beside a random form; all in the unit of the quantity.
  std::optional<std::pair<double, double>> between;
  double plus = 0;
  std::optional<Expression> times;
  std::optional<double> at_least;
  std::optional<double> at_most;
  std::string draw;  ///< empty: named by pathway, step and verb
};

/// One label of a conditional quantity, and what holds for it.
struct Quantity::Case {
  std::string first;
  Quantity second;
};

}  // namespace careway
