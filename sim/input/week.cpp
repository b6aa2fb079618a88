#include "input/week.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/words.hpp"
#include "input/scalars.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

/// One stretch within the week, and the span that it came from.
struct Stretch {
  Ticks from = 0;
  Ticks until = 0;
  std::size_t span = 0;
};

std::vector<Stretch> stretches_of(const std::vector<WeeklySpan>& spans) {
  std::vector<Stretch> list;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const WeeklySpan& span = spans[i];
    for (std::size_t day = 0; day < 7; ++day) {
      if (!span.days[day]) continue;
      const Ticks midnight = static_cast<Ticks>(day) * ticks_per_day;
      const Ticks from = midnight + span.from;
      const Ticks until = midnight + span.until + (span.until <= span.from ? ticks_per_day : 0);
      list.push_back({from, std::min(until, ticks_per_week), i});
      if (until > ticks_per_week) list.push_back({0, until - ticks_per_week, i});
    }
  }
  std::sort(list.begin(), list.end(), [](const Stretch& a, const Stretch& b) {
    return std::tie(a.from, a.until, a.span) < std::tie(b.from, b.until, b.span);
  });
  return list;
}

std::string week_text(Ticks instant) {
  const auto day = static_cast<std::size_t>(instant / ticks_per_day % 7);
  const Ticks minute = instant % ticks_per_day / ticks_per_minute;
  return fmt::format("{} {:02}:{:02}", weekday_names[day], minute / 60, minute % 60);
}

}  // namespace

std::array<bool, 7> read_days(Reader& reader, const Spot& spot) {
  std::array<bool, 7> days{};
  for (const Spot& item : items_of(reader, spot)) {
    const std::optional<int> day = item.node->is_scalar() ? parse_weekday(item.node->text) : std::nullopt;
    if (!day) {
      wrong(reader, item, "a day of the week: Mon, Tue, Wed, Thu, Fri, Sat or Sun");
      continue;
    }
    bool& chosen = days[static_cast<std::size_t>(*day)];
    if (chosen) reader.findings.error(item.place(), item.path, what_stands(*item.node) + " again", "name each day once");
    chosen = true;
  }
  return days;
}

WeeklySpan read_span(const Fields& fields) {
  Reader& reader = fields.reader();
  WeeklySpan span;
  span.place = fields.spot().place();
  if (const auto days = fields.get("days")) span.days = read_days(reader, *days);
  const auto from = fields.get("from");
  const auto until = fields.get("until");
  if (from.has_value() != until.has_value()) {
    fields.require(from ? "until" : "from", "both from and until, or neither for the whole day");
    return span;
  }
  if (!from) return span;
  span.from = read_time_of_day(reader, *from).value_or(0);
  span.until = read_time_of_day(reader, *until).value_or(ticks_per_day);
  if (span.until == ticks_per_day - ticks_per_minute)
    reader.findings.warning(until->place(), until->path, "leaves out the last minute of the day, for until does not belong to it", "the end of the day is \"24:00\"");
  if (span.from == ticks_per_day)
    reader.findings.error(from->place(), from->path, "is the end of the day",
                          "a span begins at \"00:00\" of the next day instead");
  return span;
}

void check_overlaps(Reader& reader, const std::vector<WeeklySpan>& spans, const Spot& list, const char* what) {
  const auto inside = [&](const Finding& finding) {  // a span that could not be read overlaps nothing
    return finding.severity == Severity::error && finding.path.starts_with(list.path + "[");
  };
  if (std::any_of(reader.findings.all().begin(), reader.findings.all().end(), inside)) return;
  const std::vector<Stretch> stretches = stretches_of(spans);
  std::set<std::size_t> reported;
  const Stretch* longest = nullptr;  // the stretch that reaches furthest so far
  for (const Stretch& next : stretches) {
    if (longest != nullptr && next.from < longest->until) {
      const auto [first, second] = std::minmax(next.span, longest->span);
      if (reported.insert(second).second)
        reader.findings.error(
            spans[second].place, fmt::format("{}[{}]", list.path, second + 1),
            fmt::format("overlaps {}[{}] on {}", list.path.substr(list.path.rfind('.') + 1), first + 1, week_text(next.from)),
            fmt::format("let each {} end when the next begins", what), spans[first].place);
    }
    if (longest == nullptr || next.until > longest->until) longest = &next;
  }
}

}  // namespace careway
