// M3 as a competent programmer would first write it: std::priority_queue of event structs, a deque for each queue, patients by new
// and delete. usage: m3_plain [SIZE] [REPLICATIONS] [SEED] [DAYS] [--random]
//
// Draws are keyed as the model file's are and come from the same quantile functions, so the results are the same to the
// last millisecond. With --random they come from one std::mt19937_64 and the distributions of <random> instead, as is usual:
// then the results agree within chance only.
#include <array>
#include <cstring>
#include <deque>
#include <queue>
#include <random>
#include <vector>

#include "m3/arguments.hpp"
#include "m3/chance.hpp"
#include "m3/figures.hpp"

namespace {

using m3::Ticks;

/// The usual way: one engine, distributions asked in the order of events, arrivals by thinning.
class Usual {
 public:
  using Key = char;
  Usual(const m3::Run& run, const m3::Chance&) : engine_(run.seed * 1000 + run.replication) {
    double sum = 0;
    for (const double weight : weights_) sum += weight;
    for (const double weight : weights_) rates_.push_back(400.0 * run.size / careway::ticks_per_day * weight * 24 / sum);
    for (const double rate : rates_) highest_ = std::max(highest_, rate);
  }
  Ticks next_arrival() {
    do at_ += unit_(engine_) / highest_;
    while (share_(engine_) * highest_ > rates_[static_cast<std::size_t>(at_ / careway::ticks_per_hour) % 24]);
    return static_cast<Ticks>(at_);
  }
  Key key() { return 0; }
  unsigned urgency(Key) { return static_cast<unsigned>(class_(engine_)); }
  bool has_tests(Key) { return share_(engine_) < 0.6; }
  bool is_admitted(Key) { return share_(engine_) < 0.28; }
  bool is_delayed(Key) { return share_(engine_) < 0.15; }
  Ticks triage(Key) { return time(triage_); }
  Ticks consultation(Key) { return time(consultation_); }
  Ticks tests(Key) { return time(tests_); }
  Ticks stay(Key) { return time(stay_); }
  Ticks delayed(Key) { return time(delayed_); }

 private:
  static std::lognormal_distribution<double> lognormal(double mean, double sd) {
    const double variance = std::log(1 + sd * sd / mean / mean);
    return std::lognormal_distribution<double>(std::log(mean) - variance / 2, std::sqrt(variance));
  }
  template <class Distribution>
  Ticks time(Distribution& distribution) {
    return static_cast<Ticks>(distribution(engine_) * careway::ticks_per_minute + 0.5);
  }
  static constexpr double weights_[24] = {.45, .38, .33, .30, .30, .33, .45, .70, 1.00, 1.35, 1.55, 1.60, 1.55, 1.45, 1.40, 1.38, 1.40, 1.45, 1.50, 1.45, 1.30, 1.05, .80, .53};
  std::mt19937_64 engine_;
  std::vector<double> rates_;
  double highest_ = 0, at_ = 0;
  std::exponential_distribution<double> unit_{1}, delayed_{1 / (4 * 1440.0)};
  std::uniform_real_distribution<double> share_{0, 1};
  std::discrete_distribution<int> class_{15, 35, 50};
  std::lognormal_distribution<double> triage_ = lognormal(8, 4), consultation_ = lognormal(25, 15), stay_ = lognormal(5.5 * 1440, 8 * 1440);
  std::gamma_distribution<double> tests_{2, 30};
};

/// The same draws as the model file's.
class Keyed {
 public:
  using Key = std::uint64_t;
  Keyed(const m3::Run& run, const m3::Chance& chance) : chance_(chance), arrivals_(run, chance) {}
  Ticks next_arrival() { return arrivals_.next(key_ = arrivals_.key()); }
  Key key() const { return key_; }
  unsigned urgency(Key key) const { return chance_.urgency(chance_.bits(key, m3::name::urgency)); }
  bool has_tests(Key key) const { return chance_.has_tests(chance_.bits(key, m3::name::has_tests)); }
  bool is_admitted(Key key) const { return chance_.is_admitted(chance_.bits(key, m3::name::admitted)); }
  bool is_delayed(Key key) const { return chance_.is_delayed(chance_.bits(key, m3::name::is_delayed)); }
  Ticks triage(Key key) const { return chance_.time(chance_.triage, chance_.bits(key, m3::name::triage)); }
  Ticks consultation(Key key) const { return chance_.time(chance_.consultation, chance_.bits(key, m3::name::consultation)); }
  Ticks tests(Key key) const { return chance_.time(chance_.tests, chance_.bits(key, m3::name::tests)); }
  Ticks stay(Key key) const { return chance_.time(chance_.stay, chance_.bits(key, m3::name::stay)); }
  Ticks delayed(Key key) const { return chance_.time(chance_.delayed, chance_.bits(key, m3::name::delayed)); }

 private:
  const m3::Chance& chance_;
  m3::Arrivals arrivals_;
  Key key_ = 0;
};

template <class Luck>
class Simulation {
 public:
  Simulation(const m3::Run& run, const m3::Chance& chance) : run_(run), luck_(run, chance) {
    for (std::size_t i = 0; i < m3::pools; ++i) pools_[i].units = m3::units[i] * run.size;
  }

  m3::Figures run() {
    const Ticks end = run_.warm_up + run_.length;
    Ticks mark = run_.warm_up;
    schedule_arrival();
    for (;;) {
      const Event event = events_.top();
      while (event.time >= mark) {
        now_ = mark;
        for (std::size_t i = 0; i < m3::pools; ++i) pools_[i].note(now_);
        if (mark == end) return finish();
        measuring_ = true;
        for (Pool& pool : pools_) pool.busy_area = pool.queue_area = 0;
        mark = end;
      }
      events_.pop();
      now_ = event.time;
      act(event);
      // Whoever waits is served when all that ends at this instant has ended.
      while (!owing_.empty() && !(events_.top().time == now_ && events_.top().kind != arrival)) {
        Pool& pool = pools_[owing_.front()];
        if (pool.waiting > 0 && pool.busy < pool.units) {
          grant(owing_.front());
        } else {
          pool.owing = false;
          owing_.pop_front();
        }
      }
    }
  }

 private:
  enum Kind { triage_ends, consultation_ends, tests_end, stay_ends, delay_ends, arrival };

  struct Patient {
    Ticks arrived, joined = 0;
    std::uint64_t number;
    typename Luck::Key key;
    unsigned urgency = 0;
  };

  struct Event {
    Ticks time;
    Kind kind;
    std::uint64_t number;
    Patient* patient;
    bool operator>(const Event& other) const {
      if (time != other.time) return time > other.time;
      if ((kind == arrival) != (other.kind == arrival)) return kind == arrival;
      return number > other.number;
    }
  };

  struct Pool {
    int units = 0, busy = 0, waiting = 0;
    bool owing = false;
    std::deque<Patient*> queues[3];
    Ticks last = 0;
    std::int64_t busy_area = 0, queue_area = 0;
    void note(Ticks now) {
      busy_area += busy * (now - last);
      queue_area += waiting * (now - last);
      last = now;
    }
  };

  void schedule(Ticks time, Kind kind, Patient* patient) { events_.push({time, kind, ++scheduled_, patient}); }
  void schedule_arrival() { schedule(luck_.next_arrival(), arrival, nullptr); }

  void act(const Event& event) {
    Patient* p = event.patient;
    switch (event.kind) {
      case arrival:
        p = new Patient{now_, 0, arrived_++, luck_.key()};
        if (measuring_) ++figures_.arrived;
        if (seize(m3::nurse, p, 0)) schedule(now_ + luck_.triage(p->key), triage_ends, p);
        schedule_arrival();
        break;
      case triage_ends:
        release(m3::nurse);
        p->urgency = luck_.urgency(p->key);
        if (seize(m3::cubicle, p, p->urgency)) see_doctor(p);
        break;
      case consultation_ends:
        release(m3::doctor);
        if (luck_.has_tests(p->key)) schedule(now_ + luck_.tests(p->key), tests_end, p);
        else decide(p);
        break;
      case tests_end: decide(p); break;
      case stay_ends:
        if (luck_.is_delayed(p->key)) {
          schedule(now_ + luck_.delayed(p->key), delay_ends, p);
          break;
        }
        [[fallthrough]];
      case delay_ends:
        release(m3::bed);
        delete p;
        break;
    }
  }

  void see_doctor(Patient* p) {
    if (seize(m3::doctor, p, p->urgency)) schedule(now_ + luck_.consultation(p->key), consultation_ends, p);
  }

  void decide(Patient* p) {
    if (luck_.is_admitted(p->key)) {
      if (seize(m3::bed, p, p->urgency)) move_to_bed(p);
    } else {
      depart(p);
      delete p;
    }
  }

  void move_to_bed(Patient* p) {
    depart(p);
    schedule(now_ + luck_.stay(p->key), stay_ends, p);
  }

  void depart(Patient* p) {
    if (measuring_) {
      const Ticks time = now_ - p->arrived;
      ++figures_.departed;
      figures_.time_in_department += time;
      figures_.within_4_h += time <= 4 * careway::ticks_per_hour;
      figures_.within_12_h += time <= 12 * careway::ticks_per_hour;
      ++figures_.histogram[careway::bin_of(time)];
    }
    release(m3::cubicle);
  }

  bool seize(m3::Pool number, Patient* p, unsigned urgency) {
    Pool& pool = pools_[number];
    pool.note(now_);
    if (pool.units - pool.busy > pool.waiting) {
      ++pool.busy;
      if (measuring_) ++figures_.waits[number];
      return true;
    }
    p->joined = now_;
    auto& queue = pool.queues[urgency];
    auto at = queue.end();
    while (at != queue.begin() && (*(at - 1))->joined == now_ && (*(at - 1))->number > p->number) --at;
    queue.insert(at, p);
    ++pool.waiting;
    return false;
  }

  void release(m3::Pool number) {
    Pool& pool = pools_[number];
    pool.note(now_);
    --pool.busy;
    if (pool.waiting == 0 || pool.owing) return;
    pool.owing = true;
    owing_.push_back(number);
  }

  void grant(m3::Pool number) {
    Pool& pool = pools_[number];
    auto* queue = pool.queues;
    while (queue->empty()) ++queue;
    Patient* p = queue->front();
    queue->pop_front();
    pool.note(now_);
    --pool.waiting;
    ++pool.busy;
    if (measuring_) {
      ++figures_.waits[number];
      figures_.waited[number] += now_ - p->joined;
    }
    switch (number) {
      case m3::nurse: schedule(now_ + luck_.triage(p->key), triage_ends, p); break;
      case m3::cubicle: see_doctor(p); break;
      case m3::doctor: schedule(now_ + luck_.consultation(p->key), consultation_ends, p); break;
      default: move_to_bed(p); break;
    }
  }

  m3::Figures finish() {
    for (std::size_t i = 0; i < m3::pools; ++i) {
      figures_.in_use[i] = pools_[i].busy_area;
      figures_.waiting[i] = pools_[i].queue_area;
      for (auto& queue : pools_[i].queues)
        for (Patient* p : queue) delete p;
    }
    for (; !events_.empty(); events_.pop()) delete events_.top().patient;
    return std::move(figures_);
  }

  const m3::Run run_;
  Luck luck_;
  std::priority_queue<Event, std::vector<Event>, std::greater<Event>> events_;
  std::array<Pool, m3::pools> pools_;
  std::deque<m3::Pool> owing_;
  Ticks now_ = 0;
  std::uint64_t scheduled_ = 0, arrived_ = 0;
  bool measuring_ = false;
  m3::Figures figures_;
};

}  // namespace

int main(int argc, char** argv) {
  const bool usual = argc > 1 && std::strcmp(argv[argc - 1], "--random") == 0;
  return m3::main_of(argc - (usual ? 1 : 0), argv, [&](const m3::Run& run, const m3::Chance& chance) {
    return usual ? Simulation<Usual>(run, chance).run() : Simulation<Keyed>(run, chance).run();
  });
}
