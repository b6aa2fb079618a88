// One replication: the clock, the event set, patients, pools, and the loop.
//
// State. `now_` never goes back. Every patient is in exactly one PatientState; what it holds is in its holdings and in the
// pools' counts; where it queues is in Queues. Pools that may have something to grant are in `owing_`, conditions to be
// tested again in `woken_`, rules in `roused_`.
//
// Order at one instant (models/README.md, "What happens at one instant"): always the lowest rank that has something pending; within a
// rank, order of scheduling. Ends of delays and turnaround (1) and changes of capacity (2) come from the event queue, then grants (3), then
// conditions (4); patience (5), escalation (6), arrivals (7) and rules' timers (8) come from the queue again, and rules roused by levels
// are tested after those. Whatever creates a lower rank at the same instant is followed by it.
//
// A pending event is never removed: it names a patient and an instant, and is dropped, and counted, when that patient has nothing due then.
//
// Subnetworks, which see nothing of one another, are run one after the other from the start to the end of time, each as if it were
// alone, or by several engines; all at once when a watcher is to be told in order of time. What is recorded is the same.
//
// Stops at the end of the window; or, when a clock counts by arrival, when the patients of the window have left (at most ten times
// its length later); or when the model's stop condition holds.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/conditions.hpp"
#include "engine/event_queue.hpp"
#include "engine/fast_expressions.hpp"
#include "engine/fast_ops.hpp"
#include "engine/patients.hpp"
#include "engine/pools.hpp"
#include "engine/recorder.hpp"
#include "engine/streams.hpp"
#include "engine/watcher.hpp"
#include "network/network.hpp"
#include "random/draw.hpp"

namespace careway {

inline constexpr std::uint32_t initial_flag = 1u << 21;  ///< in the id of an arrival: those present at the start

inline constexpr std::int64_t most_units = 1'000'000'000;  ///< of a request, or of a pool after rules

inline constexpr double longest_duration = 1e15;  ///< thirty thousand years, in milliseconds

enum class Rank : std::uint8_t {
  delay_ends = 1,       ///< and turnaround: what is released now can be granted now
  capacity_changes = 2, ///< rosters, dated changes, rules that fired, units out of service
  grants = 3,
  conditions = 4,
  patience_ends = 5,    ///< after grants: a grant of the same instant wins
  escalations = 6,
  arrivals = 7,
  rules = 8,
};

class Engine {
 public:
  Engine(const Network& net, const Layout& layout, std::uint64_t seed, std::uint32_t replication, Watcher* watcher = nullptr);
  /// Runs to the end. May be called once, this or the other.
  Record run();
  /// The same of no more than the subnetworks that `next` gives, until it gives none: the record's other parts stay empty (see add_part).
  Record run(const std::function<const Subnetwork*()>& next);
  /// From now on `tell` is told, about a hundred times for each subnetwork, which further share of the replication has been run.
  void report_to(std::function<void(double share)> tell) { report_ = std::move(tell); }

 private:
  /// Who goes on, if anybody.
  struct Going {
    Patient* patient = nullptr;
    std::uint32_t id = 0;
  };
  static constexpr unsigned before_grants = static_cast<unsigned>(Rank::capacity_changes);

  /// What is kept of each subnetwork by itself, so that it does not matter whether they are run one after the other or all at once.
  struct Tally {
    std::uint64_t inside = 0, most_inside = 0, trajectory = 0;
  };

  void run_subnetwork(const Subnetwork& subnetwork);
  void begin(const Subnetwork& subnetwork);

  // loop (engine.cpp). Functions of the loop come twice: `watched` says whether a watcher may be there.
  template <bool watched>
  void loop();
  template <bool watched>
  bool next_at_instant(Going& next);
  bool finish_instant();
  void act_on(Event event);
  template <bool watched>
  bool ends_delay(Patient& p, std::uint32_t id);
  void end_turnaround(Patient& p, std::uint32_t id);
  void serve_owing();
  void served(std::uint32_t instance);
  void cross_off(Pool& pool);
  /// Of what may have to be done at this instant, but for ready_.
  bool nothing_left() const { return owing_.empty() && woken_.empty() && roused_.empty() && due_arrivals_.empty(); }
  bool cross_boundaries(Ticks until);
  void report(Ticks until);
  bool finished(Ticks next) const;
  Ticks latest_end() const { return end_ + 10 * net_.length; }
  void note_open_clocks();
  void note_longest_waits();

  // the exact accounts (engine_audit.cpp)
  struct Books;
  void close_books();
  void finish_books();
  void fail_unless(bool good, const std::string& words) {
    if (!good) record().failures.push_back(words);
  }
  void count_inside(Books& books);
  void enter(const Patient& p, std::uint32_t id, Books& books);
  bool still_due(const Patient& p) const;
  void check_pools(const Books& books);
  void check_levels(const Books& books);
  template <bool watched = true>
  HOT_INLINE void trace_event(std::uint8_t rank, const Patient& p) {
    std::uint64_t& trajectory = tally<watched>(p).trajectory;
    trajectory = (trajectory ^ (static_cast<std::uint64_t>(now_) * 0x9E3779B97F4A7C15ULL + p.key + p.position + rank)) *
                          0xD1342543DE82EF95ULL;
  }

  // actions (engine_actions.cpp)
  void begin_clock(Patient& p, Ticks& started, std::uint32_t clock) {
    if (started != not_running) recorder_.clock_dropped(clock, started, now_);  // it starts anew
    else ++p.running;
    started = now_;
    recorder_.clock_started(clock, now_);
  }
  void count_by(Patient& p, const Op& op);
  void drop_clock(Patient& p, std::uint16_t slot, std::uint32_t clock);
  void drop_clocks(Patient& p);
  void stop_clock_of_whole(Patient& branch, const Op& op);
  /// Counts what happens at one instant with something before it; now and then sees whether time still passes, and throws
  /// std::length_error when it does not.
  void act_once(std::uint32_t position) {
    last_act_ = position;
    if (++acts_ >= next_look_) see_time_pass();
  }
  [[gnu::noinline, gnu::cold]] void see_time_pass();
  void go_on(Patient& p, std::uint32_t id);
  void goes_on(Patient& p, std::uint32_t id);
  Going who_goes_on() { return std::exchange(going_, {}); }
  Going first_ready();
  /// The patient goes on, but not before those who are already at it.
  void make_ready(std::uint32_t id) {
    ready_.push_back(id);
    busy_ = true;
  }
  template <bool watched>
  void advance(Patient& p, std::uint32_t id);
  template <bool watched>
  const FastOp* act(Patient& p, std::uint32_t id, double& delay);
  bool act_as_written(Patient& p, std::uint32_t id, const Op*& op);
  template <bool watched>
  bool take_at_once(Patient& p, const FastOp& op);
  bool take_known(Patient& p, std::uint32_t id, const FastOp& op);
  void stop_clock(Patient& p, const FastOp& op);
  /// No more than one unit of one resource is asked for, and it cannot be had now.
  void wait_in_one_queue(Patient& p, std::uint32_t id, const FastOp& op, std::uint32_t instance);
  /// Counts that a patient goes from one operation to another that is not the next.
  void pass(const Op* from, std::uint32_t to) {
    const std::uint32_t* first = passage_first_ + (from - ops_);
    for (std::uint32_t way = first[0]; way != first[1]; ++way) {
      if (passages_[way].position != to) continue;
      recorder_.passed(way);
      return;
    }
  }
  template <bool watched>
  void begin_delay(Patient& p, std::uint32_t id, std::uint32_t position, Ticks length);
  template <bool watched>
  void leave(Patient& p, std::uint32_t id, std::uint32_t count, std::uint32_t passage);
  void choose_site(Patient& p, const SiteChoiceCode& choice);
  void fork(Patient& p, std::uint32_t id, const ForkCode& code);
  void join(Patient& p, std::uint32_t id);
  // bookings (engine_bookings.cpp)
  struct Booked {
    std::uint64_t key = 0;      ///< of the patient
    std::uint16_t name = 0;
    std::uint32_t instance = 0;
    std::size_t start = 0;      ///< day
    std::vector<double> need;   ///< on each day from then
  };
  void work_out_need(Patient& p, const BookingCode& code);
  std::size_t first_day_with_room(std::uint32_t instance, std::uint32_t site);
  struct BookedWait {
    Ticks wait = 0;
    bool gives_up = false;      ///< patience ends before the day begins
    bool refused = false;       ///< nothing begins in time, and nothing was booked
  };
  BookedWait book(Patient& p, std::uint32_t id, const BookingCode& code);
  void keep_booking(const Patient& p, std::uint32_t id, Booked booked);
  void cancel_booking(Patient& p, std::uint32_t id, std::uint16_t name);
  Ticks next_time_of_day(const Op& op) const;

  // values (engine_values.cpp)
  double evaluate(std::uint32_t expression, Patient* p, std::uint32_t site);
  double work_out(const FastInstruction* at, Patient* p, std::uint32_t site);
  double level(Instruction::Code what, std::uint32_t instance) const;
  double table_value(std::uint32_t table, const double* keys, std::uint32_t site) const;
  double value(std::uint32_t quantity, Patient& p) {
    const QuantityNode* node = resolved(quantity, p);
    if (node == nullptr) return 0;
    if (node->kind == QuantityNode::Kind::formula) return evaluate(node->first, &p, site_of(p));
    return leaf_value(node->first, p);
  }
  double leaf_value(std::uint32_t number, Patient& p);
  [[gnu::noinline]] double leaf_value_apart(std::uint32_t number, Patient& p);
  std::uint32_t labelled_leaf(std::uint32_t by, Patient& p);
  std::uint32_t leaf_of(const FastOp& op, Patient& p) { return op.by_label ? labelled_leaf(op.b, p) : op.b; }
  void draw_ahead(Patient& p, const FastOp& delay);
  double value_ahead(const FastOp& op, Patient& p);
  std::size_t option_ahead(const FastOp& op, Patient& p);
  std::uint64_t bits_of(const FastLeaf& leaf, Patient& p);
  const FastLeaf& fast_leaf(std::uint32_t number, const Patient& p) const { return fast_leaves_[p.place * leaf_count_ + number]; }
  double any_value(const FastLeaf& leaf, Patient& p);
  const QuantityNode* resolved(std::uint32_t quantity, Patient& p);
  double shaped(const Leaf& leaf, std::uint64_t bits, Patient& p);
  std::uint64_t joint_bits(std::uint64_t key, std::uint32_t joint, std::uint64_t times, std::uint64_t own) const;
  Ticks duration(std::uint32_t quantity, Patient& p) { return whole_ticks(value(quantity, p)); }
  /// A duration in whole milliseconds; one below 0 is held at 0 and counted.
  HOT_INLINE Ticks whole_ticks(double x) {
    // Of doubles from 0 on, larger ones have larger bits; those below 0 have larger bits than all of them.
    if (std::bit_cast<std::uint64_t>(x) <= std::bit_cast<std::uint64_t>(longest_duration)) [[likely]]
      return static_cast<Ticks>(x + 0.5);
    return odd_ticks(x);
  }
  Ticks odd_ticks(double x);
  int month() {
    if (const Ticks day = now_ / ticks_per_day; day != month_of_) {
      month_of_ = day;
      month_ = to_civil({net_.start.days + day}).month;
    }
    return month_;
  }
  const Parameters& parameters(const Patient& p) const { return *current_[p.place]; }
  std::uint32_t site_of(const Patient& p) const { return p.place; }

  // requests and grants (engine_requests.cpp)
  bool request(Patient& p, std::uint32_t id, const Op& op);
  bool may_take(const Pool& pool, std::int64_t units, double priority) const;
  double fullness(const Pool& pool, std::int64_t units) const;
  std::uint32_t first_with_room(const RequestCode& request, const Patient& p, const std::uint32_t* order, std::int64_t units) const;
  std::int64_t free_for_newcomer(const Pool& pool, double priority) const;
  std::int64_t owed(const Pool& pool, double priority, bool& blocked) const;
  bool all_fit(const RequestCode& request, const Patient& p, std::int64_t units, double priority) const;
  /// `asked`: the request; none: it was held before the start.
  void take(Patient& p, std::uint32_t id, std::uint16_t slot, std::uint32_t instance, std::int64_t units, double priority, std::uint32_t asked);
  void take_choice(Patient& p, std::uint32_t id, const RequestCode& request, std::uint32_t choice, std::int64_t units, double priority);
  void begin_wait(Patient& p, std::uint32_t id, const RequestCode& request, std::int64_t units, double priority, Ticks joined);
  /// `standing` says with which priority, time of joining and kind; the rest is the patient's.
  void add_entry(Patient& p, std::uint32_t id, std::uint32_t instance, const Entry& standing);
  void end_wait(Patient& p);
  void mark_blocked(Patient& p, const RequestCode& request, int sign);
  std::uint32_t first_grantable(const Pool& pool) const;
  bool rest_available(std::uint32_t entry) const;
  bool in_reach(const Pool& pool, std::uint32_t entry) const;
  bool grant_next(std::uint32_t instance);
  void grant(std::uint32_t entry);
  template <bool watched>
  Going grant_first();
  void give_up(std::uint32_t id);
  void escalate(std::uint32_t id);
  template <bool watched>
  HOT_INLINE void release(Patient& p, std::uint32_t id, const std::uint16_t& slot, Holding& holding) {
    if (holding.units == 0) return;  // passed on in a swap, or given back already by `if_held` and `all`
    const std::uint32_t instance = holding.instance;
    Pool& pool = pools_[instance];
    const std::uint32_t units = holding.units;
    pool.held += static_cast<std::uint64_t>(now_ - holding.since) * units;
    holding.units = 0;
    pool.in_use.drop(units, now_);
    if (pool.special) return given_back(instance, p, id, slot, units);
    saw<watched>(Watcher::What::released, p, p.position, instance);
    if (pool.waiting.value != 0) owe(pool, instance);
  }
  void release(Patient& p, std::uint32_t id, std::uint16_t slot) { release<true>(p, id, slot, patients_.holdings(p)[slot]); }
  void given_back(std::uint32_t instance, Patient& p, std::uint32_t id, std::uint16_t slot, std::uint32_t units);
  HOT_INLINE void owe(Pool& pool, std::uint32_t instance) {
    if (pool.owing || (pool.waiting.value == 0 && pool.movers.empty())) return;
    pool.owing = busy_ = true;
    owing_.push_back(instance);
  }
  void owe(std::uint32_t instance) { owe(pools_[instance], instance); }
  double priority_of(const RequestCode& request, Patient& p);

  // preferences and moving back (engine_moves.cpp)
  const std::uint32_t* preference(const RequestCode& request, Patient& p);
  double at_site_of(const RequestCode& request, std::uint32_t choice, std::uint32_t expression, Patient& p);
  double priority_for(const RequestCode& request, std::uint32_t choice, Patient& p) {
    return request.each_site && request.priority != no_index ? at_site_of(request, choice, request.priority, p) : priority_of(request, p);
  }
  void stand_by(std::uint32_t instance, const Mover& mover);
  void drop_movers(std::uint32_t patient, std::uint16_t slot);
  bool move_next(std::uint32_t instance) { return !pools_[instance].movers.empty() && move_first(instance); }
  bool move_first(std::uint32_t instance);

  // displacement (engine_displace.cpp)
  bool may_displace(const RequestCode& request, const Patient& victim) const;
  std::size_t victim_of(Pool& pool, const RequestCode& request, double priority);
  bool next_in_line(const Pool& pool, double priority) const;
  bool preempts(const Patient& p) const { return p.request != no_index && net_.requests[p.request].preempt != Displace::no; }
  bool preempt_next(std::uint32_t instance);
  void find_takeable_slots();
  void offer(Patient& p);
  bool preempt(Patient& p, std::uint32_t id, const RequestCode& request, std::uint32_t choice, double priority);
  void displace(std::uint32_t instance, std::size_t holder, Displace how, bool head_of_priority);
  void regain(Patient& p, std::uint32_t id, std::uint32_t instance, double priority);
  void mark_lost(Patient& p, int sign);
  void forget_holder(Pool& pool, std::uint32_t patient, std::uint16_t slot);
  void freeze(Patient& p);
  void set_stopped(Holder& holder, bool stopped);
  void fit_to_capacity(std::uint32_t instance);
  /// A unit that changes hands in a swap.
  struct Passing {
    std::uint32_t patient;
    std::uint16_t slot;
    std::uint32_t instance;
  };
  bool swap_cycle(std::uint32_t id);
  void close_circle(std::uint32_t first, const std::vector<Passing>& circle);
  bool gives_up_next(const Patient& p, std::uint16_t slot) const;
  std::uint64_t standing_still();
  std::string circle_of(const std::vector<bool>& moving);

  // capacity, rules, conditions (engine_pressure.cpp)
  void set_capacity(std::uint32_t instance);
  void begin_epoch();
  void start_breakdown_cycles();
  void break_down(std::uint32_t agent);
  void hear(std::uint32_t instance, LevelInfo::What what, std::int64_t by, Patient* p = nullptr);
  void change_cut(const Listener& listener, double value, std::int64_t by);
  void relabel(Patient& p, std::uint16_t attribute, double value);
  void rouse_all(std::uint32_t instance);
  void wake(std::uint32_t condition);
  void wake_everything(const Subnetwork& subnetwork);
  void test_woken();
  void watch(Patient& p, std::uint32_t id, std::uint32_t condition);
  Trigger trigger_of(std::uint32_t expression, std::uint32_t site) const;
  void arm(std::uint32_t rule);
  void find_calm(Pool& pool);
  void test_rule(std::uint32_t rule);
  void decide(std::uint32_t rule);
  void switch_rule(std::uint32_t rule);
  void refresh_parameters();
  double rule_amount(std::uint32_t instance, double capacity) const;
  double rate_factor(const SourceInfo& source);
  double most_rate_factor(const SourceInfo& source, bool& changes) const;
  void listen();
  void plan_glimpses();
  void keep_glimpses();
  void take_samples();

  // arrivals (engine_arrivals.cpp)
  void start_streams();
  template <bool watched>
  Going arrives(Ticks time, std::uint32_t stream);
  bool all_show_up(const SourceInfo& source) const;
  void arrive(std::uint32_t stream, std::uint64_t coming);
  void arrival(std::uint32_t stream, std::uint64_t coming);
  void schedule_arrival(std::uint32_t stream);
  double next_exposure(std::uint64_t key) const;
  void next_simple(Stream& stream);
  void plan_arrivals();
  std::uint64_t take_coming();
  bool is_simple(std::uint32_t arrival) const { return !(arrival & initial_flag) && streams_[arrival].simple; }
  void coming_stands_by();
  bool arrivals_pending() { return queue_.by_time() == now_ || queue_.pending_at(now_, static_cast<unsigned>(Rank::arrivals)); }
  bool comes(const Stream& stream);
  void plan_list(Stream& stream);
  void welcome(const SourceInfo& source, std::uint64_t key, std::uint64_t row = 0);
  template <bool watched>
  Going admit(const SourceInfo& source, std::uint64_t key);

  void take_row(Patient& p, const TraceInfo& trace, std::uint64_t row);

  // who is there at the start (engine_present.cpp)
  struct GoneOn {
    Ticks left = 0;
    double share = 0;  ///< how likely a patient is to be found so
  };
  struct Course { Ticks elapsed = 0, left = 0; };
  bool fill(Patient& p, std::uint32_t first, std::uint32_t operations, const std::vector<KnownValue>& known);
  GoneOn gone_on(std::uint32_t quantity, Patient& p, Ticks elapsed);
  GoneOn met_under_way(std::uint32_t quantity, Patient& p);
  double longest_mean(std::uint32_t quantity, const Patient& p) const;
  Course take_course(const PresentInfo& info, Patient& p);
  std::uint32_t place(const PresentInfo& info, std::uint64_t key);
  void place_present();

  /// A level of what a patient holds or waits for.
  HOT_INLINE void change(Pool& pool, std::uint32_t instance, LevelInfo::What what, std::int64_t by, Patient& p) {
    Area& area = what == LevelInfo::What::in_use ? pool.in_use : what == LevelInfo::What::waiting ? pool.waiting : pool.blocked;
    area.change(by, now_);
    if (pool.heard) hear(instance, what, by, &p);
  }
  /// change() of the units in use by 1.
  HOT_INLINE void take_one(Pool& pool, std::uint32_t instance, Patient& p) {
    pool.in_use.change(1, now_);
    if (pool.heard) hear(instance, LevelInfo::What::in_use, 1, &p);
  }
  HOT_INLINE void push(Ticks time, Rank rank, std::uint32_t id) { queue_.push(time, static_cast<unsigned>(rank), id); }
  Record& record() { return recorder_.record; }
  template <bool watched>  // only with a watcher are several subnetworks run at once
  HOT_INLINE Tally& tally(const Patient& p) {
    if constexpr (watched)
      if (!tallies_.empty()) return tallies_[net_.subnetwork_of[p.position]];
    return tally_;
  }
  template <bool watched>
  HOT_INLINE void comes_in(const Patient& p);
  template <bool watched>
  HOT_INLINE void saw(Watcher::What what, const Patient& p, std::uint32_t position, std::uint32_t instance = UINT32_MAX);
  /// The same where rows are not written in place.
  void saw(Watcher::What what, const Patient& p, std::uint32_t position, std::uint32_t instance = UINT32_MAX) {
    if (watcher_) [[unlikely]] saw_apart(what, p, position, instance);
  }
  [[gnu::noinline, gnu::cold]] void saw_apart(Watcher::What what, const Patient& p, std::uint32_t position, std::uint32_t instance);

  const Network& net_;
  const Layout& layout_;
  Watcher* watcher_;
  EventRows* rows_;                         ///< of the watcher, if it has them
  const Op* ops_;                           ///< of net_, for the loop
  const RequestCode* requests_;
  const Passage* passages_;
  const std::uint32_t* passage_first_;
  Ticks now_ = 0, end_ = 0;
  int start_weekday_ = 0;
  std::size_t epoch_ = 0;
  std::uint64_t run_key_ = 0;
  std::uint64_t next_ordinal_ = 0, holder_order_ = 0;
  std::uint64_t cohort_inside_ = 0;         ///< arrived in the window and still inside
  const Subnetwork* subnetwork_ = nullptr;  ///< that is being run
  Tally tally_;                             ///< of it
  std::vector<Tally> tallies_;              ///< [subnetwork] instead, while all of several are run at once
  std::uint64_t backward_ = 0;              ///< events that came before the clock: none, or the order is broken
  std::uint64_t beyond_capacity_ = 0;       ///< units taken that were not there
  bool may_lock_ = false, may_move_ = false, may_preempt_ = false;  ///< some request waits in circles, moves back, takes units from holders
  std::uint64_t preempting_ = 0, stopped_ = 0;  ///< entries in queues that would take units; holders of something closed that freezes them
  std::vector<std::uint16_t> takeable_slots_;  ///< holding slots of what they could take
  bool stop_ = false;
  EventQueue queue_;
  PatientPool patients_;
  Queues queues_;
  std::vector<Pool> pools_;
  Recorder recorder_;
  std::vector<const Parameters*> current_;  ///< [site] of this epoch
  std::vector<FastLeaf> fast_leaves_;       ///< [site][leaf] of current_
  std::size_t leaf_count_ = 0;
  FastExpressions fast_;
  FastTables tables_;                       ///< of fast_ops_
  std::vector<FastOp> fast_ops_;
  std::vector<double> parameter_values_;
  std::vector<Stream> streams_;
  std::vector<std::uint32_t> simple_;       ///< of them
  std::vector<Coming> coming_;              ///< the next of all simple ones, in order up to come_end_
  std::size_t come_ = 0, come_end_ = 0;     ///< how many of these have come
  double plan_length_ = 0;                  ///< how far ahead they are worked out, in milliseconds
  std::vector<RateCurve> curves_;           ///< [source]
  std::uint32_t scratch_ = 0;               ///< a record for draws that belong to no patient yet
  std::vector<std::uint32_t> owing_, woken_, roused_, ready_;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> due_arrivals_;  ///< streams, and whose arrival of a simple one
  bool busy_ = true;                        ///< one of them may have something, or stop_ was set
  bool serving_ = false;                    ///< the first of owing_ has granted something, and whoever got it acts
  Going going_;                             ///< who acts next
  std::vector<ConditionState> conditions_;
  std::vector<RuleState> rules_;
  std::vector<Asked> asked_;                ///< of the test in hand
  std::vector<Glimpse> glimpses_;           ///< [site choice]
  const Glimpse* looking_back_ = nullptr;
  static constexpr std::uint64_t most_acts = 5'000'000;     ///< at one instant, and as many more as follow; seen before twice as many
  static constexpr std::uint64_t acts_per_patient = 1000;
  std::uint64_t acts_ = 0;                  ///< since the start, not counting what comes first at its instant
  std::uint64_t next_look_ = most_acts;     ///< number of acts at which the clock is looked at
  std::uint64_t acts_then_ = 0;             ///< when it was looked at last
  Ticks looked_at_ = -1;
  Ticks month_of_ = -1;                     ///< day whose month is known
  int month_ = 0;
  std::uint32_t last_act_ = no_index;       ///< where a patient went on last
  Ticks next_mark_ = 0;                     ///< before an event at or after this instant, boundaries must be crossed
  Ticks next_glimpse_ = 0, next_report_ = never;
  Ticks next_sample_ = 0;                   ///< of formulas and recent counts: after all that happens then
  std::function<void(double)> report_;
  double reported_ = 0;                     ///< of the subnetwork in hand
  bool clocks_noted_ = false;
  std::vector<Ticks> rule_ticks_;           ///< [rule] last periodic test
  std::vector<std::uint32_t> as_listed_, preferred_;  ///< choices of a request in order of preference
  std::vector<double> scores_;              ///< of the choices in hand
  std::vector<double> need_;                ///< of the booking in hand
  std::vector<std::vector<Booked>> booked_; ///< [patient], of models that may cancel
  std::vector<KnownValue> known_;           ///< of the row in hand
};

}  // namespace careway

#include "engine/engine_draws.hpp"  // IWYU pragma: export
