// Draws of the event loop, the simplest expressions, and what a watcher is told, in place wherever the loop needs them: the part of Engine
// that engine.hpp includes at its end.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/engine.hpp"

namespace careway {

/// Sums and products beyond all numbers are held at a far one, and what is no number is 0: nothing else ever meets them.
inline double within_reach(double x) {
  constexpr double far_off = 1e300;
  if (std::fabs(x) < far_off) return x;
  return x > 0 ? far_off : x < 0 ? -far_off : 0;
}

HOT_INLINE double Engine::evaluate(std::uint32_t expression, Patient* p, std::uint32_t site) {
  using Own = FastInstruction::Code;
  const FastInstruction* const at = &fast_.instructions[fast_.first[expression]];
  if (at->code < static_cast<std::uint8_t>(Own::first_is_and)) return work_out(at, p, site);
  switch (static_cast<Own>(at->code)) {
    case Own::first_is_and:
      if (PatientPool::part<double>(*p, at->index) != at->value) return 0;
      return work_out(at + 2, p, site);
    case Own::first_is_not_and:
      if (PatientPool::part<double>(*p, at->index) == at->value) return 0;
      return work_out(at + 2, p, site);
    case Own::only_month: return month();
    case Own::only_parameter: return within_reach(parameter_values_[at->index + at->a * site]);
    case Own::only_attribute: return within_reach(PatientPool::part<double>(*p, at->index));
    default: return within_reach(at->value);
  }
}

/// The bits of a draw; that it was made is counted, if that matters.
HOT_INLINE std::uint64_t Engine::bits_of(const FastLeaf& leaf, Patient& p) {
  return draw_bits(p.key, leaf.draw_key, leaf.counter == no_slot ? 0 : patients_.count(p, leaf.counter));
}

HOT_INLINE double Engine::leaf_value(std::uint32_t number, Patient& p) {
  const FastLeaf& leaf = fast_leaf(number, p);
  if (leaf.way == FastLeaf::Way::table) return leaf.sampler.from_table(bits_of(leaf, p));
  if (leaf.way == FastLeaf::Way::few) return (*leaf.few)(bits_of(leaf, p));
  if (leaf.way == FastLeaf::Way::constant) return leaf.constant;
  return any_value(leaf, p);
}

/// The leaf of the patient's label, if it has one.
HOT_INLINE std::uint32_t Engine::labelled_leaf(std::uint32_t number, Patient& p) {
  const ByLabel& by = tables_.labels[number];
  return tables_.leaf_of(by, PatientPool::part<double>(p, by.at));
}

/// What a patient draws next when the delay that it begins has ended, drawn now, while nothing waits for it. A draw is the same whenever
/// it is made; when its leaf has changed, or another one holds where the patient is by then, it is made again.
HOT_INLINE void Engine::draw_ahead(Patient& p, const FastOp& delay) {
  const auto draw = [&](std::uint32_t number, std::size_t place) {
    if (number == no_index) return;
    const FastLeaf& leaf = fast_leaf(number, p);
    const std::uint64_t bits = draw_bits(p.key, leaf.draw_key, 0);
    p.leaf_ahead[place] = number;
    p.ahead[place] = leaf.way == FastLeaf::Way::table ? leaf.sampler.from_table(bits) : std::bit_cast<double>(leaf.few->option(bits));
  };
  draw(delay.c, 0);
  draw(delay.d, 1);
}

HOT_INLINE double Engine::value_ahead(const FastOp& op, Patient& p) {
  if (p.leaf_ahead[op.a] != op.b) [[unlikely]] return leaf_value_apart(op.b, p);
  if (!op.few) return p.ahead[op.a];
  return fast_leaf(op.b, p).few->value(std::bit_cast<std::size_t>(p.ahead[op.a]));
}

/// Which of a few is chosen.
HOT_INLINE std::size_t Engine::option_ahead(const FastOp& op, Patient& p) {
  if (p.leaf_ahead[op.a] == op.b) return std::bit_cast<std::size_t>(p.ahead[op.a]);
  const FastLeaf& leaf = fast_leaf(op.b, p);
  return leaf.few->option(bits_of(leaf, p));
}

template <bool watched>
HOT_INLINE void Engine::comes_in(const Patient& p) {
  ++record().arrived;
  Tally& its = tally<watched>(p);
  ++its.inside;
  its.most_inside = std::max(its.most_inside, its.inside);
}

template <bool watched>
HOT_INLINE void Engine::saw(Watcher::What what, const Patient& p, std::uint32_t position, std::uint32_t instance) {
  if constexpr (!watched) return;
  else if (rows_) tell(*watcher_, *rows_, what, now_, p, position, instance, ops_);
  else if (watcher_) watcher_->saw(what, now_, p, position, instance);
}

}  // namespace careway
