// The compiled form of what patients do: flat operations, quantities and expressions. Indices only; no names.
#pragma once

#include <cstddef>
#include <cstdint>

namespace careway {

inline constexpr std::uint32_t no_index = UINT32_MAX;
inline constexpr std::uint16_t no_slot = UINT16_MAX;

/// Which unit pool is meant: one for all, or the one at the patient's site.
struct ResourceRef {
  std::uint32_t first = no_index;  ///< instance, or instance at site 0
  std::uint32_t stride = 0;        ///< 1 when there is one for each site
  std::uint32_t at(std::uint32_t site) const { return first + stride * site; }
};

// ---------------------------------------------------------------- operations

enum class OpCode : std::uint8_t {
  set,         ///< a: attribute slot, b: quantity
  start,       ///< a: clock slot, b: clock
  stop,        ///< a: clock slot, b: clock
  cancel,      ///< a: clock slot, b: clock
  count,       ///< b: count
  count_by,    ///< a: attribute slot, b: in Network::count_cuts, c: 1 when branches do not count
  seize,       ///< b: request
  release,     ///< a: holding slot
  release_all,
  delay,       ///< a: may be sheltered, b: quantity
  until_time,  ///< a: bits of days (Monday is 1) and sheltered, b: first of c times in Network::day_times
  until_open,  ///< a: may be sheltered, b: calendar
  wait_until,  ///< b: condition
  split,       ///< b: quantity whose value is the position to go to
  unless,      ///< b: expression; c: position to go to when it is false
  jump,        ///< c: position
  leave,       ///< b: count of the outcome
  set_site,    ///< b: quantity whose value is the site
  best_site,   ///< b: choice of sites
  fork,        ///< b: fork
  join,
  book,        ///< b: booking
  cancel_booking,  ///< a: name of bookings
};

/// Of the `a` of an operation that lets time pass: what its patient holds cannot be taken from it meanwhile.
inline constexpr std::uint16_t sheltered = 0x80;

struct Op {
  OpCode code = OpCode::leave;
  std::uint8_t unused = 0;
  std::uint16_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t action = no_index;  ///< for messages and traces
  friend bool operator==(const Op&, const Op&) = default;
};

// ---------------------------------------------------------------- expressions: a stack machine

struct Instruction {
  enum class Code : std::uint8_t {
    constant,   ///< value
    attribute,  ///< a
    parameter,  ///< index: parameter (at site 0), a: stride
    // Levels of a resource: index: first instance, a: stride
    in_use, waiting, free_units, capacity, blocked, occupancy, booked,
    held,         ///< a: holding slot
    taken,        ///< index: first instance of a resource, a: number of its instances; units of it held under any name
    place,        ///< a: holding slot; the site of what is held, -1 when nothing is or it has none
    elapsed, running,  ///< a: clock slot
    sampled,      ///< index: level, a: 1 when there is one for each site; its last value
    recent,       ///< index: count, a: as above, value: hours; how often it was counted in them and in the present one
    open,         ///< index: calendar
    hour, weekday, month, day_of_year, time_of_day, now, site,
    table,        ///< index: table; takes as many values as it has keys
    negate, negation, add, subtract, multiply, divide,
    less, less_equal, greater, greater_equal, equal, unequal,
    both, either, choose,
    member,       ///< a: number of candidates; takes the value and them
    minimum, maximum,  ///< a: number of values
    absolute, floor, ceil, round, square_root, exponential, logarithm,
  };
  Code code = Code::constant;
  std::uint8_t unused = 0;
  std::uint16_t a = 0;
  std::uint32_t index = 0;
  double value = 0;
  friend bool operator==(const Instruction&, const Instruction&) = default;
};

/// How many values the instruction takes from the stack; it leaves one.
std::size_t values_taken(const Instruction& instruction);

inline constexpr std::size_t level_codes = 7;  ///< from in_use to booked

inline constexpr std::size_t deepest_stack = 60;  ///< most values at once of one expression

struct ExpressionCode {
  std::uint32_t first = 0;  ///< in Network::instructions
  std::uint32_t count = 0;
  bool of_patient = false;  ///< names an attribute, clock, holding or the site
  bool of_time = false;     ///< names the time or a calendar
  friend bool operator==(const ExpressionCode&, const ExpressionCode&) = default;
};

// ---------------------------------------------------------------- quantities

/// A node of a conditional quantity. Leaves hold what may differ between variants in Parameters::leaves.
struct QuantityNode {
  enum class Kind : std::uint8_t { leaf, formula, by, by_key } kind = Kind::leaf;
  std::uint16_t attribute = 0;  ///< of `by`; of `by_key`, whose value an expression gives, none
  std::uint32_t first = 0;      ///< leaf: index; by: first entry in Network::by_children; formula: expression
  std::uint32_t count = 0;      ///< by: number of entries
  std::int64_t low = 0;         ///< by: attribute value of the first entry (values are whole)
  std::uint32_t otherwise = no_index;  ///< by: node
  std::uint32_t key = no_index;        ///< by_key: expression
  friend bool operator==(const QuantityNode&, const QuantityNode&) = default;
};

/// What is the same in all variants of a leaf, and of formulas (`leaf` then unused).
struct LeafCode {
  std::uint64_t draw_key = 0;
  std::uint32_t times = no_index;    ///< expression
  std::uint16_t counter = no_slot;   ///< where the patient counts how often it began this draw; none: once at most
  bool duration = false;             ///< rounded to whole milliseconds, held at 0
  std::uint32_t joint = no_index;    ///< in Network::joints: its uniform follows that of another draw
  friend bool operator==(const LeafCode&, const LeafCode&) = default;
};

// ---------------------------------------------------------------- requests for resources

enum class Grab : std::uint8_t { one, any_of, all_of };
enum class Displace : std::uint8_t { no, resume, restart, resample };

struct EscalationCode {
  std::int64_t after = 0;
  std::uint32_t priority = no_index;  ///< expression
  bool rejoin = false;
  friend bool operator==(const EscalationCode&, const EscalationCode&) = default;
};

struct RequestCode {
  Grab grab = Grab::one;
  Displace preempt = Displace::no;
  bool plain = false;                    ///< one unit of one resource, never taken from others: the common case
  bool each_site = false;                ///< the choices are the units of resources at all sites
  bool highest = false;                  ///< the best choice has the highest score
  bool moves_back = false;               ///< whoever got a later choice goes on standing for the better ones
  std::uint32_t first_score = no_index;  ///< in Network::scores: one for each choice; none: as listed
  bool may_lock = false;                 ///< part of a possible waiting cycle: look for one when waiting begins
  std::uint16_t slot = no_slot;          ///< holding slot it fills; all_of: that of the first choice
  std::uint16_t choices = 1;             ///< number of resources
  std::uint16_t escalations = 0;
  std::uint32_t first_choice = 0;        ///< in Network::choices
  std::uint32_t first_escalation = 0;    ///< in Network::escalations
  std::uint32_t units = no_index;        ///< expression; none: 1
  std::uint32_t priority = no_index;     ///< expression; none: 0
  std::uint16_t priority_attribute = no_slot;  ///< when the priority is just an attribute
  std::uint32_t patience = no_index;     ///< quantity
  std::uint32_t otherwise = no_index;    ///< positions
  std::uint32_t if_full = no_index;
  std::uint32_t if_busy = no_index;
  std::uint32_t first_pair = 0;          ///< in Network::blocking: one for each slot that may be held while waiting
  std::uint32_t pairs = 0;
  std::uint32_t action = no_index;
  std::uint32_t moved = no_index;        ///< count of those who moved back
  std::uint32_t first_victim_step = 0;   ///< in Network::victim_steps: where its units may be taken from their holders
  std::uint32_t victim_steps = 0;        ///< none: everywhere
  friend bool operator==(const RequestCode& x, const RequestCode& y) {
    return x.grab == y.grab && x.preempt == y.preempt && x.slot == y.slot && x.choices == y.choices &&
           x.escalations == y.escalations && x.units == y.units && x.priority == y.priority && x.patience == y.patience &&
           x.otherwise == y.otherwise && x.if_full == y.if_full && x.if_busy == y.if_busy && x.each_site == y.each_site && x.highest == y.highest &&
           x.moves_back == y.moves_back && x.victim_steps == y.victim_steps && (x.first_score == no_index) == (y.first_score == no_index);
  }
};

struct SiteChoiceCode {
  bool lowest = true;
  std::uint32_t score = no_index;       ///< expression
  std::uint32_t first_site = 0;         ///< in Network::site_lists
  std::uint32_t sites = 0;
  std::int64_t age = 0;
};

struct ConditionCode {
  std::uint32_t expression = no_index;
  std::uint32_t first_watched = 0;  ///< in Network::watched: resource families whose levels it names
  std::uint32_t watched = 0;
};

struct ForkCode {
  std::uint32_t first_branch = 0;  ///< in Network::fork_targets
  std::uint32_t branches = 0;
};

struct BookingCode {
  ResourceRef resource;
  std::uint32_t first_daily = 0;  ///< in Network::daily_needs
  std::uint32_t daily = 0;
  std::uint32_t first = no_index, last = no_index, days = no_index;  ///< expressions
  std::uint32_t within = no_index, patience = no_index;  ///< quantities
  std::uint32_t otherwise = no_index;  ///< position at which who gets no day in time gives back what it booked; the next one leads on
  std::uint16_t name = 0;              ///< by which it is cancelled
};

}  // namespace careway
