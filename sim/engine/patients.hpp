// The pool of patients: records of one size with a free list, at addresses that never move.
// A record is a fixed part followed by the model's attributes, clocks, holdings and draw counters.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/contract.hpp"
#include "base/time.hpp"
#include "network/network.hpp"

namespace careway {

inline constexpr std::uint32_t no_patient = UINT32_MAX;
inline constexpr std::uint32_t no_entry = UINT32_MAX;
inline constexpr std::uint16_t no_site = UINT16_MAX;
inline constexpr Ticks not_running = INT64_MIN;
inline constexpr std::uint32_t most_patients = 1u << 22;  ///< what an event can name

enum class PatientState : std::uint8_t {
  free,       ///< not in use; `next_free` links it
  acting,     ///< its actions are being run, or will be at this instant
  delaying,   ///< until `due`
  waiting,    ///< stands in one or more queues
  watching,   ///< waits until a condition holds
  branching,  ///< waits for its branches
  turning,    ///< not a patient: units being made ready again, until `due`
  broken,     ///< not a patient: a unit out of service, until `due`
  frozen,     ///< its delay is stopped; `remaining` is left
  settling,   ///< got a unit in a swap that is being made ready, until `due`
  displaced,  ///< waits to get a unit back that was taken; `remaining` of its delay is left
};

struct Holding {
  std::uint32_t instance = 0;
  std::uint32_t units = 0;  ///< 0: nothing held
  Ticks since = 0;
};

inline constexpr std::size_t draws_ahead = 2;

/// What is used least comes first, and what is used most together: of a record that begins with a cache line, the second one holds what
/// nearly every event needs, and the model's attributes and clocks follow in the third.
struct Patient {
  // Less often used.
  Ticks patience_due = -1;
  Ticks escalation_due = -1;
  Ticks remaining = 0;        ///< of a delay that was interrupted
  std::uint32_t victim_slot = 0;    ///< holding that was taken from it
  std::uint32_t lost = no_index;    ///< resource whose unit that was
  std::uint32_t stops = 0;          ///< of what it holds: closed by a lack of capacity that freezes it
  std::uint64_t forks = 0;          ///< how often it has forked
  std::uint32_t open_branches = 0;
  std::uint32_t source = no_index;  ///< stream it came from
  std::uint8_t escalation = 0;      ///< next one
  bool draws_anew = false;          ///< what is left of its delay is drawn when it has its unit again

  alignas(64) Ticks due = -1; ///< end of the delay in progress; -1 when there is none
  std::uint64_t key = 0;      ///< of its draws
  Ticks whole = 0;            ///< length of the delay in progress
  Ticks arrived = 0;
  std::uint32_t position = 0; ///< of the operation to go on with
  std::uint32_t first_entry = no_entry;  ///< of its places in queues
  std::uint32_t request = no_index;      ///< the request it waits for
  std::uint32_t units = 1;    ///< asked for by that request; of an agent: units meant
  std::uint32_t parent = no_patient;
  std::uint16_t site = no_site;
  std::uint16_t place = 0;    ///< the site, or 0 without one: an index where there is one entry for each site. See move_to
  std::uint16_t running = 0;  ///< its clocks that run
  PatientState state = PatientState::free;
  std::uint32_t next_free = no_patient;

  Ticks joined = 0;           ///< when it began to wait
  std::uint64_t ordinal = 0;  ///< order of arrival into the model
  std::uint64_t counted = 0;  ///< a bit for each stretch of its counters in which it has counted: see PatientPool::count

  /// Draws made before they are needed: of which leaves, as these are now at its site, and what they gave; of a choice among a few: which.
  std::uint32_t leaf_ahead[draws_ahead] = {no_index, no_index};
  double ahead[draws_ahead] = {};

  void move_to(std::uint16_t to) {
    site = to;
    place = to == no_site ? 0 : to;
    forget_ahead();
  }
  void forget_ahead() {
    for (std::uint32_t& leaf : leaf_ahead) leaf = no_index;
  }
};

class PatientPool {
 public:
  explicit PatientPool(const Network& net)
      : attributes_(offsetof(Patient, ahead) + sizeof(Patient::ahead)),
        clocks_(attributes_ + net.attribute_slots * sizeof(double)),
        holdings_(clocks_ + net.clock_slots * sizeof(Ticks)),
        counters_(holdings_ + net.holding_slots * sizeof(Holding)),
        stretch_bits_(stretch_bits(net.counter_slots)),
        stride_((std::max(counters_ + (std::size_t{net.counter_slots} + stretch()) * sizeof(std::uint16_t), few_bytes) + 63) / 64 * 64),
        net_(net) {
    make_fresh();
  }

  /// A fresh record and its number; throws std::length_error beyond `most_patients` at once.
  HOT_INLINE Patient& take(std::uint32_t& id) {
    id = free_;
    if (id == no_patient) {
      id = add();
      return at(id);
    }
    std::byte* const to = record(id);
    free_ = reinterpret_cast<Patient*>(to)->next_free;
    ++live_;
    if (clocks_ <= few_bytes) std::memcpy(to, fresh_.get(), few_bytes);  // a copy of known length is no call
    else std::memcpy(to, fresh_.get(), clocks_);
    return *reinterpret_cast<Patient*>(to);  // the rest is as fresh as it was: see give_back
  }
  std::uint32_t take() {
    std::uint32_t id = 0;
    take(id);
    return id;
  }
  void give_back(std::uint32_t id) { give_back(at(id), id); }
  /// No clock of it runs, and it holds nothing.
  void give_back(Patient& p, std::uint32_t id) {
    HOT_HOLDS(is_bare(p));
    p.state = PatientState::free;
    p.due = -1;
    p.next_free = free_;
    free_ = id;
    --live_;
  }

  Patient& at(std::uint32_t id) { return *reinterpret_cast<Patient*>(record(id)); }
  template <class T>
  static T& part(Patient& p, std::uint32_t place) {
    return *reinterpret_cast<T*>(reinterpret_cast<std::byte*>(&p) + place);
  }
  const Patient& at(std::uint32_t id) const { return *reinterpret_cast<const Patient*>(record(id)); }
  double* attributes(Patient& p) { return reinterpret_cast<double*>(reinterpret_cast<std::byte*>(&p) + attributes_); }
  Ticks* clocks(Patient& p) { return reinterpret_cast<Ticks*>(reinterpret_cast<std::byte*>(&p) + clocks_); }
  Holding* holdings(Patient& p) { return reinterpret_cast<Holding*>(reinterpret_cast<std::byte*>(&p) + holdings_); }
  std::uint16_t* counters(Patient& p) {
    return reinterpret_cast<std::uint16_t*>(reinterpret_cast<std::byte*>(&p) + counters_);
  }
  /// How often `count` was called with this counter. Of many counters a patient uses few, and those far apart: they lie in at most 64
  /// stretches, and one in which it has not counted need not be read, nor set to 0 beforehand.
  std::uint16_t counted(Patient& p, std::uint16_t counter) { return p.counted >> (counter >> stretch_bits_) & 1 ? counters(p)[counter] : std::uint16_t{0}; }
  /// Counts, and gives the number before.
  HOT_INLINE std::uint16_t count(Patient& p, std::uint16_t counter) {
    const unsigned number = counter >> stretch_bits_;
    std::uint16_t* const all = counters(p);
    if (p.counted >> number & 1) return all[counter]++;
    p.counted |= std::uint64_t{1} << number;
    std::uint16_t* const begin = all + (std::size_t{number} << stretch_bits_);
    if (stretch_bits_ == shortest) std::memset(begin, 0, sizeof(std::uint16_t) << shortest);
    else std::fill_n(begin, stretch(), std::uint16_t{0});
    all[counter] = 1;
    return 0;
  }
  /// Nobody is there any more; the memory is kept.
  void clear() {
    used_ = live_ = 0;
    free_ = no_patient;
    far_ = false;
  }
  void copy_model_part(Patient& from, Patient& to);  ///< attributes only

  std::uint32_t place_of_attribute(std::uint32_t slot) const { return static_cast<std::uint32_t>(attributes_ + slot * sizeof(double)); }
  std::uint32_t place_of_clock(std::uint32_t slot) const { return static_cast<std::uint32_t>(clocks_ + slot * sizeof(Ticks)); }
  std::uint32_t place_of_holding(std::uint32_t slot) const { return static_cast<std::uint32_t>(holdings_ + slot * sizeof(Holding)); }

  /// Whether the records are too many to be kept near the processor, so that it pays to fetch them beforehand.
  bool far() const { return far_; }
  /// An event of this patient, if it is one, comes soon: its record is fetched meanwhile.
  void expect(std::uint32_t id) const {
    if (id >= used_) return;
    const std::byte* at = record(id);
    fetch(at + 64);  // what nearly every event needs: see Patient
    fetch(at + 128);
  }

  std::uint32_t used() const { return used_; }  ///< ids below this have been handed out
  std::uint32_t live() const { return live_; }

 private:
  static void fetch(const std::byte* at) {
#if defined(__GNUC__)
    __builtin_prefetch(at, 1);
    asm volatile("");  // or else a compiler that does not put this in place holds it for a function without effect, and drops it
#else
    static_cast<void>(at);
#endif
  }
  static constexpr std::uint32_t block_bits = 10;
  std::byte* record(std::uint32_t id) const {
    return blocks_[id >> block_bits].get() + (id & ((1u << block_bits) - 1)) * stride_;
  }
  static constexpr std::size_t few_bytes = sizeof(Patient);  ///< mostly all of a patient and its attributes; beyond these, clocks that do not run
  void make_fresh();
  std::uint32_t add();
  bool is_bare(Patient& p);

  static unsigned stretch_bits(std::uint32_t counters) { return std::max(6 + shortest, static_cast<unsigned>(std::bit_width(counters))) - 6; }
  static constexpr unsigned shortest = 2;
  std::size_t stretch() const { return std::size_t{1} << stretch_bits_; }

  std::size_t attributes_, clocks_, holdings_, counters_;
  unsigned stretch_bits_;
  std::size_t stride_;
  const Network& net_;
  struct Release {
    void operator()(std::byte* p) const { ::operator delete[](p, std::align_val_t{64}); }
  };
  std::vector<std::unique_ptr<std::byte[], Release>> blocks_;
  std::unique_ptr<std::byte[], Release> fresh_;  ///< what a record looks like when it is taken
  std::uint32_t used_ = 0, live_ = 0, free_ = no_patient;
  bool far_ = false;
};

}  // namespace careway
