// What the engine keeps of conditions that are waited for, of rules, and of levels that are looked at when they are old.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "engine/fast_expressions.hpp"
#include "engine/patients.hpp"
#include "engine/pools.hpp"

namespace careway {

/// A condition that compares the units in use, or those who wait, of one pool with a number.
struct Trigger {
  const Area* level = nullptr;  ///< null: it is another kind of condition
  FastInstruction::Code compare = FastInstruction::Code::end;
  double value = 0;
};

/// Those who wait for a condition.
struct ConditionState {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> watchers;  ///< patient and its ordinal
  bool woken = false;
  bool ticking = false;
};

/// Someone who waits for a condition that may hold now.
struct Asked {
  Ticks joined;
  std::uint64_t ordinal;
  std::uint32_t id, condition;
};

struct RuleState {
  Trigger when, until;
  /// While this level is from `quiet_low` to `quiet_high`, a test would change nothing, as most would. See arm().
  const std::int64_t* level = nullptr;
  std::int64_t quiet_low = 1, quiet_high = 0;
  bool quiet() const { return level != nullptr && *level >= quiet_low && *level <= quiet_high; }
  bool on = false;
  bool roused = false;
  Ticks held_since = not_running;
  Ticks switched = not_running;
};

/// What a choice of sites that goes by old information knows.
struct Glimpse {
  std::vector<std::uint32_t> instances;  ///< those whose levels the score names, ascending
  std::vector<double> levels;            ///< [of instances][level_codes] in the order of the level instructions
};

}  // namespace careway
