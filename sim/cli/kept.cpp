#include "cli/kept.hpp"

#include <elf.h>
#include <fmt/core.h>
#include <link.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <string_view>

#include "base/bytes.hpp"
#include "base/errors.hpp"
#include "cli/refused.hpp"
#include "cli/say.hpp"
#include "output/files.hpp"
#include "output/results_file.hpp"
#include "study/record_bytes.hpp"
#include "study/replications.hpp"
#include "study/run_study.hpp"

namespace careway {

namespace {

/// The key that the linker made of all that is in the program, if it did. For dl_iterate_phdr, which begins with the program itself.
int find_build_id(dl_phdr_info* program, std::size_t, void* found) {
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = program->dlpi_phdr[i];
    if (part.p_type != PT_NOTE) continue;
    const char* at = reinterpret_cast<const char*>(program->dlpi_addr + part.p_vaddr);
    const char* const end = at + part.p_memsz;
    while (end - at >= static_cast<std::ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
      const char* const name = at + sizeof note;
      const char* const text = name + padded(note.n_namesz);
      if (note.n_type == NT_GNU_BUILD_ID && std::string_view(name, note.n_namesz) == std::string_view("GNU", 4))
        *static_cast<std::string_view*>(found) = {text, note.n_descsz};
      at = text + padded(note.n_descsz);
    }
  }
  return 1;
}

/// Records are read back only by the very program that wrote them: two builds of one revision may differ.
IdentityLine program_line() {
  std::string_view id;
  dl_iterate_phdr(find_build_id, &id);
  std::string key = "unknown";
  try {
    key = key_text(id.empty() ? bytes_key(read_file("/proc/self/exe")) : bytes_key(id));
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
  if (!silent && done_.done() > 0) say("going on with {} replications that an earlier run finished\n", done_.done());
  else if (!silent && begin == Begin::resume) say("there is nothing to go on with at {}; beginning anew\n", out);
}

bool take_over(PartialFile& file, std::vector<IdentityLine> identity, Begin begin, bool silent) {
  identity.push_back(program_line());
  const bool empty = file.entries().empty();
  const std::vector<std::string> reasons = empty ? std::vector<std::string>() : differences(file.identity(), identity);
  if (!empty && reasons.empty()) return true;
  if (!empty && begin == Begin::resume) refuse(file.path(), reasons);
  if (!empty && !silent)
    say("{} held {} finished replications of another run ({}); it is now {}.old\n", file.path(), file.entries().size(),
               reasons.front(), file.path());
  if (file.damaged()) say("{} is damaged at its beginning: nothing in it can be used; it is now {}.old\n", file.path(), file.path());
  file.begin(identity);
  return false;
}

void say_kept(PartialFile& file, const std::string& out) {
  const std::size_t kept = file.count();
  if (kept == 0) return file.remove();
  say("{} finished replication{} kept in {}; go on with --resume {}\n", kept, kept == 1 ? " is" : "s are", file.path(), out);
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
