// seize and release.
#include <fmt/format.h>

#include "input/expressions.hpp"
#include "input/read_actions.hpp"
#include "input/read_quantity.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_escalations = 100;

/// lowest or highest: one expression for any_site, one for each resource of any_of.
void read_preference(const Fields& fields, ActSeize& seize) {
  Reader& reader = fields.reader();
  const auto lowest = fields.get("lowest");
  const auto highest = fields.get("highest");
  if (!lowest && !highest) return;
  const Spot& at = lowest ? *lowest : *highest;
  if (lowest && highest)
    return reader.findings.error(highest->place(), fields.spot().path, "has both lowest and highest", "needs one of them", lowest->place());
  if (seize.how == ActSeize::How::all_of)
    return reader.findings.error(at.place(), at.path, "goes with any_of or any_site", "take it away");
  seize.highest = highest.has_value();
  const std::vector<Spot> items = items_of(reader, at);
  const bool one_for_all = seize.any_site && items.size() == 1;
  if (!one_for_all && (items.size() != seize.resources.size() || !at.node->is_list()))
    return reader.findings.error(at.place(), at.path, fmt::format("has {} expression{} for {} resources", items.size(), items.size() == 1 ? "" : "s", seize.resources.size()),
                                 seize.any_site ? "needs one, evaluated at each site, or a list with one for each" : "needs a list with one for each");
  for (const Spot& item : items)
    if (auto score = parse_expression(*item.node, item.path, reader.findings)) seize.scores.push_back(std::move(*score));
}

void read_target(const Verb& verb, ActSeize& seize) {
  Reader& reader = verb.reader;
  const Spot& spot = verb.value;
  if (!spot.node->is_map()) {
    if (spot.node->is_list()) return wrong(reader, spot, "one resource, {any_of: [a, b]}, {all_of: [a, b]} or {any_site: a}");
    seize.resources = {read_reference(reader, spot)};
    return;
  }
  if (spot.node->fields.size() == 1 && spot.node->fields[0].value.is_map() && is_name(spot.node->fields[0].key)) {
    const std::string& resource = spot.node->fields[0].key;
    reader.findings.error(spot.node->fields[0].place, spot.path, "has modifiers under \"" + resource + "\"", "write seize: " + resource + ", and its modifiers beside it: {seize: " + resource + ", priority: 1}");
    return;
  }
  const Fields fields(reader, spot, "seize.of");
  const auto any = fields.get("any_of");
  const auto all = fields.get("all_of");
  const auto site = fields.get("any_site");
  const std::size_t given = fields.count({"any_of", "all_of", "any_site"});
  if (given != 1) {
    if (given > 1 || !fields.had_unknown_keys())
      reader.findings.error(spot.place(), spot.path,
                            given == 0 ? "names no resource" : any && all ? "has both any_of and all_of" : "has any_site beside another",
                            "needs one of any_of, all_of or any_site");
    return;
  }
  seize.how = all ? ActSeize::How::all_of : ActSeize::How::any_of;
  seize.any_site = site.has_value();
  seize.resources = read_references(reader, site ? *site : any ? *any : *all);
  read_preference(fields, seize);
}

void read_escalations(Reader& reader, const Spot& spot, ActSeize& seize) {
  const std::vector<Spot> items = items_of(reader, spot);
  if (too_many(reader, spot, items.size(), most_escalations, "item")) return;
  double last = -1;
  for (const Spot& item : items) {
    const Fields fields(reader, item, "seize.escalate");
    Escalation step;
    if (const auto after = fields.require("after", "how long after joining, such as 12 h"))
      step.after = read_duration(reader, figure(reader, *after), Sign::not_negative).value_or(0);
    if (const auto priority = fields.require("priority", "the new priority"))
      if (auto parsed = parse_expression(*priority->node, priority->path, reader.findings)) step.priority = std::move(*parsed);
    if (const auto rejoin = fields.get("rejoin")) step.rejoin = read_truth(reader, *rejoin).value_or(false);
    if (fields.has("after") && step.after <= last)
      reader.findings.error(item.place(), item.path, "does not come after the one before", "put the steps in order of time");
    last = step.after;
    seize.escalations.push_back(std::move(step));
  }
}

void read_exits(const Verb& verb, ActSeize& seize) {
  Reader& reader = verb.reader;
  const Fields& fields = *verb.fields;
  if (const auto patience = fields.get("patience")) seize.patience = read_quantity(reader, *patience, Wanted::duration);
  if (const auto otherwise = fields.get("otherwise")) seize.otherwise = read_reference(reader, *otherwise);
  if (const auto if_full = fields.get("if_full")) seize.if_full = read_reference(reader, *if_full);
  if (const auto if_busy = fields.get("if_busy")) seize.if_busy = read_reference(reader, *if_busy);
  if (fields.has("patience") == fields.has("otherwise")) return;
  const bool patient = fields.has("patience");
  reader.findings.error(
      fields.get(patient ? "patience" : "otherwise")->place(), verb.value.path,
      patient ? "has patience but no otherwise" : "has otherwise but no patience",
      patient ? "needs otherwise: the step to go to when patience runs out" : "needs patience: how long they wait");
}

}  // namespace

ActSeize read_seize(const Verb& verb) {
  Reader& reader = verb.reader;
  const Fields& fields = *verb.fields;
  ActSeize seize;
  read_target(verb, seize);
  read_exits(verb, seize);
  if (const auto units = fields.get("units")) seize.units = parse_expression(*units->node, units->path, reader.findings);
  if (const auto priority = fields.get("priority"))
    seize.priority = parse_expression(*priority->node, priority->path, reader.findings);
  if (const auto escalate = fields.get("escalate")) read_escalations(reader, *escalate, seize);
  if (const auto as = fields.get("as")) seize.as = read_name(reader, *as);
  if (const auto preempt = fields.get("preempt"))
    if (const auto how = read_word(reader, *preempt, {"resume", "restart", "resample"}))
      seize.preempt = static_cast<Preempt>(*how + 1);
  if (const auto steps = fields.get("preempt_in")) {
    seize.preempt_in = read_references(reader, *steps);
    if (!fields.has("preempt"))
      reader.findings.error(steps->place(), steps->path, "goes with preempt", "add preempt: resume, restart or resample");
  }
  if (const auto back = fields.get("move_back")) {
    seize.move_back = read_truth(reader, *back).value_or(false);
    if (seize.move_back && seize.how != ActSeize::How::any_of)
      reader.findings.error(back->place(), back->path, "goes with any_of", "there is only one choice to have; take it away");
    if (seize.move_back && fields.has("units"))
      reader.findings.error(back->place(), back->path, "cannot stand beside units", "only one unit can move back; take one of them away");
  }
  return seize;
}

ActRelease read_release(const Verb& verb) {
  ActRelease release;
  const YamlNode& node = *verb.value.node;
  if (node.is_scalar() && node.text == "all") {
    release.all = true;
    return release;
  }
  if (!node.is_map()) {
    release.names = read_references(verb.reader, verb.value);
    return release;
  }
  const Fields fields(verb.reader, verb.value, "release.of");
  release.if_held = true;
  if (const auto held = fields.require("if_held", "a resource, a list of them, or {if_held: resource}"))
    release.names = read_references(verb.reader, *held);
  return release;
}

}  // namespace careway
