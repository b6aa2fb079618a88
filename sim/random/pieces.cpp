#include "random/pieces.hpp"

#include <cmath>
#include <utility>

#include "random/interval.hpp"

namespace careway {

namespace {

constexpr std::size_t most_curves = 64;  // some 2 MB; a smooth kink that nobody told of takes about 5

}  // namespace

class PiecesBuilder {
 public:
  explicit PiecesBuilder(const Distribution& distribution) : distribution_(distribution), spread_(spread_of(distribution)) {}

  std::optional<Pieces> build() {
    for (const Interval& interval : smooth_intervals(distribution_)) {
      if (!add(interval)) return {};
    }
    ends_.pop_back();
    return Pieces(std::move(ends_), std::move(pieces_), std::move(curves_));
  }

 private:
  bool add(const Interval& interval) {
    const std::uint64_t start = ends_.empty() ? 0 : ends_.back();
    const std::uint64_t end = threshold_at(interval.to());
    if (end <= start) return true;
    const auto count = static_cast<double>(end - start);
    if (const auto line = line_over(distribution_, interval)) {
      push(end, {line->start, line->rise / count, Pieces::no_curve});
      return true;
    }
    TableAttempt attempt = make_quantile_table(distribution_, interval, spread_);
    if (!attempt.table) return add_halves(interval, attempt.trouble);
    push(end, {0, 0, static_cast<std::uint32_t>(curves_.size())});
    curves_.push_back({std::move(*attempt.table), static_cast<std::int64_t>(end - start - 1), 0x1p64 / count});
    return true;
  }

  /// Octaves are narrowest beside an end: so put an end where the trouble is.
  bool add_halves(const Interval& interval, Tails trouble) {
    if (++splits_ > most_curves) return false;
    const Tails middle = interval.at(trouble);
    return add(Interval(interval.from(), middle)) && add(Interval(middle, interval.to()));
  }

  void push(std::uint64_t end, const Pieces::Piece& piece) {
    ends_.push_back(end);
    pieces_.push_back(piece);
  }

  const Distribution& distribution_;
  double spread_;
  std::vector<std::uint64_t> ends_;
  std::vector<Pieces::Piece> pieces_;
  std::vector<Pieces::Curve> curves_;
  std::size_t splits_ = 0;
};

std::size_t Pieces::bytes() const {
  std::size_t total = sizeof *this + pieces_.size() * (sizeof(Piece) + 2 * sizeof(std::uint64_t));
  for (const Curve& curve : curves_) total += curve.table.bytes();
  return total;
}

std::optional<Pieces> make_pieces(const Distribution& distribution) { return PiecesBuilder(distribution).build(); }

double spread_of(const Distribution& distribution) {
  const double low = distribution.quantile(Tails{0.001, 0.999});
  const double high = distribution.quantile(Tails{0.999, 0.001});
  return high > low ? high - low : std::fabs(high) + 1e-300;
}

}  // namespace careway
