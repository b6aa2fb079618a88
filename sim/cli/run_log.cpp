#include "cli/run_log.hpp"

#include <filesystem>
#include <utility>

namespace careway {

RunLog::RunLog(const std::string& results_path, const Network& net, std::uint64_t seed, double share)
    : net_(net), share_(share), path_(event_log_path(results_path)), about_{net.scenario, net.start, seed, share, event_names(net)} {
  std::error_code error;
  if (std::filesystem::exists(path_, error)) {
    auto earlier = std::make_unique<EventLogReader>(path_);
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
