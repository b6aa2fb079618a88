#include "network/network.hpp"

#include <algorithm>

#include "base/whole.hpp"

namespace careway {

std::size_t LevelCutInfo::label(double value) const {
  if (in_a_row && !values.empty()) return place_in_row(value, values.front(), static_cast<std::uint32_t>(values.size()));
  const auto at = std::lower_bound(values.begin(), values.end(), value);
  return at != values.end() && *at == value ? static_cast<std::size_t>(at - values.begin()) : values.size();
}

bool Network::may_take_in(const RequestCode& request, std::uint32_t step) const {
  const auto first = victim_steps.begin() + request.first_victim_step;
  return request.victim_steps == 0 || std::find(first, first + request.victim_steps, step) != first + request.victim_steps;
}

}  // namespace careway
