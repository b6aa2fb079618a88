#include "engine/streams.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "random/draw.hpp"
#include "random/elementary.hpp"

namespace careway {

namespace {

constexpr double two_pi = 6.283185307179586476925;

bool same_shape(const RatePlan& a, const RatePlan& b) {
  return a.wave_amplitude == b.wave_amplitude && a.wave_period == b.wave_period && a.wave_rising_at == b.wave_rising_at;
}

std::int64_t day_of(Ticks t) { return t >= 0 ? t / ticks_per_day : -1; }

/// Straight up to `times` at the peak and back, one value for each day; or `times` throughout.
double surge_factor(const RatePlan::Surge& surge, std::int64_t day) {
  const Ticks t = day * ticks_per_day;
  if (t < surge.from || t >= surge.until) return 1;
  if (!surge.triangle) return surge.times;
  const bool rising = t < surge.peak;
  const double span = static_cast<double>(rising ? surge.peak - surge.from : surge.until - surge.peak);
  const double way = static_cast<double>(rising ? t - surge.from : surge.until - t);
  return 1 + (surge.times - 1) * (span > 0 ? way / span : 1);
}

}  // namespace

RateCurve::RateCurve(const Network& net, const SourceInfo& source, std::uint64_t run_key)
    : net_(net),
      source_(source),
      run_key_(run_key),
      site_(source.site == no_index ? 0 : source.site),
      start_weekday_(weekday(net.start)),
      base_(&net.base_rates[site_][source.plan]) {
  for (std::size_t epoch = 0; epoch < net.epoch_starts.size(); ++epoch) {
    const RatePlan& actual = net.at(epoch, site_).rates[source.plan];
    if (!same_shape(*base_, actual)) {  // another wave: other patients, no common ones to keep
      base_ = &actual;
      has_extra_ = false;
      break;
    }
    has_extra_ = has_extra_ || !(*base_ == actual);
    lines_ = lines_ || !actual.points.empty();
  }
  lines_ = lines_ || !base_->points.empty();
}

/// The multiplier of a rate that changes in straight lines.
RateCurve::Line RateCurve::shape(const RatePlan& plan, Ticks t, Ticks& until) const {
  const Ticks cycle = plan.points_cycle;
  const Ticks offset = cycle == 0 ? t : (t + (cycle == ticks_per_week ? start_weekday_ * ticks_per_day : 0)) % cycle;
  const auto next = std::upper_bound(plan.points.begin(), plan.points.end(), offset, [](Ticks at, const RatePlan::Point& point) { return at < point.at; });
  if (next != plan.points.end()) until = std::min(until, t + next->at - offset);
  if (next == plan.points.begin()) return {next->weight, 0};
  const RatePlan::Point& before = *(next - 1);
  if (next == plan.points.end()) return {before.weight, 0};
  const double slope = (next->weight - before.weight) / static_cast<double>(next->at - before.at);
  return {before.weight + slope * static_cast<double>(offset - before.at), slope};
}

RateCurve::Line RateCurve::rate(const RatePlan& plan, Ticks t, Ticks& until) const {
  if (t < plan.from) {
    until = std::min(until, plan.from);
    return {};
  }
  if (t >= plan.until) return {};
  until = std::min(until, plan.until);
  const std::int64_t day = day_of(t);
  double rate = plan.rate;
  if (!plan.hour_of_week.empty()) {
    const Ticks since_monday = t + start_weekday_ * ticks_per_day;
    rate *= plan.hour_of_week[static_cast<std::size_t>((since_monday / ticks_per_hour) % 168)];
    until = std::min(until, (t / ticks_per_hour + 1) * ticks_per_hour);
  }
  if (!plan.month.empty()) rate *= plan.month[static_cast<std::size_t>(to_civil({net_.start.days + day}).month - 1)];
  for (const auto& surge : plan.surges) rate *= surge_factor(surge, day);
  if (!plan.month.empty() || !plan.surges.empty()) until = std::min(until, (day + 1) * ticks_per_day);
  if (plan.points.empty()) return {rate, 0};
  const Line line = shape(plan, t, until);
  return {rate * line.value, rate * line.slope};
}

double RateCurve::daily_factor(std::int64_t day) const {
  const Network::DailyFactor& factor = net_.daily_factors[source_.varies];
  const std::uint64_t key = patient_key(source_key(run_key_, factor.key), static_cast<std::uint64_t>(day));
  return factor.sampler.sample(draw_bits(key, factor.key, 0));
}

RateCurve::Piece RateCurve::find_piece(double at) const {
  const auto t = static_cast<Ticks>(at);
  const std::size_t epoch = net_.epoch_of(t);
  Ticks until = epoch + 1 < net_.epoch_starts.size() ? net_.epoch_starts[epoch + 1] : never;
  Piece piece;
  piece.from = at;
  piece.origin = static_cast<double>(t);
  piece.base = rate(*base_, t, until);
  piece.actual = has_extra_ ? rate(net_.at(epoch, site_).rates[source_.plan], t, until) : piece.base;
  if (source_.varies != no_index) {
    const double factor = daily_factor(day_of(t));
    piece.base = {piece.base.value * factor, piece.base.slope * factor};
    piece.actual = {piece.actual.value * factor, piece.actual.slope * factor};
    until = std::min(until, (day_of(t) + 1) * ticks_per_day);
  }
  piece.until = std::min(longest(), until == never ? std::numeric_limits<double>::infinity() : static_cast<double>(until));
  return piece;
}

/// Area under 1 + a sin(2 pi (t - rising) / period) between two instants.
double RateCurve::wave_area(const RatePlan& plan, double from, double to) {
  const double a = plan.wave_amplitude, period = plan.wave_period;
  const double lower = portable::cos_turns((from - plan.wave_rising_at) / period), upper = portable::cos_turns((to - plan.wave_rising_at) / period);
  return (to - from) + a * period / two_pi * (lower - upper);
}

/// How far along a rate, that begins with `value` and grows by `slope`, the exposure is used up; beyond `length` it never is,
/// and what is left of it is kept. A rate below 0 counts as 0.
double RateCurve::reach(double value, double slope, double length, double& exposure) {
  double begin = 0, end = length;
  if (value < 0 && slope > 0) begin = std::min(length, -value / slope);
  if (value > 0 && slope < 0) end = std::min(length, -value / slope);
  if ((value <= 0 && slope <= 0) || end <= begin) return length + 1;
  const double at_begin = std::max(0.0, value + slope * begin), span = end - begin;
  const double area = span * (at_begin + 0.5 * slope * span);
  if (!(area >= exposure)) {
    exposure -= std::max(0.0, area);
    return length + 1;
  }
  const double root = std::sqrt(std::max(0.0, at_begin * at_begin + 2 * slope * exposure));
  return std::min(begin + 2 * exposure / (at_begin + root), end);
}

/// Of rates that change in straight lines: the area under one is solved for its length.
double RateCurve::invert_lines(double from, double exposure, Portion portion, double end) {
  for (double t = from; t < end;) {
    const Piece& now = piece(t);
    const double until = now.until, since = t - now.origin;
    double value = now.base.value, slope = now.base.slope;
    if (portion == Portion::multiplied) value = now.actual.value, slope = now.actual.slope;
    if (portion == Portion::added) value = now.actual.value - now.base.value, slope = now.actual.slope - now.base.slope;
    const double length = reach(value + slope * since, slope, until - t, exposure);
    if (length <= until - t) return t + length;
    t = until;
  }
  return std::numeric_limits<double>::infinity();
}

double RateCurve::invert(double from, double exposure, Portion portion) {
  const double end = longest();
  if (lines_) return invert_lines(from, exposure, portion, end);
  double t = from;
  while (t < end) {
    const Piece& now = piece(t);
    const double rate = portion == Portion::base ? now.base.value : portion == Portion::multiplied ? now.actual.value : std::max(0.0, now.actual.value - now.base.value);
    const double until = now.until;
    if (base_->wave_amplitude == 0) {
      if (rate * (until - t) >= exposure && rate > 0) return std::min(t + exposure / rate, until);
      exposure -= rate * (until - t);
    } else {
      const double whole = rate * wave_area(*base_, t, until);
      if (whole >= exposure && rate > 0) {
        double low = t, high = until;
        for (int i = 0; i < 80 && high - low > 1e-4; ++i) {  // to a ten-thousandth of a millisecond
          const double middle = 0.5 * (low + high);
          (rate * wave_area(*base_, t, middle) < exposure ? low : high) = middle;
        }
        return high;
      }
      exposure -= whole;
    }
    t = until;
  }
  return std::numeric_limits<double>::infinity();
}

double RateCurve::share_kept(double t) {
  if (!has_extra_) return 1;
  const Piece& now = piece(t);
  const double base = now.base.value + now.base.slope * (t - now.origin), actual = now.actual.value + now.actual.slope * (t - now.origin);
  return base > 0 ? std::clamp(actual / base, 0.0, 1.0) : 0;
}

}  // namespace careway
