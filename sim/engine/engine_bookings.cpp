// Bookings of daily capacity: taken at once for days to come, and given back.
#include <algorithm>
#include <cmath>

#include "engine/engine.hpp"

namespace careway {

namespace {

constexpr std::size_t farthest_day = 36600;  ///< from today; nobody waits a century
constexpr double rounding = 1e-9;            ///< amounts need not be whole: sums of them are not exact

}  // namespace

/// What is needed on each day from the start.
void Engine::work_out_need(Patient& p, const BookingCode& code) {
  need_.clear();
  if (code.days == no_index) {
    need_.assign(net_.daily_needs.begin() + code.first_daily, net_.daily_needs.begin() + code.first_daily + code.daily);
    return;
  }
  const auto days = static_cast<std::int64_t>(std::clamp(evaluate(code.days, &p, site_of(p)), 0.0, 3660.0) + 0.5);
  const double first = evaluate(code.first, &p, site_of(p));
  const double last = code.last == no_index ? first : evaluate(code.last, &p, site_of(p));
  for (std::int64_t k = 0; k < days; ++k) {
    const double amount = days > 1 ? first + static_cast<double>(k) * (last - first) / static_cast<double>(days - 1) : first;
    need_.push_back(std::max(0.0, std::nearbyint(amount)));
  }
}

/// The earliest day from today on from which every day has room for the need in hand.
std::size_t Engine::first_day_with_room(std::uint32_t instance, std::uint32_t site) {
  Pool& pool = pools_[instance];
  const CapacityPlan& plan = current_[site]->capacities[pool.resource];
  const auto today = static_cast<std::size_t>(now_ / ticks_per_day);
  for (std::size_t start = today; start < today + farthest_day; ++start) {
    if (pool.booked.size() < start + need_.size()) pool.booked.resize(start + need_.size());
    bool fits = true;
    for (std::size_t k = 0; k < need_.size() && fits; ++k) {
      const auto amount = static_cast<double>(scheduled_capacity(plan, static_cast<Ticks>(start + k) * ticks_per_day, start_weekday_));
      fits = plan.unlimited || pool.booked[start + k] + need_[k] <= amount + rounding;
    }
    if (fits) return start;
  }
  return today + farthest_day;
}

/// Books, and says how long the patient waits: until the first day begins, or until patience runs out.
Engine::BookedWait Engine::book(Patient& p, std::uint32_t id, const BookingCode& code) {
  const std::uint32_t instance = code.resource.at(site_of(p));
  work_out_need(p, code);
  const std::size_t start = first_day_with_room(instance, site_of(p));
  const bool found = start < static_cast<std::size_t>(now_ / ticks_per_day) + farthest_day;
  const Ticks wait = std::max<Ticks>(0, static_cast<Ticks>(start) * ticks_per_day - now_);
  if (code.within != no_index && wait > duration(code.within, p)) return {0, false, true};
  if (found) {
    std::vector<double>& booked = pools_[instance].booked;
    for (std::size_t k = 0; k < need_.size(); ++k) booked[start + k] += need_[k];
    if (net_.gives_bookings_back) keep_booking(p, id, {p.key, code.name, instance, start, need_});
  }
  const Ticks patience = code.patience == no_index ? never : duration(code.patience, p);
  return {std::min(wait, patience), patience < wait, false};
}

/// Records are used again by later patients: what an earlier one booked is forgotten here.
void Engine::keep_booking(const Patient& p, std::uint32_t id, Booked booked) {
  if (booked_.size() <= id) booked_.resize(id + 1);
  std::erase_if(booked_[id], [&](const Booked& other) { return other.key != p.key; });
  booked_[id].push_back(std::move(booked));
}

/// Gives back all that the patient booked under the name and that has not begun: from tomorrow on.
void Engine::cancel_booking(Patient& p, std::uint32_t id, std::uint16_t name) {
  if (booked_.size() <= id) return;
  const auto tomorrow = static_cast<std::size_t>(now_ / ticks_per_day) + 1;
  std::uint32_t given_back = no_index;
  for (const Booked& booked : booked_[id]) {
    if (booked.key != p.key || booked.name != name) continue;
    std::vector<double>& amounts = pools_[booked.instance].booked;
    for (std::size_t k = 0; k < booked.need.size(); ++k) {
      if (booked.start + k < tomorrow) continue;
      amounts[booked.start + k] -= booked.need[k];
      given_back = booked.instance;
    }
  }
  std::erase_if(booked_[id], [&](const Booked& booked) { return booked.key == p.key && booked.name == name; });
  if (given_back != no_index) saw(Watcher::What::gave_up, p, p.position, given_back);
}

}  // namespace careway
