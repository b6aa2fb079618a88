#include "study/event_watch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace careway {

namespace {

constexpr std::size_t block_rows = 1 << 14;
constexpr std::uint32_t none = UINT32_MAX;

/// [Watcher::What] EventWhat of what the log tells, `none` of the rest.
constexpr auto told_as = [] {
  using What = Watcher::What;
  std::array<std::uint32_t, 11> told{};
  told.fill(none);
  const auto tell = [&told](What what, EventWhat as) { told[static_cast<std::size_t>(what)] = static_cast<std::uint32_t>(as); };
  tell(What::arrived, EventWhat::arrives);
  tell(What::moved, EventWhat::comes_to_step);
  tell(What::waits, EventWhat::waits);
  tell(What::gave_up, EventWhat::gives_up);
  tell(What::took, EventWhat::takes);
  tell(What::released, EventWhat::gives_back);
  tell(What::left, EventWhat::leaves);
  tell(What::lost, EventWhat::loses);
  return told;
}();

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
  rows_.resize(block_rows);
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

void EventWatch::pass_on() {
  rows_.resize(used_);
  rows_ = sink_(replication_, std::move(rows_));
  rows_.resize(block_rows);
  used_ = 0;
}

void EventWatch::saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) {
  const std::uint32_t told = told_as[static_cast<std::size_t>(what)];
  if (told == none || (limit_ != UINT64_MAX && !followed(what, patient))) return;
  EventRow& row = rows_[used_];
  row.time = now;
  row.patient = static_cast<std::uint32_t>(patient.ordinal);
  row.step = what == What::arrived || position >= step_of_.size() ? none : step_of_[position];
  row.which = what == What::arrived ? patient.source : what == What::left ? net_.ops[position].b : what == What::moved ? none : instance;
  row.what = told;
  if (++used_ == block_rows) pass_on();
}

void EventWatch::ended() {
  if (used_ > 0) pass_on();
}

}  // namespace careway
