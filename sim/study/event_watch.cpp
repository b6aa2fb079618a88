#include "study/event_watch.hpp"

#include <algorithm>
#include <cmath>

namespace careway {

namespace {

constexpr std::size_t block_rows = 1 << 15;
constexpr std::uint32_t none = UINT32_MAX;

/// Spreads a key evenly over 64 bits (the finaliser of MurmurHash3): the draws' own keys are left alone.
std::uint64_t spread(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xFF51AFD7ED558CCDULL;
  x ^= x >> 33;
  x *= 0xC4CEB9FE1A85EC53ULL;
  return x ^ (x >> 33);
}

}  // namespace

EventNames event_names(const Network& net) {
  EventNames names;
  for (const StepName& step : net.steps) names.steps.push_back(step.name);
  for (std::uint32_t i = 0; i < net.instance_count; ++i) {
    const std::uint32_t site = net.instance_site[i];
    names.pools.push_back(net.resources[net.instance_resource[i]].name + (site == no_index ? "" : "@" + net.sites[site]));
  }
  for (const SourceInfo& source : net.sources) names.sources.push_back(source.keyed);
  for (const CountInfo& count : net.counts) names.outcomes.push_back(count.name);
  return names;
}

EventWatch::EventWatch(const Network& net, std::uint32_t replication, double share, EventSink sink)
    : net_(net), replication_(replication), limit_(share >= 1 ? UINT64_MAX : static_cast<std::uint64_t>(std::ldexp(share, 64))), sink_(std::move(sink)) {
  step_of_.assign(net.ops.size(), none);
  for (std::size_t i = 0; i < net.ops.size(); ++i)
    if (net.ops[i].action != no_index) step_of_[i] = net.actions[net.ops[i].action].step;
  rows_.reserve(block_rows);
}

EventWatch::~EventWatch() = default;

bool EventWatch::followed(What what, const Patient& patient) {
  if (limit_ == UINT64_MAX) return true;
  if (what == What::arrived) {
    if (spread(patient.key) >= limit_) return false;
    inside_.insert(patient.ordinal);
    return true;
  }
  if (what == What::left) return inside_.erase(patient.ordinal) > 0;
  return inside_.contains(patient.ordinal);
}

void EventWatch::add(Ticks now, const Patient& patient, EventWhat what, std::uint32_t step, std::uint32_t which) {
  rows_.push_back({now, static_cast<std::uint32_t>(patient.ordinal), step, which, static_cast<std::uint32_t>(what)});
  if (rows_.size() < block_rows) return;
  sink_(replication_, std::move(rows_));
  rows_ = {};
  rows_.reserve(block_rows);
}

void EventWatch::saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) {
  if (what == What::granted || what == What::delays || what == What::began || !followed(what, patient)) return;
  const std::uint32_t step = position < step_of_.size() ? step_of_[position] : none;
  switch (what) {
    case What::arrived: return add(now, patient, EventWhat::arrives, none, patient.source);
    case What::moved: return add(now, patient, EventWhat::comes_to_step, step, none);
    case What::waits: return add(now, patient, EventWhat::waits, step, instance);
    case What::gave_up: return add(now, patient, EventWhat::gives_up, step, instance);
    case What::took: return add(now, patient, EventWhat::takes, step, instance);
    case What::released: return add(now, patient, EventWhat::gives_back, step, instance);
    case What::left: return add(now, patient, EventWhat::leaves, step, net_.ops[position].b);
    case What::granted:
    case What::delays:
    case What::began: return;
  }
}

void EventWatch::ended() {
  if (!rows_.empty()) sink_(replication_, std::move(rows_));
  rows_ = {};
}

}  // namespace careway
