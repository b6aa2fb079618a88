// What happens to one patient of one replication, told as it is seen from outside the engine. A Watcher hears of waits, grants,
// delays, releases and jumps; what the patient did between two of them is read from the compiled operations in between.
// Not known from outside, and so not told: who took a unit from a patient, and when it came back (the delay then lasts longer).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/engine.hpp"
#include "model/study_text.hpp"

namespace careway {

struct StoryLine {
  Ticks at = 0;
  std::string kind;  ///< arrives, step, set, site, clock, count, gets, waits, moves, loses, gives_up, stays, gives_back, leaves, inside
  std::string text;
  std::string step;  ///< pathway.step; empty before the first
  std::string resource;
  std::optional<Ticks> lasting;             ///< of stays, and of waits and holdings that ended
  std::optional<std::int64_t> waiting;      ///< others in the queues, at its begin
  std::optional<std::int64_t> in_use;       ///< units, at the begin of a wait
  std::optional<std::int64_t> scheduled;    ///< capacity by plan; rules may have changed it
  std::vector<std::pair<std::string, std::int64_t>> held_by;  ///< at the begin of a wait: what its holders do, units
  std::vector<std::pair<std::string, std::string>> attributes;
};

/// How many wait for and hold each unit pool, counted from what is seen of everybody.
class Crowd {
 public:
  explicit Crowd(const Network& net) : net_(net), ruler_(net), waiting_(net.instance_count), in_use_(net.instance_count) {}
  void saw(Watcher::What what, const Patient& patient, std::uint32_t position);
  std::int64_t waiting(std::uint32_t instance) const { return waiting_[instance]; }
  /// Nothing where units may change hands without being seen.
  std::optional<std::int64_t> in_use(std::uint32_t instance) const;
  /// What those who hold units of a pool do, in words, with the number of units; the most first.
  std::vector<std::pair<std::string, std::int64_t>> holders(std::uint32_t instance) const;
  const double* attributes(const Patient& patient) { return ruler_.attributes(const_cast<Patient&>(patient)); }
  const Holding* holdings(const Patient& patient) { return ruler_.holdings(const_cast<Patient&>(patient)); }

 private:
  void queue(const Patient& patient, std::uint32_t position, int by);
  void count_holdings(const Patient& patient);

  const Network& net_;
  PatientPool ruler_;  ///< holds nobody: it knows where the parts of a record lie
  std::vector<std::int64_t> waiting_, in_use_;
  struct Seen {
    std::vector<Holding> held;
    std::uint32_t position = no_index;  ///< where it was seen last
    bool waits = false;
  };
  std::unordered_map<const Patient*, Seen> seen_;
};

/// Who is to be followed: the patient of this number (from 1) in order of arrival, of all or of the sources named.
struct Followed {
  std::uint64_t number = 1;
  std::vector<bool> sources;  ///< [source]; empty: all
};

class Story final : public Watcher {
 public:
  Story(const Network& net, Followed followed);
  void saw(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance) override;
  void end(Ticks now);  ///< the run is over

  std::vector<StoryLine> lines;
  bool found() const { return ordinal_.has_value(); }
  std::uint64_t arrived() const { return seen_; }  ///< of those that are counted
  std::uint32_t source() const { return source_; }

 private:
  /// One that acts: the patient, or a branch of it.
  struct Actor {
    std::uint32_t position = 0;         ///< of the next operation that is not told yet
    std::uint32_t step = no_index;
    std::uint32_t site = no_index;
    std::optional<Ticks> expected;      ///< when its delay should end
    Ticks waits_since = 0;
    std::optional<Ticks> lost_at;       ///< a unit that it has not had again
    std::uint64_t number = 0;           ///< 0: the patient itself, then its branches
    std::vector<Holding> held;
  };
  Actor& actor_of(const Patient& patient, Ticks now);
  void follow(What what, Ticks now, const Patient& patient, std::uint32_t position, std::uint32_t instance, Actor& actor);
  bool may_meet_condition(std::uint32_t position, std::optional<std::uint32_t> until) const;
  void keep_holdings(Actor& actor, const Patient& patient);
  void walk(Actor& actor, const Patient& patient, Ticks now, std::optional<std::uint32_t> until);
  /// Tells one operation; false when the patient cannot have gone on behind it without being seen.
  bool tell(Actor& actor, const Patient& patient, Ticks now, const Op& op, bool reached);
  bool tell_seize(Actor& actor, const Patient& patient, Ticks now, const Op& op, bool reached);
  void tell_set(Actor& actor, const Patient& patient, Ticks now, std::uint16_t slot);
  void tell_step(Actor& actor, Ticks now);
  void tell_clock(Actor& actor, Ticks now, const Op& op);
  void tell_wait(Actor& actor, Ticks now, std::uint32_t position, const Patient& patient);
  void tell_delay(Actor& actor, const Patient& patient, Ticks now, std::uint32_t position);
  void tell_release(Actor& actor, Ticks now, std::uint32_t instance);
  void tell_lateness(Actor& actor, Ticks now, bool condition);
  StoryLine& add(const Actor& actor, Ticks now, const char* kind, std::string text);
  /// Goes on with the line before when it begins the same way at the same instant.
  StoryLine& add_item(const Actor& actor, Ticks now, const char* kind, const std::string& begin, const std::string& item);
  std::string resource_name(std::uint32_t instance) const;
  /// Names of the own pathway and site, bare.
  std::string near(const Actor& actor, std::string text) const;
  std::string request_words(const RequestCode& request, const Patient& patient) const;

  const Network& net_;
  Followed followed_;
  Crowd crowd_;
  Date start_;
  std::uint64_t seen_ = 0;
  std::optional<std::uint64_t> ordinal_;
  std::uint32_t source_ = no_index;
  Ticks arrived_at_ = 0;
  bool over_ = false;
  std::map<std::uint64_t, Actor> actors_;  ///< by key of draws
  std::vector<std::uint32_t> branches_;    ///< beginnings of branches that have not been seen yet
  std::map<std::uint16_t, Ticks> clocks_;  ///< that run
};

/// "42 s", "12.6 min", "3 h 25 min", "4.2 days".
std::string spoken_duration(Ticks duration);

}  // namespace careway
