#include "engine/event_queue.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace careway {

namespace {

constexpr double events_per_bucket = 5;  // at most, and more than half of it; measured: 5 and 6 are equal, 4 is up to 15% slower
constexpr std::size_t crowd = 32;  // above this, insertion into the open bucket would be slow; assumed, as it hardly matters
constexpr std::uint64_t shortest_review = 4096;  // events

/// Sorts seven different keys: each goes where the count of smaller ones says. It is written so that compilers make no
/// branches of it, which with chance-ordered keys would cost more than the comparisons. A network of 16 exchanges takes fewer
/// instructions, but each waits for the one before.
void sort_seven(const std::uint64_t (&keys)[7], std::uint64_t* sorted) {
  for (const std::uint64_t key : keys) {
    std::size_t place = 0;
    for (const std::uint64_t other : keys) place += other < key;
    sorted[place] = key;
  }
}

}  // namespace

EventQueue::EventQueue(double expected_events_per_tick)
    : keys_(std::size_t{2} * crowd), lines_(std::size_t{2} * ring), first_width_(fitting_width(expected_events_per_tick)) {
  EXPECTS(expected_events_per_tick > 0);
  clear();
}

void EventQueue::clear() {
  collect();
  moving_.clear();
  far_.clear();
  by_time_ = never;
  by_tail_ = 0;
  now_ = 0;
  base_ = 0;
  set_width(first_width_);
  served_ = opened_ = 0;
  review_after_ = shortest_review;
}

// The open bucket.

void EventQueue::push_open(std::uint64_t t, Key tail) {
  EXPECTS(t >= base_);
  if (order_ >> (order_shift_ - id_bits) != 0) {
    make_order();
    push(static_cast<Ticks>(t), static_cast<unsigned>(tail >> id_bits), id_of(tail));
    return;
  }
  const Key key = numbered((t - base_) << tail_bits | tail, order_++);
  if (end_ - at_ >= crowd) {
    late_.push_back(key);
    std::push_heap(late_.begin(), late_.end(), std::greater<Key>());
    sure_end_ = at_;
    return;
  }
  if (end_ == keys_.size()) {
    std::copy(keys_.begin() + static_cast<std::ptrdiff_t>(at_), keys_.end(), keys_.begin());
    end_ -= at_;
    at_ = 0;
  }
  std::size_t i = end_++;
  for (; i > at_ && keys_[i - 1] > key; --i) keys_[i] = keys_[i - 1];
  keys_[i] = key;
  find_sure_end();
}

EventQueue::Key EventQueue::pop_crowded() {
  Key key = keys_[at_];
  if (key < late_.front()) {
    ++at_;
  } else {
    std::pop_heap(late_.begin(), late_.end(), std::greater<Key>());
    key = late_.back();
    late_.pop_back();
  }
  find_sure_end();
  return key;
}

/// Brings all keys of the open bucket into keys_, sorted, from 0 to end_.
void EventQueue::sort_open() {
  const std::size_t left = end_ - at_;
  if (at_ != 0) std::copy_n(keys_.begin() + static_cast<std::ptrdiff_t>(at_), left, keys_.begin());
  at_ = 0;
  end_ = left + late_.size();
  if (keys_.size() < end_) keys_.resize(end_);
  std::copy(late_.begin(), late_.end(), keys_.begin() + static_cast<std::ptrdiff_t>(left));
  late_.clear();
  std::sort(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(end_));
  sure_end_ = end_;
}

/// The numbers of order have run out: gives new ones, or when too many are in use, narrows the buckets,
/// which leaves more bits for them.
void EventQueue::make_order() {
  sort_open();
  if (end_ >> (order_shift_ - id_bits - 1) != 0) {
    set_width(width_ - std::min(width_, 4u));
    return;
  }
  const Key order_mask = low_bits(~Key{0}, order_shift_) & ~low_bits(~Key{0}, id_bits);
  for (std::size_t i = 0; i < end_; ++i) keys_[i] = (keys_[i] & ~order_mask) | Key{i} << id_bits;
  order_ = end_;
}

/// Time has come to `t` past the open bucket: opens the bucket of `t` when an event is there at `t`.
bool EventQueue::reach(std::uint64_t t) {
  if (has_open() || filed_ == 0 || find_first_filed() != t) return false;
  refill();
  return true;
}

// Opening the next bucket.

/// False: the event that stands by comes before the next bucket, or there is none.
bool EventQueue::refill() {
  served_ += order_;
  order_ = 0;
  if (served_ >= review_after_) review_width();
  while (!has_open()) {
    if (filed_ == 0) return false;
    std::uint32_t word = scan_;  // kept only when time comes to it: until then there may be pushes before it
    while (word < ring_words && occupied_[word] == 0) ++word;
    if (word < ring_words ? !open_bucket(word) : !next_span()) return false;
  }
  return true;
}

/// Opens the first of the buckets of `word` that has events. False: the event that stands by comes before it.
bool EventQueue::open_bucket(std::uint32_t word) {
  const std::uint32_t index = word * 64 + static_cast<std::uint32_t>(std::countr_zero(occupied_[word]));
  const std::uint64_t begin = ((span_ << ring_bits) + index) << width_;
  if (by_is_before(begin)) return false;
  scan_ = word;
  ++opened_;
  if (lines_[index].older == none) {
    open_line(index);
  } else if (!open_long(index)) {
    return true;
  }
  order_ = end_;
  filed_ -= end_;
  base_ = begin;
  open_end_ = begin + (std::uint64_t{1} << width_);
  see_by();
  return true;
}

void EventQueue::open_line(std::uint32_t index) {
  Line& line = lines_[index];
  sort_seven(line.keys, keys_.data());
  at_ = 0;
  end_ = sure_end_ = line.count;
  line = Line();
  occupied_[scan_] &= occupied_[scan_] - 1;
}

/// False when there are so many that the buckets were narrowed instead.
bool EventQueue::open_long(std::uint32_t index) {
  drain(index, [this](Key filed) { late_.push_back(filed); });
  const std::size_t count = late_.size();
  if (count >> (order_shift_ - id_bits - 1) != 0) {
    for (const Key filed : late_) append(index, filed);
    late_.clear();
    set_width(width_ - std::min(width_, 4u));
    return false;
  }
  for (std::size_t i = 0; i < count; ++i) late_[i] |= Key{i} << id_bits;
  at_ = end_ = 0;
  sort_open();
  return true;
}

/// Moves to the next span that has events and deals them out to its buckets. False: the event that stands by comes before it.
bool EventQueue::next_span() {
  const std::uint32_t ahead = spans_ahead();
  const std::uint64_t next = ahead != 0 ? span_ + ahead : static_cast<std::uint64_t>(far_.front().event.time) >> span_shift_;
  if (by_is_before(next << span_shift_)) return false;
  scan_ = 0;
  span_ = next;
  far_begin_ = span_ + ring;
  const std::uint32_t index = ring + static_cast<std::uint32_t>(span_ & (ring - 1));
  const Key id = low_bits(~Key{0}, id_bits);
  drain(index, [this, id](Key filed) {  // the first bits of its time say which bucket
    append(static_cast<std::uint32_t>(filed >> (key_bits - ring_bits)), (filed & ~id) << ring_bits | (filed & id));
  });
  while (far_is_near()) {
    const Event event = pop_far();
    file(static_cast<std::uint64_t>(event.time), event.rank, event.id);
  }
  return true;
}

/// From the present span to the next one with events, not counting far ones; 0 when there is none.
std::uint32_t EventQueue::spans_ahead() const {
  const std::uint32_t start = static_cast<std::uint32_t>(span_ + 1) & (ring - 1);
  const std::uint64_t from_start = ~std::uint64_t{0} << (start % 64);
  for (std::uint32_t k = 0; k <= ring_words; ++k) {  // the first word comes twice: first its high bits
    const std::uint32_t word = (start / 64 + k) % ring_words;
    std::uint64_t bits = occupied_[ring_words + word];
    if (k == 0) bits &= from_start;
    if (bits == 0) continue;
    const std::uint32_t slot = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
    return ((slot - start) & (ring - 1)) + 1;
  }
  return 0;
}

// Lines and the heap of far events.

void EventQueue::overflow(std::uint32_t index) {
  std::uint32_t spare = free_;
  if (spare == none) {
    spare = static_cast<std::uint32_t>(lines_.size());
    lines_.emplace_back();
  } else {
    free_ = lines_[spare].older;
  }
  lines_[spare] = lines_[index];
  lines_[index] = Line();
  lines_[index].older = spare;
}

/// Empties a bucket or span; uses its keys, without their order, in that of pushing.
template <class Use>
void EventQueue::drain(std::uint32_t index, Use use) {
  std::uint32_t oldest = none;
  for (std::uint32_t i = lines_[index].older; i != none;) {
    const std::uint32_t older = lines_[i].older;
    lines_[i].older = oldest;
    oldest = i;
    i = older;
  }
  const Line newest = lines_[index];
  lines_[index] = Line();
  occupied_[index / 64] &= ~(std::uint64_t{1} << (index % 64));
  while (oldest != none) {
    const Line line = lines_[oldest];  // a copy: use() may take more lines
    lines_[oldest].older = free_;
    free_ = oldest;
    oldest = line.older;
    for (const Key key : line.keys) use(key & ~line_order);
  }
  for (std::uint32_t i = 0; i < newest.count; ++i) use(newest.keys[i] & ~line_order);
}

void EventQueue::push_far(std::uint64_t t, Key tail) {
  EXPECTS(t <= static_cast<std::uint64_t>(never));
  const Event event{static_cast<Ticks>(t), id_of(tail), static_cast<std::uint8_t>(tail >> id_bits)};
  far_.push_back({event, far_pushed_++});
  std::push_heap(far_.begin(), far_.end(), std::greater<FarEvent>());
}

Event EventQueue::pop_far() {
  std::pop_heap(far_.begin(), far_.end(), std::greater<FarEvent>());
  const Event event = far_.back().event;
  far_.pop_back();
  return event;
}

/// Whether the first of the far events has come within the spans.
bool EventQueue::far_is_near() const {
  return !far_.empty() && static_cast<std::uint64_t>(far_.front().event.time) >> span_shift_ < far_begin_;
}

std::uint64_t EventQueue::find_first_filed() const {
  for (std::uint32_t word = scan_; word < ring_words; ++word) {
    if (occupied_[word] == 0) continue;
    const std::uint32_t index = word * 64 + static_cast<std::uint32_t>(std::countr_zero(occupied_[word]));
    return (((span_ << ring_bits) + index) << width_) + first_in(index);
  }
  const std::uint32_t ahead = spans_ahead();
  if (ahead == 0) return static_cast<std::uint64_t>(far_.front().event.time);
  const std::uint64_t span = span_ + ahead;
  return (span << span_shift_) + first_in(ring + static_cast<std::uint32_t>(span & (ring - 1)));
}

/// Time of the first event of a bucket or span, since its start.
std::uint64_t EventQueue::first_in(std::uint32_t index) const {
  Key first = ~Key{0};
  for (std::uint32_t i = index; i != none; i = lines_[i].older) {
    for (std::uint32_t k = 0; k < lines_[i].count; ++k) first = std::min(first, lines_[i].keys[k]);
  }
  return filed_time(first, time_bits(index));
}

// The width of the buckets.

unsigned EventQueue::fitting_width(double events_per_tick) {
  unsigned width = 0;
  double events = 2 * events_per_tick;
  for (; width < widest && events <= events_per_bucket; ++width) events *= 2;
  return width;
}

/// Buckets much too full or too empty for the rate of late get another width. The rate decides, not the fullness
/// alone: events that tie would fill the narrowest bucket.
void EventQueue::review_width() {
  const double ticks = static_cast<double>(base_ - reviewed_at_) + 1;
  const unsigned fitting = fitting_width(static_cast<double>(served_) / ticks);
  const double events = static_cast<double>(served_) / static_cast<double>(opened_);
  const bool too_wide = fitting + 1 < width_ && events > 3 * events_per_bucket;
  const bool too_narrow = fitting > width_ + 1 && events < events_per_bucket / 2;
  if (too_wide || too_narrow) set_width(fitting);
  reviewed_at_ = base_;
  served_ = opened_ = 0;
  review_after_ = std::max<std::uint64_t>(shortest_review, size());
}

/// Files all events anew, those of one time in their order.
void EventQueue::set_width(unsigned width) {
  collect();
  width_ = width;
  span_shift_ = width + ring_bits;
  order_shift_ = 64 - rank_bits - width;
  start_at(base_);
  filed_ = far_.size();
  for (const Event& event : moving_) push(event.time, event.rank, event.id);
  while (far_is_near()) {
    const Event event = pop_far();
    --filed_;
    push(event.time, event.rank, event.id);
  }
  see_by();
}

/// The bucket of `t` is open, and all lines are empty.
void EventQueue::start_at(std::uint64_t t) {
  base_ = t >> width_ << width_;
  open_end_ = base_ + (std::uint64_t{1} << width_);
  span_ = base_ >> span_shift_;
  far_begin_ = span_ + ring;
  scan_ = 0;
  reviewed_at_ = base_;
}

/// Moves all events but the far ones to moving_, those of one time in their order.
void EventQueue::collect() {
  moving_.clear();
  sort_open();
  for (std::size_t i = 0; i < end_; ++i) moving_.push_back({time_of(keys_[i]), id_of(keys_[i]), rank_of(keys_[i])});
  at_ = end_ = sure_end_ = 0;
  order_ = 0;
  for (std::uint32_t index = 0; index < 2 * ring; ++index) {
    if (lines_[index].count == 0) continue;
    const std::uint64_t slot = index % ring;
    const std::uint64_t start =
        index < ring ? ((span_ << ring_bits) + slot) << width_ : (span_ + ((slot - span_) & (ring - 1))) << span_shift_;
    const unsigned bits = time_bits(index);
    drain(index, [this, start, bits](Key filed) {
      const auto time = static_cast<Ticks>(start + filed_time(filed, bits));
      moving_.push_back({time, id_of(filed), static_cast<std::uint8_t>(low_bits(filed >> (key_bits - rank_bits - bits), rank_bits))});
    });
  }
}

}  // namespace careway
