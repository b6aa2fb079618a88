#include "output/export_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <queue>

#include "base/errors.hpp"
#include "output/parquet.hpp"

namespace careway {

namespace {

/// A text file under a temporary name until it is whole.
class TextFile final {
 public:
  explicit TextFile(std::string path) : path_(std::move(path)), file_(std::fopen((path_ + ".part").c_str(), "wb")) {
    if (file_ == nullptr) fail();
  }
  ~TextFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::remove((path_ + ".part").c_str());
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  void put(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail();
  }
  void finish() {
    const int status = std::fclose(file_);
    file_ = nullptr;
    if (status != 0 || std::rename((path_ + ".part").c_str(), path_.c_str()) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const { throw WorldError(path_, "write", std::error_code(errno, std::generic_category()).message()); }
  std::string path_;
  std::FILE* file_;
};

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

/// A row with its names.
struct Told {
  const EventRow* row;
  EventWhat what;
  std::string pathway, step, resource, site;
  int unit = 0;
};

std::string pathway_of(const std::string& name) { return name.substr(0, name.find('.')); }

/// Calls `each(told)` for all rows of a replication.
template <class Each>
void tell_all(const EventLogReader& log, std::uint32_t replication, Each each) {
  const EventNames& names = log.about().names;
  Units units(names.pools.size());
  std::map<std::uint32_t, std::uint32_t> last_step;
  const auto name_at = [](const std::vector<std::string>& list, std::uint32_t i) { return i < list.size() ? list[i] : std::string(); };
  log.read(replication, [&](const EventRow& row) {
    Told told{&row, static_cast<EventWhat>(row.what), {}, name_at(names.steps, row.step), {}, {}, 0};
    std::string thing;
    switch (told.what) {
      case EventWhat::arrives: thing = name_at(names.sources, row.which); break;
      case EventWhat::leaves: thing = name_at(names.outcomes, row.which); break;
      case EventWhat::comes_to_step: break;
      case EventWhat::takes: told.unit = row.which < names.pools.size() ? units.take(row.patient, row.which) : 0; [[fallthrough]];
      case EventWhat::waits:
      case EventWhat::gives_up: thing = name_at(names.pools, row.which); break;
      case EventWhat::gives_back:
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

std::string stamp(std::int64_t time, Date start) {
  const std::int64_t day = time >= 0 ? time / ticks_per_day : (time - ticks_per_day + 1) / ticks_per_day;
  const std::int64_t ms = time - day * ticks_per_day;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}+00:00", to_text({start.days + day}), ms / ticks_per_hour, ms / ticks_per_minute % 60, ms / 1000 % 60, ms % 1000);
}

/// Patients who have left, ascending: those whose story is whole.
std::vector<std::uint32_t> whole_stories(const EventLogReader& log, std::uint32_t replication, std::uint64_t& left_out) {
  std::vector<std::uint32_t> left;
  std::uint64_t arrived = 0, gone = 0;
  log.read(replication, [&](const EventRow& row) {
    arrived += row.what == static_cast<std::uint32_t>(EventWhat::arrives);
    if (row.what != static_cast<std::uint32_t>(EventWhat::leaves)) return;
    left.push_back(row.patient);
    ++gone;
  });
  left_out += arrived > gone ? arrived - gone : 0;
  std::sort(left.begin(), left.end());
  return left;
}

std::string short_name(const std::string& dotted) { return dotted.substr(dotted.rfind('.') + 1); }

}  // namespace

ExportNote export_csv(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  TextFile file(path);
  ExportNote note;
  file.put("run,patient,event,time_min,date_time,pathway,step,resource,site,unit\n");
  for (const std::uint32_t replication : replications)
    tell_all(log, replication, [&](const Told& t) {
      file.put(fmt::format("{},{},{},{:.10g},{},{},{},{},{},{}\n", replication, t.row->patient, event_words[t.row->what], static_cast<double>(t.row->time) / static_cast<double>(ticks_per_minute),
                           stamp(t.row->time, log.about().start), t.pathway, t.step, t.resource, t.site, t.unit > 0 ? std::to_string(t.unit) : ""));
      ++note.rows;
    });
  file.finish();
  return note;
}

ExportNote export_vidigi(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  TextFile file(path);
  ExportNote note;
  file.put("entity_id,pathway,event_type,event,time,resource_id,run_number\n");
  for (const std::uint32_t replication : replications) {
    const std::vector<std::uint32_t> whole = whole_stories(log, replication, note.left_out);
    tell_all(log, replication, [&](const Told& t) {
      if (!std::binary_search(whole.begin(), whole.end(), t.row->patient) || t.what == EventWhat::comes_to_step || t.what == EventWhat::gives_up) return;
      const std::string place = t.site.empty() ? t.resource : t.resource + "@" + t.site;
      const char* type = "arrival_departure";
      std::string event = t.what == EventWhat::arrives ? "arrival" : "depart";
      if (t.what == EventWhat::waits) type = "queue", event = "waits for " + place;
      if (t.what == EventWhat::takes) type = "resource_use", event = place;
      if (t.what == EventWhat::gives_back) type = "resource_use_end", event = "leaves " + place;
      file.put(fmt::format("{},{},{},{},{:.10g},{},{}\n", t.row->patient, t.pathway, type, event, static_cast<double>(t.row->time) / static_cast<double>(ticks_per_minute), t.unit > 0 ? std::to_string(t.unit) : "", replication));
      ++note.rows;
    });
  }
  file.finish();
  return note;
}

namespace {

/// One event of a trace. Events of a resource carry the unit, and an instance that ties waiting, taking and giving back.
struct XesEvent {
  std::uint32_t patient;
  std::string text;
};

std::string xes_text(const Told& t, const std::string& activity, const char* transition, const std::string& instance, Date start) {
  std::string text = fmt::format("<event><string key=\"concept:name\" value=\"{}\"/><date key=\"time:timestamp\" value=\"{}\"/><string key=\"lifecycle:transition\" value=\"{}\"/>", activity, stamp(t.row->time, start), transition);
  if (!instance.empty()) text += fmt::format("<string key=\"concept:instance\" value=\"{}\"/>", instance);
  if (t.unit > 0) text += fmt::format("<string key=\"org:resource\" value=\"{}{}{} {}\"/>", short_name(t.resource), t.site.empty() ? "" : "@", t.site, t.unit);
  if (!t.pathway.empty()) text += fmt::format("<string key=\"pathway\" value=\"{}\"/>", t.pathway);
  return text + "</event>\n";
}

}  // namespace

ExportNote export_xes(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  TextFile file(path);
  ExportNote note;
  file.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1849-2023\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
           "<extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
           "<extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
           "<extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
           "<extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
           "<global scope=\"trace\"><string key=\"concept:name\" value=\"\"/></global>\n"
           "<global scope=\"event\"><string key=\"concept:name\" value=\"\"/><date key=\"time:timestamp\" value=\"1970-01-01T00:00:00.000+00:00\"/><string key=\"lifecycle:transition\" value=\"complete\"/></global>\n"
           "<classifier name=\"Activity\" keys=\"concept:name\"/>\n");
  for (const std::uint32_t replication : replications) {
    std::vector<XesEvent> events;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> instances;
    std::uint64_t made = 0;
    tell_all(log, replication, [&](const Told& t) {
      const std::string resource = short_name(t.resource);
      const std::pair key{t.row->patient, t.row->which};
      const Date start = log.about().start;
      const auto instance = [&](bool begins) {
        const auto [at, fresh] = instances.try_emplace(key, made);
        if (fresh) ++made;
        const std::string text = std::to_string(at->second);
        if (!begins) instances.erase(at);
        return text;
      };
      std::string text;
      switch (t.what) {
        case EventWhat::arrives: text = xes_text(t, "arrival", "complete", "", start); break;
        case EventWhat::comes_to_step: text = xes_text(t, t.step, "complete", "", start); break;
        case EventWhat::waits: text = xes_text(t, resource, "schedule", instance(true), start); break;
        case EventWhat::gives_up: text = xes_text(t, resource, "withdraw", instance(false), start); break;
        case EventWhat::takes: text = xes_text(t, resource, "start", instance(true), start); break;
        case EventWhat::gives_back: text = xes_text(t, resource, "complete", instance(false), start); break;
        case EventWhat::leaves: text = xes_text(t, short_name(t.resource), "complete", "", start); break;
      }
      events.push_back({t.row->patient, std::move(text)});
    });
    std::stable_sort(events.begin(), events.end(), [](const XesEvent& a, const XesEvent& b) { return a.patient < b.patient; });
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (i == 0 || events[i].patient != events[i - 1].patient)
        file.put(fmt::format("{}<trace><string key=\"concept:name\" value=\"{}-{}\"/>\n", i == 0 ? "" : "</trace>\n", replication, events[i].patient));
      file.put(events[i].text);
    }
    if (!events.empty()) file.put("</trace>\n");
    note.rows += events.size();
  }
  file.put("</log>\n");
  file.finish();
  return note;
}

ExportNote export_parquet(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  constexpr std::size_t group_rows = 1 << 17;
  ExportNote note;
  ParquetWriter file(path + ".part", {{"run", ParquetType::int32}, {"patient", ParquetType::int64}, {"event", ParquetType::text}, {"time_ms", ParquetType::int64}, {"pathway", ParquetType::text},
                            {"step", ParquetType::text}, {"resource", ParquetType::text}, {"site", ParquetType::text}, {"unit", ParquetType::int32}});
  for (const std::uint32_t replication : replications)
    tell_all(log, replication, [&](const Told& t) {
      file.put(0, static_cast<std::int32_t>(replication));
      file.put(1, static_cast<std::int64_t>(t.row->patient));
      file.put(2, std::string(event_words[t.row->what]));
      file.put(3, t.row->time);
      file.put(4, t.pathway);
      file.put(5, t.step);
      file.put(6, t.resource);
      file.put(7, t.site);
      file.put(8, static_cast<std::int32_t>(t.unit));
      if (++note.rows % group_rows == 0) file.end_group();
    });
  file.finish();
  if (std::rename((path + ".part").c_str(), path.c_str()) != 0) throw WorldError(path, "write", "it could not be renamed");
  return note;
}

}  // namespace careway
