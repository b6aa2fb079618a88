// The variants of a model: what holds at each site in each stretch of time. A pathway is read once for every distinct set
// of changes that applies to it, and shared by all variants in which that set holds.
#pragma once

#include <memory>
#include <vector>

#include "input/changes.hpp"
#include "input/fields.hpp"
#include "input/study_files.hpp"
#include "model/study_text.hpp"

namespace careway {

/// Warns of changes whose dates lie outside the run.
void doubt_dates(Reader& reader, const std::vector<Change>& changes, const Experiment& experiment);
/// When the dated changes begin and end, in milliseconds from the start; the first is 0.
std::vector<Ticks> epochs_of(const std::vector<Change>& changes, const Experiment& experiment);

class VariantReader final {
 public:
  /// `site_changes` come first, in the order of the sites. All arguments outlive the reader.
  VariantReader(Reader& reader, const StudyFiles& files, const std::vector<Change>& site_changes,
                const std::vector<Change>& changes);
  ~VariantReader();

  /// With the site's own changes only.
  std::shared_ptr<const ModelVariant> base(std::size_t site);
  /// As it runs from the instant on, until the next epoch.
  std::shared_ptr<const ModelVariant> running(std::size_t site, Ticks instant, Date start);
  /// Applies all changes to one copy of the trees, dates and sites aside: reports those that lead nowhere.
  void try_all();

 private:
  struct Kept;
  class NewFindings;
  using ChangeSet = std::vector<const Change*>;
  std::shared_ptr<const ModelVariant> variant(const ChangeSet& chosen);
  std::shared_ptr<const Pathway> pathway(std::size_t index, const ChangeSet& all);
  std::shared_ptr<const SharedBlocks> shared(const ChangeSet& all);
  bool can_afford(std::size_t nodes);

  Reader& reader_;
  const StudyFiles& files_;
  const std::vector<Change>& site_changes_;
  const std::vector<Change>& changes_;
  std::unique_ptr<Kept> kept_;
};

}  // namespace careway
