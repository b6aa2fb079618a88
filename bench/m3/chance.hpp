// The chance in M3: what patient number n draws, keyed exactly as the model file's names key it (sim/random/draw.hpp), and when it
// arrives. Both hand-written programs use it, so that their patients are those of bench/models/m3.yaml, one by one.
#pragma once

#include <cstdint>
#include <numeric>

#include "base/mix.hpp"
#include "base/time.hpp"
#include "random/choice.hpp"
#include "random/distributions.hpp"
#include "random/draw.hpp"
#include "random/sampler.hpp"

namespace m3 {

using careway::Ticks;

struct Run {
  int size = 1;  ///< arrivals and units, times this
  std::uint64_t seed = 1;
  std::uint64_t replication = 0;
  Ticks warm_up = 60 * careway::ticks_per_day;
  Ticks length = 365 * careway::ticks_per_day;
};

inline constexpr int units[4] = {4, 45, 12, 700};  ///< nurse, cubicle, doctor, bed, at size 1

/// Compiled distributions: made once, as a program would load them.
class Chance {
 public:
  Chance() {
    namespace d = careway::distribution;
    const double minute = careway::ticks_per_minute, day = careway::ticks_per_day;
    triage = cache_.compile(d::lognormal(8 * minute, 4 * minute));
    consultation = cache_.compile(d::lognormal(25 * minute, 15 * minute));
    tests = cache_.compile(d::gamma_shape(2, 60 * minute / 2));
    stay = cache_.compile(d::lognormal(5.5 * day, 8 * day));
    delayed = cache_.compile(d::exponential(4 * day));
    gap = cache_.compile(d::exponential(1));
    const auto classes = careway::share_thresholds({0.15, 0.35, 0.50});
    class_1_ = classes[0];
    class_2_ = classes[1];
    tests_ = careway::share_thresholds({0.6, 1 - 0.6})[0];
    admitted_ = careway::share_thresholds({0.28, 1 - 0.28})[0];
    delayed_ = careway::share_thresholds({0.15, 1 - 0.15})[0];
  }

  careway::Sampler triage, consultation, tests, stay, delayed, gap;  ///< values in ms; gap: mean 1

  static std::uint64_t bits(std::uint64_t patient, std::uint64_t name) { return careway::draw_bits(patient, name, 0); }
  static Ticks time(const careway::Sampler& sampler, std::uint64_t bits) { return static_cast<Ticks>(sampler.from_table(bits) + 0.5); }
  /// 0, 1 or 2: the first is the most urgent.
  unsigned urgency(std::uint64_t bits) const { return ((bits >> 1) >= class_1_) + ((bits >> 1) >= class_2_); }
  bool has_tests(std::uint64_t bits) const { return (bits >> 1) < tests_; }
  bool is_admitted(std::uint64_t bits) const { return (bits >> 1) < admitted_; }
  bool is_delayed(std::uint64_t bits) const { return (bits >> 1) < delayed_; }

 private:
  careway::SamplerCache cache_;
  std::uint64_t class_1_, class_2_, tests_, admitted_, delayed_;
};

namespace name {
using careway::name_key;
inline constexpr std::uint64_t gap = name_key("careway.gap"), source = name_key("site.arrivals.people");
inline constexpr std::uint64_t triage = name_key("site.triage.delay[1]"), urgency = name_key("site.triage.set[1].class"),
                               consultation = name_key("site.see_doctor.delay[1]"), has_tests = name_key("site.see_doctor.split[1]"),
                               tests = name_key("site.tests.delay[1]"), admitted = name_key("site.decide.split[1]"),
                               stay = name_key("site.admit.delay[1]"), is_delayed = name_key("site.admit.split[1]"),
                               delayed = name_key("site.delayed.delay[1]");
}  // namespace name

/// The instants of arrival: each gap is a unit exponential, used up along the cumulative rate, which is constant in each hour.
class Arrivals {
 public:
  Arrivals(const Run& run, const Chance& chance)
      : chance_(chance), key_(careway::source_key(careway::replication_key(run.seed, run.replication), name::source)) {
    double weights[24] = {.45, .38, .33, .30, .30, .33, .45, .70, 1.00, 1.35, 1.55, 1.60, 1.55, 1.45, 1.40, 1.38, 1.40, 1.45, 1.50, 1.45, 1.30, 1.05, .80, .53};
    const double mean = std::accumulate(weights, weights + 24, 0.0) / 24;
    for (int h = 0; h < 24; ++h) rates_[h] = 400.0 * run.size / careway::ticks_per_day * (weights[h] / mean);
    rate_ = rates_[0];
  }
  /// Key of the draws of the next patient, whose instant of arrival `next` then gives.
  std::uint64_t key() const { return careway::patient_key(key_, number_); }
  Ticks next(std::uint64_t key) {
    double exposure = chance_.gap.from_table(Chance::bits(key, name::gap));
    while (rate_ * (until_ - at_) < exposure) {
      exposure -= rate_ * (until_ - at_);
      at_ = until_;
      step();
    }
    at_ += exposure / rate_;
    if (at_ >= until_) {  // by rounding
      at_ = until_;
      step();
    }
    ++number_;
    return static_cast<Ticks>(at_);
  }

 private:
  void step() {
    until_ += careway::ticks_per_hour;
    hour_ = hour_ == 23 ? 0 : hour_ + 1;
    rate_ = rates_[hour_];
  }
  const Chance& chance_;
  std::uint64_t key_, number_ = 0;
  double rates_[24];
  double at_ = 0, until_ = careway::ticks_per_hour, rate_;
  int hour_ = 0;
};

}  // namespace m3
