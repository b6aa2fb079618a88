#include "study/offered_load.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <numeric>

#include "base/wide.hpp"
#include "engine/engine.hpp"
#include "network/expected_arrivals.hpp"

namespace careway {

namespace {

constexpr double most_arrivals = 1e6;
constexpr double far_too_many = 2e7;  // half a minute at most
constexpr std::uint64_t most_facts = 60'000'000;  // a few seconds; the largest shipped model has 21 million in sixteen weeks
constexpr std::uint64_t pilot_seed = 20240101;

struct TooMuch {};

/// Ends a pilot in which too much happens: patients who never leave grow more and more. Also one of which that is clear early, by the
/// pace of a million facts.
class Patience final : public Watcher {
 public:
  explicit Patience(const Network& pilot) : end_(static_cast<double>(pilot.warm_up + pilot.length)) {}
  void saw(What, Ticks now, const Patient&, std::uint32_t, std::uint32_t) override {
    ++facts_;
    if (facts_ > most_facts) throw TooMuch{};
    if (now < then_) {  // another subnetwork begins
      then_ = now;
      since_then_ = 0;
    }
    if (++since_then_ < million) return;
    // Nothing passes while all is at one instant, of which the engine says more when it has no end.
    const auto passed = static_cast<double>(now - then_);
    if (passed > 0 && static_cast<double>(million) / passed * end_ > clearly * static_cast<double>(most_facts)) throw TooMuch{};
    then_ = now;
    since_then_ = 0;
  }
  bool wants_order() const override { return false; }

 private:
  static constexpr std::uint64_t million = 1'000'000;
  static constexpr double clearly = 2;  // times too much
  double end_;
  Ticks then_ = never;  ///< when the count of a million facts began
  std::uint64_t facts_ = 0, since_then_ = 0;
};

Record watched_run(const Network& pilot, const Layout& layout) {
  Patience patience(pilot);
  return Engine(pilot, layout, pilot_seed, 0, &patience).run();
}

double arrivals_per_week(const Network& net) {
  double rate = 0;
  for (const SourceInfo& source : net.sources)
    if (source.kind == SourceInfo::Kind::rate) rate += net.at(0, source.site == no_index ? 0 : source.site).rates[source.plan].rate;
  return rate * static_cast<double>(ticks_per_week);
}

/// The same network with capacity for everybody, measured by the hour.
Network lifted(const Network& net, Ticks warm_up, Ticks length) {
  Network pilot = net;
  for (Parameters& parameters : pilot.parameters)
    for (CapacityPlan& plan : parameters.capacities) {
      plan.lifted = !plan.unlimited;
      plan.unlimited = true;
    }
  pilot.rules.clear();
  for (Subnetwork& each : pilot.subnetworks) each.rules.clear();
  pilot.whole.rules.clear();
  for (LevelInfo& level : pilot.levels) level.distribution = false;  // of a capacity without limit it would have no end
  pilot.needs_cohort = false;
  pilot.lifted = true;
  pilot.warm_up = warm_up;
  pilot.length = length;
  pilot.buckets.clear();
  for (Ticks t = warm_up; t < warm_up + length; t += ticks_per_hour) pilot.buckets.emplace_back(t, t + ticks_per_hour);
  return pilot;
}

/// Without those who are there from the start and never renewed. False: there are none.
bool drop_closed(Network& pilot) {
  bool some = false;
  for (SourceInfo& source : pilot.sources) {
    if (source.kind != SourceInfo::Kind::initial || source.initial == 0) continue;
    source.initial = 0;
    some = true;
  }
  return some;
}

bool depends_on_hour(const RatePlan& plan) { return !plan.hour_of_week.empty() || plan.wave_amplitude != 0; }

/// Does anything in the model know the hour of the week: a rate, a list of instants, a roster, a calendar, an expression?
bool depends_on_hour(const Network& net) {
  for (const SourceInfo& source : net.sources)
    if (source.kind == SourceInfo::Kind::at) return true;
  for (const Parameters& numbers : net.parameters) {
    if (std::any_of(numbers.rates.begin(), numbers.rates.end(), [](const RatePlan& plan) { return depends_on_hour(plan); })) return true;
    if (std::any_of(numbers.capacities.begin(), numbers.capacities.end(), [](const CapacityPlan& plan) { return plan.week.size() > 1; })) return true;
  }
  const auto of_hours = [](const Op& op) { return op.code == OpCode::until_time || op.code == OpCode::until_open || op.code == OpCode::book; };
  if (!net.calendars.empty() || std::any_of(net.ops.begin(), net.ops.end(), of_hours)) return true;
  return std::any_of(net.instructions.begin(), net.instructions.end(), [](const Instruction& i) {
    return i.code == Instruction::Code::hour || i.code == Instruction::Code::weekday || i.code == Instruction::Code::time_of_day;
  });
}

/// Added up exactly and divided once: an average of twos is 2.
double time_average(const std::vector<Int128>& hours) {
  const Int128 sum = std::accumulate(hours.begin(), hours.end(), Int128{0});
  return hours.empty() ? 0 : static_cast<double>(sum) / static_cast<double>(static_cast<Ticks>(hours.size()) * ticks_per_hour);
}

/// Whether some patients come only at certain times of the run: a list, a file, a source that begins or ends.
bool comes_to_an_end(const Network& net) {
  const auto is_present = [](const SourceInfo& source) { return source.kind == SourceInfo::Kind::present; };
  if (!net.present.empty() && std::all_of(net.sources.begin(), net.sources.end(), is_present)) return true;
  for (const SourceInfo& source : net.sources) {
    if (source.kind == SourceInfo::Kind::at && source.every == 0) return true;
    if (source.kind != SourceInfo::Kind::rate && source.kind != SourceInfo::Kind::interarrival) continue;
    if (source.from > 0 || source.until != never) return true;
    const RatePlan* plan = source.kind == SourceInfo::Kind::rate ? &net.at(0, source.site == no_index ? 0 : source.site).rates[source.plan] : nullptr;
    if (plan != nullptr && (plan->from > 0 || plan->until != never)) return true;
  }
  return false;
}

/// The mean of a drawn quantity; not known of formulas and conditional ones.
std::optional<double> mean_of(const Network& net, std::uint32_t quantity, std::uint32_t site) {
  if (quantity == no_index || net.quantities[quantity].kind != QuantityNode::Kind::leaf) return std::nullopt;
  const Leaf& leaf = net.at(0, site).leaves[net.quantities[quantity].first];
  if (leaf.choice != no_index || leaf.times != no_index) return std::nullopt;
  if (leaf.fixed) return leaf.plus;
  constexpr std::uint64_t draws = 1 << 14;
  double sum = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    const double drawn = leaf.sampler((2 * i + 1) * (UINT64_MAX / (2 * draws))) + leaf.plus;
    sum += leaf.bounded ? std::clamp(drawn, leaf.at_least, leaf.at_most) : drawn;
  }
  return sum / static_cast<double>(draws);
}

/// How many units are out of service on average: never more than one.
double units_out(const Network& net, std::uint32_t resource, std::uint32_t site) {
  const ResourceInfo& info = net.resources[resource];
  const auto up = mean_of(net, info.breakdown_every, site), down = mean_of(net, info.breakdown_lasting, site);
  return up && down && *up + *down > 0 ? *down / (*up + *down) : 0;
}

std::vector<ResourceLoad> measured_load(const Network& net, int weeks) {
  const double weekly = arrivals_per_week(net);
  while (weeks > 1 && weekly * 2 * weeks > most_arrivals) --weeks;
  Ticks warm_up = weeks * ticks_per_week, span = warm_up;
  if ((comes_to_an_end(net) || net.epoch_starts.size() > 1) && net.length >= ticks_per_hour) {  // then only the run itself tells
    warm_up = net.warm_up;
    span = std::min(net.length, 52 * span) / ticks_per_hour * ticks_per_hour;
  }
  Network pilot = lifted(net, warm_up, span);
  if (expected_arrivals(pilot) > far_too_many) return {};
  const Layout layout(pilot);
  const bool by_hour = depends_on_hour(net);
  const Network whole = pilot;
  std::future<Record> run_of_whole;
  if (drop_closed(pilot))
    run_of_whole = std::async(std::launch::async | std::launch::deferred, [&] { return watched_run(whole, layout); });  // meanwhile, when a thread is to be had
  const Record record = watched_run(pilot, layout);
  std::vector<double> with_closed;
  if (run_of_whole.valid()) {
    const Record closed = run_of_whole.get();
    for (std::size_t instance = 0; instance < net.instance_count; ++instance) with_closed.push_back(time_average(closed.instance_levels[instance * 4].bucket_area));
  }
  const int start_weekday = weekday(net.start);
  std::vector<ResourceLoad> loads;
  for (std::uint32_t instance = 0; instance < net.instance_count; ++instance) {
    ResourceLoad out;
    out.resource = net.instance_resource[instance];
    out.site = net.instance_site[instance];
    const auto plan_at = [&](Ticks when) -> const CapacityPlan& { return net.at(net.epoch_of(when), out.site == no_index ? 0 : out.site).capacities[out.resource]; };
    out.unlimited = plan_at(warm_up).unlimited;
    out.from = warm_up;
    out.until = warm_up + span;
    Int128 used[168] = {}, scheduled[168] = {};     // unit-ms and units, over all weeks
    std::int64_t met[168] = {}, staffed[168] = {};  // how often the hour came, and with units that may be out
    const double broken = units_out(net, out.resource, out.site == no_index ? 0 : out.site);
    std::vector<Int128> hours = record.instance_levels[std::size_t{instance} * 4].bucket_area;
    const std::vector<double>& booked = record.booked[instance];  // a load of its whole day
    for (std::size_t b = 0; b < hours.size(); ++b) {
      const Ticks from = pilot.buckets[b].first;
      if (const auto day = static_cast<std::size_t>(from / ticks_per_day); day < booked.size()) hours[b] += static_cast<Ticks>(booked[day] * static_cast<double>(ticks_per_hour) + 0.5);
      const auto hour = static_cast<std::size_t>(((from + start_weekday * ticks_per_day) / ticks_per_hour) % 168);
      used[hour] += hours[b];
      const std::int64_t units = scheduled_capacity(plan_at(from), from, start_weekday);
      scheduled[hour] += units;
      staffed[hour] += units > 0 ? 1 : 0;
      ++met[hour];
    }
    out.load = time_average(hours);
    const auto in_service = [&](Int128 units, std::int64_t with_units, std::int64_t of) {
      return (static_cast<double>(units) - broken * static_cast<double>(with_units)) / static_cast<double>(of);
    };
    out.capacity = in_service(std::accumulate(std::begin(scheduled), std::end(scheduled), Int128{0}), std::accumulate(std::begin(staffed), std::end(staffed), std::int64_t{0}),
                              static_cast<std::int64_t>(hours.size()));
    double worst = -1;
    for (int hour = 0; hour < 168; ++hour) {
      if (met[hour] == 0) continue;
      const double load = static_cast<double>(used[hour]) / static_cast<double>(met[hour] * ticks_per_hour);
      const double capacity = in_service(scheduled[hour], staffed[hour], met[hour]);
      const double ratio = capacity > 0 ? load / capacity : 0;
      if (ratio <= worst) continue;
      worst = ratio;
      out.worst_hour = hour;
      out.worst_hour_load = load;
      out.worst_hour_capacity = capacity;
    }
    out.by_hour = by_hour;
    if (!with_closed.empty()) out.closed = std::max(0.0, with_closed[instance] - out.load);
    loads.push_back(out);
  }
  return loads;
}

}  // namespace

std::vector<ResourceLoad> offered_load(const Network& net, int weeks) {
  try {
    return measured_load(net, weeks);
  } catch (const TooMuch&) {
    if (weeks > 1) return offered_load(net, 1);
    return {};
  }
}

std::optional<Saturation> saturates_first(const std::vector<ResourceLoad>& loads) {
  std::optional<Saturation> first;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const ResourceLoad& load = loads[i];
    if (load.unlimited || !(load.load > 0) || !(load.capacity > 0)) continue;
    const double times = load.capacity / load.load;
    if (first && first->times <= times) continue;
    first = Saturation{i, times, load.by_hour && load.worst_hour_load > 0 ? load.worst_hour_capacity / load.worst_hour_load : times};
  }
  return first;
}

}  // namespace careway
