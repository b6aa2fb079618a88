#include "input/read_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/words.hpp"
#include "input/expressions.hpp"
#include "input/keys.hpp"
#include "input/read_actions.hpp"
#include "input/read_quantity.hpp"
#include "input/values.hpp"

namespace careway {

namespace {

constexpr std::size_t most_steps = 5000;
constexpr std::size_t most_actions = 1000;  // in one step

bool is_verb(const std::string& key) {
  const std::vector<std::string>& verbs = known_verbs();
  return std::find(verbs.begin(), verbs.end(), key) != verbs.end();
}

bool ends_step(const std::string& verb) {
  return verb == "go" || verb == "split" || verb == "route" || verb == "leave" || verb == "join";
}

ActClock read_clock_action(const Verb& verb, ActClock::What what) { return {what, read_references(verb.reader, verb.value)}; }

ActWaitUntil read_wait(const Verb& verb) {
  ActWaitUntil wait;
  if (auto condition = parse_expression(*verb.value.node, verb.value.path, verb.reader.findings))
    wait.condition = std::move(*condition);
  return wait;
}

ActJoin read_join(const Verb& verb) {
  if (!verb.value.node->is_null() && verb.fields != nullptr) wrong(verb.reader, verb.value, "nothing after it; write - join");
  return {};
}

using What = decltype(Action::what);

What read_what(const std::string& name, const Verb& verb) {
  static const std::map<std::string, What (*)(const Verb&)> readers = {
      {"set", [](const Verb& v) -> What { return ActSet{read_attributes(v.reader, v.value)}; }},
      {"start", [](const Verb& v) -> What { return read_clock_action(v, ActClock::What::start); }},
      {"stop", [](const Verb& v) -> What { return read_clock_action(v, ActClock::What::stop); }},
      {"cancel", [](const Verb& v) -> What { return read_clock_action(v, ActClock::What::cancel); }},
      {"count", [](const Verb& v) -> What { return ActCount{read_name(v.reader, v.value)}; }},
      {"seize", [](const Verb& v) -> What { return read_seize(v); }},
      {"release", [](const Verb& v) -> What { return read_release(v); }},
      {"delay", [](const Verb& v) -> What { return read_delay(v); }},
      {"wait_until", [](const Verb& v) -> What { return read_wait(v); }},
      {"split", [](const Verb& v) -> What { return read_split(v); }},
      {"route", [](const Verb& v) -> What { return read_route(v); }},
      {"go", [](const Verb& v) -> What { return ActGo{read_reference(v.reader, v.value)}; }},
      {"choose_site", [](const Verb& v) -> What { return read_choose_site(v); }},
      {"fork", [](const Verb& v) -> What { return ActFork{read_references(v.reader, v.value)}; }},
      {"join", [](const Verb& v) -> What { return read_join(v); }},
      {"book", [](const Verb& v) -> What { return read_book(v); }},
      {"cancel_booking", [](const Verb& v) -> What { return read_cancel_booking(v); }},
      {"leave", [](const Verb& v) -> What { return ActLeave{read_name(v.reader, v.value)}; }},
  };
  return readers.at(name)(verb);
}

/// A modifier that another verb knows is told apart from a slip of the pen.
void check_modifiers(Reader& reader, const Spot& spot, const std::string& verb) {
  const std::vector<std::string>& keys = known_keys("action." + verb);
  for (const YamlField& field : spot.node->fields) {
    if (std::find(keys.begin(), keys.end(), field.key) != keys.end()) continue;
    std::string advice = suggestion(field.key, keys);
    if (field.key == "plus" || field.key == "at_least" || field.key == "at_most" || field.key == "between" || field.key == "times")
      advice = fmt::format("it belongs to a quantity, inside its braces, such as {{exponential: {{mean: 8 min}}, {}: …}}", field.key);
    for (const std::string& other : known_verbs()) {
      const std::vector<std::string>& theirs = known_keys("action." + other);
      if (std::find(theirs.begin(), theirs.end(), field.key) == theirs.end()) continue;
      advice = fmt::format("it goes with {}", other);
      break;
    }
    if (field.value.is_null() && is_name(field.key)) advice = fmt::format("a list needs brackets: {}: [a, {}]", verb, field.key);
    reader.findings.error(field.place, spot.path, fmt::format("\"{}\" cannot stand beside {}", field.key, verb), advice);
  }
}

/// The verb's field; null (and reported) when there is none or more than one.
const YamlField* find_verb(Reader& reader, const Spot& spot) {
  const YamlField* found = nullptr;
  for (const YamlField& field : spot.node->fields) {
    if (!is_verb(field.key)) continue;
    if (found != nullptr) {
      reader.findings.error(field.place, spot.path, fmt::format("has two verbs, {} and {}", found->key, field.key),
                            fmt::format("begin a new action: - {}: …", field.key), found->place);
      return nullptr;
    }
    found = &field;
  }
  if (found != nullptr) return found;
  if (spot.node->fields.empty())
    reader.findings.error(spot.place(), spot.path, "is empty", "needs a verb: " + one_of(known_verbs(), 20));
  else
    reader.findings.error(spot.node->fields[0].place, spot.path, fmt::format("\"{}\" is no verb", spot.node->fields[0].key),
                          suggestion(spot.node->fields[0].key, known_verbs()));
  return nullptr;
}

std::string path_of(const std::string& step, const std::string& verb, int ordinal) {
  return ordinal == 1 ? step + "." + verb : fmt::format("{}.{}[{}]", step, verb, ordinal);
}

/// Reads the actions of one step; ordinals count the actions of each verb.
class ActionReader final {
 public:
  ActionReader(Reader& reader, Step& step) : reader_(reader), step_(step) {}

  void read(const Spot& item) {
    if (item.node->is_scalar() && item.node->text == "join") return add("join", item.place(), item, nullptr);
    if (!item.node->is_map()) return wrong(reader_, item, "an action such as {delay: 5 min}");
    const YamlField* verb = find_verb(reader_, item);
    if (verb == nullptr) return;
    Spot named{item.node, path_of(step_.path, verb->key, ordinals_[verb->key] + 1)};
    check_modifiers(reader_, named, verb->key);
    add(verb->key, verb->place, named, &verb->value);
  }

 private:
  void add(const std::string& verb, const Place& place, const Spot& whole, const YamlNode* value) {
    Action action;
    action.place = place;
    action.verb = verb;
    action.ordinal = ++ordinals_[verb];
    action.path = path_of(step_.path, verb, action.ordinal);
    if (value == nullptr) {
      action.what = ActJoin{};
    } else {
      const Fields fields(reader_, known_part(whole, verb), "action." + verb);
      action.what = read_what(verb, {reader_, &fields, {value, action.path}});
    }
    step_.actions.push_back(std::move(action));
  }

  /// Unknown modifiers are reported already: Fields is to see the others only.
  Spot known_part(const Spot& whole, const std::string& verb) {
    const std::vector<std::string>& keys = known_keys("action." + verb);
    const auto known = [&](const YamlField& field) { return std::find(keys.begin(), keys.end(), field.key) != keys.end(); };
    if (std::all_of(whole.node->fields.begin(), whole.node->fields.end(), known)) return whole;
    trimmed_ = *whole.node;
    std::erase_if(trimmed_.fields, [&](const YamlField& field) { return !known(field); });
    return {&trimmed_, whole.path};
  }

  Reader& reader_;
  Step& step_;
  std::map<std::string, int> ordinals_;
  YamlNode trimmed_;
};

void check_ending(Reader& reader, const Step& step, std::size_t written) {
  for (std::size_t i = 0; i + 1 < step.actions.size(); ++i)
    if (ends_step(step.actions[i].verb))
      return reader.findings.error(step.actions[i + 1].place, step.actions[i + 1].path,
                                   fmt::format("stands after {}, which ends the step", step.actions[i].verb),
                                   "take it away, or put it into a step of its own", step.actions[i].place);
  if (step.actions.size() == written && !ends_step(step.actions.back().verb))
    reader.findings.error(step.actions.back().place, step.path, "does not say where the patient goes",
                          "needs go, split, route, leave or join as its last action");
}

Step read_step(Reader& reader, const YamlField& field, const Spot& spot) {
  Step step;
  step.name = field.key;
  step.place = field.place;
  step.path = spot.path;
  if (spot.node->is_list() && spot.node->items.empty()) {
    reader.findings.error(spot.place(), spot.path, "has no actions", "needs at least one that says where the patient goes, such as - leave: done");
    return step;
  }
  if (!spot.node->is_list()) {
    wrong(reader, spot, "a list of actions, such as - delay: 5 min");
    return step;
  }
  if (too_many(reader, spot, spot.node->items.size(), most_actions, "action")) return step;
  step.actions.reserve(spot.node->items.size());  // they are large
  ActionReader actions(reader, step);
  each_item(reader, spot, "", [&](const Spot& item) { actions.read(item); });
  if (!step.actions.empty()) check_ending(reader, step, spot.node->items.size());
  return step;
}

}  // namespace

std::vector<Step> read_steps(Reader& reader, const Spot& spot) {
  std::vector<Step> steps;
  if (too_many(reader, spot, spot.node->fields.size(), most_steps, "step")) return steps;
  each_name(reader, spot, "step", [&](const YamlField& field, const Spot& at) { steps.push_back(read_step(reader, field, at)); });
  if (spot.node->is_map() && steps.empty()) reader.findings.error(spot.place(), spot.path, "is empty", "needs at least one step");
  return steps;
}

}  // namespace careway
