#include "network/network.hpp"

#include <algorithm>

namespace careway {

std::size_t LevelCutInfo::label(double value) const {
  if (in_a_row) {  // also false for what is not a number
    const double place = values.empty() ? -1 : value - values.front();
    if (!(place >= 0 && place < static_cast<double>(values.size()))) return values.size();
    const auto index = static_cast<std::size_t>(place);
    return static_cast<double>(index) == place ? index : values.size();
  }
  const auto at = std::lower_bound(values.begin(), values.end(), value);
  return at != values.end() && *at == value ? static_cast<std::size_t>(at - values.begin()) : values.size();
}

bool Network::may_take_in(const RequestCode& request, std::uint32_t step) const {
  const auto first = victim_steps.begin() + request.first_victim_step;
  return request.victim_steps == 0 || std::find(first, first + request.victim_steps, step) != first + request.victim_steps;
}

}  // namespace careway
