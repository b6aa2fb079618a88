// The workshop of compile(): turns one variant of the model into code and parameters. Used by the compile_*.cpp files only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/findings.hpp"
#include "graph/flow_graph.hpp"
#include "model/study_text.hpp"
#include "network/network.hpp"
#include "network/symbols.hpp"
#include "random/distribution.hpp"

namespace careway {

/// What an expression's value means, to catch a missing unit. A condition is only what may be wanted: a number, 0 or not.
enum class Meaning { number, duration, category, weekday_name, site_name, any, condition };

/// Where an expression or quantity stands: names are resolved from here.
struct Scope {
  std::string pathway;           ///< empty: the model's own blocks
  bool has_patient = true;
  bool has_site = false;         ///< a site is known: per-site names may be used bare
};

/// The full name of a thing that is called so in one other pathway only; empty when there is none, or several.
std::string of_another_pathway(const NameTable& table, const std::string& word);
std::string name_of_label(const std::string& attribute, const std::string& label);

class Compiler {
 public:
  Compiler(const StudyText& study, const Symbols& symbols, const ModelVariant& variant, std::size_t site, Network& out,
           Parameters& parameters, Findings& findings, SamplerCache& samplers);

  /// Makes code and parameters. `main`: the first variant, which also makes what does not depend on the variant.
  void compile(bool main);
  /// Rates of all sources of another variant, in the order of this one.
  std::vector<RatePlan> rates_of(const ModelVariant& other);
  /// Who is there at the start; after the proofs, which know what is held where.
  void compile_present(const FlowFacts& facts);
  /// Filled by compile(): possible next actions and what they hold, for the proofs. After the slots of
  /// holdings come one that means "has a site", one for "is a branch of a fork", and one for each attribute that was set.
  std::vector<bool> may_be_taken;         ///< [resource] units may be taken from who holds them
  std::vector<std::uint16_t> lost_slots;  ///< holdings of such
  FlowGraph flow;
  std::vector<bool> needs_site;           ///< [position]
  std::vector<Word> expression_texts;     ///< [expression] as written, and where
  struct SplitBy {
    std::uint32_t position = 0, attribute = 0;
    Place place;
  };
  std::vector<SplitBy> splits_by;         ///< those without an else, by an attribute that is not set by itself
  std::vector<std::uint16_t> maybe_given; ///< [position] slot that must be held there, no_slot if none

 private:
  // names (compile_names.cpp)
  std::optional<std::uint32_t> resolve(NameKind kind, const NameTable& table, const Word& word, const Scope& scope,
                                       const std::string& path);
  std::optional<ResourceRef> resource(const Word& word, const Scope& scope, const std::string& path,
                                      std::uint32_t* number = nullptr);
  std::optional<std::uint16_t> holding(const Word& word, const Scope& scope, const std::string& path);
  bool misspelt_seize(const std::string& word, const std::string& pathway) const;
  std::uint32_t count_named(const std::string& full, const std::string& about, bool by_site);

  // expressions (compile_expression.cpp)
  std::uint32_t expression(const Expression& text, const Scope& scope, const std::string& path, Meaning wanted);
  Meaning emit(const Expression& e, const Scope& scope, const std::string& path);
  Meaning emit_name(const Expression& e, const Scope& scope, const std::string& path);
  std::string table_keys(std::uint32_t table) const;
  Meaning emit_call(const Expression& e, const Scope& scope, const std::string& path);
  Meaning emit_sampled(const Expression& e, const Scope& scope, const std::string& path);
  Meaning emit_recent(const Expression& e, const Scope& scope, const std::string& path);
  Meaning emit_comparison(const Expression& e, const Scope& scope, const std::string& path);
  Meaning emit_arithmetic(const Expression& e, const Scope& scope, const std::string& path);
  bool emit_label(const Expression& label, const Expression& other, Meaning meaning, const Scope& scope, const std::string& path);
  Meaning label_meaning(const Expression& e, const Scope& scope) const;
  void put(Instruction::Code code, std::uint16_t a = 0, std::uint32_t index = 0, double value = 0);

  // counts by attribute (compile_counts.cpp)
  void enter_at_present();
  void compile_count_cuts();
  void declare_rules();
  void cut_level(const LevelInfo& whole, const Word& by, const std::string& path);
  void count_by(const std::string& count, std::uint32_t whole_only);
  void expect_counts_exist();

  // what a conditional quantity or split is conditional on (compile_by.cpp)
  struct By {
    std::uint32_t attribute = no_index;  ///< or
    std::uint32_t key = no_index;        ///< an expression: hour, weekday, month, site
    std::string name;
    std::vector<std::string> labels;
  };
  std::optional<By> what_by(const std::string& name, Place place, const std::string& path, const Scope& scope);
  void expect_cases(const By& by, const std::function<bool(const std::string&)>& has_case, Place place, const std::string& path);
  std::optional<double> case_value(const By& by, const std::string& label) const;
  std::uint32_t by_node(const By& by, const std::vector<std::pair<double, std::uint32_t>>& children, std::uint32_t otherwise, Place place,
                        const std::string& path);

  // quantities (compile_quantity.cpp)
  struct DrawName {
    std::string name;       ///< key of the draw
    bool may_repeat = false;
  };
  std::uint32_t quantity(const Quantity& text, const DrawName& draw, const Scope& scope,
                         std::optional<std::uint32_t> attribute = std::nullopt);
  std::uint32_t quantity_node(const Quantity& text, const LeafCode& code, const Scope& scope,
                              std::optional<std::uint32_t> attribute);
  void doubt_label(const By& by, const std::string& label, Place place, const std::string& path);
  std::uint32_t leaf(Leaf leaf_value, const LeafCode& code);
  std::uint32_t choice_leaf(const std::vector<double>& weights, const std::vector<double>& values, const LeafCode& code);
  LeafCode leaf_code(const DrawName& draw, bool duration);
  std::uint16_t new_counter();
  void compile_correlations();
  void expect_named_draws();
  void name_draw(LeafCode& code, const std::string& draw, Place place, const std::string& path);
  void add_residual(std::uint32_t leaf_number, const Quantity& text, DistributionPtr law, const LeafCode& code);
  std::optional<std::uint32_t> attribute_named(const std::string& name, Place place, const std::string& path);

  // steps (compile_steps.cpp)
  void compile_resources();
  void compile_resource_quantities();
  void compile_source(const Pathway& pathway, const Arrivals& arrivals);
  void compile_calendar(const Calendar& calendar, const std::string& pathway);
  void compile_table(const Table& table, const std::string& pathway);
  void expect_all_labels(std::uint32_t attribute, const Table& text, std::size_t key);
  DrawName draw_name(const Action& action, const std::string& role, bool in_loop) const;
  void set_attributes(const std::vector<SetAttribute>& values, const std::string& base, const Scope& scope, bool in_loop);
  std::uint32_t target(const Word& word, const Scope& scope, const std::string& path);
  void compile_arrivals();
  // people known beforehand (compile_people.cpp)
  std::uint32_t compile_trace(const Trace& text, bool by_site);
  void take_rows(const Trace& text, std::uint32_t site, SourceInfo& source);
  std::optional<double> known_value(std::uint32_t attribute, const Cell& cell) const;
  void compile_present_programs();
  std::optional<std::uint32_t> place_of(const Present& text);
  void compile_holdings(const Present& text, const FlowFacts& facts, const Scope& scope, PresentInfo& info);
  PresentInfo::Held holding_of(const Present::Held& held, const Present& text, const Scope& scope);
  void compile_person(const Present& text, const FlowFacts& facts, PresentInfo info);
  void compile_steps();
  void compile_step(const Pathway& pathway, const Step& step);
  void compile_action(const Action& action, const Scope& scope, bool in_loop);
  void act(const ActSet& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActClock& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActCount& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActSeize& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActRelease& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActDelay& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActWaitUntil& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActSplit& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActRoute& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActGo& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActLeave& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActChooseSite& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActFork& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActJoin& a, const Action& action, const Scope& scope, bool in_loop);
  // bookings (compile_bookings.cpp)
  void act(const ActBook& a, const Action& action, const Scope& scope, bool in_loop);
  void act(const ActCancelBooking& a, const Action& action, const Scope& scope, bool in_loop);
  void name_bookings();
  std::string booking_name(const ActBook& book, const std::string& pathway) const;
  void end_late_bookings(const Scope& scope);
  bool some_resample() const;
  void preemption(const ActSeize& a, const Action& action, const Scope& scope, RequestCode& request);
  void spread_over_sites(const ActSeize& a, const Action& action, RequestCode& request);
  std::uint32_t split_shares(const std::vector<Share>& shares, const LeafCode& code, const Scope& scope, const std::string& path);
  std::uint16_t set_slot(std::uint32_t attribute) const { return static_cast<std::uint16_t>(symbols_.holdings.size() + 2 + attribute); }
  std::uint32_t condition(const Expression& text, const Scope& scope, const std::string& path);
  std::uint32_t emit_op(OpCode code, std::uint16_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0);
  FlowNode& flow_node(std::uint32_t position);
  void loops_of_steps();
  void patch_positions();
  void find_what_may_be_taken();
  void patch_ways_out();
  FlowNode& entry(std::uint32_t position, bool with_site);
  void patch(std::uint32_t& target) const;

  // plans and measures (compile_plans.cpp, compile_measures.cpp)
  void compile_calendars();
  void compile_tables();
  void compile_parameters();
  CapacityPlan capacity_plan(const Resource& resource);
  RatePlan rate_plan(const Arrivals& arrivals);
  void compile_clocks();
  void compile_levels();
  std::vector<std::string> measured_names() const;
  std::string measured(const std::string& word, const std::string& pathway, Place place, const std::string& path);
  std::string measured_sum(const Word& sum, const std::string& pathway, const std::string& path);
  std::string weighted(const FigureTerm& term, const std::string& pathway, double factor);
  void compile_figures();
  void compile_rules();
  std::optional<std::uint32_t> plan_of_rate(const std::string& text, const std::string& pathway) const;
  std::vector<std::string> rates_by_name(const std::string& pathway) const;
  void compile_rule(const Rule& rule, const Scope& scope, std::uint32_t site);
  const Rule& rule_at_site(const Rule& rule, const std::string& pathway, std::size_t site) const;
  void compile_clock(const Clock& clock, const std::string& pathway);
  void compile_level(const Level& level, const std::string& pathway);
  void level_terms(const Expression& e, int factor, const Scope& scope, LevelInfo& info, const std::string& path);
  Ticks instant(const InstantText& text) const;
  Ticks days_from_start(Date date) const;

  bool per_site(const std::string& pathway) const;
  /// Calls f(blocks, pathway name) for the model's own blocks and for those of each pathway.
  template <class F>
  void for_each_blocks(F f) {
    f(variant_.shared, std::string());
    for (const auto& pathway : variant_.pathways) f(static_cast<const SharedBlocks&>(*pathway), pathway->name);
  }

  const StudyText& study_;
  const Symbols& symbols_;
  const ModelVariant& variant_;
  bool main_ = true;
  std::size_t site_;
  Network& out_;
  Parameters& parameters_;
  Findings& findings_;
  SamplerCache& samplers_;

  std::uint32_t current_action_ = no_index;
  std::vector<std::uint32_t> step_positions_;         ///< [step]
  std::vector<bool> step_in_loop_;                    ///< [step]
  bool delays_drawn_again_ = false;                   ///< a pre-emption resamples: any delay may be begun more than once
  std::map<std::string, std::uint32_t> count_index_;  ///< by full name
  struct PresentProgram {
    std::uint32_t number = no_index, first = no_index;
    std::uint32_t operations = 0;
  };
  std::vector<PresentProgram> present_programs_;      ///< [present]
  std::set<std::string> met_under_way_;               ///< steps in which someone of unknown age is present
  bool residual_wanted_ = false;                      ///< the quantity being compiled may be met under way
  std::unordered_set<std::string> measured_;          ///< what a figure may be made of, by full name
  std::map<std::string, std::uint32_t> factor_index_;
  std::map<std::string, std::uint32_t> joint_index_;  ///< by name of the draw that follows
  std::map<std::string, std::map<std::string, Place>> named_draws_;  ///< used by quantities and splits: at which paths
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ways_out_;  ///< of delays: position, step
  std::vector<std::uint32_t> split_choices_;          ///< choices whose values are steps, until patched
  std::map<std::string, std::vector<std::pair<std::uint16_t, std::uint32_t>>> cuts_of_counts_;  ///< by full name: attribute, and which cut
  NameTable booking_names_;
  struct LateBooking {
    std::uint32_t position = 0, booking = 0;
    Word otherwise;
    std::string path;
    bool needs_site = false;
  };
  std::vector<LateBooking> late_bookings_;            ///< of the step being compiled: those who get no day in time
  struct SourceEntry {
    std::uint32_t position = 0;
    bool with_site = false;                ///< a site is known there
    std::vector<std::uint16_t> attributes; ///< that a trace gives
  };
  std::vector<SourceEntry> source_entries_;
  bool may_be_negative_ = false;                      ///< the quantity being compiled: a lateness
  bool needs_site_ = false;                           ///< the action being compiled names something of the patient's site
  bool of_patient_ = false, of_time_ = false;
  std::vector<std::uint32_t> named_resources_;        ///< while emitting an expression: families whose levels it names
};

/// Messages of one form: `path: "word" is no resource; did you mean "room"?`
void unknown_name(Findings& findings, Place place, const std::string& path, const std::string& word, const char* kind,
                  const std::vector<std::string>& candidates);

}  // namespace careway
