#include <doctest/doctest.h>

#include <cmath>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string complaint(const std::string& action_text) { return messages(read_action(action_text)); }

template <class What>
What read_as(const std::string& text) {
  const ReadResult result = read_action(text);
  CHECK(messages(result) == "");
  return action<What>(result);
}

ReadResult read_step(const std::string& actions) { return read_clinic("steps:\n  s:\n" + indented(actions, 4)); }

}  // namespace

TEST_CASE("actions keep their order, verb, ordinal and path") {
  const ReadResult result = read_step("- delay: 1 min\n- count: x\n- delay: 2 min\n- leave: done");
  CHECK(messages(result) == "");
  const Step& step = clinic(result).steps.at(0);
  CHECK(step.path == "clinic.steps.s");
  REQUIRE(step.actions.size() == 4);
  CHECK(step.actions[0].path == "clinic.steps.s.delay");
  CHECK(step.actions[2].path == "clinic.steps.s.delay[2]");
  CHECK(step.actions[2].ordinal == 2);
  CHECK(step.actions[2].verb == "delay");
  CHECK(std::get<ActDelay>(step.actions[2].what).quantity->path == "clinic.steps.s.delay[2]");
}

TEST_CASE("set gives attributes") {
  const auto set = read_as<ActSet>("- set: {age: 83, mode: walk_in}");
  REQUIRE(set.values.size() == 2);
  CHECK(set.values[1].attribute.text == "mode");
  CHECK(set.values[1].value.label == "walk_in");
}

TEST_CASE("clocks start, stop and are cancelled, one or several at once") {
  CHECK(read_as<ActClock>("- start: wait").what == ActClock::What::start);
  CHECK(read_as<ActClock>("- stop: [wait, stay]").clocks.size() == 2);
  CHECK(read_as<ActClock>("- cancel: wait").what == ActClock::What::cancel);
  CHECK(says(complaint("- start: [wait, wait]"), "names wait twice"));
}

TEST_CASE("count names what it counts") { CHECK(read_as<ActCount>("- count: passed").name.text == "passed"); }

TEST_CASE("seize takes one resource, any of several or all of several") {
  CHECK(read_as<ActSeize>("- seize: general_acute.bed@royal").resources[0].text == "general_acute.bed@royal");
  CHECK(read_as<ActSeize>("- seize: {any_of: [a, b]}").how == ActSeize::How::any_of);
  CHECK(read_as<ActSeize>("- seize: {all_of: [a, b]}").how == ActSeize::How::all_of);
  CHECK(read_as<ActSeize>("- seize: {all_of: [a, b]}").resources.size() == 2);
  CHECK(says(complaint("- seize: [a, b]"), "is a list; needs one resource, {any_of: [a, b]}, {all_of: [a, b]} or {any_site: a}"));
  CHECK(says(complaint("- seize: {}"), "names no resource"));
}

TEST_CASE("seize has all its modifiers") {
  const auto seize = read_as<ActSeize>(
      "- seize: bed\n  units: 2\n  priority: acuity\n  patience: 2 h\n  otherwise: gone\n  if_full: full\n  if_busy: busy\n"
      "  escalate: [{after: 12 h, priority: 0}, {after: 13 h, priority: acuity - 1, rejoin: true}]\n  as: place\n  preempt: "
      "restart");
  CHECK(seize.units->value == 2);
  CHECK(seize.priority->word == "acuity");
  CHECK(seize.patience->number == 2.0 * ticks_per_hour);
  CHECK(seize.otherwise.text == "gone");
  CHECK(seize.if_full.text == "full");
  CHECK(seize.if_busy.text == "busy");
  REQUIRE(seize.escalations.size() == 2);
  CHECK(seize.escalations[0].after == 12.0 * ticks_per_hour);
  CHECK_FALSE(seize.escalations[0].rejoin);
  CHECK(seize.escalations[1].rejoin);
  CHECK(seize.as.text == "place");
  CHECK(seize.preempt == Preempt::restart);
  CHECK(read_as<ActSeize>("- seize: bed\n  preempt: resume").preempt == Preempt::resume);
  CHECK(read_as<ActSeize>("- seize: bed\n  preempt: resample").preempt == Preempt::resample);
  CHECK(read_as<ActSeize>("- seize: bed\n  escalate: {after: 12 h, priority: 0}").escalations.size() == 1);
}

TEST_CASE("patience and otherwise need each other") {
  CHECK(says(complaint("- seize: bed\n  patience: 2 h"), "has patience but no otherwise"));
  CHECK(says(complaint("- seize: bed\n  otherwise: gone"), "has otherwise but no patience"));
}

TEST_CASE("escalations come in order of time") {
  CHECK(says(complaint("- seize: bed\n  escalate: [{after: 2 h, priority: 0}, {after: 1 h, priority: 1}]"),
             "does not come after the one before"));
}

TEST_CASE("release gives back one, several, all or only what is held") {
  CHECK(read_as<ActRelease>("- release: bed").names.size() == 1);
  CHECK(read_as<ActRelease>("- release: [bed, nurse]").names.size() == 2);
  CHECK(read_as<ActRelease>("- release: all").all);
  const auto careful = read_as<ActRelease>("- release: {if_held: bed}");
  CHECK(careful.if_held);
  CHECK(careful.names[0].text == "bed");
}

TEST_CASE("delay takes a quantity, a time of day or a calendar") {
  CHECK(read_as<ActDelay>("- delay: 5 min").quantity->number == 5.0 * ticks_per_minute);
  const auto until = read_as<ActDelay>("- delay: {until: \"08:00\", days: [Mon]}");
  CHECK(until.how == ActDelay::How::until_time);
  CHECK(until.times_of_day.at(0) == 8 * ticks_per_hour);
  CHECK(until.days == std::array<bool, 7>{true, false, false, false, false, false, false});
  const auto open = read_as<ActDelay>("- delay: {until_open: office}");
  CHECK(open.how == ActDelay::How::until_open);
  CHECK(open.calendar.text == "office");
  CHECK(says(complaint("- delay: {until: noon}"), "needs a time of day in quotes"));
}

TEST_CASE("wait_until takes a condition") {
  CHECK(read_as<ActWaitUntil>("- wait_until: \"free(bed) > 0\"").condition.kind == Expression::Kind::greater);
}

TEST_CASE("split shares out by chance, the rest to one step") {
  const ReadResult result = read_step("- split: {a: 0.7, b: 20%, c: rest}\n  draw: luck");
  CHECK(messages(result) == "");
  const auto& split = action<ActSplit>(result);
  REQUIRE(split.shares.size() == 3);
  CHECK(split.shares[1].share == doctest::Approx(0.2));
  CHECK(split.shares[2].share < 0);
  CHECK(split.shares[2].to.text == "c");
  CHECK(split.draw == "luck");
  CHECK(split.by.empty());
}

TEST_CASE("split by an attribute has shares for each label") {
  const ReadResult result = read_step("- split: {by: acuity, 1: {a: 0.7, b: rest}, \"85+\": {a: 1}, else: {b: 1}}");
  CHECK(messages(result) == "");
  const auto& split = action<ActSplit>(result);
  CHECK(split.by == "acuity");
  REQUIRE(split.cases.size() == 2);
  CHECK(split.cases[1].first == "85+");
  CHECK(split.has_else);
  CHECK(split.shares.size() == 1);
}

TEST_CASE("shares of a split add up to 1, or leave a rest") {
  CHECK(says(messages(read_step("- split: {a: 0.7, b: 0.25}")),
             "clinic.steps.s.split: shares of split add up to 0.95 (must be 1); 0.05 of patients have nowhere to go"));
  CHECK(says(messages(read_step("- split: {a: 0.7, b: 0.4}")), "add up to 1.1 (must be 1)"));
  CHECK(says(messages(read_step("- split: {a: 0.7, b: 0.4, c: rest}")), "add up to 1.1 (must be at most 1)"));
  CHECK(says(messages(read_step("- split: {a: rest, b: rest}")), "says rest twice"));
  CHECK(messages(read_step("- split: {a: 0.1, b: 0.2, c: 0.7}")) == "");
  CHECK(messages(read_step("- split: {a: 1, b: rest}")) == "");
}

TEST_CASE("route goes to the first branch that holds, and the last has no condition") {
  const ReadResult result = read_step("- route: [{when: acuity == 1, to: a}, {to: b}]");
  CHECK(messages(result) == "");
  const auto& route = action<ActRoute>(result);
  REQUIRE(route.branches.size() == 2);
  CHECK(route.branches[0].when->kind == Expression::Kind::equal);
  CHECK_FALSE(route.branches[1].when.has_value());
  CHECK(says(messages(read_step("- route: [{when: acuity == 1, to: a}]")), "is the last branch and has a condition"));
  CHECK(says(messages(read_step("- route: [{to: a}, {to: b}]")), "has no condition"));
  CHECK(says(messages(read_step("- route: []")), "needs a list of branches"));
}

TEST_CASE("go and leave end a step") {
  const ReadResult result = read_clinic("steps:\n  s: [{go: other.arrive}]\n  t: [{leave: home}]");
  CHECK(messages(result) == "");
  CHECK(std::get<ActGo>(clinic(result).steps[0].actions[0].what).to.text == "other.arrive");
  CHECK(std::get<ActLeave>(clinic(result).steps[1].actions[0].what).outcome.text == "home");
}

TEST_CASE("choose_site takes the best by a score, chance, or a name") {
  const auto best =
      read_as<ActChooseSite>("- choose_site: {lowest: \"travel(home, site)\", among: [royal, general], age: 15 min}");
  CHECK(best.how == ActChooseSite::How::lowest);
  CHECK(best.score->word == "travel");
  CHECK(best.among.size() == 2);
  CHECK(best.age == 15 * ticks_per_minute);
  CHECK(read_as<ActChooseSite>("- choose_site: {highest: free(bed)}").how == ActChooseSite::How::highest);
  CHECK(read_as<ActChooseSite>("- choose_site: {choice: {royal: 0.6, general: 0.4}}").choice->choices.size() == 2);
  CHECK(read_as<ActChooseSite>("- choose_site: {by: home, north: royal, else: {choice: {royal: 1, general: 1}}}")
            .choice->cases[0]
            .second.label == "royal");
  CHECK(read_as<ActChooseSite>("- choose_site: royal").site.text == "royal");
}

TEST_CASE("fork and join") {
  const ReadResult result = read_clinic("steps:\n  s: [{fork: [a, b]}, {leave: x}]\n  a: [join]\n  b: [{join: }]");
  CHECK(messages(result) == "");
  CHECK(action<ActFork>(result).branches.size() == 2);
  CHECK(clinic(result).steps[1].actions[0].path == "clinic.steps.a.join");
  CHECK(std::holds_alternative<ActJoin>(clinic(result).steps[2].actions[0].what));
}

TEST_CASE("book takes an amount on each day, or a taper") {
  const auto daily = read_as<ActBook>("- book: {resource: visits, daily: [4, 3, 2], as: care}");
  CHECK(daily.resource.text == "visits");
  CHECK(daily.daily == std::vector<double>{4, 3, 2});
  CHECK(daily.as.text == "care");
  const auto taper = read_as<ActBook>("- book: {resource: visits, first: 4, last: 1, days: frailty * 2}");
  CHECK(taper.first->value == 4);
  CHECK(taper.days->kind == Expression::Kind::multiply);
  CHECK(says(complaint("- book: {resource: visits}"), "does not say how much each day"));
}

TEST_CASE("seize may prefer the choice with the lowest score, at every site, and move back") {
  const auto near = read_as<ActSeize>("- {seize: {any_site: desk, lowest: \"way(home, site)\"}, move_back: true}");
  CHECK(near.any_site);
  CHECK(near.scores.size() == 1);
  CHECK(near.move_back);
  CHECK(!near.highest);
  CHECK(read_as<ActSeize>("- seize: {any_of: [a, b], highest: [free(a), free(b)]}").scores.size() == 2);
}

TEST_CASE("a step ends with an action that says where the patient goes") {
  CHECK(says(messages(read_step("- delay: 5 min")), "does not say where the patient goes"));
  CHECK(says(messages(read_step("- leave: x\n- delay: 5 min")), "clinic.steps.s.delay: stands after leave, which ends the step"));
  CHECK(says(messages(read_clinic("steps: {s: []}")), "has no actions"));
}

TEST_CASE("an action has exactly one verb, and modifiers that it knows") {
  CHECK(says(complaint("- {delay: 5 min, count: x}"), "has two verbs, delay and count"));
  CHECK(says(complaint("- {dealy: 5 min}"), "\"dealy\" is no verb; did you mean \"delay\"?"));
  CHECK(says(complaint("- {}"), "is empty; needs a verb"));
  CHECK(says(complaint("- delay: 5 min\n  patience: 3 min"), "\"patience\" cannot stand beside delay; it goes with seize"));
  CHECK(says(complaint("- seize: bed\n  priorty: 3"), "\"priorty\" cannot stand beside seize; did you mean \"priority\"?"));
  CHECK(says(complaint("- wibble"), "is \"wibble\"; needs an action"));
}
