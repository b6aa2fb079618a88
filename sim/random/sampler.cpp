#include "random/sampler.hpp"

#include <type_traits>
#include <utility>

#include "base/contract.hpp"
#include "random/interval.hpp"

namespace careway {

static_assert(std::is_trivially_copyable_v<Sampler> && sizeof(Sampler) <= 32);

Sampler SamplerCache::compile(const DistributionPtr& distribution) {
  EXPECTS(distribution);
  Standardised form = distribution->standardised();
  if (!form.unit) form.unit = distribution;
  Content content;
  form.unit->describe(content);
  auto found = shapes_.find(content.words());
  if (found == shapes_.end()) found = shapes_.emplace(content.words(), compile_unit(form.unit)).first;
  Sampler sampler = found->second.sampler;
  sampler.shift_ = form.shift + form.scale * sampler.shift_;
  sampler.scale_ = form.scale * sampler.scale_;
  return sampler;
}

/// The simplest form that does: a value, a line, one table, pieces; else the quantile function itself.
SamplerCache::Shape SamplerCache::compile_unit(const DistributionPtr& unit) {
  Shape shape;
  Sampler& sampler = shape.sampler;
  const std::vector<Interval> intervals = smooth_intervals(*unit);
  if (unit->tabulable() && intervals.size() == 1) {
    if (const auto line = line_over(*unit, intervals.front())) {
      sampler.kind_ = line->rise == 0 ? Sampler::Kind::constant : Sampler::Kind::line;
      sampler.shift_ = line->start;
      sampler.scale_ = line->rise;
      return shape;
    }
    TableAttempt attempt = make_quantile_table(*unit, intervals.front(), spread_of(*unit));
    if (attempt.table) {
      shape.table = std::make_unique<const QuantileTable>(std::move(*attempt.table));
      sampler.kind_ = Sampler::Kind::table;
      sampler.table_ = shape.table.get();
      return shape;
    }
  }
  if (unit->tabulable()) {
    if (auto pieces = make_pieces(*unit)) {
      shape.pieces = std::make_unique<const Pieces>(std::move(*pieces));
      sampler.kind_ = Sampler::Kind::pieces;
      sampler.pieces_ = shape.pieces.get();
      return shape;
    }
  }
  shape.direct = unit;
  sampler.kind_ = Sampler::Kind::direct;
  sampler.direct_ = unit.get();
  return shape;
}

std::size_t SamplerCache::bytes() const {
  std::size_t total = 0;
  for (const auto& [content, shape] : shapes_) {
    total += content.size() * sizeof(std::uint64_t);
    if (shape.table) total += shape.table->bytes();
    if (shape.pieces) total += shape.pieces->bytes();
  }
  return total;
}

}  // namespace careway
