#include "input/keys.hpp"

#include <map>

#include "base/contract.hpp"

namespace careway {

namespace {

using Keys = std::vector<std::string>;
using Table = std::map<std::string, Keys, std::less<>>;

Table files_and_changes() {
  return {
      {"model",
       {"model", "pathways", "sites", "calendars", "parameters", "tables", "clocks", "levels", "counts", "figures", "rules", "correlate",
        "report", "experiment"}},
      {"pathway",
       {"pathway", "per", "resources", "arrivals", "clocks", "levels", "counts", "figures", "calendars", "parameters", "tables", "rules",
        "correlate", "steps"}},
      {"scenario", {"scenario", "of", "changes", "experiment", "report"}},
      {"change", {"set", "add", "scale", "from", "until", "sites"}},
      {"sweep", {"sweep", "of", "factors", "design", "points", "experiment", "report"}},
      {"sweep.factor", {"set", "add", "scale", "values", "between", "whole", "from", "until", "sites"}},
      {"sweep.latin", {"latin_hypercube", "seed"}},
      {"site", {"set", "add", "scale"}},
      {"figure_with_source", {"value"}},
      {"experiment", {"type", "start", "warm_up", "length", "replications", "seed", "bucket", "stop_when", "with", "census", "stock"}},
      {"experiment.census", {"file", "id", "step", "action", "site", "elapsed", "like", "set", "clocks", "holds"}},
      {"experiment.stock", {"step", "action", "site", "number", "elapsed", "like", "set", "clocks", "holds"}},
      {"column", {"column", "unit"}},
      {"report", {"title", "headline", "called", "breaks", "sections"}},
      {"report.breaks", {"show", "mean", "share_within", "share_over", "level", "occupancy", "per_day", "above", "below", "say", "because"}},
      {"report.section", {"title", "charts"}},
      {"report.chart",
       {"distribution", "series", "hours", "cut", "capacity", "causes", "flow", "by", "mean", "share_within", "share_over", "level",
        "per_day", "up_to", "title", "unit", "standard"}},
      {"headline",
       {"section", "show", "mean", "quantile", "share_within", "share_over", "level", "occupancy", "per_day", "total", "figure",
        "unit", "label", "standard", "note", "at"}},
  };
}

Table shared_blocks() {
  return {
      {"calendar", {"open", "closed_on", "open_on"}},
      {"calendar.open", {"days", "from", "until"}},
      {"calendar.open_on", {"date", "from", "until"}},
      {"table", {"keys", "unit", "values"}},
      {"clock", {"within", "over", "quantiles", "by", "count", "average", "standard", "first"}},
      {"clock.standard", {"within", "share", "mean", "quantile"}},
      {"level", {"of", "by", "formula", "every", "at", "distribution", "by_hour_of_week"}},
      {"counts", {"by"}},
      {"figure", {"ratio", "sum", "per", "unit", "only_with"}},
      {"figure.sum", {"of", "times", "weights", "per"}},
      {"rule", {"when", "for", "until", "until_for", "check", "do"}},
      {"rule.do", {"add", "set", "scale"}},
      {"correlate", {"a", "b", "rho"}},
  };
}

Table resources_and_arrivals() {
  return {
      {"resource", {"capacity", "roster", "changes", "when_capacity_falls", "turnaround", "waiting_room", "pass", "open",
                    "breakdowns"}},
      {"resource.roster", {"days", "from", "until", "capacity"}},
      {"resource.changes", {"from", "until", "add", "set"}},
      {"resource.breakdowns", {"every", "lasting"}},
      {"arrivals",
       {"rate", "profile", "rates", "wave", "surges", "varies", "times", "interarrival", "at", "days", "open", "every", "trace", "initial", "batch",
        "no_show", "late", "from", "until", "set", "enter"}},
      {"arrivals.times", {"formula", "at_most"}},
      {"arrivals.profile", {"hour_of_day", "day_of_week", "hour_of_week", "month"}},
      {"arrivals.rates", {"per", "hour_of_day", "day_of_week", "hour_of_week", "points"}},
      {"arrivals.wave", {"amplitude", "period", "rising_at"}},
      {"arrivals.surges", {"from", "peak", "until", "times"}},
      {"arrivals.varies", {"cv", "with"}},
      {"arrivals.trace", {"file", "time", "unit", "site", "set"}},
  };
}

Table quantities() {
  return {
      {"quantity",
       {"exponential",      "lognormal", "gamma",       "erlang",  "weibull",   "normal",   "uniform", "triangular", "beta",
        "hyperexponential", "pareto",    "loglogistic", "poisson", "geometric", "binomial", "mixture", "empirical",  "quantiles",
        "choice",           "by",        "formula",     "plus",    "at_least",  "at_most",  "between", "times",      "draw"}},
      {"quantity.exponential", {"mean"}},
      {"quantity.lognormal", {"mean", "sd", "median", "sigma", "mu", "unit"}},
      {"quantity.gamma", {"mean", "sd", "shape", "scale"}},
      {"quantity.erlang", {"mean", "stages"}},
      {"quantity.weibull", {"mean", "sd", "shape", "scale"}},
      {"quantity.normal", {"mean", "sd"}},
      {"quantity.uniform", {"min", "max"}},
      {"quantity.triangular", {"min", "mode", "max"}},
      {"quantity.beta", {"min", "max", "mean", "sd", "a", "b"}},
      {"quantity.hyperexponential", {"shares", "means"}},
      {"quantity.pareto", {"mean", "shape"}},
      {"quantity.loglogistic", {"median", "shape"}},
      {"quantity.poisson", {"mean"}},
      {"quantity.geometric", {"mean"}},
      {"quantity.binomial", {"n", "p"}},
      {"quantity.mixture", {"share", "of"}},
      {"quantity.empirical", {"values", "weights", "file", "column", "unit", "smooth"}},
  };
}

Table actions() {
  return {
      {"action.set", {"set"}},
      {"action.start", {"start"}},
      {"action.stop", {"stop"}},
      {"action.cancel", {"cancel"}},
      {"action.count", {"count"}},
      {"action.seize",
       {"seize", "units", "priority", "patience", "otherwise", "if_full", "if_busy", "escalate", "as", "preempt", "preempt_in", "move_back"}},
      {"action.release", {"release"}},
      {"action.delay", {"delay", "uninterrupted", "if_lost"}},
      {"action.wait_until", {"wait_until"}},
      {"action.split", {"split", "draw"}},
      {"action.route", {"route"}},
      {"action.go", {"go"}},
      {"action.choose_site", {"choose_site"}},
      {"action.fork", {"fork"}},
      {"action.join", {"join"}},
      {"action.book", {"book", "within", "patience", "otherwise"}},
      {"action.cancel_booking", {"cancel_booking"}},
      {"action.leave", {"leave"}},
      {"seize.of", {"any_of", "all_of", "any_site", "lowest", "highest"}},
      {"seize.escalate", {"after", "priority", "rejoin"}},
      {"release.of", {"if_held"}},
      {"delay.until", {"until", "days"}},
      {"delay.until_open", {"until_open"}},
      {"route.branch", {"when", "to"}},
      {"choose_site.best", {"lowest", "highest", "among", "age"}},
      {"book.of", {"resource", "daily", "first", "last", "days", "as"}},
  };
}

const Table& all_keys() {
  static const Table table = [] {
    Table all = files_and_changes();
    for (Table part : {shared_blocks(), resources_and_arrivals(), quantities(), actions()}) all.merge(part);
    for (auto& [block, keys] : all) {
      keys.emplace_back("about");
      keys.emplace_back("source");
    }
    return all;
  }();
  return table;
}

}  // namespace

const std::vector<std::string>& known_keys(std::string_view block) {
  const auto found = all_keys().find(block);
  HOLDS(found != all_keys().end());
  return found->second;
}

std::vector<std::string> known_blocks() {
  std::vector<std::string> blocks;
  for (const auto& [block, keys] : all_keys()) blocks.push_back(block);
  return blocks;
}

const std::vector<std::string>& known_verbs() {
  static const std::vector<std::string> verbs = {"set",         "start", "stop",       "cancel", "count",     "seize",
                                                 "release",     "delay", "wait_until", "split",  "route",     "go",
                                                 "choose_site", "fork",  "join",       "book",   "cancel_booking", "leave"};
  return verbs;
}

}  // namespace careway
