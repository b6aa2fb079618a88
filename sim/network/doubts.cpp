#include "network/doubts.hpp"

#include <algorithm>
#include <cmath>

#include "network/limits.hpp"
#include "network/ranges.hpp"

namespace careway {

namespace {

/// Beyond what a whole number holds it says so much.
std::string whole_text(double number) { return number < 1e15 ? std::to_string(std::llround(number)) : "more than 10^15"; }

class Doubter {
 public:
  Doubter(const StudyText& study, const Compiler& compiler, const Network& net, Findings& findings)
      : study_(study), compiler_(compiler), net_(net), findings_(findings), ranges_(net) {}

  void doubt() {
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position)
      if (net_.ops[position].action != no_index) doubt_operation(position);
    doubt_loops();
    for (const RuleInfo& rule : net_.rules) doubt_rule(rule);
    for (const auto& pathway : study_.variants.at(0)->pathways) {
      for (const Resource& resource : pathway->resources) doubt_resource(resource, full_name(pathway->name, resource.name));
      for (const Arrivals& arrivals : pathway->arrivals) doubt_arrivals(arrivals);
      for (const Clock& clock : pathway->clocks) doubt_clock(clock, full_name(pathway->name, clock.name));
    }
    for (const Clock& clock : study_.variants.at(0)->shared.clocks) doubt_clock(clock, clock.name);
    for (const Present& stock : study_.experiment.present)
      if (stock.number && stock.number->kind == Quantity::Kind::fixed && stock.number->number < 0)
        findings_.error(stock.place, stock.path + ".number", "is less than nobody", "write how many there are, 0 or more");
  }

 private:
  const ActionName& action(std::uint32_t position) const { return net_.actions[net_.ops[position].action]; }

  void never_holds(std::uint32_t expression, const std::string& path, const std::string& consequence) {
    const Word& text = compiler_.expression_texts[expression];
    findings_.warning(text.place, path, "\"" + text.text + "\" can never hold" + consequence, "correct the condition, or take it away");
  }

  void doubt_operation(std::uint32_t position) {
    const Op& op = net_.ops[position];
    if (op.code == OpCode::unless) {
      const Range range = ranges_.of(op.b);
      const Word& text = compiler_.expression_texts[op.b];
      if (range.never()) never_holds(op.b, action(position).path, ", so that nobody goes this way");
      if (range.always())
        findings_.warning(text.place, action(position).path, "\"" + text.text + "\" always holds, so that nobody goes the ways after it",
                          "correct the condition, or take those ways away");
    }
    if (op.code == OpCode::wait_until) {
      const std::uint32_t expression = net_.conditions[op.b].expression;
      const Word& text = compiler_.expression_texts[expression];
      if (ranges_.of(expression).never())
        findings_.error(text.place, action(position).path, "\"" + text.text + "\" can never hold; patients would wait for ever", "correct the condition");
    }
    if (op.code == OpCode::seize) doubt_request(position);
    if (op.code == OpCode::book) doubt_booking(position);
  }

  /// pathway.rules.rule.when, or rules.rule.when for a rule of the model.
  static std::string path_of(const RuleInfo& rule) {
    const std::size_t dot = rule.name.rfind('.');
    return dot == std::string::npos ? "rules." + rule.name + ".when" : rule.name.substr(0, dot) + ".rules" + rule.name.substr(dot) + ".when";
  }

  bool takes_time(const Op& op) const {
    switch (op.code) {
      case OpCode::until_time:
      case OpCode::until_open:
      case OpCode::wait_until:
      case OpCode::book:
      case OpCode::fork: return true;
      case OpCode::delay: {
        const QuantityNode& node = net_.quantities[op.b];
        if (node.kind != QuantityNode::Kind::leaf) return true;
        const Leaf& leaf = net_.at(0, 0).leaves[node.first];
        return !leaf.fixed || leaf.plus > 0;
      }
      default: return false;
    }
  }

  /// Ways round on which nothing takes time: a patient may go round for ever in one instant.
  void doubt_loops() {
    FlowGraph timeless = compiler_.flow;
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      if (!takes_time(net_.ops[position])) continue;
      if (net_.ops[position].code == OpCode::book && net_.bookings[net_.ops[position].b].within != no_index) continue;  // who finds no day goes on at once
      timeless.nodes[position].next.clear();
      timeless.nodes[position].without_taking.clear();
    }
    const std::vector<bool> round = analyse(timeless).in_loop;
    std::uint32_t last_step = no_index;
    for (std::uint32_t position = 0; position < net_.ops.size(); ++position) {
      if (!round[position] || net_.ops[position].action == no_index || action(position).step == last_step) continue;
      last_step = action(position).step;
      findings_.warning(action(position).place, action(position).path, "patients may come back here without any time passing",
                        "put a delay into the way round, or make sure that it ends");
    }
  }

  void doubt_rule(const RuleInfo& rule) {
    if (rule.site != no_index && rule.site > 0) return;  // said of the first site already
    if (!ranges_.of(rule.when).never()) return;
    if (rule.clock != no_index) never_holds(rule.when, net_.clocks[rule.clock].name + ".first", ", so that nothing is ever measured");
    else if (rule.effects.empty()) never_holds(rule.when, "experiment.stop_when", ", so that it never stops a run");
    else never_holds(rule.when, path_of(rule), ", so that the rule never fires");
  }

  /// A request for more units than there ever are is never granted.
  void doubt_request(std::uint32_t position) {
    const RequestCode& request = net_.requests[net_.ops[position].b];
    const std::uint32_t asked_first = net_.instance_resource[net_.choices[request.first_choice].first];
    const auto has_limit = [&](const Parameters& numbers) { return numbers.capacities[asked_first].waiting_room >= 0; };
    if (request.if_full != no_index && std::none_of(net_.parameters.begin(), net_.parameters.end(), has_limit))
      findings_.warning(action(position).place, action(position).path, "has if_full, but " + net_.resources[asked_first].name + " has no waiting_room and is never full", "give it a waiting_room, or take if_full away");
    const double least = request.units == no_index ? 1 : ranges_.of(request.units).low;
    if (request.units != no_index && ranges_.of(request.units).high < 0.5)
      findings_.warning(action(position).place, action(position).path, "asks for no unit", "units is a whole number, 1 or more");
    std::int64_t most = 0, least_most = INT64_MAX;
    for (std::uint32_t i = 0; i < request.choices; ++i) {
      const std::int64_t units = ranges_.most_capacity(net_.instance_resource[net_.choices[request.first_choice + i].first]);
      most = std::max(most, units);
      least_most = std::min(least_most, units);
    }
    const std::int64_t bound = request.grab == Grab::all_of ? least_most : most;
    if (bound == INT64_MAX || static_cast<double>(bound) >= std::floor(least + 0.5)) return;
    const bool way_out = request.patience != no_index || request.if_busy != no_index;
    findings_.warning(action(position).place, action(position).path,
                      bound == 0 ? std::string("asks for what never has a unit") :
                                   "asks for " + whole_text(least) + " units, and there are never more than " + std::to_string(bound),
                      way_out ? "nobody is ever granted it" : "patients would wait for ever");
  }

  /// A need that no day has room for is never booked.
  void doubt_booking(std::uint32_t position) {
    const BookingCode& booking = net_.bookings[net_.ops[position].b];
    const std::uint32_t resource = net_.instance_resource[booking.resource.first];
    const std::int64_t most = ranges_.most_capacity(resource);
    if (most == INT64_MAX) return;
    if (most > 0 && never_at_midnight(resource))
      findings_.warning(action(position).place, action(position).path, "books days of " + net_.resources[resource].name + ", which has no unit at any midnight, when a day's capacity is counted",
                        "give it a capacity that holds the whole day");
    double need = 0;
    for (std::uint32_t i = 0; i < booking.daily; ++i) need = std::max(need, net_.daily_needs[booking.first_daily + i]);
    for (const std::uint32_t end : {booking.first, booking.last})
      if (end != no_index) need = std::max(need, std::rint(ranges_.of(end).low));
    if (need <= static_cast<double>(most)) return;
    const bool way_out = booking.within != no_index || booking.patience != no_index;
    findings_.warning(action(position).place, action(position).path,
                      "books " + whole_text(need) + " on a day, and there are never more than " + std::to_string(most),
                      way_out ? "nobody ever gets a day" : "patients would wait for ever");
  }

  bool never_at_midnight(std::uint32_t resource) const {
    const Ticks last = std::min(net_.warm_up + net_.length, Ticks{366} * ticks_per_day);
    for (const Parameters& numbers : net_.parameters)
      for (Ticks midnight = 0; midnight <= last; midnight += ticks_per_day)
        if (scheduled_capacity(numbers.capacities[resource], midnight, weekday(net_.start)) > 0) return false;
    return true;
  }

  void doubt_resource(const Resource& text, const std::string& name) {
    const auto number = static_cast<std::uint32_t>(
        std::find_if(net_.resources.begin(), net_.resources.end(), [&](const ResourceInfo& r) { return r.name == name; }) - net_.resources.begin());
    const auto is_it = [&](const ResourceRef& ref) { return ref.first != no_index && net_.instance_resource[ref.first] == number; };
    const bool used = std::any_of(net_.choices.begin(), net_.choices.end(), is_it) ||
                      std::any_of(net_.bookings.begin(), net_.bookings.end(), [&](const BookingCode& b) { return is_it(b.resource); }) || counts_for_something(name, is_it);
    if (!used) findings_.warning(text.place, text.path, "is never seized", "seize it in a step, or delete it");
    const auto asks_if_full = [&](const RequestCode& request) {
      return request.if_full != no_index && net_.instance_resource[net_.choices[request.first_choice].first] == number;
    };
    if (text.waiting_room && std::none_of(net_.requests.begin(), net_.requests.end(), asks_if_full))
      findings_.warning(text.place, text.path, "has a waiting_room that turns nobody away", "say where they go: seize with if_full: step");
  }

  /// A capacity may stand for something else than units: levels, figures, expressions and rules name it.
  template <class IsIt>
  bool counts_for_something(const std::string& name, IsIt is_it) const {
    using Code = Instruction::Code;
    for (const Instruction& i : net_.instructions)
      if (i.code >= Code::in_use && i.code <= Code::booked && is_it(ResourceRef{i.index, 0})) return true;
    for (const RuleInfo& rule : net_.rules)
      for (const EffectInfo& effect : rule.effects)
        if (effect.on_resource && is_it(effect.resource)) return true;
    const std::string prefix = name + ".";
    for (const FigureInfo& figure : net_.figures)
      if (figure.numerator.find(prefix) != std::string::npos || figure.denominator.find(prefix) != std::string::npos) return true;
    if (named_by_sums(name)) return true;
    for (const LevelInfo& level : net_.levels)
      for (const LevelInfo::Term& term : level.terms)
        if (is_it(term.resource)) return true;
    return false;
  }

  /// Also by sums that are not asked for in this experiment.
  bool named_by_sums(const std::string& name) const {
    const std::size_t dot = name.find('.');
    const auto names = [&](const SharedBlocks& blocks, bool own) {
      for (const Figure& figure : blocks.figures)
        for (const FigureTerm& term : figure.sum)
          if (term.of.text.starts_with(name + ".") || (own && term.of.text.starts_with(name.substr(dot + 1) + "."))) return true;
      return false;
    };
    const ModelVariant& model = *study_.variants.at(0);
    if (names(model.shared, false)) return true;
    return std::any_of(model.pathways.begin(), model.pathways.end(), [&](const auto& pathway) { return names(*pathway, pathway->name == name.substr(0, dot)); });
  }

  void doubt_arrivals(const Arrivals& text) {
    if (text.batch && text.batch->kind == Quantity::Kind::fixed && text.batch->number < 1)
      findings_.warning(text.place, text.path, "brings nobody: its batches are empty", "write a batch of one or more");
    if (text.batch && text.batch->kind == Quantity::Kind::fixed && text.batch->number > static_cast<double>(largest_batch))
      findings_.error(text.place, text.path, "brings more than a million at once", "write a smaller batch, or several sources");
    for (std::size_t i = 0; i < text.set.size(); ++i)
      for (std::size_t later = i + 1; later < text.set.size(); ++later)
        if (!set_before(text, i, text.set[later].attribute.text)) doubt_order(text.set[i].value, text.set[later].attribute);
    if (study_.experiment.length <= 0) return;
    const Ticks end = study_.experiment.warm_up + study_.experiment.length;
    const auto instant = [&](const InstantText& at) {
      return (at.date ? (at.date->days - study_.experiment.start.days) * ticks_per_day : 0) + at.offset;
    };
    const bool from_after = text.from && instant(*text.from) >= end, until_before = text.until && instant(*text.until) <= 0;
    const bool all_after = text.kind == Arrivals::Kind::at && text.initial == 0 &&
                           std::none_of(text.at.begin(), text.at.end(), [&](const InstantText& at) { return instant(at) < end && (instant(at) >= 0 || text.every); });
    const bool no_row = text.trace && !text.trace->rows.empty() && text.initial == 0 && std::none_of(text.trace->rows.begin(), text.trace->rows.end(), [&](const Trace::Row& row) {
                          return instant(row.at) >= 0 && instant(row.at) < end;
                        });
    if (from_after || until_before || all_after || no_row)
      findings_.warning(text.place, text.path, "brings nobody: it lies outside the run", "give dates within the experiment, or change its start and length");
  }

  static bool set_before(const Arrivals& text, std::size_t i, const std::string& attribute) {
    const auto is_it = [&](const auto& given) { return given.attribute.text == attribute; };
    return std::any_of(text.set.begin(), text.set.begin() + static_cast<std::ptrdiff_t>(i), is_it) ||
           (text.trace && std::any_of(text.trace->attributes.begin(), text.trace->attributes.end(), is_it));
  }

  /// A case by an attribute that is set after it sees nothing yet.
  void doubt_order(const Quantity& text, const Word& attribute) {
    if (text.kind == Quantity::Kind::by && text.attribute == attribute.text)
      findings_.warning(text.place, text.path, "\"" + attribute.text + "\" is only set after it, and has no value yet", "set " + attribute.text + " before");
    for (const auto& [label, inner] : text.cases) doubt_order(inner, attribute);
    if (text.otherwise) doubt_order(*text.otherwise, attribute);
  }

  void doubt_clock(const Clock& text, const std::string& name) {
    if (text.first) return;
    bool started = false, stopped = false;
    for (const Op& op : net_.ops) {
      if (op.code != OpCode::start && op.code != OpCode::stop) continue;
      if (net_.clocks[op.b].name != name) continue;
      (op.code == OpCode::start ? started : stopped) = true;
    }
    if (started && stopped) return;
    findings_.warning(text.place, text.path, std::string("measures nothing: it is never ") + (started ? "stopped" : stopped ? "started" : "started, nor stopped"),
                      started || stopped ? std::string("write ") + (started ? "stop: " : "start: ") + text.name + " in a step" : "start and stop it in steps, or delete it");
  }

  const StudyText& study_;
  const Compiler& compiler_;
  const Network& net_;
  Findings& findings_;
  Ranges ranges_;
};

}  // namespace

void doubt(const StudyText& study, const Compiler& compiler, const Network& net, Findings& findings) {
  Doubter(study, compiler, net, findings).doubt();
}

}  // namespace careway
