// One pathway as the user described it. Names are still words, every field knows its place.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/place.hpp"
#include "base/time.hpp"
#include "model/expression.hpp"
#include "model/people.hpp"
#include "model/quantity.hpp"
#include "model/word.hpp"

namespace careway {

// ---------------------------------------------------------------- calendars, parameters, tables

/// Hours of a week. `from`/`until` are milliseconds since midnight; until <= from crosses midnight.
struct WeeklySpan {
  std::array<bool, 7> days{true, true, true, true, true, true, true};  ///< on which it starts; Monday first
  Ticks from = 0;
  Ticks until = ticks_per_day;
  Place place;
};

struct Calendar {
  std::string name;
  Place place;
  std::string path;
  std::vector<WeeklySpan> open;
  std::vector<Date> closed_on;
  struct SpecialDay {
    Date date;
    std::optional<std::pair<Ticks, Ticks>> hours;  ///< none: the hours of its weekday
  };
  std::vector<SpecialDay> open_on;
};

struct Parameter {
  std::string name;
  Place place;
  std::string path;
  double value = 0;  ///< milliseconds when `duration`
  bool duration = false;
};

/// Two named draws joined by a Gaussian copula: the normal scores of `b` follow those of `a`.
struct Correlation {
  Place place;
  std::string path;
  Word a, b;
  double rho = 0;
};

/// Numbers by labels of up to several attributes; `values` in order of the key labels, last key fastest.
struct Table {
  std::string name;
  Place place;
  std::string path;
  std::vector<Word> keys;                        ///< attributes, or `site`
  std::vector<std::vector<std::string>> labels;  ///< of each key
  std::vector<double> values;                    ///< milliseconds when `duration`
  bool duration = false;
};

// ---------------------------------------------------------------- resources

struct Shift {
  WeeklySpan span;
  std::int64_t capacity = 0;
};

struct CapacityChange {
  Place place;
  std::optional<Date> from;
  std::optional<Date> until;
  bool set = false;  ///< otherwise add
  std::int64_t amount = 0;
};

enum class WhenCapacityFalls { drain, evict, freeze };

struct Resource {
  std::string name;
  Place place;
  std::string path;
  std::string about;
  std::optional<std::int64_t> capacity;  ///< none: from the roster
  bool unlimited = false;
  std::vector<Shift> roster;
  std::vector<CapacityChange> changes;
  WhenCapacityFalls when_capacity_falls = WhenCapacityFalls::drain;
  std::optional<Quantity> turnaround;
  std::optional<std::int64_t> waiting_room;
  bool pass = false;
  Word open;  ///< calendar outside which nothing is granted
  std::optional<Quantity> breakdown_every;
  std::optional<Quantity> breakdown_lasting;
};

// ---------------------------------------------------------------- arrivals

/// Rates are events per millisecond.
struct Surge {
  std::string name;
  Date from, until;
  std::optional<Date> peak;
  double times = 1;
};

struct Wave {
  double amplitude = 0;
  double period = 0;     ///< milliseconds
  double rising_at = 0;  ///< milliseconds since the start
};

/// A rate at a moment of the day, of the week, or since the start; between such moments it changes in a straight line.
struct RatePoint {
  InstantText at;      ///< of a cycle only `offset`: since midnight, or since Monday 00:00
  double weight = 0;   ///< of the mean rate
};

struct Arrivals {
  std::string name;
  Place place;
  std::string path;
  std::string about;
  enum class Kind { rate, interarrival, at, trace, none } kind = Kind::none;  ///< none: `initial` only
  double rate = 0;                        ///< mean, with profiles normalised
  std::vector<double> hour_of_day;        ///< multipliers, empty or 24; already divided by their mean unless absolute
  std::vector<double> day_of_week;        ///< empty or 7, Monday first
  std::vector<double> hour_of_week;       ///< empty or 168
  std::vector<double> month;              ///< empty or 12
  std::vector<RatePoint> points;          ///< ascending; empty: the rate is constant between the changes above
  Ticks points_cycle = 0;                 ///< a day or a week after which they repeat; 0: they do not, and the first and last hold outside
  std::optional<Expression> times;        ///< by which the rate is multiplied whenever a patient would come
  double times_at_most = 1;               ///< and what it is never above
  std::optional<Wave> wave;
  std::vector<Surge> surges;
  double varies_cv = 0;                   ///< 0: Poisson
  std::string varies_with;                ///< name of the shared factor; empty: own
  std::optional<Quantity> interarrival;
  std::vector<InstantText> at;
  bool at_each_day = false;               ///< the instants are times of day
  std::array<bool, 7> days{true, true, true, true, true, true, true};  ///< of an `at`: only on these
  Word open;                              ///< of an `at`: only while this calendar is open
  std::optional<Ticks> every;
  std::shared_ptr<const Trace> trace;
  std::int64_t initial = 0;
  std::optional<Quantity> batch;
  double no_show = 0;
  std::optional<Quantity> late;
  std::optional<InstantText> from, until;
  std::vector<SetAttribute> set;
  Word enter;
};

// ---------------------------------------------------------------- steps and actions

struct ActSet { std::vector<SetAttribute> values; };
struct ActClock {
  enum class What { start, stop, cancel } what = What::start;
  std::vector<Word> clocks;
};
struct ActCount { Word name; };
struct Escalation {
  double after = 0;  ///< milliseconds of waiting
  Expression priority;
  bool rejoin = false;
};
enum class Preempt { no, resume, restart, resample };
struct ActSeize {
  enum class How { one, any_of, all_of } how = How::one;
  std::vector<Word> resources;
  bool any_site = false;            ///< any_of the units of one resource at all sites
  bool highest = false;             ///< the best choice has the highest score
  std::vector<Expression> scores;   ///< of an any_of: one for each choice, or one for all sites; empty: order of the list
  bool move_back = false;           ///< whoever got a later choice goes on standing for the better ones
  std::optional<Expression> units;
  std::optional<Expression> priority;
  std::optional<Quantity> patience;
  Word otherwise;
  Word if_full;
  Word if_busy;
  std::vector<Escalation> escalations;
  Word as;
  Preempt preempt = Preempt::no;
  std::vector<Word> preempt_in;     ///< steps in which a unit may be taken from its holder; empty: all
};
struct ActRelease {
  std::vector<Word> names;
  bool all = false;
  bool if_held = false;
};
struct ActDelay {
  enum class How { quantity, until_time, until_open } how = How::quantity;
  std::optional<Quantity> quantity;
  std::vector<Ticks> times_of_day;
  std::array<bool, 7> days{true, true, true, true, true, true, true};
  Word calendar;
  bool uninterrupted = false;  ///< nothing is taken from its patient meanwhile
  Word if_lost;                ///< step to which it goes when something is
};
struct ActWaitUntil { Expression condition; };
/// Shares of one split; `share` negative means "rest".
struct Share {
  Word to;
  double share = 0;
  Place place;
};
struct ActSplit {
  std::string by;  ///< attribute; empty: `shares` only
  Place by_place;
  std::vector<Share> shares;  ///< without `by`, or the `else` of it
  bool has_else = false;
  std::vector<std::pair<std::string, std::vector<Share>>> cases;
  std::string draw;
};
struct Branch {
  std::optional<Expression> when;  ///< none: always
  Word to;
};
struct ActRoute { std::vector<Branch> branches; };
struct ActGo { Word to; };
struct ActLeave { Word outcome; };
struct ActChooseSite {
  enum class How { lowest, highest, choice, named } how = How::named;
  std::optional<Expression> score;
  std::vector<Word> among;
  std::optional<Quantity> choice;  ///< a choice of labels, perhaps by attributes
  Word site;
  Ticks age = 0;
};
struct ActFork { std::vector<Word> branches; };
struct ActJoin {};
/// `daily` is the patient's need on each day from the start it gets; or `first`, `last`, `days` taper between two amounts.
struct ActBook {
  Word resource;
  std::vector<double> daily;
  std::optional<Expression> first, last, days;
  Word as;                          ///< name by which it may be cancelled; default: the resource
  std::optional<Quantity> within;   ///< books nothing that begins later than this from now
  std::optional<Quantity> patience; ///< gives the booking back when the day has not come by then
  Word otherwise;                   ///< step for those
};
struct ActCancelBooking { std::vector<Word> names; };

struct Action {
  Place place;       ///< of the verb
  std::string path;  ///< pathway.steps.step.verb[n]
  std::string verb;  ///< as written
  int ordinal = 1;   ///< among the actions of that verb in the step
  std::variant<ActSet, ActClock, ActCount, ActSeize, ActRelease, ActDelay, ActWaitUntil, ActSplit, ActRoute, ActGo, ActLeave,
               ActChooseSite, ActFork, ActJoin, ActBook, ActCancelBooking>
      what;
};

struct Step {
  std::string name;
  Place place;
  std::string path;
  std::vector<Action> actions;
};

// ---------------------------------------------------------------- measures and rules

struct Standard {
  Place place;
  std::optional<Ticks> within;
  std::optional<double> share;
  std::optional<double> quantile;
  std::optional<double> mean;  ///< milliseconds
  std::string source;
};

struct Clock {
  std::string name;
  Place place;
  std::string path;
  std::string about;
  std::vector<Ticks> thresholds;  ///< of `within` and `over` together, ascending
  std::vector<double> quantiles;
  std::vector<Word> by;
  enum class Count { departed, started, arrived } count = Count::departed;
  bool average_replications = false;
  std::optional<Expression> first;  ///< once a replication: from the start until this holds for the first time
  std::optional<Standard> standard;
};

/// What else is asked of a count that exists anyway: arrivals of a source, an outcome, an action `count`.
struct CountCut {
  Word of;            ///< name of the count
  std::string path;
  std::string about;
  std::vector<Word> by;
};

/// A sum of level functions of resources, each written as in expressions; or a formula that is worked out again and again.
struct Level {
  std::string name;
  Place place;
  std::string path;
  std::string about;
  Expression of;
  std::optional<Expression> formula;  ///< instead of `of`
  Ticks every = 0;                    ///< how often the formula is worked out
  struct At {
    enum class Kind { daily, weekly, once } kind = Kind::daily;
    int weekday = 0;
    Ticks time = 0;   ///< since midnight, or since the start for `once`
    std::string text; ///< as written: the key in the results
    Place place;
  };
  std::vector<At> at;
  bool distribution = false;
  bool by_hour_of_week = false;
  std::vector<Word> by;  ///< attributes: also a level of those who have each label
};

/// One term of a figure that is a sum: measured numbers with weights.
struct FigureTerm {
  Word of;
  Place place;
  std::string path;
  std::optional<double> times;                       ///< of a count, of a clock's number or time, of a level's time
  std::vector<std::pair<Ticks, double>> weights;     ///< of a clock: each duration longer than the limit counts so much; ascending
  double per = 0;                                    ///< milliseconds in which a level or a clock's time is counted; 0: numbers
};

/// A ratio of two sums of measured numbers (counts, numbers of a clock's durations, areas of levels), or one sum with weights.
struct Figure {
  std::string name;
  Place place;
  std::string path;
  std::string about;
  std::string unit;
  std::vector<Word> ratio;  ///< numerator and denominator, each a name or several joined by +
  std::vector<FigureTerm> sum;
  double per = 0;           ///< of a sum: milliseconds to which it is brought; 0: the whole window
  std::string only_with;    ///< worked out only when the experiment asks for this
};

struct RuleEffect {
  enum class What { add, set, scale } what = What::add;
  Word target;  ///< a resource, a parameter, or the rate of a source: `source.rate`
  double amount = 0;
  bool duration = false;
  Place place;
};

struct Rule {
  std::string name;
  Place place;
  std::string path;
  std::string about;
  Expression when;
  Ticks for_time = 0;
  std::optional<Expression> until;
  Ticks until_for = 0;
  Ticks check = 15 * ticks_per_minute;
  std::vector<RuleEffect> effects;
};

// ---------------------------------------------------------------- the pathway

/// The blocks that a model and a pathway have in common.
struct SharedBlocks {
  std::vector<Calendar> calendars;
  std::vector<Parameter> parameters;
  std::vector<Table> tables;
  std::vector<Clock> clocks;
  std::vector<Level> levels;
  std::vector<CountCut> counts;
  std::vector<Figure> figures;
  std::vector<Rule> rules;
  std::vector<Correlation> correlations;
};

struct Pathway : SharedBlocks {
  std::string name;
  Place place;
  std::string about;
  bool per_site = false;
  std::vector<Resource> resources;
  std::vector<Arrivals> arrivals;
  std::vector<Step> steps;
};

}  // namespace careway
