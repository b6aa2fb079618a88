#include "output/json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/mix.hpp"
#include "output/steady_state.hpp"
#include "output/summary_table.hpp"

namespace careway {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json interval(const Estimate& e) {
  return {{"value", number(e.value)}, {"low", number(e.low)}, {"high", number(e.high)}, {"se", number(e.se)}};
}

Json minutes(const Estimate& e) { return interval(in_minutes(e)); }

Json numbers(const std::vector<double>& values, double divide_by = 1) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number(value / divide_by));
  return list;
}

constexpr double minute = ticks_per_minute;

// ---- clocks -----------------------------------------------------------------------------------------------------

Json per_replication(const ClockPart& p) {
  Json json{{"n", p.n}, {"mean", numbers(p.means, minute)}, {"sd", numbers(p.sds, minute)}};
  json["share_within"] = Json::object();
  for (const ShareSummary& s : p.shares) json["share_within"][duration_text(s.threshold)] = numbers(s.within_by_replication);
  json["quantiles"] = Json::object();
  for (const QuantileSummary& q : p.quantiles) json["quantiles"][number_text(q.q)] = numbers(q.by_replication, minute);
  return json;
}

Json part_json(const ClockPart& p) {
  Json json{{"unit", "min"},
            {"count", p.count},
            {"open_at_end", p.open_at_end},
            {"mean", minutes(p.mean)},
            {"sd", minutes(p.sd)},
            {"share_within", Json::object()},
            {"share_over", Json::object()},
            {"quantiles", Json::object()}};
  for (const ShareSummary& s : p.shares) {
    json["share_within"][duration_text(s.threshold)] = interval(s.within);
    json["share_over"][duration_text(s.threshold)] = interval(s.over);
  }
  for (const QuantileSummary& q : p.quantiles) json["quantiles"][number_text(q.q)] = minutes(q.value);
  json["per_replication"] = per_replication(p);
  return json;
}

Json standard_json(const StandardResult& s) {
  Json json = Json::object();
  if (s.within) json["within"] = duration_text(*s.within);
  if (s.share) json["share"] = number(*s.share);
  if (s.quantile) json["quantile"] = number(*s.quantile);
  if (s.mean) json["mean"] = number(*s.mean / minute);
  json["source"] = s.source;
  return json;
}

Json clock_json(const ClockSummary& c) {
  Json json = part_json(c.all);
  json["about"] = c.about;
  json["counted_by"] = c.count;
  if (c.standard) json["standard"] = standard_json(*c.standard);
  json["by"] = Json::object();
  for (const ClockSummary::By& by : c.by) {
    Json parts = Json::object();
    for (const auto& labelled : by.parts) parts[labelled.label] = part_json(labelled.part);
    json["by"][by.attribute] = std::move(parts);
  }
  return json;
}

// ---- levels, counts, figures ------------------------------------------------------------------------------------

Json part_json(const LevelPart& p) {
  Json json{{"mean", interval(p.mean)}, {"sd", interval(p.sd)}, {"max", p.max ? Json(*p.max) : Json(nullptr)}};
  if (p.occupancy.has_value()) json["occupancy"] = interval(p.occupancy);
  if (p.longest) json["longest_wait_min"] = static_cast<double>(*p.longest) / static_cast<double>(ticks_per_minute);
  if (p.longest_all_of) json["longest_wait_all_of_min"] = static_cast<double>(*p.longest_all_of) / static_cast<double>(ticks_per_minute);
  json["distribution"] = Json::object();
  for (std::size_t v = 0; v < p.distribution.size(); ++v) json["distribution"][std::to_string(v)] = interval(p.distribution[v]);
  json["at"] = Json::object();
  for (const SnapshotSummary& s : p.at) json["at"][s.when] = interval(s.mean);
  json["by_hour_of_week"] = numbers(p.by_hour_of_week);
  json["per_replication"] = {{"mean", numbers(p.means)}};
  return json;
}

Json part_json(const CountPart& p) {
  return {{"per_day", interval(p.per_day)},
          {"total", interval(p.total)},
          {"variance_per_day", interval(p.variance_per_day)},
          {"per_replication", {{"total", p.totals}}}};
}

/// A level or a count: the whole, and the sites where there are some.
template <class Measure>
Json with_sites(const Measure& m) {
  Json json = part_json(m.all);
  json["about"] = m.about;
  json["by"] = Json::object();
  if (m.sites.empty()) return json;
  Json sites = Json::object();
  for (const auto& labelled : m.sites) sites[labelled.label] = part_json(labelled.part);
  json["by"]["site"] = std::move(sites);
  return json;
}

Json figure_json(const FigureSummary& f) {
  Json json = interval(f.value);
  json["unit"] = f.unit;
  json["about"] = f.about;
  return json;
}

// ---- audit and provenance ---------------------------------------------------------------------------------------

Json audit_row(std::uint32_t replication, const AuditResult& a) {
  return {{"replication", replication},
          {"arrived", a.arrived},
          {"left", a.left},
          {"inside_at_end", a.inside_at_end},
          {"events", a.events},
          {"stale_events", a.stale_events},
          {"negative_durations", a.negative_durations},
          {"divisions_by_zero", a.divisions_by_zero},
          {"swaps", a.swaps},
          {"standstills", a.standstills},
          {"most_inside", a.most_inside},
          {"trajectory", fmt::format("{:016x}", a.trajectory)},
          {"failures", a.failures}};
}

/// Sums over replications, and each of them.
Json audit_json(const Results& r) {
  AuditResult sum;
  std::size_t failures = 0;
  Json rows = Json::array();
  for (std::size_t i = 0; i < r.audit.size(); ++i) {
    const AuditResult& a = r.audit[i];
    sum.arrived += a.arrived;
    sum.left += a.left;
    sum.inside_at_end += a.inside_at_end;
    sum.events += a.events;
    sum.swaps += a.swaps;
    sum.standstills += a.standstills;
    failures += a.failures.size();
    rows.push_back(audit_row(r.replications[i], a));
  }
  return {{"good", failures == 0},
          {"failures", failures},
          {"arrived", sum.arrived},
          {"left", sum.left},
          {"inside_at_end", sum.inside_at_end},
          {"events", sum.events},
          {"swaps", sum.swaps},
          {"standstills", sum.standstills},
          {"per_replication", rows}};
}

Json inputs_json(const Results& r) {
  Json inputs = Json::array();
  for (const InputText& input : r.inputs)
    inputs.push_back(
        {{"name", input.name}, {"bytes", input.text.size()}, {"hash", fmt::format("{:016x}", name_key(input.text))}});
  return inputs;
}

Json provenance_json(const Results& r) {
  Json sources = Json::array();
  for (const SourceResult& source : r.sources) sources.push_back({{"path", source.path}, {"source", source.source}});
  return {{"program_version", r.program_version},
          {"revision", r.revision},
          {"scenario", r.scenario},
          {"model", r.model},
          {"about", r.about},
          {"experiment_type", r.experiment_type},
          {"start", to_text(r.start)},
          {"warm_up", duration_text(r.warm_up)},
          {"warm_up_ms", r.warm_up},
          {"length", duration_text(r.length)},
          {"length_ms", r.length},
          {"seed", r.seed},
          {"replications_wanted", r.replications_wanted},
          {"replications_done", r.done()},
          {"replications", r.replications},
          {"sites", r.sites},
          {"inputs", inputs_json(r)},
          {"sources", sources},
          {"warnings", r.warnings}};
}

// ---- steady state -----------------------------------------------------------------------------------------------

Json moving_json(const std::vector<Moving>& list) {
  Json json = Json::array();
  for (const Moving& m : list)
    json.push_back({{"measure", m.measure}, {"slope_per_period", interval(m.verdict.slope_per_week)}, {"growth", number(m.verdict.growth)}});
  return json;
}

Json verdict_json(const SteadyState& s) {
  return {{"steady_state", s.known ? Json(!s.overloaded()) : Json(nullptr)},
          {"text", verdict_text(s)},
          {"period", s.period},
          {"growing", moving_json(s.growing)},
          {"carried", moving_json(s.carried)},
          {"settling", moving_json(s.settling)},
          {"warm_up",
           {{"checked", s.warm_up.checked},
            {"delete_ms", s.warm_up.remove},
            {"too_short", s.warm_up.too_short},
            {"slowest", s.warm_up.slowest}}}};
}

/// What grows for as long as one looks has no mean: null, and why.
void take_means_away(Json& measures, const std::vector<Moving>& list) {
  for (const Moving& m : list) {
    if (!measures.contains(m.measure)) continue;
    measures[m.measure]["mean"] = interval({});
    measures[m.measure]["verdict"] = no_steady_state;
  }
}

void add_verdict(Json& json, const SteadyState& s) {
  json["verdict"] = verdict_json(s);
  for (const auto* list : {&s.growing, &s.carried}) {
    take_means_away(json["measures"], *list);
    take_means_away(json["levels"], *list);
  }
}

}  // namespace

std::string results_json(const Summary& summary, const Results& results, int indent) {
  Json json{{"measures", Json::object()}, {"levels", Json::object()}, {"counts", Json::object()}, {"figures", Json::object()}};
  for (const ClockSummary& c : summary.clocks) json["measures"][c.name] = clock_json(c);
  for (const LevelSummary& l : summary.levels) json["levels"][l.name] = with_sites(l);
  for (const CountSummary& c : summary.counts) json["counts"][c.name] = with_sites(c);
  for (const FigureSummary& f : summary.figures) json["figures"][f.name] = figure_json(f);
  if (const std::optional<SteadyState> steady = steady_state_of(results)) add_verdict(json, *steady);
  json["audit"] = audit_json(results);
  json["provenance"] = provenance_json(results);
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string results_json(const Results& results, int indent) { return results_json(summarise(results), results, indent); }

}  // namespace careway
