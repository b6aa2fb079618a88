// Resources, arrivals, calendars, parameters and tables: what holds as a function of time.
#include <algorithm>

#include "base/words.hpp"
#include "base/mix.hpp"
#include "network/compiler.hpp"
#include "random/distributions.hpp"

namespace careway {

namespace {

/// Weekly spans as [from, until) since Monday 00:00; one that crosses the week's end is cut in two.
std::vector<std::pair<Ticks, Ticks>> week_spans(const WeeklySpan& span) {
  std::vector<std::pair<Ticks, Ticks>> list;
  for (std::size_t day = 0; day < 7; ++day) {
    if (!span.days[day]) continue;
    const Ticks from = static_cast<Ticks>(day) * ticks_per_day + span.from;
    const Ticks length = span.until > span.from ? span.until - span.from : span.until + ticks_per_day - span.from;
    const Ticks until = from + length;
    if (until <= ticks_per_week) {
      list.emplace_back(from, until);
    } else {
      if (from < ticks_per_week) list.emplace_back(from, ticks_per_week);
      list.emplace_back(std::max<Ticks>(0, from - ticks_per_week), until - ticks_per_week);
    }
  }
  return list;
}

}  // namespace

Ticks Compiler::days_from_start(Date date) const { return (date.days - study_.experiment.start.days) * ticks_per_day; }

Ticks Compiler::instant(const InstantText& text) const {
  return text.date ? days_from_start(*text.date) + text.offset : text.offset;
}

// ---------------------------------------------------------------- resources

CapacityPlan Compiler::capacity_plan(const Resource& resource) {
  CapacityPlan plan;
  plan.unlimited = resource.unlimited;
  plan.waiting_room = resource.waiting_room.value_or(-1);
  if (resource.roster.empty()) {
    plan.week.push_back({0, resource.capacity.value_or(0)});
  } else {
    std::vector<std::pair<Ticks, std::int64_t>> edges{{0, 0}};
    for (const Shift& shift : resource.roster)
      for (const auto& [from, until] : week_spans(shift.span)) {
        edges.emplace_back(from, shift.capacity);
        edges.emplace_back(until, -shift.capacity);
      }
    std::sort(edges.begin(), edges.end());
    std::int64_t capacity = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      capacity += edges[i].second;
      const bool last_at_this_time = i + 1 == edges.size() || edges[i + 1].first != edges[i].first;
      if (!last_at_this_time || edges[i].first >= ticks_per_week) continue;
      if (plan.week.empty() || plan.week.back().capacity != capacity) plan.week.push_back({edges[i].first, capacity});
    }
  }
  for (const CapacityChange& change : resource.changes) {
    CapacityPlan::Dated dated;
    if (change.from) dated.from = days_from_start(*change.from);
    else dated.from = INT64_MIN;
    if (change.until) dated.until = days_from_start(*change.until);
    dated.set = change.set;
    dated.amount = change.amount;
    plan.dated.push_back(dated);
  }
  return plan;
}

void Compiler::compile_resources() {
  parameters_.capacities.resize(symbols_.resources.size());
  out_.resources.resize(symbols_.resources.size());
  for (const auto& pathway : variant_.pathways) {  // first the places, so that every name resolves
    for (const Resource& text : pathway->resources) {
      ResourceInfo& info = out_.resources[*symbols_.resources.find(full_name(pathway->name, text.name))];
      info.name = full_name(pathway->name, text.name);
      info.about = text.about;
      info.place = text.place;
      info.per_site = pathway->per_site && !symbols_.sites.empty();
      info.first_instance = out_.instance_count;
      const std::uint32_t instances = info.per_site ? static_cast<std::uint32_t>(symbols_.sites.size()) : 1;
      for (std::uint32_t i = 0; i < instances; ++i) {
        out_.instance_resource.push_back(static_cast<std::uint32_t>(&info - out_.resources.data()));
        out_.instance_site.push_back(info.per_site ? i : no_index);
      }
      out_.instance_count += instances;
      info.drains = text.when_capacity_falls == WhenCapacityFalls::drain;
      info.evicts = text.when_capacity_falls == WhenCapacityFalls::evict;
      info.freezes = text.when_capacity_falls == WhenCapacityFalls::freeze;
      info.tracks_holders = !info.drains;
      info.pass = text.pass;
      if (text.open.given())
        if (const auto gate = resolve(NameKind::calendar, symbols_.calendars, text.open, {pathway->name, false, pathway->per_site}, text.path + ".open"))
          info.gate = *gate;
    }
  }
}

void Compiler::compile_resource_quantities() {
  for (const auto& pathway : variant_.pathways) {
    const Scope scope{pathway->name, true, pathway->per_site};
    for (const Resource& text : pathway->resources) {
      const auto number = *symbols_.resources.find(full_name(pathway->name, text.name));
      ResourceInfo& info = out_.resources[number];
      parameters_.capacities[number] = capacity_plan(text);
      const auto draw = [&](const char* role) { return DrawName{info.name + "." + role, true}; };
      if (text.turnaround) info.turnaround = quantity(*text.turnaround, draw("turnaround"), scope);
      if (text.breakdown_every) info.breakdown_every = quantity(*text.breakdown_every, draw("breakdown_every"), scope);
      if (text.breakdown_lasting) info.breakdown_lasting = quantity(*text.breakdown_lasting, draw("breakdown_lasting"), scope);
    }
  }
}

// ---------------------------------------------------------------- arrivals

RatePlan Compiler::rate_plan(const Arrivals& text) {
  RatePlan plan;
  plan.rate = text.rate;
  plan.month = text.month;
  if (!text.hour_of_day.empty() || !text.day_of_week.empty() || !text.hour_of_week.empty()) {
    plan.hour_of_week.assign(168, 1.0);
    for (std::size_t hour = 0; hour < 168; ++hour) {
      if (!text.hour_of_day.empty()) plan.hour_of_week[hour] *= text.hour_of_day[hour % 24];
      if (!text.day_of_week.empty()) plan.hour_of_week[hour] *= text.day_of_week[hour / 24];
      if (!text.hour_of_week.empty()) plan.hour_of_week[hour] *= text.hour_of_week[hour];
    }
  }
  for (const RatePoint& point : text.points) plan.points.push_back({text.points_cycle > 0 ? point.at.offset : instant(point.at), point.weight});
  plan.points_cycle = text.points_cycle;
  plan.times_at_most = text.times_at_most;
  if (text.wave) {
    plan.wave_amplitude = text.wave->amplitude;
    plan.wave_period = text.wave->period;
    plan.wave_rising_at = text.wave->rising_at;
  }
  for (const careway::Surge& surge : text.surges) {
    RatePlan::Surge s;
    s.from = days_from_start(surge.from);
    s.until = days_from_start(surge.until);
    s.triangle = surge.peak.has_value();
    s.peak = surge.peak ? days_from_start(*surge.peak) : s.from;
    s.times = surge.times;
    plan.surges.push_back(s);
  }
  if (text.from) plan.from = instant(*text.from);
  if (text.until) plan.until = instant(*text.until);
  return plan;
}

void Compiler::compile_arrivals() {
  for (const auto& pathway : variant_.pathways)
    for (const Arrivals& arrivals : pathway->arrivals) compile_source(*pathway, arrivals);
}

void Compiler::compile_source(const Pathway& pathway, const Arrivals& text) {
  const bool by_site = pathway.per_site && !symbols_.sites.empty();
  const Scope scope{pathway.name, true, by_site};
  SourceInfo source;
  source.name = full_name(pathway.name, "arrivals." + text.name);
  switch (text.kind) {
    case Arrivals::Kind::rate: source.kind = SourceInfo::Kind::rate; break;
    case Arrivals::Kind::interarrival: source.kind = SourceInfo::Kind::interarrival; break;
    case Arrivals::Kind::at:
    case Arrivals::Kind::trace: source.kind = SourceInfo::Kind::at; break;
    case Arrivals::Kind::none: source.kind = SourceInfo::Kind::initial; break;
  }
  source.initial = text.initial;
  source.plan = static_cast<std::uint32_t>(parameters_.rates.size());
  parameters_.rates.push_back(rate_plan(text));
  parameters_.no_show.push_back(text.no_show);
  source.from = parameters_.rates.back().from;
  source.until = parameters_.rates.back().until;
  const auto draw = [&](const char* role) { return DrawName{source.name + "." + role, false}; };
  if (text.interarrival) source.interarrival = quantity(*text.interarrival, draw("interarrival"), scope);
  if (text.batch) source.batch = quantity(*text.batch, draw("batch"), scope);
  may_be_negative_ = true;
  if (text.late) source.late = quantity(*text.late, draw("late"), scope);
  may_be_negative_ = false;
  for (const InstantText& at : text.at) source.at.push_back(instant(at));
  std::sort(source.at.begin(), source.at.end());
  source.every = text.at_each_day ? ticks_per_day : text.every.value_or(0);
  source.days = 0;
  for (std::size_t day = 0; day < 7; ++day) source.days = static_cast<std::uint8_t>(source.days | (text.days[day] ? 1u << day : 0u));
  if (text.open.given())
    if (const auto calendar = resolve(NameKind::calendar, symbols_.calendars, text.open, scope, text.path + ".open")) source.open = *calendar;
  if (text.times) source.times = expression(*text.times, {pathway.name, false, by_site}, text.path + ".times", Meaning::number);
  if (text.varies_cv > 0) {
    const std::string name = text.varies_with.empty() ? source.name : "factor:" + text.varies_with;
    const auto [at, fresh] = factor_index_.emplace(name, static_cast<std::uint32_t>(out_.daily_factors.size()));
    if (fresh) {
      Network::DailyFactor factor{name, text.varies_cv, name_key(name), samplers_.compile(distribution::gamma(1.0, text.varies_cv))};
      out_.daily_factors.push_back(factor);
    } else if (out_.daily_factors[at->second].cv != text.varies_cv) {
      findings_.error(text.place, text.path, "shares the factor " + text.varies_with + " but has another cv", "give both the same cv");
    }
    source.varies = at->second;
  }
  if (text.trace) source.trace = compile_trace(*text.trace, by_site);
  source.count = count_named(source.name, text.about, by_site);
  source.position = static_cast<std::uint32_t>(out_.ops.size());
  current_action_ = no_index;
  set_attributes(text.set, source.name, scope, false);
  count_by(source.name, 0);
  emit_op(OpCode::jump, 0, 0, target(text.enter, scope, text.path + ".enter"));
  source_entries_.push_back({source.position, by_site, text.trace ? out_.traces.back().slots : std::vector<std::uint16_t>{}});
  for (std::uint32_t site = 0; site < (by_site ? symbols_.sites.size() : 1); ++site) {
    source.site = by_site ? site : no_index;
    source.keyed = source.name + (by_site ? "@" + symbols_.sites[site] : "");
    source.key = name_key(source.keyed);
    if (text.trace) take_rows(*text.trace, site, source);
    out_.sources.push_back(source);
  }
}

// ---------------------------------------------------------------- calendars, parameters, tables

void Compiler::compile_calendars() {
  out_.calendars.resize(symbols_.calendars.size());
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Calendar& calendar : blocks.calendars) compile_calendar(calendar, pathway);
  });
}

void Compiler::compile_calendar(const Calendar& text, const std::string& pathway) {
  CalendarInfo& info = out_.calendars[*symbols_.calendars.find(full_name(pathway, text.name))];
  info.name = full_name(pathway, text.name);
  std::vector<std::pair<Ticks, Ticks>> spans;
  for (const WeeklySpan& span : text.open)
    for (const auto& piece : week_spans(span)) spans.push_back(piece);
  std::sort(spans.begin(), spans.end());
  for (const auto& span : spans) {
    if (!info.week.empty() && info.week.back().second >= span.first)
      info.week.back().second = std::max(info.week.back().second, span.second);
    else
      info.week.push_back(span);
  }
  for (const Date date : text.closed_on) info.special.emplace_back(date.days - study_.experiment.start.days, std::nullopt);
  for (const auto& day : text.open_on) {
    const std::int64_t number = day.date.days - study_.experiment.start.days;
    info.special.erase(std::remove_if(info.special.begin(), info.special.end(), [&](const auto& s) { return s.first == number; }),
                       info.special.end());
    if (day.hours) info.special.emplace_back(number, day.hours);
  }
  std::sort(info.special.begin(), info.special.end());
}

void Compiler::compile_parameters() {
  out_.parameters_info.resize(symbols_.parameters.size());
  out_.parameter_names = symbols_.parameters.names();
  parameters_.values.resize(symbols_.parameters.size());
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Parameter& text : blocks.parameters) {
      const auto number = *symbols_.parameters.find(full_name(pathway, text.name));
      parameters_.values[number] = text.value;
      out_.parameters_info[number].per_site = per_site(pathway) && !symbols_.sites.empty();
    }
  });
  out_.parameter_values = 0;
  for (auto& info : out_.parameters_info) {
    info.first = out_.parameter_values;
    out_.parameter_values += info.per_site ? static_cast<std::uint32_t>(symbols_.sites.size()) : 1;
  }
}

void Compiler::compile_tables() {
  out_.tables.resize(symbols_.tables.size());
  parameters_.tables.resize(symbols_.tables.size());
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Table& table : blocks.tables) compile_table(table, pathway);
  });
}

/// A table that lacks a label would say 0 for it, as it does for a number that is not known beforehand.
void Compiler::expect_all_labels(std::uint32_t attribute, const Table& text, std::size_t key) {
  if (symbols_.attributes_info[attribute].open)
    findings_.warning(text.place, text.path, "gives 0 for every " + text.keys[key].text + " without an entry, and that is drawn or computed", "take care that it is one of them, or use a formula");
  for (const std::string& label : symbols_.labels(attribute))
    if (std::find(text.labels[key].begin(), text.labels[key].end(), label) == text.labels[key].end())
      findings_.error(text.place, text.path, "has no entry for " + text.keys[key].text + " \"" + label + "\"", "add it; every label needs one");
}

void Compiler::compile_table(const Table& text, const std::string& pathway) {
  const auto number = *symbols_.tables.find(full_name(pathway, text.name));
  TableInfo& info = out_.tables[number];
  info.name = full_name(pathway, text.name);
  info.duration = text.duration;
  for (std::size_t k = 0; k < text.keys.size(); ++k) {
    TableInfo::Key key;
    const Word& word = text.keys[k];
    key.is_site = word.text == "site";
    const std::uint32_t attribute = key.is_site ? no_index : attribute_named(word.text, word.place, text.path + ".keys").value_or(no_index);
    for (const std::string& label : text.labels[k]) {
      std::optional<double> value;
      if (key.is_site) {
        const auto site = symbols_.site(label);
        if (!site) unknown_name(findings_, text.place, text.path, label, "site", symbols_.sites);
        else value = *site;
      } else if (attribute != no_index) {
        value = symbols_.label_value(attribute, label);
        if (const std::vector<std::string> labels = symbols_.labels(attribute); !value && nearest_word(label, labels).empty() && !labels.empty())
          findings_.warning(text.place, text.path, "has an entry for " + word.text + " \"" + label + "\", which never occurs", "delete it, unless other data have it");
        else if (!value)
          unknown_name(findings_, text.place, text.path, label, ("label of " + word.text).c_str(), labels);
      }
      key.values.push_back(value.value_or(-1e300));
    }
    if (attribute != no_index) expect_all_labels(attribute, text, k);
    info.keys.push_back(std::move(key));
  }
  if (text.duration && std::any_of(text.values.begin(), text.values.end(), [](double value) { return value < 0; }))
    findings_.error(text.place, text.path, "has a duration below 0", "write durations from 0 on");
  parameters_.tables[number] = text.values;
}

}  // namespace careway
