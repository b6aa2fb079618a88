#include "cli/run_log.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/errors.hpp"
#include "cli/refused.hpp"
#include "study/identity.hpp"

namespace careway {

namespace {

/// None where there is no file.
std::unique_ptr<EventLogReader> log_at(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) ? std::make_unique<EventLogReader>(path) : nullptr;
}

/// As log_at, for a file that is to be replaced.
std::unique_ptr<EventLogReader> earlier_log(const std::string& path) {
  try {
    return log_at(path);
  } catch (const WorldError& error) {
    throw Refused(fmt::format("{} is there, and the log of events would take its place, but it is none of careway, or damaged ({}); move it away, or choose another --out", path, error.what()));
  }
}

}  // namespace

RunLog::RunLog(const std::string& results_path, const Network& net, const Results& frame, double share)
    : net_(net), share_(share), path_(event_log_path(results_path)), about_{identity_of(frame), net.scenario, net.start, frame.seed, share, event_names(net)} {
  if (auto earlier = earlier_log(path_)) {
    if (earlier->about() == about_) {
      earlier_ = std::move(earlier);
      logged_ = earlier_->replications();
    }
  }
  writer_ = std::make_unique<EventLogWriter>(path_, about_);
}

void RunLog::copy(const std::vector<std::uint32_t>& replications) {
  for (const std::uint32_t replication : replications) copy_events(*earlier_, replication, *writer_);
}

std::unique_ptr<Watcher> RunLog::watch(std::uint32_t replication) {
  return std::make_unique<EventWatch>(net_, replication, share_,
                                      [this](std::uint32_t number, std::vector<EventRow>&& rows) { return writer_->put(number, std::move(rows)); });
}

std::string stray_log(const std::string& results_path, const Results& results) {
  const std::string path = event_log_path(results_path);
  try {
    const auto log = log_at(path);
    const std::string words = log ? other_run(log->about(), identity_of(results)) : std::string();
    return words.empty() ? words : fmt::format("{} does not belong to these results ({})", path, words);
  } catch (const WorldError& error) {
    return error.what();
  }
}

void copy_events(const EventLogReader& from, std::uint32_t replication, EventLogWriter& to) {
  constexpr std::size_t block_rows = 1 << 15;
  std::vector<EventRow> rows;
  from.read(replication, [&](const EventRow& row) {
    rows.push_back(row);
    if (rows.size() == block_rows) to.put(replication, std::exchange(rows, {}));
  });
  to.put(replication, std::move(rows));
}

}  // namespace careway
