// Names to numbers, once. Built from all variants of the model (labels may differ between them), then only asked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/findings.hpp"
#include "model/study_text.hpp"
#include "network/network.hpp"

namespace careway {

enum class NameKind { resource, step, clock, calendar, parameter, table, attribute, count, holding };

/// One index for each name of a kind. A bare name means the own pathway first, then the model.
class NameTable {
 public:
  /// Returns the index; an existing name keeps its own.
  std::uint32_t add(const std::string& full_name);
  std::optional<std::uint32_t> find(const std::string& full_name) const;
  /// "room" within pathway "unit": "unit.room", else "room".
  std::optional<std::uint32_t> resolve(const std::string& written, const std::string& pathway) const;
  /// As a writer in this pathway would write them: own names bare.
  std::vector<std::string> candidates(const std::string& pathway) const;
  const std::vector<std::string>& names() const { return names_; }
  std::size_t size() const { return names_.size(); }

 private:
  std::map<std::string, std::uint32_t, std::less<>> index_;
  std::vector<std::string> names_;
};

std::string full_name(const std::string& pathway, const std::string& name);

/// Everything that can be named, with what must be known of it before code is made.
struct Symbols {
  NameTable pathways, resources, steps, clocks, calendars, parameters, tables, attributes, counts, holdings;
  std::vector<bool> pathway_per_site;
  std::vector<std::uint32_t> resource_pathway, step_pathway, parameter_pathway, calendar_pathway;  ///< no_index: the model's
  std::vector<bool> parameter_is_duration;
  std::vector<const Parameter*> parameter_text;
  std::vector<AttributeInfo> attributes_info;
  std::vector<NameTable> attribute_labels;  ///< in the order in which they stand in the model
  std::vector<bool> attribute_is_duration;
  std::vector<std::vector<std::string>> table_keys;  ///< as written
  std::vector<bool> table_is_duration;
  std::vector<std::string> sites;

  std::optional<std::uint32_t> site(std::string_view name) const;
  /// Value of a label of an attribute: index of a category, or the number itself.
  std::optional<double> label_value(std::uint32_t attribute, const std::string& label) const;
  std::vector<std::string> labels(std::uint32_t attribute) const;
};

/// `used as` for messages: "step", "resource", ...
const char* kind_text(NameKind kind);

Symbols collect_symbols(const StudyText& study, Findings& findings);

/// Number written as a plain decimal, when the whole label is one.
std::optional<double> label_number(const std::string& label);

}  // namespace careway
