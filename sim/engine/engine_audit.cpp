// The exact accounts of one replication, made up at its end from what is there and compared with what was kept on the way.
// Every comparison is between whole numbers and holds for any model and seed; whatever does not add up is named.
#include <algorithm>

#include "engine/engine.hpp"

namespace careway {

/// What those inside hold, wait for and have on their clocks, found by looking at each of them.
struct Engine::Books {
  Books(std::size_t pools, std::size_t clocks, std::size_t parts)
      : waiting(pools), held(pools), units(pools), queued(pools), blocked(pools), on_clock(clocks), labelled(parts) {}
  std::vector<std::uint64_t> waiting, held;          ///< [instance] time so far, modulo 2^64
  std::vector<std::int64_t> units, queued, blocked;  ///< [instance]
  std::vector<std::uint64_t> on_clock;               ///< [clock] starts of those that run, modulo 2^64
  std::vector<std::int64_t> labelled;                ///< [level part] of levels of those who have a label
  std::uint64_t found = 0;     ///< patients, without their branches
  std::uint64_t overdue = 0;   ///< those whose next event should have come
  std::uint64_t branches = 0, branches_awaited = 0;
};

/// Of the subnetwork that has been run.
void Engine::close_books() {
  Record& r = record();
  r.ended = std::max(r.ended, now_);
  if (may_lock_) r.standstills += standing_still();
  std::uint64_t inside = 0;
  const auto add = [&](const Tally& tally) {
    inside += tally.inside;
    r.most_inside += tally.most_inside;
    r.trajectory += tally.trajectory;
  };
  if (tallies_.empty()) add(tally_);
  for (const Tally& tally : tallies_) add(tally);
  r.inside += inside;
  Books books(pools_.size(), net_.clocks.size(), layout_.level_part.back());
  count_inside(books);
  fail_unless(books.found == inside, "patients inside do not equal the records in use");
  fail_unless(books.overdue == 0, "someone inside was forgotten: what was to happen next is over");
  fail_unless(books.branches == books.branches_awaited, "branches under way do not equal those waited for");
  fail_unless(backward_ == 0, "the clock went back");
  fail_unless(beyond_capacity_ == 0, "units were taken that were not there");
  check_pools(books);
  check_levels(books);
  recorder_.check_clocks(books.on_clock);
}

/// When all is over.
void Engine::finish_books() {
  Record& r = record();
  r.stopped = stop_;
  if (net_.lifted)
    for (const Pool& pool : pools_) r.booked.push_back(pool.booked);
  fail_unless(r.arrived == r.left + r.inside, "arrivals do not equal departures and those inside");
  recorder_.finish(r.ended);
  std::sort(r.failures.begin(), r.failures.end());  // whoever ran what
}

void Engine::count_inside(Books& books) {
  for (std::uint32_t id = 0; id < patients_.used(); ++id) {
    const Patient& p = patients_.at(id);
    if (p.state == PatientState::free || id == scratch_) continue;
    if (!still_due(p)) ++books.overdue;
    if (p.state != PatientState::turning && p.state != PatientState::broken) enter(p, id, books);
  }
}

/// Whether something can still happen to a patient, or a unit that is being made ready.
bool Engine::still_due(const Patient& p) const {
  switch (p.state) {
    case PatientState::acting: return false;  // actions end in something else
    case PatientState::delaying:
    case PatientState::turning:
    case PatientState::settling:
    case PatientState::broken: return p.due >= now_;
    case PatientState::waiting: return p.first_entry != no_entry && (p.patience_due == -1 || p.patience_due >= now_);
    case PatientState::displaced: return p.first_entry != no_entry;
    default: return true;
  }
}

void Engine::enter(const Patient& patient, std::uint32_t id, Books& books) {
  Patient& p = patients_.at(id);
  if (patient.parent == no_patient) ++books.found;
  else ++books.branches;
  const auto label = [&](std::uint32_t instance, LevelInfo::What what, std::int64_t amount) {
    for (const Listener& listener : pools_[instance].listeners) {
      if (listener.kind != Listener::Kind::cut || listener.what != what) continue;
      const LevelCutInfo& cut = net_.level_cuts[listener.index];
      if (const std::size_t which = cut.label(patients_.attributes(p)[cut.attribute]); which < cut.values.size())
        books.labelled[layout_.level_part[cut.first + which] + listener.site] += amount * listener.factor;
    }
  };
  const auto block = [&](const Holding& holding, std::uint32_t holder) {
    if (holding.units == 0 || pools_[holding.instance].resource != holder) return;
    books.blocked[holding.instance] += holding.units;
    label(holding.instance, LevelInfo::What::blocked, holding.units);
  };
  if (p.state == PatientState::branching) books.branches_awaited += p.open_branches;
  for (std::uint32_t at = p.first_entry; at != no_entry; at = queues_.at(at).sibling) {
    books.waiting[queues_.at(at).instance] += static_cast<std::uint64_t>(now_ - p.joined);
    ++books.queued[queues_.at(at).instance];
    label(queues_.at(at).instance, LevelInfo::What::waiting, 1);
  }
  const Holding* holdings = patients_.holdings(p);
  for (std::uint16_t slot = 0; slot < net_.holding_slots; ++slot) {
    books.held[holdings[slot].instance] += static_cast<std::uint64_t>(now_ - holdings[slot].since) * holdings[slot].units;
    books.units[holdings[slot].instance] += holdings[slot].units;
    if (holdings[slot].units > 0) label(holdings[slot].instance, LevelInfo::What::in_use, holdings[slot].units);
  }
  if (p.state == PatientState::waiting) {
    const RequestCode& request = net_.requests[p.request];
    for (std::uint32_t i = 0; i < request.pairs; ++i) {
      const BlockingInfo& blocking = net_.blocking[request.first_pair + i];
      block(holdings[blocking.slot], blocking.holder);
    }
  }
  if (p.state == PatientState::displaced)
    for (const LossInfo& loss : net_.losses)
      if (loss.slot == p.victim_slot && loss.resource == p.lost) block(holdings[loss.held.slot], loss.held.holder);
  const Ticks* clocks = patients_.clocks(p);
  for (const std::uint32_t clock : net_.clocks_in[net_.component[p.position]])
    if (clocks[net_.clocks[clock].slot] != not_running) books.on_clock[clock] += static_cast<std::uint64_t>(clocks[net_.clocks[clock].slot]);
}

void Engine::check_pools(const Books& books) {
  for (const std::uint32_t i : subnetwork_->instances) {
    const Pool& pool = pools_[i];
    const std::string& name = net_.resources[pool.resource].name;
    fail_unless(pool.in_use.value == books.units[i], name + ": units in use do not equal units held");
    fail_unless(pool.waiting.value == books.queued[i], name + ": the queue's length does not equal those who wait");
    fail_unless(pool.blocked.value == books.blocked[i], name + ": units blocked do not equal those held by who waits");
    fail_unless(static_cast<std::uint64_t>(pool.in_use.up_to(now_)) == pool.held + books.held[i], name + ": unit-time seized does not equal unit-time released and held");
    fail_unless(static_cast<std::uint64_t>(pool.waiting.up_to(now_)) == pool.waited + books.waiting[i],
                name + ": area under the queue does not equal the sum of waits (Little)");
    fail_unless(pool.in_use.value >= 0 && pool.waiting.value >= 0 && pool.blocked.value >= 0 && pool.turning >= 0, name + ": a level is below 0");
    fail_unless(first_grantable(pool) == no_entry, name + ": someone waits for what is free");
  }
}

/// What a declared level was told on the way, against the pools as they are.
void Engine::check_levels(const Books& books) {
  for (const std::uint32_t i : subnetwork_->levels) {
    const LevelInfo& level = net_.levels[i];
    if (level.formula != no_index || level.of_rule) continue;
    for (std::uint32_t part = layout_.level_part[i]; part < layout_.level_part[i + 1]; ++part) {
      std::int64_t sum = level.of_label ? books.labelled[part] : 0;
      for (const LevelInfo::Term& term : level.terms) {
        if (level.of_label) break;
        const bool all_sites = term.resource.stride > 0 && !level.by_site;
        for (std::uint32_t site = 0; site < (all_sites ? net_.site_count : 1); ++site) {
          const Pool& pool = pools_[term.resource.at(all_sites ? site : part - layout_.level_part[i])];
          const Area& area = term.what == LevelInfo::What::in_use    ? pool.in_use
                             : term.what == LevelInfo::What::waiting ? pool.waiting
                             : term.what == LevelInfo::What::blocked ? pool.blocked
                                                                     : pool.capacity;
          sum += term.factor * area.value;
        }
      }
      fail_unless(recorder_.level_value(part) == sum, level.name + ": the level does not equal what it is made of");
    }
  }
}

}  // namespace careway
