// A distribution compiled for the event loop: 64 random bits in, one value out, one uniform per variate, and a larger
// uniform never gives a smaller value (but for rounding in the last place). Formulas and references stand with the
// distributions; the error limits with quantile_table.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "random/distribution.hpp"
#include "random/pieces.hpp"
#include "random/quantile_table.hpp"
#include "random/tails.hpp"

namespace careway {

/// Small and copied freely; refers to what its SamplerCache owns, and must not outlive it.
class Sampler {
 public:
  /// Always 0.
  Sampler() = default;

  double operator()(std::uint64_t bits) const {
    switch (kind_) {
      case Kind::table:
        return shift_ + scale_ * (*table_)(bits);
      case Kind::line:
        return shift_ + scale_ * open_unit(bits);
      case Kind::pieces:
        return shift_ + scale_ * (*pieces_)(bits);
      case Kind::direct:
        return shift_ + scale_ * direct_->quantile(unit_tails(bits));
      case Kind::constant:
        break;
    }
    return shift_;
  }
  double sample(std::uint64_t bits) const { return (*this)(bits); }
  /// The same without asking which kind it is: only of a sampler of kind `table`.
  HOT_INLINE double from_table(std::uint64_t bits) const { return shift_ + scale_ * (*table_)(bits); }

  /// Constant, uniform, smooth table, pieces, or the quantile function itself.
  enum class Kind : std::uint32_t { constant, line, table, pieces, direct };
  Kind kind() const { return kind_; }

 private:
  friend class SamplerCache;
  double shift_ = 0;
  double scale_ = 1;
  union {
    const QuantileTable* table_ = nullptr;
    const Pieces* pieces_;
    const Distribution* direct_;
  };
  Kind kind_ = Kind::constant;
};

/// Compiles distributions and keeps their tables. Distributions that differ only in scale and shift share one table.
/// Not for several threads at once; the samplers are.
class SamplerCache {
 public:
  SamplerCache() = default;
  SamplerCache(const SamplerCache&) = delete;
  SamplerCache& operator=(const SamplerCache&) = delete;
  SamplerCache(SamplerCache&&) = default;
  SamplerCache& operator=(SamplerCache&&) = default;

  Sampler compile(const DistributionPtr& distribution);
  /// How many different shapes are held, and the memory of their tables.
  std::size_t size() const { return shapes_.size(); }
  std::size_t bytes() const;

 private:
  /// What one sampler, or many, refer to: at most one of these.
  struct Shape {
    std::unique_ptr<const QuantileTable> table;
    std::unique_ptr<const Pieces> pieces;
    DistributionPtr direct;
    Sampler sampler;
  };
  static Shape compile_unit(const DistributionPtr& unit);

  std::map<std::vector<std::uint64_t>, Shape> shapes_;
};

}  // namespace careway
