// Patients who are known beforehand: rows of a trace, and who is there at the start.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/mix.hpp"
#include "base/words.hpp"
#include "network/compiler.hpp"
#include "random/distributions.hpp"

namespace careway {

namespace {

constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

std::string at_row(const std::string& where) { return where.empty() ? "" : where + ": "; }

bool may_be_met(OpCode code) {
  return code == OpCode::delay || code == OpCode::until_time || code == OpCode::until_open || code == OpCode::seize ||
         code == OpCode::wait_until || code == OpCode::book;
}

}  // namespace

/// Nothing when the label is not one of the attribute's.
std::optional<double> Compiler::known_value(std::uint32_t attribute, const Cell& cell) const {
  if (cell.kind == Cell::Kind::number) return cell.number;
  return cell.kind == Cell::Kind::label ? symbols_.label_value(attribute, cell.label) : not_given;
}

// ---------------------------------------------------------------- traces

std::uint32_t Compiler::compile_trace(const Trace& text, bool by_site) {
  if (by_site && !text.by_site)
    findings_.error(text.place, text.path, "does not say to which site each patient comes", "name the column: site: …");
  if (!by_site && text.by_site)
    findings_.error(text.place, text.path, "has a site, but this pathway is not per site", "take site away, or set an attribute from the column and use choose_site");
  TraceInfo trace;
  for (const ColumnAttribute& column : text.attributes) trace.slots.push_back(static_cast<std::uint16_t>(*symbols_.attributes.find(column.attribute.text)));
  for (const Trace::Row& row : text.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) trace.values.push_back(known_value(trace.slots[i], row.cells[i]).value_or(not_given));
    if (by_site && text.by_site && !symbols_.site(row.site))
      findings_.error(text.place, text.path, "file " + text.file + " line " + std::to_string(row.line) + ": \"" + row.site + "\" is not a site",
                      suggestion(row.site, symbols_.sites));
  }
  out_.traces.push_back(std::move(trace));
  return static_cast<std::uint32_t>(out_.traces.size() - 1);
}

/// The rows of one site in order of time, those of one instant as in the file.
void Compiler::take_rows(const Trace& text, std::uint32_t site, SourceInfo& source) {
  source.at.clear();
  source.rows.clear();
  std::vector<std::pair<Ticks, std::uint32_t>> order;
  for (std::uint32_t i = 0; i < text.rows.size(); ++i)
    if (source.site == no_index || symbols_.site(text.rows[i].site) == site) order.emplace_back(instant(text.rows[i].at), i);
  std::sort(order.begin(), order.end());
  for (const auto& [at, row] : order) {
    source.at.push_back(at);
    source.rows.push_back(row);
  }
}

// ---------------------------------------------------------------- who is there at the start

/// What must be compiled at each site: numbers and attributes that are drawn. Also notes where ages are not known.
void Compiler::compile_present_programs() {
  for (const Present& text : study_.experiment.present) {
    PresentProgram program;
    const Scope scope{text.step.text.substr(0, text.step.text.find('.')), true, true};
    if (!text.elapsed) met_under_way_.insert(text.step.text);
    if (text.number) program.number = quantity(*text.number, {text.path + ".number", false}, scope);
    program.first = static_cast<std::uint32_t>(out_.ops.size());
    set_attributes(text.set, text.path, scope, false);
    program.operations = static_cast<std::uint32_t>(out_.ops.size()) - program.first;
    present_programs_.push_back(program);
  }
}

/// The length-biased residual of a leaf: of `(law + plus)` held within its bounds; `times` stretches it when it is drawn.
void Compiler::add_residual(std::uint32_t leaf_number, const Quantity& text, DistributionPtr law, const LeafCode& code) {
  if (!residual_wanted_) return;
  try {
    if (text.plus != 0) law = distribution::shifted(law, text.plus);
    const bool bounded = text.at_least || text.at_most;
    if (bounded && code.times != no_index) {
      findings_.error(text.place, text.path, "is met under way, and has both times and bounds", "say how long each has been there (elapsed), or use between");
      return;
    }
    law = distribution::clipped(law, std::max(0.0, text.at_least.value_or(0)), text.at_most.value_or(std::numeric_limits<double>::infinity()));
    const double mean = law->mean();
    if (!(mean > 0)) return;  // nobody is ever met there
    parameters_.residuals[leaf_number] = {samplers_.compile(distribution::equilibrium(law)), mean};
  } catch (const std::invalid_argument& problem) {
    findings_.error(text.place, text.path, std::string("is met under way: ") + problem.what(), "say how long each has been there (elapsed)");
  }
}

/// Position of the operation in which the patient is.
std::optional<std::uint32_t> Compiler::place_of(const Present& text) {
  const auto step = symbols_.steps.find(text.step.text);
  if (!step) {
    findings_.error(text.place, text.path, at_row(text.where) + "\"" + text.step.text + "\" is not a step", suggestion(text.step.text, symbols_.steps.names()));
    return std::nullopt;
  }
  std::string verb = text.action;
  std::size_t wanted = 0;
  if (const std::size_t bracket = verb.find('['); bracket != std::string::npos) {
    wanted = static_cast<std::size_t>(std::max(0.0, label_number(verb.substr(bracket + 1, verb.find(']') - bracket - 1)).value_or(0)));
    verb = verb.substr(0, bracket);
  }
  std::vector<std::uint32_t> found, delays;
  std::vector<std::string> names;
  for (std::uint32_t position = step_positions_[*step]; position < out_.ops.size(); ++position) {
    const Op& op = out_.ops[position];
    if (op.action == no_index || out_.actions[op.action].step != *step) break;
    if (!may_be_met(op.code)) continue;
    const ActionName& action = out_.actions[op.action];
    names.push_back(action.path.substr(action.path.rfind('.') + 1));
    if (verb.empty() || action.verb == verb) found.push_back(position);
    if (action.verb == "delay") delays.push_back(position);
  }
  if (verb.empty() && delays.size() == 1) found = delays;
  if (!verb.empty() && wanted == 0 && found.size() > 1) found.resize(1);  // `delay` is the first of several
  if (wanted > 0) found = wanted <= found.size() ? std::vector{found[wanted - 1]} : std::vector<std::uint32_t>{};
  if (found.size() == 1) return found[0];
  if (names.empty())
    findings_.error(text.place, text.path, at_row(text.where) + "nobody stays in step \"" + text.step.text + "\"", "name a step with a delay, a seize or a wait_until");
  else if (found.empty())
    findings_.error(text.place, text.path, at_row(text.where) + "step \"" + text.step.text + "\" has no \"" + text.action + "\" in which one can be", suggestion(text.action, names));
  else
    findings_.error(text.place, text.path, at_row(text.where) + "step \"" + text.step.text + "\" has several actions in which one can be", "say which as action: " + one_of(names));
  return std::nullopt;
}

PresentInfo::Held Compiler::holding_of(const Present::Held& held, const Present& text, const Scope& scope) {
  PresentInfo::Held info;
  info.units = held.units;
  Word name = held.resource;
  name.text = name.text.substr(0, name.text.find('@'));
  const std::size_t before = findings_.count(Severity::error);
  std::uint32_t number = no_index;
  if (const auto resource_meant = resource(held.resource, scope, text.path, &number)) info.resource = *resource_meant;
  if (findings_.count(Severity::error) > before) return info;
  const auto own = symbols_.holdings.find(symbols_.resources.names()[number]);
  if (own) info.slot = static_cast<std::uint16_t>(*own);
  for (const RequestCode& request : out_.requests) {  // held under another name
    for (std::uint32_t i = 0; i < request.choices && !own; ++i)
      if (out_.instance_resource[out_.choices[request.first_choice + i].first] == number) info.slot = out_.choice_slots[request.first_choice + i];
  }
  return info;
}

/// What the row lists; else what is held there on every path, when each can be only one thing.
void Compiler::compile_holdings(const Present& text, const FlowFacts& facts, const Scope& scope, PresentInfo& info) {
  if (text.lists_holdings) {
    for (const Present::Held& listed : text.holds) {
      const PresentInfo::Held held = holding_of(listed, text, scope);
      if (held.resource.first == no_index) continue;
      if (held.slot == no_slot || !facts.may_hold[info.position][held.slot])
        findings_.error(text.place, text.path, at_row(text.where) + "\"" + listed.resource.text + "\" is never held in step " + text.step.text,
                        "take it away, or name another step");
      else
        info.holds.push_back(held);
    }
    return;
  }
  for (std::uint16_t slot = 0; slot < out_.holding_slots; ++slot) {
    if (!facts.may_hold[info.position][slot]) continue;
    std::vector<std::uint32_t> families;
    PresentInfo::Held held;
    held.slot = slot;
    for (const RequestCode& request : out_.requests) {
      for (std::uint32_t i = 0; i < request.choices; ++i) {
        if (out_.choice_slots[request.first_choice + i] != slot) continue;
        const ResourceRef& ref = out_.choices[request.first_choice + i];
        const std::uint32_t family = out_.instance_resource[ref.first];
        if (std::find(families.begin(), families.end(), family) == families.end()) families.push_back(family);
        held.resource = ref;
        held.asked = request.units;
      }
    }
    if (!facts.must_hold[info.position][slot] || families.size() != 1) {
      std::vector<std::string> names;
      names.reserve(families.size());
      for (const std::uint32_t family : families) names.push_back(out_.resources[family].name);
      findings_.error(text.place, text.path, at_row(text.where) + "in step " + text.step.text + " a patient may hold different things", "say which as holds: " + one_of(names) + " (or nothing)");
      continue;
    }
    info.holds.push_back(held);
  }
}

void Compiler::compile_person(const Present& text, const FlowFacts& facts, PresentInfo info) {
  const Scope scope{text.step.text.substr(0, text.step.text.find('.')), true, true};
  const auto position = place_of(text);
  if (!position) return;
  info.position = *position;
  info.elapsed = text.elapsed.value_or(-1);
  if (!facts.reachable[*position])
    findings_.error(text.place, text.path, at_row(text.where) + "no patient ever comes to step " + text.step.text, "what is held there cannot be known; lead there");
  if (!text.site.empty()) {
    const auto site = symbols_.site(text.site);
    if (!site) findings_.error(text.place, text.path, at_row(text.where) + "\"" + text.site + "\" is not a site", suggestion(text.site, symbols_.sites));
    info.site = site.value_or(no_index);
  } else if (!symbols_.sites.empty() && needs_site[*position]) {
    findings_.error(text.place, text.path, at_row(text.where) + "says no site", "step " + text.step.text + " exists at each: needs " + one_of(symbols_.sites));
  }
  if (text.like.given()) {
    const auto is_called = [&](const SourceInfo& source) {
      std::string name = source.name;
      if (const auto at = name.find(".arrivals."); at != std::string::npos) name.erase(at, 9);
      return source.name == text.like.text || name == text.like.text;
    };
    const auto source = std::find_if(out_.sources.begin(), out_.sources.end(), is_called);
    std::vector<std::string> names;
    for (const SourceInfo& one : out_.sources) names.push_back(one.name);
    if (source == out_.sources.end())
      findings_.error(text.like.place, text.path + ".like", "\"" + text.like.text + "\" is not a source of arrivals", suggestion(text.like.text, names));
    else
      info.like = source->position;
  }
  for (const auto& [word, cell] : text.known) {
    const std::uint32_t attribute = *symbols_.attributes.find(word.text);
    const auto value = known_value(attribute, cell);
    if (value) info.known.push_back({static_cast<std::uint16_t>(attribute), *value, !out_.attributes[attribute].labels.empty()});
  }
  for (const Present::Age& age : text.clocks)
    if (const auto clock = resolve(NameKind::clock, symbols_.clocks, age.clock, scope, text.path + ".clocks"))
      info.clocks.push_back({static_cast<std::uint16_t>(*clock), age.age.value_or(-1)});
  compile_holdings(text, facts, scope, info);
  out_.present.push_back(std::move(info));
}

/// Steps to which nobody comes but those who are there at the start: they entered there, holding nothing.
void Compiler::enter_at_present() {
  for (const Present& text : study_.experiment.present) {
    const auto step = std::find_if(out_.steps.begin(), out_.steps.end(), [&](const StepName& s) { return s.name == text.step.text; });
    if (step == out_.steps.end() || step->position >= flow.nodes.size() || analyse(flow).reachable[step->position]) continue;
    entry(step->position, true);
  }
}

void Compiler::compile_present(const FlowFacts& facts) {
  const auto& people = study_.experiment.present;
  if (people.empty()) return;
  for (const bool stocked : {false, true}) {
    SourceInfo source;
    source.kind = SourceInfo::Kind::present;
    source.name = source.keyed = stocked ? "stock" : "census";
    source.key = name_key("careway." + source.name);
    const auto of_kind = [&](const Present& text) { return text.number.has_value() == stocked; };
    if (std::none_of(people.begin(), people.end(), of_kind)) continue;
    source.count = count_named("arrivals." + source.name, stocked ? "Present at the start" : "Present at the start, as the census has them", false);
    out_.sources.push_back(source);
    for (std::size_t i = 0; i < people.size() && findings_.count(Severity::error) < 20; ++i) {
      if (!of_kind(people[i])) continue;
      PresentInfo info;
      info.source = static_cast<std::uint32_t>(out_.sources.size() - 1);
      info.key = name_key(people[i].id);
      info.number = present_programs_[i].number;
      info.program = present_programs_[i].first;
      info.operations = present_programs_[i].operations;
      compile_person(people[i], facts, std::move(info));
    }
  }
}

}  // namespace careway
