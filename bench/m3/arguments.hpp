// What the programs that run M3 are asked with, and their loop over replications.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "m3/chance.hpp"
#include "m3/figures.hpp"

namespace m3 {

/// [SIZE] [REPLICATIONS] [SEED] [DAYS]; days: of the window, after a sixth of them as warm-up. Prints a line for each replication.
template <class Simulate>
int main_of(int argc, char** argv, Simulate simulate) {
  const auto argument = [&](int i, int otherwise) { return argc > i ? std::max(1, std::atoi(argv[i])) : otherwise; };
  const Chance chance;
  Run run;
  run.size = argument(1, 1);
  const int replications = argument(2, 1);
  run.seed = static_cast<std::uint64_t>(argument(3, 1));
  const int days = argument(4, 365);
  run.length = days * careway::ticks_per_day;
  run.warm_up = (days == 365 ? 60 : days / 6) * careway::ticks_per_day;
  for (int i = 0; i < replications; ++i) {
    run.replication = static_cast<std::uint64_t>(i);
    print(simulate(run, chance), days);
  }
  return 0;
}

}  // namespace m3
