#include "study/event_watch.hpp"

#include <algorithm>
#include <cmath>

#include "base/past_caches.hpp"

namespace careway {

namespace {

constexpr std::size_t block_rows = 1 << 14;

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
  rows_.step_of.assign(net.ops.size(), no_index);
  for (std::size_t i = 0; i < net.ops.size(); ++i)
    if (net.ops[i].action != no_index) rows_.step_of[i] = net.actions[net.ops[i].action].step;
  static_assert(block_rows % near_rows == 0);
  block_.resize(block_rows);
  rows_.next = near_;
  rows_.end = near_ + near_rows;
}

EventWatch::~EventWatch() = default;

bool EventWatch::followed(What what, const Patient& patient) {
  if (what == What::arrived) {
    if (spread(patient.key) >= limit_) return false;
    inside_.insert(patient.ordinal);
    return true;
  }
  if (what == What::left) return inside_.erase(patient.ordinal) > 0;
  return inside_.contains(patient.ordinal);
}

void EventWatch::full() {
  copy_past_caches(block_.data() + used_, near_, sizeof(near_));
  used_ += near_rows;
  rows_.next = near_;
  if (used_ == block_rows) pass_on();
}

void EventWatch::pass_on() {
  settle_copies();
  block_.resize(used_);
  block_ = sink_(replication_, std::move(block_));
  block_.resize(block_rows);
  used_ = 0;
}

void EventWatch::saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) {
  if (followed(what, patient)) tell(*this, rows_, what, now, patient, position, instance, net_.ops.data());
}

void EventWatch::ended() {
  used_ = static_cast<std::size_t>(std::copy(near_, rows_.next, block_.begin() + static_cast<std::ptrdiff_t>(used_)) - block_.begin());
  pass_on();  // also of nothing: that nobody was seen is told, too
}

}  // namespace careway
