#include "coverage/cases.hpp"

#include <cmath>
#include <stdexcept>

namespace careway::coverage {

namespace {

constexpr double minute = ticks_per_minute, day = ticks_per_day;

template <class List>
const auto& named(const List& list, const std::string& name) {
  for (const auto& item : list)
    if (item.name == name) return item;
  throw std::runtime_error("no measure is named " + name);
}

const ClockPart& clock(const Summary& s, const char* name) { return named(s.clocks, name).all; }
const LevelPart& level(const Summary& s, const char* name) { return named(s.levels, name).all; }

// Durations are shown in minutes.
Figure mean(const char* name, double truth) {
  return {std::string(name) + " mean", truth / minute, [name](const Summary& s) { return scaled(clock(s, name).mean, 1 / minute); }};
}
Figure sd(const char* name, double truth) {
  return {std::string(name) + " sd", truth / minute, [name](const Summary& s) { return scaled(clock(s, name).sd, 1 / minute); }, false};
}
Figure over(const char* name, std::size_t number, const char* limit, double truth) {
  return {std::string(name) + " over " + limit, truth, [name, number](const Summary& s) { return clock(s, name).shares.at(number).over; }};
}
Figure quantile(const char* name, std::size_t number, const char* q, double truth) {
  return {std::string(name) + " quantile " + q, truth / minute,
          [name, number](const Summary& s) { return scaled(clock(s, name).quantiles.at(number).value, 1 / minute); }};
}
Figure level_mean(const char* name, double truth) {
  return {std::string(name) + " mean", truth, [name](const Summary& s) { return level(s, name).mean; }};
}
Figure occupancy(const char* name, double truth) {
  return {std::string(name) + " occupancy", truth, [name](const Summary& s) { return level(s, name).occupancy; }};
}
Figure time_at(const char* name, std::size_t value, double truth) {
  return {std::string(name) + " share of time at " + std::to_string(value), truth,
          [name, value](const Summary& s) { return level(s, name).distribution.at(value); }};
}
Figure per_day(const char* name, double truth) {
  return {std::string(name) + " per day", truth, [name](const Summary& s) { return named(s.counts, name).all.per_day; }};
}
Figure ratio(const char* name, double truth) {
  return {std::string(name), truth, [name](const Summary& s) { return named(s.figures, name).value; }};
}

/// M/M/1: 10 an hour, 3.6 minutes each, load 0.6. The time in the system is exponential with mean 3.6 / 0.4 = 9 minutes.
Case single_queue() {
  constexpr double stay = 9 * minute;
  return {"single queue", R"(model: single_queue
pathways:
  q:
    resources: {desk: {capacity: 1}}
    clocks: {wait: {over: [0 min]}, stay: {over: [15 min, 40 min], quantiles: [0.5, 0.9]}}
    levels: {inside: {of: in_use(desk) + waiting(desk), distribution: true}}
    arrivals: {people: {rate: 10 per hour, enter: come}}
    steps:
      come: [{start: [wait, stay]}, {seize: desk}, {stop: wait}, {delay: {exponential: {mean: 3.6 min}}}, {release: desk}, {stop: stay}, {leave: done}]
experiment: {length: 20 days, warm_up: 1 day, replications: 20}
)",
          {mean("q.wait", 0.6 * stay), over("q.wait", 0, "0 min (a common share)", 0.6), mean("q.stay", stay), sd("q.stay", stay),
           over("q.stay", 0, "15 min (a share)", std::exp(-15.0 / 9)), over("q.stay", 1, "40 min (a rare share)", std::exp(-40.0 / 9)),
           quantile("q.stay", 0, "0.5", stay * std::log(2.0)), quantile("q.stay", 1, "0.9", stay * std::log(10.0)),
           level_mean("q.inside", 1.5), occupancy("q.desk.in_use", 0.6), time_at("q.inside", 0, 0.4), time_at("q.inside", 2, 0.4 * 0.36)}};
}

/// M/G/infinity: 10 a day, lognormal stays of mean 2 and sd 2 days: 20 there on average, Poisson.
Case ward() {
  const double sigma = std::sqrt(std::log(2.0)), median = 2 * day / std::sqrt(2.0);
  const double longer = 0.5 * std::erfc(std::log(5 * day / median) / sigma / std::sqrt(2.0));
  const double at_20 = std::exp(-20 + 20 * std::log(20.0) - std::lgamma(21.0));
  return {"unlimited ward", R"(model: ward
pathways:
  w:
    resources: {bed: {capacity: unlimited}}
    clocks: {stay: {over: [5 days], quantiles: [0.5, 0.9]}}
    levels: {there: {of: in_use(bed), distribution: true}}
    arrivals: {people: {rate: 10 per day, enter: come}}
    steps:
      come: [{start: stay}, {seize: bed}, {delay: {lognormal: {mean: 2 days, sd: 2 days}}}, {release: bed}, {stop: stay}, {leave: home}]
experiment: {length: 182 days, warm_up: 42 days, replications: 20}
)",
          {mean("w.stay", 2 * day), over("w.stay", 0, "5 days (a share)", longer), quantile("w.stay", 0, "0.5", median),
           quantile("w.stay", 1, "0.9", median * std::exp(sigma * 1.2815515655446004)), level_mean("w.there", 20),
           time_at("w.there", 20, at_20), per_day("w.arrivals.people", 10)}};
}

double erlang_loss(int servers, double load) {
  double b = 1;
  for (int n = 1; n <= servers; ++n) b = load * b / (n + load * b);
  return b;
}

/// M/M/c/c: 4 an hour, one hour each, 6 or 10 beds; the second refuses one in 190, which is rare.
Case refusals() {
  return {"refusals", R"(model: refusals
pathways:
  small:
    resources: {bed: {capacity: 6}}
    arrivals: {people: {rate: 4 per hour, enter: come}}
    steps:
      come: [{seize: bed, if_busy: away}, {delay: {exponential: {mean: 1 h}}}, {release: bed}, {leave: done}]
      away: [{leave: refused}]
    figures: {refused: {ratio: [left.refused, arrivals.people], unit: share}}
  large:
    resources: {bed: {capacity: 10}}
    arrivals: {people: {rate: 4 per hour, enter: come}}
    steps:
      come: [{seize: bed, if_busy: away}, {delay: {exponential: {mean: 1 h}}}, {release: bed}, {leave: done}]
      away: [{leave: refused}]
    figures: {refused: {ratio: [left.refused, arrivals.people], unit: share}}
experiment: {length: 20 days, warm_up: 1 day, replications: 20}
)",
          {ratio("small.refused", erlang_loss(6, 4)), ratio("large.refused", erlang_loss(10, 4)),
           level_mean("small.bed.in_use", 4 * (1 - erlang_loss(6, 4)))}};
}

}  // namespace

std::vector<Case> cases() { return {single_queue(), ward(), refusals()}; }

}  // namespace careway::coverage
