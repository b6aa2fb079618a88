#include "cli/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace careway {

std::string spoken_duration(Ticks duration) {
  const auto in = [&](Ticks unit) { return static_cast<double>(duration) / static_cast<double>(unit); };
  if (duration < ticks_per_minute) return fmt::format("{:.0f} s", in(ticks_per_second));
  if (duration < ticks_per_hour - ticks_per_minute / 20) return fmt::format("{:.3g} min", in(ticks_per_minute));
  if (duration >= 2 * ticks_per_day) return fmt::format("{:.1f} days", in(ticks_per_day));
  const auto minutes = static_cast<Ticks>(std::llround(in(ticks_per_minute)));
  return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

Story::Story(const Network& net, Followed followed)
    : net_(net), followed_(std::move(followed)), crowd_(net), start_(net.start) {}

void Story::saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) {
  if (what == What::took) {  // told from what lies between, but for what is had again
    if (ordinal_ && patient.ordinal == *ordinal_ && !over_ && patient.state == PatientState::acting)
      if (Actor& actor = actor_of(patient, now); actor.lost_at) {
        StoryLine& line = add(actor, now, "gets", fmt::format("has {} again after waiting {}", resource_name(instance), spoken_duration(now - *actor.lost_at)));
        line.resource = resource_name(instance);
        line.lasting = now - *actor.lost_at;
        actor.lost_at.reset();
      }
    return crowd_.saw(what, patient, position);
  }
  if (over_) return;
  if (what == What::arrived && (followed_.sources.empty() || followed_.sources[patient.source]) && ++seen_ == followed_.number) {
    ordinal_ = patient.ordinal;
    source_ = patient.source;
    arrived_at_ = now;
    Actor& actor = actors_[patient.key];
    actor.position = position;
    actor.expected = now;
    std::string name = net_.sources[source_].keyed;
    if (const std::size_t at = name.find(".arrivals."); at != std::string::npos) name.erase(at, 9);
    add(actor, now, "arrives", "arrives (" + name + ")");
  } else if (ordinal_ && patient.ordinal == *ordinal_) {
    follow(what, now, patient, position, instance, actor_of(patient, now));
  }
  crowd_.saw(what, patient, position);
}

/// A branch is met first when it waits, is delayed or jumps; branches begin in the order of the fork.
Story::Actor& Story::actor_of(const Patient& patient, Ticks now) {
  const auto known = actors_.find(patient.key);
  if (known != actors_.end()) return known->second;
  if (branches_.empty())
    for (auto& [key, parent] : actors_)
      if (const Op& op = net_.ops[parent.position]; op.code != OpCode::fork || branches_.empty()) walk(parent, patient, now, std::nullopt);
  Actor& actor = actors_[patient.key];
  actor.number = actors_.size() - 1;
  actor.position = patient.position;
  if (!branches_.empty()) {
    actor.position = branches_.front();
    branches_.erase(branches_.begin());
  }
  return actor;
}

void Story::follow(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance, Actor& actor) {
  actor.site = patient.site;
  const bool jumps = what == What::moved;
  const bool resumes = what == What::granted || what == What::gave_up || what == What::lost;  // it had come no further
  if (what == What::released && patient.state != PatientState::acting) {  // it moves to a better one, and goes on with what it does
    tell_release(actor, now, instance);
    return keep_holdings(actor, patient);
  }
  if (what == What::granted && position == patient.position) {
    add(actor, now, "moves", "moves to " + resource_name(instance)).resource = resource_name(instance);
    return keep_holdings(actor, patient);
  }
  if (!resumes) walk(actor, patient, now, jumps ? std::nullopt : std::optional(position));
  actor.position = position;
  const std::string wanted = net_.ops[position].code == OpCode::seize ? request_words(net_.requests[net_.ops[position].b], patient) : "";
  switch (what) {
    case What::waits: tell_wait(actor, now, position, patient); break;
    case What::granted: {
      const std::string name = instance < net_.instance_count ? resource_name(instance) : wanted;
      StoryLine& line = add(actor, now, "gets", fmt::format("gets {} after waiting {}", name, spoken_duration(now - actor.waits_since)));
      line.resource = name;
      line.lasting = now - actor.waits_since;
      actor.position = position + 1;
      actor.expected = now;
      break;
    }
    case What::gave_up: {
      if (net_.ops[position].code == OpCode::cancel_booking) {
        add(actor, now, "cancels", "cancels what it booked of " + resource_name(instance)).resource = resource_name(instance);
        actor.position = position + 1;
        break;
      }
      StoryLine& line = add(actor, now, "gives_up", fmt::format("gives up waiting for {} after {}", wanted, spoken_duration(now - actor.waits_since)));
      line.resource = wanted;
      line.lasting = now - actor.waits_since;
      actor.position = net_.requests[net_.ops[position].b].otherwise;
      actor.expected = now;
      break;
    }
    case What::delays: tell_delay(actor, patient, now, position); break;
    case What::released:
      tell_release(actor, now, instance);
      if (net_.ops[position].code == OpCode::release) actor.position = position + 1;
      break;
    case What::left: {
      std::string outcome = net_.counts[net_.ops[position].b].name;
      if (const std::size_t at = outcome.find(".left."); at != std::string::npos) outcome.erase(at, 5);
      add(actor, now, "leaves", fmt::format("leaves ({}) after {} in all", outcome, spoken_duration(now - arrived_at_))).lasting = now - arrived_at_;
      over_ = true;
      break;
    }
    case What::moved: tell_step(actor, now); break;
    case What::lost: {
      const std::string name = resource_name(instance);
      const bool goes_on = net_.ways_out[position] != no_index;
      add(actor, now, "loses", "loses " + name + " to someone more urgent, or to fewer units; " + (goes_on ? "goes on without" : "waits to have one again")).resource = name;
      actor.position = goes_on ? net_.ways_out[position] : position + 1;
      if (goes_on) actor.expected = now;
      else actor.lost_at = now;
      break;
    }
    case What::arrived:
    case What::began:
    case What::took: break;
  }
  keep_holdings(actor, patient);
}

void Story::keep_holdings(Actor& actor, const Patient& patient) {
  const Holding* holdings = crowd_.holdings(patient);
  actor.held.assign(holdings, holdings + net_.holding_slots);
}

/// Whether the patient may have waited for a condition on its way: then not all that it is late is of its delay.
bool Story::may_meet_condition(std::uint32_t position, std::optional<std::uint32_t> until) const {
  for (; position < net_.ops.size() && position != until.value_or(no_index); ++position) {
    const OpCode code = net_.ops[position].code;
    if (code == OpCode::wait_until) return true;
    if (code == OpCode::jump || code == OpCode::split || code == OpCode::leave || code == OpCode::join) return false;
  }
  return false;
}

/// Tells the operations up to `until`, or up to where the patient jumps.
void Story::walk(Actor& actor, const Patient& patient, Ticks now, std::optional<std::uint32_t> until) {
  constexpr int most_operations = 10'000;
  if (!may_meet_condition(actor.position, until)) tell_lateness(actor, now, false);
  for (int count = 0; count < most_operations && actor.position != until.value_or(no_index) && actor.position < net_.ops.size(); ++count) {
    const Op& op = net_.ops[actor.position];
    const std::uint32_t step = op.action == no_index ? no_index : net_.actions[op.action].step;
    tell_step(actor, now);
    const bool reached = until && *until > actor.position && net_.ops[*until].action != no_index && net_.actions[net_.ops[*until].action].step == step;
    const std::uint32_t before = actor.position;
    if (!tell(actor, patient, now, op, reached)) return;
    if (actor.position == before) ++actor.position;
  }
  if (until && actor.position == *until) tell_step(actor, now);
  tell_lateness(actor, now, false);
}

/// Says so when the next operation belongs to another step.
void Story::tell_step(Actor& actor, Ticks now) {
  const std::uint32_t action = actor.position < net_.ops.size() ? net_.ops[actor.position].action : no_index;
  if (action == no_index || net_.actions[action].step == actor.step) return;
  actor.step = net_.actions[action].step;
  add(actor, now, "step", "comes to " + net_.steps[actor.step].name);
}

void Story::end(Ticks now) {
  if (!ordinal_ || over_) return;
  add(actors_.begin()->second, now, "inside", fmt::format("is still inside when the run ends, after {}", spoken_duration(now - arrived_at_)));
}

std::string Story::near(const Actor& actor, std::string text) const {
  if (actor.step == no_index) return text;
  const std::string& pathway = net_.pathways[net_.steps[actor.step].pathway];
  for (std::size_t at = text.find(pathway + "."); at != std::string::npos; at = text.find(pathway + ".", at + 1))
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '(') text.erase(at, pathway.size() + 1);
  const std::string site = actor.site < net_.sites.size() ? "@" + net_.sites[actor.site] : "";
  for (std::size_t at = site.empty() ? std::string::npos : text.find(site); at != std::string::npos; at = text.find(site, at)) text.erase(at, site.size());
  return text;
}

StoryLine& Story::add(const Actor& actor, Ticks now, const char* kind, std::string text) {
  StoryLine line;
  line.at = now;
  line.kind = kind;
  line.text = (actor.number > 0 ? fmt::format("[branch {}] ", actor.number) : "") + (line.kind == "step" || line.kind == "arrives" ? std::move(text) : near(actor, std::move(text)));
  if (actor.step != no_index) line.step = net_.steps[actor.step].name;
  lines.push_back(std::move(line));
  return lines.back();
}

StoryLine& Story::add_item(const Actor& actor, Ticks now, const char* kind, const std::string& begin, const std::string& item) {
  if (!lines.empty() && lines.back().at == now && lines.back().kind == kind && lines.back().text.find(begin) != std::string::npos) {
    lines.back().text += ", " + near(actor, item);
    return lines.back();
  }
  return add(actor, now, kind, begin + item);
}

std::string Story::resource_name(std::uint32_t instance) const {
  const std::string& name = net_.resources[net_.instance_resource[instance]].name;
  const std::uint32_t site = net_.instance_site[instance];
  return site == no_index ? name : name + "@" + net_.sites[site];
}

std::string Story::request_words(const RequestCode& request, const Patient& patient) const {
  std::string words;
  for (std::uint32_t i = 0; i < request.choices; ++i)
    words += (i == 0 ? "" : request.grab == Grab::all_of ? " and " : " or ") +
             resource_name(net_.choices[request.first_choice + i].at(patient.site == no_site ? 0 : patient.site));
  return words;
}

// ---------------------------------------------------------------- the crowd

void Crowd::saw(Watcher::What what, const Patient& patient, std::uint32_t position) {
  if (what == Watcher::What::arrived) seen_.erase(&patient);  // a record that is used again
  if (what == Watcher::What::waits) queue(patient, position, 1);
  if (what == Watcher::What::granted || what == Watcher::What::gave_up) queue(patient, position, -1);
  count_holdings(patient);
  if (what == Watcher::What::left) {
    seen_.erase(&patient);
    return;
  }
  Seen& seen = seen_[&patient];
  seen.position = position;
  seen.waits = what == Watcher::What::waits;
}

std::vector<std::pair<std::string, std::int64_t>> Crowd::holders(std::uint32_t instance) const {
  std::map<std::string, std::int64_t> units;
  for (const auto& [patient, seen] : seen_) {
    std::int64_t held = 0;
    for (const Holding& holding : seen.held) held += holding.units > 0 && holding.instance == instance ? holding.units : 0;
    if (held == 0 || seen.position == no_index) continue;
    const Op& op = net_.ops[seen.position];
    std::string doing = op.action == no_index ? "on the way" : "in " + net_.steps[net_.actions[op.action].step].name;
    if (seen.waits && op.code == OpCode::seize) doing = "waiting for " + net_.resources[net_.instance_resource[net_.choices[net_.requests[op.b].first_choice].first]].name;
    units[doing] += held;
  }
  std::vector<std::pair<std::string, std::int64_t>> list(units.begin(), units.end());
  std::stable_sort(list.begin(), list.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
  return list;
}

void Crowd::queue(const Patient& patient, std::uint32_t position, int by) {
  if (net_.ops[position].code != OpCode::seize) return;
  const RequestCode& request = net_.requests[net_.ops[position].b];
  for (std::uint32_t i = 0; i < request.choices; ++i)
    waiting_[net_.choices[request.first_choice + i].at(patient.site == no_site ? 0 : patient.site)] += by;
}

void Crowd::count_holdings(const Patient& patient) {
  std::vector<Holding>& before = seen_[&patient].held;
  before.resize(net_.holding_slots);
  const Holding* now = holdings(patient);
  for (std::size_t slot = 0; slot < before.size(); ++slot) {
    if (before[slot].units == 0 && now[slot].units == 0) continue;
    in_use_[before[slot].instance] -= before[slot].units;
    in_use_[now[slot].instance] += now[slot].units;
    before[slot] = now[slot];
  }
}

std::optional<std::int64_t> Crowd::in_use(std::uint32_t instance) const {
  if (net_.resources[net_.instance_resource[instance]].tracks_holders) return std::nullopt;
  return in_use_[instance];
}

}  // namespace careway
