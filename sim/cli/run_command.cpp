#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>

#include "base/bulk.hpp"
#include "base/errors.hpp"
#include "cli/commands.hpp"
#include "cli/describe_study.hpp"
#include "cli/kept.hpp"
#include "cli/precision.hpp"
#include "cli/progress.hpp"
#include "cli/rank_run.hpp"
#include "cli/refused.hpp"
#include "cli/run_end.hpp"
#include "cli/run_log.hpp"
#include "cli/say.hpp"
#include "cli/share.hpp"
#include "cli/stopping.hpp"
#include "cli/targets.hpp"
#include "study/record_bytes.hpp"
#include "study/run_study.hpp"

namespace careway {

namespace {

/// Where results go: --out, or the file to go on with, or a name made of the scenario's.
std::string target_of(const RunCommandOptions& options) {
  if (!options.resume.empty() && !options.out.empty() && options.resume != options.out)
    throw Refused(fmt::format("--resume {} and --out {}: a run goes on in its own file; leave --out away", options.resume, options.out));
  if (!options.resume.empty()) return options.resume;
  if (!options.out.empty()) return options.out;
  std::string name = std::filesystem::path(options.file).stem().string();
  if (!options.share.empty()) {
    const RunShare share = read_share(options.share);
    name += fmt::format(".{}-of-{}", share.number, share.of);
  }
  return name + ".h5";
}

Say saying(const RunCommandOptions& options) { return options.json ? Say::json : options.quiet ? Say::nothing : Say::table; }

/// One run from the command line, in its stages.
class Run {
 public:
  Run(const RunCommandOptions& options, const Loaded& loaded, std::string out, RankRun& ranks)
      : options_(options), loaded_(loaded), out_(std::move(out)), ranks_(ranks), silent_(options.quiet || options.json), watch_(options.command_line),
        wish_{{}, options.most_replications} {
    run_.seed = options.seed.value_or(loaded.text.experiment.seed);
    run_.threads = options.threads.value_or(ranks.usual_threads());
    whole_ = static_cast<std::uint32_t>(options.replications.value_or(loaded.text.experiment.replications));
    const RunShare share = options.share.empty() ? RunShare{} : read_share(options.share);
    run_.replications = replications_of(share, whole_);
    frame_ = run_study(loaded.net, {});
    frame_.seed = run_.seed;
    describe_study(loaded.text, frame_);
    if (const std::string fault = read_wish(options.precision, frame_, run_.replications.size(), wish_); !fault.empty()) throw Refused(fault);
    if (!options.precision.empty() && !options.share.empty())
      throw Refused("--share and --precision: whether figures are precise enough is seen only on all replications; leave one away");
    if (options.events && ranks.size() > 1)
      throw Refused("--events: patients are logged by one process; run it without mpirun, or in shares (--share) and merge them");
    run_.stop = &heed_signals();
  }

  Exit go() {
    Kept kept(out_, loaded_.net, frame_, options_.resume.empty() ? Begin::anew : Begin::resume, silent_);
    run_.keep = [&](std::uint32_t replication, std::string_view bytes) { kept.keep(replication, bytes); };
    run_.pool = ranks_.pool(kept.file(), out_);
    if (!options_.resume.empty() && options_.precision.empty()) take_along(kept.done().replications);
    try {
      return go(kept);
    } catch (const WorldError& error) {
      say("careway: {}\n", error.what());
      return Exit::world_failed;  // and `kept` says what is left
    }
  }

 private:
  Exit go(Kept& kept) {
    std::unique_ptr<RunLog> log = begin_log(kept);
    Results results;
    {
      Progress progress(run_.replications.size(), silent_);
      run_.progress = [&](std::size_t done, double parts) { progress.done(done, parts); };
      run_.standstill = [told = std::size_t{0}](std::uint32_t replication, const std::string& words) mutable {
        constexpr std::size_t most_told = 3;  // the count of all is in the results
        if (++told <= most_told) say("warning: deadlock in replication {}: {}\n", replication, words);
      };
      results = run_study(loaded_.net, run_, kept.done());
    }
    if (log && results.done() > 0) {  // of nothing there is no log: an earlier one stays
      const std::uint64_t rows = log->finish();
      if (!silent_) say("{}: {} events of patients\n", log->path(), rows);
    }
    run_.watch = nullptr;  // replications that are added for precision are not logged
    describe_study(loaded_.text, results);
    const std::string lacking = refine(loaded_.net, wish_, run_, kept.done(), results, silent_ ? Talk::silent : Talk::to_stderr);
    return finish(kept, results, lacking, log.get());
  }

  /// What an earlier run finished stays, also where less is asked for now. A run that is no share has no gaps.
  void take_along(const std::vector<std::uint32_t>& finished) {
    std::vector<std::uint32_t> both;
    std::set_union(run_.replications.begin(), run_.replications.end(), finished.begin(), finished.end(), std::back_inserter(both));
    const std::size_t beyond = both.size() - run_.replications.size();
    if (beyond == 0) return;
    if (!silent_) say("{} replications more than are asked for now are there; they stay\n", beyond);
    if (options_.share.empty()) both = replications_of({}, both.back() + 1);
    run_.replications = std::move(both);
  }

  std::unique_ptr<RunLog> begin_log(Kept& kept) {
    if (!options_.events) return nullptr;
    auto log = std::make_unique<RunLog>(out_, loaded_.net, frame_, options_.events_share);
    const std::size_t before = kept.done().done();
    kept.only(log->logged());
    if (!silent_ && kept.done().done() < before)
      say("{} of them have no events in {}; they are run again\n", before - kept.done().done(), log->path());
    log->copy(kept.done().replications);
    run_.watch = [log = log.get()](std::uint32_t replication) { return log->watch(replication); };
    return log;
  }

  Exit finish(Kept& kept, Results& results, const std::string& lacking, RunLog* log) {
    const bool whole = results.done() == run_.replications.size();
    if (results.done() == 0) {
      say("interrupted before the first replication was done; nothing was written\n");
      return Exit::world_failed;
    }
    if (options_.share.empty()) add_warnings(results, lacking);  // those of a share would tell of the share
    else results.replications_wanted = whole_;
    const RunFacts facts = watch_.facts(results, run_.threads, static_cast<unsigned>(ranks_.size()));
    const Summary summary = write_all_results(results, facts, out_);
    if (log) log->take_name();
    else if (const std::string words = stray_log(out_, results); !words.empty() && !silent_) say("warning: {}; --events makes one that does\n", words);
    kept.written();
    const Exit code = tell_results(results, summary, facts, out_, saying(options_));
    if (code != Exit::good) return code;
    if (!whole) {
      say("interrupted: {} of {} replications are in {}; go on with --resume {}\n", results.done(), run_.replications.size(), out_, out_);
      return Exit::world_failed;
    }
    if (lacking.empty()) return Exit::good;
    say("less precise than asked after {} replications: {}\n", results.done(), lacking);
    return Exit::less_precise;
  }

  const RunCommandOptions& options_;
  const Loaded& loaded_;
  std::string out_;
  RankRun& ranks_;
  bool silent_;
  Stopwatch watch_;
  PrecisionWish wish_;
  RunOptions run_;
  std::uint32_t whole_ = 0;  ///< replications of the whole run, of which this may be a share
  Results frame_;
};

/// The work of a rank that only helps: no files, no words.
Exit help(const RunCommandOptions& options, const Loaded& loaded, RankRun& ranks) {
  const Layout layout(loaded.net);
  const std::uint64_t seed = options.seed.value_or(loaded.text.experiment.seed);
  ranks.serve(options.threads.value_or(ranks.usual_threads()),
              [&](const Task& task) { return record_bytes(Engine(loaded.net, layout, seed, task.replication).run()); });
  return Exit::good;
}

}  // namespace

Exit run_command(const RunCommandOptions& options) {
  const bool leads = rank_place().rank == 0;
  const std::string out = target_of(options);
  if (leads) refuse_target(out, Target::results);  // before an hour's work, not after it
  bulk_into(folder_of(out));
  LoadOptions load_options;
  load_options.quiet = options.quiet;
  load_options.days = options.days;
  std::string unheard;
  if (!leads) load_options.report = &unheard;  // rank 0 says it
  load_options.replications = options.replications;
  const Loaded loaded = load(options.file, load_options);
  RankRun ranks;
  if (!leads) return help(options, loaded, ranks);
  return Run(options, loaded, out, ranks).go();
}

}  // namespace careway
