// The event log as vidigi animates it. vidigi shows each patient where its latest event was, so the latest event must say where
// the patient is: in a queue, at a unit, or, holding nothing, at a step. What happens at one instant is put in order for that:
// units held before are given back first, and where the last row would not say the place, a row is added that does.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "output/export_events.hpp"
#include "output/export_parts.hpp"
#include "output/new_file.hpp"

namespace careway {

namespace {

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

/// Where vidigi shows a patient.
struct Place {
  std::string_view type;
  std::string event;
  int unit = 0;
  std::string pathway;
  friend bool operator==(const Place& a, const Place& b) { return a.type == b.type && a.event == b.event && a.unit == b.unit; }
};

constexpr std::string_view queue = "queue";
constexpr std::string_view resource_use = "resource_use";
constexpr std::string_view resource_use_end = "resource_use_end";
constexpr std::string_view arrival_departure = "arrival_departure";

/// One patient: what it waits for and holds, and where its latest row shows it.
class Whereabouts final {
 public:
  /// The row that tells a fact; none for a step come to or a request given up.
  std::vector<Place> tell(const Told& t) {
    switch (t.what) {
      case EventWhat::arrives: return say({arrival_departure, "arrival", 0, t.pathway});
      case EventWhat::leaves: gone_ = true; return say({arrival_departure, "depart", 0, t.pathway});
      case EventWhat::comes_to_step: step_ = t; return {};
      case EventWhat::waits: waits_.push_back(t); return say(place_of(t));
      case EventWhat::gives_up: end_wait(t); return {};
      case EventWhat::takes: end_wait(t); held_.push_back(t); return say(place_of(t));
      case EventWhat::gives_back:
      case EventWhat::loses: break;
    }
    const auto at = std::find_if(held_.begin(), held_.end(), [&](const Told& h) { return h.row.which == t.row.which && h.unit == t.unit; });
    if (at != held_.end()) held_.erase(at);
    return say({resource_use_end, "leaves " + t.place(), t.unit, t.pathway});
  }
  /// At the end of an instant: the row that says where the patient is, unless the latest does.
  std::vector<Place> settle() {
    if (gone_) return {};
    const Told* here = !waits_.empty() ? &waits_.back() : !held_.empty() ? &held_.back() : &step_;
    const Place place = place_of(*here);
    return place.event.empty() || place == shown_ ? std::vector<Place>{} : say(place);
  }
  bool gone() const { return gone_; }
  bool holds(const Told& t) const {
    return std::any_of(held_.begin(), held_.end(), [&](const Told& h) { return h.row.which == t.row.which && h.unit == t.unit; });
  }

 private:
  static Place place_of(const Told& t) {
    if (t.what == EventWhat::waits) return {queue, "waits for " + t.place(), 0, t.pathway};
    if (t.what == EventWhat::takes) return {resource_use, t.place(), t.unit, t.pathway};
    return {queue, t.step, 0, t.pathway};
  }
  std::vector<Place> say(const Place& place) {
    shown_ = place;
    return {place};
  }
  /// A request ends in its own step, whichever of several resources it got.
  void end_wait(const Told& t) {
    const auto at = std::find_if(waits_.begin(), waits_.end(), [&](const Told& w) { return w.row.step == t.row.step; });
    if (at != waits_.end()) waits_.erase(at);
  }
  std::vector<Told> waits_, held_;
  Told step_{};
  Place shown_;
  bool gone_ = false;
};

/// Writes what happened in one instant, patient by patient.
class Instants final {
 public:
  Instants(NewFile& file, std::uint32_t replication, ExportNote& note) : file_(file), replication_(replication), note_(note) {}
  void take(const Told& t) {
    if (!now_.empty() && now_.front().row.time != t.row.time) write();
    now_.push_back(t);
  }
  void write() {
    std::stable_sort(now_.begin(), now_.end(), [](const Told& a, const Told& b) { return a.row.patient < b.row.patient; });
    for (auto first = now_.begin(); first != now_.end();) {
      const auto last = std::find_if(first, now_.end(), [&](const Told& t) { return t.row.patient != first->row.patient; });
      Whereabouts& patient = patients_[first->row.patient];
      std::stable_partition(first, last, [&](const Told& t) { return (t.what == EventWhat::gives_back || t.what == EventWhat::loses) && patient.holds(t); });
      for (auto t = first; t != last; ++t) put(*t, patient.tell(*t));
      put(*first, patient.settle());
      if (patient.gone()) patients_.erase(first->row.patient);
      first = last;
    }
    now_.clear();
  }

 private:
  void put(const Told& t, const std::vector<Place>& places) {
    for (const Place& place : places) {
      file_.put(fmt::format("{},{},{},{},{},{},{}\n", t.row.patient, place.pathway, place.type, place.event, minutes(t.row.time), place.unit > 0 ? std::to_string(place.unit) : "", replication_));
      ++note_.rows;
    }
  }
  NewFile& file_;
  std::uint32_t replication_;
  ExportNote& note_;
  std::vector<Told> now_;
  std::map<std::uint32_t, Whereabouts> patients_;
};

}  // namespace

ExportNote export_vidigi(const EventLogReader& log, const std::vector<std::uint32_t>& replications, const std::string& path) {
  NewFile file(path);
  ExportNote note;
  file.put("entity_id,pathway,event_type,event,time,resource_id,run_number\n");
  for (const std::uint32_t replication : replications) {
    const std::vector<std::uint32_t> whole = whole_stories(log, replication, note.left_out);
    Instants instants(file, replication, note);
    tell_all(log, replication, [&](const Told& t) {
      if (std::binary_search(whole.begin(), whole.end(), t.row.patient)) instants.take(t);
    });
    instants.write();
  }
  file.finish();
  return note;
}

}  // namespace careway
