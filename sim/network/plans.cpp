// Capacity and opening hours as functions of time.
#include <algorithm>

#include "network/network.hpp"

namespace careway {

namespace {

constexpr Ticks latest_search = 3660 * ticks_per_day;

Ticks in_week(Ticks t, int start_weekday) {
  const Ticks since_monday = t + start_weekday * ticks_per_day;
  return ((since_monday % ticks_per_week) + ticks_per_week) % ticks_per_week;
}

std::int64_t day_of(Ticks t) { return t >= 0 ? t / ticks_per_day : -((-t + ticks_per_day - 1) / ticks_per_day); }

const std::optional<std::pair<Ticks, Ticks>>* special_day(const CalendarInfo& calendar, std::int64_t day) {
  const auto at = std::lower_bound(calendar.special.begin(), calendar.special.end(), day,
                                   [](const auto& entry, std::int64_t d) { return entry.first < d; });
  return at != calendar.special.end() && at->first == day ? &at->second : nullptr;
}

}  // namespace

std::int64_t scheduled_capacity(const CapacityPlan& plan, Ticks t, int start_weekday) {
  const Ticks offset = in_week(t, start_weekday);
  std::int64_t capacity = plan.week.empty() ? 0 : plan.week[0].capacity;
  for (const auto& point : plan.week)
    if (point.offset <= offset) capacity = point.capacity;
  for (const auto& change : plan.dated) {
    if (t < change.from || t >= change.until) continue;
    capacity = change.set ? change.amount : capacity + change.amount;
  }
  return std::max<std::int64_t>(0, capacity);
}

Ticks next_capacity_change(const CapacityPlan& plan, Ticks t, int start_weekday) {
  Ticks next = never;
  if (plan.week.size() > 1) {
    const Ticks offset = in_week(t, start_weekday);
    Ticks wait = ticks_per_week - offset + plan.week[0].offset;
    for (const auto& point : plan.week)
      if (point.offset > offset) {
        wait = point.offset - offset;
        break;
      }
    next = t + wait;
  }
  for (const auto& change : plan.dated) {
    if (change.from > t) next = std::min(next, change.from);
    if (change.until > t) next = std::min(next, change.until);
  }
  return next;
}

bool is_open(const CalendarInfo& calendar, Ticks t, int start_weekday) {
  const std::int64_t day = day_of(t);
  if (const auto* special = special_day(calendar, day)) {
    const Ticks time = t - day * ticks_per_day;
    return special->has_value() && time >= (*special)->first && time < (*special)->second;
  }
  const Ticks offset = in_week(t, start_weekday);
  return std::any_of(calendar.week.begin(), calendar.week.end(),
                     [&](const auto& span) { return offset >= span.first && offset < span.second; });
}

Ticks next_calendar_change(const CalendarInfo& calendar, Ticks t, int start_weekday) {
  const std::int64_t day = day_of(t);
  const Ticks midnight = (day + 1) * ticks_per_day;
  Ticks next = midnight;
  if (const auto* special = special_day(calendar, day)) {
    if (special->has_value())
      for (const Ticks edge : {(*special)->first, (*special)->second})
        if (day * ticks_per_day + edge > t) next = std::min(next, day * ticks_per_day + edge);
    return next;
  }
  const Ticks offset = in_week(t, start_weekday);
  for (const auto& span : calendar.week)
    for (const Ticks edge : {span.first, span.second})
      if (edge > offset) next = std::min(next, t + edge - offset);
  return next;
}

Ticks next_opening(const CalendarInfo& calendar, Ticks t, int start_weekday) {
  const Ticks last = t + latest_search;
  while (!is_open(calendar, t, start_weekday)) {
    t = next_calendar_change(calendar, t, start_weekday);
    if (t > last) return never;
  }
  return t;
}

}  // namespace careway
