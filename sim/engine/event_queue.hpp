// The pending events, in a total order: time, then rank, then order of pushing. Nothing else about an event is known here.
//
// A wheel of two rings. The bucket in which time stands is open: its events are sorted. The other buckets of the
// present span (1024 of them) and the 1023 spans after it hold their events unsorted, in order of pushing; later ones
// wait in a heap. Events of one time are always in one place, so that the order of pushing is never lost.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/contract.hpp"
#include "base/time.hpp"

namespace careway {

struct Event {
  Ticks time = never;
  std::uint32_t id = 0;
  std::uint8_t rank = 0;
};

class EventQueue {
 public:
  static constexpr unsigned rank_limit = 16;
  static constexpr std::uint32_t id_limit = 1u << 22;

  /// The rate sets the width of the buckets, and with it the speed; the queue corrects a wrong one as it goes.
  explicit EventQueue(double expected_events_per_tick);

  /// `time` is not before the time of the last popped event.
  HOT_INLINE void push(Ticks time, unsigned rank, std::uint32_t id) {
    HOT_HOLDS(time >= now_ && rank < rank_limit && id < id_limit);
    const auto t = static_cast<std::uint64_t>(time);
    if (t < open_end_) {
      push_open(t, tail_of(rank, id));
    } else {
      ++filed_;
      file(t, rank, id);
    }
  }

  /// One event may stand by, unfiled: of a sequence whose next one is known it costs less than a push. It comes after all of its time
  /// and rank. Replaces the one that stood by before; a `time` of `never` means none. Otherwise as push().
  HOT_INLINE void stand_by(Ticks time, unsigned rank, std::uint32_t id) {
    HOT_HOLDS(time >= now_ && rank < rank_limit && id < id_limit);
    by_time_ = time;
    by_tail_ = tail_of(rank, id);
    see_by();
  }

  bool empty() const { return at_ == end_ && size() == 0; }
  std::size_t size() const { return filed_ + (end_ - at_) + late_.size() + (by_time_ != never ? 1 : 0); }

  /// Removes the first event. When there is none: an event at `never`.
  Event pop() {
    return pop([](auto) {});
  }

  /// The same. Whenever a bucket opens, `on_open` is called with a function that calls one with the ids of the next few events:
  /// a chance to prefetch.
  template <class OnOpen>
  HOT_INLINE Event pop(OnOpen on_open) {
    if (at_ == sure_end_) [[unlikely]] {
      if (!has_open()) {
        if (by_ != no_key || !refill()) return pop_by();
        on_open([this](auto use) {
          for (std::size_t i = at_; i < end_; ++i) use(id_of(keys_[i]));
        });
      } else if (at_ == end_) {
        sort_open();
      }
      if (!late_.empty()) return by_ < first_open() ? pop_by() : opened(pop_crowded());
    }
    if (by_ < keys_[at_]) return pop_by();
    return opened(keys_[at_++]);
  }

  /// Whether a pushed event of this rank or a lower one is pending at `now`: the time of the last popped event, or a later
  /// one that the simulation has reached without an event. In the latter case nothing is pushed before `now` any more.
  bool pending_at(Ticks now, unsigned rank) {
    HOT_HOLDS(now >= now_);
    const auto t = static_cast<std::uint64_t>(now);
    if (at_ == sure_end_) {
      if (t >= open_end_ && !reach(t)) return false;
      if (!has_open()) return false;
    }
    return first_open() >> order_shift_ <= ((t - base_) << rank_bits | rank);
  }

  Ticks by_time() const { return by_time_; }  ///< of the event that stands by

  /// `never` when the queue is empty.
  Ticks next_time() {
    if (has_open()) return std::min(by_time_, time_of(first_open()));
    return filed_ == 0 ? by_time_ : std::min(by_time_, static_cast<Ticks>(find_first_filed()));
  }

  /// Forgets all events and begins again at time 0; keeps the memory.
  void clear();

 private:
  // An event in 64 bits: time since the start of its bucket or span, rank (4 bits), order of pushing, id (22 bits); the higher the more
  // it counts, so that the numbers sort as the events do. The time takes as many bits as the bucket or span needs. The order is that in
  // the open bucket, or in the line in which an event is filed: a bucket of one line opens as it is.
  using Key = std::uint64_t;
  static constexpr unsigned id_bits = 22;
  static constexpr unsigned rank_bits = 4;
  static constexpr unsigned tail_bits = rank_bits + id_bits;
  static constexpr unsigned key_bits = 64;

  static constexpr Key no_key = ~Key{0};

  static constexpr unsigned ring_bits = 10;
  static constexpr std::uint32_t ring = 1u << ring_bits;
  static constexpr std::uint32_t ring_words = ring / 64;
  static constexpr unsigned widest = 24;  ///< buckets of 2^24 ms, 4.7 h: leaves 14 bits for the order of pushing

  /// A cache line of a bucket's events. A full one moves to the overflow lines, so the first holds the newest.
  static constexpr std::uint32_t line_keys = 7;
  static constexpr Key line_order = Key{std::bit_ceil(line_keys) - 1} << id_bits;  ///< where the place in a line stands
  static constexpr std::uint32_t none = UINT32_MAX;
  struct alignas(64) Line {
    Key keys[line_keys] = {~Key{0}, ~Key{0}, ~Key{0}, ~Key{0}, ~Key{0}, ~Key{0}, ~Key{0}};  ///< empty places sort last
    std::uint32_t count = 0;
    std::uint32_t older = none;
  };

  struct FarEvent {
    Event event;
    std::uint64_t sequence;
    friend bool operator>(const FarEvent& a, const FarEvent& b) {
      return a.event.time != b.event.time ? a.event.time > b.event.time : a.sequence > b.sequence;
    }
  };

  static Key low_bits(Key value, unsigned bits) { return value & ((Key{1} << bits) - 1); }
  static std::uint32_t id_of(Key key) { return static_cast<std::uint32_t>(low_bits(key, id_bits)); }
  std::uint8_t rank_of(Key key) const { return static_cast<std::uint8_t>(low_bits(key >> order_shift_, rank_bits)); }
  Ticks time_of(Key key) const { return static_cast<Ticks>(base_ + (key >> order_shift_ >> rank_bits)); }
  Key numbered(Key filed, std::uint64_t order) const {
    return filed >> id_bits << order_shift_ | order << id_bits | low_bits(filed, id_bits);
  }

  static Key tail_of(unsigned rank, std::uint32_t id) { return static_cast<Key>(rank) << id_bits | id; }
  /// The key of an event of a bucket or span of 2^time_bits ticks, but for its order.
  static Key filed_key(std::uint64_t t, unsigned time_bits, unsigned rank, std::uint32_t id) {
    return (t << rank_bits | rank) << (key_bits - rank_bits - time_bits) | id;
  }
  static std::uint64_t filed_time(Key filed, unsigned time_bits) { return time_bits == 0 ? 0 : filed >> (key_bits - time_bits); }
  unsigned time_bits(std::uint32_t index) const { return index < ring ? width_ : span_shift_; }

  /// Puts an event after the open bucket into the lines, or into the heap when it is beyond them.
  HOT_INLINE void file(std::uint64_t t, unsigned rank, std::uint32_t id) {
    const std::uint64_t span = t >> span_shift_;
    if (span >= far_begin_) {
      push_far(t, tail_of(rank, id));
      return;
    }
    const std::uint32_t later = span != span_;  // reckoned with, not branched on: chance decides it
    const unsigned shift = width_ + later * ring_bits;
    const std::uint32_t slot = static_cast<std::uint32_t>(t >> shift) & (ring - 1);
    append(slot + later * ring, filed_key(t, shift, rank, id));
  }

  HOT_INLINE void append(std::uint32_t index, Key filed) {
    if (lines_[index].count == line_keys) overflow(index);
    Line& line = lines_[index];
    line.keys[line.count] = filed | Key{line.count} << id_bits;
    ++line.count;
    occupied_[index / 64] |= std::uint64_t{1} << (index % 64);
  }

  bool has_open() const { return at_ != end_ || !late_.empty(); }
  Key first_open() const {
    if (at_ != sure_end_) return keys_[at_];
    return at_ != end_ && keys_[at_] < late_.front() ? keys_[at_] : late_.front();
  }
  Event opened(Key key) {
    now_ = time_of(key);
    return {now_, id_of(key), rank_of(key)};
  }

  // The event that stands by.
  Key by_key() const { return numbered((static_cast<std::uint64_t>(by_time_) - base_) << tail_bits | by_tail_, low_bits(~Key{0}, order_shift_ - id_bits)); }
  void see_by() { by_ = static_cast<std::uint64_t>(by_time_) < open_end_ ? by_key() : no_key; }
  HOT_INLINE Event pop_by() {
    const Event event{by_time_, id_of(by_tail_), static_cast<std::uint8_t>(by_tail_ >> id_bits)};
    if (by_time_ != never) now_ = by_time_;
    by_time_ = never;
    by_tail_ = 0;
    by_ = no_key;
    return event;
  }

  // The open bucket.
  void push_open(std::uint64_t t, Key tail);
  Key pop_crowded();
  void find_sure_end() { sure_end_ = late_.empty() ? end_ : at_; }
  void sort_open();
  void make_order();
  bool reach(std::uint64_t t);

  // Opening the next one.
  bool refill();
  bool open_bucket(std::uint32_t word);
  bool by_is_before(std::uint64_t t) const { return static_cast<std::uint64_t>(by_time_) < t; }
  void open_line(std::uint32_t index);
  bool open_long(std::uint32_t index);
  bool next_span();
  std::uint32_t spans_ahead() const;

  // Lines and the heap of far events.
  void overflow(std::uint32_t index);
  template <class Use>
  void drain(std::uint32_t index, Use use);
  void push_far(std::uint64_t t, Key tail);
  Event pop_far();
  bool far_is_near() const;
  std::uint64_t find_first_filed() const;
  std::uint64_t first_in(std::uint32_t index) const;

  // The width of the buckets.
  static unsigned fitting_width(double events_per_tick);
  void review_width();
  void set_width(unsigned width);
  void start_at(std::uint64_t t);
  void collect();

  // The open bucket: times from base_ to open_end_. keys_[at_..end_) is sorted; late_ is a heap of what was pushed
  // while many were left.
  std::uint64_t base_ = 0;
  std::uint64_t open_end_ = 0;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::size_t sure_end_ = 0;  ///< what stands before this comes before all in late_
  std::vector<Key> keys_;
  std::vector<Key> late_;
  std::uint64_t order_ = 0;  ///< the next number in order of pushing
  Key by_ = no_key;          ///< the event that stands by as a key of the open bucket; no_key: it comes later
  Ticks by_time_ = never;
  Key by_tail_ = 0;          ///< its rank and id
  Ticks now_ = 0;

  // Everything else: lines_[0..1024) the buckets of the present span, lines_[1024..2048) spans, then overflow lines.
  unsigned width_ = 0;        ///< a bucket has 2^width_ ticks
  unsigned span_shift_ = 0;   ///< and a span 2^span_shift_
  unsigned order_shift_ = 0;  ///< where the rank begins in an open key
  std::uint64_t span_ = 0;    ///< number of the present span
  std::uint64_t far_begin_ = 0;
  std::size_t filed_ = 0;
  std::uint32_t scan_ = 0;  ///< no bucket is occupied in the words before this
  std::uint32_t free_ = none;
  std::uint64_t occupied_[2 * ring_words] = {};
  std::vector<Line> lines_;
  std::vector<FarEvent> far_;
  std::uint64_t far_pushed_ = 0;

  // Since the last review of the width.
  unsigned first_width_ = 0;
  std::uint64_t reviewed_at_ = 0;
  std::uint64_t served_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t review_after_ = 0;
  std::vector<Event> moving_;
};

}  // namespace careway
