#include "output/export_parts.hpp"

#include <fmt/format.h>

#include <map>
#include <queue>
#include <utility>

namespace careway {

namespace {

/// Gives each unit of a resource a number: whoever takes one gets the lowest that is free.
class Units final {
 public:
  explicit Units(std::size_t pools) : free_(pools), made_(pools) {}
  int take(std::uint32_t patient, std::uint32_t pool) {
    int number = made_[pool] + 1;
    if (free_[pool].empty()) ++made_[pool];
    else {
      number = free_[pool].top();
      free_[pool].pop();
    }
    held_[{patient, pool}].push_back(number);
    return number;
  }
  int give_back(std::uint32_t patient, std::uint32_t pool) {
    const auto at = held_.find({patient, pool});
    if (at == held_.end()) return 0;
    const int number = at->second.front();
    at->second.erase(at->second.begin());
    if (at->second.empty()) held_.erase(at);
    free_[pool].push(number);
    return number;
  }

 private:
  std::vector<std::priority_queue<int, std::vector<int>, std::greater<>>> free_;
  std::vector<int> made_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<int>> held_;
};

std::string pathway_of(const std::string& name) { return name.substr(0, name.find('.')); }

}  // namespace

void tell_all(const EventLogReader& log, std::uint32_t replication, const std::function<void(const Told&)>& each) {
  const EventNames& names = log.about().names;
  Units units(names.pools.size());
  const auto name_at = [](const std::vector<std::string>& list, std::uint32_t i) { return i < list.size() ? list[i] : std::string(); };
  log.read(replication, [&](const EventRow& row) {
    Told told{row, static_cast<EventWhat>(row.what), {}, name_at(names.steps, row.step), {}, {}, 0};
    std::string thing;
    switch (told.what) {
      case EventWhat::arrives: thing = name_at(names.sources, row.which); break;
      case EventWhat::leaves: thing = name_at(names.outcomes, row.which); break;
      case EventWhat::comes_to_step: break;
      case EventWhat::takes: told.unit = row.which < names.pools.size() ? units.take(row.patient, row.which) : 0; [[fallthrough]];
      case EventWhat::waits:
      case EventWhat::gives_up: thing = name_at(names.pools, row.which); break;
      case EventWhat::gives_back:
      case EventWhat::loses:
        thing = name_at(names.pools, row.which);
        told.unit = row.which < names.pools.size() ? units.give_back(row.patient, row.which) : 0;
        break;
    }
    const std::size_t at = thing.find('@');
    told.resource = thing.substr(0, at);
    told.site = at == std::string::npos ? "" : thing.substr(at + 1);
    told.pathway = pathway_of(told.step.empty() ? told.resource : told.step);
    each(told);
  });
}

std::string date_time(Ticks time, Date start) {
  const std::int64_t day = time >= 0 ? time / ticks_per_day : (time - ticks_per_day + 1) / ticks_per_day;
  const std::int64_t ms = time - day * ticks_per_day;
  return fmt::format("{} {:02}:{:02}:{:02}.{:03}", to_text({start.days + day}), ms / ticks_per_hour, ms / ticks_per_minute % 60, ms / 1000 % 60, ms % 1000);
}

std::string minutes(Ticks time) { return fmt::format("{:.13g}", static_cast<double>(time) / static_cast<double>(ticks_per_minute)); }

}  // namespace careway
