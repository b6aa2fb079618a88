#include "study/offered_load.hpp"

#include <algorithm>

#include "engine/engine.hpp"
#include "study/expected_work.hpp"

namespace careway {

namespace {

constexpr double most_arrivals = 1e6;
constexpr double far_too_many = 2e7;  // half a minute at most
constexpr std::uint64_t pilot_seed = 20240101;

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
    for (CapacityPlan& plan : parameters.capacities) plan.unlimited = true;
  pilot.rules.clear();
  pilot.needs_cohort = false;
  pilot.warm_up = warm_up;
  pilot.length = length;
  pilot.buckets.clear();
  for (Ticks t = warm_up; t < warm_up + length; t += ticks_per_hour) pilot.buckets.emplace_back(t, t + ticks_per_hour);
  return pilot;
}

}  // namespace

std::vector<ResourceLoad> offered_load(const Network& net, int weeks) {
  const double weekly = arrivals_per_week(net);
  while (weeks > 1 && weekly * 2 * weeks > most_arrivals) --weeks;
  const Ticks span = weeks * ticks_per_week;
  const Network pilot = lifted(net, span, span);
  if (expected_arrivals(pilot) > far_too_many) return {};
  const Layout layout(pilot);
  const Record record = Engine(pilot, layout, pilot_seed, 0).run();
  const int start_weekday = weekday(net.start);
  std::vector<ResourceLoad> loads;
  for (std::uint32_t instance = 0; instance < net.instance_count; ++instance) {
    ResourceLoad out;
    out.resource = net.instance_resource[instance];
    out.site = net.instance_site[instance];
    const CapacityPlan& plan = net.at(0, out.site == no_index ? 0 : out.site).capacities[out.resource];
    out.unlimited = plan.unlimited;
    double load[168] = {}, capacity[168] = {};
    const auto& hours = record.instance_levels[instance * 4].bucket_area;
    for (std::size_t b = 0; b < hours.size(); ++b) {
      const Ticks from = pilot.buckets[b].first;
      const auto hour = static_cast<std::size_t>(((from + start_weekday * ticks_per_day) / ticks_per_hour) % 168);
      load[hour] += static_cast<double>(hours[b]) / static_cast<double>(ticks_per_hour) / weeks;
      capacity[hour] += static_cast<double>(scheduled_capacity(plan, from, start_weekday)) / weeks;
    }
    double worst = -1;
    for (int hour = 0; hour < 168; ++hour) {
      out.load += load[hour] / 168;
      out.capacity += capacity[hour] / 168;
      const double ratio = capacity[hour] > 0 ? load[hour] / capacity[hour] : 0;
      if (ratio <= worst) continue;
      worst = ratio;
      out.worst_hour = hour;
      out.worst_hour_load = load[hour];
      out.worst_hour_capacity = capacity[hour];
    }
    loads.push_back(out);
  }
  return loads;
}

std::optional<Saturation> saturates_first(const std::vector<ResourceLoad>& loads) {
  std::optional<Saturation> first;
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const ResourceLoad& load = loads[i];
    if (load.unlimited || !(load.load > 0)) continue;
    const double times = load.capacity / load.load;
    if (first && first->times <= times) continue;
    first = Saturation{i, times, load.worst_hour_load > 0 ? load.worst_hour_capacity / load.worst_hour_load : times};
  }
  return first;
}

}  // namespace careway
