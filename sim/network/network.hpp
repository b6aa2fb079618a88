// The compiled model: flat arrays and indices, ready to run. `structure` is the same everywhere; what numbers may differ by
// site or change in time lies in `parameters`, one block for each stretch of time (epoch) and site.
// Built by compile(); never changed afterwards; shared by all replications and threads.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/place.hpp"
#include "base/time.hpp"
#include "network/code.hpp"
#include "network/measure_info.hpp"
#include "network/subnetwork.hpp"
#include "random/choice.hpp"
#include "random/sampler.hpp"

namespace careway {

// ---------------------------------------------------------------- names: for results, messages and traces only

struct ActionName {
  std::string path;
  std::string verb;
  Place place;
  std::uint32_t step = 0;
};

struct StepName {
  std::string name;  ///< pathway.step
  std::uint32_t pathway = 0;
  std::uint32_t position = 0;  ///< of its first operation
};

struct AttributeInfo {
  std::string name;
  bool numeric = true;
  bool open = false;                ///< a number that may take other values than its labels
  bool duration = false;            ///< a number of milliseconds
  std::vector<std::string> labels;  ///< of a category; value i is labels[i], value -1 is "none"
  std::vector<double> numbers;      ///< of a numeric attribute: the labels that appear in choices and cuts, ascending
};

// ---------------------------------------------------------------- resources

struct ResourceInfo {
  std::string name;  ///< pathway.resource
  std::string about;
  Place place;
  bool per_site = false;
  std::uint32_t first_instance = 0;  ///< instances: 1, or one for each site
  bool drains = true, evicts = false, freezes = false;
  bool pass = false;
  std::uint32_t gate = no_index;     ///< calendar outside which nothing is granted
  std::uint32_t turnaround = no_index;        ///< quantity
  std::uint32_t breakdown_every = no_index;   ///< quantity
  std::uint32_t breakdown_lasting = no_index; ///< quantity
  bool tracks_holders = false;       ///< someone may take or displace its units
};

/// Scheduled capacity as a function of time: a weekly roster, or a constant, then dated changes on top.
struct CapacityPlan {
  struct Point {
    Ticks offset = 0;  ///< since Monday 00:00
    std::int64_t capacity = 0;
    friend bool operator==(const Point&, const Point&) = default;
  };
  std::vector<Point> week;  ///< ascending, the first at 0; one point: constant
  struct Dated {
    Ticks from = 0, until = never;
    bool set = false;
    std::int64_t amount = 0;
    friend bool operator==(const Dated&, const Dated&) = default;
  };
  std::vector<Dated> dated;
  bool unlimited = false;
  bool lifted = false;             ///< it is only while the load is measured; a choice of several goes by what it would be
  std::int64_t waiting_room = -1;  ///< -1: no limit
  friend bool operator==(const CapacityPlan&, const CapacityPlan&) = default;
};

// ---------------------------------------------------------------- arrivals

/// Expected arrivals per millisecond as a function of time.
struct RatePlan {
  double rate = 0;
  std::vector<double> hour_of_week;  ///< 168 multipliers, or empty
  std::vector<double> month;         ///< 12, or empty
  struct Point {
    Ticks at = 0;
    double weight = 0;
    friend bool operator==(const Point&, const Point&) = default;
  };
  std::vector<Point> points;         ///< straight lines between multipliers, from the beginning of the cycle to its end; or empty
  Ticks points_cycle = 0;            ///< a day, a week from Monday; 0: since the start, with the first and last held outside
  double times_at_most = 1;          ///< of SourceInfo::times
  double wave_amplitude = 0, wave_period = 1, wave_rising_at = 0;
  struct Surge {
    Ticks from = 0, peak = 0, until = 0;
    bool triangle = false;
    double times = 1;
    friend bool operator==(const Surge&, const Surge&) = default;
  };
  std::vector<Surge> surges;
  Ticks from = 0, until = never;
  friend bool operator==(const RatePlan&, const RatePlan&) = default;
};

struct SourceInfo {
  std::string name;   ///< pathway.arrivals.source
  std::string keyed;  ///< with @site for a site's own source
  enum class Kind : std::uint8_t { rate, interarrival, at, initial, present } kind = Kind::rate;
  std::uint32_t site = no_index;
  std::uint64_t key = 0;
  std::uint32_t position = 0;      ///< of its program: sets attributes, then jumps to the step
  std::uint32_t count = 0;         ///< counts arrivals
  std::uint32_t interarrival = no_index, batch = no_index, late = no_index;  ///< quantities
  std::vector<Ticks> at;           ///< ascending
  std::vector<std::uint32_t> rows; ///< of a trace: whose instants they are
  std::uint32_t trace = no_index;  ///< in Network::traces
  Ticks every = 0;                 ///< 0: once
  std::uint8_t days = 0x7f;        ///< bits of the days on which instants count (Monday is 1)
  std::uint32_t open = no_index;   ///< calendar: instants count while it is open
  std::uint32_t times = no_index;  ///< expression by which a rate is multiplied when someone would come
  std::int64_t initial = 0;
  std::uint32_t varies = no_index; ///< daily factor
  std::uint32_t plan = 0;          ///< index in Parameters::rates
  Ticks from = 0, until = never;
};

/// What a file says of patients, row by row.
struct TraceInfo {
  std::vector<std::uint16_t> slots;  ///< attributes that it gives
  std::vector<double> values;        ///< [row * slots + i]; not a number: not given
};

/// Attributes of a patient that are known beforehand.
struct KnownValue {
  std::uint16_t slot = 0;
  double value = 0;
  bool compared = false;  ///< a label: what is drawn beside it must be of those who have it
};

/// A patient, or several alike, under way at the start.
struct PresentInfo {
  std::uint32_t source = 0;               ///< in Network::sources
  std::uint64_t key = 0;
  std::uint32_t position = 0;             ///< of the operation that goes on
  std::uint32_t site = no_index;
  Ticks elapsed = -1;                     ///< in that operation; -1: not known
  std::uint32_t number = no_index;        ///< quantity: how many alike; none: one
  std::uint32_t program = no_index;       ///< position of `set` operations that are done first
  std::uint32_t operations = 0;           ///< number of them
  std::uint32_t like = no_index;          ///< position of the `set` operations that draw what is not known
  std::vector<KnownValue> known;
  struct Clock {
    std::uint16_t slot = 0;
    Ticks age = -1;                       ///< -1: as long as the operation has gone on
  };
  std::vector<Clock> clocks;
  struct Held {
    std::uint16_t slot = no_slot;
    ResourceRef resource;
    std::int64_t units = 1;
    std::uint32_t asked = no_index;       ///< expression: units as asked for when it was taken
  };
  std::vector<Held> holds;
};

// ---------------------------------------------------------------- calendars, tables, rules

struct CalendarInfo {
  std::string name;
  std::vector<std::pair<Ticks, Ticks>> week;  ///< open spans since Monday 00:00, ascending, not touching
  /// Days that differ from their weekday, by day number since the start: open span of that day, or none.
  std::vector<std::pair<std::int64_t, std::optional<std::pair<Ticks, Ticks>>>> special;
};

struct TableInfo {
  std::string name;
  struct Key {
    bool is_site = false;
    std::vector<double> values;  ///< attribute values (or sites) in order; a value not among them gives 0
  };
  std::vector<Key> keys;
  bool duration = false;
};

struct EffectInfo {
  enum class What : std::uint8_t { add, set, scale } what = What::add;
  bool on_resource = false;
  ResourceRef resource;
  std::uint32_t parameter = 0;  ///< at site 0
  std::uint32_t stride = 0;
  std::uint32_t plan = no_index;  ///< of the source whose rate it multiplies; then neither a resource nor a parameter
  double amount = 0;
};

struct RuleInfo {
  std::string name;
  std::uint32_t site = no_index;  ///< rules of a per-site pathway exist once for each site
  std::uint32_t when = no_index, until = no_index;  ///< expressions; no until: not when
  Ticks for_time = 0, until_for = 0, check = 0;
  bool of_time = false;
  std::vector<EffectInfo> effects;
  std::uint32_t clock = no_index;      ///< records once, when it first holds, and changes nothing
  std::vector<std::uint32_t> watched;  ///< instances
  std::uint32_t subnetwork = 0;        ///< in Network::subnetworks
  std::uint32_t count = no_index, level = no_index;  ///< how often it fired, and whether it is on; of rules with effects
};

// ---------------------------------------------------------------- holding while waiting, ways

/// A holding that may be in hand while a request waits, if `holder` is what stands behind it.
struct BlockingInfo {
  std::uint16_t slot = 0;
  std::uint32_t holder = 0;  ///< resource
  std::uint32_t pair = 0;    ///< in Network::blocked_pairs
};

/// A holding that may be in hand while its patient waits for what was taken from it.
struct LossInfo {
  std::uint16_t slot = 0;      ///< what it lost
  std::uint32_t resource = 0;  ///< whose unit that was
  BlockingInfo held;
};

/// A draw that follows another one by a Gaussian copula.
struct Joint {
  std::uint64_t draw_key = 0;      ///< of the draw that is followed
  std::uint32_t joint = no_index;  ///< what that one follows itself
  double rho = 0;
  friend bool operator==(const Joint&, const Joint&) = default;
};

/// One (holder, waited_for) pair of resources that may occur.
struct BlockedPair {
  std::uint32_t holder = 0;
  std::uint32_t waited_for = 0;
};

/// A way from a step, or a source of arrivals, to another step or out of the model.
struct Passage {
  std::uint32_t position = 0;             ///< operation that it leads to; of one that leaves: its own
  std::uint32_t from_step = no_index;
  std::uint32_t from_source = no_index;   ///< count of arrivals
  std::uint32_t to_step = no_index;
  std::uint32_t outcome = no_index;       ///< count of those who leave
};

// ---------------------------------------------------------------- numbers by epoch and site

struct Leaf {
  Sampler sampler;
  std::uint64_t draw_key = 0;    ///< of its LeafCode
  std::uint32_t choice = no_index;  ///< index into Parameters::choices; then the sampler is unused
  bool fixed = false;            ///< no draw is needed: `plus` is the value
  bool few = false;              ///< the choice is one of a few
  std::uint16_t counter = no_slot;  ///< as its LeafCode says, and the next two
  std::uint32_t times = no_index;
  std::uint32_t joint = no_index;
  bool bounded = false;
  double plus = 0;
  double at_least = 0;
  double at_most = 0;
};

/// The residual of a leaf that is met under way, at a moment that has nothing to do with it.
struct ResidualLeaf {
  Sampler sampler;
  double mean = 0;  ///< of the leaf: how often its patients are met
};

struct ChoiceLeaf {
  FewChoices few;  ///< when there are no more
  ChoiceTable table;
  std::vector<double> values;
};

struct Parameters {
  std::vector<Leaf> leaves;
  std::vector<ChoiceLeaf> choices;
  std::map<std::uint32_t, ResidualLeaf> residuals;  ///< by leaf, of the operations in which someone of unknown age is present
  std::vector<CapacityPlan> capacities;  ///< by resource
  std::vector<RatePlan> rates;           ///< by plan of a source; of this site
  std::vector<double> values;            ///< named parameters, by parameter
  std::vector<double> no_show;           ///< by source plan
  std::vector<std::vector<double>> tables;
};

// ---------------------------------------------------------------- the network

struct Network {
  std::string scenario, model, about;
  Date start;
  Ticks warm_up = 0, length = 0;
  bool steady = false;
  std::vector<std::pair<Ticks, Ticks>> buckets;  ///< of the window
  std::vector<std::string> bucket_labels;
  std::vector<std::string> sites;
  std::uint32_t site_count = 1;  ///< max(1, sites)
  std::vector<Ticks> epoch_starts;

  // names
  std::vector<std::string> pathways;
  std::vector<ActionName> actions;
  std::vector<StepName> steps;
  std::vector<std::string> parameter_names;
  std::vector<std::string> holding_names;
  std::vector<std::string> clock_slot_names;

  // code
  std::vector<Op> ops;
  std::vector<Instruction> instructions;
  std::vector<ExpressionCode> expressions;
  std::vector<QuantityNode> quantities;
  std::vector<std::uint32_t> by_children;
  std::vector<LeafCode> leaf_codes;
  std::vector<RequestCode> requests;
  std::vector<ResourceRef> choices;
  std::vector<std::uint16_t> choice_slots;  ///< holding slot that each choice fills
  std::vector<std::uint32_t> scores;        ///< expressions
  std::vector<bool> slot_moves;             ///< [holding slot] some request that fills it moves back
  std::vector<EscalationCode> escalations;
  std::vector<SiteChoiceCode> site_choices;
  std::vector<std::uint32_t> site_lists;
  std::vector<std::uint32_t> victim_steps;       ///< in steps
  std::vector<ConditionCode> conditions;
  std::vector<std::uint32_t> watched;
  std::vector<ForkCode> forks;
  std::vector<std::uint32_t> fork_targets;
  std::vector<BookingCode> bookings;
  bool gives_bookings_back = false;  ///< some booking may be cancelled: who booked what must be kept
  bool lifted = false;               ///< the load is measured: capacities are lifted, and the record says what was booked for each day
  std::vector<double> daily_needs;
  std::vector<Ticks> day_times;  ///< since midnight, ascending within each `until`
  std::vector<Joint> joints;
  std::vector<std::uint32_t> passage_first;  ///< [operation + 1] first of its passages
  std::vector<Passage> passages;

  // things
  std::vector<AttributeInfo> attributes;
  std::vector<ResourceInfo> resources;
  std::uint32_t instance_count = 0;
  std::vector<std::uint32_t> instance_resource;  ///< [instance]
  std::vector<std::uint32_t> instance_site;      ///< [instance], no_index when not per site
  std::vector<SourceInfo> sources;
  std::vector<TraceInfo> traces;
  std::vector<PresentInfo> present;
  std::vector<CalendarInfo> calendars;
  std::vector<TableInfo> tables;
  struct ParameterInfo {
    std::uint32_t first = 0;  ///< among parameter values of a run
    bool per_site = false;
  };
  std::vector<ParameterInfo> parameters_info;
  std::uint32_t parameter_values = 0;
  std::vector<RuleInfo> rules;
  struct DailyFactor {
    std::string name;
    double cv = 0;
    std::uint64_t key = 0;
    Sampler sampler;
  };
  std::vector<DailyFactor> daily_factors;

  // measures
  std::vector<ClockInfo> clocks;
  std::vector<CountInfo> counts;
  std::vector<CountCutInfo> count_cuts;
  std::vector<LevelInfo> levels;
  std::vector<LevelCutInfo> level_cuts;
  std::vector<bool> recent;        ///< [count] some formula asks how often it was counted of late
  std::vector<FigureInfo> figures;
  std::vector<BlockingInfo> blocking;
  std::vector<LossInfo> losses;
  std::vector<bool> relabels;      ///< [attribute] some level is cut by it
  std::vector<BlockedPair> blocked_pairs;

  // sizes of a patient
  std::uint16_t attribute_slots = 0;
  std::uint16_t clock_slots = 0;
  std::uint16_t holding_slots = 0;
  std::uint16_t counter_slots = 0;
  std::vector<Subnetwork> subnetworks;       ///< at least one: see find_subnetworks
  Subnetwork whole;                          ///< all of them
  std::vector<std::uint32_t> subnetwork_of;  ///< [operation]
  std::vector<std::uint32_t> component;               ///< [operation] numbers of slots hold in one component: see share_slots
  std::vector<std::vector<std::uint32_t>> clocks_in;  ///< [component][clock slot] clock
  std::vector<std::uint32_t> ways_out;  ///< [operation] of a delay: position to go on at when a unit is taken meanwhile; none: it waits
  bool has_forks = false;
  bool needs_cohort = false;       ///< a clock counts by arrival: run on until those have left

  Sampler unit_exponential;
  double expected_events_per_tick = 1e-3;

  /// parameters[epoch * site_count + site]
  std::vector<Parameters> parameters;
  /// base[site]: rates of the model itself, without the scenario's changes.
  std::vector<std::vector<RatePlan>> base_rates;
  std::shared_ptr<SamplerCache> samplers;  ///< owns the tables that samplers point to

  /// Whether the request may take units out of a step.
  bool may_take_in(const RequestCode& request, std::uint32_t step) const;
  const Parameters& at(std::size_t epoch, std::size_t site) const { return parameters[epoch * site_count + site]; }
  std::size_t epoch_of(Ticks t) const {
    std::size_t e = epoch_starts.size() - 1;
    while (e > 0 && epoch_starts[e] > t) --e;
    return e;
  }
};

/// Capacity that the plan schedules at an instant of an experiment that starts on a day `start_weekday` (0 Monday).
std::int64_t scheduled_capacity(const CapacityPlan& plan, Ticks t, int start_weekday);
/// First instant after `t` at which it may differ; `never` if none.
Ticks next_capacity_change(const CapacityPlan& plan, Ticks t, int start_weekday);

bool is_open(const CalendarInfo& calendar, Ticks t, int start_weekday);
/// `t` itself when open; `never` when it does not open within ten years.
Ticks next_opening(const CalendarInfo& calendar, Ticks t, int start_weekday);
/// First instant after `t` at which it opens or closes (or at latest the next midnight).
Ticks next_calendar_change(const CalendarInfo& calendar, Ticks t, int start_weekday);

}  // namespace careway
