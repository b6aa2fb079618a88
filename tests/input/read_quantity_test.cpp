#include <doctest/doctest.h>

#include <cmath>

#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

constexpr double minute = 60e3;
constexpr double hour = 3600e3;
constexpr double day = 24 * hour;

double parameter(const Quantity& quantity, const char* name) {
  REQUIRE(quantity.distribution.has_value());
  const auto* found = quantity.distribution->find(name);
  REQUIRE(found != nullptr);
  return found->value;
}

std::string complaint(const std::string& delay) {
  const ReadResult result = read_action("- delay: " + delay);
  CHECK_FALSE(result.complete);
  return messages(result);
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a fixed duration is counted in milliseconds") {
  CHECK(delay_of("8 min").number == 8 * minute);
  CHECK(delay_of("1 day 12 h").number == 36 * hour);
  CHECK(delay_of("0").number == 0);
  CHECK(delay_of("{value: 2.5 h, source: seen}").number == 2.5 * hour);
  CHECK(delay_of("8 min").kind == Quantity::Kind::fixed);
}

TEST_CASE("every family of distributions takes each of its forms of parameters") {
  CHECK(parameter(delay_of("{exponential: {mean: 8 min}}"), "mean") == 8 * minute);
  CHECK(parameter(delay_of("{lognormal: {mean: 8 min, sd: 5 min}}"), "sd") == 5 * minute);
  CHECK(parameter(delay_of("{lognormal: {median: 6 min, mean: 8 min}}"), "median") == 6 * minute);
  CHECK(parameter(delay_of("{lognormal: {median: 6 min, sigma: 0.5}}"), "sigma") == 0.5);
  CHECK(parameter(delay_of("{gamma: {mean: 8 min, sd: 5 min}}"), "mean") == 8 * minute);
  CHECK(parameter(delay_of("{gamma: {shape: 2, scale: 4 min}}"), "scale") == 4 * minute);
  CHECK(parameter(delay_of("{gamma: {shape: 2, mean: 4 min}}"), "shape") == 2);
  CHECK(parameter(delay_of("{erlang: {mean: 8 min, stages: 2}}"), "stages") == 2);
  CHECK(parameter(delay_of("{weibull: {mean: 8 min, sd: 5 min}}"), "mean") == 8 * minute);
  CHECK(parameter(delay_of("{weibull: {shape: 1.5, mean: 8 min}}"), "shape") == 1.5);
  CHECK(parameter(delay_of("{weibull: {shape: 1.5, scale: 8 min}}"), "scale") == 8 * minute);
  CHECK(parameter(delay_of("{normal: {mean: 8 min, sd: 5 min}, at_least: 0}"), "sd") == 5 * minute);
  CHECK(parameter(delay_of("{uniform: {min: 0, max: 5 min}}"), "max") == 5 * minute);
  CHECK(parameter(delay_of("{triangular: {min: 1 min, mode: 1 min, max: 5 min}}"), "mode") == minute);
  CHECK(parameter(delay_of("{beta: {min: 0, max: 5 min, mean: 2 min, sd: 1 min}}"), "mean") == 2 * minute);
  CHECK(parameter(delay_of("{beta: {a: 2, b: 3, min: 0, max: 5 min}}"), "b") == 3);
  CHECK(parameter(delay_of("{pareto: {mean: 8 min, shape: 3}}"), "shape") == 3);
  CHECK(parameter(delay_of("{loglogistic: {median: 8 min, shape: 3}}"), "median") == 8 * minute);
}

TEST_CASE("mu of a lognormal counts in its own unit and is carried over to milliseconds") {
  CHECK(parameter(delay_of("{lognormal: {mu: 3, sigma: 0.4, unit: min}}"), "mu") == doctest::Approx(3 + std::log(minute)));
  CHECK(parameter(attribute_of("{lognormal: {mu: 3, sigma: 0.4}}"), "mu") == 3);
}

TEST_CASE("whole-number families are numbers and never durations") {
  CHECK(parameter(attribute_of("{poisson: {mean: 3}}"), "mean") == 3);
  CHECK(parameter(attribute_of("{geometric: {mean: 3}}"), "mean") == 3);
  CHECK(parameter(attribute_of("{binomial: {n: 10, p: 30%}}"), "p") == doctest::Approx(0.3));
  CHECK(says(complaint("{poisson: {mean: 3}}"), "poisson gives whole numbers, and a duration is needed here"));
}

TEST_CASE("hyperexponential shares and means stand side by side") {
  const Quantity quantity = delay_of("{hyperexponential: {shares: [0.7, 0.3], means: [1 day, 8 days]}}");
  CHECK(quantity.distribution->weights == std::vector<double>{0.7, 0.3});
  CHECK(quantity.distribution->values == std::vector<double>{day, 8 * day});
  CHECK(says(complaint("{hyperexponential: {shares: [0.7, 0.2], means: [1 day, 8 days]}}"), "shares add up to 0.9 (must be 1)"));
  CHECK(says(complaint("{hyperexponential: {shares: [0.7, 0.3], means: [1 day]}}"), "has 1 item; needs 2, one for each share"));
}

TEST_CASE("a mixture joins random and fixed parts") {
  const Quantity quantity = delay_of("{mixture: [{share: 0.3, of: 5 min}, {share: 0.7, of: {gamma: {mean: 5 min, sd: 2 min}}}]}");
  REQUIRE(quantity.distribution->components.size() == 2);
  CHECK(quantity.distribution->components[0].family == "constant");
  CHECK(quantity.distribution->components[0].find("value")->value == 5 * minute);
  CHECK(quantity.distribution->components[1].family == "gamma");
  CHECK(says(complaint("{mixture: [{share: 0.3, of: 5 min}, {share: 0.6, of: 6 min}]}"), "shares add up to 0.9"));
  CHECK(says(complaint("{mixture: [{share: 1, of: {choice: {a: 1}}}]}"), "\"choice\" cannot stand in a mixture"));
}

TEST_CASE("empirical values stand in place, with weights if wished") {
  const Quantity quantity = delay_of("{empirical: {values: [1 min, 2 min], weights: [1, 3], smooth: true}}");
  CHECK(quantity.distribution->values == std::vector<double>{minute, 2 * minute});
  CHECK(quantity.distribution->weights == std::vector<double>{1, 3});
  CHECK(quantity.distribution->smooth);
  CHECK(says(complaint("{empirical: {values: [1 min], weights: [1, 3]}}"), "has 2 items"));
  CHECK(says(complaint("{empirical: {values: []}}"), "is an empty list"));
}

TEST_CASE("empirical values come from a column of a file beside the model") {
  const MemoryFiles files{
      {"models/m.yaml",
       model_of("steps:\n  s:\n    - delay: {empirical: {file: data/stays.csv, column: stay, unit: day}}\n    - leave: x\n")},
      {"models/data/stays.csv", "who,stay\r\n\"a, b\",1.5\r\n\"c \"\"d\"\"\",2\r\n"}};
  const ReadResult result = read_study("models/m.yaml", files);
  CHECK(messages(result) == "");
  CHECK(action<ActDelay>(result).quantity->distribution->values == std::vector<double>{1.5 * day, 2 * day});
}

TEST_CASE("a fault in a file of values is named with its line") {
  const auto with = [](const std::string& csv) {
    return messages(read_study(
        "m.yaml",
        MemoryFiles{
            {"m.yaml",
             model_of("steps:\n  s:\n    - delay: {empirical: {file: a.csv, column: stay, unit: day}}\n    - leave: x\n")},
            {"a.csv", csv}}));
  };
  CHECK(says(with("stay\n1\nx\n"), "file a.csv line 3 has \"x\" in column stay, which is no number"));
  CHECK(says(with("who,stay\na,1\nb\n"), "file a.csv line 3 has 1 fields, and the header has 2"));
  CHECK(says(with("sty\n1\n"), "file a.csv has no column \"stay\"; did you mean \"sty\"?"));
  CHECK(says(with("stay\n"), "file a.csv has no rows below its header"));
  CHECK(says(with("stay\n\"1\n"), "file a.csv line 2 has an open quote"));
  CHECK(says(with(""), "file a.csv has no column"));
  CHECK(says(with("stay\n1,5\n"), "line 2 has 2 fields"));
  CHECK(with("\xEF\xBB\xBFstay\n1") == "");
}

TEST_CASE("quantiles rise from 0 to 1") {
  const Quantity quantity = delay_of("{quantiles: {0: 0 h, 0.5: 3 h, 1: 40 h}}");
  CHECK(quantity.distribution->weights == std::vector<double>{0, 0.5, 1});
  CHECK(quantity.distribution->values == std::vector<double>{0, 3 * hour, 40 * hour});
  CHECK(says(complaint("{quantiles: {0: 0 h, 0.5: 3 h}}"), "does not reach from 0 to 1"));
  CHECK(says(complaint("{quantiles: {0: 1 h, 1: 0 h}}"), "the values must not fall"));
}

TEST_CASE("a choice keeps its labels and weights as written") {
  const Quantity quantity = attribute_of("{choice: {\"85+\": 60%, walk_in: 3, 1.5: 0}, draw: luck}");
  REQUIRE(quantity.choices.size() == 3);
  CHECK(quantity.choices[0].label == "85+");
  CHECK(quantity.choices[0].weight == doctest::Approx(0.6));
  CHECK(quantity.choices[1].weight == 3);
  CHECK(quantity.draw == "luck");
}

TEST_CASE("a choice of durations has its labels in milliseconds") {
  const Quantity quantity = delay_of("{choice: {5 min: 1, 1 h: 2}}");
  CHECK(quantity.choices[0].label == "300000");
  CHECK(quantity.choices[1].label == "3600000");
}

TEST_CASE("a conditional quantity nests") {
  const Quantity quantity =
      delay_of("{by: acuity, 1: {by: mode, walk_in: 5 min, else: 6 min}, else: {exponential: {mean: 1 h}}}");
  CHECK(quantity.kind == Quantity::Kind::by);
  CHECK(quantity.attribute == "acuity");
  REQUIRE(quantity.cases.size() == 1);
  CHECK(quantity.cases[0].first == "1");
  CHECK(quantity.cases[0].second.attribute == "mode");
  CHECK(quantity.cases[0].second.otherwise->number == 6 * minute);
  CHECK(quantity.otherwise->kind == Quantity::Kind::distribution);
  CHECK(quantity.otherwise->path == "clinic.steps.s.delay.else");
}

TEST_CASE("a formula is an expression") {
  const Quantity quantity = delay_of("{formula: \"5 min * waiting(bed)\"}");
  CHECK(quantity.kind == Quantity::Kind::formula);
  CHECK(quantity.formula->kind == Expression::Kind::multiply);
}

TEST_CASE("beside a random form stand shift, bounds, factor and the name of its draw") {
  const Quantity quantity = delay_of(
      "{exponential: {mean: 8 min}, plus: 2 min, at_least: 3 min, at_most: 1 h, between: [1 min, 2 h], times: \"1 + "
      "waiting(bed)\", draw: luck}");
  CHECK(quantity.plus == 2 * minute);
  CHECK(quantity.at_least == 3 * minute);
  CHECK(quantity.at_most == hour);
  CHECK(quantity.between->first == minute);
  CHECK(quantity.between->second == 2 * hour);
  CHECK(quantity.times->kind == Expression::Kind::add);
  CHECK(quantity.draw == "luck");
  CHECK(says(complaint("{exponential: {mean: 8 min}, at_least: 3 min, at_most: 2 min}"), "at_most is below at_least"));
  CHECK(says(complaint("{exponential: {mean: 8 min}, between: [3 min, 2 min]}"), "the second bound is not above the first"));
  CHECK(says(complaint("{exponential: {mean: 8 min}, between: 3 min}"), "needs two bounds"));
  CHECK(says(complaint("{formula: \"1 min\", plus: 3 min}"), "plus: cannot stand beside formula"));
  CHECK(says(complaint("{by: a, 1: 3 min, plus: 3 min}"), "plus cannot stand beside by"));
}

TEST_CASE("a duration refuses a bare number and says what to write") {
  CHECK(says(complaint("8"), "clinic.steps.s.delay: is 8; needs a unit, such as 8 min"));
  CHECK(says(complaint("{exponential: {mean: 8}}"), "clinic.steps.s.delay.exponential.mean: is 8; needs a unit, such as 8 min"));
  CHECK(says(complaint("{exponential: {mean: eight}}"), "is \"eight\"; needs a duration above 0, such as 8 min"));
  CHECK(says(complaint("\"8 min\""), "is \"8 min\""));
  CHECK(says(complaint("2000 years"), "\"years\" is no unit of time; its length varies"));
  CHECK(says(complaint("400000 days"), "beyond reason"));
}

TEST_CASE("a normal duration must be bounded below") {
  CHECK(says(complaint("{normal: {mean: 8 min, sd: 5 min}}"), "a normal duration may be negative; add at_least: 0"));
  CHECK(read_action("- delay: {normal: {mean: 8 min, sd: 5 min}, between: [0 min, 1 h]}").complete);
}

TEST_CASE("wrong parameters of a distribution are named with the forms that exist") {
  CHECK(says(complaint("{lognormal: {mean: 8 min}}"),
             "has mean; needs mean and sd, or median and mean, or median and sigma, or mu and sigma and unit"));
  CHECK(says(complaint("{lognormal: {mean: 8 min, stdev: 8 min}}"), "key \"stdev\" is not known here"));
  CHECK(says(complaint("{exponential: 8 min}"), "needs a block such as {mean: …}"));
  CHECK(says(complaint("{uniform: {min: 5 min, max: 5 min}}"), "max is not above min"));
  CHECK(says(complaint("{triangular: {min: 1 min, mode: 9 min, max: 5 min}}"), "max is not above mode"));
  CHECK(says(complaint("{lognormal: {mean: 0 min, sd: 1 min}}"), "needs a duration above 0"));
  CHECK(says(complaint("{erlang: {mean: 8 min, stages: 1.5}}"), "is 1.5; needs a whole number, 1 or more"));
  CHECK(says(complaint("{expnential: {mean: 8 min}}"), "did you mean \"exponential\"?"));
  CHECK(says(complaint("{exponential: {mean: 8 min}, gamma: {mean: 8 min, sd: 1 min}}"), "has both exponential and gamma"));
}

TEST_CASE("an attribute is a number, a label or, where the figures carry units, a duration") {
  CHECK(attribute_of("83").number == 83);
  CHECK(attribute_of("83").dimension == Dimension::number);
  CHECK(attribute_of("walk_in").label == "walk_in");
  CHECK(attribute_of("walk_in").kind == Quantity::Kind::label);
  CHECK(attribute_of("\"85+\"").label == "85+");
  CHECK(attribute_of("5 min").dimension == Dimension::duration);
  CHECK(attribute_of("{lognormal: {mean: 5 days, sd: 8 days}}").dimension == Dimension::duration);
  CHECK(attribute_of("{lognormal: {mean: 5, sd: 8}}").dimension == Dimension::number);
  CHECK(attribute_of("{by: a, 1: {exponential: {mean: 5 days}}, else: 0}").otherwise->dimension == Dimension::duration);
}

TEST_CASE("an attribute that mixes durations and plain numbers is refused") {
  const ReadResult result = read_action("- set: {x: {lognormal: {mean: 5 days, sd: 8}}}");
  CHECK(says(messages(result), "clinic.steps.s.set.x.lognormal.sd: is 8; needs a unit, such as 8 min"));
}

TEST_CASE("a plain number refuses a unit") {
  const ReadResult result = read_clinic("arrivals: {a: {rate: 1 per day, batch: 3 min, enter: s}}");
  CHECK(says(messages(result), "clinic.arrivals.a.batch: is \"3 min\", a duration; needs a number without a unit"));
}
