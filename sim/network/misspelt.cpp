#include "network/misspelt.hpp"

#include <algorithm>

#include "base/words.hpp"
#include "network/compiler.hpp"
#include "network/symbols.hpp"

namespace careway {

namespace {

class Speller {
 public:
  Speller(const StudyText& study, Findings& findings) : study_(study), findings_(findings) {
    Findings unsaid;  // of an incomplete model
    symbols_ = collect_symbols(study, unsaid);
  }

  void check() {
    for (const auto& pathway : study_.variants.at(0)->pathways) {
      pathway_ = pathway->name;
      for (const Resource& resource : pathway->resources) look(NameKind::calendar, symbols_.calendars, resource.open, resource.path + ".open");
      for (const Arrivals& arrivals : pathway->arrivals) look(NameKind::step, symbols_.steps, arrivals.enter, arrivals.path + ".enter");
      for (const Arrivals& arrivals : pathway->arrivals) look(NameKind::calendar, symbols_.calendars, arrivals.open, arrivals.path + ".open");
      for (const Rule& rule : pathway->rules) look(rule.when, rule.path + ".when");
      for (const Step& step : pathway->steps)
        for (const Action& action : step.actions) std::visit([&](const auto& what) { check(what, action.path); }, action.what);
    }
  }

 private:
  void look(NameKind kind, const NameTable& table, Word word, const std::string& path) {
    word.text = word.text.substr(0, word.text.find('@'));
    if (!word.given() || !word.place.known() || table.resolve(word.text, pathway_)) return;
    const bool dotted = word.text.find('.') != std::string::npos;
    const std::vector<std::string> names = dotted ? table.names() : table.candidates(pathway_);
    if (!nearest_word(word.text, names).empty()) unknown_name(findings_, word.place, path, word.text, kind_text(kind), names);
  }
  void step(const Word& word, const std::string& path) { look(NameKind::step, symbols_.steps, word, path); }
  void resource(const Word& word, const std::string& path) { look(NameKind::resource, symbols_.resources, word, path); }

  /// Levels of resources in an expression.
  void look(const Expression& e, const std::string& path) {
    static const std::vector<std::string> levels = {"in_use", "waiting", "free", "capacity", "blocked", "occupancy", "booked"};
    if (e.kind == Expression::Kind::call && e.arguments.size() == 1 && e.arguments[0].kind == Expression::Kind::name &&
        std::find(levels.begin(), levels.end(), e.word) != levels.end())
      resource({e.arguments[0].word, e.arguments[0].place}, path);
    for (const Expression& argument : e.arguments) look(argument, path);
  }

  void check(const ActClock& a, const std::string& path) {
    for (const Word& word : a.clocks) look(NameKind::clock, symbols_.clocks, word, path);
  }
  void check(const ActSeize& a, const std::string& path) {
    for (const Word& word : a.resources) resource(word, path);
    step(a.otherwise, path + ".otherwise");
    step(a.if_full, path + ".if_full");
    step(a.if_busy, path + ".if_busy");
    for (const Word& word : a.preempt_in) step(word, path + ".preempt_in");
    if (a.priority) look(*a.priority, path + ".priority");
  }
  void check(const ActDelay& a, const std::string& path) {
    look(NameKind::calendar, symbols_.calendars, a.calendar, path);
    step(a.if_lost, path + ".if_lost");
  }
  void check(const ActWaitUntil& a, const std::string& path) { look(a.condition, path); }
  void check(const ActSplit& a, const std::string& path) {
    for (const Share& share : a.shares) step(share.to, path);
    for (const auto& [label, shares] : a.cases)
      for (const Share& share : shares) step(share.to, path);
  }
  void check(const ActRoute& a, const std::string& path) {
    for (const Branch& branch : a.branches) {
      if (branch.when) look(*branch.when, path);
      step(branch.to, path);
    }
  }
  void check(const ActGo& a, const std::string& path) { step(a.to, path); }
  void check(const ActFork& a, const std::string& path) {
    for (const Word& word : a.branches) step(word, path);
  }
  void check(const ActBook& a, const std::string& path) {
    resource(a.resource, path);
    step(a.otherwise, path + ".otherwise");
  }
  template <class Other>
  void check(const Other&, const std::string&) {}  // names nothing that is declared elsewhere

  const StudyText& study_;
  Findings& findings_;
  Symbols symbols_;
  std::string pathway_;
};

}  // namespace

void find_misspelt(const StudyText& study, Findings& findings) {
  if (!study.variants.empty()) Speller(study, findings).check();
}

}  // namespace careway
