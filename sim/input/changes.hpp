// Changes of a model by dotted path, from sites and scenarios. They act on the YAML trees, before these are read, so that
// a changed figure is checked like any other; it then stands at the place of the change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "input/dotted_path.hpp"
#include "input/fields.hpp"

namespace careway {

struct Change {
  enum class What { set, add, scale } what = What::set;
  std::string target;  ///< dotted path
  Place place;         ///< of the target where it is written
  std::string path;    ///< of the change itself, for findings
  YamlNode value;
  std::optional<Date> from;
  std::optional<Date> until;
  std::vector<std::size_t> sites;  ///< ascending; empty: wherever the target is
  std::size_t root = model_root;   ///< the pathway that it changes
  bool dated() const { return from.has_value() || until.has_value(); }
};

/// The names that changes refer to.
struct ChangeNames {
  std::vector<std::string> pathways;
  std::vector<bool> per_site;  ///< of each pathway
  std::vector<std::string> sites;
};

/// The `changes` of a scenario.
void read_changes(Reader& reader, const Spot& spot, const ChangeNames& names, std::vector<Change>& changes);
/// `set`, `add` and `scale` of one site.
void read_site_changes(Reader& reader, const Fields& fields, std::size_t site, const ChangeNames& names,
                       std::vector<Change>& changes);

/// Applies one change to the trees; reports what cannot be done.
void apply_change(const Change& change, const PathRoots& roots, Findings& findings);

}  // namespace careway
