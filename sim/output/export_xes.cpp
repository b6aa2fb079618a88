// The event log as XES (IEEE 1849): the form that process-mining tools read. Its schema wants `xes.version` as a decimal number.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "output/export_events.hpp"
#include "output/export_parts.hpp"
#include "output/new_file.hpp"

namespace careway {

namespace {

constexpr const char* head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
    "<extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
    "<extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
    "<extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
    "<extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
    "<global scope=\"trace\"><string key=\"concept:name\" value=\"\"/></global>\n"
    "<global scope=\"event\"><string key=\"concept:name\" value=\"\"/><date key=\"time:timestamp\" value=\"1970-01-01T00:00:00.000+00:00\"/><string key=\"lifecycle:transition\" "
    "value=\"complete\"/></global>\n"
    "<classifier name=\"Activity\" keys=\"concept:name\"/>\n"
    "<classifier name=\"Transition\" keys=\"concept:name lifecycle:transition\"/>\n";

/// Gives waiting for, taking and giving back one unit the same number. A request is known by the patient and its step (of several
/// resources it waits for any, and names the first), a held unit by the patient and the pool.
class Instances final {
 public:
  std::string waits(const EventRow& row) { return std::to_string(requests_[{row.patient, row.step}] = made_++); }
  std::string gives_up(const EventRow& row) { return std::to_string(of_request(row)); }
  std::string takes(const EventRow& row) {
    const std::uint64_t number = of_request(row);
    held_[{row.patient, row.which}].push_back(number);
    return std::to_string(number);
  }
  std::string gives_back(const EventRow& row) {
    const auto at = held_.find({row.patient, row.which});
    if (at == held_.end()) return std::to_string(made_++);
    const std::uint64_t number = at->second.front();
    at->second.erase(at->second.begin());
    if (at->second.empty()) held_.erase(at);
    return std::to_string(number);
  }

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;
  std::uint64_t of_request(const EventRow& row) {
    const auto at = requests_.find({row.patient, row.step});
    if (at == requests_.end()) return made_++;
    const std::uint64_t number = at->second;
    requests_.erase(at);
    return number;
  }
  std::uint64_t made_ = 0;
  std::map<Key, std::uint64_t> requests_;
  std::map<Key, std::vector<std::uint64_t>> held_;
};

struct XesEvent {
  std::uint32_t patient;
  std::string text;
};

/// XML's form of an instant; Careway's days have no time zone, and UTC has no summer time either.
std::string iso(Ticks time, Date start) {
  std::string text = date_time(time, start);
  text[text.find(' ')] = 'T';
  return text + "+00:00";
}

std::string xes_text(const Told& t, const std::string& activity, const char* transition, const std::string& instance, Date start) {
  std::string text = fmt::format("<event><string key=\"concept:name\" value=\"{}\"/><date key=\"time:timestamp\" value=\"{}\"/><string key=\"lifecycle:transition\" value=\"{}\"/>", activity,
                                 iso(t.row.time, start), transition);
  if (!instance.empty()) text += fmt::format("<string key=\"concept:instance\" value=\"{}\"/>", instance);
  if (t.unit > 0) text += fmt::format("<string key=\"org:resource\" value=\"{} {}\"/>", t.place(), t.unit);
  if (!t.pathway.empty()) text += fmt::format("<string key=\"pathway\" value=\"{}\"/>", t.pathway);
  return text + "</event>\n";
}

/// The activity is the step come to, the resource, or the outcome, each with its pathway: two pathways may both have a `desk`.
std::string xes_event(const Told& t, Instances& instances, Date start) {
  switch (t.what) {
    case EventWhat::arrives: return xes_text(t, "arrival", "complete", "", start);
    case EventWhat::comes_to_step: return xes_text(t, t.step, "complete", "", start);
    case EventWhat::waits: return xes_text(t, t.resource, "schedule", instances.waits(t.row), start);
    case EventWhat::gives_up: return xes_text(t, t.resource, "withdraw", instances.gives_up(t.row), start);
    case EventWhat::takes: return xes_text(t, t.resource, "start", instances.takes(t.row), start);
    case EventWhat::gives_back:
    case EventWhat::loses: return xes_text(t, t.resource, "complete", instances.gives_back(t.row), start);
    case EventWhat::leaves: break;
  }
  return xes_text(t, t.resource, "complete", "", start);
}

}  // namespace

ExportNote export_xes(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  NewFile file(path);
  ExportNote note;
  file.put(head);
  for (const std::uint32_t replication : replications) {
    std::vector<XesEvent> events;
    Instances instances;
    tell_all(log, replication, [&](const Told& t) { events.push_back({t.row.patient, xes_event(t, instances, log.about().start)}); });
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

}  // namespace careway
