// The sentences of a story, one operation at a time.
#include <fmt/format.h>

#include "cli/story.hpp"

namespace careway {

bool Story::tell(Actor& actor, const Patient& patient, Ticks now, const Op& op, bool reached) {
  switch (op.code) {
    case OpCode::set: tell_set(actor, patient, now, op.a); return true;
    case OpCode::start:
    case OpCode::stop:
    case OpCode::cancel: tell_clock(actor, now, op); return true;
    case OpCode::count: {
      add_item(actor, now, "count", "is counted: ", net_.counts[op.b].name);
      return true;
    }
    case OpCode::count_by: return true;
    case OpCode::seize: return tell_seize(actor, patient, now, op, reached);
    case OpCode::wait_until: tell_lateness(actor, now, true); return true;
    case OpCode::set_site:
    case OpCode::best_site:
      if (patient.site != no_site) add(actor, now, "site", "site " + net_.sites[patient.site] + " is chosen");
      return true;
    case OpCode::fork: {
      const ForkCode& fork = net_.forks[op.b];
      for (std::uint32_t i = 0; i < fork.branches; ++i) branches_.push_back(net_.fork_targets[fork.first_branch + i]);
      add(actor, now, "fork", fmt::format("starts {} branches and waits for them", fork.branches));
      actor.expected.reset();
      ++actor.position;
      return false;
    }
    case OpCode::release:
    case OpCode::release_all: return true;  // what was held has been seen
    case OpCode::delay:
    case OpCode::until_time:
    case OpCode::until_open:
    case OpCode::jump:
    case OpCode::split:
    case OpCode::unless:
    case OpCode::leave:
    case OpCode::join:
    case OpCode::book:
    case OpCode::cancel_booking: return false;
  }
  return false;
}

/// The patient did not wait: it got it at once, or went where the others go.
bool Story::tell_seize(Actor& actor, const Patient& patient, Ticks now, const Op& op, bool reached) {
  const RequestCode& request = net_.requests[op.b];
  const Holding& holding = crowd_.holdings(patient)[net_.choice_slots[request.first_choice]];
  if (!reached && holding.units == 0 && (request.if_busy != no_index || request.if_full != no_index)) {
    add(actor, now, "turned_away", (request.if_busy != no_index ? "none is free: " : "the queue is full: ") + request_words(request, patient));
    actor.position = request.if_busy != no_index ? request.if_busy : request.if_full;
    return true;
  }
  const bool one = request.grab != Grab::all_of && holding.units > 0;
  const std::string name = one ? resource_name(holding.instance) : request_words(request, patient);
  add(actor, now, "gets", "gets " + name + " at once").resource = name;
  return true;
}

void Story::tell_set(Actor& actor, const Patient& patient, Ticks now, std::uint16_t slot) {
  const AttributeInfo& info = net_.attributes[slot];
  const double value = crowd_.attributes(patient)[slot];
  std::string text;
  if (!info.numeric) {
    const auto label = static_cast<std::size_t>(value);
    text = value >= 0 && label < info.labels.size() ? info.labels[label] : "none";
  } else {
    text = info.duration ? spoken_duration(static_cast<Ticks>(value)) : fmt::format("{:.6g}", value);
  }
  if (!lines.empty() && lines.back().kind == "arrives") {
    lines.back().text += (lines.back().attributes.empty() ? ": " : ", ") + info.name + " " + text;
    lines.back().attributes.emplace_back(info.name, text);
    return;
  }
  add_item(actor, now, "set", "is now: ", info.name + " " + text).attributes.emplace_back(info.name, text);
}

void Story::tell_clock(Actor& actor, Ticks now, const Op& op) {
  const std::string& name = net_.clock_slot_names.size() > op.b ? net_.clock_slot_names[op.b] : net_.clocks[op.b].name;
  const auto running = clocks_.find(op.a);
  if (op.code == OpCode::start) {
    clocks_[op.a] = now;
    add_item(actor, now, "clock", "clock starts: ", name);
    return;
  }
  if (running == clocks_.end()) return;  // stopping a clock that does not run does nothing
  const Ticks lasted = now - running->second;
  clocks_.erase(running);
  if (op.code == OpCode::cancel) {
    add_item(actor, now, "clock", "clock dropped: ", name);
    return;
  }
  StoryLine& line = add_item(actor, now, "clock", "clock stops: ", name + " at " + spoken_duration(lasted));
  line.lasting = lasted;
}

void Story::tell_wait(Actor& actor, Ticks now, std::uint32_t position, const Patient& patient) {
  actor.waits_since = now;
  const RequestCode& request = net_.requests[net_.ops[position].b];
  const std::uint32_t site = patient.site == no_site ? 0 : patient.site;
  const std::uint32_t first = net_.choices[request.first_choice].at(site);
  StoryLine& line = add(actor, now, "waits", "begins to wait for " + request_words(request, patient));
  line.resource = request_words(request, patient);
  line.waiting = crowd_.waiting(first);
  line.text += *line.waiting == 0 ? "; nobody else is waiting" : fmt::format("; {} other{} waiting", *line.waiting, *line.waiting == 1 ? " is" : "s are");
  const CapacityPlan& plan = net_.at(net_.epoch_of(now), site).capacities[net_.instance_resource[first]];
  if (!plan.unlimited) line.scheduled = scheduled_capacity(plan, now, weekday(net_.start));
  line.in_use = crowd_.in_use(first);
  if (line.in_use && request.choices == 1) line.text += fmt::format(", {} in use", *line.in_use) + (line.scheduled ? fmt::format(" ({} scheduled)", *line.scheduled) : "");
  if (!line.in_use) return;
  line.held_by = crowd_.holders(first);
  constexpr std::size_t most = 3;
  std::string who;
  for (std::size_t i = 0; i < std::min(most, line.held_by.size()); ++i) who += fmt::format("{}{} {}", i == 0 ? "" : ", ", line.held_by[i].second, near(actor, line.held_by[i].first));
  if (line.held_by.size() > most) who += ", …";
  if (!who.empty()) line.text += (request.choices == 1 ? ": " : "; of " + near(actor, resource_name(first)) + " held: ") + who;
}

void Story::tell_delay(Actor& actor, const Patient& patient, Ticks now, std::uint32_t position) {
  actor.position = position + 1;
  actor.expected = patient.due;
  const Ticks length = patient.due - now;
  if (length == 0) return;
  const OpCode code = net_.ops[position].code;
  const char* form = code == OpCode::delay        ? "stays {}, until {}"
                     : code == OpCode::until_time ? "waits {} for the hour, until {}"
                     : code == OpCode::until_open ? "waits {} for the opening, until {}"
                     : net_.bookings[net_.ops[position].b].patience != no_index
                         ? "is booked, and waits {} at most for the day, until {}"
                         : "is booked, to begin in {}, at {}";
  const std::string until = instant_text(patient.due, start_);
  add(actor, now, "stays", fmt::format(fmt::runtime(form), spoken_duration(length), until)).lasting = length;
}

void Story::tell_release(Actor& actor, Ticks now, std::uint32_t instance) {
  std::optional<Ticks> since;
  for (const Holding& holding : actor.held)
    if (holding.units > 0 && holding.instance == instance) since = holding.since;
  const std::string name = resource_name(instance);
  StoryLine& line = add(actor, now, "gives_back", "gives back " + name + (since ? " after " + spoken_duration(now - *since) : ""));
  line.resource = name;
  if (since) line.lasting = now - *since;
}

/// More time has passed than the delay was to last: at a condition, or because the delay was interrupted.
void Story::tell_lateness(Actor& actor, Ticks now, bool condition) {
  if (actor.expected && now > *actor.expected) {
    const std::string length = spoken_duration(now - *actor.expected);
    add(actor, now, condition ? "condition" : "interrupted",
        condition ? "has waited " + length + " for a condition" : "goes on " + length + " later than planned: it was interrupted")
        .lasting = now - *actor.expected;
  }
  if (actor.expected) actor.expected = now;
}

}  // namespace careway
