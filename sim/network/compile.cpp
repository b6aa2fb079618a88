#include "network/compile.hpp"

#include <algorithm>

#include "network/check_report.hpp"
#include "network/compiler.hpp"
#include "network/doubts.hpp"
#include "network/expected_arrivals.hpp"
#include "network/find_subnetworks.hpp"
#include "network/passages.hpp"
#include "network/proofs.hpp"
#include "network/share_slots.hpp"
#include "network/ties.hpp"
#include "random/distributions.hpp"

namespace careway {

void Compiler::compile(bool main) {
  main_ = main;
  compile_parameters();
  compile_correlations();
  compile_resources();
  compile_calendars();
  compile_tables();
  compile_clocks();
  compile_resource_quantities();
  compile_count_cuts();
  compile_arrivals();
  compile_present_programs();
  compile_steps();
  expect_named_draws();
  expect_counts_exist();
  patch_positions();
  for (const SourceEntry& source : source_entries_) {
    FlowNode& node = entry(source.position, source.with_site);
    for (const std::uint16_t attribute : source.attributes) node.takes.push_back(set_slot(attribute));
  }
  enter_at_present();
  if (!main) return;
  if (!findings_.has_errors()) find_passages(out_, flow);
  compile_levels();
  compile_figures();
  compile_rules();
  if (study_.experiment.stop_when) {
    Rule stop;  // a rule without effects ends the run
    stop.name = "stop_when";
    stop.path = "experiment.stop_when";
    stop.when = *study_.experiment.stop_when;
    compile_rule(stop, {"", false, false}, no_index);
  }
}

std::vector<RatePlan> Compiler::rates_of(const ModelVariant& other) {
  std::vector<RatePlan> plans;
  for (const auto& pathway : other.pathways)
    for (const Arrivals& arrivals : pathway->arrivals) plans.push_back(rate_plan(arrivals));
  return plans;
}

namespace {

/// Index of the first item that differs; the length of `a` when there is none.
template <class Items>
std::size_t first_difference(const Items& a, const Items& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

bool works_alike(const ResourceInfo& a, const ResourceInfo& b) {
  return a.drains == b.drains && a.evicts == b.evicts && a.freezes == b.freezes && a.pass == b.pass && a.gate == b.gate;
}

/// Everything but numbers must be alike in all variants. Returns the path of the first difference, or "".
std::string structure_difference(const Network& a, const Network& b) {
  if (a.actions.size() != b.actions.size() || a.ops.size() != b.ops.size()) return "steps";
  for (std::size_t i = 0; i < a.ops.size(); ++i)
    if (!(a.ops[i] == b.ops[i])) return a.ops[i].action == no_index ? "arrivals" : a.actions[a.ops[i].action].path;
  for (std::size_t i = 0; i < std::min(a.requests.size(), b.requests.size()); ++i)
    if (!(a.requests[i] == b.requests[i])) return a.actions[a.requests[i].action].path;
  if (const std::size_t i = first_difference(a.escalations, b.escalations); i < a.escalations.size()) {
    for (const RequestCode& request : a.requests)
      if (request.first_escalation <= i && i < request.first_escalation + request.escalations) return a.actions[request.action].path;
    return "escalate";
  }
  if (!(a.joints == b.joints)) return "correlate";
  if (a.scores != b.scores) return "a preference of a seize";
  if (a.day_times != b.day_times) return "delay until";
  if (const std::size_t i = first_difference(a.daily_needs, b.daily_needs); i < a.daily_needs.size())
    for (const Op& op : a.ops)
      if (op.code == OpCode::book && a.bookings[op.b].first_daily <= i && i < a.bookings[op.b].first_daily + a.bookings[op.b].daily) return a.actions[op.action].path;
  for (std::size_t i = 0; i < a.resources.size(); ++i)
    if (!works_alike(a.resources[i], b.resources[i])) return a.resources[i].name;
  const std::size_t instructions = std::min(a.instructions.size(), b.instructions.size());
  for (std::size_t i = 0; i < instructions; ++i)
    if (!(a.instructions[i] == b.instructions[i])) return "an expression";
  if (!(a.quantities == b.quantities) || !(a.leaf_codes == b.leaf_codes) || a.by_children != b.by_children) return "a quantity";
  return "";
}

void add_buckets(const Experiment& experiment, Network& net) {
  const Ticks begin = net.warm_up, end = net.warm_up + net.length;
  Ticks from = begin;
  while (from < end && net.buckets.size() < 100'000) {
    Ticks until = from + (experiment.bucket == Experiment::Bucket::day ? ticks_per_day : ticks_per_week);
    if (experiment.bucket == Experiment::Bucket::month) {
      CivilDate civil = to_civil({net.start.days + from / ticks_per_day});
      civil.day = 1;
      if (++civil.month == 13) {
        civil.month = 1;
        ++civil.year;
      }
      until = (to_date(civil).days - net.start.days) * ticks_per_day;
    }
    until = std::min(until, end);
    net.buckets.emplace_back(from, until);
    net.bucket_labels.push_back(to_text({net.start.days + from / ticks_per_day}));
    from = until;
  }
}

double expected_event_rate(const Network& net) {
  constexpr double most = 1e3;
  constexpr double events_per_arrival = 4;  // ends of delays, patience, arrival; only the speed of the event queue depends on it
  const double events = expected_arrivals(net) * events_per_arrival / static_cast<double>(net.warm_up + net.length);
  return events < most ? std::max(events, 1e-9) : most;
}

class StudyCompiler {
 public:
  StudyCompiler(const StudyText& study, Findings& findings) : study_(study), findings_(findings), symbols_(collect_symbols(study, findings)) {}

  std::optional<Network> compile() {
    Network net = frame();
    const std::size_t sites = net.site_count, epochs = net.epoch_starts.size();
    net.parameters.resize(sites * epochs);
    Compiler main(study_, symbols_, study_.variant(0, 0), 0, net, net.parameters[0], findings_, *net.samplers);
    main.compile(true);
    if (findings_.has_errors()) return std::nullopt;
    for (std::size_t epoch = 0; epoch < epochs; ++epoch)
      for (std::size_t site = 0; site < sites; ++site)
        if (epoch + site > 0) add_variant(main, net, epoch, site);
    for (std::size_t site = 0; site < sites; ++site)
      net.base_rates.push_back(site < study_.base.size() ? main.rates_of(*study_.base[site]) : net.at(0, site).rates);
    if (findings_.has_errors()) return std::nullopt;
    const FlowFacts facts = prove(study_, main, net, findings_);
    check_report(study_, net, findings_);
    if (findings_.has_errors()) return std::nullopt;
    main.compile_present(facts);
    if (findings_.has_errors()) return std::nullopt;
    doubt(study_, main, net, findings_);
    if (findings_.has_errors()) return std::nullopt;
    if (!net.recent.empty()) net.recent.resize(net.counts.size());
    const Ties ties(net, main.flow);
    find_subnetworks(net, ties);
    share_slots(net, ties);
    net.expected_events_per_tick = expected_event_rate(net);
    return net;
  }

 private:
  Network frame() const {
    Network net;
    const Experiment& experiment = study_.experiment;
    net.scenario = study_.scenario_name;
    net.model = study_.variants.at(0)->model_name;
    net.about = study_.about;
    net.start = experiment.start;
    net.warm_up = experiment.warm_up;
    net.length = experiment.length;
    net.steady = experiment.type == Experiment::Type::steady;
    for (const Site& site : study_.sites) net.sites.push_back(site.name);
    net.site_count = static_cast<std::uint32_t>(std::max<std::size_t>(1, net.sites.size()));
    net.epoch_starts = study_.epoch_starts;
    if (net.epoch_starts.empty()) net.epoch_starts.push_back(0);
    net.pathways = symbols_.pathways.names();
    net.attributes = symbols_.attributes_info;
    net.holding_names = symbols_.holdings.names();
    net.clock_slot_names = symbols_.clocks.names();
    net.attribute_slots = static_cast<std::uint16_t>(symbols_.attributes.size());
    net.clock_slots = static_cast<std::uint16_t>(symbols_.clocks.size());
    net.holding_slots = static_cast<std::uint16_t>(symbols_.holdings.size());
    net.slot_moves.resize(net.holding_slots);
    net.samplers = std::make_shared<SamplerCache>();
    net.unit_exponential = net.samplers->compile(distribution::exponential(1.0));
    add_buckets(experiment, net);
    return net;
  }

  /// Compiles another variant into a network of its own, and keeps its numbers when all else is alike.
  void add_variant(const Compiler& main, Network& net, std::size_t epoch, std::size_t site) {
    Network other = frame();
    Compiler compiler(study_, symbols_, study_.variant(epoch, site), site, other, net.parameters[epoch * net.site_count + site],
                      findings_, *net.samplers);
    compiler.compile(false);
    const std::string difference = structure_difference(net, other);
    if (!difference.empty())
      findings_.error(place_of(main, net, other, difference), difference, "a change by site or between dates changes more than quantities, shares, capacities, rates or parameters",
                      "make the change for all sites and the whole run, or use a parameter");
    if (epoch > 0) return;
    for (std::size_t i = 0; i < net.sources.size() && i < other.sources.size(); ++i)
      if (net.sources[i].site == site) net.sources[i] = other.sources[i];
  }

  /// Of the action, resource or expression that differs, as far as it is known.
  static Place place_of(const Compiler& main, const Network& net, const Network& other, const std::string& difference) {
    for (const ActionName& action : net.actions)
      if (action.path == difference) return action.place;
    for (const ResourceInfo& resource : net.resources)
      if (resource.name == difference) return resource.place;
    for (std::size_t e = 0; e < std::min(net.expressions.size(), other.expressions.size()); ++e) {
      const std::uint32_t first = net.expressions[e].first;
      for (std::uint32_t i = first; i < first + net.expressions[e].count && i < other.instructions.size(); ++i)
        if (!(net.instructions[i] == other.instructions[i])) return main.expression_texts[e].place;
    }
    return {};
  }

  const StudyText& study_;
  Findings& findings_;
  Symbols symbols_;
};

}  // namespace

std::optional<Network> compile(const StudyText& study, Findings& findings) {
  if (study.findings.has_errors() || study.variants.empty()) return std::nullopt;
  return StudyCompiler(study, findings).compile();
}

}  // namespace careway
