// M3 and nothing else, as fast as we could write it by hand: what the engine is measured against. Same draws and same figures
// as bench/models/m3.yaml. usage: m3_floor [SIZE] [REPLICATIONS] [SEED] [DAYS]
//
// What makes it fast (bench/README.md has the measurements): events are 8-byte keys in a wheel of two levels, whose open bucket is sorted
// without branches; arrivals are never filed but merged with the open bucket; all that a patient will draw is drawn when its arrival is
// planned, many patients at a time, where nothing waits for anything; what comes next is part of the event, so that one jump decides it;
// a patient is one cache line; areas are sums of ends less starts.
#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "m3/arguments.hpp"
#include "m3/chance.hpp"
#include "m3/figures.hpp"

namespace {

using m3::Ticks;
using Key = std::uint64_t;

constexpr std::uint32_t none = UINT32_MAX;
constexpr Key no_key = ~Key{0};

/// What ends, and what comes then: the way of a patient is known when its arrival is planned.
enum Stage : std::uint32_t {
  triage_ends,
  consultation_ends_home, consultation_ends_admit, consultation_ends_tests,
  tests_end_home, tests_end_admit,
  stay_ends, stay_ends_delayed,
  arrives, mark
};
constexpr unsigned stage_bits = 4;

/// Keys of the open bucket: time since its start, a bit for arrivals (which come last at one instant), order of pushing, id (patient and
/// stage). Keys elsewhere: time since the start of their bucket or span, id.
class Wheel {
 public:
  explicit Wheel(double events_per_ms) {
    while (static_cast<double>(Ticks{2} << width_) * events_per_ms <= 7) ++width_;
    lines_.resize(2 * ring);
    keys_[0] = no_key;
    far_.reserve(64);
  }

  Key first() const { return keys_[at_]; }
  void drop_first(bool really) { at_ += really; }
  static std::uint32_t id(Key key) { return static_cast<std::uint32_t>(key) & ((1u << id_bits) - 1); }
  Ticks time(Key key) const { return static_cast<Ticks>(base_ + (key >> time_shift)); }

  void push(Ticks time, std::uint32_t id) {
    const auto t = static_cast<std::uint64_t>(time);
    if (t < open_end_) {
      insert((t - base_) << time_shift | order_++ << id_bits | id);
      return;
    }
    const std::uint64_t span = t >> (width_ + ring_bits);
    if (span - span_ >= ring) [[unlikely]] {
      far_.push_back({t, id});
      return;
    }
    const unsigned later = span != span_;
    const unsigned shift = width_ + later * ring_bits;
    append((static_cast<std::uint32_t>(t >> shift) & (ring - 1)) + later * ring, low(t, shift) << id_bits | id);
  }
  /// The key that an arrival would have in the open bucket; none when it comes later.
  Key arrival_key(Ticks time, std::uint32_t id) const {
    const Key key = (static_cast<std::uint64_t>(time) - base_) << time_shift | Key{1} << (time_shift - 1) | id;
    return static_cast<std::uint64_t>(time) < open_end_ ? key : no_key;
  }

  /// Opens the next bucket that has events or in which `arrival` lies.
  void open(Ticks arrival) {
    const std::uint64_t arrival_bucket = static_cast<std::uint64_t>(arrival) >> width_;
    at_ = end_ = 0;
    keys_[0] = no_key;
    order_ = 0;
    for (;;) {
      std::uint32_t index = ring;
      for (; scan_ < words; ++scan_) {
        if (occupied_[scan_] == 0) continue;
        index = scan_ * 64 + static_cast<std::uint32_t>(std::countr_zero(occupied_[scan_]));
        break;
      }
      if (arrival_bucket >> ring_bits == span_) index = std::min(index, static_cast<std::uint32_t>(arrival_bucket) & (ring - 1));
      if (index == ring) {
        next_span();
        continue;
      }
      scan_ = index / 64;  // the bucket of an arrival may be empty and come before what was found
      base_ = ((span_ << ring_bits) + index) << width_;
      open_end_ = base_ + (std::uint64_t{1} << width_);
      if (lines_[index].older == none) {
        open_line(index);
        return;
      }
      drain(index, [&](Key filed) {
        insert(filed >> id_bits << time_shift | order_++ << id_bits | id(filed));
      });
      return;
    }
  }

 private:
  static constexpr unsigned id_bits = 24, order_bits = 11, time_shift = id_bits + order_bits + 1;
  static constexpr unsigned ring_bits = 8;
  static constexpr std::uint32_t ring = 1u << ring_bits, words = ring / 64;
  struct alignas(64) Line {
    Key keys[7] = {no_key, no_key, no_key, no_key, no_key, no_key, no_key};  ///< empty places sort last
    std::uint32_t count = 0, older = none;
  };

  static Key low(Key value, unsigned bits) { return value & ((Key{1} << bits) - 1); }

  void insert(Key key) {
    std::uint32_t i = end_++;
    keys_[i + 1] = no_key;
    for (; i > at_ && keys_[i - 1] > key; --i) keys_[i] = keys_[i - 1];
    keys_[i] = key;
  }

  /// Each of the seven keys goes where the count of smaller ones says: no branch depends on chance.
  void open_line(std::uint32_t index) {
    Line& line = lines_[index];
    Key keys[7];
    for (std::uint32_t i = 0; i < 7; ++i) keys[i] = line.keys[i] >> id_bits << time_shift | Key{i} << id_bits | id(line.keys[i]);
    for (const Key key : keys) {
      std::uint32_t place = 0;
      for (const Key other : keys) place += other < key;
      keys_[place] = key;
    }
    end_ = line.count;
    order_ = 7;
    keys_[end_] = no_key;
    line = Line();
    occupied_[index / 64] &= ~(std::uint64_t{1} << (index % 64));
  }

  void append(std::uint32_t index, Key filed) {
    if (lines_[index].count == 7) [[unlikely]] overflow(index);
    Line& line = lines_[index];
    line.keys[line.count++] = filed;
    occupied_[index / 64] |= std::uint64_t{1} << (index % 64);
  }

  /// A full line moves to a spare one, so that the bucket's own holds the newest.
  void overflow(std::uint32_t index) {
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

  void drain(std::uint32_t index, auto use) {
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
      for (const Key key : line.keys) use(key);
    }
    for (std::uint32_t i = 0; i < newest.count; ++i) use(newest.keys[i]);
  }

  void next_span() {
    ++span_;
    scan_ = 0;
    drain(ring + static_cast<std::uint32_t>(span_ & (ring - 1)), [&](Key filed) {
      const std::uint64_t since = filed >> id_bits;
      append(static_cast<std::uint32_t>(since >> width_), low(since, width_) << id_bits | id(filed));
    });
    for (std::size_t i = 0; i < far_.size();) {
      if ((far_[i].time >> (width_ + ring_bits)) - span_ >= ring) {
        ++i;
        continue;
      }
      push(static_cast<Ticks>(far_[i].time), far_[i].id);
      far_.erase(far_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  struct Far {
    std::uint64_t time;
    std::uint32_t id;
  };
  std::uint64_t base_ = 0, open_end_ = 0, span_ = 0, order_ = 0;
  std::uint32_t at_ = 0, end_ = 0, scan_ = 0, free_ = none;
  unsigned width_ = 0;
  std::uint64_t occupied_[2 * words] = {};
  Key keys_[1u << order_bits];
  std::vector<Line> lines_;
  std::vector<Far> far_;
};

struct alignas(64) Patient {
  Ticks arrived, joined, stay, delayed;  ///< delayed: 0 for most
  std::uint32_t triage, consultation, tests;
  std::uint32_t next, ordinal;
  std::uint8_t urgency;
  std::uint8_t is_admitted, after_consultation;  ///< of admitted; Stage
};

struct Pool {
  std::int64_t free = 0, waiting = 0;
  std::int64_t in_use_area = 0, waiting_area = 0;  ///< ends less starts
  std::uint32_t heads[3] = {none, none, none}, tails[3];
  bool owing = false;
};

class Floor {
 public:
  Floor(const m3::Run& run, const m3::Chance& chance)
      : run_(run), chance_(chance), arrivals_(run, chance), events_(1570.0 * run.size / careway::ticks_per_day) {
    for (std::size_t i = 0; i < m3::pools; ++i) pools_[i].free = units_[i] = m3::units[i] * run.size;
    room_ = 4000u * static_cast<std::uint32_t>(run.size) + 4096;
    patients_ = std::make_unique_for_overwrite<Patient[]>(room_);
  }

  m3::Figures run() {
    events_.push(run_.warm_up, mark);
    plan_arrivals();
    for (;;) {
      const Key filed = events_.first();
      const Key key = std::min(filed, arrival_key_);
      if (key == no_key) {
        events_.open(planned_time_);
        arrival_key_ = events_.arrival_key(planned_time_, planned_[planned_at_] << stage_bits | arrives);
        continue;
      }
      events_.drop_first(filed < arrival_key_);
      now_ = events_.time(key);
      const std::uint32_t id = Wheel::id(key) >> stage_bits;
      Patient& p = patients_[id];
      switch (static_cast<Stage>(Wheel::id(key) & ((1u << stage_bits) - 1))) {
        case arrives:
          next_planned();
          arrival_key_ = events_.arrival_key(planned_time_, planned_[planned_at_] << stage_bits | arrives);
          ++figures_.arrived;
          if (take(m3::nurse)) events_.push(now_ + p.triage, id << stage_bits | triage_ends);
          else wait(m3::nurse, p, id, 0);
          break;
        case triage_ends:
          release(m3::nurse);
          if (take(m3::cubicle)) see_doctor(p, id);
          else wait(m3::cubicle, p, id, p.urgency);
          break;
        case consultation_ends_tests:
          release(m3::doctor);
          events_.push(now_ + p.tests, id << stage_bits | (tests_end_home + p.is_admitted));
          break;
        case consultation_ends_home: release(m3::doctor); [[fallthrough]];
        case tests_end_home:
          depart(p);
          give_back(id);
          break;
        case consultation_ends_admit: release(m3::doctor); [[fallthrough]];
        case tests_end_admit:
          if (take(m3::bed)) move_to_bed(p, id);
          else wait(m3::bed, p, id, p.urgency);
          break;
        case stay_ends_delayed: events_.push(now_ + p.delayed, id << stage_bits | stay_ends); break;
        case stay_ends:
          release(m3::bed);
          give_back(id);
          break;
        case mark:
          if (measuring_) return finish();
          begin_window();
          break;
      }
      while (owing_count_ > 0) {
        // Whoever waits is served when all that ends at this instant has ended.
        const Key next = events_.first();
        if (next != no_key && events_.time(next) == now_) break;
        serve();
      }
    }
  }

 private:
  void next_planned() {
    if (++planned_at_ == batch) plan_arrivals();
    planned_time_ = patients_[planned_[planned_at_]].arrived;
  }

  /// Many at once, since then nothing is waited for between two draws.
  void plan_arrivals() {
    for (std::uint32_t i = 0; i < batch; ++i) planned_[i] = plan_arrival();
    planned_at_ = 0;
    planned_time_ = patients_[planned_[0]].arrived;
  }

  std::uint32_t plan_arrival() {
    const std::uint64_t key = arrivals_.key();
    const std::uint32_t id = free_ != none ? free_ : used_++;
    if (id >= room_) std::abort();
    Patient& p = patients_[id];
    if (id == free_) free_ = p.next;
    const auto bits = [key](std::uint64_t name) { return m3::Chance::bits(key, name); };
    const auto time = [&](const careway::Sampler& sampler, std::uint64_t name) { return chance_.time(sampler, bits(name)); };
    p.ordinal = ordinal_++;
    p.urgency = static_cast<std::uint8_t>(chance_.urgency(bits(m3::name::urgency)));
    p.is_admitted = chance_.is_admitted(bits(m3::name::admitted));
    p.after_consultation = static_cast<std::uint8_t>(chance_.has_tests(bits(m3::name::has_tests)) ? consultation_ends_tests : consultation_ends_home + p.is_admitted);
    p.triage = static_cast<std::uint32_t>(time(chance_.triage, m3::name::triage));
    p.consultation = static_cast<std::uint32_t>(time(chance_.consultation, m3::name::consultation));
    p.tests = static_cast<std::uint32_t>(time(chance_.tests, m3::name::tests));
    if (p.is_admitted) {
      p.stay = time(chance_.stay, m3::name::stay);
      p.delayed = chance_.is_delayed(bits(m3::name::is_delayed)) ? time(chance_.delayed, m3::name::delayed) : 0;
    }
    p.arrived = arrivals_.next(key);
    return id;
  }

  void give_back(std::uint32_t id) {
    patients_[id].next = free_;
    free_ = id;
  }

  bool take(m3::Pool number) {
    Pool& pool = pools_[number];
    if (pool.free <= pool.waiting) return false;
    --pool.free;
    pool.in_use_area -= now_;
    ++figures_.waits[number];
    return true;
  }

  void release(m3::Pool number) {
    Pool& pool = pools_[number];
    ++pool.free;
    pool.in_use_area += now_;
    if (pool.waiting == 0 || pool.owing) return;
    pool.owing = true;
    owing_[owing_count_++] = number;
  }

  void wait(m3::Pool number, Patient& p, std::uint32_t id, unsigned lane) {
    Pool& pool = pools_[number];
    ++pool.waiting;
    pool.waiting_area -= now_;
    p.joined = now_;
    p.next = none;
    if (pool.heads[lane] == none) {
      pool.heads[lane] = id;
    } else if (patients_[pool.tails[lane]].joined != now_) {
      patients_[pool.tails[lane]].next = id;
    } else {
      wait_in_order(pool, p, id, lane);
      return;
    }
    pool.tails[lane] = id;
  }

  /// Who joins at the same instant stands in the order of arrival.
  void wait_in_order(Pool& pool, Patient& p, std::uint32_t id, unsigned lane) {
    std::uint32_t* link = &pool.heads[lane];
    while (*link != none && (patients_[*link].joined != now_ || patients_[*link].ordinal < p.ordinal)) link = &patients_[*link].next;
    p.next = *link;
    *link = id;
    if (p.next == none) pool.tails[lane] = id;
  }

  /// One grant of the pool that has been owing longest, or crosses it off.
  void serve() {
    const m3::Pool number = owing_[0];
    Pool& pool = pools_[number];
    if (pool.waiting == 0 || pool.free == 0) {
      pool.owing = false;
      --owing_count_;
      for (std::uint32_t i = 0; i < owing_count_; ++i) owing_[i] = owing_[i + 1];
      return;
    }
    const unsigned lane = pool.heads[0] != none ? 0 : pool.heads[1] != none ? 1 : 2;
    const std::uint32_t id = pool.heads[lane];
    Patient& p = patients_[id];
    pool.heads[lane] = p.next;
    --pool.waiting;
    pool.waiting_area += now_;
    --pool.free;
    pool.in_use_area -= now_;
    ++figures_.waits[number];
    figures_.waited[number] += now_ - p.joined;
    switch (number) {
      case m3::nurse: events_.push(now_ + p.triage, id << stage_bits | triage_ends); break;
      case m3::cubicle: see_doctor(p, id); break;
      case m3::doctor: consult(p, id); break;
      default: move_to_bed(p, id); break;
    }
  }

  void see_doctor(Patient& p, std::uint32_t id) {
    if (take(m3::doctor)) consult(p, id);
    else wait(m3::doctor, p, id, p.urgency);
  }

  void consult(const Patient& p, std::uint32_t id) { events_.push(now_ + p.consultation, id << stage_bits | p.after_consultation); }

  void move_to_bed(Patient& p, std::uint32_t id) {
    depart(p);
    events_.push(now_ + p.stay, id << stage_bits | (stay_ends + (p.delayed != 0)));
  }

  void depart(const Patient& p) {
    const Ticks time = now_ - p.arrived;
    ++figures_.departed;
    figures_.time_in_department += time;
    figures_.within_4_h += time <= 4 * careway::ticks_per_hour;
    figures_.within_12_h += time <= 12 * careway::ticks_per_hour;
    ++figures_.histogram[careway::bin_of(time)];
    release(m3::cubicle);
  }

  std::int64_t in_use_area(std::size_t i) const { return pools_[i].in_use_area + (units_[i] - pools_[i].free) * now_; }
  std::int64_t waiting_area(std::size_t i) const { return pools_[i].waiting_area + pools_[i].waiting * now_; }

  /// What was counted while the hospital filled is forgotten.
  void begin_window() {
    measuring_ = true;
    figures_ = {};
    for (std::size_t i = 0; i < m3::pools; ++i) {
      figures_.in_use[i] = -in_use_area(i);
      figures_.waiting[i] = -waiting_area(i);
    }
    events_.push(now_ + run_.length, mark);
  }

  m3::Figures finish() {
    for (std::size_t i = 0; i < m3::pools; ++i) {
      figures_.in_use[i] += in_use_area(i);
      figures_.waiting[i] += waiting_area(i);
    }
    return std::move(figures_);
  }

  const m3::Run run_;
  const m3::Chance& chance_;
  m3::Arrivals arrivals_;
  Wheel events_;
  std::array<Pool, m3::pools> pools_;
  std::int64_t units_[m3::pools];
  Key arrival_key_ = no_key;
  Ticks now_ = 0, planned_time_ = 0;
  std::uint32_t free_ = none, used_ = 1, ordinal_ = 0, room_;
  static constexpr std::uint32_t batch = 32;
  std::uint32_t planned_[batch], planned_at_ = 0;
  std::uint32_t owing_count_ = 0;
  m3::Pool owing_[m3::pools + 1];
  std::unique_ptr<Patient[]> patients_;
  bool measuring_ = false;
  m3::Figures figures_;
};

}  // namespace

int main(int argc, char** argv) {
  return m3::main_of(argc, argv, [](const m3::Run& run, const m3::Chance& chance) {
    return std::make_unique<Floor>(run, chance)->run();
  });
}
