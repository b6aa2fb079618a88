#include <fmt/format.h>

#include <algorithm>

#include "base/words.hpp"
#include "input/changes.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_changes = 50000;

const std::pair<const char*, Change::What> kinds[] = {
    {"set", Change::What::set}, {"add", Change::What::add}, {"scale", Change::What::scale}};

/// Says whether the target lies in a pathway that exists once for each site.
bool is_per_site(const Change& change, const ChangeNames& names) {
  return change.root != model_root && names.per_site[change.root];
}

/// Reads `set: {path: value, …}` and its kin into changes that have all else from `pattern`.
void read_targets(Reader& reader, const Spot& spot, const Change& pattern, const ChangeNames& names,
                  std::vector<Change>& changes) {
  if (!spot.node->is_map()) return wrong(reader, spot, "a block of dotted paths and values, such as {office.desk.capacity: 9}");
  const SourceCover cover(reader, spot);
  for (const YamlField& field : spot.node->fields) {
    if (field.key == "source") continue;
    if (changes.size() == most_changes)
      return reader.findings.error(field.place, spot.path, "has too many changes", fmt::format("at most {}", most_changes));
    Change change = pattern;
    change.target = field.key;
    change.place = field.place;
    change.path = spot.path;
    change.value = field.value;
    change.root = root_of(names.pathways, field.key).value_or(model_root);
    if (!change.sites.empty() && root_of(names.pathways, field.key) && !is_per_site(change, names)) {
      reader.findings.error(field.place, spot.path,
                            fmt::format("\"{}\" is not in a pathway that exists for each site", field.key),
                            "only pathways with per: site can differ between sites");
      continue;
    }
    changes.push_back(std::move(change));
  }
}

void read_sites(Reader& reader, const Spot& spot, const ChangeNames& names, Change& change) {
  for (const Word& word : read_references(reader, spot)) {
    const auto found = std::find(names.sites.begin(), names.sites.end(), word.text);
    if (found == names.sites.end())
      reader.findings.error(word.place, spot.path, fmt::format("\"{}\" is no site", word.text),
                            names.sites.empty() ? "the model has no sites" : suggestion(word.text, names.sites));
    else
      change.sites.push_back(static_cast<std::size_t>(found - names.sites.begin()));
  }
  std::sort(change.sites.begin(), change.sites.end());
}

}  // namespace

void read_changes(Reader& reader, const Spot& spot, const ChangeNames& names, std::vector<Change>& changes) {
  each_item(reader, spot, "a list of changes, such as - set: {office.desk.capacity: 9}", [&](const Spot& item) {
    const Fields fields(reader, item, "change");
    if (!fields.usable()) return;
    Change pattern;
    if (const auto from = fields.get("from")) pattern.from = read_date(reader, *from);
    if (const auto until = fields.get("until")) pattern.until = read_date(reader, *until);
    if (pattern.from && pattern.until && *pattern.until <= *pattern.from)
      reader.findings.error(fields.get("until")->place(), item.path, "until is not after from", "give a later date",
                            fields.get("from")->place());
    if (const auto sites = fields.get("sites")) read_sites(reader, *sites, names, pattern);
    if (fields.count({"set", "add", "scale"}) == 0 && !fields.had_unknown_keys())
      reader.findings.error(item.place(), item.path, "changes nothing", "needs set, add or scale");
    for (const YamlField& field : item.node->fields)  // in written order
      for (const auto& [key, what] : kinds)
        if (field.key == key) {
          pattern.what = what;
          read_targets(reader, *fields.get(key), pattern, names, changes);
        }
  });
}

void read_site_changes(Reader& reader, const Fields& fields, std::size_t site, const ChangeNames& names,
                       std::vector<Change>& changes) {
  Change pattern;
  pattern.sites = {site};
  if (!fields.usable()) return;
  for (const YamlField& field : fields.spot().node->fields)
    for (const auto& [key, what] : kinds)
      if (field.key == key) {
        pattern.what = what;
        const std::size_t before = changes.size();
        read_targets(reader, *fields.get(key), pattern, names, changes);
        for (std::size_t i = before; i < changes.size(); ++i)
          figure(reader, {&changes[i].value, changes[i].path + "." + changes[i].target});
      }
}

}  // namespace careway
