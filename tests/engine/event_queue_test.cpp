// The wheel is held against the plain heap: whatever is pushed, both must give the same events in the same order.
#include "engine/event_queue.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/mix.hpp"
#include "engine/allocations.hpp"
#include "engine/reference_queue.hpp"

namespace {

using careway::Event;
using careway::EventQueue;
using careway::never;
using careway::ReferenceQueue;
using careway::Ticks;

/// A small generator: SplitMix64 over a counter.
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t bits() { return careway::mix(seed_, count_++); }
  std::uint64_t below(std::uint64_t limit) { return bits() % limit; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  /// Every power of two up to 2^bits_limit is about as likely.
  Ticks spread(unsigned bits_limit) { return static_cast<Ticks>(bits() >> 1 >> (63 - below(bits_limit + 1))); }

 private:
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

/// Both queues, given the same pushes; every answer is compared. Differences are counted rather than asserted one by
/// one, which keeps a million steps fast.
class Pair {
 public:
  explicit Pair(double rate) : wheel_(rate), heap_(rate) {}

  void push(Ticks time, unsigned rank) {
    const std::uint32_t id = pushed_++ % EventQueue::id_limit;
    wheel_.push(time, rank, id);
    heap_.push(time, rank, id);
  }
  /// The event that stands by in both.
  void stand_by(Ticks time, unsigned rank) {
    const std::uint32_t id = pushed_++ % EventQueue::id_limit;
    wheel_.stand_by(time, rank, id);
    heap_.stand_by(time, rank, id);
  }
  bool someone_stands_by() const { return wheel_.by_time() != never; }
  Event pop() {
    const Event a = wheel_.pop();
    const Event b = heap_.pop();
    differ(a.time != b.time || a.rank != b.rank || a.id != b.id);
    now_ = b.time;
    return b;
  }
  void look() {
    differ(wheel_.size() != heap_.size());
    differ(wheel_.empty() != heap_.empty());
    differ(wheel_.next_time() != heap_.next_time());
  }
  void ask(unsigned rank) { differ(wheel_.pending_at(now_, rank) != heap_.pending_at(now_, rank)); }
  void clear() {
    wheel_.clear();
    heap_.clear();
    now_ = 0;
  }
  void drain() {
    while (!heap_.empty() && !wheel_.empty()) pop();
    look();
  }
  Ticks now() const { return now_; }
  std::size_t size() const { return heap_.size(); }
  std::size_t differences() const { return differences_; }

 private:
  void differ(bool yes) { differences_ += yes; }
  EventQueue wheel_;
  ReferenceQueue heap_;
  Ticks now_ = 0;
  std::uint32_t pushed_ = 0;
  std::size_t differences_ = 0;
};

/// Keeps about `pending` events; delays from `delay(random)`, ranks at random, and questions in between.
template <class Delay>
void run_mixed(Pair& queues, Random& random, std::size_t pending, int steps, Delay delay) {
  for (int i = 0; i < steps; ++i) {
    const bool grow = random.below(2 * pending) >= queues.size();
    if (grow || queues.size() == 0) queues.push(queues.now() + delay(random), static_cast<unsigned>(random.below(16)));
    if (!grow && queues.size() > 0) queues.pop();
    if (!queues.someone_stands_by() && random.chance(80)) queues.stand_by(queues.now() + delay(random), static_cast<unsigned>(random.below(16)));
    if (random.chance(10)) queues.look();
    if (random.chance(20)) queues.ask(static_cast<unsigned>(random.below(16)));
  }
}

/// The ids of all events, as they come.
std::string order_of(EventQueue& queue) {
  std::string order;
  while (!queue.empty()) order += std::to_string(queue.pop().id);
  return order;
}

TEST_CASE("events come in the order of time, then rank, then pushing") {
  EventQueue queue(1);
  queue.push(20, 1, 1);
  queue.push(10, 7, 2);
  queue.push(10, 1, 3);
  queue.push(10, 7, 4);
  queue.push(10, 1, 5);
  CHECK(order_of(queue) == "35241");
}

TEST_CASE("an event of lower rank pushed at the present instant comes next") {
  EventQueue queue(0.001);
  for (std::uint32_t id = 0; id < 50; ++id) queue.push(1000, 7, id);
  CHECK(queue.pop().id == 0);
  queue.push(1000, 7, 100);
  queue.push(1000, 1, 101);
  queue.push(1000, 9, 102);
  const Event next = queue.pop();
  CHECK(next.time == 1000);
  CHECK(next.rank == 1);
  CHECK(next.id == 101);
  for (std::uint32_t id = 1; id < 50; ++id) CHECK(queue.pop().id == id);
  CHECK(queue.pop().id == 100);
  CHECK(queue.pop().id == 102);
  CHECK(queue.empty());
}

TEST_CASE("pending_at sees events of the instant up to the rank, and no others") {
  EventQueue queue(0.1);
  CHECK_FALSE(queue.pending_at(0, 15));
  queue.push(0, 4, 1);
  CHECK(queue.pending_at(0, 4));
  CHECK_FALSE(queue.pending_at(0, 3));
  queue.push(500, 2, 2);
  queue.push(500, 5, 3);
  queue.push(501, 0, 4);
  queue.pop();
  CHECK_FALSE(queue.pending_at(0, 15));
  queue.pop();
  CHECK_FALSE(queue.pending_at(500, 4));
  CHECK(queue.pending_at(500, 5));
  queue.pop();
  CHECK_FALSE(queue.pending_at(500, 15));
}

TEST_CASE("pending_at follows a simulation that moves on without an event") {
  EventQueue queue(0.1);
  queue.push(1000000, 3, 1);
  CHECK_FALSE(queue.pending_at(999999, 15));
  queue.push(999999, 6, 2);
  CHECK(queue.pending_at(999999, 6));
  CHECK_FALSE(queue.pending_at(999999, 5));
  CHECK(queue.pop().id == 2);
  CHECK(queue.pending_at(1000000, 3));
  CHECK(queue.pop().id == 1);
}

TEST_CASE("the event that stands by comes last of its time and rank, and is no event once it has come") {
  EventQueue queue(0.001);
  queue.stand_by(1000, 7, 1);
  queue.push(1000, 7, 2);
  queue.push(1000, 8, 3);
  queue.push(999, 9, 4);
  queue.push(1000, 7, 5);
  CHECK(queue.size() == 5);
  CHECK(queue.by_time() == 1000);
  CHECK(order_of(queue) == "42513");
  CHECK(queue.by_time() == never);
  CHECK(queue.pop().time == never);
}

TEST_CASE("what is pushed when the event that stood by has come finds its place, however far off the others are") {
  for (const double rate : {1e-9, 1e-3, 1.0, 1e3}) {
    CAPTURE(rate);
    EventQueue queue(rate);
    for (std::uint32_t k = 1; k <= 40; ++k) queue.push(Ticks{1} << k, 5, k);
    Ticks last = 0;
    std::size_t seen = 0;
    for (Ticks at = 0; !queue.empty(); ++seen) {
      if (queue.by_time() == never && at < 300) queue.stand_by(at += 7, 7, 0);
      const Event event = queue.pop();
      CHECK(event.time >= last);
      last = event.time;
      if (event.id == 0 && event.rank == 7) queue.push(event.time + 3, 1, 100);  // mostly in a bucket that was passed over
    }
    CHECK(seen == 40 + 2 * 43);
  }
}

TEST_CASE("an event may be pushed before the next one, also after its time was asked for") {
  for (const double rate : {1e-9, 1e-3, 1.0, 1e3}) {
    EventQueue queue(rate);
    queue.push(5000000, 0, 1);
    queue.push(5000001, 0, 2);
    CHECK(queue.next_time() == 5000000);
    queue.push(4000000, 0, 3);
    CHECK(queue.next_time() == 4000000);
    CHECK(queue.pop().id == 3);
    CHECK(queue.next_time() == 5000000);
    queue.push(4000000, 0, 4);
    CHECK(queue.pop().id == 4);
    CHECK(queue.pop().id == 1);
    CHECK(queue.pop().id == 2);
    CHECK(queue.next_time() == never);
  }
}

TEST_CASE("ids and times may be as large as promised") {
  EventQueue queue(1e-6);
  const Ticks far = Ticks{1} << 62;
  queue.push(far, 15, EventQueue::id_limit - 1);
  queue.push(far, 0, 0);
  queue.push(never, 15, 7);
  CHECK(queue.pop().id == 0);
  const Event event = queue.pop();
  CHECK(event.time == far);
  CHECK(event.rank == 15);
  CHECK(event.id == EventQueue::id_limit - 1);
  CHECK(queue.pending_at(far, 15) == false);
  CHECK(queue.pop().time == never);
}

TEST_CASE("random loads come out as from the plain heap, whatever the rate told") {
  const double rates[] = {1e-300, 1e-9, 1e-5, 0.01, 1, 1e6};
  const std::size_t sizes[] = {1, 10, 200, 5000};
  std::uint64_t seed = 1;
  for (const double rate : rates) {
    for (const std::size_t pending : sizes) {
      CAPTURE(rate);
      CAPTURE(pending);
      Random random(seed++);
      Pair queues(rate);
      run_mixed(queues, random, pending, 12000, [](Random& r) { return static_cast<Ticks>(r.below(20000)); });
      run_mixed(queues, random, pending, 12000, [](Random& r) { return r.spread(40); });
      queues.drain();
      CHECK(queues.differences() == 0);
    }
  }
}

TEST_CASE("many ties come out as from the plain heap") {
  const Ticks units[] = {1, 7, 1000, 60000};
  std::uint64_t seed = 100;
  for (const Ticks unit : units) {
    for (const double rate : {1e-6, 1e-3, 10.0}) {
      CAPTURE(unit);
      CAPTURE(rate);
      Random random(seed++);
      Pair queues(rate);
      run_mixed(queues, random, 3000, 40000, [unit](Random& r) { return static_cast<Ticks>(r.below(4)) * unit; });
      queues.drain();
      CHECK(queues.differences() == 0);
    }
  }
}

TEST_CASE("times up to 2^62 come out as from the plain heap") {
  for (const double rate : {1e-12, 1e-3, 100.0}) {
    CAPTURE(rate);
    Random random(200);
    Pair queues(rate);
    for (int i = 0; i < 20000; ++i) queues.push(random.spread(61), static_cast<unsigned>(random.below(16)));
    for (int i = 0; i < 20000; ++i) {
      const Event event = queues.pop();
      const Ticks room = (Ticks{1} << 62) - event.time;
      if (random.chance(60)) queues.push(event.time + random.spread(61) % room, event.rank);
      if (random.chance(5)) queues.look();
    }
    queues.drain();
    CHECK(queues.differences() == 0);
  }
}

TEST_CASE("events of one far time keep their order while the wheel comes nearer") {
  for (const double rate : {1e-3, 1.0, 1000.0}) {
    CAPTURE(rate);
    Random random(300);
    Pair queues(rate);
    const Ticks meeting = 50000000;
    queues.push(0, 0);
    while (queues.now() < meeting) {
      queues.push(meeting, static_cast<unsigned>(random.below(2)));
      queues.push(meeting + random.spread(3), 0);
      queues.push(std::min(meeting, queues.now() + 1 + random.spread(20)), 1);
      queues.pop();
    }
    queues.drain();
    CHECK(queues.differences() == 0);
  }
}

TEST_CASE("a burst of 20 000 events at one instant comes out as from the plain heap") {
  for (const double rate : {1e-300, 1e-4, 1.0}) {
    CAPTURE(rate);
    Random random(400);
    Pair queues(rate);
    for (int burst = 0; burst < 3; ++burst) {
      const Ticks instant = queues.now() + (Ticks{1} << 30) + random.spread(30);
      for (int i = 0; i < 20000; ++i) queues.push(instant, static_cast<unsigned>(random.below(16)));
      run_mixed(queues, random, 100, 5000, [](Random& r) { return static_cast<Ticks>(r.below(1000)); });
      for (int i = 0; i < 30000 && queues.size() > 0; ++i) {
        const Event event = queues.pop();
        if (random.chance(50)) queues.push(event.time, static_cast<unsigned>(random.below(16)));
        if (random.chance(2)) queues.ask(static_cast<unsigned>(random.below(16)));
      }
    }
    queues.drain();
    CHECK(queues.differences() == 0);
  }
}

TEST_CASE("an endless chain at one instant does not run out of order numbers") {
  for (const unsigned company : {0u, 20u, 100u, 9000u}) {
    CAPTURE(company);
    Random random(500);
    Pair queues(1e-300);
    for (unsigned i = 0; i < company; ++i) queues.push(random.spread(23), static_cast<unsigned>(random.below(16)));
    queues.push(0, 3);
    for (int i = 0; i < 100000; ++i) {
      const Event event = queues.pop();
      queues.push(event.time + (i % 1000 == 0), event.rank);
    }
    queues.drain();
    CHECK(queues.differences() == 0);
  }
}

TEST_CASE("rates that change a thousandfold within a run come out as from the plain heap") {
  Random random(600);
  Pair queues(0.01);
  for (int round = 0; round < 12; ++round) {
    const std::uint64_t longest = round % 2 == 0 ? 2000 : 2000000;
    run_mixed(queues, random, round % 3 == 0 ? 20 : 1000, 25000,
              [longest](Random& r) { return static_cast<Ticks>(r.below(longest)); });
  }
  queues.drain();
  CHECK(queues.differences() == 0);
}

TEST_CASE("a cleared queue is empty and begins again at time 0") {
  Random random(700);
  Pair queues(0.01);
  for (int round = 0; round < 5; ++round) {
    run_mixed(queues, random, 3000, 20000, [](Random& r) { return r.spread(40); });
    queues.clear();
    queues.look();
    CHECK(queues.size() == 0);
    queues.ask(15);
  }
  queues.drain();
  CHECK(queues.differences() == 0);
}

TEST_CASE("the ids of the next events are told when a bucket opens") {
  EventQueue queue(0.1);
  for (std::uint32_t id = 0; id < 1000; ++id) queue.push(id * 7 % 3001, 0, id);
  std::vector<bool> told(1000, false);
  std::size_t missed = 0;
  while (!queue.empty()) {
    const Event event = queue.pop([&told](auto each_id) { each_id([&told](std::uint32_t id) { told[id] = true; }); });
    if (event.time >= 64) missed += !told[event.id];  // the first bucket is open from the start
  }
  CHECK(missed == 0);
}

/// A hold model with bursts: what a simulation does, over and over.
void run_steadily(EventQueue& queue, Random& random, int steps) {
  for (int i = 0; i < steps; ++i) {
    const Event event = queue.pop();
    const Ticks delay = i % 1000 < 100 ? 0 : random.spread(26);
    queue.push(event.time + delay, static_cast<unsigned>(i % 9), event.id);
  }
}

TEST_CASE("a queue in steady use allocates nothing") {
  for (const double rate : {1e-9, 0.01, 100.0}) {
    Random random(800);
    EventQueue queue(rate);
    for (std::uint32_t id = 0; id < 5000; ++id) queue.push(random.spread(26), 0, id);
    run_steadily(queue, random, 400000);
    const std::size_t before = allocations_so_far();
    REQUIRE(before > 0);  // or they would not be counted
    run_steadily(queue, random, 100000);
    CHECK(allocations_so_far() == before);
  }
}

TEST_CASE("a cleared queue keeps its memory") {
  EventQueue queue(0.01);
  std::size_t before = 0;
  for (int round = 0; round < 3; ++round) {
    if (round == 2) before = allocations_so_far();
    Random random(900);
    for (std::uint32_t id = 0; id < 5000; ++id) queue.push(random.spread(26), 0, id);
    run_steadily(queue, random, 50000);
    queue.clear();
  }
  CHECK(allocations_so_far() == before);
}

TEST_CASE("a rate that is not positive is a broken promise") {
  CHECK_THROWS_AS(EventQueue(0), careway::Defect);
  CHECK_THROWS_AS(EventQueue(-1), careway::Defect);
}

}  // namespace
