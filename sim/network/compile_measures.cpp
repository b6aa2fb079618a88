// Clocks, levels, figures and rules.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

namespace {

/// The shortest decimal that is this number again.
std::string exact_decimal(double number) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  return std::string(text, end);
}

std::string spoken(Ticks limit) {
  if (limit % ticks_per_hour == 0) return std::to_string(limit / ticks_per_hour) + " h";
  if (limit % ticks_per_minute == 0) return std::to_string(limit / ticks_per_minute) + " min";
  return std::to_string(limit) + " ms";
}

}  // namespace

void Compiler::compile_clocks() {
  out_.clocks.resize(symbols_.clocks.size());
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Clock& clock : blocks.clocks) compile_clock(clock, pathway);
  });
}

void Compiler::compile_clock(const Clock& text, const std::string& pathway) {
  const auto number = *symbols_.clocks.find(full_name(pathway, text.name));
  ClockInfo& info = out_.clocks[number];
  info.name = full_name(pathway, text.name);
  info.about = text.about;
  info.slot = static_cast<std::uint16_t>(number);
  info.count = text.count == Clock::Count::departed  ? ClockInfo::Count::departed
               : text.count == Clock::Count::started ? ClockInfo::Count::started
                                                     : ClockInfo::Count::arrived;
  out_.needs_cohort = out_.needs_cohort || text.count == Clock::Count::arrived;
  info.average_replications = text.average_replications;
  info.by_site = per_site(pathway) && !symbols_.sites.empty();
  info.thresholds = text.thresholds;
  if (text.standard && text.standard->within) info.thresholds.push_back(*text.standard->within);
  std::sort(info.thresholds.begin(), info.thresholds.end());
  info.thresholds.erase(std::unique(info.thresholds.begin(), info.thresholds.end()), info.thresholds.end());
  info.quantiles = text.quantiles;
  if (text.standard) {
    info.standard_within = text.standard->within;
    info.standard_share = text.standard->share;
    info.standard_quantile = text.standard->quantile;
    info.standard_mean = text.standard->mean;
    info.standard_source = text.standard->source;
  }
  info.first = text.first.has_value();
  for (const Word& by : text.by) {
    ClockInfo::Cut cut;
    cut.name = by.text;
    if (by.text == "site") {
      if (symbols_.sites.empty()) {
        findings_.error(by.place, text.path + ".by", "there are no sites", "declare `sites:` in the model");
        continue;
      }
      if (info.by_site) continue;  // sites are measured in full already
      cut.labels = symbols_.sites;
      for (std::size_t i = 0; i < symbols_.sites.size(); ++i) cut.values.push_back(static_cast<double>(i));
    } else {
      const auto attribute = attribute_named(by.text, by.place, text.path + ".by");
      if (!attribute) continue;
      cut.attribute = static_cast<std::uint16_t>(*attribute);
      cut.labels = symbols_.labels(*attribute);
      if (cut.labels.empty())
        findings_.error(by.place, text.path + ".by", "\"" + by.text + "\" has no labels to cut by", "cut by an attribute with labels");
      for (const std::string& label : cut.labels) cut.values.push_back(*symbols_.label_value(*attribute, label));
    }
    info.cuts.push_back(std::move(cut));
  }
}

// ---------------------------------------------------------------- levels

/// How often each rule fired, and whether it is on.
void Compiler::declare_rules() {
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Rule& rule : blocks.rules) {
      const bool by_site = per_site(pathway) && !symbols_.sites.empty();
      const std::string name = full_name(pathway, "rules." + rule.name);
      count_named(name, rule.about, by_site);
      LevelInfo on;
      on.name = name + ".on";
      on.about = rule.about;
      on.by_site = by_site;
      on.of_rule = true;
      out_.levels.push_back(std::move(on));
    }
  });
}

void Compiler::compile_levels() {
  declare_rules();
  out_.relabels.resize(out_.attributes.size());
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Level& level : blocks.levels) compile_level(level, pathway);
  });
}

void Compiler::level_terms(const Expression& e, int factor, const Scope& scope, LevelInfo& info, const std::string& path) {
  if (e.kind == Expression::Kind::add || e.kind == Expression::Kind::subtract) {
    level_terms(e.arguments[0], factor, scope, info, path);
    level_terms(e.arguments[1], e.kind == Expression::Kind::add ? factor : -factor, scope, info, path);
    return;
  }
  const bool call = e.kind == Expression::Kind::call && e.arguments.size() == 1 && e.arguments[0].kind == Expression::Kind::name;
  const std::map<std::string, LevelInfo::What> functions = {{"in_use", LevelInfo::What::in_use},
                                                            {"waiting", LevelInfo::What::waiting},
                                                            {"blocked", LevelInfo::What::blocked},
                                                            {"capacity", LevelInfo::What::capacity}};
  if (!call || !functions.count(e.word)) {
    findings_.error(e.place, path, "is not a level of a resource", "write in_use(room), waiting(room), blocked(room) or capacity(room), or a sum of such");
    return;
  }
  const auto ref = resource({e.arguments[0].word, e.arguments[0].place}, scope, path);
  if (!ref) return;
  LevelInfo::Term term;
  term.resource = *ref;
  term.factor = factor;
  term.what = functions.at(e.word);
  info.terms.push_back(term);
}

void Compiler::compile_level(const Level& text, const std::string& pathway) {
  LevelInfo info;
  info.name = full_name(pathway, text.name);
  info.about = text.about;
  info.by_site = per_site(pathway) && !symbols_.sites.empty();
  if (text.formula) {
    info.formula = expression(*text.formula, {pathway, false, info.by_site}, text.path + ".formula", Meaning::number);
    info.every = text.every;
  } else {
    level_terms(text.of, 1, {pathway, false, info.by_site}, info, text.path + ".of");
  }
  info.distribution = text.distribution;
  info.hours = text.by_hour_of_week;
  for (const Level::At& at : text.at) {
    LevelInfo::At snapshot;
    snapshot.text = at.text;
    snapshot.time = at.time + (at.kind == Level::At::Kind::weekly ? at.weekday * ticks_per_day : 0);
    snapshot.kind = at.kind == Level::At::Kind::daily    ? LevelInfo::At::Kind::daily
                    : at.kind == Level::At::Kind::weekly ? LevelInfo::At::Kind::weekly
                                                         : LevelInfo::At::Kind::once;
    info.at.push_back(snapshot);
  }
  out_.levels.push_back(info);
  for (const Word& by : text.by) cut_level(info, by, text.path + ".by");
}

/// A level of its own for each label of an attribute.
void Compiler::cut_level(const LevelInfo& whole, const Word& by, const std::string& path) {
  if (by.text == "site") {
    findings_.error(by.place, path, "levels of a pathway that is per site are kept for each site anyway", "take site away");
    return;
  }
  const auto attribute = attribute_named(by.text, by.place, path);
  if (!attribute) return;
  if (std::any_of(whole.terms.begin(), whole.terms.end(), [](const LevelInfo::Term& t) { return t.what == LevelInfo::What::capacity; })) {
    findings_.error(by.place, path, "a capacity is nobody's, and has no " + by.text, "keep only in_use, waiting and blocked by attribute");
    return;
  }
  const std::vector<std::string> labels = symbols_.labels(*attribute);
  if (labels.empty()) findings_.error(by.place, path, "\"" + by.text + "\" has no labels to cut by", "cut by an attribute with labels");
  out_.relabels[*attribute] = true;
  LevelCutInfo cut;
  cut.attribute = static_cast<std::uint16_t>(*attribute);
  cut.first = static_cast<std::uint32_t>(out_.levels.size());
  for (const std::string& label : labels) cut.values.push_back(*symbols_.label_value(*attribute, label));
  cut.in_a_row = std::adjacent_find(cut.values.begin(), cut.values.end(), [](double a, double b) { return b - a != 1; }) == cut.values.end();
  out_.level_cuts.push_back(std::move(cut));
  std::set<std::string> names;
  for (const std::string& label : labels) {
    LevelInfo part = whole;
    part.name = whole.name + "." + name_of_label(by.text, label);
    part.about = by.text + " " + label;
    part.of_label = true;
    if (!names.insert(part.name).second)
      findings_.error(by.place, path, "two labels of " + by.text + " would both be kept as " + part.name, "give them labels that differ in letters or digits");
    out_.levels.push_back(std::move(part));
  }
}

// ---------------------------------------------------------------- figures

/// What a figure may be made of: counts, clocks, levels of resources and declared levels.
std::vector<std::string> Compiler::measured_names() const {
  std::vector<std::string> names;
  for (const CountInfo& count : out_.counts) names.push_back(count.name);
  for (const ClockInfo& clock : out_.clocks) names.push_back(clock.name);
  for (const ResourceInfo& resource : out_.resources)
    for (const char* what : {".in_use", ".waiting", ".blocked", ".capacity"}) names.push_back(resource.name + what);
  for (const LevelInfo& level : out_.levels) names.push_back(level.name);
  return names;
}

/// The full name of something measured; "" with a finding when there is no such thing.
std::string Compiler::measured(const std::string& word, const std::string& pathway, Place place, const std::string& path) {
  for (const std::string& candidate : {full_name(pathway, word), word})
    if (measured_.contains(candidate)) return candidate;
  std::vector<std::string> written = measured_names();  // those of the own pathway as they are written here
  for (std::string& name : written)
    if (!pathway.empty() && name.starts_with(pathway + ".")) name.erase(0, pathway.size() + 1);
  unknown_name(findings_, place, path, word, "count, clock or level", written);
  return "";
}

/// "a + b" with full names.
std::string Compiler::measured_sum(const Word& sum, const std::string& pathway, const std::string& path) {
  std::string joined;
  for (std::size_t from = 0; from <= sum.text.size();) {
    const std::size_t plus = std::min(sum.text.find('+', from), sum.text.size());
    std::string word = sum.text.substr(from, plus - from);
    from = plus + 1;
    word.erase(0, word.find_first_not_of(' '));
    word.erase(word.find_last_not_of(' ') + 1);
    joined += (joined.empty() ? "" : " + ") + measured(word, pathway, sum.place, path);
  }
  return joined;
}

/// "12 * shop.left.done", "0.01 * shop.stay over 21600000 ms", "0.003 * shop.stay time": how results files write it. `factor` brings
/// the window to what the figure is per.
std::string Compiler::weighted(const FigureTerm& term, const std::string& pathway, double factor) {
  const std::string name = measured(term.of.text, pathway, term.of.place, term.path);
  const auto written = [&](double weight, const std::string& what) { return exact_decimal(weight * factor) + " * " + what; };
  const auto clock = std::find_if(out_.clocks.begin(), out_.clocks.end(), [&](const ClockInfo& c) { return c.name == name; });
  const bool counted = std::any_of(out_.counts.begin(), out_.counts.end(), [&](const CountInfo& c) { return c.name == name; });
  if (clock == out_.clocks.end()) {
    if (!term.weights.empty()) findings_.error(term.place, term.path, "\"" + term.of.text + "\" is no clock", "write times for counts and levels");
    if (!name.empty() && !counted && term.per == 0) findings_.error(term.place, term.path, "\"" + term.of.text + "\" is a level, and needs a unit of time", "write per: day, for unit-days");
    if (counted && term.per > 0) findings_.error(term.place, term.path, "\"" + term.of.text + "\" is a count, and has no time", "take per away");
    return written(term.times.value_or(1) / (term.per > 0 ? term.per : 1), name);
  }
  if (term.weights.empty()) return written(term.times.value_or(1) / (term.per > 0 ? term.per : 1), name + (term.per > 0 ? " time" : ""));
  std::string sum;
  double before = 0;
  for (const auto& [limit, weight] : term.weights) {
    if (std::find(clock->thresholds.begin(), clock->thresholds.end(), limit) == clock->thresholds.end())
      findings_.error(term.place, term.path, "\"" + term.of.text + "\" does not count what is longer than " + spoken(limit), "add that to its `over`: the weights are then exact");
    sum += (sum.empty() ? "" : " + ") + written(weight - before, name + " over " + std::to_string(limit) + " ms");
    before = weight;
  }
  return sum;
}

void Compiler::compile_figures() {
  const std::vector<std::string> names = measured_names();
  measured_.insert(names.begin(), names.end());
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    for (const Figure& text : blocks.figures) {
      const auto& wanted = study_.experiment.with;
      if (!text.only_with.empty() && std::find(wanted.begin(), wanted.end(), text.only_with) == wanted.end()) continue;
      FigureInfo info;
      info.name = full_name(pathway, text.name);
      info.about = text.about;
      info.unit = text.unit;
      if (!text.sum.empty()) {
        const double factor = text.per > 0 ? text.per / static_cast<double>(out_.length) : 1;
        for (const FigureTerm& term : text.sum) {
          if (!info.numerator.empty()) info.numerator += " + ";
          info.numerator += weighted(term, pathway, factor);
        }
      } else if (text.ratio.size() == 2) {
        info.numerator = measured_sum(text.ratio[0], pathway, text.path);
        info.denominator = measured_sum(text.ratio[1], pathway, text.path);
      }
      out_.figures.push_back(std::move(info));
    }
  });
}

// ---------------------------------------------------------------- rules

/// The same rule as it is written for a site, whose numbers may differ.
const Rule& Compiler::rule_at_site(const Rule& rule, const std::string& pathway, std::size_t site) const {
  for (const auto& candidate : study_.variant(0, site).pathways)
    if (candidate->name == pathway)
      for (const Rule& own : candidate->rules)
        if (own.name == rule.name) return own;
  return rule;
}

void Compiler::compile_rules() {
  for_each_blocks([&](const SharedBlocks& blocks, const std::string& pathway) {
    const bool by_site = per_site(pathway) && !symbols_.sites.empty();
    for (const Rule& rule : blocks.rules) {
      if (!by_site) compile_rule(rule, {pathway, false, false}, no_index);
      else
        for (std::uint32_t site = 0; site < symbols_.sites.size(); ++site)
          compile_rule(rule_at_site(rule, pathway, site), {pathway, false, true}, site);
    }
    for (const Clock& clock : blocks.clocks) {
      if (!clock.first) continue;
      Rule once;  // a rule without effects that records when it first holds
      once.name = clock.name + ".first";
      once.path = clock.path + ".first";
      once.when = *clock.first;
      for (std::uint32_t site = 0; site < (by_site ? symbols_.sites.size() : 1); ++site) {
        compile_rule(once, {pathway, false, by_site}, by_site ? site : no_index);
        out_.rules.back().clock = *symbols_.clocks.find(full_name(pathway, clock.name));
      }
    }
  });
}

/// The source whose rate is meant: `calls.rate`, `arrivals.calls.rate`, with or without the pathway before it.
std::optional<std::uint32_t> Compiler::plan_of_rate(const std::string& text, const std::string& pathway) const {
  if (!text.ends_with(".rate")) return std::nullopt;
  for (const SourceInfo& source : out_.sources) {
    if (source.kind != SourceInfo::Kind::rate) continue;
    const std::string own = source.name.substr(0, source.name.find('.')), name = source.name.substr(source.name.rfind('.') + 1);
    const std::string bare = name + ".rate", whole = "arrivals." + bare, above = own + '.';
    if (text == above + bare || text == above + whole || (own == pathway && (text == bare || text == whole))) return source.plan;
  }
  return std::nullopt;
}

/// As a writer in this pathway would write them.
std::vector<std::string> Compiler::rates_by_name(const std::string& pathway) const {
  std::vector<std::string> names;
  for (const SourceInfo& source : out_.sources) {
    if (source.kind != SourceInfo::Kind::rate) continue;
    const std::string own = source.name.substr(0, source.name.find('.'));
    names.push_back((own == pathway ? "" : own + ".") + source.name.substr(source.name.rfind('.') + 1) + ".rate");
  }
  return names;
}

void Compiler::compile_rule(const Rule& text, const Scope& scope, std::uint32_t site) {
  RuleInfo info;
  info.name = full_name(scope.pathway, text.name);
  info.site = site;
  if (!text.effects.empty()) {
    const std::string declared = full_name(scope.pathway, "rules." + text.name);
    info.count = count_index_.at(declared);
    info.level = static_cast<std::uint32_t>(std::find_if(out_.levels.begin(), out_.levels.end(), [&](const LevelInfo& level) { return level.name == declared + ".on"; }) - out_.levels.begin());
  }
  named_resources_.clear();
  const std::string path = text.path + (text.effects.empty() ? "" : ".when");  // first: and stop_when: are conditions themselves
  info.when = expression(text.when, scope, path, Meaning::condition);
  info.of_time = out_.expressions[info.when].of_time;
  if (text.until) {
    info.until = expression(*text.until, scope, text.path + ".until", Meaning::condition);
    info.of_time = info.of_time || out_.expressions[info.until].of_time;
  }
  info.for_time = text.for_time;
  info.until_for = text.until_for;
  info.check = text.check;
  for (const std::uint32_t number : named_resources_) {
    const ResourceInfo& resource_info = out_.resources[number];
    if (resource_info.per_site && site == no_index) {
      for (std::uint32_t i = 0; i < symbols_.sites.size(); ++i) info.watched.push_back(resource_info.first_instance + i);
    } else {
      info.watched.push_back(resource_info.first_instance + (resource_info.per_site ? site : 0));
    }
  }
  for (const RuleEffect& effect : text.effects) {
    EffectInfo e;
    e.what = effect.what == RuleEffect::What::add   ? EffectInfo::What::add
             : effect.what == RuleEffect::What::set ? EffectInfo::What::set
                                                    : EffectInfo::What::scale;
    e.amount = effect.amount;
    if (const auto plan = plan_of_rate(effect.target.text, scope.pathway)) {
      e.plan = *plan;
      if (effect.what != RuleEffect::What::scale) findings_.error(effect.place, text.path + ".do", "a rate can only be scaled by a rule", "write scale: {" + effect.target.text + ": 1.5}");
      constexpr double most = 1000;
      if (effect.what == RuleEffect::What::scale && effect.amount > most) findings_.error(effect.place, text.path + ".do", "multiplies a rate beyond reason", "at most 1000 times");
      info.effects.push_back(e);
      continue;
    }
    if (const auto parameter = symbols_.parameters.resolve(effect.target.text, scope.pathway)) {
      e.parameter = out_.parameters_info[*parameter].first;
      e.stride = out_.parameters_info[*parameter].per_site ? 1 : 0;
      if (effect.what != RuleEffect::What::scale && effect.duration != symbols_.parameter_is_duration[*parameter])
        findings_.error(effect.place, text.path + ".do",
                        symbols_.parameter_is_duration[*parameter] ? "the parameter is a duration" : "the parameter is a plain number",
                        "write the amount likewise");
    } else if (const auto number = symbols_.resources.resolve(effect.target.text.substr(0, effect.target.text.find('@')), scope.pathway)) {
      e.on_resource = true;
      if (parameters_.capacities[*number].unlimited)
        findings_.error(effect.place, text.path + ".do", "would change nothing: the capacity of " + effect.target.text + " is unlimited", "give it a number as capacity");
      if (const auto ref = resource(effect.target, scope, text.path + ".do")) e.resource = *ref;
      if (effect.what == RuleEffect::What::set && effect.amount < 0)
        findings_.error(effect.place, text.path + ".do", "sets a capacity below 0", "set 0, or write add: {" + effect.target.text + ": …} to take units away");
    } else {
      if (const std::string other = of_another_pathway(symbols_.resources, effect.target.text); !other.empty()) {
        findings_.error(effect.target.place, text.path + ".do", "\"" + effect.target.text + "\" is no resource of this pathway", "write \"" + other + "\", with its pathway");
        info.effects.push_back(e);
        continue;
      }
      std::vector<std::string> words = symbols_.resources.candidates(scope.pathway);
      for (const std::string& name : symbols_.parameters.candidates(scope.pathway)) words.push_back(name);
      for (const std::string& name : rates_by_name(scope.pathway)) words.push_back(name);
      findings_.error(effect.target.place, text.path + ".do", "\"" + effect.target.text + "\" is neither a resource nor a parameter nor the rate of a source",
                      suggestion(effect.target.text, words));
    }
    info.effects.push_back(e);
  }
  out_.rules.push_back(std::move(info));
}

}  // namespace careway
