// Expressions into stack code, with a check of units on the way.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/words.hpp"
#include "network/compiler.hpp"

namespace careway {

namespace {

using Code = Instruction::Code;
using Kind = Expression::Kind;


const std::map<std::string, Code>& level_functions() {
  static const std::map<std::string, Code> table = {{"in_use", Code::in_use},     {"waiting", Code::waiting},
                                                    {"free", Code::free_units},   {"capacity", Code::capacity},
                                                    {"blocked", Code::blocked},   {"occupancy", Code::occupancy},
                                                    {"booked", Code::booked}};
  return table;
}

const std::map<std::string, Code>& time_names() {
  static const std::map<std::string, Code> table = {{"hour", Code::hour},   {"weekday", Code::weekday},
                                                    {"month", Code::month}, {"day_of_year", Code::day_of_year},
                                                    {"time_of_day", Code::time_of_day}, {"now", Code::now}};
  return table;
}

struct Arithmetic {
  Code code;
  std::size_t least, most;  ///< arguments
};

const std::map<std::string, Arithmetic>& arithmetic_functions() {
  static const std::map<std::string, Arithmetic> table = {
      {"min", {Code::minimum, 2, 20}}, {"max", {Code::maximum, 2, 20}},      {"abs", {Code::absolute, 1, 1}},
      {"floor", {Code::floor, 1, 1}},  {"ceil", {Code::ceil, 1, 1}},         {"round", {Code::round, 1, 1}},
      {"sqrt", {Code::square_root, 1, 1}}, {"exp", {Code::exponential, 1, 1}}, {"log", {Code::logarithm, 1, 1}}};
  return table;
}

const char* meaning_text(Meaning m) {
  switch (m) {
    case Meaning::number: return "a number";
    case Meaning::duration: return "a duration";
    case Meaning::category: return "a category";
    case Meaning::weekday_name: return "a weekday";
    case Meaning::site_name: return "a site";
    case Meaning::any:
    case Meaning::condition: break;
  }
  return "a value";
}

bool is_zero(const Expression& e) { return e.kind == Kind::number && e.value == 0; }

/// What to do about a plain number where a duration is due.
std::string unit_remedy(const Expression& number) {
  return number.kind == Kind::number ? "give the number a unit, for example 4 h" : "multiply it by a duration, for example by 1 h";
}

std::size_t most_on_stack(const std::vector<Instruction>& code, std::size_t first) {
  std::size_t on_stack = 0, most = 0;
  for (std::size_t i = first; i < code.size(); ++i) {
    const std::size_t taken = values_taken(code[i]);
    on_stack = (on_stack > taken ? on_stack - taken : 0) + 1;
    most = std::max(most, on_stack);
  }
  return most;
}

}  // namespace

void Compiler::put(Code code, std::uint16_t a, std::uint32_t index, double value) {
  Instruction instruction;
  instruction.code = code;
  instruction.a = a;
  instruction.index = index;
  instruction.value = value;
  out_.instructions.push_back(instruction);
}

std::uint32_t Compiler::expression(const Expression& text, const Scope& scope, const std::string& path, Meaning wanted) {
  ExpressionCode code;
  code.first = static_cast<std::uint32_t>(out_.instructions.size());
  of_patient_ = of_time_ = false;
  const Meaning meaning = emit(text, scope, path);
  if (wanted == Meaning::duration && meaning != Meaning::duration && meaning != Meaning::any && !is_zero(text))
    findings_.error(text.place, path, std::string("is ") + meaning_text(meaning) + ", not a duration",
                    text.kind == Kind::call && symbols_.tables.resolve(text.word, scope.pathway) ? "give the table a unit, such as unit: min" : "give it a unit, for example 5 min * (" + text.written + ")");
  if (wanted == Meaning::number && meaning == Meaning::duration)
    findings_.error(text.place, path, "is a duration, not a number", "divide it by a duration, for example (" + text.written + ") / 1 h");
  if (wanted == Meaning::condition && meaning == Meaning::duration)
    findings_.error(text.place, path, "is a duration, not a condition", "compare it with another, for example " + text.written + " > 4 h");
  if ((wanted == Meaning::number || wanted == Meaning::condition) && (meaning == Meaning::category || meaning == Meaning::site_name))
    findings_.error(text.place, path, std::string("is ") + meaning_text(meaning) + ", not a number", "compare it with a label");
  if (most_on_stack(out_.instructions, code.first) > deepest_stack)
    findings_.error(text.place, path, "needs more than " + std::to_string(deepest_stack) + " values at once", "split it with parameters or steps");
  code.count = static_cast<std::uint32_t>(out_.instructions.size()) - code.first;
  code.of_patient = of_patient_;
  code.of_time = of_time_;
  out_.expressions.push_back(code);
  expression_texts.push_back({text.written, text.place});
  return static_cast<std::uint32_t>(out_.expressions.size() - 1);
}

Meaning Compiler::emit(const Expression& e, const Scope& scope, const std::string& path) {
  switch (e.kind) {
    case Kind::number: put(Code::constant, 0, 0, e.value); return Meaning::number;
    case Kind::duration:
    case Kind::clock_time: put(Code::constant, 0, 0, e.value); return Meaning::duration;
    case Kind::name: return emit_name(e, scope, path);
    case Kind::text:
      findings_.error(e.place, path, "\"" + e.word + "\" is a label on its own", "compare an attribute with it");
      return Meaning::any;
    case Kind::call: return emit_call(e, scope, path);
    case Kind::negate: {
      const Meaning m = emit(e.arguments[0], scope, path);
      put(Code::negate);
      return m;
    }
    case Kind::negation:
      emit(e.arguments[0], scope, path);
      put(Code::negation);
      return Meaning::number;
    case Kind::both:
    case Kind::either:
      emit(e.arguments[0], scope, path);
      emit(e.arguments[1], scope, path);
      put(e.kind == Kind::both ? Code::both : Code::either);
      return Meaning::number;
    case Kind::choose: {
      emit(e.arguments[0], scope, path);
      const Meaning a = emit(e.arguments[1], scope, path);
      const Meaning b = emit(e.arguments[2], scope, path);
      put(Code::choose);
      if (a != b && !is_zero(e.arguments[1]) && !is_zero(e.arguments[2]) && a != Meaning::any && b != Meaning::any)
        findings_.error(e.place, path, std::string("is ") + meaning_text(a) + " or " + meaning_text(b), "both must have the same unit");
      return is_zero(e.arguments[1]) ? b : a;
    }
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
    case Kind::divide: return emit_arithmetic(e, scope, path);
    default: return emit_comparison(e, scope, path);
  }
}

Meaning Compiler::emit_arithmetic(const Expression& e, const Scope& scope, const std::string& path) {
  const Meaning a = emit(e.arguments[0], scope, path);
  const Meaning b = emit(e.arguments[1], scope, path);
  for (const Meaning m : {a, b})
    if (m != Meaning::number && m != Meaning::duration && m != Meaning::any)
      findings_.error(e.place, path, std::string("cannot calculate with ") + meaning_text(m), "compare it with a label");
  const bool either_duration = a == Meaning::duration || b == Meaning::duration;
  if (e.kind == Kind::add || e.kind == Kind::subtract) {
    put(e.kind == Kind::add ? Code::add : Code::subtract);
    if (either_duration && a != b && !is_zero(e.arguments[0]) && !is_zero(e.arguments[1]) && a != Meaning::any && b != Meaning::any)
      findings_.error((a == Meaning::duration ? e.arguments[1] : e.arguments[0]).place, path, "adds or subtracts a duration and a plain number",
                      unit_remedy(a == Meaning::duration ? e.arguments[1] : e.arguments[0]));
    return either_duration ? Meaning::duration : a;
  }
  put(e.kind == Kind::multiply ? Code::multiply : Code::divide);
  if (e.kind == Kind::divide) return a == Meaning::duration && b != Meaning::duration ? Meaning::duration : Meaning::number;
  if (a == Meaning::duration && b == Meaning::duration)
    findings_.error(e.place, path, "multiplies two durations", "divide one of them by a duration, for example by 1 h");
  return either_duration ? Meaning::duration : Meaning::number;
}

Meaning Compiler::label_meaning(const Expression& e, const Scope& scope) const {
  if (e.kind == Kind::call && e.word == "place") return Meaning::site_name;
  if (e.kind != Kind::name) return Meaning::any;
  if (const auto attribute = symbols_.attributes.find(e.word); attribute && scope.has_patient)
    return symbols_.attributes_info[*attribute].numeric ? Meaning::number : Meaning::category;
  if (e.word == "weekday") return Meaning::weekday_name;
  if (e.word == "site") return Meaning::site_name;
  return Meaning::any;
}

/// A word compared with something that has labels is one of those labels.
bool Compiler::emit_label(const Expression& label, const Expression& other, Meaning meaning, const Scope& scope,
                          const std::string& path) {
  if (label.kind != Kind::name && label.kind != Kind::text && label.kind != Kind::number) return false;
  const auto refuse = [&](const char* kind, const std::vector<std::string>& words) {
    unknown_name(findings_, label.place, path, label.word, kind, words);
    put(Code::constant);
    return true;
  };
  if (meaning == Meaning::weekday_name) {
    if (label.kind == Kind::number) return false;
    for (int day = 0; day < 7; ++day) {
      if (label.word == weekday_names[day]) {
        put(Code::constant, 0, 0, day);
        return true;
      }
    }
    return refuse("weekday", std::vector<std::string>(weekday_names, weekday_names + 7));
  }
  if (meaning == Meaning::site_name) {
    if (label.kind == Kind::name && symbols_.attributes.find(label.word)) return false;
    const auto site = symbols_.site(label.word);
    if (!site) return refuse("site", symbols_.sites);
    put(Code::constant, 0, 0, *site);
    return true;
  }
  if (meaning == Meaning::number) {  // a numeric attribute may be compared with a quoted number
    const auto number = label.kind == Kind::text ? label_number(label.word) : std::nullopt;
    if (number) put(Code::constant, 0, 0, *number);
    return number.has_value();
  }
  const std::uint32_t attribute = *symbols_.attributes.find(other.word);
  if (label.kind == Kind::name && label_meaning(label, scope) == Meaning::category &&
      !symbols_.label_value(attribute, label.word))
    return false;  // two attributes compared with each other
  if (label.kind == Kind::number) {
    findings_.error(label.place, path, "compares " + other.word + ", which has labels, with a number", "write one of its labels: " + one_of(symbols_.labels(attribute)));
    put(Code::constant);
    return true;
  }
  const auto value = symbols_.label_value(attribute, label.word);
  if (!value) return refuse(("label of " + other.word).c_str(), symbols_.labels(attribute));
  put(Code::constant, 0, 0, *value);
  return true;
}

/// Beyond it a number that an occupancy is compared with is taken for a percentage without its sign.
constexpr double most_occupancy = 10;

Meaning Compiler::emit_comparison(const Expression& e, const Scope& scope, const std::string& path) {
  const Expression& left = e.arguments[0];
  const Meaning left_labels = label_meaning(left, scope);
  const auto is_label = [](Meaning m) { return m == Meaning::category || m == Meaning::weekday_name || m == Meaning::site_name; };
  if (e.kind == Kind::member) {
    const Meaning meaning = emit(left, scope, path);
    for (std::size_t i = 1; i < e.arguments.size(); ++i) {
      if (left_labels != Meaning::any && emit_label(e.arguments[i], left, left_labels, scope, path)) continue;
      emit(e.arguments[i], scope, path);
    }
    (void)meaning;
    put(Code::member, static_cast<std::uint16_t>(e.arguments.size() - 1));
    return Meaning::number;
  }
  const Expression& right = e.arguments[1];
  const Meaning right_labels = label_meaning(right, scope);
  if ((left_labels == Meaning::category || right_labels == Meaning::category) && e.kind != Kind::equal && e.kind != Kind::unequal)
    findings_.error(e.place, path, "puts categories in order", "categories can only be compared with ==, != and in");
  Meaning a = Meaning::any, b = Meaning::any;
  if (is_label(right_labels) && !is_label(left_labels)) {
    if (!emit_label(left, right, right_labels, scope, path)) a = emit(left, scope, path);
    b = emit(right, scope, path);
  } else {
    a = emit(left, scope, path);
    if (left_labels == Meaning::any || !emit_label(right, left, left_labels, scope, path)) b = emit(right, scope, path);
  }
  const Expression* plain = a == Meaning::duration && b == Meaning::number ? &right : b == Meaning::duration && a == Meaning::number ? &left : nullptr;
  if (plain != nullptr && !is_zero(*plain))
    findings_.error(plain->place, path, "compares a duration with a plain number", unit_remedy(*plain));
  for (const auto& [call, number] : {std::pair(&left, &right), std::pair(&right, &left)})
    if (call->kind == Kind::call && call->word == "occupancy" && number->kind == Kind::number && number->value > most_occupancy)
      findings_.warning(number->place, path, "compares an occupancy with a number far above 1, which is full", "write a share, such as 0.95 or 95%");
  static const std::map<Kind, Code> codes = {{Kind::less, Code::less},           {Kind::less_equal, Code::less_equal},
                                             {Kind::greater, Code::greater},     {Kind::greater_equal, Code::greater_equal},
                                             {Kind::equal, Code::equal},         {Kind::unequal, Code::unequal}};
  put(codes.at(e.kind));
  return Meaning::number;
}

Meaning Compiler::emit_name(const Expression& e, const Scope& scope, const std::string& path) {
  if (const auto attribute = symbols_.attributes.find(e.word)) {
    if (!scope.has_patient) {
      findings_.error(e.place, path, "\"" + e.word + "\" belongs to a patient, and there is none here", "use levels, parameters or time");
      return Meaning::any;
    }
    of_patient_ = true;
    put(Code::attribute, static_cast<std::uint16_t>(*attribute));
    if (!symbols_.attributes_info[*attribute].numeric) return Meaning::category;
    return symbols_.attribute_is_duration[*attribute] ? Meaning::duration : Meaning::number;
  }
  if (const auto parameter = symbols_.parameters.resolve(e.word, scope.pathway)) {
    const auto& info = out_.parameters_info[*parameter];
    if (info.per_site && scope.has_patient) of_patient_ = needs_site_ = true;
    put(Code::parameter, info.per_site ? 1 : 0, info.first);
    return symbols_.parameter_is_duration[*parameter] ? Meaning::duration : Meaning::number;
  }
  if (const auto time = time_names().find(e.word); time != time_names().end()) {
    of_time_ = true;
    put(time->second);
    if (time->second == Code::weekday) return Meaning::weekday_name;
    return time->second == Code::time_of_day || time->second == Code::now ? Meaning::duration : Meaning::number;
  }
  if (e.word == "site") {
    of_patient_ = needs_site_ = true;
    put(Code::site);
    return Meaning::site_name;
  }
  std::vector<std::string> words = scope.has_patient ? symbols_.attributes.names() : std::vector<std::string>{};
  for (const std::string& name : symbols_.parameters.candidates(scope.pathway)) words.push_back(name);
  for (const auto& [name, code] : time_names()) words.push_back(name);
  std::string remedy = suggestion(e.word, words);
  if (symbols_.resources.resolve(e.word, scope.pathway)) remedy = "for a resource write a level, such as waiting(" + e.word + ")";
  if (symbols_.clocks.resolve(e.word, scope.pathway)) remedy = "for a clock write elapsed(" + e.word + ")";
  if (symbols_.calendars.resolve(e.word, scope.pathway)) remedy = "for a calendar write open(" + e.word + ")";
  findings_.error(e.place, path, "\"" + e.word + "\" is neither an attribute nor a parameter", remedy);
  return Meaning::any;
}

/// `level(pressure)`: the last value of a level that is a formula and stands before.
Meaning Compiler::emit_sampled(const Expression& e, const Scope& scope, const std::string& path) {
  const bool named = e.arguments.size() == 1 && e.arguments[0].kind == Kind::name;
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < out_.levels.size(); ++i) {
    const LevelInfo& info = out_.levels[i];
    if (info.formula == no_index) continue;
    names.push_back(info.name);
    if (!named || (info.name != full_name(scope.pathway, e.arguments[0].word) && info.name != e.arguments[0].word)) continue;
    if (info.by_site && !scope.has_site) {
      findings_.error(e.place, path, "\"" + info.name + "\" exists at each site, and no site is meant here", "use it in a pathway that is per site");
      return Meaning::any;
    }
    of_time_ = true;
    put(Code::sampled, info.by_site ? 1 : 0, i);
    return Meaning::number;
  }
  findings_.error(e.place, path, "level(…) takes the name of a level with a formula that stands before", names.empty() ? "it works in rules, and in the formulas of later levels" : suggestion(named ? e.arguments[0].word : "", names));
  return Meaning::any;
}

/// `recent(left.done, 24 h)`: how often it was counted in the last whole hours, and in the present one.
Meaning Compiler::emit_recent(const Expression& e, const Scope& scope, const std::string& path) {
  constexpr double most_hours = 168;
  const double hours = e.arguments.size() == 2 && e.arguments[1].kind == Kind::duration ? e.arguments[1].value / static_cast<double>(ticks_per_hour) : 0;
  if (e.arguments.size() != 2 || e.arguments[0].kind != Kind::name || hours < 1 || hours > most_hours || hours != std::floor(hours)) {
    findings_.error(e.place, path, "recent(…) takes a count and whole hours, from 1 h to 168 h", "for example recent(left.done, 24 h)");
    return Meaning::any;
  }
  const std::string& word = e.arguments[0].word;
  auto found = count_index_.find(full_name(scope.pathway, word));
  if (found == count_index_.end()) found = count_index_.find(word);
  if (found == count_index_.end()) {
    std::vector<std::string> names;
    for (const auto& [name, number] : count_index_) names.push_back(name);
    unknown_name(findings_, e.arguments[0].place, path, word, "count", names);
    return Meaning::any;
  }
  const bool by_site = out_.counts[found->second].by_site;
  if (by_site && !scope.has_site) findings_.error(e.place, path, "\"" + word + "\" is counted at each site, and no site is meant here", "use it in a pathway that is per site");
  out_.recent.resize(std::max<std::size_t>(out_.recent.size(), found->second + 1));
  out_.recent[found->second] = true;
  of_time_ = true;
  put(Code::recent, by_site ? 1 : 0, found->second, hours);
  return Meaning::number;
}

/// As they are written in a call: "zone, site".
std::string Compiler::table_keys(std::uint32_t table) const {
  std::string keys;
  for (const std::string& key : symbols_.table_keys[table]) keys += (keys.empty() ? "" : ", ") + key;
  return keys;
}

Meaning Compiler::emit_call(const Expression& e, const Scope& scope, const std::string& path) {
  const auto argument_word = [&]() -> std::optional<Word> {
    if (e.arguments.size() == 1 && e.arguments[0].kind == Kind::name) return Word{e.arguments[0].word, e.arguments[0].place};
    findings_.error(e.place, path, e.word + "(…) takes one name", "for example " + e.word + "(room)");
    return std::nullopt;
  };
  if (const auto level = level_functions().find(e.word); level != level_functions().end()) {
    const auto word = argument_word();
    if (!word) return Meaning::any;
    std::uint32_t number = no_index;
    const auto ref = resource(*word, scope, path, &number);
    if (!ref) return Meaning::any;
    named_resources_.push_back(number);
    if (ref->stride > 0 && scope.has_patient) of_patient_ = true;
    of_time_ = of_time_ || level->second == Code::booked;  // another day, other bookings
    put(level->second, static_cast<std::uint16_t>(ref->stride), ref->first);
    return Meaning::number;
  }
  if (e.word == "held") {
    const auto word = argument_word();
    const auto slot = word ? holding(*word, scope, path) : std::nullopt;
    if (!slot) return Meaning::any;
    of_patient_ = true;
    put(Code::held, *slot);
    return Meaning::number;
  }
  if (e.word == "place") {
    const auto word = argument_word();
    const auto slot = word ? holding(*word, scope, path) : std::nullopt;
    if (!slot) return Meaning::any;
    of_patient_ = true;
    put(Code::place, *slot);
    return Meaning::site_name;
  }
  if (e.word == "taken") {
    const auto word = argument_word();
    const auto number = word ? resolve(NameKind::resource, symbols_.resources, *word, scope, path) : std::nullopt;
    if (!number) return Meaning::any;
    of_patient_ = true;
    const ResourceInfo& info = out_.resources[*number];
    put(Code::taken, static_cast<std::uint16_t>(info.per_site ? symbols_.sites.size() : 1), info.first_instance);
    return Meaning::number;
  }
  if (e.word == "elapsed" || e.word == "running") {
    const auto word = argument_word();
    const auto clock = word ? resolve(NameKind::clock, symbols_.clocks, *word, scope, path) : std::nullopt;
    if (!clock) return Meaning::any;
    of_patient_ = true;
    if (e.word == "elapsed") of_time_ = true;
    put(e.word == "elapsed" ? Code::elapsed : Code::running, static_cast<std::uint16_t>(*clock));
    return e.word == "elapsed" ? Meaning::duration : Meaning::number;
  }
  if (e.word == "level") return emit_sampled(e, scope, path);
  if (e.word == "recent") return emit_recent(e, scope, path);
  if (e.word == "open") {
    const auto word = argument_word();
    const auto calendar = word ? resolve(NameKind::calendar, symbols_.calendars, *word, scope, path) : std::nullopt;
    if (!calendar) return Meaning::any;
    of_time_ = true;
    put(Code::open, 0, *calendar);
    return Meaning::number;
  }
  if (const auto function = arithmetic_functions().find(e.word); function != arithmetic_functions().end()) {
    const auto& [name, what] = *function;
    if (e.arguments.size() < what.least || e.arguments.size() > what.most) {
      findings_.error(e.place, path, name + "(…) has " + std::to_string(e.arguments.size()) + (e.arguments.size() == 1 ? " value" : " values"),
                      what.least == what.most ? "it takes one" : "it takes 2 to 20");
      return Meaning::any;
    }
    Meaning meaning = Meaning::number;
    for (const Expression& argument : e.arguments) {
      const Meaning m = emit(argument, scope, path);
      if (m == Meaning::duration) meaning = m;
    }
    put(what.code, static_cast<std::uint16_t>(e.arguments.size()));
    return what.code == Code::square_root || what.code == Code::exponential || what.code == Code::logarithm ? Meaning::number : meaning;
  }
  if (const auto table = symbols_.tables.resolve(e.word, scope.pathway)) {
    const TableInfo& info = out_.tables[*table];
    if (e.arguments.size() != info.keys.size()) {
      findings_.error(e.place, path, "table " + e.word + " is asked for " + std::to_string(e.arguments.size()) + " key" + (e.arguments.size() == 1 ? "" : "s"),
                      "write " + e.word + "(" + table_keys(*table) + ")");
      return Meaning::any;
    }
    for (std::size_t i = 0; i < e.arguments.size(); ++i) {
      const std::string& key = symbols_.table_keys[*table][i];
      const Meaning meaning = emit(e.arguments[i], scope, path);
      const bool is_site = meaning == Meaning::site_name;
      if (meaning == Meaning::any || is_site == (key == "site") || (key == "site" && meaning != Meaning::category)) continue;
      findings_.error(e.arguments[i].place, path, "table " + e.word + " has " + (is_site ? "\"" + key + "\"" : "a site") + " for its key " + std::to_string(i + 1) +
                                                      ", and " + (is_site ? "a site" : "\"" + e.arguments[i].word + "\"") + " stands here",
                      "write " + e.word + "(" + table_keys(*table) + ")");
    }
    of_patient_ = true;
    put(Code::table, static_cast<std::uint16_t>(info.keys.size()), *table);
    return info.duration ? Meaning::duration : Meaning::number;
  }
  std::vector<std::string> words = {"held", "taken", "place", "elapsed", "running", "open"};
  for (const auto& [name, code] : level_functions()) words.push_back(name);
  for (const char* name : {"level", "recent"}) words.emplace_back(name);
  for (const auto& [name, code] : arithmetic_functions()) words.push_back(name);
  for (const std::string& name : symbols_.tables.candidates(scope.pathway)) words.push_back(name);
  findings_.error(e.place, path, "\"" + e.word + "\" is not a function or table", suggestion(e.word, words));
  return Meaning::any;
}

}  // namespace careway
