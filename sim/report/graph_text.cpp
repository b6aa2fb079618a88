#include "report/graph_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/contract.hpp"
#include "report/graph_text_words.hpp"

namespace careway {

namespace {

using Mark = DrawnLine::Mark;

/// Names as a list; one of another pathway than `own` with its pathway, where `own` is given.
std::string list_words(const std::vector<Word>& words, const char* last, const std::string& own = "") {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t dot = words[i].text.rfind('.');
    const std::string pathway = own.empty() || dot == std::string::npos ? "" : words[i].text.substr(0, dot);
    text += i == 0 ? "" : i + 1 < words.size() ? ", " : last;
    if (!pathway.empty() && pathway != own) text += spaced(pathway) + ": ";
    text += spaced(dot == std::string::npos ? words[i].text : words[i].text.substr(dot + 1));
  }
  return text;
}

/// Share of each way of a split, rests worked out.
std::vector<std::pair<Word, double>> settled(const std::vector<Share>& shares) {
  double given = 0;
  for (const Share& share : shares) given += std::max(0.0, share.share);
  std::vector<std::pair<Word, double>> ways;
  ways.reserve(shares.size());
  for (const Share& share : shares) ways.emplace_back(share.to, share.share < 0 ? std::max(0.0, 1 - given) : share.share);
  return ways;
}

class Drawer {
 public:
  Drawer(const StudyText& study, const std::string& only) : study_(study), model_(study.variant(0, 0)), only_(only) {}

  ModelDrawing draw() {
    drawing_.title = !study_.report.title.empty()     ? study_.report.title
                     : !study_.scenario_name.empty() ? spaced(study_.scenario_name)
                                                     : spaced(model_.model_name);
    drawing_.about = study_.about;
    for (pathway_ = 0; pathway_ < model_.pathways.size(); ++pathway_) name_things(*model_.pathways[pathway_]);
    for (pathway_ = 0; pathway_ < model_.pathways.size(); ++pathway_) draw_pathway(*model_.pathways[pathway_]);
    return std::move(drawing_);
  }

 private:
  /// The same pathway at each site, or just once.
  std::vector<const Pathway*> everywhere() const {
    std::vector<const Pathway*> list;
    const std::size_t sites = model_.pathways[pathway_]->per_site ? std::max<std::size_t>(1, study_.sites.size()) : 1;
    for (std::size_t site = 0; site < sites; ++site) list.push_back(study_.variant(0, site).pathways[pathway_].get());
    return list;
  }

  void name_things(const Pathway& pathway) {
    DrawnPathway drawn;
    drawn.name = pathway.name;
    drawn.title = spaced(pathway.name);
    drawn.about = pathway.about;
    drawn.shown = only_.empty() || only_ == pathway.name;
    for (const Step& step : pathway.steps) {
      steps_[pathway.name + "." + step.name] = {pathway_, drawn.boxes.size()};
      drawn.boxes.push_back({DrawnBox::Kind::step, step.name, spaced(step.name), {}});
    }
    drawing_.pathways.push_back(std::move(drawn));
    for (std::size_t i = 0; i < pathway.resources.size(); ++i) {
      resources_[pathway.name + "." + pathway.resources[i].name] = drawing_.resources.size();
      std::vector<const Resource*> at;
      for (const Pathway* place : everywhere()) at.push_back(&place->resources[i]);
      drawing_.resources.push_back({pathway_, pathway.resources[i].name, capacity_words(at, study_.sites)});
    }
  }

  void draw_pathway(const Pathway& pathway) {
    for (std::size_t i = 0; i < pathway.arrivals.size(); ++i) draw_arrivals(pathway.arrivals[i], i);
    for (const Step& step : pathway.steps) {
      here_ = {pathway_, steps_.at(pathway.name + "." + step.name).box};
      for (const Action& action : step.actions) std::visit([&](const auto& what) { draw(what); }, action.what);
    }
  }

  void draw_arrivals(const Arrivals& arrivals, std::size_t number) {
    std::vector<const Arrivals*> at;
    for (const Pathway* place : everywhere()) at.push_back(&place->arrivals[number]);
    DrawnBox box{DrawnBox::Kind::arrivals, arrivals.name, arrivals.about.empty() ? spaced(arrivals.name) : arrivals.about, {}};
    box.lines.push_back({Mark::plain, arrivals_words(at, study_.sites), no_resource});
    for (const SetAttribute& set : arrivals.set) box.lines.push_back({Mark::faint, attribute_words(set), no_resource});
    auto& boxes = drawing_.pathways[pathway_].boxes;
    boxes.push_back(std::move(box));
    here_ = {pathway_, boxes.size() - 1};
    lead_to(arrivals.enter, "");
  }

  // ------------------------------------------------------------------ lines and arrows

  void say(Mark mark, std::string text, std::size_t resource = no_resource) {
    drawing_.pathways[pathway_].boxes[here_.box].lines.push_back({mark, std::move(text), resource});
  }

  template <class Table>
  auto resolve(const Table& table, std::string name) const {
    name = name.substr(0, name.find('@'));
    const auto own = table.find(model_.pathways[pathway_]->name + "." + name);
    return own != table.end() ? own : table.find(name);
  }

  void lead_to(const Word& to, const std::string& label) {
    const auto step = resolve(steps_, to.text);
    HOLDS(step != steps_.end());
    for (DrawnArrow& arrow : drawing_.arrows) {
      if (arrow.from != here_ || arrow.to != step->second) continue;
      arrow.labels.push_back(label);
      return;
    }
    drawing_.arrows.push_back({here_, step->second, {label}});
  }

  std::size_t resource(const Word& word) const {
    const auto found = resolve(resources_, word.text);
    if (found != resources_.end()) return found->second;
    const auto held = holdings_.find(model_.pathways[pathway_]->name + "." + word.text);
    return held == holdings_.end() ? no_resource : held->second;
  }

  void draw(const ActSet& act) {
    for (const SetAttribute& set : act.values) say(Mark::plain, "settles " + attribute_words(set));
  }
  void draw(const ActClock& act) {
    const char* verb = act.what == ActClock::What::start ? "clock starts: " : act.what == ActClock::What::stop ? "clock stops: " : "clock dropped: ";
    say(Mark::faint, verb + list_words(act.clocks, ", "));
  }
  void draw(const ActCount& act) { say(Mark::faint, "counted: " + spaced(act.name.text)); }

  void draw(const ActSeize& act) {
    const std::size_t which = resource(act.resources[0]);
    if (act.as.given()) holdings_.emplace(model_.pathways[pathway_]->name + "." + act.as.text, which);
    const std::string units = act.units ? plain_expression(*act.units) + " " : "";
    say(Mark::takes, "takes " + units + list_words(act.resources, act.how == ActSeize::How::all_of ? " and " : " or ", model_.pathways[pathway_]->name), which);
    if (act.priority) say(Mark::faint, "in order of: " + plain_expression(*act.priority));
    if (!act.escalations.empty()) say(Mark::faint, "more urgent after " + duration_words(to_ticks(act.escalations[0].after)));
    if (act.preempt != Preempt::no) say(Mark::faint, "may take it from someone less urgent" + (act.preempt_in.empty() ? "" : " in: " + list_words(act.preempt_in, " or ")));
    const bool simple = act.patience && act.patience->kind != Quantity::Kind::by;
    if (act.patience && !simple) say(Mark::faint, "waits at most: " + quantity_words(*act.patience));
    if (act.otherwise.given()) lead_to(act.otherwise, simple ? "gives up after " + quantity_words(*act.patience) : "gives up");
    if (act.if_full.given()) lead_to(act.if_full, "the queue is full");
    if (act.if_busy.given()) lead_to(act.if_busy, "none is free");
  }
  void draw(const ActRelease& act) {
    if (act.all) return say(Mark::gives, "gives back all it holds");
    say(Mark::gives, "gives back " + list_words(act.names, " and ") + (act.if_held ? ", if held" : ""), resource(act.names[0]));
  }
  void draw(const ActDelay& act) {
    if (act.how == ActDelay::How::until_time) {
      std::string times;
      for (const Ticks time : act.times_of_day) times += (times.empty() ? "" : " or ") + time_of_day_words(time);
      say(Mark::plain, "until it is " + times + days_words(act.days));
    } else if (act.how == ActDelay::How::until_open) {
      say(Mark::plain, "until it is open: " + spaced(act.calendar.text));
    } else if (act.quantity) {
      say(Mark::plain, "lasts " + quantity_words(*act.quantity));
    }
    if (act.if_lost.given()) lead_to(act.if_lost, "what it holds is taken from it");
  }
  void draw(const ActWaitUntil& act) { say(Mark::plain, "waits until " + plain_expression(act.condition)); }
  void draw(const ActFork& act) {
    for (const Word& branch : act.branches) lead_to(branch, "at once");
  }
  void draw(const ActJoin&) { say(Mark::plain, "this branch ends"); }
  void draw(const ActBook& act) {
    say(Mark::takes, "books " + spaced(act.resource.text), resource(act.resource));
    if (act.within) say(Mark::faint, "to begin within: " + quantity_words(*act.within));
    if (act.otherwise.given()) lead_to(act.otherwise, "no day in time");
  }
  void draw(const ActCancelBooking& act) { say(Mark::gives, "cancels what it booked: " + list_words(act.names, " and ")); }
  void draw(const ActGo& act) { lead_to(act.to, ""); }

  void draw(const ActChooseSite& act) {
    if (act.how == ActChooseSite::How::named) return say(Mark::plain, "site: " + spaced(act.site.text));
    if (act.choice) return say(Mark::plain, "site: " + quantity_words(*act.choice));
    if (act.score)
      say(Mark::plain, (act.how == ActChooseSite::How::lowest ? "site with the least: " : "site with the most: ") + plain_expression(*act.score));
  }

  void draw(const ActLeave& act) {
    auto& boxes = drawing_.pathways[pathway_].boxes;
    boxes.push_back({DrawnBox::Kind::outcome, act.outcome.text, spaced(act.outcome.text), {}});
    drawing_.arrows.push_back({here_, {pathway_, boxes.size() - 1}, {""}});
  }

  void draw(const ActSplit& act) {
    if (act.by.empty()) {
      for (const auto& [to, share] : settled(act.shares)) lead_to(to, share_words(share));
      return;
    }
    // For each target the share in each case, in the order in which targets are first named.
    std::vector<std::pair<std::string, std::vector<std::pair<std::string, double>>>> targets;
    const auto note = [&](const std::string& label, const std::vector<Share>& shares) {
      for (const auto& [to, share] : settled(shares)) {
        auto at = std::find_if(targets.begin(), targets.end(), [&, name = to.text](const auto& t) { return t.first == name; });
        if (at == targets.end()) at = targets.insert(targets.end(), {to.text, {}});
        at->second.emplace_back(label, share);
      }
    };
    for (const auto& [label, shares] : act.cases) note(label, shares);
    if (act.has_else) note("else", act.shares);
    for (const auto& [to, cases] : targets) {
      std::string label;
      for (const auto& [name, share] : cases) label += (label.empty() ? spaced(act.by) + " " : ", ") + labelled(name, share_words(share));
      const bool alike = cases.size() == act.cases.size() + (act.has_else ? 1 : 0) &&
                         std::all_of(cases.begin(), cases.end(), [first = cases[0].second](const auto& c) { return c.second == first; });
      lead_to({to, {}}, alike ? share_words(cases[0].second) : label);
    }
  }
  void draw(const ActRoute& act) {
    for (const Branch& branch : act.branches) lead_to(branch.to, branch.when ? plain_expression(*branch.when) : "otherwise");
  }

  const StudyText& study_;
  const ModelVariant& model_;
  std::string only_;
  ModelDrawing drawing_;
  std::map<std::string, BoxRef> steps_;
  std::map<std::string, std::size_t> resources_;
  std::map<std::string, std::size_t> holdings_;  ///< names of `as`
  std::size_t pathway_ = 0;
  BoxRef here_;
};

}  // namespace

ModelDrawing draw_model(const StudyText& study, const std::string& only) { return Drawer(study, only).draw(); }

}  // namespace careway
