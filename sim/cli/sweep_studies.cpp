#include "cli/sweep_studies.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "cli/describe_study.hpp"
#include "cli/refused.hpp"
#include "cli/say.hpp"
#include "engine/engine.hpp"
#include "study/record_bytes.hpp"
#include "study/run_study.hpp"

namespace careway {

namespace {

constexpr std::size_t most_wrong_shown = 5;
constexpr std::size_t most_kept = 32;  // points; more than threads that may be at different ones costs nothing but memory

}  // namespace

std::shared_ptr<const SweepStudies::Study> SweepStudies::make(std::size_t point, std::string* report) const {
  const DesignPoint& made = design_.points[point];
  std::string nowhere;
  LoadOptions options;
  options.days = overrides_.days;
  options.given = {{made.file, made.text}};
  options.report = report != nullptr ? report : &nowhere;
  Loaded loaded = load(made.file, options);
  const Layout layout(loaded.net);
  const std::uint64_t seed = overrides_.seed.value_or(loaded.text.experiment.seed);
  const int replications = overrides_.replications.value_or(loaded.text.experiment.replications);
  return std::make_shared<const Study>(Study{std::move(loaded), layout, seed, static_cast<std::uint32_t>(replications)});
}

std::shared_ptr<const SweepStudies::Study> SweepStudies::get(std::size_t point, std::string* report) {
  std::shared_ptr<Slot> slot;
  {
    const std::lock_guard lock(mutex_);
    auto& known = slots_[point];
    if (!known) known = std::make_shared<Slot>();
    slot = known;
    slot->used = ++clock_;
    if (slots_.size() > most_kept)
      slots_.erase(std::min_element(slots_.begin(), slots_.end(), [](const auto& a, const auto& b) { return a.second->used < b.second->used; }));
  }
  std::call_once(slot->once, [&] { slot->study = make(point, report); });
  return slot->study;
}

void SweepStudies::tell(const WrongPoint& wrong) const {
  const DesignPoint& point = design_.points[wrong.point];
  std::string values;
  for (std::size_t f = 0; f < point.values.size(); ++f)
    if (!point.values[f].empty()) values += (values.empty() ? "" : ", ") + design_.factors[f] + ": " + point.values[f];
  const std::string others = wrong.alike == 0 ? "" : fmt::format(", and {} more in the same way", wrong.alike);
  say("point {} of {} ({}) is wrong{}. What follows is the scenario that the design makes of it, which is in no file:\n{}", wrong.point + 1,
             points(), values, others, wrong.report);
}

void SweepStudies::check(bool quiet, const std::function<void(std::size_t point, const Study&)>& each) {
  std::size_t wrong = 0;
  std::vector<WrongPoint> kinds;
  for (std::size_t p = 0; p < points(); ++p) {
    std::string report;
    try {
      const auto study = get(p, &report);
      if (p == 0 && !quiet) say("{}", report);  // warnings; those of the others are much the same
      each(p, *study);
    } catch (const InputRefused&) {
      ++wrong;
      const std::string& file = design_.points[p].file;
      std::string without_file = report;
      for (std::size_t at = 0; (at = without_file.find(file, at)) != std::string::npos;) without_file.erase(at, file.size());
      const auto same = std::find_if(kinds.begin(), kinds.end(), [&](const WrongPoint& other) { return other.without_file == without_file; });
      if (same != kinds.end()) ++same->alike;
      else kinds.push_back({p, std::move(report), std::move(without_file)});
    }
  }
  for (std::size_t i = 0; i < std::min(most_wrong_shown, kinds.size()); ++i) tell(kinds[i]);
  if (kinds.size() > most_wrong_shown) say("... and {} more kinds of wrong points\n", kinds.size() - most_wrong_shown);
  if (wrong > 0) throw Refused(fmt::format("{} of {} points are wrong; nothing was run", wrong, points()));
}

Results SweepStudies::frame(const Study& study) const {
  Results frame = run_study(study.loaded.net, {});
  frame.seed = study.seed;
  frame.replications_wanted = study.replications;
  describe_study(study.loaded.text, frame);
  return frame;
}

std::string SweepStudies::run(const Task& task, std::function<void(double share)> report) {
  const std::shared_ptr<const Study> study = get(task.study);
  Engine engine(study->loaded.net, study->layout, study->seed, task.replication);
  engine.report_to(std::move(report));
  return record_bytes(engine.run());
}

}  // namespace careway
