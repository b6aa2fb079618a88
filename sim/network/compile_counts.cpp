// Counts that are also kept for each label of an attribute. Each label has a count of its own, so that figures, tables and files
// know them as they know others.
#include <algorithm>

#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

/// "85+" of age_band as a name: age_band_85_.
std::string name_of_label(const std::string& attribute, const std::string& label) {
  std::string name = attribute + "_";
  for (const char c : label) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    name += plain ? c : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : '_';
  }
  return name;
}

/// Before sources and steps, which then count twice.
void Compiler::compile_count_cuts() {
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const CountCut& text : blocks.counts)
      for (const Word& by : text.by) {
        if (by.text == "site") {
          findings_.error(by.place, text.path + ".by", "counts of a pathway that is per site are kept for each site anyway", "take site away");
          continue;
        }
        const auto attribute = attribute_named(by.text, by.place, text.path + ".by");
        if (!attribute) continue;
        const std::vector<std::string> labels = symbols_.labels(*attribute);
        if (labels.empty()) findings_.error(by.place, text.path + ".by", "\"" + by.text + "\" has no labels to cut by", "cut by an attribute with labels");
        const bool own = pathway.empty();
        const std::string count = own ? text.of.text : full_name(pathway, text.of.text);
        const std::string of = count.substr(0, count.find('.'));
        CountCutInfo cut;
        for (const std::string& label : labels) {
          const std::string name = count + "." + name_of_label(by.text, label);
          if (count_index_.count(name) > 0) {
            findings_.error(by.place, text.path + ".by", "two labels of " + by.text + " would both be counted as " + name, "give them labels that differ in letters or digits");
            continue;
          }
          cut.values.push_back(*symbols_.label_value(*attribute, label));
          cut.counts.push_back(count_named(name, by.text + " " + label, per_site(of) && !symbols_.sites.empty()));
        }
        cuts_of_counts_[count].emplace_back(static_cast<std::uint16_t>(*attribute), static_cast<std::uint32_t>(out_.count_cuts.size()));
        out_.count_cuts.push_back(std::move(cut));
      }
  });
}

/// Behind what counts: the same for the label that the patient has.
void Compiler::count_by(const std::string& count, std::uint32_t whole_only) {
  const auto cuts = cuts_of_counts_.find(count);
  if (cuts == cuts_of_counts_.end()) return;
  for (const auto& [attribute, cut] : cuts->second) emit_op(OpCode::count_by, attribute, cut, whole_only);
}

void Compiler::expect_counts_exist() {
  std::vector<std::string> names;
  for (const auto& [name, number] : count_index_)
    if (std::none_of(out_.count_cuts.begin(), out_.count_cuts.end(), [number = number](const CountCutInfo& cut) { return std::find(cut.counts.begin(), cut.counts.end(), number) != cut.counts.end(); }))
      names.push_back(name);
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const CountCut& text : blocks.counts) {
      const std::string count = pathway.empty() ? text.of.text : full_name(pathway, text.of.text);
      if (std::find(names.begin(), names.end(), count) != names.end()) continue;
      std::vector<std::string> known;
      known.reserve(names.size());
      for (const std::string& name : names) known.push_back(!pathway.empty() && name.starts_with(pathway + ".") ? name.substr(pathway.size() + 1) : name);
      unknown_name(findings_, text.of.place, text.path, text.of.text, "count", known);
    }
  });
}

}  // namespace careway
