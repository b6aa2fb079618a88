#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/errors.hpp"
#include "cli/commands.hpp"
#include "cli/refused.hpp"
#include "cli/run_end.hpp"
#include "cli/run_log.hpp"
#include "output/event_file.hpp"
#include "output/results_file.hpp"
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

/// Reads the parts one after the other, and says in all what speaks against joining them.
class Parts {
 public:
  explicit Parts(const std::vector<std::string>& files) {
    for (const std::string& file : files) add(file, read_results(file));
    find_missing(files.front());
    if (faults_.empty()) return;
    std::string words = "these files cannot be merged:";
    for (const std::string& fault : faults_) words += "\n  " + fault;
    throw Refused(words);
  }

  Results joined() { return join_replications(parts_); }

 private:
  void add(const std::string& file, Results part) {
    if (!parts_.empty()) {
      const Results& first = parts_.front();
      for (const std::string& reason : differences(identity_of(part), identity_of(first)))
        faults_.push_back(fmt::format("{}: {} ({})", file, reason, first_file_));
      if (part.replications_wanted != first.replications_wanted)
        faults_.push_back(fmt::format("{}: it is a share of {} replications, not of {} ({})", file, part.replications_wanted,
                                      first.replications_wanted, first_file_));
    } else {
      first_file_ = file;
    }
    std::vector<std::uint32_t> twice;
    std::string other;
    for (const std::uint32_t number : part.replications) {
      const auto [at, fresh] = owner_.try_emplace(number, file);
      if (fresh) continue;
      other = at->second;
      twice.push_back(number);
    }
    if (!twice.empty()) faults_.push_back(fmt::format("{}: its replications {} are in {} too", file, listed(twice), other));
    parts_.push_back(std::move(part));
  }

  void find_missing(const std::string& first_file) {
    std::vector<std::uint32_t> missing;
    for (std::uint32_t i = 0; i < parts_.front().replications_wanted; ++i)
      if (!owner_.contains(i)) missing.push_back(i);
    if (missing.empty()) return;
    std::string words = fmt::format("replications {} are in none of them ({} are wanted, says {})", listed(missing),
                                    parts_.front().replications_wanted, first_file);
    if (const auto of = shares_in(parts_.front())) words += "; missing is --share " + shares_of(missing, *of);
    faults_.push_back(words);
  }

  std::vector<Results> parts_;
  std::string first_file_;
  std::map<std::uint32_t, std::string> owner_;
  std::vector<std::string> faults_;
};

/// The logs of the parts, when they have any, in the order of the replications.
void merge_logs(const std::vector<std::string>& files, const std::string& out) {
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
    if (!(log->about() == logs.front()->about())) throw Refused("the event logs are not of one run: they differ in seed, start, share of the patients or names");
    for (const std::uint32_t replication : log->replications()) order[replication] = log.get();
  }
  EventLogWriter writer(event_log_path(out), logs.front()->about());
  for (const auto& [replication, log] : order) copy_events(*log, replication, writer);
  writer.finish();
}

}  // namespace

Exit merge_command(const MergeOptions& options) {
  refuse_target(options.out);
  for (const std::string& file : options.files) {
    std::error_code error;
    if (std::filesystem::equivalent(file, options.out, error))
      throw Refused(fmt::format("--out {}: it is one of the files to be merged", options.out));
  }
  const Stopwatch watch(options.command_line);
  Results results = Parts(options.files).joined();
  add_warnings(results, {});
  merge_logs(options.files, options.out);
  const RunFacts facts = watch.facts(results, 1, static_cast<unsigned>(options.files.size()));
  write_all_results(results, facts, options.out);
  return tell_results(results, facts, options.out, options.json ? Say::json : options.quiet ? Say::nothing : Say::table);
}

}  // namespace careway
