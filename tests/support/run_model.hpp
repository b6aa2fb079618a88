// Models in memory, run as they stand, with everything that happened as text.
//
//   CHECK(story(clinic(R"(resources: …)")) == table(R"(
//     0:00 p1 arrives
//     0:10 p1 leaves done
//   )"));
//
// Patients are numbered in order of arrival (p1, p2, …); a branch of a fork is p1'. A fact is written
//   arrives · waits for desk · granted desk · gives up · loses desk · delays until 0:10 · releases desk · leaves done · goes to step
// "goes to" only when asked for. A unit that is free is taken without a fact: what follows shows it.
// Every run here checks its audit: nothing may fail to add up.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "network/network.hpp"
#include "study/results.hpp"

namespace careway::testing {

using Texts = std::map<std::string, std::string>;  ///< further files: name to text

struct Fact {
  Watcher::What what = Watcher::What::arrived;
  Ticks at = 0;
  std::uint64_t patient = 0;  ///< 1, 2, … in order of arrival
  bool branch = false;
  Ticks arrived = 0;
  std::uint64_t key = 0;      ///< of the patient's draws: the same patient has it in every scenario
  std::string source;         ///< pathway.arrivals.name@site
  std::string step;           ///< without its pathway
  std::string resource;       ///< with @site when there are sites; without its pathway
  std::string outcome;        ///< of leaving
  Ticks until = 0;            ///< of a delay: its end
};

struct Told {
  std::vector<Fact> facts;
  Record record;
  std::string warnings;
};

/// A model whose pathway `clinic` has these blocks; `more` stands at the top level and may hold its own experiment.
std::string clinic(const std::string& blocks, const std::string& more = "");

/// What was found on reading and compiling, as "path: problem; remedy" lines; "" when nothing.
std::string findings(const std::string& model, const Texts& more = {}, const std::string& first = "model.yaml");

Network compiled(const std::string& model, const Texts& more = {}, const std::string& first = "model.yaml");

/// One replication, watched. `first` is the file to begin with: "model.yaml" is the model's own text.
Told told(const std::string& model, const Texts& more = {}, const std::string& first = "model.yaml", std::uint64_t seed = 1,
          std::uint32_t replication = 0);
std::string story(const std::string& model, const Texts& more = {}, const std::string& first = "model.yaml");
/// Only lines that hold one of the words.
std::string story_of(const std::string& words, const std::string& model, const Texts& more = {}, const std::string& first = "model.yaml");
std::string line(const Fact& fact);
/// The same, with steps gone to.
std::string ways(const std::string& model);

/// All replications of the experiment.
Results results(const std::string& model, const Texts& more = {}, const std::string& first = "model.yaml", std::uint64_t seed = 0);

/// Lengths of all delays in the step, by patient, in order of arrival: attributes are made visible as delays.
std::vector<Ticks> delays_in(const Told& run, const std::string& step);

/// The text without the blanks before its lines and without its first and last line break.
std::string table(const std::string& text);

std::string clock_text(Ticks instant);  ///< 1d 2:03:04.005, with the seconds only when they are not 0

const ClockResult& clock(const Results& r, const std::string& name);
const LevelResult& level(const Results& r, const std::string& name);
std::uint64_t count(const Results& r, const std::string& name, std::size_t part = 0);  ///< of the first replication
/// Area of a level in unit-minutes, first replication.
double minutes(const Results& r, const std::string& name, std::size_t part = 0);

/// Standard errors from the share expected; 4.89 is the bound at alpha = 1e-6, two-sided.
double z_of_share(double hits, double of, double expected);
inline constexpr double z_bound = 4.89;

}  // namespace careway::testing
