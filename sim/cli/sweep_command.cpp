#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/bulk.hpp"
#include "base/bytes.hpp"
#include "base/errors.hpp"
#include "cli/commands.hpp"
#include "cli/describe_study.hpp"
#include "cli/kept.hpp"
#include "cli/progress.hpp"
#include "cli/rank_run.hpp"
#include "cli/refused.hpp"
#include "cli/run_end.hpp"
#include "cli/say.hpp"
#include "cli/share.hpp"
#include "cli/stopping.hpp"
#include "cli/sweep_studies.hpp"
#include "cli/targets.hpp"
#include "output/sweep_text.hpp"
#include "study/record_bytes.hpp"
#include "study/replications.hpp"
#include "study/run_study.hpp"
#include "study/tasks.hpp"
#include "study/under_way.hpp"

namespace careway {

namespace {

constexpr std::size_t most_points_printed = 60;

std::string target_of(const SweepOptions& options) {
  if (!options.resume.empty() && !options.out.empty() && options.resume != options.out)
    throw Refused(fmt::format("--resume {} and --out {}: a sweep goes on in its own file; leave --out away", options.resume, options.out));
  if (!options.resume.empty()) return options.resume;
  if (!options.out.empty()) return options.out;
  return std::filesystem::path(options.file).stem().string() + ".h5";
}

/// One sweep from the command line, in its stages.
class Sweep {
 public:
  Sweep(const SweepOptions& options, std::string out, SweepStudies& studies, RankRun& ranks)
      : options_(options), out_(std::move(out)), watch_(options.command_line), studies_(studies), ranks_(ranks), file_(partial_path(out_)) {}

  Exit go() {
    try {
      check_points();
      const Begin begin = options_.resume.empty() ? Begin::anew : Begin::resume;
      if (begin == Begin::resume) take_results();
      take_over(file_, identity_, begin, options_.quiet);
      tell_begin(begin);
    } catch (...) {
      if (file_.entries().empty()) file_.remove();
      throw;
    }
    try {
      return run();
    } catch (const WorldError& error) {
      say("careway: {}\n", error.what());
      say_kept(file_, out_);
      return Exit::world_failed;
    } catch (...) {
      say_kept(file_, out_);
      throw;
    }
  }

 private:
  /// Reads every scenario once, and gathers what the results depend on.
  void check_points() {
    studies_.check(options_.quiet, [this](std::size_t p, const SweepStudies::Study& study) {
      add_identity(p, study);
      add_tasks(p, study);
    });
    if (options_.share.empty()) return;
    const RunShare share = read_share(options_.share);
    std::vector<Task> mine;
    for (const std::uint32_t i : replications_of(share, static_cast<std::uint32_t>(tasks_.size()))) mine.push_back(tasks_[i]);
    tasks_ = std::move(mine);
  }

  void add_identity(std::size_t p, const SweepStudies::Study& study) {
    const std::vector<IdentityLine> lines = identity_of(studies_.frame(study));
    std::string all;
    for (const IdentityLine& line : lines) {
      const bool of_point = line.name == "scenario" || line.name == "measures" || line.name.starts_with("file ");
      if (p == 0 && !of_point) identity_.push_back(line);
      (all += line.name) += '\n', (all += line.value) += '\n';
    }
    if (p == 0) identity_.push_back({"file " + std::filesystem::path(options_.file).filename().string(), key_text(bytes_key(studies_.design().texts.text(0)))});
    identity_.push_back({fmt::format("point {}", p + 1), key_text(bytes_key(all))});
  }

  void add_tasks(std::size_t p, const SweepStudies::Study& study) {
    for (std::uint32_t r = 0; r < study.replications; ++r) tasks_.push_back({static_cast<std::uint32_t>(p), r});
  }

  /// What the results file of an earlier run holds stays, also where less is asked for now.
  void take_results() {
    std::error_code error;
    if (!std::filesystem::exists(out_, error)) return;
    earlier_ = std::make_unique<SweepReader>(out_);
    const DesignText& design = studies_.design();
    if (earlier_->about().design.text != design.texts.text(0) || earlier_->points() != studies_.points())
      throw Refused(fmt::format("cannot go on with {}, which is of another design than {}; choose another --out", out_, options_.file));
    std::set<std::pair<std::uint32_t, std::uint32_t>> asked;
    for (const Task& task : tasks_) asked.insert({task.study, task.replication});
    const std::size_t before = tasks_.size();
    for (std::uint32_t p = 0; p < studies_.points(); ++p) {
      const Results there = earlier_->read(p);
      if (const auto reasons = differences(identity_of(there), identity_of(studies_.frame(*studies_.get(p)))); !reasons.empty())
        throw Refused(fmt::format("cannot go on with {}, which is of another sweep: at point {} {}; choose another --out", out_, p + 1, reasons.front()));
      for (const std::uint32_t r : there.replications) {
        written_.insert({p, r});
        if (!asked.contains({p, r})) tasks_.push_back({p, r});
      }
    }
    beyond_ = tasks_.size() - before;
  }

  void tell_begin(Begin begin) const {
    if (options_.quiet) return;
    std::size_t finished = written_.size();
    for (const PartialFile::Entry& entry : file_.entries()) finished += written_.contains({entry.task.study, entry.task.replication}) ? 0 : 1;
    if (finished > 0) say("going on with {} replications that an earlier run finished\n", finished);
    else if (begin == Begin::resume) say("there is nothing to go on with at {}; beginning anew\n", out_);
    if (beyond_ > 0) say("{} replications more than are asked for now are there; they stay\n", beyond_);
  }

  Exit run() {
    std::set<std::pair<std::uint32_t, std::uint32_t>> kept = written_;
    for (const PartialFile::Entry& entry : file_.entries()) kept.insert({entry.task.study, entry.task.replication});
    std::vector<Task> todo;
    for (const Task& task : tasks_)
      if (!kept.contains({task.study, task.replication})) todo.push_back(task);
    const std::size_t before = tasks_.size() - todo.size();
    {
      Progress progress(tasks_.size(), options_.quiet);
      UnderWay under_way([&](std::size_t done, double parts) { progress.done(done, parts); }, before);
      TaskOptions pool;
      pool.threads = options_.threads.value_or(ranks_.usual_threads());
      pool.stop = &heed_signals();
      const auto over_ranks = ranks_.pool(file_, out_);
      pool.work = [&](const Task& task) {
        std::function<void(double)> report;
        if (!over_ranks) report = [&](double share) { under_way.further(task, share); };
        return studies_.run(task, std::move(report));
      };
      pool.finished = [&](std::size_t place, std::string&& bytes) {
        file_.add(todo[place], bytes);
        under_way.finished(todo[place]);
      };
      if (over_ranks) over_ranks(todo, pool);
      else run_tasks(todo, pool);
      threads_ = pool.threads;
    }
    return finish();
  }

  Exit finish() {
    std::map<std::uint32_t, std::vector<PartialFile::Entry>> by_point;
    std::map<std::pair<std::uint32_t, std::uint32_t>, bool> wanted;
    for (const Task& task : tasks_) wanted[{task.study, task.replication}] = false;
    std::size_t done = 0;
    for (const auto& place : written_) {
      wanted[place] = true;
      ++done;
    }
    for (const PartialFile::Entry& entry : file_.entries()) {
      const auto at = wanted.find({entry.task.study, entry.task.replication});
      if (at == wanted.end() || at->second) continue;  // beyond what is asked for now
      at->second = true;
      by_point[entry.task.study].push_back(entry);
      ++done;
    }
    if (done < tasks_.size()) {
      say("interrupted: {} of {} replications are done\n", done, tasks_.size());
      say_kept(file_, out_);
      return Exit::world_failed;
    }
    write(by_point);
    file_.remove();
    if (!options_.quiet) tell();
    return failed_audits_ == 0 ? Exit::good : Exit::defect;
  }

  void write(std::map<std::uint32_t, std::vector<PartialFile::Entry>>& by_point) {
    const DesignText& design = studies_.design();
    SweepAbout about{design.name, design.about, {std::filesystem::path(options_.file).filename().string(), design.texts.text(0)}, design.factors, {}};
    for (const DesignPoint& point : design.points) about.values.push_back(point.values);
    SweepWriter writer(out_, about);
    Results sums;  // for the sidecar: events only
    for (std::uint32_t p = 0; p < studies_.points(); ++p) {
      Results results = results_of(p, by_point[p]);
      for (const AuditResult& audit : results.audit) {
        for (const std::string& failure : audit.failures) say("audit failed at point {}: {}\n", p + 1, failure);
        failed_audits_ += audit.failures.empty() ? 0 : 1;
      }
      sums.audit.insert(sums.audit.end(), results.audit.begin(), results.audit.end());
      writer.add(results);
    }
    writer.finish();
    write_sidecar(sidecar_path(out_), watch_.facts(sums, threads_, static_cast<unsigned>(ranks_.size())));
  }

  Results results_of(std::uint32_t point, std::vector<PartialFile::Entry>& entries) {
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.task.replication < b.task.replication; });
    RecordStore records(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) records.put(i, file_.read(entries[i]));
    const auto study = studies_.get(point);
    try {
      Results results = study_of(study->loaded.net, study->seed, records);
      if (earlier_) {
        std::vector<Results> parts;
        parts.push_back(std::move(results));
        parts.push_back(earlier_->read(point));
        results = join_replications(std::move(parts));
      }
      results.replications_wanted = std::max<std::uint64_t>(study->replications, results.done());
      describe_study(study->loaded.text, results);
      if (options_.share.empty()) add_warnings(results, {});
      return results;
    } catch (const BadRecord& fault) {
      throw WorldError(file_.path(), "read", fault.what());
    }
  }

  void tell() const {
    const bool colour = isatty(fileno(stdout)) != 0 && std::getenv("NO_COLOR") == nullptr;
    if (studies_.points() <= most_points_printed && options_.share.empty())
      fmt::print("{}\n", sweep_text(SweepReader(out_), colour ? Colour::ansi : Colour::none));
    fmt::print("{} written: {} points, {} replications; careway export {} makes a table of it\n", out_, studies_.points(), tasks_.size(), out_);
  }

  const SweepOptions& options_;
  std::string out_;
  Stopwatch watch_;
  SweepStudies& studies_;
  RankRun& ranks_;
  PartialFile file_;
  std::vector<IdentityLine> identity_;
  std::vector<Task> tasks_;
  std::unique_ptr<SweepReader> earlier_;  ///< the results file to go on with, when there is one
  std::set<std::pair<std::uint32_t, std::uint32_t>> written_;  ///< point and replication of what it holds
  std::size_t beyond_ = 0;  ///< of these, more than is asked for
  unsigned threads_ = 1;
  std::size_t failed_audits_ = 0;
};

}  // namespace

Exit sweep_command(const SweepOptions& options) {
  const bool leads = rank_place().rank == 0;
  const std::string out = target_of(options);
  if (leads) refuse_target(out, Target::sweep);
  bulk_into(folder_of(out));
  SweepStudies studies(load_design(options.file), {options.replications, options.seed, options.days});
  RankRun ranks;
  if (leads) return Sweep(options, out, studies, ranks).go();
  ranks.serve(options.threads.value_or(ranks.usual_threads()), [&](const Task& task) { return studies.run(task); });
  return Exit::good;
}

Exit check_sweep(const std::string& file) {
  SweepStudies studies(load_design(file), {});
  std::size_t replications = 0;
  studies.check(false, [&](std::size_t, const SweepStudies::Study& study) { replications += study.replications; });
  fmt::print("{}: good. A sweep of {} points, {} replications in all", file, studies.points(), replications);
  for (const std::string& factor : studies.design().factors) fmt::print("{}{}", factor == studies.design().factors.front() ? "; it varies " : ", ", factor);
  fmt::print("\n");
  return Exit::good;
}

}  // namespace careway
