// How often do the 95% intervals of a study hold the true value? Whole studies are run again and again with the engine itself, on
// models whose answers are known exactly, and each figure is estimated just as `careway run` does (output/summary).
//
//   bench_coverage [--repetitions 10000] [--seed 1] [--threads 1] [--markdown] [--case 1]
//
// A study is 20 replications; repetition i has the replications 20 i .. 20 i + 19, which are independent. Exit status 1 when a
// figure's coverage is outside 0.94 .. 0.96, or, with fewer than 10 000 repetitions, so far outside that chance alone would
// do it less than once in a million times. About ten minutes of CPU for 10 000 repetitions.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "coverage/cases.hpp"
#include "input/read_study.hpp"
#include "network/compile.hpp"
#include "study/replications.hpp"
#include "study/run_study.hpp"

namespace careway::coverage {

namespace {

constexpr std::uint32_t replications_of_a_study = 20;
constexpr std::uint32_t studies_at_once = 25;  // memory
constexpr double lowest = 0.94, highest = 0.96;
constexpr double alpha = 1e-6;

struct Options {
  std::uint32_t repetitions = 10'000;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  bool markdown = false;
  std::size_t only = 0;  ///< number of the case from 1; 0: all
};

struct Text final : FileReader {
  explicit Text(const char* t) : text(t) {}
  std::string read(const std::string&) const override { return text; }
  std::string text;
};

Network network_of(const char* model) {
  ReadResult read = read_study("model.yaml", Text(model));
  Findings findings = read.study.findings;
  std::optional<Network> net;
  if (read.complete) net = compile(read.study, findings);
  if (!net) throw std::runtime_error(describe(findings, read.study.texts));
  return std::move(*net);
}

/// How often each figure's interval held the truth; `wide` adds up its relative half-width.
struct Tally {
  std::uint32_t held = 0, below = 0;
  double wide = 0;
};

std::vector<Tally> repeat(const Case& c, const Options& options) {
  const Network net = network_of(c.model);
  std::vector<Tally> tallies(c.figures.size());
  for (std::uint32_t done = 0; done < options.repetitions; done += studies_at_once) {
    const std::uint32_t studies = std::min(studies_at_once, options.repetitions - done);
    RunOptions run;
    run.seed = options.seed;
    run.threads = options.threads;
    for (std::uint32_t i = 0; i < studies * replications_of_a_study; ++i) run.replications.push_back(done * replications_of_a_study + i);
    const Results all = run_study(net, run);
    for (std::uint32_t s = 0; s < studies; ++s) {
      const auto first = run.replications.begin() + s * replications_of_a_study;
      const Summary summary = summarise(only_replications(all, {first, first + replications_of_a_study}));
      for (std::size_t f = 0; f < c.figures.size(); ++f) {
        const Estimate e = c.figures[f].estimate(summary);
        tallies[f].held += e.low <= c.figures[f].truth && c.figures[f].truth <= e.high;
        tallies[f].below += e.low > c.figures[f].truth;
        tallies[f].wide += e.half_width() / c.figures[f].truth;
      }
    }
  }
  return tallies;
}

/// P(Binomial(n, p) <= k).
double binomial_tail(std::uint32_t k, std::uint32_t n, double p) {
  double sum = 0;
  for (double i = 0; i <= k; ++i)
    sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1) - std::lgamma(n - i + 1) + i * std::log(p) + (n - i) * std::log1p(-p));
  return sum;
}

bool good(std::uint32_t held, std::uint32_t n) {
  const double share = static_cast<double>(held) / n;
  if (share >= lowest && share <= highest) return true;
  if (n >= 10'000) return false;
  return (share < lowest ? binomial_tail(held, n, lowest) : binomial_tail(n - held, n, 1 - highest)) >= alpha;
}

bool report(const Case& c, const std::vector<Tally>& tallies, const Options& options) {
  bool all = true;
  for (std::size_t f = 0; f < tallies.size(); ++f) {
    const double n = options.repetitions;
    const bool fine = !c.figures[f].judged || good(tallies[f].held, options.repetitions);
    const double share = tallies[f].held / n, under = tallies[f].below / n;
    if (options.markdown)
      fmt::print("| {} | {} | {:.5g} | ±{:.1f}% | {:.4f} | {:.3f} | {:.3f} |\n", c.name, c.figures[f].name, c.figures[f].truth,
                 100 * tallies[f].wide / n, share, under, 1 - share - under);
    else
      fmt::print("{:16} {:34} truth {:8.5g}  half-width {:5.1f}%  coverage {:.4f}  (above it {:.3f}, below it {:.3f})  {}\n", c.name,
                 c.figures[f].name, c.figures[f].truth, 100 * tallies[f].wide / n, share, under, 1 - share - under, !c.figures[f].judged ? "not judged" : fine ? "good" : "BAD");
    all = all && fine;
  }
  return all;
}

Options read(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--markdown") o.markdown = true;
    else if (word == "--repetitions") o.repetitions = static_cast<std::uint32_t>(std::stoul(value)), ++i;
    else if (word == "--seed") o.seed = std::stoull(value), ++i;
    else if (word == "--threads") o.threads = static_cast<unsigned>(std::stoul(value)), ++i;
    else if (word == "--case") o.only = std::stoul(value), ++i;
    else throw std::runtime_error("no such option: " + word);
  }
  return o;
}

}  // namespace

}  // namespace careway::coverage

int main(int argc, char** argv) {
  using namespace careway::coverage;
  try {
    const Options options = read(argc, argv);
    bool all = true;
    std::size_t number = 0;
    for (const Case& c : cases()) {
      if (++number != options.only && options.only != 0) continue;
      all = report(c, repeat(c, options), options) && all;
      std::fflush(stdout);
    }
    return all ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_coverage: {}\n", error.what());
    return 2;
  }
}
