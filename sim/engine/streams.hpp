// A stream of arrivals: the instants at which patients of one source come, one after another.
// Rates are inverted exactly: each gap is one unit exponential, used up along the cumulative rate.
//
// A scenario that changes a rate keeps the patients of the model (SEMANTICS: same patients): stream `base` follows the
// unchanged rate, and a patient stays when its own uniform is below new/old at its arrival; a second stream adds the difference.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "network/network.hpp"

namespace careway {

struct Stream {
  const SourceInfo* source = nullptr;
  bool extra = false;              ///< adds what the changed rate has above the unchanged one
  std::uint64_t key = 0;           ///< of the source in this replication
  std::uint64_t index = 0;         ///< of the next patient
  std::uint64_t patient = 0;       ///< its key, of streams that follow a rate
  double at = 0;                   ///< exact instant reached, in milliseconds
  std::uint32_t curve = 0;         ///< index of its RateCurve
  std::vector<std::pair<Ticks, std::uint64_t>> planned;  ///< of a list: instants in order, and whose they are
};

/// Rates of one source over the whole run, for finding the next arrival.
class RateCurve {
 public:
  RateCurve(const Network& net, const SourceInfo& source, std::uint64_t run_key);

  /// Whether the scenario ever asks for more, or for anything else, than the model itself.
  bool has_extra() const { return has_extra_; }
  /// Instant at which the cumulative rate from `from` reaches `exposure`; +infinity when it never does.
  double invert(double from, double exposure, bool extra);
  /// New rate over old at an instant, at most 1.
  double share_kept(Ticks t);

 private:
  struct Piece {
    double base = 0, actual = 0;  ///< events per millisecond, without the wave
    double from = 0, until = 0;   ///< the stretch in which they are constant
  };
  /// The piece at an instant; kept, since the next question is mostly about the same one.
  const Piece& piece(double t) {
    if (t < piece_.from || t >= piece_.until) piece_ = find_piece(t);
    return piece_;
  }
  Piece find_piece(double t) const;
  double rate(const RatePlan& plan, Ticks t, Ticks& until) const;
  double daily_factor(std::int64_t day) const;
  static double wave_area(const RatePlan& plan, double from, double to);

  const Network& net_;
  const SourceInfo& source_;
  std::uint64_t run_key_;
  std::uint32_t site_;
  int start_weekday_;
  const RatePlan* base_;
  bool has_extra_ = false;
  Piece piece_;
};

}  // namespace careway
