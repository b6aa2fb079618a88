// Dotted paths, changes of sites and scenarios, and the variants they make.
#include <doctest/doctest.h>

#include "input/amounts.hpp"
#include "read_support.hpp"

using namespace careway;
using namespace careway::testing;

namespace {

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string hospital =
    "model: hospital\n"
    "sites: {royal: {set: {ed.cubicle.capacity: 60}}, general: , county: }\n"
    "parameters: {grace: 10 min}\n"
    "pathways:\n"
    "  ed:\n"
    "    per: site\n"
    "    resources:\n"
    "      cubicle: {capacity: {value: 45, source: counted}}\n"
    "      doctor: {roster: [{from: \"08:00\", until: \"18:00\", capacity: 10}, {from: \"18:00\", until: \"08:00\", capacity: "
    "5}]}\n"
    "      triage: {capacity: 1}\n"
    "    arrivals: {calls: {rate: 100 per day, set: {age: {normal: {mean: 75, sd: 10}}}, enter: triage}}\n"
    "    parameters: {share: 0.5}\n"
    "    steps:\n"
    "      triage:\n"
    "        - delay: {lognormal: {mean: 8 min, sd: 5 min}}\n"
    "        - seize: cubicle\n"
    "          priority: 3\n"
    "          patience: 2 h\n"
    "          otherwise: gone\n"
    "        - delay: {quantiles: {0: 1 h, 0.5: 2 h, 1: 8 h}}\n"
    "        - split: {gone: 0.25, home: rest}\n"
    "      gone: [{leave: gone}]\n"
    "      home: [{release: all}, {leave: home}]\n"
    "  ward:\n"
    "    resources: {bed: {capacity: 100}}\n"
    "    steps: {stay: [{delay: 5 days}, {leave: home}]}\n"
    "experiment: {start: 2024-01-01, warm_up: 10 days, length: 90 days}\n";

ReadResult read_scenario(const std::string& changes) {
  return read_study("s.yaml",
                    MemoryFiles{{"m.yaml", hospital}, {"s.yaml", "scenario: s\nof: m.yaml\nchanges:\n" + indented(changes, 2)}});
}

/// The studied variant of one site at the start, when nothing is wrong.
const ModelVariant& changed(const ReadResult& result, std::size_t site = 1) {
  CHECK(messages(result) == "");
  return result.study.variant(0, site);
}

const Pathway& ed(const ModelVariant& variant) { return *variant.pathways[0]; }

double mean_of(const ModelVariant& variant) {
  return std::get<ActDelay>(ed(variant).steps[0].actions[0].what).quantity->distribution->find("mean")->value;
}

}  // namespace

TEST_CASE("set, add and scale change a figure") {
  const ReadResult set = read_scenario("- set: {ed.triage.capacity: 3}");
  CHECK(
      says(messages(set), "\"triage\" may mean several things; write ed.resources.triage.capacity or ed.steps.triage.capacity"));
  CHECK(ed(changed(read_scenario("- set: {ed.resources.triage.capacity: 3}"))).resources[2].capacity == 3);
  CHECK(ed(changed(read_scenario("- add: {ed.cubicle.capacity: -5}"))).resources[0].capacity == 40);
  CHECK(ed(changed(read_scenario("- scale: {ed.cubicle.capacity: 1.1}"))).resources[0].capacity == 50);
  CHECK(ed(changed(read_scenario("- scale: {ed.cubicle.capacity: 110%}"))).resources[0].capacity == 50);
}

TEST_CASE("paths lead to every kind of figure") {
  constexpr double day = ticks_per_day;
  CHECK(ed(changed(read_scenario("- scale: {ed.arrivals.calls.rate: 1.06}"))).arrivals[0].rate * day == doctest::Approx(106));
  CHECK(ed(changed(read_scenario("- add: {ed.calls.rate: 1 per hour}"))).arrivals[0].rate * day == doctest::Approx(124));
  CHECK(ed(changed(read_scenario("- set: {ed.calls.set.age.normal.mean: 80}")))
            .arrivals[0]
            .set[0]
            .value.distribution->find("mean")
            ->value == 80);
  CHECK(mean_of(changed(read_scenario("- add: {\"ed.steps.triage.delay[1].lognormal.mean\": 30 s}"))) == 8.5 * ticks_per_minute);
  CHECK(ed(changed(read_scenario("- set: {ed.parameters.share: 0.75}"))).parameters[0].value == 0.75);
  CHECK(changed(read_scenario("- add: {parameters.grace: 30 s}")).shared.parameters[0].value == 10.5 * ticks_per_minute);
  const ReadResult roster = read_scenario("- set: {\"ed.doctor.roster[2].capacity\": 7}");
  CHECK(ed(changed(roster)).resources[1].roster[1].capacity == 7);
  const ReadResult patience = read_scenario("- scale: {ed.steps.triage.seize.patience: 2}");
  CHECK(std::get<ActSeize>(ed(changed(patience)).steps[0].actions[1].what).patience->number == 4.0 * ticks_per_hour);
  const ReadResult quantile = read_scenario("- set: {\"ed.steps.triage.delay[2].quantiles.0.5\": 3 h}");
  CHECK(std::get<ActDelay>(ed(changed(quantile)).steps[0].actions[2].what).quantity->distribution->values[1] ==
        3.0 * ticks_per_hour);
  CHECK(mean_of(changed(read_scenario("- add: {\"ed.steps.triage.delay[1].lognormal.mean\": -30 s}"))) == 7.5 * ticks_per_minute);
  CHECK(ed(changed(read_scenario("- add: {ed.calls.rate: -1 per hour}"))).arrivals[0].rate * day == doctest::Approx(76));
  const ReadResult share = read_scenario("- add: {ed.steps.triage.split.gone: 5%}");
  CHECK(std::get<ActSplit>(ed(changed(share)).steps[0].actions[3].what).shares[0].share == doctest::Approx(0.3));
}

TEST_CASE("set may put any value, and the finding then points at the change") {
  const ReadResult result = read_scenario("- set: {ward.stay.delay: {exponential: {mean: 4 days}}}");
  CHECK(std::get<ActDelay>(changed(result).pathways[1]->steps[0].actions[0].what).quantity->distribution->family ==
        "exponential");
  const ReadResult wrong = read_scenario("- set: {ward.bed.capacity: many}");
  CHECK(says(messages(wrong), "s.yaml:4:30: error: ward.resources.bed.capacity: is \"many\"; needs a whole number"));
}

TEST_CASE("a changed figure may bring its own source") {
  const ReadResult result = read_scenario("- set: {ward.bed.capacity: {value: 120, source: plan}}");
  CHECK(changed(result).pathways[1]->resources[0].capacity == 120);
  bool found = false;
  for (const SourceNote& note : result.study.sources) found = found || note.source == "plan";
  CHECK(found);
}

TEST_CASE("scaling a block scales its figures and leaves times, days and shapes") {
  const ReadResult result = read_scenario("- scale: {ed.doctor.roster: 1.5}");
  const Resource& doctor = ed(changed(result)).resources[1];
  CHECK(doctor.roster[0].capacity == 15);
  CHECK(doctor.roster[1].capacity == 8);  // 7.5 goes up
  CHECK(doctor.roster[0].span.from == 8 * ticks_per_hour);
  CHECK(mean_of(changed(read_scenario("- scale: {\"ed.steps.triage.delay[1]\": 0.5}"))) == 4.0 * ticks_per_minute);
}

TEST_CASE("a bare verb means the first action, with a warning when there are several") {
  const ReadResult result = read_scenario("- scale: {ed.steps.triage.delay: 0.5}");
  CHECK(result.complete);
  CHECK(says(
      messages(result),
      "warning: changes[1].scale: ed.steps.triage has 2 delay actions, and this changes the first; write delay[1] to say so"));
}

TEST_CASE("a path that leads nowhere is reported where it fails, with the nearest path") {
  CHECK(says(messages(read_scenario("- set: {edd.cubicle.capacity: 1}")),
             "\"edd\" is no pathway and no block of the model; did you mean \"ed.cubicle.capacity\"?"));
  CHECK(says(messages(read_scenario("- set: {ed.cubical.capacity: 1}")),
             "ed has no \"cubical\"; did you mean \"ed.cubicle.capacity\"?"));
  CHECK(says(messages(read_scenario("- set: {ed.cubicle.capcity: 1}")),
             "ed.resources.cubicle has no \"capcity\"; did you mean \"ed.cubicle.capacity\"?"));
  CHECK(says(messages(read_scenario("- set: {ed.cubicle.capacity.x: 1}")),
             "ed.resources.cubicle.capacity is a single value and has no \"x\""));
  CHECK(says(messages(read_scenario("- set: {\"ed.doctor.roster[3].capacity\": 1}")),
             "ed.resources.doctor.roster has only 2 items"));
  CHECK(says(messages(read_scenario("- set: {ed.doctor.roster.capacity: 1}")),
             "ed.resources.doctor.roster is a list; name an item, such as ed.resources.doctor.roster[1]"));
  CHECK(says(messages(read_scenario("- set: {\"ed.steps.triage.delay[3]\": 1 h}")), "ed.steps.triage has only 2 delay actions"));
  CHECK(says(messages(read_scenario("- set: {ed.steps.triage.release: 1 h}")), "ed.steps.triage has no release"));
  CHECK(says(messages(read_scenario("- set: {ed: 1}")), "names a whole pathway"));
  CHECK(says(messages(read_scenario("- set: {\"ed.cubicle[0]\": 1}")), "is no item"));
}

TEST_CASE("arithmetic keeps the unit as it is written") {
  CHECK(to_text(scaled(*parse_amount("5.5 days"), 1.1)) == "6.05 days");
  CHECK(to_text(*added(*parse_amount("5 days"), *parse_amount("12 h"))) == "5.5 days");
  CHECK(to_text(*added(*parse_amount("1 day 12 h"), *parse_amount("12 h"))) == "2 day");
  CHECK(to_text(scaled(*parse_amount("560 per day"), 0.5)) == "280 per day");
  CHECK(to_text(*added(*parse_amount("10 per hour"), *parse_amount("24 per day"))) == "11 per hour");
  CHECK(to_text(scaled(*parse_amount("5%"), 2)) == "10%");
  CHECK(to_text(*added(*parse_amount("5%"), *parse_amount("0.02"))) == "7%");
  CHECK(to_text(*added(*parse_amount("0"), *parse_amount("12 h"))) == "12 h");
  CHECK_FALSE(added(*parse_amount("5 days"), *parse_amount("12")).has_value());
  CHECK_FALSE(parse_amount("evict").has_value());
  CHECK_FALSE(parse_amount("").has_value());
  CHECK_FALSE(parse_amount("5 apples").has_value());
}

TEST_CASE("arithmetic that makes no sense is refused") {
  CHECK(says(messages(read_scenario("- add: {ward.stay.delay: 3}")), "cannot add 3 to 5 days; give both the same kind of unit"));
  CHECK(says(messages(read_scenario("- add: {ed.doctor.roster: 3}")), "is no single figure"));
  CHECK(says(messages(read_scenario("- scale: {ward.stay.delay: 2 h}")), "is \"2 h\"; needs a factor"));
  CHECK(says(messages(read_scenario("- scale: {ed.triage.seize: 2}")), "may mean several things"));
  CHECK(says(messages(read_scenario("- scale: {ed.steps.triage.seize: 2}")), "is \"cubicle\", which is no figure; use set"));
  CHECK(says(messages(read_scenario("- scale: {ward.bed.capacity: -1}")), "needs a factor, 0 or more"));
  CHECK(says(messages(read_scenario("- add: {ed.calls.rate: -1 per apple}")), "needs a figure to add, such as 20, 12 h or -1 day"));
  CHECK(says(messages(read_scenario("- add: {ed.calls.rate: --1 per hour}")), "needs a figure to add"));
  CHECK(read_scenario("- add: {ed.calls.rate: -101 per day}").study.findings.has_errors());
}

TEST_CASE("per cent where a number or a factor is meant are not taken for it") {
  CHECK(says(messages(read_scenario("- add: {ward.bed.capacity: 15%}")), "adds 15% to a number of whole things; scale by 1.15 to have that much more, or add a number"));
  CHECK(says(messages(read_scenario("- add: {\"ed.doctor.roster[2].capacity\": -5%}")), "scale by 0.95"));
  CHECK(says(messages(read_scenario("- scale: {ward.bed.capacity: +15%}")), "is +15%, and a factor is what it is multiplied by; write 1.15 to have that much more"));
  const ReadResult large = read_scenario("- scale: {ed.cubicle.capacity: 115}");
  CHECK(says(messages(large), "multiplies by 115; per cent are written 115% or 1.15"));
  CHECK_FALSE(large.study.findings.has_errors());
  CHECK(messages(read_scenario("- scale: {ed.cubicle.capacity: 85%}")) == "");
  CHECK(messages(read_scenario("- scale: {ed.cubicle.capacity: 12}")) == "");
}

TEST_CASE("dates outside the run, in the warm-up, and of a run whose length is given") {
  const MemoryFiles files{{"m.yaml", "model: m\npathways: {p: {resources: {bed: {capacity: 2}}}}\n"},
                          {"s.yaml", "scenario: s\nof: m.yaml\nchanges:\n  - {add: {p.bed.capacity: 1}, from: 2024-02-01, until: 2024-02-10}\n"
                                     "experiment: {start: 2024-01-01, warm_up: 10 days, length: 60 days}\n"},
                          {"w.yaml", "scenario: w\nof: s.yaml\nexperiment: {warm_up: 45 days}\n"}};
  CHECK(messages(read_study("s.yaml", files)) == "");
  ReadOptions shorter;
  shorter.length = 20 * ticks_per_day;
  CHECK(says(messages(read_study("s.yaml", files, shorter)), "changes nothing: its dates lie outside the run; the run goes from 2024-01-01 to 2024-01-30"));
  CHECK(says(messages(read_study("w.yaml", files)), "is over before anything is measured: its dates lie within the warm-up; what is measured begins on 2024-02-15"));
}

TEST_CASE("changes of a site apply to that site only, and base variants have them") {
  const ReadResult result = read_scenario("- scale: {ed.cubicle.capacity: 2}\n  sites: [general]");
  CHECK(messages(result) == "");
  CHECK(ed(result.study.variant(0, 0)).resources[0].capacity == 60);
  CHECK(ed(result.study.variant(0, 1)).resources[0].capacity == 90);
  CHECK(ed(result.study.variant(0, 2)).resources[0].capacity == 45);
  REQUIRE(result.study.base.size() == 3);
  CHECK(ed(*result.study.base[1]).resources[0].capacity == 45);
}

TEST_CASE("variants to which the same changes apply share their pathways") {
  const ReadResult result = read_scenario("- add: {ward.bed.capacity: 1}");
  CHECK(result.study.variant(0, 1).pathways[0] == result.study.variant(0, 2).pathways[0]);
  CHECK(result.study.variant(0, 0).pathways[0] != result.study.variant(0, 2).pathways[0]);
  CHECK(result.study.variant(0, 0).pathways[1] == result.study.variant(0, 2).pathways[1]);
  CHECK(result.study.variant(0, 1).pathways[0] == result.study.base[1]->pathways[0]);
  CHECK(result.study.base[0]->pathways[1] == result.study.base[1]->pathways[1]);
}

TEST_CASE("only pathways that exist for each site can differ between sites") {
  CHECK(says(messages(read_scenario("- add: {ward.bed.capacity: 1}\n  sites: [royal]")),
             "\"ward.bed.capacity\" is not in a pathway that exists for each site"));
  CHECK(says(messages(read_scenario("- add: {ed.cubicle.capacity: 1}\n  sites: [roial]")),
             "\"roial\" is no site; did you mean \"royal\"?"));
  CHECK(says(
      messages(read_model("model: m\nsites: {a: {set: {parameters.x: 2}}}\nparameters: {x: 1}\npathways: {p: {per: site}}\n")),
      "\"parameters.x\" is not in a pathway that exists for each site"));
  CHECK(says(messages(read_model("model: m\npathways: {p: {per: site}}\n")), "p.per: is site, and the model has no sites"));
}

TEST_CASE("dated changes make epochs and hold from the first day until the last") {
  const ReadResult result = read_scenario(
      "- add: {ward.bed.capacity: 20}\n  from: 2024-01-11\n  until: 2024-02-01\n- set: {ward.bed.capacity: 50}\n  from: "
      "2024-01-21");
  CHECK(messages(result) == "");
  CHECK(result.study.epoch_starts == std::vector<Ticks>{0, 10 * ticks_per_day, 20 * ticks_per_day, 31 * ticks_per_day});
  REQUIRE(result.study.variants.size() == 12);
  const auto beds = [&](std::size_t epoch) { return result.study.variant(epoch, 0).pathways[1]->resources[0].capacity.value(); };
  CHECK(beds(0) == 100);
  CHECK(beds(1) == 120);
  CHECK(beds(2) == 50);
  CHECK(beds(3) == 50);
  CHECK(result.study.variants[0]->pathways[0] == result.study.variants[9]->pathways[0]);
}

TEST_CASE("dates before the start hold from the start, and dates beyond the end make no epoch") {
  const ReadResult result = read_scenario(
      "- add: {ward.bed.capacity: 20}\n  from: 2023-06-01\n- add: {ward.bed.capacity: 1}\n  from: 2025-06-01\n- add: "
      "{ward.bed.capacity: 300}\n  until: 2023-01-01");
  CHECK_FALSE(result.study.findings.has_errors());
  CHECK(result.study.findings.count(Severity::warning) == 1);  // the second and the third change nothing
  CHECK(result.study.epoch_starts == std::vector<Ticks>{0});
  CHECK(result.study.variant(0, 0).pathways[1]->resources[0].capacity == 120);
}

TEST_CASE("only numbers can change in time") {
  CHECK(says(messages(read_scenario("- set: {ward.stay.delay: {exponential: {mean: 4 days}}}\n  from: 2024-01-11")),
             "sets something other than a number for some of the time; only numbers can change in time"));
  CHECK(says(messages(read_scenario("- set: {ed.steps.triage.seize: 3}\n  from: 2024-01-11")), "is no number"));
  CHECK(says(messages(read_scenario("- set: {ward.bed.capacity: 3}\n  from: 2024-02-11\n  until: 2024-01-11")),
             "until is not after from"));
  CHECK(says(messages(read_scenario("- from: 2024-02-11")), "changes nothing; needs set, add or scale"));
}
