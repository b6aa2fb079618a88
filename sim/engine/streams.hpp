// A stream of arrivals: the instants at which patients of one source come, one after another.
// Rates are inverted exactly: each gap is one unit exponential, used up along the cumulative rate.
//
// A scenario that changes a rate keeps the patients of the model (SEMANTICS: same patients): stream `base` follows the
// unchanged rate, and a patient stays when its own uniform is below new/old at its arrival; a second stream adds the difference.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "network/network.hpp"

namespace careway {

/// Which patients of a source: those of the unchanged rate, those whom a scenario adds, those whom a factor above 1 adds to both.
enum class Portion : std::uint8_t { base, added, multiplied };

struct Stream {
  const SourceInfo* source = nullptr;
  Portion portion = Portion::base;
  bool follows_state = false;      ///< whether each one comes depends on a factor at that instant
  bool simple = false;             ///< its patients come one by one at given rates, and all show up
  double above = 1;                ///< of Portion::multiplied: the factor's most, less 1
  std::uint64_t key = 0;           ///< of the source in this replication
  std::uint64_t index = 0;         ///< of the next patient
  std::uint64_t patient = 0;       ///< its key, of streams that follow a rate
  double at = 0;                   ///< exact instant reached, in milliseconds
  double last = 0;                 ///< nobody comes from then on
  std::uint32_t curve = 0;         ///< index of its RateCurve
  std::vector<std::pair<Ticks, std::uint64_t>> planned;  ///< of a list: instants in order, and whose they are
};

/// The next patient of a simple stream, and when it comes.
struct Coming {
  Ticks at = never;
  std::uint32_t stream = 0;
  std::uint32_t number = 0;   ///< in its stream, modulo 2^32
  std::uint64_t patient = 0;  ///< its key
};

/// Rates of one source over the whole run, for finding the next arrival.
class RateCurve {
 public:
  RateCurve(const Network& net, const SourceInfo& source, std::uint64_t run_key);

  /// Whether the scenario ever asks for more, or for anything else, than the model itself.
  bool has_extra() const { return has_extra_; }
  /// Instant at which the cumulative rate from `from` reaches `exposure`; +infinity when it never does.
  double invert(double from, double exposure, Portion portion);
  /// Whether the rate is one that a scenario leaves as it is, and constant from one change to the next.
  bool plain() const { return !has_extra_ && !lines_ && base_->wave_amplitude == 0; }
  /// invert() of a plain one.
  HOT_INLINE double invert_plain(double from, double exposure) {
    if (from >= piece_.from && from < piece_.until && piece_.base.value * (piece_.until - from) >= exposure && piece_.base.value > 0) [[likely]]
      return std::min(from + exposure / piece_.base.value, piece_.until);
    return invert(from, exposure, Portion::base);
  }
  /// New rate over old at an instant, at most 1.
  double share_kept(double t);

 private:
  /// A rate that is constant, or changes in a straight line.
  struct Line {
    double value = 0, slope = 0;  ///< events per millisecond; by how much that grows in one
  };
  struct Piece {
    Line base, actual;            ///< without the wave; their values are those at `origin`
    double origin = 0;
    double from = 0, until = 0;   ///< the stretch in which they hold, no longer than any run
  };
  /// The piece at an instant; kept, since the next question is mostly about the same one.
  const Piece& piece(double t) {
    if (t < piece_.from || t >= piece_.until) piece_ = find_piece(t);
    return piece_;
  }
  Piece find_piece(double t) const;
  double longest() const { return static_cast<double>(net_.warm_up + net_.length) * 11; }  ///< no run lasts longer
  Line rate(const RatePlan& plan, Ticks t, Ticks& until) const;
  Line shape(const RatePlan& plan, Ticks t, Ticks& until) const;
  static double reach(double value, double slope, double length, double& exposure);
  double invert_lines(double from, double exposure, Portion portion, double end);
  double daily_factor(std::int64_t day) const;
  static double wave_area(const RatePlan& plan, double from, double to);

  const Network& net_;
  const SourceInfo& source_;
  std::uint64_t run_key_;
  std::uint32_t site_;
  int start_weekday_;
  const RatePlan* base_;
  bool has_extra_ = false;
  bool lines_ = false;  ///< some rate changes in straight lines
  Piece piece_;
};

}  // namespace careway
