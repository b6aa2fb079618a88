#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/bulk.hpp"
#include "base/errors.hpp"
#include "cli/commands.hpp"
#include "cli/refused.hpp"
#include "cli/run_end.hpp"
#include "cli/run_log.hpp"
#include "cli/say.hpp"
#include "cli/targets.hpp"
#include "output/event_file.hpp"
#include "output/results_file.hpp"
#include "output/sweep_file.hpp"
#include "study/identity.hpp"
#include "study/replications.hpp"

namespace careway {

namespace {

constexpr std::size_t most_named = 10;

std::string listed(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most_named, numbers.size()); ++i) text += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
  if (numbers.size() > most_named) text += fmt::format(" and {} more", numbers.size() - most_named);
  return text;
}

/// Of how many shares this is one, where its replications tell.
std::optional<std::uint32_t> shares_in(const Results& part) {
  if (part.done() < 2) return std::nullopt;
  const std::uint32_t step = part.replications[1] - part.replications[0];
  for (std::size_t i = 2; i < part.done(); ++i)
    if (part.replications[i] - part.replications[i - 1] != step) return std::nullopt;
  return part.replications[0] < step ? std::optional(step) : std::nullopt;
}

/// The shares that the replications belong to: "2/16, 5/16".
std::string shares_of(const std::vector<std::uint32_t>& replications, std::uint32_t of) {
  std::set<std::uint32_t> shares;
  for (const std::uint32_t number : replications) shares.insert(number % of + 1);
  std::string text;
  std::size_t named = 0;
  for (const std::uint32_t share : shares)
    if (++named <= most_named) text += fmt::format("{}{}/{}", text.empty() ? "" : ", ", share, of);
  return named > most_named ? text + fmt::format(" and {} more", named - most_named) : text;
}

/// Adds the parts one after the other, and gathers all that speaks against joining them.
class Parts {
 public:
  /// `where` is put behind the names of files: ", point 3".
  explicit Parts(std::string where = {}) : where_(std::move(where)) {}

  void add(const std::string& file, Results part) {
    if (parts_.empty()) first_file_ = file;
    else compare(file, part);
    std::vector<std::uint32_t> twice;
    std::string other;
    for (const std::uint32_t number : part.replications) {
      const auto [at, fresh] = owner_.try_emplace(number, file);
      if (fresh) continue;
      other = at->second;
      twice.push_back(number);
    }
    if (!twice.empty()) faults_.push_back(fmt::format("{}{}: its replications {} are in {} too", file, where_, listed(twice), other));
    parts_.push_back(std::move(part));
  }

  /// What speaks against it, when all have been added.
  std::vector<std::string> faults() const {
    std::vector<std::string> faults = faults_;
    if (const std::string words = missing(); !words.empty()) faults.push_back(words);
    return faults;
  }

  /// To be asked once, last.
  Results joined() { return join_replications(std::move(parts_)); }

 private:
  void compare(const std::string& file, const Results& part) {
    const Results& first = parts_.front();
    for (const std::string& reason : differences(identity_of(part), identity_of(first)))
      faults_.push_back(fmt::format("{}{}: {} ({})", file, where_, reason, first_file_));
    if (part.replications_wanted != first.replications_wanted)
      faults_.push_back(fmt::format("{}{}: it is a share of {} replications, not of {} ({})", file, where_, part.replications_wanted,
                                    first.replications_wanted, first_file_));
  }

  std::string missing() const {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < parts_.front().replications_wanted; ++i)
      if (!owner_.contains(i)) numbers.push_back(i);
    if (numbers.empty()) return {};
    const std::string point = where_.empty() ? "" : where_.substr(2) + ": ";
    std::string words = fmt::format("{}replications {} are in none of them ({} are wanted, says {})", point, listed(numbers),
                                    parts_.front().replications_wanted, first_file_);
    const auto of = where_.empty() ? shares_in(parts_.front()) : std::nullopt;  // shares of a sweep are of all its replications
    return of ? words + "; missing is --share " + shares_of(numbers, *of) : words;
  }

  std::string where_;
  std::vector<Results> parts_;
  std::string first_file_;
  std::map<std::uint32_t, std::string> owner_;
  std::vector<std::string> faults_;
};

[[noreturn]] void refuse(const std::vector<std::string>& faults) {
  constexpr std::size_t most_faults = 20;
  std::string words = "these files cannot be merged:";
  for (std::size_t i = 0; i < std::min(most_faults, faults.size()); ++i) words += "\n  " + faults[i];
  if (faults.size() > most_faults) words += fmt::format("\n  and {} more", faults.size() - most_faults);
  throw Refused(words);
}

/// The logs of the parts, when they have any, in the order of the replications.
void merge_logs(const std::vector<std::string>& files, const std::vector<IdentityLine>& run, const std::string& out) {
  std::vector<std::unique_ptr<EventLogReader>> logs;
  std::string without;
  for (const std::string& file : files) {
    std::error_code error;
    if (std::filesystem::exists(event_log_path(file), error)) logs.push_back(std::make_unique<EventLogReader>(event_log_path(file)));
    else without = file;
  }
  if (logs.empty()) return;
  if (!without.empty()) throw Refused(fmt::format("{} has no event log beside it, and others have; remove theirs or run it with --events", without));
  std::map<std::uint32_t, const EventLogReader*> order;
  for (const auto& log : logs) {
    if (const std::string words = other_run(log->about(), run); !words.empty())
      throw Refused(fmt::format("{} does not belong to the results beside it ({}); remove it, or run those with --events again", log->path(), words));
    if (!(log->about() == logs.front()->about())) throw Refused("the event logs tell of different shares of the patients; run all with the same --events-share");
    for (const std::uint32_t replication : log->replications()) order[replication] = log.get();
  }
  EventLogWriter writer(event_log_path(out), logs.front()->about());
  for (const auto& [replication, log] : order) copy_events(*log, replication, writer);
  writer.finish();
  writer.take_name();
}

Exit merge_runs(const MergeOptions& options, const Stopwatch& watch) {
  Results results;
  {
    Parts parts;
    for (const std::string& file : options.files) parts.add(file, read_results(file));
    if (const auto faults = parts.faults(); !faults.empty()) refuse(faults);
    results = parts.joined();
  }
  add_warnings(results, {});
  merge_logs(options.files, identity_of(results), options.out);
  const RunFacts facts = watch.facts(results, 1, static_cast<unsigned>(options.files.size()));
  const Summary summary = write_all_results(results, facts, options.out);
  return tell_results(results, summary, facts, options.out, options.json ? Say::json : options.quiet ? Say::nothing : Say::table);
}

/// Point by point, so that memory holds one point of all shares.
Exit merge_sweeps(const MergeOptions& options, const Stopwatch& watch) {
  if (options.json) throw Refused("--json: a sweep has no table in JSON; careway export makes one in CSV");
  std::vector<std::unique_ptr<SweepReader>> sweeps;
  std::vector<std::string> faults;
  for (const std::string& file : options.files) {
    sweeps.push_back(std::make_unique<SweepReader>(file));
    const SweepAbout& about = sweeps.back()->about();
    if (about.design.text != sweeps.front()->about().design.text) faults.push_back(fmt::format("{}: it is of another design ({})", file, options.files.front()));
    else if (about.values != sweeps.front()->about().values) faults.push_back(fmt::format("{}: it has other points ({})", file, options.files.front()));
  }
  if (!faults.empty()) refuse(faults);
  SweepWriter writer(options.out, sweeps.front()->about());
  Results sums;  // for the sidecar: events only
  Exit code = Exit::good;
  for (std::size_t p = 0; p < sweeps.front()->points(); ++p) {
    Parts parts(fmt::format(", point {}", p + 1));
    for (std::size_t i = 0; i < sweeps.size(); ++i) parts.add(options.files[i], sweeps[i]->read(p));
    for (const std::string& fault : parts.faults()) faults.push_back(fault);
    if (!faults.empty()) continue;  // to name all of them; the writer leaves nothing behind
    Results results = parts.joined();
    add_warnings(results, {});
    writer.add(results);
    for (const AuditResult& audit : results.audit) {
      for (const std::string& failure : audit.failures) say("audit failed at point {}: {}\n", p + 1, failure);
      if (!audit.failures.empty()) code = Exit::defect;
    }
    sums.audit.insert(sums.audit.end(), results.audit.begin(), results.audit.end());
  }
  if (!faults.empty()) refuse(faults);
  writer.finish();
  write_sidecar(sidecar_path(options.out), watch.facts(sums, 1, static_cast<unsigned>(options.files.size())));
  if (!options.quiet) fmt::print("{} written: {} points\n", options.out, sweeps.front()->points());
  return code;
}

}  // namespace

Exit merge_command(const MergeOptions& options) {
  const bool sweeps = is_sweep_file(options.files.front());
  refuse_target(options.out, sweeps ? Target::sweep : Target::results);
  bulk_into(folder_of(options.out));
  refuse_input(options.out, options.files);
  const Stopwatch watch(options.command_line);
  for (const std::string& file : options.files)
    if (is_sweep_file(file) != sweeps && std::filesystem::exists(file))
      throw Refused(fmt::format("{} is {} sweep, and {} is {}", file, sweeps ? "no" : "a", options.files.front(), sweeps ? "one" : "none"));
  return sweeps ? merge_sweeps(options, watch) : merge_runs(options, watch);
}

}  // namespace careway
