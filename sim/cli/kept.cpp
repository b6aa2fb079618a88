#include "cli/kept.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>

#include "base/bytes.hpp"
#include "base/errors.hpp"
#include "cli/refused.hpp"
#include "output/files.hpp"
#include "output/results_file.hpp"
#include "study/record_bytes.hpp"
#include "study/replications.hpp"
#include "study/run_study.hpp"

namespace careway {

namespace {

/// Records are read back only by the very program that wrote them: two builds of one revision may differ.
IdentityLine program_line() {
  std::string key = "unknown";
  try {
    key = key_text(bytes_key(read_file("/proc/self/exe")));
  } catch (const WorldError&) {  // a system without it: version and revision must do
  }
  return {"program file", key};
}

[[noreturn]] void refuse(const std::string& path, const std::vector<std::string>& reasons) {
  std::string words = fmt::format("cannot go on with {}, which is of another run:", path);
  constexpr std::size_t most_named = 10;
  for (std::size_t i = 0; i < std::min(most_named, reasons.size()); ++i) words += "\n  " + reasons[i];
  if (reasons.size() > most_named) words += fmt::format("\n  and {} more", reasons.size() - most_named);
  throw Refused(words);
}

}  // namespace

Kept::Kept(const std::string& out, const Network& net, const Results& frame, Begin begin, bool silent)
    : out_(out), file_(partial_path(out)), done_(frame) {
  try {
    take_file(net, frame, begin, silent);
    if (begin == Begin::resume) take_results(frame);
  } catch (...) {
    if (file_.entries().empty()) file_.remove();  // nothing was in it
    throw;
  }
  if (!silent && done_.done() > 0) fmt::print(stderr, "going on with {} replications that an earlier run finished\n", done_.done());
  else if (!silent && begin == Begin::resume) fmt::print(stderr, "there is nothing to go on with at {}; beginning anew\n", out);
}

bool take_over(PartialFile& file, std::vector<IdentityLine> identity, Begin begin, bool silent) {
  identity.push_back(program_line());
  const bool empty = file.entries().empty();
  const std::vector<std::string> reasons = empty ? std::vector<std::string>() : differences(file.identity(), identity);
  if (!empty && reasons.empty()) return true;
  if (!empty && begin == Begin::resume) refuse(file.path(), reasons);
  if (!empty && !silent)
    fmt::print(stderr, "{} held {} finished replications of another run ({}); it is now {}.old\n", file.path(), file.entries().size(),
               reasons.front(), file.path());
  file.begin(identity);
  return false;
}

void say_kept(PartialFile& file, const std::string& out) {
  const std::size_t kept = file.count();
  if (kept == 0) return file.remove();
  fmt::print(stderr, "{} finished replication{} kept in {}; go on with --resume {}\n", kept, kept == 1 ? " is" : "s are", file.path(), out);
}

void Kept::take_file(const Network& net, const Results& frame, Begin begin, bool silent) {
  if (!take_over(file_, identity_of(frame), begin, silent)) return;
  std::vector<PartialFile::Entry> entries = file_.entries();
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.task.replication < b.task.replication; });
  RecordStore records(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) records.put(i, file_.read(entries[i]));
  try {
    done_ = study_of(net, frame.seed, records);
  } catch (const BadRecord& fault) {
    throw WorldError(file_.path(), "read", fault.what());
  }
}

void Kept::take_results(const Results& frame) {
  std::error_code error;
  if (!std::filesystem::exists(out_, error)) return;
  const Results there = read_results(out_);
  if (const auto reasons = differences(identity_of(there), identity_of(frame)); !reasons.empty()) refuse(out_, reasons);
  std::vector<std::uint32_t> fresh;
  std::set_difference(there.replications.begin(), there.replications.end(), done_.replications.begin(), done_.replications.end(),
                      std::back_inserter(fresh));
  std::vector<Results> parts;
  parts.push_back(std::move(done_));
  parts.push_back(only_replications(there, fresh));
  done_ = join_replications(std::move(parts));
}

void Kept::only(const std::vector<std::uint32_t>& numbers) {
  std::vector<std::uint32_t> both;
  std::set_intersection(done_.replications.begin(), done_.replications.end(), numbers.begin(), numbers.end(), std::back_inserter(both));
  done_ = only_replications(done_, both);
}

void Kept::written() {
  file_.remove();
  written_ = true;
}

Kept::~Kept() {
  if (!written_) say_kept(file_, out_);
}

}  // namespace careway
