// What expressions come to. Each is computed by a patient and made visible as a delay.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <pcg_random.hpp>

#include "support/run_model.hpp"

namespace careway::testing {

namespace {

/// The value for a patient of Wednesday 2024-02-28 09:30 (day 58 from 1 January) with n 4, zero 0, mode foot; desk: 3 units, 1 in use.
double value(const std::string& expression) {
  const Told run = told(clinic(R"(
parameters: {factor: 2.5, allowance: 20 min}
calendars: {office: {open: [{from: "09:00", until: "10:00"}]}, night: {open: [{from: "22:00", until: "06:00"}]}}
resources: {desk: {capacity: 3}, hatch: {capacity: 1}}
clocks: {c: , d: }
tables: {travel: {keys: [mode], unit: min, values: {foot: 12, car: 3}}}
arrivals:
  holder: {at: [57 days], enter: hold}
  queuer: {at: [58 days 1 h, 58 days 1 h], enter: queue}
  a: {at: [58 days 9 h], set: {n: 4, zero: 0, mode: foot}, enter: s}
  never: {at: [100 days], set: {mode: car, other: foot, unset: 3}, enter: queue}
steps:
  hold: [{seize: desk}, {seize: hatch}, {delay: 30 days}, {release: [desk, hatch]}, {leave: done}]
  queue: [{seize: hatch}, {delay: 1 day}, {release: hatch}, {leave: done}]
  s:
    - start: c
    - seize: desk
      as: mine
    - delay: 30 min
    - set: {x: {formula: ")" + expression + R"("}}
    - release: mine
    - go: show
  show: [{delay: {formula: x * 1 s + 1000000 s}}, {leave: done}])", "experiment: {length: 59 days, replications: 1}"));
  const std::vector<Ticks> shown = delays_in(run, "show");
  REQUIRE_MESSAGE(shown.size() == 1, expression);
  return static_cast<double>(shown[0] - 1'000'000'000) / 1000.0;
}

}  // namespace

TEST_CASE("the helper's own model is what it says") {
  CHECK(value("n") == 4);
  CHECK(value("in_use(desk)") == 2);
}

TEST_CASE("arithmetic binds as usual") {
  CHECK(value("2 + 3 * 4") == 14);
  CHECK(value("(2 + 3) * 4") == 20);
  CHECK(value("7 - 2 - 1") == 4);
  CHECK(value("8 / 4 / 2") == 1);
  CHECK(value("-3 + 1") == -2);
  CHECK(value("2 - -3") == 5);
  CHECK(value("50% * 8") == 4);
  CHECK(value("n * factor") == 10);
  CHECK(value("factor") == 2.5);
  CHECK(value("7") == 7);
}

TEST_CASE("comparisons are 1 or 0") {
  CHECK(value("n == 4") == 1);
  CHECK(value("n != 4") == 0);
  CHECK(value("n < 4") == 0);
  CHECK(value("n <= 4") == 1);
  CHECK(value("n > 3") == 1);
  CHECK(value("n >= 5") == 0);
  CHECK(value("n in [1, 4]") == 1);
  CHECK(value("n in [1, 5]") == 0);
  CHECK(value("n not in [1, 5]") == 1);
}

TEST_CASE("what is worked out on both sides is compared, and chosen between") {
  // n + zero is 4, against 3, 4 and 6.
  const auto held = [](const std::string& sign) {
    std::string digits;
    for (const char* right : {"(in_use(desk) + 1)", "(n * factor - 6)", "(in_use(desk) * 3)"}) digits += value("n + zero " + sign + " " + right) == 1 ? '1' : '0';
    return digits;
  };
  CHECK(held("<") == "001");
  CHECK(held("<=") == "011");
  CHECK(held(">") == "100");
  CHECK(held(">=") == "110");
  CHECK(held("==") == "010");
  CHECK(held("!=") == "101");
  CHECK(value("n + in_use(desk) if n + zero > in_use(desk) + 1 else n * factor") == 6);
  CHECK(value("n + in_use(desk) if n + zero < in_use(desk) + 1 else n * factor") == 10);
}

TEST_CASE("not binds tighter than and, and tighter than or") {
  CHECK(value("not n == 5") == 1);
  CHECK(value("n == 4 or n == 5 and n == 6") == 1);
  CHECK(value("(n == 4 or n == 5) and n == 6") == 0);
  CHECK(value("not n == 4 or n == 4") == 1);
  CHECK(value("not (n == 4 or n == 4)") == 0);
}

TEST_CASE("a choice by a condition") {
  CHECK(value("5 if n == 4 else 6") == 5);
  CHECK(value("5 if n == 3 else 6") == 6);
  CHECK(value("1 if n == 1 else 2 if n == 2 else 3") == 3);
  CHECK(value("1 + 2 if n == 4 else 0") == 3);
}

TEST_CASE("functions of numbers") {
  CHECK(value("min(3, n, 9)") == 3);
  CHECK(value("max(3, n, 9)") == 9);
  CHECK(value("abs(n - 6)") == 2);
  CHECK(value("floor(2.7)") == 2);
  CHECK(value("ceil(2.1)") == 3);
  CHECK(value("floor(-2.1)") == -3);
  CHECK(value("round(2.4)") == 2);
  CHECK(value("round(2.6)") == 3);
  CHECK(value("sqrt(n)") == 2);
  CHECK(value("round(1000 * exp(1))") == 2718);
  CHECK(value("round(1000 * log(10))") == 2303);
}

TEST_CASE("categories are compared with their labels") {
  CHECK(value("mode == foot") == 1);
  CHECK(value("mode != foot") == 0);
  CHECK(value("mode == car") == 0);
  CHECK(value("mode in [car, foot]") == 1);
  CHECK(value("mode not in [car]") == 1);
}

TEST_CASE("an attribute that was never set is 0, or equals no label") {
  CHECK(value("unset") == 0);
  CHECK(value("other == foot") == 0);
  CHECK(value("other != foot") == 1);
}

TEST_CASE("durations are divided, compared and added with durations") {
  CHECK(value("4 h / 1 h") == 4);
  CHECK(value("90 min > 1 h") == 1);
  CHECK(value("(1 day 12 h) / 1 h") == 36);
  CHECK(value("allowance / 1 min") == 20);
  CHECK(value("(allowance + 10 min) / 1 min") == 30);
  CHECK(value("2 * allowance / 1 min") == 40);
  CHECK(value("travel(mode) / 1 min") == 12);
}

TEST_CASE("the time") {
  CHECK(value("hour") == 9);
  CHECK(value("weekday == Wed") == 1);
  CHECK(value("weekday in [Sat, Sun]") == 0);
  CHECK(value("month") == 2);
  CHECK(value("day_of_year") == 59);
  CHECK(value("time_of_day >= 09:30") == 1);
  CHECK(value("time_of_day > 09:30") == 0);
  CHECK(value("time_of_day / 1 min") == 570);
  CHECK(value("now / 1 h") == 58 * 24 + 9.5);
  CHECK(value("now == 58 days 9.5 h") == 1);
}

TEST_CASE("levels of resources as they are at this instant") {
  // desk: the holder and this patient; hatch: the holder, and two who wait (one for each queuer).
  CHECK(value("in_use(desk)") == 2);
  CHECK(value("free(desk)") == 1);
  CHECK(value("capacity(desk)") == 3);
  CHECK(value("round(100 * occupancy(desk))") == 67);
  CHECK(value("waiting(hatch)") == 2);
  CHECK(value("free(hatch)") == 0);
  CHECK(value("blocked(desk)") == 0);
  CHECK(value("held(mine)") == 1);
}

TEST_CASE("clocks and calendars") {
  CHECK(value("elapsed(c) / 1 min") == 30);
  CHECK(value("running(c)") == 1);
  CHECK(value("elapsed(d) / 1 min") == 0);
  CHECK(value("running(d)") == 0);
  CHECK(value("open(office)") == 1);
  CHECK(value("open(night)") == 0);
}

TEST_CASE("division by 0 gives 0 and is counted") {
  CHECK(value("5 / zero") == 0);
  const Results r = results(clinic(R"(
arrivals: {a: {at: [0 min, 1 min], set: {zero: 0}, enter: s}}
steps:
  s: [{delay: {formula: 1 min / zero}}, {leave: done}])"));
  CHECK(r.audit[0].divisions_by_zero == 2);
}

TEST_CASE("what an and, an or or an if need not know is passed over, unless it divides") {
  CHECK(value("(zero > 0 and 5 > 1) + 2") == 2);
  CHECK(value("(zero == 0 and 5) + 2") == 3);
  CHECK(value("(zero == 0 or 5) + 2") == 3);
  CHECK(value("(zero or 5 > 1) + (zero or zero)") == 1);
  CHECK(value("7 if zero == 0 else 8 if zero == 1 else 9") == 7);
  CHECK(value("7 if zero == 1 else 8 if zero == 0 else 9") == 8);
  CHECK(value("(7 if zero == 1 else 9) * (2 if zero < 1 and not zero else 3)") == 18);
  const auto divisions = [](const std::string& condition) {
    return results(clinic("\narrivals: {a: {at: [0 min], set: {zero: 0}, enter: s}}\nsteps:\n  s: [{delay: {formula: \"1 min if " + condition +
                          " else 2 min\"}}, {leave: done}]"))
        .audit[0]
        .divisions_by_zero;
  };
  CHECK(divisions("zero == 0 or 1 / zero > 1") == 1);
  CHECK(divisions("zero == 1 and 1 / zero > 1") == 1);
  CHECK(divisions("zero == 1 and zero > 1") == 0);
}

TEST_CASE("a negative duration is held at 0 and counted") {
  const std::string model = clinic(R"(
arrivals: {a: {at: [10 min], enter: s}}
steps:
  s: [{delay: {formula: 1 min - 2 min}}, {leave: done}])");
  CHECK(story_of("leaves", model) == "0:10 p1 leaves done\n");
  CHECK(results(model).audit[0].negative_durations == 1);
}

TEST_CASE("every comparison holds exactly where it should, of two attributes and of an attribute and a number") {
  // One digit for each of < <= > >= == != : for two attributes, for an attribute and 2, and for a choice by comparison.
  const auto digits = [](const std::string& x, const std::string& y) {
    std::string text = "arrivals: {a: {at: [0 min], set: {x: " + x + ", y: " + y + "}, enter: s}}\nsteps:\n  s:\n";
    int at = 0;
    for (const char* sign : {"<", "<=", ">", ">=", "==", "!="})
      for (const char* right : {"y", "2"}) text += "    - set: {d" + std::to_string(at++) + ": {formula: 1 if x " + sign + " " + right + " else 0}}\n";
    std::string sum = "0";
    for (int i = 0; i < at; ++i) sum += " + " + std::to_string(1 << i) + " * d" + std::to_string(i);
    text += "    - delay: {formula: 1 s * (" + sum + ")}\n    - leave: done\n";
    const std::vector<Ticks> lengths = delays_in(told(clinic(text)), "s");
    REQUIRE(lengths.size() == 1);
    std::string bits[2];
    for (int i = 0; i < at; ++i) bits[i % 2] += (lengths[0] / ticks_per_second >> i & 1) != 0 ? '1' : '0';
    return bits[0] + " " + bits[1];
  };
  //                           < <= > >= == !=
  CHECK(digits("1", "3") == "110001 110001");
  CHECK(digits("3", "1") == "001101 001101");
  CHECK(digits("2", "2") == "010110 010110");
  CHECK(digits("3", "3") == "010110 001101");
}

TEST_CASE("every comparison in a condition sends patients the right way") {
  const auto way = [](const std::string& condition) {
    return story_of("leaves", clinic("arrivals: {a: {at: [0 min], set: {x: 2, y: 3, z: 3}, enter: s}}\nsteps:\n  s: [{route: [{when: \"" + condition +
                                     "\", to: yes_}, {to: no_}]}]\n  yes_: [{leave: yes_}]\n  no_: [{leave: no_}]"));
  };
  const std::string yes = "0:00 p1 leaves yes_\n", no = "0:00 p1 leaves no_\n";
  for (const char* condition : {"x < y", "x <= y", "y <= z", "y > x", "y >= x", "y >= z", "y == z", "x != y", "x <= 2", "x != 3", "not y <= x", "not x == y", "(x if y == z else y) == 2"})
    CHECK_MESSAGE(way(condition) == yes, condition);
  for (const char* condition : {"y < x", "y < z", "y <= x", "x > y", "y > z", "x >= y", "x == y", "y != z", "x <= 1", "x != 2", "not x <= y", "(x if y != z else y) == 2"})
    CHECK_MESSAGE(way(condition) == no, condition);
}

namespace {

/// An expression made by chance, and what it is worth.
struct Made {
  std::string text;
  double value = 0;
};

/// Of attributes a to d, whose values are given, and small numbers. Written so that every way of working it out has its turn: numbers on
/// either side, tests within tests.
class Maker {
 public:
  Maker(std::uint64_t seed, const std::vector<double>& attributes) : random_(seed), attributes_(attributes) {}

  Made number(int depth) {
    switch (depth == 0 ? below(2) : below(9)) {
      case 0: return of_number();
      case 1:
      case 2: return attribute();
      case 3: return joined(number(depth - 1), "+", number(depth - 1), [](double x, double y) { return x + y; });
      case 4: return joined(number(depth - 1), "-", number(depth - 1), [](double x, double y) { return x - y; });
      case 5: return joined(number(depth - 1), "*", number(depth - 1), [](double x, double y) { return x * y; });
      case 6: return of_two("min", number(depth - 1), number(depth - 1), [](double x, double y) { return std::min(x, y); });
      case 7: return of_two("max", number(depth - 1), number(depth - 1), [](double x, double y) { return std::max(x, y); });
      default: {
        const Made one = number(depth - 1), test = truth(depth - 1), other = number(depth - 1);
        return {"(" + one.text + " if " + test.text + " else " + other.text + ")", test.value != 0 ? one.value : other.value};
      }
    }
  }

  Made truth(int depth) {
    switch (depth == 0 ? below(3) : below(8)) {
      case 0:
      case 1: return compared(attribute(), below(2) == 0 ? of_number() : number(std::max(0, depth - 1)));
      case 2: return among();
      case 3: {
        const Made inner = truth(depth - 1);
        return {"(not " + inner.text + ")", inner.value == 0 ? 1.0 : 0.0};
      }
      case 4: return compared(number(depth - 1), number(depth - 1));
      case 5: return joined(number(depth - 1), "and", truth(depth - 1), [](double x, double y) { return x != 0 && y != 0 ? 1.0 : 0.0; });
      case 6: return joined(truth(depth - 1), "and", below(2) == 0 ? number(depth - 1) : truth(depth - 1), [](double x, double y) { return x != 0 && y != 0 ? 1.0 : 0.0; });
      default: return joined(truth(depth - 1), "or", below(2) == 0 ? number(depth - 1) : truth(depth - 1), [](double x, double y) { return x != 0 || y != 0 ? 1.0 : 0.0; });
    }
  }

 private:
  std::size_t below(std::uint32_t most) { return random_(most); }
  Made of_number() {
    const double value = static_cast<double>(below(4));
    return {std::to_string(static_cast<int>(value)), value};
  }
  Made attribute() {
    const std::size_t which = below(static_cast<std::uint32_t>(attributes_.size()));
    return {std::string(1, static_cast<char>('a' + which)), attributes_[which]};
  }
  Made compared(const Made& x, const Made& y) {
    switch (below(6)) {
      case 0: return joined(x, "<", y, [](double l, double r) { return l < r ? 1.0 : 0.0; });
      case 1: return joined(x, "<=", y, [](double l, double r) { return l <= r ? 1.0 : 0.0; });
      case 2: return joined(x, ">", y, [](double l, double r) { return l > r ? 1.0 : 0.0; });
      case 3: return joined(x, ">=", y, [](double l, double r) { return l >= r ? 1.0 : 0.0; });
      case 4: return joined(x, "==", y, [](double l, double r) { return l == r ? 1.0 : 0.0; });
      default: return joined(x, "!=", y, [](double l, double r) { return l != r ? 1.0 : 0.0; });
    }
  }
  Made among() {
    static const std::vector<double> lists[] = {{0, 2}, {1}, {3, 1, 2}, {1, 70}, {0.5, 2}, {2, 63}, {1, 65}};
    const Made left = attribute();
    const std::vector<double>& list = lists[below(std::size(lists))];
    std::string text;
    for (const double one : list) text += (text.empty() ? "" : ", ") + fmt::format("{}", one);
    const bool in = std::find(list.begin(), list.end(), left.value) != list.end(), wanted = below(2) == 0;
    return {"(" + left.text + (wanted ? " in [" : " not in [") + text + "])", in == wanted ? 1.0 : 0.0};
  }
  template <class F>
  static Made joined(const Made& x, const std::string& sign, const Made& y, F f) {
    return {"(" + x.text + " " + sign + " " + y.text + ")", f(x.value, y.value)};
  }
  template <class F>
  static Made of_two(const std::string& name, const Made& x, const Made& y, F f) {
    return {name + "(" + x.text + ", " + y.text + ")", f(x.value, y.value)};
  }

  pcg32 random_;
  const std::vector<double>& attributes_;
};

}  // namespace

TEST_CASE("expressions made by chance are worth what arithmetic says") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    pcg32 random(seed, 77);
    std::vector<double> attributes;
    std::string set;
    for (const char* name : {"a", "b", "c", "d"}) {
      attributes.push_back(static_cast<double>(random(4)));
      set += std::string(set.empty() ? "" : ", ") + name + ": " + fmt::format("{}", attributes.back());
    }
    Maker maker(seed, attributes);
    std::vector<Made> made;
    std::string text = "arrivals: {a: {at: [0 min], set: {" + set + "}, enter: s}}\nsteps:\n  s:\n";
    for (int i = 0; i < 60; ++i) {
      made.push_back(i % 2 == 0 ? maker.number(1 + i % 4) : maker.truth(1 + i % 4));
      text += "    - set: {x: {formula: \"" + made.back().text + "\"}}\n    - delay: {formula: 1000000 s + 1 s * x}\n";
    }
    text += "    - leave: done\n";
    const std::vector<Ticks> lengths = delays_in(told(clinic(text, "experiment: {length: 800 days, replications: 1}")), "s");
    REQUIRE(lengths.size() == made.size());
    for (std::size_t i = 0; i < made.size(); ++i)
      CHECK_MESSAGE(static_cast<double>(lengths[i]) == 1000.0 * (1'000'000.0 + made[i].value), set << ": " << made[i].text);
  }
}

TEST_CASE("a duration and a number do not mix, and unknown names are told apart") {
  const auto found = [](const std::string& expression) {
    return findings(clinic("arrivals: {a: {at: [0 min], set: {n: 1}, enter: s}}\nsteps:\n  s: [{route: [{when: \"" + expression +
                           "\", to: t}, {to: t}]}]\n  t: [{leave: done}]"));
  };
  CHECK(found("n == 1") == "");
  const std::string mixed = "clinic.steps.s.route: compares a duration with a plain number; ";
  CHECK(found("now > 3") == mixed + "give the number a unit, for example 4 h\n");
  CHECK(found("n > 3 h") == mixed + "multiply it by a duration, for example by 1 h\n");
  CHECK(found("m > 3") == "clinic.steps.s.route: \"m\" is neither an attribute nor a parameter; did you mean \"n\"?\n");
  CHECK(found("waiting(desk) > 3") == "clinic.steps.s.route: \"desk\" does not exist: there is no resource at all; declare it under resources:\n");
}

TEST_CASE("occupancy without capacity is in_use, and 0 when nothing is in use") {
  CHECK(story_of("delays", clinic(R"(
resources: {desk: {when_capacity_falls: drain, roster: [{from: "00:00", until: "00:10", capacity: 2}]}}
arrivals: {a: {at: [0 min, 0 min], enter: s}, b: {at: [20 min, 2 h], enter: look}}
steps:
  s: [{seize: desk}, {delay: 30 min}, {release: desk}, {leave: done}]
  look: [{delay: {formula: 10 min * occupancy(desk)}}, {leave: seen}])")) == table(R"(
    0:00 p1 delays until 0:30
    0:00 p2 delays until 0:30
    0:20 p3 delays until 0:40
    2:00 p4 delays until 2:00)"));
}

}  // namespace careway::testing
