// Where patients come from.
#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

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
constexpr std::size_t planned_at_once = 32;  // patients, about; the floor program of bench/ takes as long with 8 and 64
constexpr std::size_t most_of_one = 64;      // of one stream

}  // namespace

void Engine::start_streams() {
  curves_.reserve(subnetwork_->sources.size());
  for (const std::uint32_t which : subnetwork_->sources) {
    const SourceInfo& source = net_.sources[which];
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
  plan_length_ = planned_at_once / net_.expected_events_per_tick;
  for (std::uint32_t i = 0; i < streams_.size(); ++i) {
    if (streams_[i].simple) {
      simple_.push_back(i);
      next_simple(streams_[i]);
    } else {
      plan_list(streams_[i]);
      schedule_arrival(i);
    }
  }
  coming_.reserve(2 * most_of_one * simple_.size());
  plan_arrivals();
  coming_stands_by();
}

/// For lists of instants: all of the run, lateness added, in order of coming. Whose instant lies beyond the end may come before it.
void Engine::plan_list(Stream& stream) {
  constexpr Ticks far_enough = 2 * ticks_per_week;  // of instants of which nobody came before the end: none of later ones will
  const SourceInfo& source = *stream.source;
  if (source.kind != SourceInfo::Kind::at) return;
  const Ticks end = net_.needs_cohort ? latest_end() : end_;
  const bool exact = source.late == no_index;
  Ticks last_early = end;
  Patient& scratch = patients_.at(scratch_);
  scratch.move_to(source.site == no_index ? no_site : static_cast<std::uint16_t>(source.site));
  std::uint64_t number = 0;  // of the instant: its patient stays itself whatever days are closed
  for (Ticks shift = 0; stream.planned.size() < most_planned; shift += source.every) {
    for (std::size_t i = 0; i < source.at.size(); ++i) {
      const Ticks at = source.at[i] + shift;
      if (at >= source.until || at < source.from || (at >= end && exact)) continue;
      const std::uint64_t whose = source.trace == no_index ? number++ : source.rows[i];
      if ((source.days >> ((at / ticks_per_day + start_weekday_) % 7) & 1) == 0) continue;
      if (source.open != no_index && !is_open(net_.calendars[source.open], at, start_weekday_)) continue;
      scratch.key = patient_key(stream.key, whose);
      const Ticks comes = exact ? at : std::max<Ticks>(0, at + to_ticks(value(source.late, scratch)));
      if (at >= end && comes >= end) continue;
      stream.planned.push_back({comes, whose});
      last_early = std::max(last_early, at);
    }
    const Ticks stop = std::min(source.until, exact ? end : last_early + far_enough);
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

/// Works out the next patients of all simple streams, some at a time, since then their draws do not wait for one another.
void Engine::plan_arrivals() {
  coming_.erase(coming_.begin(), coming_.begin() + static_cast<std::ptrdiff_t>(come_end_));
  come_ = 0;
  double first = std::numeric_limits<double>::infinity();
  for (const std::uint32_t number : simple_)
    if (const Stream& stream = streams_[number]; stream.at < stream.last) first = std::min(first, stream.at);
  double until = first + plan_length_;
  for (const std::uint32_t number : simple_) {
    Stream& stream = streams_[number];
    for (std::size_t left = most_of_one; stream.at < until && stream.at < stream.last; --left) {
      if (left == 0) {  // a surge: what others have planned beyond this is kept
        until = stream.at;
        break;
      }
      coming_.push_back({static_cast<Ticks>(stream.at), number, static_cast<std::uint32_t>(stream.index), stream.patient});
      ++stream.index;
      next_simple(stream);
    }
  }
  const auto order = [](const Coming& coming) { return std::tuple(coming.at, coming.stream, coming.number); };
  if (simple_.size() > 1) std::sort(coming_.begin(), coming_.end(), [&](const Coming& x, const Coming& y) { return order(x) < order(y); });
  const auto end = std::partition_point(coming_.begin(), coming_.end(), [&](const Coming& coming) { return static_cast<double>(coming.at) < until; });
  come_end_ = static_cast<std::size_t>(end - coming_.begin());
  const std::size_t wanted = std::max(planned_at_once, 2 * simple_.size());
  if (come_end_ > 2 * wanted) plan_length_ /= 2;
  else if (come_end_ < wanted / 2) plan_length_ *= 2;
}

/// Finds the next patient of a simple stream.
HOT_INLINE void Engine::next_simple(Stream& stream) {
  stream.patient = patient_key(stream.key, stream.index);
  stream.at = curves_[stream.curve].invert_plain(stream.at, next_exposure(stream.patient));
}

HOT_INLINE void Engine::coming_stands_by() {
  const Coming next = come_ != come_end_ ? coming_[come_] : Coming();
  queue_.stand_by(next.at, static_cast<unsigned>(Rank::arrivals), next.stream);
}

/// The patient of a simple stream who comes now; the next one stands by.
HOT_INLINE std::uint64_t Engine::take_coming() {
  const std::uint64_t patient = coming_[come_++].patient;
  if (come_ == come_end_) plan_arrivals();
  coming_stands_by();
  return patient;
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

/// The arrival of this event, in general; `coming`: whose it is, of a simple stream.
void Engine::arrive(std::uint32_t number, std::uint64_t coming) {
  if (!due_arrivals_.empty() || arrivals_pending()) {  // several at one instant: in order of declaration, those present first
    busy_ = true;
    const auto place = [](std::uint32_t of) { return std::pair(!(of & initial_flag), of); };
    const auto after = std::find_if(due_arrivals_.begin(), due_arrivals_.end(), [&](const auto& due) { return place(due.first) > place(number); });
    due_arrivals_.insert(after, {number, coming});
  } else {
    ++record().events;
    arrival(number, coming);
  }
}

void Engine::arrival(std::uint32_t number, std::uint64_t coming) {
  if (number & initial_flag) {
    Stream& stream = streams_[number & ~initial_flag];
    const std::uint64_t first = name_key("careway.initial");
    for (std::int64_t i = 0; i < stream.source->initial; ++i)
      welcome(*stream.source, patient_key(stream.key ^ first, static_cast<std::uint64_t>(i)));
    return;
  }
  Stream& stream = streams_[number];
  const SourceInfo& source = *stream.source;
  if (stream.simple) return welcome(source, coming);
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
  comes_in<watched>(p);
  if (recorder_.in_window()) ++cohort_inside_;
  recorder_.counted(source.count, p.place);
  saw<watched>(Watcher::What::arrived, p, source.position);
  return {&p, id};
}

/// The arrival of this event. Somebody: it is of a simple stream and nothing else happens at this instant, and that patient acts next.
template <bool watched>
HOT_INLINE Engine::Going Engine::arrives(Ticks time, std::uint32_t stream) {
  now_ = time;
  if (!is_simple(stream)) {
    arrive(stream, 0);
    return {};
  }
  const std::uint64_t patient = take_coming();
  if (!due_arrivals_.empty() || arrivals_pending()) {
    arrive(stream, patient);
    return {};
  }
  ++record().events;
  return admit<watched>(*streams_[stream].source, patient);
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
