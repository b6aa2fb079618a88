// Where patients come from.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/mix.hpp"
#include "base/whole.hpp"
#include "engine/engine.hpp"
#include "network/limits.hpp"
#include "random/draw.hpp"

namespace careway {

namespace {

constexpr std::uint64_t gap_draw = name_key("careway.gap");
constexpr std::uint64_t keep_draw = name_key("careway.keep");
constexpr std::uint64_t show_draw = name_key("careway.no_show");
constexpr std::uint64_t extra_name = name_key("careway.extra");
constexpr std::uint64_t times_draw = name_key("careway.times");
constexpr std::size_t most_planned = 10'000'000;

}  // namespace

void Engine::start_streams() {
  curves_.reserve(net_.sources.size());
  for (const SourceInfo& source : net_.sources) {
    if (source.kind == SourceInfo::Kind::present) continue;
    curves_.emplace_back(net_, source, run_key_);
    Stream stream;
    stream.source = &source;
    stream.curve = static_cast<std::uint32_t>(curves_.size() - 1);
    stream.key = source_key(run_key_, source.key);
    stream.at = std::max(0.0, static_cast<double>(source.from));
    stream.last = static_cast<double>(source.until);
    const double most = most_rate_factor(source, stream.follows_state);
    streams_.push_back(stream);
    if (source.kind != SourceInfo::Kind::rate) continue;
    streams_.back().simple = !stream.follows_state && source.batch == no_index && source.trace == no_index && all_show_up(source) && curves_.back().plain();
    const std::uint64_t own_key = stream.key;
    if (curves_.back().has_extra()) {
      stream.portion = Portion::added;
      stream.key = source_key(own_key, extra_name);
      streams_.push_back(stream);
    }
    if (most > 1) {
      stream.portion = Portion::multiplied;
      stream.above = most - 1;
      stream.key = source_key(own_key, times_draw);
      streams_.push_back(stream);
    }
  }
  for (std::uint32_t i = 0; i < streams_.size(); ++i) {
    const Stream& stream = streams_[i];
    if (stream.portion == Portion::base && stream.source->initial > 0) push(0, Rank::arrivals, i | initial_flag);
  }
  for (std::uint32_t i = 0; i < streams_.size(); ++i) {
    plan_list(streams_[i]);
    schedule_arrival(i);
  }
}

/// For lists of instants: all of the run, lateness added, in order of coming.
void Engine::plan_list(Stream& stream) {
  const SourceInfo& source = *stream.source;
  if (source.kind != SourceInfo::Kind::at) return;
  const Ticks stop = std::min(source.until, end_ + (net_.needs_cohort ? 10 * net_.length : 0));
  Patient& scratch = patients_.at(scratch_);
  scratch.move_to(source.site == no_index ? no_site : static_cast<std::uint16_t>(source.site));
  std::uint64_t number = 0;  // of the instant: its patient stays itself whatever days are closed
  for (Ticks shift = 0; stream.planned.size() < most_planned; shift += source.every) {
    for (std::size_t i = 0; i < source.at.size(); ++i) {
      const Ticks at = source.at[i] + shift;
      if (at >= stop || at < source.from) continue;
      const std::uint64_t whose = source.trace == no_index ? number++ : source.rows[i];
      if ((source.days >> ((at / ticks_per_day + start_weekday_) % 7) & 1) == 0) continue;
      if (source.open != no_index && !is_open(net_.calendars[source.open], at, start_weekday_)) continue;
      scratch.key = patient_key(stream.key, whose);
      const double late = source.late == no_index ? 0 : value(source.late, scratch);
      stream.planned.push_back({std::max<Ticks>(0, at + to_ticks(late)), whose});
    }
    if (source.every == 0 || source.at.empty() || source.at[0] + shift >= stop) break;
  }
  std::stable_sort(stream.planned.begin(), stream.planned.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

/// The area under the rate between the patient before and this one.
HOT_INLINE double Engine::next_exposure(std::uint64_t key) const { return net_.unit_exponential.from_table(draw_bits(key, gap_draw, 0)); }

/// Finds the next arrival of a stream and files it. Base patients that a lower rate drops are passed over here.
void Engine::schedule_arrival(std::uint32_t number) {
  Stream& stream = streams_[number];
  const SourceInfo& source = *stream.source;
  RateCurve& curve = curves_[stream.curve];
  switch (source.kind) {
    case SourceInfo::Kind::initial:
    case SourceInfo::Kind::present: return;
    case SourceInfo::Kind::at:
      if (stream.index < stream.planned.size()) push(stream.planned[stream.index].first, Rank::arrivals, number);
      return;
    case SourceInfo::Kind::interarrival: {
      Patient& scratch = patients_.at(scratch_);
      scratch.key = patient_key(stream.key, stream.index);
      scratch.move_to(source.site == no_index ? no_site : static_cast<std::uint16_t>(source.site));
      stream.at += std::max(0.0, value(source.interarrival, scratch));
      break;
    }
    case SourceInfo::Kind::rate:
      for (;;) {
        const std::uint64_t key = stream.patient = patient_key(stream.key, stream.index);
        stream.at = curve.invert(stream.at, next_exposure(key) / stream.above, stream.portion);
        if (stream.portion != Portion::base || !curve.has_extra() || !std::isfinite(stream.at)) break;
        const double kept = curve.share_kept(stream.at);
        if (kept >= 1 || open_unit(draw_bits(key, keep_draw, 0)) < kept) break;
        ++stream.index;
      }
      break;
  }
  if (stream.at < stream.last) push(static_cast<Ticks>(stream.at), Rank::arrivals, number);
}

/// schedule_arrival() of a simple stream.
HOT_INLINE void Engine::schedule_simple(Stream& stream, std::uint32_t number) {
  stream.patient = patient_key(stream.key, stream.index);
  stream.at = curves_[stream.curve].invert_plain(stream.at, next_exposure(stream.patient));
  if (stream.at < stream.last) push(static_cast<Ticks>(stream.at), Rank::arrivals, number);
}

bool Engine::all_show_up(const SourceInfo& source) const {
  return std::all_of(net_.parameters.begin(), net_.parameters.end(), [&](const Parameters& numbers) { return numbers.no_show[source.plan] <= 0; });
}

/// Of a rate that follows the state: whether the factor of this instant lets the next patient come. Those of the rate itself come
/// when their own uniform is below it; those whom a factor above 1 adds, in proportion to what it is above 1.
bool Engine::comes(const Stream& stream) {
  const double factor = rate_factor(*stream.source);
  const double share = stream.portion == Portion::multiplied ? (factor - 1) / stream.above : factor;
  return share >= 1 || (share > 0 && open_unit(draw_bits(stream.patient, times_draw, 0)) < share);
}

void Engine::arrival(std::uint32_t number) {
  if (number & initial_flag) {
    Stream& stream = streams_[number & ~initial_flag];
    const std::uint64_t first = name_key("careway.initial");
    for (std::int64_t i = 0; i < stream.source->initial; ++i)
      welcome(*stream.source, patient_key(stream.key ^ first, static_cast<std::uint64_t>(i)));
    return;
  }
  Stream& stream = streams_[number];
  const SourceInfo& source = *stream.source;
  if (stream.follows_state && !comes(stream)) {
    ++stream.index;
    schedule_arrival(number);
    return;
  }
  const std::uint64_t index = source.kind == SourceInfo::Kind::at ? stream.planned[stream.index].second : stream.index;
  const std::uint64_t key = source.kind == SourceInfo::Kind::rate ? stream.patient : patient_key(stream.key, index);
  ++stream.index;
  std::int64_t together = 1;
  if (source.batch != no_index) {
    Patient& scratch = patients_.at(scratch_);
    scratch.key = key;
    scratch.move_to(source.site == no_index ? no_site : static_cast<std::uint16_t>(source.site));
    together = whole_within(value(source.batch, scratch), 0, largest_batch);
  }
  for (std::int64_t member = 0; member < together; ++member)
    welcome(source, member == 0 ? key : patient_key(key, static_cast<std::uint64_t>(member)), index);
  schedule_arrival(number);
}

/// One patient arrives, unless it does not show up, and does what it can at this instant. `row` is its own in a trace.
void Engine::welcome(const SourceInfo& source, std::uint64_t key, std::uint64_t row) {
  const double no_show = current_[source.site == no_index ? 0 : source.site]->no_show[source.plan];
  if (no_show > 0 && open_unit(draw_bits(key, show_draw, 0)) < no_show) return;
  const Going next = admit<true>(source, key);
  if (source.trace != no_index) take_row(*next.patient, net_.traces[source.trace], row);
  go_on(*next.patient, next.id);
}

/// A new patient, who acts next.
template <bool watched>
HOT_INLINE Engine::Going Engine::admit(const SourceInfo& source, std::uint64_t key) {
  std::uint32_t id = 0;
  Patient& p = patients_.take(id);
  p.key = key;
  p.arrived = now_;
  p.ordinal = next_ordinal_++;
  p.position = source.position;
  if (source.site != no_index) p.move_to(static_cast<std::uint16_t>(source.site));
  p.source = static_cast<std::uint32_t>(&source - net_.sources.data());
  ++record().arrived;
  ++inside_;
  record().most_inside = std::max(record().most_inside, inside_);
  if (recorder_.in_window()) ++cohort_inside_;
  recorder_.counted(source.count, p.place);
  saw<watched>(Watcher::What::arrived, p, source.position);
  return {&p, id};
}

/// The arrival of a stream in which patients come one by one and all show up, when nothing else happens at this instant. Nobody: the
/// general way must be gone.
template <bool watched>
HOT_INLINE Engine::Going Engine::arrives_alone(Event event) {
  if (event.id & initial_flag || !streams_[event.id].simple) return {};
  now_ = event.time;
  if (!due_arrivals_.empty() || queue_.pending_at(now_, static_cast<unsigned>(Rank::arrivals))) return {};
  ++record().events;
  Stream& stream = streams_[event.id];
  const Going next = admit<watched>(*stream.source, stream.patient);
  ++stream.index;
  schedule_simple(stream, event.id);
  return next;
}

/// Attributes that the row gives; the source's `set` then draws the others.
void Engine::take_row(Patient& p, const TraceInfo& trace, std::uint64_t row) {
  known_.clear();
  for (std::size_t i = 0; i < trace.slots.size(); ++i) {
    const double given = trace.values[row * trace.slots.size() + i];
    if (!std::isnan(given)) known_.push_back({trace.slots[i], given, false});
  }
  for (const KnownValue& known : known_) patients_.attributes(p)[known.slot] = known.value;
  fill(p, p.position, UINT32_MAX, known_);
  while (ops_[p.position].code == OpCode::set) ++p.position;
}

}  // namespace careway
